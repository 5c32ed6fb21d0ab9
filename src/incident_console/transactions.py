"""The one owner of a transaction: it alone opens them, for what is recorded together or not at all.

Whoever needs more in one asks for it (`together`, `as_read`). What is only true of a committed record follows
the commit: the files in the outbox folder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Self, TypeVar

from incident_console.clock import Clock, new_id
from incident_console.delivery import outbox
from incident_console.domain.entry import Event, MessageEvent, Request
from incident_console.domain.incident import Incident
from incident_console.domain.policy import Policy
from incident_console.domain.refusal import Part, Refused
from incident_console.domain.text import TextRefused, clean_name
from incident_console.recording import Done, Recorder
from incident_console.store.errors import StoreError
from incident_console.store.folded import KEPT, Folded
from incident_console.store.store import Store

T = TypeVar("T")

AHEAD = 4
"""How often a rule is asked before the transaction; after so many consoles were first, it is asked inside."""


class TransactionOwner:
    """Acts for one person on one store, one transaction at a time."""

    def __init__(
        self, store: Store, clock: Clock, policy: Policy, by: str, login: str = "", *, kept: int = KEPT
    ) -> None:
        self.store = store
        self.clock = clock
        self.policy = policy
        self.by = policy.colleagues.people.spelt(named(by))
        self._folded = Folded(store, kept)
        self._recorder = Recorder(store, self._folded, policy, login)
        self._troubles: list[str] = []

    @property
    def login(self) -> str:
        """The account of the machine under which this person acts."""
        return self._recorder.login

    def now(self) -> datetime:
        """The wall time in whole seconds, UTC: what the record is kept in."""
        return self.clock.now().replace(microsecond=0)

    def incident(self, reference: str) -> Incident:
        """The incident as it stands, for reading, on whatever thread: it never changes.

        Raises:
            NotFound, Ambiguous: where the reference names none, or several.
        """
        return self._current(self.store.find(reference))

    def by_id(self, incident: str) -> Incident:
        """The incident with that id as it stands, for reading, as `incident`."""
        return self._current(incident)

    def request(self, at: datetime | None = None, term: str | None = None) -> Request:
        """Who asks and when; `at` (UTC) where it happened earlier than now."""
        now = self.now()
        moment = now if at is None else at.replace(microsecond=0)
        return Request(by=self.by, at=moment, now=now, policy=self.policy, id=new_id(), term=term)

    def together(self, acts: Callable[[Self], T]) -> T:
        """Do several things in one transaction: acts, the end of a draft. All of it is recorded, or nothing.

        Raises:
            Refused, StoreError: as any of them, also where that was caught within.
        """
        with self._transaction():
            return acts(self)

    def as_read(self, act: Callable[[Self], Done], *read: str) -> Done:
        """Do what writes to clients, in the very words that somebody read before: those to each, in order.

        Raises:
            Refused: the message would say something else by now; nothing was recorded.
        """
        with self._transaction():
            done = act(self)
            texts = (entry.event.texts for entry in done.entries if isinstance(entry.event, MessageEvent))
            if next(texts, ("",)) != read:
                raise Refused(
                    "the record changed while you read the text: it would say something else; read it again"
                )
            return done

    def file_messages(self, reference: str) -> None:
        """Bring the outbox folder up to date with an incident: what waits has a file, what does not has none.

        Every act does so by itself. What fails is told by `outbox_trouble`.
        """
        self._file(self.incident(reference))

    def outbox_trouble(self) -> str:
        """What could not be done in the outbox folder since this was asked last, in one line; else empty."""
        troubles, self._troubles = dict.fromkeys(self._troubles), []
        return "; ".join(troubles)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """The one transaction, or the part of it that is this act's; the outbox folder follows its commit."""
        with self._folded.transaction():
            yield
        if not self._folded.transacting:
            for incident in self._folded.recorded.values():
                self._file(incident)

    def _file(self, incident: Incident) -> None:
        """Bring the outbox folder up to date, also with what other consoles record while that is done."""
        for _ in range(AHEAD):
            filed = outbox.bring_up_to_date(self.store.path, incident)
            self._troubles += filed.troubles
            seen = incident.seq
            if filed.changed:
                # The act is recorded. Who reads next is told what is wrong with the record.
                with suppress(StoreError):
                    incident = self._current(incident.id)
            if incident.seq == seen:
                return

    def _current(self, incident_id: str) -> Incident:
        """The incident folded up to its last entry."""
        return self._folded.current(incident_id)

    def _ask(
        self,
        incident: Incident,
        rule: Callable[..., list[Event]],
        at: datetime | None,
        term: str | None,
        arguments: Mapping[str, object],
    ) -> Done:
        request = self.request(at, term)
        events = rule(incident, request, **arguments)
        if not events:
            return Done(incident=incident, entries=[])
        return self._recorder.record(incident, request, events)


def named(by: str) -> str:
    """The name of who acts.

    Raises:
        Refused: where nobody is named.
    """
    try:
        return clean_name(by)
    except TextRefused as error:
        raise Refused(
            "{why}; say who you are with {by}", about=Part.BY, why=str(error), by=Part.BY
        ) from error
