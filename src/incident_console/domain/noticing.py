"""What goes to colleagues by channels when something is recorded: who is called, and what a team hears of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from incident_console.domain.call import Call, Why
from incident_console.domain.calls import calls
from incident_console.domain.closing import IncidentResolved
from incident_console.domain.colleagues import Colleagues, Occasion, Person
from incident_console.domain.deadlines import people
from incident_console.domain.declaring import IncidentDeclared, SeverityChanged
from incident_console.domain.entry import Entry, Event
from incident_console.domain.handover_answers import HandoverAccepted
from incident_console.domain.incident import Incident
from incident_console.domain.ownership import OwnershipTaken
from incident_console.domain.reopening import IncidentReopened
from incident_console.domain.reporting import ReportWritten
from incident_console.domain.text import name_key
from incident_console.domain.vocabulary import Role
from incident_console.domain.ways import WayOut


class Telling(msgspec.Struct, frozen=True, kw_only=True):
    """What colleagues are told once, by these ways.

    `name` tells it from all others, in every copy of the record. `occasion` is what a team hears of; without
    one somebody is called. `calls` are those whom the entry calls, as far as these ways reach them.
    """

    name: str
    ways: tuple[WayOut, ...]
    entry: Entry | None = None
    occasion: Occasion | None = None
    calls: tuple[Call, ...] = ()

    @property
    def is_report(self) -> bool:
        """Whether it is a report to colleagues."""
        return self.entry is not None and isinstance(self.entry.event, ReportWritten)


def tellings(incident: Incident, entries: Sequence[Entry], colleagues: Colleagues) -> list[Telling]:
    """Return what colleagues are to be told of entries that were just recorded.

    Nobody is told of a drill or an import. Whom an entry calls is told so by the team's message, where that
    reaches them by the same channel.
    """
    if incident.drill or incident.imported or not colleagues.reachable:
        return []
    turned = any(entry.event.turns for entry in entries)
    standing = calls(incident) if turned and colleagues.people else []
    found = []
    for entry in entries:
        mine = [call for call in standing if call.event == entry.id and call.seq]
        occasion = occasion_of(entry.event)
        heard = colleagues.ways if occasion in colleagues.occasions and entry.objection is None else ()
        team = {way.channel for way in heard}
        both = []
        for call in mine:
            ways = colleagues.ways_to([call.who])
            apart = tuple(way for way in ways if way.channel not in team)
            if len(apart) < len(ways):
                both.append(call)
            if apart:
                found.append(called(incident, call, apart))
        if isinstance(entry.event, ReportWritten) and colleagues.ways:
            name = "\n".join(("report", incident.id, entry.id))
            found.append(Telling(name=name, ways=colleagues.ways, entry=entry))
        if heard:
            name = "\n".join(("notice", incident.id, entry.id))
            found.append(Telling(name=name, ways=heard, entry=entry, occasion=occasion, calls=tuple(both)))
    return found


def called(incident: Incident, call: Call, ways: tuple[WayOut, ...]) -> Telling:
    """Return that somebody is called, by their own ways."""
    return Telling(name=call_name(incident, call), ways=ways, calls=(call,))


def call_name(incident: Incident, call: Call) -> str:
    """Return what tells a call from every other one, in every copy of the record."""
    since = "" if call.seq else f"{call.since:%Y-%m-%dT%H:%M:%S}"
    return "\n".join(("call", incident.id, call.why, call.event, name_key(call.who), call.about, since))


def lapses(incident: Incident) -> list[Call]:
    """Return the calls that time alone makes and that no deadline alarms about: an offer that lapses."""
    if incident.drill or incident.imported or incident.offer is None:
        return []
    return [call for call in calls(incident) if call.why is Why.LAPSED]


def lapsed(incident: Incident, now: datetime, colleagues: Colleagues) -> list[Telling]:
    """Return whom time has called by now (UTC), by their own ways."""
    return [
        called(incident, call, ways)
        for call in lapses(incident)
        if call.stands(now) and (ways := colleagues.ways_to([call.who]))
    ]


def reached(incident: Incident, colleagues: Colleagues, channel: str) -> list[Person]:
    """Return of those who are called by an incident, or have acted in it, whom a channel reaches."""
    names = [call.who for call in calls(incident)]
    found = (colleagues.people.person(name) for name in people([*names, *incident.last_acts]))
    return [each for each in found if each is not None and any(way.channel == channel for way in each.ways)]


def occasion_of(event: Event) -> Occasion | None:
    """Return what an event is to a team; None where it is nothing that it hears of."""
    if isinstance(event, HandoverAccepted):
        return Occasion.HANDOVER if Role.IC in event.roles else None
    return OCCASIONS.get(type(event))


OCCASIONS: dict[type[Event], Occasion] = {
    IncidentDeclared: Occasion.DECLARED,
    SeverityChanged: Occasion.SEVERITY,
    OwnershipTaken: Occasion.HANDOVER,
    IncidentResolved: Occasion.RESOLVED,
    IncidentReopened: Occasion.REOPENED,
}
