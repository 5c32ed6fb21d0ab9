"""What the store can say when it cannot do what was asked, each in one sentence for a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from incident_console.domain.entry import Entry
    from incident_console.domain.incident import Incident

UNREADABLE = (ValueError, TypeError, LookupError, ArithmeticError, AttributeError, AssertionError)
"""What goes wrong, besides the engine's own errors, where the file holds something that nobody wrote."""


class StoreError(Exception):
    """A failure of the record; its text is one line that says what to do next."""


class StoreRefused(StoreError):
    """The file was not opened, and was left as it is."""


class StoreOlder(StoreRefused):
    """The file is from an older version, and only opening it for writing brings it up to date."""


class StoreGone(StoreError):
    """The open file was deleted or replaced: it is neither written to nor believed any more.

    `Store.save_copy` saves what it holds.
    """


class StoreBusy(StoreError):
    """Another console held the file for too long; nothing was recorded."""


class NotSaved(StoreError):
    """The transaction failed and was looked up afterwards: nothing of it was recorded."""


class CommitUncertain(StoreError):
    """The commit failed and the file cannot be read again, so nobody can say whether it was recorded."""


class Conflict(StoreError):
    """Another console recorded something about this incident first; nothing was recorded."""


class Overtaken(Conflict):
    """The log was longer than thought, which was seen before anything was written: load it and ask anew."""


class Damaged(StoreError):
    """An incident whose record cannot be read from an entry on.

    `entries` are those that can be, in order; `incident` is what these make, None where they make none.
    """

    def __init__(
        self, ref: str, place: int, why: str, entries: Sequence[Entry] = (), *, unknown: bool = False
    ) -> None:
        """Take what is wrong with which entry; `unknown`: a later version may know what it is."""
        todo = "verify names the place, and what it held is in your last backup: restore that"
        if unknown:
            todo = "install the newest version, or verify the file"
        super().__init__(f"{ref} is damaged at entry {place}: {why}; {todo}")
        self.ref = ref
        self.place = place
        self.why = why
        self.entries = list(entries)
        self.incident: Incident | None = None


class NotFound(StoreError):
    """No incident goes by that name."""


class Ambiguous(StoreError):
    """Several incidents go by that name."""
