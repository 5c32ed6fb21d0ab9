"""Messages and channels as the tests of the ways out give them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from incident_console.config.channels import Channel
from incident_console.delivery.parcel import Parcel

AT = datetime(2026, 11, 21, 14, 30, tzinfo=UTC)
QUICK = 0.3
"""Seconds of an attempt against a server that does not answer."""


def parcel(**given: Any) -> Parcel:
    """A message to ACME."""
    return Parcel(
        **{
            "key": "0123456789abcdef0123456789abcdef",
            "thread": "019a0000000070008000000000000001",
            "ref": "INC-7K3Q",
            "title": "Checkout errors",
            "client": "ACME",
            "kind": "update",
            "number": 4,
            "text": "Checkout errors (INC-7K3Q): update 4\n\nImpact: 30 % fail.\n\n- one\n- two",
            "at": AT,
            "recipient": "status@acme.example",
            **given,
        }
    )


def channel(kind: str, *, deadline: float = 5.0, private: bool = True, **given: Any) -> Channel:
    """A channel of a kind, whose server may be on this machine."""
    more = {name: given.pop(name) for name in ("audience", "trouble", "folder", "name") if name in given}
    whole = {"name": kind, "audience": "client", "folder": Path("/"), **more}
    return Channel(kind=kind, settings=given, deadline=deadline, private=private, **whole)
