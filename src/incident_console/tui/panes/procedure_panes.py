"""The panes of the procedure: its nine steps, and in one line those that are open."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from textual.content import Content

from incident_console.domain.incident import Incident
from incident_console.domain.procedure import Step, StepState, procedure
from incident_console.domain.vocabulary import Severity
from incident_console.tui.panes.incident_pane import IncidentPane
from incident_console.tui.panes.rows import Rows
from incident_console.tui.render import record
from incident_console.tui.render.content import BLANK, indent
from incident_console.wording.verbs import VERBS

RULE_CELLS = 8
"""What the rule keeps to itself beside what stands on it."""


class OpenSteps(IncidentPane, can_focus=False):
    """One line: how much of the procedure is done, what is open, and the key that shows it all."""

    ALLOW_MAXIMIZE = False

    def title(self) -> tuple[Content, Content]:
        incident = self.incident
        if incident is None:
            return BLANK, BLANK
        steps = procedure(incident, self.seen.now, self.seen.policy)
        named = self.title_words(f"Procedure  {record.settled(steps)} of {len(steps)}")[0]
        return named, record.open_steps(steps, self.view, self._wide - named.cell_length - RULE_CELLS)

    async def on_click(self) -> None:
        if self.moment is None:
            await self.app.go_on_with("pane_procedure")


class ProcedurePane(Rows[Step], IncidentPane):
    """The nine steps with what each still lacks; Enter on an open one does what it lacks."""

    steps: Sequence[Step] = ()

    def title(self) -> tuple[Content, Content]:
        return self.title_words(
            "Procedure", f"{record.settled(self.steps)} of {len(self.steps)}" if self.steps else ""
        )

    def draw_row(self, row: Step, width: int, *, chosen: bool) -> list[Content]:
        return [indent(record.step_line(row, self.view, width - 2))]

    def show(self, incident: Incident | None, *, afresh: bool) -> None:
        """Work out an incident's steps as they stand now, and show them."""
        self.steps = [] if incident is None else procedure(incident, self.seen.now, self.seen.policy)
        self.show_rows(self.steps, afresh=afresh)

    def open_line(self) -> None:
        """Do what an open step lacks; of any other read what it is."""
        step, incident = self.picked, self.incident
        past = self.moment is not None
        if past or step is None or incident is None or step.state is not StepState.OPEN:
            super().open_line()
            return
        action = f"severity_{(incident.severity or Severity.P2).lower()}"
        if step.answer != "change_severity":
            action = VERBS[step.answer].action
        self.app.under_way(partial(self.app.go_on_with, action), group="verbs")

    def same_row(self, one: Step, other: Step) -> bool:
        return one.n == other.n
