"""Carrying out what a command has written, and saying what came of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

import msgspec

from incident_console.cli.answers import advise, line, say
from incident_console.cli.failures import PROGRAM
from incident_console.store.errors import StoreError

if TYPE_CHECKING:
    from incident_console.cli.caller import Caller
    from incident_console.desk import Done
    from incident_console.domain.incident import Incident
    from incident_console.domain.message import Message
    from incident_console.reports.deliveries import Way


def carried(caller: Caller, done: Done) -> Done:
    """Send what an act has written to clients, unless that is left to others; return it as it is then."""
    messages = [message.id for message in written(done) if message.deliveries]
    if not (messages or done.notices) or caller.later:
        return done
    incident = carry(caller, done.incident, [*messages, *done.notices])
    return msgspec.structs.replace(done, incident=incident)


def carry(caller: Caller, incident: Incident, messages: Collection[str]) -> Incident:
    """Send an incident's messages (by their ids) now; return it as it is then.

    What they say is recorded by now, so that nothing that fails here is a failure of the command.
    """
    from incident_console.postman.carrying import carry_out

    try:
        carry_out(caller.desk, caller.config.channels, messages)
        incident = caller.desk.by_id(incident.id)
    except StoreError as error:
        advise(line(f"It is recorded; what came of sending it could not be: {error}"))
    except KeyboardInterrupt:
        advise("Interrupted: it is recorded, and what was being sent may have arrived")
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
    from incident_console.cli.ways import ARRIVED, not_arrived, way, ways_on

    found = list(ways)
    if not found:
        return
    margin, clocks = " " * len(incident.ref), caller.clocks(None)
    for each in found:
        if each.delivery.outcome in ARRIVED:
            proof = "" if each.delivery.proof is None else f", {each.delivery.proof}"
            say(f"{margin}  sent {way(each)}{proof}")
        else:
            advise(not_arrived(each, clocks))
    for why, to_type in ways_on(incident, found, clocks.now):
        advise(f"{why}:\n  {command(caller, to_type)}")
    if is_left(caller, found):
        advise(who_carries(caller))


def who_carries(caller: Caller) -> str:
    """Return whether somebody carries what waits, and else how it is sent."""
    from incident_console.postman.presence import somebody_carries

    if somebody_carries(caller.path.expanduser().absolute()):
        return "An open war room or a watch carries it."
    send = command(caller, "outbox send")
    return f"Nobody carries it:\n  {send}   (outbox retry does not wait for its time)"


def to_do(caller: Caller, incident: Incident, ways: Iterable[Way]) -> list[str]:
    """Return what can be done about messages of which nothing more comes by itself, each on one line."""
    from incident_console.cli.ways import ways_on

    found = ways_on(incident, ways, caller.now())
    return [f"{why}: {command(caller, to_type)}" for why, to_type in found]


def is_left(caller: Caller, ways: Iterable[Way]) -> bool:
    """Whether any of the ways waits for somebody who carries it."""
    from incident_console.cli.ways import is_carried

    return any(is_carried(each, caller.now()) for each in ways)


def command(caller: Caller, verb: str) -> str:
    return line(f"{PROGRAM} {caller.on_this_record()}{verb}")
