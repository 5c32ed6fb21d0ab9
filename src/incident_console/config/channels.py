"""The channels of the configuration: the ways out of the console."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec


class Channel(msgspec.Struct, frozen=True, kw_only=True):
    """A channel as it is configured; `deadline` and `fresh` in seconds."""

    name: str
    kind: str
    audience: str
    settings: Mapping[str, str | int | bool | tuple[str, ...]]
    proof: str = "accepted"
    deadline: float = 10.0
    fresh: int = 3600
    private: bool = False
    line: int | None = None
    trouble: str = ""
    folder: Path = Path()
