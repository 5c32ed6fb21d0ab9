"""What is said of a record that was looked at: findings, and what was looked at."""

from __future__ import annotations

import msgspec


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is not as it was written. Only a `derived` finding goes away with `rebuild`."""

    sentence: str
    ref: str | None = None
    derived: bool = False

    @property
    def place(self) -> tuple[bool, bool]:
        """Where it stands among others: what was recorded first, then the file, then what is derived."""
        return self.derived, self.ref is None


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """What was looked at and what was found, the most serious first.

    `anchor` is each console's count and hash, of the incident looked at or of the whole file. Kept elsewhere,
    it shows later whether anything up to here was cut off or rewritten, however much came since.
    `forks` are consoles that went on twice, from a restored copy; both branches are kept, nothing is lost.
    """

    findings: tuple[Finding, ...]
    incidents: int
    events: int
    anchor: str
    forks: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        return not self.findings
