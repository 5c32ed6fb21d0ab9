"""What the client hears: four-part updates, the promises they make, rescheduling, absence, and what is out.

(C, Communication; C, Regular updates; C, Presence; R 7)
A message to the client counts when it is out: delivered, or somebody says that they posted it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from incident_console.domain.addressing import addressed, cadence_due, in_order, those_meant
from incident_console.domain.authority import no_speaker, optional, over, required, speak, while_open
from incident_console.domain.entry import Entry, Event, MessageEvent, Request
from incident_console.domain.given import one_line
from incident_console.domain.incident import Incident
from incident_console.domain.inquiries import answered
from incident_console.domain.ledger import Ledger
from incident_console.domain.message import Addressee, Message
from incident_console.domain.objections import Objection
from incident_console.domain.parts import Waiting
from incident_console.domain.posting import posting
from incident_console.domain.promises import future_minute, make_promise
from incident_console.domain.refusal import Part, Refused
from incident_console.domain.text import name_key
from incident_console.domain.vocabulary import MessageKind, PromiseKind


class UpdateWritten(MessageEvent, frozen=True, kw_only=True):
    """A client update: impact, steps taken, next steps, and the exact time of the next update."""

    kind: ClassVar[MessageKind] = MessageKind.UPDATE
    impact: str = ""
    done: str = ""
    next_steps: str = ""
    next_update_at: datetime | None = None
    investigating: str | None = None
    waiting_on: str | None = None
    expecting: str | None = None
    answers: tuple[str, ...] = ()
    """The questions of clients that it answers, by the events that logged them."""

    def went_out(self, incident: Incident, ledger: Ledger, message: Message, at: datetime) -> None:
        ledger.end_promise(PromiseKind.UPDATE, at)
        ledger.first_update_due = None
        ledger.last_update_at = at
        if self.next_update_at is not None:
            make_promise(incident, ledger, PromiseKind.UPDATE, at, self.next_update_at, message)

    def against(self, incident: Incident, entry: Entry, other: Incident | None = None) -> Objection | None:
        return over(incident) or no_speaker(incident, entry)

    @property
    def promised_at(self) -> datetime | None:
        return self.next_update_at

    @property
    def refers_to(self) -> tuple[str, ...]:
        return self.answers

    @property
    def text(self) -> str:
        parts = (self.impact, self.done, self.next_steps, self.investigating, self.waiting_on, self.expecting)
        return "\n".join(part for part in parts if part) or self.words


def send_update(
    incident: Incident,
    request: Request,
    *,
    impact: str,
    done: str,
    next_steps: str,
    next_update: datetime,
    investigating: str | None = None,
    waiting_on: str | None = None,
    expecting: str | None = None,
    answers: Sequence[int | str] = (),
    clients: Sequence[str] = (),
    posted: bool = False,
    where: str | None = None,
) -> list[Event]:
    """Write the four-part update (C, Communication), and with `posted` say that it is out.

    It is for all clients who were not told of the end, or for those that `clients` names. It `answers` the
    questions that are named by number or id, or `all` that are open and theirs; without it none.

    Raises:
        Refused: where a part is missing, the next time is not in the future, or the author may not speak.
    """
    speak(incident, request, "send_update")
    while_open(incident)
    ledgers = those_meant(incident, clients)
    in_order(request, ledgers)
    blocked_on, expected = one_line(waiting_on, Part.WAITING_ON), optional(expecting, Part.EXPECTING)
    # C, Communication: “who we are waiting on and what we expect to happen next”, one never alone.
    if blocked_on and not expected:
        raise Refused(
            "the client will ask what happens then; say what you expect with {expecting}",
            about=Part.EXPECTING,
            expecting=Part.EXPECTING,
        )
    if expected and not blocked_on:
        raise Refused(
            "say who you are waiting for with {waiting_on}",
            about=Part.WAITING_ON,
            waiting_on=Part.WAITING_ON,
        )
    written = UpdateWritten(
        impact=required(impact, Part.IMPACT, "the impact"),
        done=required(done, Part.DONE, "what was done"),
        next_steps=required(next_steps, Part.NEXT, "what comes next"),
        next_update_at=future_minute(next_update, request.at, Part.NEXT_UPDATE, "the next update's time"),
        investigating=optional(investigating, Part.INVESTIGATING),
        waiting_on=blocked_on,
        expecting=expected,
        answers=answered(incident, request, answers, ledgers),
        **addressed(incident, ledgers, cadence=lambda ledger: cadence_due(incident, request, ledger)),
    )
    return [written, *posting(incident, request, written, posted, where)]


def last_update(incident: Incident) -> Message | None:
    """The update or wrap-up that went out last, to whomever."""
    out = [message for message in incident.updates if message.out_at is not None]
    # By the sequence: after a clock was set back, the latest time is not what the client read last.
    return max(out, key=lambda message: message.out_seq, default=None)


def waiting_on(incident: Incident) -> Waiting | None:
    """Whom the response waits for: as the update says that went out last, until one says otherwise.

    (C, Communication: if blocked, whom we wait for and what we expect to happen next)
    """
    out = sorted((each for each in incident.updates if each.out_at), key=lambda message: message.out_seq)
    last = out[-1].event if out and incident.is_open else None
    if not isinstance(last, UpdateWritten) or not last.waiting_on:
        return None
    first = out[-1]
    for message in reversed(out):
        named = message.event.waiting_on if isinstance(message.event, UpdateWritten) else None
        if not named or name_key(named) != name_key(last.waiting_on):
            break
        first = message
    assert first.out_at is not None
    return Waiting(
        who=last.waiting_on, expecting=last.expecting or "", update=first.number, since=first.out_at
    )


def last_told(incident: Incident, ledger: Ledger) -> tuple[Message, Addressee] | None:
    """The update or wrap-up that went out last to a client, and how it did."""
    had = ((message, message.addressees.get(ledger.n)) for message in incident.updates)
    out = [(message, each) for message, each in had if each is not None and each.out_at is not None]
    return max(out, key=lambda pair: pair[1].out_seq, default=None)


def latest_words(incident: Incident) -> Message | None:
    """Return the update that went out last; before any did, the one that was written last."""
    written = incident.updates
    return last_update(incident) or (written[-1] if written else None)


def told_of(incident: Incident) -> str:
    """How many clients have the message that was written last and is for several: `told 2 of 3`."""
    for message in reversed(incident.messages.values()):
        if len(message.addressees) > 1 and not message.dropped:
            return f"told {len(message.told)} of {len(message.addressees)}"
    return ""


def unknown_to_client(entry: Entry, told: Message | Addressee) -> bool:
    """Whether something happened, or was recorded, only after that update went out."""
    return happened_after(told, entry.occurred_at, entry.seq)


def happened_after(told: Message | Addressee, at: datetime, seq: int) -> bool:
    """Whether what happened at that time, and was recorded as that entry, came after an update went out."""
    # Either will do: what was noted late is news to the client, though it happened long before.
    return seq > told.out_seq or (told.out_at is not None and at > told.out_at)
