"""What the store can say when it cannot do what was asked, each in one sentence for a person."""

from __future__ import annotations


class StoreError(Exception):
    """A failure of the record; its text is one line that says what to do next."""


class StoreRefused(StoreError):
    """The file was not opened, and was left as it is."""


class StoreOlder(StoreRefused):
    """The file is from an older version, and only opening it for writing brings it up to date."""


class StoreGone(StoreError):
    """The open file was deleted or replaced, and is not written to. `Store.save_copy` saves what it holds."""


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


class NotFound(StoreError):
    """No incident goes by that name."""


class Ambiguous(StoreError):
    """Several incidents go by that name."""
