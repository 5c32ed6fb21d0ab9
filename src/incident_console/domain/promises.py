"""Promised times: whole minutes on the clock, and giving them another time (C, Regular updates)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import ClassVar

from incident_console.domain.addressing import addressed, cadence_due, known_client, those_meant
from incident_console.domain.authority import (
    another_term,
    in_term,
    no_speaker,
    over,
    required,
    speak,
    while_open,
)
from incident_console.domain.entry import Entry, Event, MessageEvent, Request
from incident_console.domain.given import person
from incident_console.domain.incident import Incident
from incident_console.domain.ledger import Ledger, Promise
from incident_console.domain.message import Message
from incident_console.domain.objections import Objection
from incident_console.domain.ownership import is_away
from incident_console.domain.policy import Policy
from incident_console.domain.posting import posting
from incident_console.domain.refusal import Act, Part, Refused
from incident_console.domain.vocabulary import MessageKind, Outcome, PromiseKind


class RescheduleWritten(MessageEvent, frozen=True, kw_only=True):
    """Another time for what was promised, told to the client with the reason."""

    kind: ClassVar[MessageKind] = MessageKind.RESCHEDULE
    promise: PromiseKind
    due_at: datetime
    why: str
    watcher: str

    def apply(self, incident: Incident, entry: Entry) -> None:
        for message in incident.waiting:
            if isinstance(message.event, RescheduleWritten) and message.event.promise is self.promise:
                # Nobody is to read both: what went out first would leave the other without its promise.
                for ledger in incident.addressed_by(self):
                    message.withhold(ledger.n)
        super().apply(incident, entry)

    def went_out(self, incident: Incident, ledger: Ledger, message: Message, at: datetime) -> None:
        standing = ledger.open_promise(self.promise)
        about = self.for_client(ledger.client).about
        answered = standing is None or about in ("", standing.made_by)
        if standing is not None and not answered and standing.due_at <= self.due_at:
            # The client has read another, earlier time since this was written; that one stands.
            return
        ended = ledger.end_promise(self.promise, at, moved=True)
        # Nothing is left to move after the end, but a time that a client has read is owed to them.
        beyond = self.promise is PromiseKind.UPDATE and not (message.decisive and incident.is_open)
        if ended is not None or beyond:
            make_promise(incident, ledger, self.promise, at, self.due_at, message).watcher = self.watcher

    def against(self, incident: Incident, entry: Entry, other: Incident | None = None) -> Objection | None:
        ended = over(incident) if self.promise is PromiseKind.UPDATE else None
        return ended or another_term(incident, entry) or no_speaker(incident, entry)

    def anew(self, ref: str) -> tuple[Act, ...]:
        return (Act("reschedule", ref, due=self.due_at, promise=self.promise),)

    @property
    def about_analysis(self) -> bool:
        return self.promise is PromiseKind.ANALYSIS

    @property
    def promised_at(self) -> datetime | None:
        return self.due_at

    @property
    def text(self) -> str:
        return self.why


def make_promise(
    incident: Incident, ledger: Ledger, kind: PromiseKind, at: datetime, due_at: datetime, message: Message
) -> Promise:
    """Open a promise to a client. The owner owes it, whoever wrote the words."""
    asked = message.event.cadence_for(ledger.client) if kind is PromiseKind.UPDATE else None
    promise = Promise(
        kind=kind,
        made_at=at,
        due_at=due_at,
        keeper=incident.owner,
        client=ledger.client,
        made_by=message.id,
        cadence_due=asked,
    )
    ledger.owe(promise)
    return promise


def to_the_minute(moment: datetime) -> datetime:
    """Return a time cut to the whole minute on the clock, in UTC: what the client reads."""
    return moment.astimezone(UTC).replace(second=0, microsecond=0)


def future_minute(moment: datetime, at: datetime, part: Part, what: str) -> datetime:
    """Return the minute that is promised; `what` is how people call it.

    Raises:
        Refused: where it is not in the future.
    """
    # A client reads minutes: “by 14:30”, said at 14:30:20, is past for them.
    minute = to_the_minute(moment)
    if minute <= at:
        raise Refused(
            "{what} {minute} is not in the future; give a time after {at}",
            about=part,
            what=what,
            minute=minute,
            at=at,
        )
    return minute


def reschedule(
    incident: Incident,
    request: Request,
    *,
    due: datetime,
    why: str,
    watcher: str | None = None,
    promise: PromiseKind | None = None,
    clients: Sequence[str] = (),
    posted: bool = False,
    where: str | None = None,
) -> list[Event]:
    """Give a promise another time, tell the client why, and name who watches the clock (C, Regular updates).

    Without `promise` the update is meant while the incident is open, and the analysis afterwards; without
    `clients` it is moved for all to whom it is promised.

    Raises:
        Refused: without a promise, for a time not in the future, or where the watcher is away.
    """
    speak(incident, request, "reschedule")
    in_term(incident, request, "reschedule")
    kind = promise or meant(incident)
    standing = to_move(incident, kind, clients)
    due = future_minute(due, request.at, Part.DUE, "the new time")
    moved = [ledger for ledger, promise in standing if promise.due_at != due]
    if not moved:
        raise Refused(
            "the {kind} is promised for {due} already; give another time", about=Part.DUE, kind=kind, due=due
        )
    # C, Regular updates: “ensure someone is actively monitoring the clock”.
    watching = person(watcher or request.by, Part.WATCHER)
    if is_away(incident, watching):
        raise Refused(
            "{who} is away and cannot watch the clock; name somebody with {watcher}",
            about=Part.WATCHER,
            who=watching,
            watcher=Part.WATCHER,
        )
    written = RescheduleWritten(
        promise=kind,
        due_at=due,
        why=required(why, Part.WHY, "the reason"),
        watcher=watching,
        **addressed(
            incident,
            moved,
            about=lambda ledger: promised_by(ledger, kind),
            cadence=lambda ledger: (
                cadence_due(incident, request, ledger) if kind is PromiseKind.UPDATE else None
            ),
        ),
    )
    return [written, *posting(incident, request, written, posted, where)]


def promised_by(ledger: Ledger, kind: PromiseKind) -> str:
    """The message or event that made the open promise of a kind to a client."""
    promise = ledger.open_promise(kind)
    return "" if promise is None else promise.made_by


def meant(incident: Incident) -> PromiseKind:
    """Which promise is meant where nobody says it."""
    return PromiseKind.UPDATE if incident.is_open else PromiseKind.ANALYSIS


def movable(incident: Incident) -> list[PromiseKind]:
    """The promises that can be given another time, the one that is meant otherwise first."""
    kinds = [PromiseKind.UPDATE, PromiseKind.ANALYSIS] if incident.is_open else [PromiseKind.ANALYSIS]
    return [kind for kind in kinds if incident.open_promise(kind) is not None]


def promised_to(
    incident: Incident, kind: PromiseKind, clients: Sequence[str] = ()
) -> list[tuple[Ledger, Promise]]:
    """The open promises of a kind to those who are named, or to all, with the ledgers of their clients.

    Raises:
        Refused: for a name that is no client's, and for an update to one who was told that it is over.
    """
    if kind is PromiseKind.UPDATE:
        ledgers = those_meant(incident, clients)
    else:
        ledgers = [known_client(incident, name, Part.CLIENTS) for name in clients] or incident.ledgers
    return [(each, promise) for each in ledgers if (promise := each.open_promise(kind)) is not None]


def to_move(
    incident: Incident, kind: PromiseKind, clients: Sequence[str] = ()
) -> list[tuple[Ledger, Promise]]:
    """The open promises of a kind that are to be given another time, with the ledgers of their clients.

    Raises:
        Refused: where there is none, or the incident has ended and an update is meant.
    """
    if kind is PromiseKind.UPDATE:
        while_open(incident)
    if found := promised_to(incident, kind, clients):
        return found
    if kind is PromiseKind.ANALYSIS:
        raise Refused(
            "{ref} owes its client no analysis; there is nothing to reschedule",
            about=Part.PROMISE,
            ref=incident.ref,
        )
    if incident.analysis_promise is not None:
        raise Refused(
            "{ref} has promised no update yet; send the first one, it names the next time; the analysis is "
            "moved with {promise}",
            about=Part.PROMISE,
            ref=incident.ref,
            promise=Part.PROMISE,
        )
    raise Refused(
        "{ref} has promised no update yet; send the first one, it names the next time", ref=incident.ref
    )


def never_answered(incident: Incident, promise: Promise) -> bool:
    """Whether a promise is the last one of a past incident, whose record ends without an answer to it.

    Nothing ends here while an update is promised; what was brought in from elsewhere may have.
    """
    return promise.kind is PromiseKind.UPDATE and promise.outcome is Outcome.OPEN and not incident.is_open


def longer_promises(incident: Incident) -> int:
    """How many promises were longer than the cadence of their day."""
    return sum(promise.longer_than_cadence for promise in incident.promises)


def longer_than_cadence(incident: Incident, policy: Policy, now: datetime) -> datetime | None:
    """Where a standing promise is longer than the cadence: the time to bring it forward to (UTC).

    Of several clients', the earliest.
    """
    if not incident.is_open or incident.severity is None:
        return None
    found = []
    for ledger in incident.ledgers:
        promise = ledger.update_promise
        # What is overdue is helped by an update, not by an earlier time.
        if promise is None or promise.due_at <= now:
            continue
        due = policy.next_update_due(incident.severity, incident.status, ledger.client, now)
        if promise.due_at > due:
            found.append(due)
    return min(found, default=None)
