"""Who knows that an incident is over, and who is still to be told before it ends (C, Closing)."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

from incident_console.domain.entry import Event, MessageEvent, Request
from incident_console.domain.incident import Incident
from incident_console.domain.ledger import Ledger
from incident_console.domain.message import Message
from incident_console.domain.offers import ENDED, offer_ends
from incident_console.domain.text import name_key
from incident_console.domain.vocabulary import ENDINGS, MessageKind


def aware(incident: Incident) -> list[Ledger]:
    """The clients who were told anything about it, and not that it is over."""
    return [ledger for ledger in incident.listening if ledger.was_told]


def known_ending(incident: Incident, besides: Sequence[Ledger] = ()) -> Message | None:
    """The message by which one of the clients, besides these, was told last that it is over, or None."""
    others = (ledger for ledger in incident.concerned if ledger not in besides)
    know = [ledger for ledger in others if ledger.over_at is not None]
    last = max(know, key=attrgetter("over_at"), default=None)
    return None if last is None else incident.messages[last.over_by]


def who_is_to_know(incident: Incident, ending: MessageEvent) -> list[Ledger]:
    """The clients who are still to be told before an incident ends by that message.

    Who never heard of it need not hear of a false alarm, nor of another name for it.
    """
    named = {name_key(each.client) for each in ending.to}
    # C, Closing: the wrap-up is for everybody whom the incident hit, told before or not.
    everybody = ending.kind is MessageKind.WRAP_UP
    return [
        ledger
        for ledger in incident.listening
        if everybody or ledger.was_told or name_key(ledger.client or "") in named
    ]


def ends_with(incident: Incident, written: MessageEvent, reached: Sequence[Ledger]) -> bool:
    """Whether the incident is over once a message is out to these: its last ones know, or leave."""
    ending: MessageEvent | None = None
    if written.kind in ENDINGS:
        ending = written
    elif written.kind is MessageKind.CLIENT_DROP:
        known = known_ending(incident, besides=reached)
        ending = None if known is None else known.event
    if ending is None:
        return False
    told = {ledger.n for ledger in reached}
    return all(ledger.n in told for ledger in who_is_to_know(incident, ending))


def offer_ends_with(
    incident: Incident, request: Request, written: MessageEvent, reached: Sequence[Ledger]
) -> list[Event]:
    """The end of the offer that stands, where the incident is over once a message is out to these."""
    return offer_ends(incident, request, ENDED) if ends_with(incident, written, reached) else []
