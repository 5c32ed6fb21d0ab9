"""One entry that is being put into words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo

from incident_console.domain.entry import Entry
from incident_console.domain.incident import Incident
from incident_console.wording.names import the_message
from incident_console.words import Clocks, Said, clock, comes_twice, flat, zone_name


class Line:
    """One entry being put into words, beside its incident and on whose clocks."""

    def __init__(self, entry: Entry, incident: Incident, clocks: Clocks, dates: Said) -> None:
        self.entry = entry
        self.incident = incident
        self.clocks = clocks
        self.dates = dates

    def at(self, moment: datetime) -> str:
        """When something happened or is to be done: beside the entry's own time, or with its day."""
        return self.beside(moment, self.clocks.mine, self.clocks.ours)

    def told(self, moment: datetime) -> str:
        """A time that the client is told, on their clock: beside the entry's own time, or with its day."""
        return self.beside(moment, self.clocks.client, self.clocks.told)

    def beside(self, moment: datetime, zone: tzinfo, on_the_clock: Callable[..., str]) -> str:
        """A time of the day on which the entry stands goes without that day."""
        here, there = self.entry.occurred_at.astimezone(self.clocks.mine), moment.astimezone(zone)
        if here.date() != there.date():
            today = self.dates is clock and there.date() == self.clocks.now.astimezone(zone).date()
            return f"{'today ' if today else ''}{on_the_clock(moment, self.dates)}"
        same = here.utcoffset() == there.utcoffset() and not comes_twice(there)
        return f"{there:%H:%M}" if same else f"{there:%H:%M} {zone_name(moment, zone)}"

    def message(self, id: str) -> str:
        """What a message is called: `update 3`, `the wrap-up`."""
        return the_message(self.incident.messages.get(id))

    def action(self, id: str) -> str:
        """An action by its number in the order of now, and its words."""
        action = next(action for action in self.incident.actions if action.id == id)
        return f"action {action.n}: {flat(action.text)}"
