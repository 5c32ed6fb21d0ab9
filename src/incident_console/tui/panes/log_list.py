"""The pane of a log that is read through."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from incident_console.domain.entry import Entry
from incident_console.domain.incident import Incident
from incident_console.reports.course import KeyMoment
from incident_console.tui.panes.wrapped_rows import WrappedRows
from incident_console.tui.render import log, timeline
from incident_console.tui.render.content import indent, join, safe
from incident_console.tui.render.log import LogLine
from incident_console.tui.render.view import View
from incident_console.words import counted


class LogList(WrappedRows[LogLine]):
    """Entries in order of occurrence, and key moments between them."""

    ALLOW_MAXIMIZE = False
    wanted = ""
    dated = False
    name_cells = 0
    found = whole = 0
    """How many entries there are that hold what is typed, and how many to be read at all."""

    def __init__(self, incident: Incident, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.incident = incident

    @property
    def view(self) -> View:
        return self.app.view()

    def title(self) -> tuple[Content, Content]:
        incident, style = self.incident, "$focus bold" if self.has_focus else "$ink"
        named = join((f"Log  {safe(incident.ref)}", style), (safe(incident.title), "$ink"), gap="  ")
        sought = f"{self.found} of {self.whole}  /{safe(self.wanted)}"
        count = sought if self.wanted else counted(self.whole, "entry")
        return named, join(
            (count, "$quiet"), (f"times in {self.view.clocks(None).named}", "$quiet"), gap="  "
        )

    def show_log(self, incident: Incident, entries: Sequence[Entry], wanted: str, whole: int) -> None:
        """Show the entries that hold what is wanted, of so many; the cursor stays on its line."""
        self.incident, self.wanted, self.found, self.whole = incident, wanted, len(entries), whole
        self.name_cells = timeline.name_cells(entries, {})
        zone = self.view.zone
        days = {each.occurred_at.astimezone(zone).date() for each in entries}
        self.dated = len(days | {self.view.now.astimezone(zone).date()}) > 1
        self.show_rows(log.lines_of(incident, entries, moments=not wanted))

    def draw_row(self, row: LogLine, width: int, *, chosen: bool) -> list[Content]:
        if isinstance(row, KeyMoment):
            lines = [log.moment_line(row, self.view, width - 1, dated=self.dated)]
        else:
            lines = log.log_lines(
                row, self.incident, self.view, width - 1, dated=self.dated, name_cells=self.name_cells
            )
        return [indent(line, 1) for line in lines]

    def same_row(self, one: LogLine, other: LogLine) -> bool:
        if isinstance(one, Entry) and isinstance(other, Entry):
            return one.id == other.id
        return one == other

    @property
    def entry(self) -> Entry | None:
        """The entry under the cursor; at a key moment the first one that follows."""
        return next((row for row in self.rows[self.cursor :] if isinstance(row, Entry)), None)

    def go_to_entry(self, id: str) -> None:
        """Put the cursor on an entry, where it is shown."""
        at = next((n for n, row in enumerate(self.rows) if isinstance(row, Entry) and row.id == id), None)
        if at is not None:
            self.go_to(at)

    @property
    def length(self) -> int:
        return super().length or 1

    def _content_in_sight(self) -> list[tuple[Content, str | None]]:
        if self.rows:
            return super()._content_in_sight()
        return [(join((f"  no entry holds “{safe(self.wanted)}”; Esc shows all", "$quiet")), None)]
