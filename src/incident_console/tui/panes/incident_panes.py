"""The panes of the chosen incident: state, clock, roles, timeline, actions, procedure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any

from textual.content import Content

from incident_console.domain.actions import overdue_actions
from incident_console.domain.entry import Entry
from incident_console.domain.incident import Incident
from incident_console.domain.message import Message
from incident_console.domain.parts import Action
from incident_console.domain.procedure import Step, StepState, procedure
from incident_console.domain.vocabulary import Role, Severity
from incident_console.reports.log_rows import first_logins
from incident_console.tui.panes.pane import Pane
from incident_console.tui.panes.rows import Rows
from incident_console.tui.panes.wrapped_rows import WrappedRows
from incident_console.tui.render import card, clock, record, roles, state, timeline
from incident_console.tui.render.content import first_fit, join, safe, wrapped
from incident_console.tui.render.view import View
from incident_console.tui.render.ways import what_holds_up
from incident_console.wording.verbs import VERBS

EMPTY = Content("")
TOLD_CELLS = 22
"""What the clock's name leaves to how many clients were told."""
BAND_LINES = 4
"""What the clock takes; a pane that is higher has a line for what keeps the client from being told."""
OFFER_CELLS = 30
"""What an offer takes on the rule."""
RULE_CELLS = 8
"""What the rule keeps to itself beside what stands on it."""
TITLE_CELLS = 28
"""What client and ticket leave to reference and title."""


class IncidentPane(Pane):
    """A pane about the chosen incident."""

    def title_words(self, left: str, right: str = "") -> tuple[Content, Content]:
        """Return a title that takes the accent with the focus."""
        style = "$focus bold" if self.has_focus else "$ink"
        return join((left, style)), join((right, "$quiet"))

    @property
    def incident(self) -> Incident | None:
        return self.app.incident

    def open_line(self) -> None:
        """Open the incident in full."""
        if self.incident is not None:
            self.post_message(Rows.Opened(self.incident))

    @property
    def view(self) -> View:
        return self.app.view()


class StatePane(IncidentPane):
    """Severity, status, impact, scope, and what wants attention."""

    def title(self) -> tuple[Content, Content]:
        incident = self.incident
        if incident is None:
            return EMPTY, EMPTY
        named = self.title_words(f"{safe(incident.ref)}  {safe(incident.title)}")[0]
        return named, state.client_and_ticket(incident, self._wide - TITLE_CELLS)

    def draw(self, width: int, height: int) -> Sequence[Content]:
        if self.incident is None:
            return [_indent(line) for line in wrapped(safe(self.app.damage), width - 2)]
        damage = [join((safe(self.app.damage), "$overdue bold"))] if self.app.damage else []
        room = 0 if self.has_focus else height - len(damage)
        return [_indent(line) for line in (*damage, *state.state(self.incident, self.view, width - 2, room))]


class ClockPane(IncidentPane):
    """The countdown to the one next deadline; of an ended incident its figures."""

    _worked_out: tuple[tuple[str, int], dict[str, Any]] = (("", 0), {})

    def title(self) -> tuple[Content, Content]:
        if self.incident is not None and not self.incident.is_open:
            return self.title_words("Figures")
        deadline = None if self.incident is None else clock.deadline_of(self.incident)
        named = self.title_words(clock.clock_title(deadline))[0]
        incident = self.incident
        return named, EMPTY if incident is None else self._told(incident, self._wide - TOLD_CELLS)

    def _told(self, incident: Incident, width: int) -> Content:
        """Return who was told of several clients; of one what keeps it from that, where no line says it."""
        if incident.has_several:
            return next(iter(clock.who_was_told(incident, self.view, width)), EMPTY)
        hindrance = [] if self.page > BAND_LINES else what_holds_up(incident, self.view)
        return first_fit(width, *hindrance) if hindrance else EMPTY

    def draw(self, width: int, height: int) -> Sequence[Content]:
        incident = self.incident
        if incident is not None and not incident.is_open:
            return [_indent(line) for line in self._figures(incident, width - 2, height)]
        deadline = None if incident is None else clock.deadline_of(incident)
        if incident is None or deadline is None:
            return [_indent(join(("nothing is due", "$quiet")))]
        return [_indent(line) for line in clock.clock_band(incident, deadline, self.view, width - 2, height)]

    def _figures(self, incident: Incident, width: int, height: int) -> Sequence[Content]:
        """Return the figures of an ended incident, which are worked out once until something is recorded."""
        # Reports are loaded when one is looked at: the first frame does without (the rows “start”).
        from incident_console.reports import metrics
        from incident_console.tui.render.ended import ended_face

        state = (incident.ref, incident.seq)
        if self._worked_out[0] != state:
            self._worked_out = state, metrics.of(incident, self.app.now)
        return ended_face(incident, self._worked_out[1], self.view, width, height)


class RolesPane(IncidentPane):
    """Who holds which role, with the duties where there is room or the focus, and the standing handover."""

    def title(self) -> tuple[Content, Content]:
        """Return the name, and where there is no line for it the offer that stands."""
        named, incident = self.title_words("Roles")[0], self.incident
        if incident is None or self.page > len(Role):
            return named, EMPTY
        return named, next(iter(roles.offer_lines(incident, self.view, OFFER_CELLS)), EMPTY)

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
        return [_indent(line) for line in lines]


class TimelinePane(WrappedRows[Entry], IncidentPane):
    """What happened, latest first."""

    NEWEST_FIRST = True
    dated = False
    name_cells = 0
    logins: Mapping[str, str] = MappingProxyType({})
    """The logins that are told, by the id of the entry."""
    together: Mapping[str, Message] = MappingProxyType({})
    """The messages that an entry shows together with their being out, by its id."""
    _before: Mapping[str, Message] = MappingProxyType({})
    """The same, of the rows that were shown before these."""
    _seen = 0
    """The highest sequence number there was when the cursor was last at the newest entry."""

    def title(self) -> tuple[Content, Content]:
        new = self.new_above
        struck = 0 if self.incident is None else len(self.incident.struck)
        about = join(
            (f"{new} new above" if new else "", "$focus bold"),
            (f"{struck} struck" if struck else "", "$quiet"),
            gap="  ",
        )
        return self.title_words("Timeline")[0], about

    @property
    def new_above(self) -> int:
        """How many entries came above the cursor since it left the newest one."""
        return sum(entry.seq > self._seen for entry in self.rows[: self.cursor])

    def moved(self) -> None:
        if not self.cursor:
            self._note_seen()
            self.paint()

    def _note_seen(self) -> None:
        self._seen = 0 if self.incident is None else len(self.incident.entries)

    def draw_row(self, row: Entry, width: int, *, chosen: bool) -> list[Content]:
        incident = self.incident
        if incident is None:
            return []
        login = self.logins.get(row.id, "")
        lines = timeline.entry_lines(
            row,
            incident,
            self.view,
            width - 1,
            together=self.together,
            dated=self.dated,
            login=login,
            name_cells=self.name_cells,
        )
        return [_indent(line, 1) for line in lines]

    def show(self, incident: Incident | None, *, afresh: bool) -> None:
        """Show an incident's entries; from the top where it is another one."""
        self._before = self.together
        entries, self.together = ([], {}) if incident is None else timeline.latest_first(incident)
        self.logins = first_logins(incident) if incident is not None and self.view.shared else {}
        self.name_cells = timeline.name_cells(entries, self.together)
        zone = self.view.zone
        today = self.app.now.astimezone(zone).date()
        self.dated = bool(entries) and entries[-1].occurred_at.astimezone(zone).date() != today
        if afresh or not self.cursor:
            self._note_seen()
        self.show_rows(entries, afresh=afresh)

    def same_row(self, one: Entry, other: Entry) -> bool:
        """Return whether two rows are of one entry, or of one message that went out further meanwhile."""
        return _thing(one, self.together) == _thing(other, self._before)


def _thing(row: Entry, together: Mapping[str, Message]) -> str:
    """Return the id of what a row shows: of a message, or of the entry itself."""
    return together[row.id].id if row.id in together else row.id


class ActionsPane(Rows[Action], IncidentPane):
    """The work: what is open first."""

    def title(self) -> tuple[Content, Content]:
        count = 0 if self.incident is None else len(self.incident.open_actions)
        late = 0 if self.incident is None else len(overdue_actions(self.incident, self.app.now))
        about = f"{count} open" if count else "none open"
        return self.title_words("Actions", f"{about}, {late} late" if late else about)

    def draw_row(self, row: Action, width: int, *, chosen: bool) -> list[Content]:
        return [_indent(record.action_line(row, self.view, width - 2))]

    def show(self, incident: Incident | None, *, afresh: bool) -> None:
        """Show an incident's actions."""
        rows = [] if incident is None else record.actions_in_order(incident, self.app.now)
        self.show_rows(rows, afresh=afresh)

    def same_row(self, one: Action, other: Action) -> bool:
        return one.n == other.n


class OpenSteps(IncidentPane, can_focus=False):
    """One line: how much of the procedure is done, what is open, and the key that shows it all."""

    ALLOW_MAXIMIZE = False

    def title(self) -> tuple[Content, Content]:
        incident = self.incident
        if incident is None:
            return EMPTY, EMPTY
        steps = procedure(incident, self.app.now, self.app.policy)
        named = self.title_words(f"Procedure  {record.settled(steps)} of {len(steps)}")[0]
        return named, record.open_steps(steps, self.view, self._wide - named.cell_length - RULE_CELLS)

    async def on_click(self) -> None:
        await self.app.go_on_with("pane_procedure")


class ProcedurePane(Rows[Step], IncidentPane):
    """The nine steps with what each still lacks; Enter on an open one does what it lacks."""

    steps: Sequence[Step] = ()

    def title(self) -> tuple[Content, Content]:
        return self.title_words(
            "Procedure", f"{record.settled(self.steps)} of {len(self.steps)}" if self.steps else ""
        )

    def draw_row(self, row: Step, width: int, *, chosen: bool) -> list[Content]:
        return [_indent(record.step_line(row, self.view, width - 2))]

    def show(self, incident: Incident | None, *, afresh: bool) -> None:
        """Work out an incident's steps as they stand now, and show them."""
        self.steps = [] if incident is None else procedure(incident, self.app.now, self.app.policy)
        self.show_rows(self.steps, afresh=afresh)

    def open_line(self) -> None:
        """Do what an open step lacks; of any other read what it is."""
        step, incident = self.picked, self.incident
        if step is None or incident is None or step.state is not StepState.OPEN:
            super().open_line()
            return
        action = f"severity_{(incident.severity or Severity.P2).lower()}"
        if step.answer != "change_severity":
            action = VERBS[step.answer].action
        self.app.under_way(partial(self.app.go_on_with, action), group="verbs")

    def same_row(self, one: Step, other: Step) -> bool:
        return one.n == other.n


def _indent(line: Content, by: int = 2) -> Content:
    return Content(" " * by) + line
