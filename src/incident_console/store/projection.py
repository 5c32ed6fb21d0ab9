"""From a folded incident to the rows beside its summary, which people's queries and lists read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

from incident_console.domain.incident import Incident
from incident_console.domain.ledger import Promise
from incident_console.domain.message import Message
from incident_console.domain.text import name_key
from incident_console.store.stamps import maybe_stamp, stamp

Row = tuple[Any, ...]

NAMES = ("updates", "promises", "actions", "ownership", "called")


def derived(incident: Incident, names: Iterable[str] = NAMES) -> dict[str, list[Row]]:
    """Return the rows of an incident in the derived tables of these names, each numbered from 1."""
    return {name: ROWS[name](incident) for name in names}


def update_rows(incident: Incident) -> list[Row]:
    """A row for each message and client whom it is for."""
    numbers = count(1)
    return [
        row for message in incident.messages.values() for row in message_rows(incident.id, numbers, message)
    ]


def message_rows(incident: str, numbers: Iterator[int], message: Message) -> Iterator[Row]:
    """The rows of a message: what is the same for all of its clients is worked out once."""
    written = (
        message.id,
        message.kind.value,
        message.number,
        message.seq,
        message.by,
        stamp(message.written_at),
    )
    promised = maybe_stamp(message.event.promised_at)
    told = {name_key(each.client): each.words for each in message.event.to if each.words}
    words = message.event.words or message.event.text
    for to in message.addressees.values():
        yield (
            incident,
            next(numbers),
            *written,
            maybe_stamp(to.out_at),
            to.where,
            int(to.waiting),
            int(message.unfinished(to.ledger)),
            int(to.dropped),
            to.client,
            promised,
            told.get(name_key(to.client or ""), words) if told else words,
        )


def promise_rows(incident: Incident) -> list[Row]:
    return [promise_row(incident.id, n, promise) for n, promise in enumerate(incident.promises, 1)]


def promise_row(incident: str, n: int, promise: Promise) -> Row:
    return (
        incident,
        n,
        promise.kind.value,
        stamp(promise.made_at),
        stamp(promise.due_at),
        promise.outcome.value,
        promise.late_seconds,
        maybe_stamp(promise.fulfilled_at),
        promise.keeper,
        promise.watcher,
        promise.client,
        promise.made_by,
    )


def action_rows(incident: Incident) -> list[Row]:
    return [
        (
            incident.id,
            action.n,
            action.text,
            action.owner,
            maybe_stamp(action.due),
            int(action.open),
            int(action.follow_up),
            stamp(action.added_at),
            maybe_stamp(action.done_at),
            maybe_stamp(action.dropped_at),
            action.dropped_why,
        )
        for action in incident.actions
    ]


def ownership_rows(incident: Incident) -> list[Row]:
    return [
        (incident.id, n, tenure.name, stamp(tenure.since), maybe_stamp(tenure.until), tenure.how)
        for n, tenure in enumerate(incident.tenures, 1)
    ]


def called_rows(incident: Incident) -> list[Row]:
    """Who is called and has not acted; those too whom time will call, if nobody acts before."""
    # Who only reads does without all the chapters of the domain.
    from incident_console.domain.calls import calls

    return [
        (
            incident.id,
            n,
            call.who,
            name_key(call.who),
            call.why.value,
            stamp(call.since),
            maybe_stamp(call.until),
            call.seq,
            call.by,
            call.about,
            call.n,
            call.text,
            call.answer,
            call.event,
        )
        for n, call in enumerate(calls(incident), 1)
    ]


ROWS = {
    "updates": update_rows,
    "promises": promise_rows,
    "actions": action_rows,
    "ownership": ownership_rows,
    "called": called_rows,
}
