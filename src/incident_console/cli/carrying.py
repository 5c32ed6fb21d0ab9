"""Carrying out what a command has written, and saying what came of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

import msgspec

from incident_console.cli.answers import advise, line, say
from incident_console.cli.failures import PROGRAM
from incident_console.delivery.outbox import outbox_id
from incident_console.domain.vocabulary import DeliveryOutcome
from incident_console.store.errors import StoreError

if TYPE_CHECKING:
    from incident_console.cli.caller import Caller
    from incident_console.desk import Done
    from incident_console.domain.incident import Incident
    from incident_console.domain.parts import Message
    from incident_console.reports.deliveries import Way


def carried(caller: Caller, done: Done) -> Done:
    """Send what an act has written to clients, unless that is left to others; return it as it is then."""
    messages = [message for message in written(done) if message.deliveries]
    if not messages or caller.later:
        return done
    incident = carry(caller, done.incident, [message.id for message in messages])
    return msgspec.structs.replace(done, incident=incident)


def carry(caller: Caller, incident: Incident, messages: Collection[str]) -> Incident:
    """Send an incident's messages (by their ids) now; return it as it is then.

    What they say is recorded by now, so that nothing that fails here is a failure of the command.
    """
    from incident_console.postman.carrying import carry_out

    try:
        carry_out(caller.desk, caller.config.channels, messages)
        return caller.desk.by_id(incident.id)
    except StoreError as error:
        advise(line(f"It is recorded; what came of sending it could not be: {error}"))
        return incident


def written(done: Done) -> list[Message]:
    """Return the messages that an act has written, or has sent once more."""
    ids = dict.fromkeys(getattr(entry.event, "message", "") or entry.id for entry in done.entries)
    found = (done.incident.messages.get(each) for each in ids)
    return [message for message in found if message is not None]


def ways_written(caller: Caller, done: Done) -> list[Way]:
    """Return what came of the messages of an act."""
    messages = [message for message in written(done) if message.deliveries]
    if not messages:
        return []
    from incident_console.reports.deliveries import ways_of

    return ways_of(done.incident, caller.desk.store.deliveries, messages)


def say_ways(caller: Caller, incident: Incident, ways: Iterable[Way]) -> None:
    """Say who has a message by which channel; on stderr what has not arrived, and what to do about it."""
    margin, left = " " * len(incident.ref), False
    for each in ways:
        name = outbox_id(incident, each.message)
        match each.delivery.outcome:
            case DeliveryOutcome.DELIVERED | DeliveryOutcome.SAID:
                proof = "" if each.delivery.proof is None else f", {each.delivery.proof}"
                say(f"{margin}  sent {way(each)}{proof}")
            case DeliveryOutcome.REFUSED:
                advise(line(f"Refused {way(each)}: {each.reason}"))
                advise(f"  once that is mended: {command(caller, f'outbox retry {name}')}")
            case DeliveryOutcome.UNCERTAIN:
                advise(
                    line(f"Uncertain {way(each)}: {each.reason}; look there, then say whether it is there")
                )
                advise(f"  {command(caller, f'outbox settle {name} --arrived')}   (or --lost)")
            case DeliveryOutcome.WAITING:
                left = True
                advise(line(f"Waits to be sent {way(each)}" + (f": {each.reason}" if each.reason else "")))
    if left:
        say_who_carries(caller)


def says(each: Way) -> str:
    """Return what came of a message by one way, on one line."""
    proof = "" if each.delivery.proof is None else f", {each.delivery.proof}"
    tried = f", tried {each.attempts} times" if each.waits and each.attempts > 1 else ""
    reason = f": {each.reason}" if each.reason else ""
    return line(f"{way(each)}: {each.delivery.outcome}{proof}{tried}{reason}")


def say_who_carries(caller: Caller) -> None:
    """Say whether somebody carries what waits."""
    from incident_console.postman.presence import somebody_carries

    if somebody_carries(caller.desk.store.path):
        advise("An open war room carries it.")
    else:
        advise(f"Nobody carries it:\n  {command(caller, 'outbox send')}")


def way(each: Way) -> str:
    """Return by which channel a message goes, and to whom: `to ACME by status-mail (ops@acme.example)`."""
    to = f"to {each.delivery.client} " if each.delivery.client else ""
    recipient = f" ({each.delivery.recipient})" if each.delivery.recipient else ""
    return line(f"{to}by {each.delivery.channel}{recipient}")


def command(caller: Caller, said: str) -> str:
    return line(f"{PROGRAM} {caller.on_this_record()}{said}")
