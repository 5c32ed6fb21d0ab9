"""How its entries make an Incident; the same entries always give the same one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy

from incident_console.domain.entry import Entry, Event
from incident_console.domain.incident import Incident
from incident_console.domain.parts import Strike


def fold(entries: Iterable[Entry]) -> Incident:
    """The incident that these entries, in the order of their places, make."""
    given: Sequence[Entry] = entries if isinstance(entries, list) else list(entries)
    incident = Incident()
    struck = incident.struck
    for entry in given:
        # The strikes first of all: what a later entry strikes is not to change anything.
        if (event := entry.event.strikes) is not None:
            note_strike(incident, entry, event)
    for entry in given:
        append(incident, entry)
        if entry.id in struck:
            continue
        if entry.objection is None:
            entry.event.apply(incident, entry)
        else:
            entry.event.overruled(incident, entry)
    return incident


def after(incident: Incident, entries: Sequence[Entry]) -> Incident:
    """The incident as these further entries make it; this one, which others may be reading, stays."""
    if not entries:
        return incident
    twin = twin_of(incident)
    for entry in entries:
        absorb(twin, entry)
    return twin


def absorb(incident: Incident, entry: Entry) -> None:
    """Take one more entry. A strike may change what came before it, so all is folded anew."""
    struck = entry.event.strikes
    if struck is None:
        append(incident, entry)
        take(incident, entry)
    # A note that is struck had changed nothing: there is nothing to fold anew, in a log of thousands.
    elif any(e.id == struck and is_inert(e.event) for e in incident.entries):
        append(incident, entry)
        note_strike(incident, entry, struck)
    else:
        anew = fold([*incident.entries, entry])
        for name in incident.__struct_fields__:
            setattr(incident, name, getattr(anew, name))


def append(incident: Incident, entry: Entry) -> None:
    """Put an entry behind the others; what it changes is `take`'s."""
    incident.entries.append(entry)
    if entry.event.turns:
        incident.turns.append(entry)
    if entry.event.is_act:
        incident.last_acts[entry.by] = entry


def take(incident: Incident, entry: Entry) -> None:
    """Change the incident as the entry did, or as far as it does where it does not hold."""
    if entry.objection is None:
        entry.event.apply(incident, entry)
    else:
        entry.event.overruled(incident, entry)


def note_strike(incident: Incident, entry: Entry, struck: str) -> None:
    """Note that an event is struck; the first word stands."""
    # Two copies may each have struck it.
    incident.struck.setdefault(struck, Strike(by=entry.by, why=entry.event.text, at=entry.occurred_at))


def is_inert(event: Event) -> bool:
    """Whether an event changes nothing but the log."""
    return type(event).apply is Event.apply


def twin_of(incident: Incident) -> Incident:
    """A copy that shares nothing with this one that can change. What is frozen is shared."""
    twin = copy(incident)
    twin.absorbed = dict(incident.absorbed)
    twin.leads, twin.leads_since = dict(incident.leads), dict(incident.leads_since)
    twin.ended_lives, twin.ended_ever = list(incident.ended_lives), list(incident.ended_ever)
    twin.tenures = [copy(tenure) for tenure in incident.tenures]
    twin.offer, twin.away = copy(incident.offer), copy(incident.away)
    twin.offer_losses = list(incident.offer_losses)
    twin.ledgers = [ledger.twin() for ledger in incident.ledgers]
    twin.messages = {name: message.twin() for name, message in incident.messages.items()}
    twin.carried = dict(incident.carried)
    twin.actions = [copy(action) for action in incident.actions]
    twin.review = copy(incident.review)
    twin.review.factors = list(incident.review.factors)
    twin.review.recommendations = list(incident.review.recommendations)
    twin.entries, twin.struck = list(incident.entries), dict(incident.struck)
    twin.portal = dict(incident.portal)
    twin.turns, twin.last_acts = list(incident.turns), dict(incident.last_acts)
    return twin
