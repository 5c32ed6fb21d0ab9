"""Incidents folded from the log, as one desk knows them, and the transaction in which it changes them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from incident_console.domain.incident import Incident, fold
from incident_console.store.store import Store

KEPT = 64
"""How many incidents are kept folded, so that an act reads only what is new."""


class Folded:
    """Keeps what was read and recorded; an incident that it gave out never changes."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.recorded: dict[str, Incident] = {}
        """The incidents that the last transaction recorded something about, by id, as it left them."""
        self.transacting = False
        """Whether a transaction is open."""
        self._kept: dict[str, Incident] = {}
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
        known = self._kept.pop(id, None)
        if known is None:
            incident = fold(self.store.entries(id))
        else:
            incident = known.after(self.store.entries(id, after=known.seq))
        self.keep(incident)
        return incident

    def last_seen(self, reference: str) -> Incident | None:
        """The incident as it was seen last: nothing can be appended to it where others went on since."""
        return next((seen for seen in reversed(self._kept.values()) if seen.ref == reference), None)

    def keep(self, incident: Incident) -> None:
        """Know an incident as it is now."""
        self._kept[incident.id] = incident
        if len(self._kept) > KEPT:
            self._kept.pop(next(iter(self._kept)))
