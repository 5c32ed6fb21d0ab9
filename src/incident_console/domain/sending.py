"""By which ways a message goes out, as it is written (R 7)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from incident_console.domain.entry import Event, MessageEvent, Request
from incident_console.domain.incident import Incident
from incident_console.domain.ledger import Ledger
from incident_console.domain.posting import MessagePosted
from incident_console.domain.refusal import Part, Refused
from incident_console.domain.ways import Way


def with_ways(incident: Incident, events: Sequence[Event], request: Request) -> list[Event]:
    """Return events with the ways by which their messages go out.

    What somebody has posted goes out no other way, and a drill reaches nobody.

    Raises:
        Refused: for a message of an earlier time that nobody has posted: it goes out when it is sent.
    """
    posted = any(isinstance(event, MessagePosted) for event in events)
    if posted or incident.drill:
        return list(events)
    return [
        msgspec.structs.replace(event, ways=ways)
        if isinstance(event, MessageEvent) and (ways := ways_of(incident, event, request))
        else event
        for event in events
    ]


def is_posted_by_hand(incident: Incident, ledgers: Sequence[Ledger], request: Request) -> bool:
    """Whether a message written now reaches these clients by nobody but a person; so it is in a drill."""
    return incident.drill or not any(request.policy.ways(ledger.client) for ledger in ledgers)


def ways_of(incident: Incident, event: MessageEvent, request: Request) -> tuple[Way, ...]:
    """Return by which ways a message goes out to those whom it is for; none where nobody is told."""
    if event.silent:
        return ()
    ways = tuple(
        way for ledger in incident.addressed_by(event) for way in request.policy.ways_to(ledger.client)
    )
    if ways and request.backdated:
        raise Refused(
            "it goes out when it is sent, not at {earlier}; leave out {at}, or say with {posted} that you "
            "have posted it",
            about=Part.AT,
            earlier=request.at,
            at=Part.AT,
            posted=Part.POSTED,
        )
    return ways
