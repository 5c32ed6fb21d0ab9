"""What a pane holds in full: the incident, an entry of the timeline, an action, a step of the procedure."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from incident_console.domain.entry import Entry
from incident_console.domain.incident import Incident
from incident_console.domain.parts import Action
from incident_console.domain.procedure import Step
from incident_console.domain.summary import SummaryRow
from incident_console.tui.render import record
from incident_console.tui.render.course import course_of
from incident_console.tui.room.room import Room
from incident_console.tui.room.shown import Shown
from incident_console.tui.room.spot import Spot
from incident_console.tui.screens.detail_screen import Detail

WIDEST, MARGINS = 100, 6
"""Cells of the box where the screen is wide, and those at its sides (`styles/help.tcss`)."""


def detail(app: Room, row: object) -> Detail | None:
    """Return the screen for a row; None for one that shows all there is."""
    made = in_full(app, row)
    return None if made is None else Detail(made)


def in_full(
    app: Room, row: object, seen: Shown | None = None
) -> Callable[[], tuple[Content, Content]] | None:
    """Return what makes a row's title and body, as the record has it by then.

    Args:
        app: the room, for the width of its screen.
        row: what a pane shows.
        seen: what is looked at, where it is not the record as it stands.
    """
    shown = app if seen is None else seen
    before = shown.incident
    if before is None:
        return None
    match row:
        case Incident() | SummaryRow():
            return lambda: record.incident_in_full(shown.incident or before, shown.view(), width_for(app))
        case Entry():
            return lambda: record.entry_as_it_is(row, shown.incident or before, shown.view())
        case Action():
            return lambda: action_in_full(row, shown.incident or before, shown)
        case Step():
            return lambda: record.step_in_full(row, shown.view())
        case _:
            return None


class Course(Detail):
    """The page on how an incident went; from it keys lead to its log and to its replay."""

    app: Room
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("J", "log", show=False),
        Binding("r", "replay", show=False),
    ]
    KEYS = (("J", "log"), ("r", "replay"), ("Esc", "back"))

    def __init__(self, app: Room, incident: Incident) -> None:
        """Show how an incident went, as the record has it by then."""
        self._room = app
        self._incident = incident
        super().__init__(lambda: course_of(self.incident, app.view(), width_for(app)))

    @property
    def incident(self) -> Incident:
        """The incident as the record has it now, also where another one is chosen meanwhile."""
        self._incident = self._room.as_it_stands(self._incident)
        return self._incident

    def action_log(self) -> None:
        self._room.show_log(self.incident)

    async def action_replay(self) -> None:
        """Show the war room as it stood, from the declaration on."""
        await self.app.go_on_with("replay")

    def spot(self) -> Spot:
        return Spot(self.incident, damage=self._room.damage)


def how_it_went(app: Room, incident: Incident) -> Detail:
    """Return the page on how an incident went."""
    return Course(app, incident)


def width_for(app: Room) -> int:
    """Return how many cells a line of the body has."""
    return min(app.size.width * 4 // 5, WIDEST) - MARGINS


def action_in_full(row: Action, incident: Incident, shown: Shown) -> tuple[Content, Content]:
    now = next((action for action in incident.actions if action.id == row.id), row)
    return record.action_in_full(now, shown.view())
