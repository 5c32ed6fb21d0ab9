"""How an incident ends, and the end of a false alarm (C, Closing)."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from incident_console.domain.addressing import addressed
from incident_console.domain.authority import contribute, decide, overruled, required, while_open
from incident_console.domain.entry import Entry, Event, MessageEvent, Request
from incident_console.domain.incident import Incident
from incident_console.domain.knowing import aware, who_is_to_know
from incident_console.domain.ledger import Ledger
from incident_console.domain.message import Message
from incident_console.domain.objections import Ground, Objection
from incident_console.domain.offers import ENDED, lose, offer_ends
from incident_console.domain.posting import posting
from incident_console.domain.refusal import Part, Refused
from incident_console.domain.vocabulary import MessageKind, PromiseKind, Role, Status


class StandDownWritten(MessageEvent, frozen=True, kw_only=True):
    """A false alarm. Where the client was told anything, it ends when they are told this."""

    turns = True
    kind: ClassVar[MessageKind] = MessageKind.STAND_DOWN
    derived = frozenset({"updates", "promises", "actions"})
    why: str

    def apply(self, incident: Incident, entry: Entry) -> None:
        if self.silent:
            end(incident, Status.STOOD_DOWN, entry.occurred_at, entry.id)
        else:
            incident.write(self, entry)

    def overruled(self, incident: Incident, entry: Entry) -> None:
        if not self.silent:
            incident.write(self, entry, holds=False)

    def against(self, incident: Incident, entry: Entry, other: Incident | None = None) -> Objection | None:
        return overruled(incident, entry) or told_meanwhile(incident, self.silent)

    def went_out(self, incident: Incident, ledger: Ledger, message: Message, at: datetime) -> None:
        know_the_end(incident, ledger, message, at)

    def ends(self, incident: Incident, at: datetime, by: str) -> None:
        end(incident, Status.STOOD_DOWN, at, by)

    @property
    def text(self) -> str:
        return self.why


class HistoryEnded(Event, frozen=True, kw_only=True):
    """An incident brought in from another tool is over: its record is history."""

    derived = frozenset({"updates", "promises", "actions"})

    def apply(self, incident: Incident, entry: Entry) -> None:
        # An import whose last update was final has ended by then.
        if incident.is_open:
            finish(incident, Status.CLOSED, entry.occurred_at, entry.id)


class ClientTold(Event, frozen=True, kw_only=True):
    """Somebody says that the client knows it is over: a word promised beyond the end is owed no longer."""

    derived = frozenset({"promises"})
    how: str

    def apply(self, incident: Incident, entry: Entry) -> None:
        if incident.owed_promise is not None:
            for ledger in incident.ledgers:
                ledger.end_promise(PromiseKind.UPDATE, entry.occurred_at)

    @property
    def text(self) -> str:
        return self.how


def told_meanwhile(incident: Incident, silent: bool) -> Objection | None:
    """Why an incident does not end without a word: a client was told something by then."""
    if not silent or not aware(incident):
        return None
    told = (at for ledger in aware(incident) if (at := ledger.told_at) is not None)
    return Objection(ground=Ground.TOLD, at=max(told))


def know_the_end(incident: Incident, ledger: Ledger, message: Message, at: datetime) -> None:
    """Note that a client was told that it is over; the incident ends when the last one was."""
    if not message.decisive:
        return
    ledger.over_at, ledger.over_by = at, message.id
    if message.kind is not MessageKind.DUPLICATE:
        # What a duplicate promised, the survivor keeps: it stands until the incident goes there.
        ledger.end_promise(PromiseKind.UPDATE, at)
        ledger.first_update_due = None
    hears_no_more(incident, ledger)
    end_where_all_know(incident, message, at, message.addressees[ledger.n].out_by)


def hears_no_more(incident: Incident, ledger: Ledger) -> None:
    """Take out of the outbox what was still to reach a client who is told no more, but for the analysis."""
    for message in incident.messages.values():
        if ledger.n in message.addressees and not message.event.about_analysis:
            message.withhold(ledger.n)
    if incident.away is not None:
        incident.away.told = not incident.messages[incident.away.message].waiting


def end_where_all_know(incident: Incident, message: Message, at: datetime, by: str) -> None:
    """End an incident by a message that reached all whom it must. `by` is the event that told the last."""
    if incident.is_open and not who_is_to_know(incident, message.event):
        message.event.ends(incident, at, by)


def end(incident: Incident, status: Status, at: datetime, by: str) -> None:
    """End an incident by what went out at that time; its update promises end with it. `by` is the event.

    A duplicate's promises are moved, whenever they were due: the survivor keeps them.
    """
    for ledger in incident.ledgers:
        if status is Status.DUPLICATE:
            # Also where its time was past: late is what the survivor will make of it.
            ledger.move_promise()
        else:
            ledger.end_promise(PromiseKind.UPDATE, at)
    finish(incident, status, at, by)


def finish(incident: Incident, status: Status, at: datetime, by: str) -> None:
    """Nothing waits but what concerns the analysis, nothing is offered, nobody is away any more.

    An update that never went out would now promise another one; open actions go on as follow-ups.
    """
    incident.status = status
    incident.closed_at = at
    incident.ended_by = by
    for ledger in incident.ledgers:
        ledger.first_update_due = None
    incident.ended_ever.append(by)
    lose(incident, Role, ENDED)
    incident.away = None
    for message in incident.waiting:
        # The analysis is promised beyond the end; all else would speak of an incident that is over.
        if not message.event.about_analysis:
            message.withhold()
            message.decisive = False
    for action in incident.open_actions:
        if not action.follow_up:
            action.follow_up = action.carried = True


def stand_down(
    incident: Incident, request: Request, *, why: str, posted: bool = False, where: str | None = None
) -> list[Event]:
    """End a false alarm. Clients who were told anything are told this too, and nobody else."""
    decide(incident, request, "stand_down")
    while_open(incident)
    why = required(why, Part.WHY, "the reason")
    told = aware(incident)
    if not told and not posted:
        return [StandDownWritten(why=why, silent=True), *offer_ends(incident, request, ENDED)]
    written = StandDownWritten(why=why, **addressed(incident, told or incident.listening))
    return [written, *posting(incident, request, written, posted, where)]


def say_told(incident: Incident, request: Request, *, what: str) -> list[Event]:
    """Say that the client of an ended incident knows that it is over, though more was promised.

    Raises:
        Refused: where nothing was promised beyond the end.
    """
    contribute(incident, request)
    how = required(what, Part.WHAT, "how they were told")
    if incident.owed_promise is None:
        raise Refused(
            "{ref} owes its client no word beyond its end; there is nothing to settle", ref=incident.ref
        )
    return [ClientTold(how=how)]
