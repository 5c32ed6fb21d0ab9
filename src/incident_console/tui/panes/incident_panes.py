"""Panes of the chosen incident: state, clock, roles, actions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.content import Content

from incident_console.domain.actions import overdue_actions
from incident_console.domain.incident import Incident
from incident_console.domain.parts import Action
from incident_console.domain.vocabulary import Role
from incident_console.tui.panes.incident_pane import IncidentPane
from incident_console.tui.panes.rows import Rows
from incident_console.tui.render import card, clock, record, roles, state
from incident_console.tui.render.content import BLANK, first_fit, indent, join, safe, wrapped
from incident_console.tui.render.ways import what_holds_up

TOLD_CELLS = 22
"""What the clock's name leaves to how many clients were told."""
BAND_LINES = 4
"""What the clock takes; a pane that is higher has a line for what keeps the client from being told."""
OFFER_CELLS = 30
"""What an offer takes on the rule."""
TITLE_CELLS = 28
"""What client and ticket leave to reference and title."""


class StatePane(IncidentPane):
    """Severity, status, impact, scope, and what wants attention."""

    def title(self) -> tuple[Content, Content]:
        incident = self.incident
        if incident is None:
            return BLANK, BLANK
        named = self.title_words(f"{safe(incident.ref)}  {safe(incident.title)}")[0]
        return named, state.client_and_ticket(incident, self._wide - TITLE_CELLS)

    def draw(self, width: int, height: int) -> Sequence[Content]:
        if self.incident is None:
            return [indent(line) for line in wrapped(safe(self.seen.damage), width - 2)]
        damage = [join((safe(self.seen.damage), "$overdue bold"))] if self.seen.damage else []
        room = 0 if self.has_focus else height - len(damage)
        return [indent(line) for line in (*damage, *state.state(self.incident, self.view, width - 2, room))]


class ClockPane(IncidentPane):
    """The countdown to the one next deadline; of an ended incident its figures."""

    _worked_out: tuple[Incident | None, dict[str, Any]] = (None, {})

    def title(self) -> tuple[Content, Content]:
        if self.incident is not None and not self.incident.is_open:
            return self.title_words("Figures")
        deadline = None if self.incident is None else clock.deadline_of(self.incident)
        named = self.title_words(clock.clock_title(deadline))[0]
        incident = self.incident
        return named, BLANK if incident is None else self._told(incident, self._wide - TOLD_CELLS)

    def _told(self, incident: Incident, width: int) -> Content:
        """Return who was told of several clients; of one what keeps it from that, where no line says it."""
        if incident.has_several:
            return next(iter(clock.who_was_told(incident, self.view, width)), BLANK)
        hindrance = [] if self.page > BAND_LINES else what_holds_up(incident, self.view)
        return first_fit(width, *hindrance) if hindrance else BLANK

    def draw(self, width: int, height: int) -> Sequence[Content]:
        incident = self.incident
        if incident is not None and not incident.is_open:
            return [indent(line) for line in self._figures(incident, width - 2, height)]
        deadline = None if incident is None else clock.deadline_of(incident)
        if incident is None or deadline is None:
            return [indent(join(("nothing is due", "$quiet")))]
        return [indent(line) for line in clock.clock_band(incident, deadline, self.view, width - 2, height)]

    def _figures(self, incident: Incident, width: int, height: int) -> Sequence[Content]:
        """Return the figures of an ended incident, which are worked out once until something is recorded."""
        # Reports are loaded when one is looked at: the first frame does without (the rows “start”).
        from incident_console.reports import metrics
        from incident_console.tui.render.ended import ended_face

        if self._worked_out[0] is not incident:
            self._worked_out = incident, metrics.of(incident, self.seen.now)
        return ended_face(incident, self._worked_out[1], self.view, width, height)


class RolesPane(IncidentPane):
    """Who holds which role, with the duties where there is room or the focus, and the standing handover."""

    def title(self) -> tuple[Content, Content]:
        """Return the name, and where there is no line for it the offer that stands."""
        named, incident = self.title_words("Roles")[0], self.incident
        if incident is None or self.page > len(Role):
            return named, BLANK
        return named, next(iter(roles.offer_lines(incident, self.view, OFFER_CELLS)), BLANK)

    def draw(self, width: int, height: int) -> Sequence[Content]:
        incident = self.incident
        if incident is None:
            return []
        view = self.view
        brief = roles.roles(incident, view, width - 2)
        roomy = self.has_focus or len(brief) < height
        full = roles.roles(incident, view, width - 2, duties=True) if roomy else brief
        if height < len(Role) and not self.has_focus:
            people = first_fit(width - 2, card.people(incident, view))
            brief = [people, *roles.offer_lines(incident, view, width - 2)]
        lines = full if self.has_focus or len(full) <= height else brief
        return [indent(line) for line in lines]


class ActionsPane(Rows[Action], IncidentPane):
    """The work: what is open first."""

    def title(self) -> tuple[Content, Content]:
        count = 0 if self.incident is None else len(self.incident.open_actions)
        late = 0 if self.incident is None else len(overdue_actions(self.incident, self.seen.now))
        about = f"{count} open" if count else "none open"
        return self.title_words("Actions", f"{about}, {late} late" if late else about)

    def draw_row(self, row: Action, width: int, *, chosen: bool) -> list[Content]:
        return [indent(record.action_line(row, self.view, width - 2))]

    def show(self, incident: Incident | None, *, afresh: bool) -> None:
        rows = [] if incident is None else record.actions_in_order(incident, self.seen.now)
        self.show_rows(rows, afresh=afresh)

    def same_row(self, one: Action, other: Action) -> bool:
        return one.n == other.n
