"""Leaving with nobody to cover, and coming back (C, Presence)."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from incident_console.domain.addressing import addressed, cadence_due, next_word
from incident_console.domain.authority import decide, in_time, now_only, overruled, required, while_open
from incident_console.domain.entry import Entry, Event, MessageEvent, Request
from incident_console.domain.given import person
from incident_console.domain.incident import Incident
from incident_console.domain.ledger import Ledger
from incident_console.domain.message import Message
from incident_console.domain.objections import Ground, Objection
from incident_console.domain.parts import Absence
from incident_console.domain.posting import posting
from incident_console.domain.promises import future_minute, make_promise
from incident_console.domain.refusal import Act, Part, Refused
from incident_console.domain.text import same_person
from incident_console.domain.vocabulary import MessageKind, PromiseKind


class AbsenceAnnounced(MessageEvent, frozen=True, kw_only=True):
    """The owner is away and nobody covers; the client is told when they are back and what to expect."""

    kind: ClassVar[MessageKind] = MessageKind.ABSENCE
    until: datetime
    expect: str
    asked: tuple[str, ...] = ()

    def apply(self, incident: Incident, entry: Entry) -> None:
        incident.write(self, entry)
        incident.away = Absence(
            who=entry.by,
            since=entry.occurred_at,
            until=self.until,
            expect=self.expect,
            asked=self.asked,
            message=entry.id,
        )

    def went_out(self, incident: Incident, ledger: Ledger, message: Message, at: datetime) -> None:
        if not incident.is_open:
            ledger.end_promise(PromiseKind.UPDATE, at, moved=True)
            make_promise(incident, ledger, PromiseKind.UPDATE, at, self.until, message)
        # By now the owner is back, or somebody else owns it: the words have nothing left to move.
        if incident.away is None or incident.away.message != message.id:
            return
        incident.away.told = not message.waiting
        due = ledger.word_due
        # What was promised for later than the return stays: it can be kept.
        if due is not None and due < self.until and self.speaks_of_the_next(ledger):
            ledger.end_promise(PromiseKind.UPDATE, at, moved=True)
            make_promise(incident, ledger, PromiseKind.UPDATE, at, self.until, message)

    def speaks_of_the_next(self, ledger: Ledger) -> bool:
        """Whether its words are about what that client is waiting for."""
        return self.for_client(ledger.client).about in ("", next_word(ledger))

    def against(self, incident: Incident, entry: Entry, other: Incident | None = None) -> Objection | None:
        return overruled(incident, entry)

    def anew(self, ref: str) -> tuple[Act, ...]:
        return (Act("go_away", ref, until=self.until),)

    @property
    def promised_at(self) -> datetime | None:
        return self.until

    @property
    def text(self) -> str:
        return self.expect


class OwnerReturned(Event, frozen=True, kw_only=True):
    """The owner is back: what was still to tell of the absence goes out no more."""

    derived = frozenset({"updates"})
    absence: str

    def apply(self, incident: Incident, entry: Entry) -> None:
        incident.away = None
        incident.drop_waiting(MessageKind.ABSENCE)

    def against(self, incident: Incident, entry: Entry, other: Incident | None = None) -> Objection | None:
        if incident.away is not None and incident.away.message == self.absence:
            return None
        return Objection(ground=Ground.BACK, who=incident.owner, at=incident.tenure.since)

    @property
    def refers_to(self) -> tuple[str, ...]:
        return (self.absence,)


def go_away(
    incident: Incident,
    request: Request,
    *,
    until: datetime,
    expect: str,
    sounded_out: tuple[str, ...] = (),
    posted: bool = False,
    where: str | None = None,
) -> list[Event]:
    """Record that the owner leaves with nobody to cover, and what the client is told (C, Presence)."""
    # C, Presence: the client knows in advance. Nobody can have left before they said so.
    now_only(request, "an absence")
    decide(incident, request, "go_away")
    while_open(incident)
    back = future_minute(until, request.at, Part.UNTIL, "the return")
    written = AbsenceAnnounced(
        until=back,
        expect=required(expect, Part.EXPECT, "what the client can expect until then"),
        asked=tuple(person(name, Part.SOUNDED_OUT) for name in sounded_out),
        **addressed(
            incident,
            incident.listening,
            about=next_word,
            cadence=lambda ledger: cadence_due(incident, request, ledger) if is_moved(ledger, back) else None,
        ),
    )
    return [written, *posting(incident, request, written, posted, where)]


def is_moved(ledger: Ledger, back: datetime) -> bool:
    """Whether a client's next word is put off to the return."""
    return ledger.word_due is None or ledger.word_due < back


def come_back(incident: Incident, request: Request) -> list[Event]:
    """Record the return of who left; an update is asked for now (C, Presence)."""
    now_only(request, "a return")
    in_time(incident, request)
    if incident.away is None:
        raise Refused("nobody is away from {ref}; {owner} owns it", ref=incident.ref, owner=incident.owner)
    if not same_person(request.by, incident.away.who):
        raise Refused(
            "{who} is away from {ref}; only they can say that they are back",
            who=incident.away.who,
            ref=incident.ref,
        )
    return [OwnerReturned(absence=incident.away.message)]
