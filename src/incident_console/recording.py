"""Recording what a rule answered: events in their envelopes, with all that is derived from them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from incident_console.clock import new_id
from incident_console.delivery import portal_rows, queue
from incident_console.delivery.notifying import notify
from incident_console.domain import adopting
from incident_console.domain.calls import only_answers
from incident_console.domain.entry import Entry, Event, MessageEvent, Request
from incident_console.domain.folding import absorb, after
from incident_console.domain.incident import Incident
from incident_console.domain.message import Message
from incident_console.domain.noticing import tellings
from incident_console.domain.policy import Policy
from incident_console.domain.refusal import Refused
from incident_console.domain.sending import with_ways
from incident_console.domain.summarising import summary
from incident_console.domain.text import same_person
from incident_console.domain.ticketing import asked_by_itself
from incident_console.messages import TemplateBroken, heard_at, worded
from incident_console.store.folded import Folded
from incident_console.store.projection import derived
from incident_console.store.store import Store

if TYPE_CHECKING:
    from incident_console.intake.past import Past


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """What was recorded, and the incident after it, which no later act changes."""

    incident: Incident
    entries: list[Entry]
    warnings: tuple[str, ...] = ()
    """What was recorded otherwise than it was given, a sentence each."""
    notices: tuple[str, ...] = ()
    """What colleagues are told by channels because of it, and what is logged, by the ids of the notices."""

    @property
    def waiting(self) -> Message | None:
        """The message that was written and still waits to reach the client."""
        written = (self.incident.messages.get(entry.id) for entry in self.entries)
        return next((message for message in written if message is not None and message.waiting), None)


def goes_back(incident: Incident, entry: Entry) -> bool:
    """Whether its author acted before by a clock that was ahead, so that time calls them once more."""
    return any(
        last.recorded_at > entry.recorded_at and same_person(name, entry.by)
        for name, last in incident.last_acts.items()
    )


class Recorder:
    """Records for one desk, within the transaction that the desk has opened."""

    def __init__(self, store: Store, folded: Folded, policy: Policy, login: str) -> None:
        self.store = store
        self.folded = folded
        self.policy = policy
        self.login = login

    def record(self, incident: Incident, request: Request, events: Sequence[Event]) -> Done:
        """Append what a rule answered, with the board's row; a duplicate's deadline goes to its survivor."""
        before = incident
        entries = self._enclose(incident, request, with_ways(incident, events, request))
        incident = after(incident, entries)
        self.store.append(
            entries, summary(incident), derived(incident, self._touched(before, incident, entries))
        )
        queue.keep_up(self.store.deliveries, before, incident, entries, self.policy, request.now)
        notices = self._tell_colleagues(incident, entries, request.now)
        notices += portal_rows.keep_up(self.store, incident, self.policy, request.now, entries)
        self.folded.keep(incident)
        self.folded.recorded[incident.id] = incident
        if incident.went_into != before.went_into:
            self._tell_survivor(incident, before, request)
        done = Done(incident=incident, entries=entries, notices=notices)
        return self._ask_for_ticket(done, request)

    def _ask_for_ticket(self, done: Done, request: Request) -> Done:
        """Ask the portal for a ticket where the agreements say that this goes by itself."""
        events = asked_by_itself(done.incident, done.entries, self.policy)
        if not events:
            return done
        nobody = msgspec.structs.replace(request, id=new_id(), by="", at=request.now)
        asked = self.record(done.incident, nobody, events)
        notices = (*done.notices, *asked.notices)
        return msgspec.structs.replace(done, incident=asked.incident, notices=notices)

    def _tell_colleagues(
        self, incident: Incident, entries: Sequence[Entry], now: datetime
    ) -> tuple[str, ...]:
        """Have colleagues told of what was just recorded; return the notices that were made, by their ids."""
        found = tellings(incident, entries, self.policy.colleagues)
        if not found:
            return ()
        from incident_console.reports.notice_words import notice_of

        made = [(notice_of(each, incident, self.policy, now), each.ways) for each in found]
        return tuple(notice.id for notice, ways in made if notify(self.store, notice, ways, now))

    def _touched(self, before: Incident, incident: Incident, entries: Sequence[Entry]) -> set[str]:
        """Return the names of what is derived that these last entries of an incident may change."""
        touched = set[str]().union(*(entry.event.derived for entry in entries))
        for entry in entries:
            if (
                not only_answers(incident, entry)
                or self.store.answered(entry.incident, entry.by, entry.recorded_at)
                or goes_back(before, entry)
            ):
                return touched | {"called"}
        return touched

    def _tell_survivor(self, incident: Incident, before: Incident, request: Request) -> None:
        """Record with the survivor what its duplicate did: it went into it, or goes on by itself again."""
        # With the survivor it happens now, whenever the duplicate's message was posted.
        again = msgspec.structs.replace(request, id=new_id(), at=request.now)
        if incident.went_into:
            survivor = self.folded.current(incident.went_into)
            self.record(survivor, again, adopting.adopt(survivor, incident, before))
        elif before.went_into:
            survivor = self.folded.current(before.went_into)
            if events := adopting.release(survivor, incident):
                self.record(survivor, again, events)

    def _enclose(self, incident: Incident, request: Request, events: Sequence[Event]) -> list[Entry]:
        """Give events their envelopes."""
        count = self.store.next_count()
        entries = []
        for place, event in enumerate(events):
            entries.append(
                Entry(
                    # Made before the attempt to save: by it is looked up what a failed commit left.
                    id=request.id if place == 0 else new_id(),
                    incident=incident.id,
                    seq=incident.seq + 1 + place,
                    console=self.store.console,
                    count=count + place,
                    # The declaration begins the first term, which goes by its id.
                    term=incident.term or request.id,
                    occurred_at=request.at,
                    recorded_at=request.now,
                    by=request.by,
                    login=self.login,
                    event=self.with_words(incident, event, request),
                )
            )
        return entries

    def with_words(self, incident: Incident, event: Event, request: Request) -> Event:
        """What is for the client gets its words; a template of theirs that is broken is refused, not sent."""
        if not isinstance(event, MessageEvent) or event.words:
            return event
        try:
            return worded(incident, event, self.policy, heard_at(incident, request))
        except TemplateBroken as broken:
            raise Refused("{why}", why=str(broken)) from broken

    def record_past(self, past: Past, now: datetime) -> Done:
        """Append a past incident, with what was recorded otherwise than it was given."""
        incident, count, entries = Incident(id=new_id()), self.store.next_count(), []
        for place, happened in enumerate(past.happened):
            entry = Entry(
                id=happened.id,
                incident=incident.id,
                seq=1 + place,
                console=self.store.console,
                count=count + place,
                term=incident.term or happened.id,
                occurred_at=happened.at,
                recorded_at=now,
                by=happened.by,
                login=self.login,
                event=happened.event,
            )
            absorb(incident, entry)
            entries.append(entry)
        self.store.append(entries, summary(incident), derived(incident))
        self.folded.keep(incident)
        return Done(incident=incident, entries=entries, warnings=past.warnings)
