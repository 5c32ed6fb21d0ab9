"""What a watch keeps up besides messages and alarms."""

from __future__ import annotations

from pathlib import Path

import msgspec

from incident_console.config.channel_settings import address
from incident_console.config.channels import shown
from incident_console.config.table import Table


class Watching(msgspec.Struct, frozen=True, kw_only=True):
    """What a watch keeps up besides.

    `heartbeat` is an address that is fetched each minute while all is well, or where that secret is;
    `private`: whether it may be a private address and plain http. `metrics` is the file for Prometheus.
    """

    heartbeat: str | None = None
    private: bool = False
    metrics: Path | None = None
    folder: Path = Path()

    def shown(self) -> dict[str, object]:
        """Return all of it as it may be shown: of the address, where it is, or its host."""
        return {
            "heartbeat": None if self.heartbeat is None else shown(self.heartbeat),
            "private": self.private,
            "metrics": None if self.metrics is None else str(self.metrics),
        }


def read_watching(top: Table) -> Watching:
    """Return what a watch is to keep up."""
    table = top.table("watch")
    table.only("heartbeat", "private", "metrics")
    private = table.flag("private", False)
    beat = address(table, "heartbeat", private) if "heartbeat" in table else None
    return Watching(
        heartbeat=beat if isinstance(beat, str) else None,
        private=private,
        metrics=table.file("metrics"),
        folder=table.folder,
    )
