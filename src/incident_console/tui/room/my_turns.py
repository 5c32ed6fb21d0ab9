"""What waits for one person over all incidents, between one look at the record and the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import chain

from incident_console.desk import Desk
from incident_console.domain.incident import Incident
from incident_console.domain.inquiries import open_inquiries
from incident_console.domain.introducing import introduction
from incident_console.domain.summary import SummaryRow
from incident_console.domain.text import same_person
from incident_console.domain.turns import Asked, Turn, Work, is_taken_over, speaks_for, turns
from incident_console.reports.carried import carried
from incident_console.reports.deliveries import Way, ways_of
from incident_console.reports.notified import Notified, carried_inside, notified, on_whom
from incident_console.reports.way_stages import stage_of
from incident_console.store.delivery_rows import DeliveryRow
from incident_console.store.errors import Damaged
from incident_console.store.turns import CalledRow

UNFINISHED_LIMIT = 200
"""How many messages that are not out everywhere are looked at, and how many words to colleagues."""
TAKEN_OVER_LIMIT = 50
"""In how many incidents, the most urgent ones, it is looked for whether a new owner has written."""
LONGEST = timedelta(days=7)
"""How long it is on somebody that colleagues have not heard; then it stands with its incident alone."""


class MyTurns:
    """What is on the person of a desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._unheard: list[tuple[Incident, Notified]] = []
        """Words to colleagues that have not arrived, as far as is known, in matters of this person."""
        self._told: set[object] | None = None
        """Of which of them it was told that they do not arrive; at first, of none that were there before."""
        self._ways: list[tuple[Incident, list[Way]]] = []
        """Messages that channels carry, and have not brought by all of them, in incidents of this person."""
        self._work: list[Work] = []
        self._asked: list[Asked] = []
        self._introductions: dict[str, tuple[int, Turn | None]] = {}
        """By incident whose new owner this person is: up to which entry it was read, and what waits."""
        self._looked: dict[str, tuple[int, bool]] = {}
        """By incident: up to which entry it was looked through, and whether a client ever asked there."""

    def read(self, rows: Iterable[SummaryRow]) -> None:
        """Read the open work, and what clients ask in the open incidents that this person speaks for.

        Raises:
            StoreError: the record cannot be read.
        """
        self._work = self.desk.store.work()
        rows = list(rows)
        self._ways = [*self._unfinished({row.id: row for row in rows})]
        self._unheard = [*self._not_heard()]
        mine = [row for row in rows if row.open and not row.damaged and speaks_for(row, self.desk.by)]
        new = [row for row in mine if is_taken_over(row, self.desk.by)][:TAKEN_OVER_LIMIT]
        self._introductions = {row.id: self._introduction(row) for row in new}
        self._looked = {row.id: self._looked.get(row.id, (0, False)) for row in mine}
        self._asked = [asked for row in mine if self._ever_asked(row) for asked in self._open(row)]

    def _unfinished(self, known: Mapping[str, SummaryRow]) -> Iterator[tuple[Incident, list[Way]]]:
        """Yield the messages that are not out by all of their channels, where this person speaks for it."""
        store = self.desk.store
        for each in store.outbox(limit=UNFINISHED_LIMIT, unfinished=True):
            row = known.get(each.incident) or store.summary(each.incident)
            if row is None or row.damaged or not speaks_for(row, self.desk.by):
                continue
            # What is damaged is told where it stands; nothing else waits for it.
            with suppress(Damaged):
                incident = self.desk.by_id(each.incident)
                message = incident.messages.get(each.id)
                if message is not None and message.deliveries:
                    yield incident, ways_of(incident, store.deliveries, [message])

    def _not_heard(self) -> Iterator[tuple[Incident, Notified]]:
        """Yield the words to colleagues that have not arrived, and whose matter this person's is."""
        store, now, colleagues = self.desk.store, self.desk.now(), self.desk.policy.colleagues
        by_incident: dict[str, list[DeliveryRow]] = {}
        for row in store.notices.unheard(UNFINISHED_LIMIT):
            if row.made_at > now - LONGEST:
                by_incident.setdefault(row.incident, []).append(row)
        for incident_id, rows in by_incident.items():
            with suppress(Damaged):
                incident = self.desk.by_id(incident_id)
                for each in notified(incident, store, colleagues, now, rows):
                    if any(same_person(self.desk.by, name) for name in on_whom(incident, each)):
                        yield incident, each

    def newly_unheard(self, now: datetime) -> list[tuple[Incident, Notified]]:
        """Return what asks for this person since a time (UTC) that was looked at before."""
        asking = {
            (each.delivery.key, each.notice.id, each.attempts): (incident, each)
            for incident, each in self._unheard
            if each.lacks and stage_of(each, now).asks
        }
        before, self._told = self._told, {*asking}
        return [] if before is None else [found for key, found in asking.items() if key not in before]

    def _introduction(self, row: SummaryRow) -> tuple[int, Turn | None]:
        """Return whether the clients have still to hear from the new owner; only what is new is read."""
        upto, found = self._introductions.get(row.id, (0, None))
        if row.version != upto:
            found = None
            with suppress(Damaged):
                found = introduction(self.desk.incident(row.ref))
        return row.version, found

    def _ever_asked(self, row: SummaryRow) -> bool:
        """Return whether a client asked anything there; only what is new is looked through."""
        upto, asked = self._looked[row.id]
        if not asked and row.version > upto:
            asked = self.desk.store.asks(row.id, upto)
        self._looked[row.id] = row.version, asked
        return asked

    def _open(self, row: SummaryRow) -> Iterable[Asked]:
        for each in open_inquiries(self.desk.incident(row.ref)):
            yield Asked(row.id, row.ref, each.who, each.text, each.asked_at)

    def standing(
        self, rows: Sequence[SummaryRow], called: Iterable[CalledRow], now: datetime
    ) -> tuple[Turn, ...]:
        """Return what waits at a time (UTC), the most urgent first."""
        calls = ((each.ref, each.call) for each in called)
        people = self.desk.policy.colleagues
        found = chain(
            (carried(incident, ways, now) for incident, ways in self._ways),
            (carried_inside(of, each, people, now) for of, each in self._unheard),
        )
        stuck = [each for each in found if each is not None]
        introductions = [each for _, each in self._introductions.values() if each is not None]
        return tuple(turns(self.desk.by, rows, calls, self._work, self._asked, now, stuck, introductions))
