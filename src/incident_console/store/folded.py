"""Incidents folded from the log, as one desk knows them, and the transaction in which it changes them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from incident_console.domain.folding import after, fold
from incident_console.domain.incident import Incident
from incident_console.store.errors import UNREADABLE, Damaged, Overtaken, StoreGone
from incident_console.store.remains import readable
from incident_console.store.store import Store

KEPT = 64
"""How many incidents are kept folded, so that an act reads only what is new."""


class Folded:
    """Keeps what was read and recorded; an incident that it gave out never changes."""

    def __init__(self, store: Store, kept: int = KEPT) -> None:
        """Keep so many incidents of a store."""
        self.store = store
        self._most = kept
        self.recorded: dict[str, Incident] = {}
        """The incidents that the last transaction recorded something about, by id, as it left them."""
        self.transacting = False
        """Whether a transaction is open."""
        self._kept: dict[str, Incident] = {}
        self._merges = -1
        with suppress(StoreGone):  # which whoever uses it will hear
            self._merges = store.merges()
        self._failure: BaseException | None = None

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Open the one transaction, or join the one that is open: all that is in it is recorded, or nothing.

        Where anything in it fails, even if that was caught within it, or the commit does, all of it is taken
        back and what was folded in it is forgotten.

        Raises:
            StoreError: as `Store.writing`.
        """
        if self.transacting:
            yield from self._joined()
            return
        before = dict(self._kept)
        self.transacting, self._failure, self.recorded = True, None, {}
        try:
            with self.store.writing():
                yield
                if self._failure is not None:
                    raise self._failure
        except BaseException:
            self._kept, self.recorded = before, {}
            raise
        finally:
            self.transacting = False

    def _joined(self) -> Iterator[None]:
        try:
            yield
        except BaseException as failure:
            self._failure = failure
            raise

    def current(self, id: str) -> Incident:
        """The incident folded up to its last entry."""
        self._notice(self.store.merges())
        incident = self._continued(id) or read(self.store, id)
        self.keep(incident)
        return incident

    def _continued(self, id: str) -> Incident | None:
        """What is kept of an incident with what came since; None where its order changed."""
        known = self._kept.pop(id, None)
        try:
            newer = None if known is None else self.store.newer(id, known.entries[-1])
            return None if known is None or newer is None else after(known, newer)
        except (Damaged, *UNREADABLE):
            # All of it is read once more, so that it is said which entry is damaged.
            return None

    def still(self, incident: Incident) -> None:
        """Make sure, within a transaction, that an incident that was read before it stands as it did.

        Raises:
            Overtaken: a copy was merged in since, and what was read may stand in another order.
        """
        if self._notice(self.store.merges_seen):
            raise Overtaken(f"a copy was merged in meanwhile; look at {incident.ref}, then do it again")

    def _notice(self, merges: int) -> bool:
        """Forget all that is folded where a copy was merged in since the last look; tell whether it was."""
        before, self._merges = self._merges, merges
        if before == merges:
            return False
        self._kept.clear()
        return True

    def last_seen(self, reference: str) -> Incident | None:
        """The incident as it was seen last: nothing can be appended to it where others went on since."""
        return next((seen for seen in reversed(self._kept.values()) if seen.ref == reference), None)

    def keep(self, incident: Incident) -> None:
        """Know an incident as it is now."""
        self._kept[incident.id] = incident
        if len(self._kept) > self._most:
            # The one that was used longest ago: whatever is used is put behind the others.
            self._kept.pop(next(iter(self._kept)))


def read(store: Store, id: str) -> Incident:
    """Return an incident as the log has it.

    Raises:
        Damaged: one of its entries cannot be read, or makes no sense; what can be read of it is in it.
    """
    try:
        entries = store.entries(id)
    except Damaged as damage:
        damage.incident = readable(damage.entries)
        raise
    if not entries:
        row = store.summary(id)
        raise Damaged(id if row is None else row.ref, 1, "none of its entries is there")
    try:
        return fold(entries)
    except UNREADABLE as error:
        incident = readable(entries)
        read_to = 0 if incident is None else incident.seq
        ref = id if incident is None else incident.ref
        cannot = Damaged(ref, read_to + 1, f"it does not follow from what is before it ({error})", entries)
        cannot.incident = incident
        raise cannot from error
