"""The pane of the timeline: what was done and said, latest first."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from textual.content import Content

from incident_console.domain.entry import Entry
from incident_console.domain.incident import Incident
from incident_console.domain.message import Message
from incident_console.reports.log_rows import first_logins
from incident_console.tui.panes.incident_pane import IncidentPane
from incident_console.tui.panes.wrapped_rows import WrappedRows
from incident_console.tui.render import timeline
from incident_console.tui.render.content import indent, join


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
        return [indent(line, 1) for line in lines]

    def show(self, incident: Incident | None, *, afresh: bool) -> None:
        """Show an incident's entries; from the top where it is another one."""
        self._before = self.together
        entries, self.together = ([], {}) if incident is None else timeline.latest_first(incident)
        self.logins = first_logins(incident) if incident is not None and self.view.shared else {}
        self.name_cells = timeline.name_cells(entries, self.together)
        zone = self.view.zone
        today = self.seen.now.astimezone(zone).date()
        self.dated = bool(entries) and entries[-1].occurred_at.astimezone(zone).date() != today
        if afresh or not self.cursor:
            self._note_seen()
        self.show_rows(entries, afresh=afresh)

    def go_to_entry(self, entry: str, seq: int) -> None:
        """Put the cursor on an entry, or on the line of its message; else on the next one there is."""
        places = {_thing(row, self.together): n for n, row in enumerate(self.rows)}
        places |= {row.id: n for n, row in enumerate(self.rows)}
        later = [n for n, row in enumerate(self.rows) if row.seq >= seq]
        self.go_to(places.get(entry, later[-1] if later else 0))

    def same_row(self, one: Entry, other: Entry) -> bool:
        """Return whether two rows are of one entry, or of one message that went out further meanwhile."""
        return _thing(one, self.together) == _thing(other, self._before)


def _thing(row: Entry, together: Mapping[str, Message]) -> str:
    """Return the id of what a row shows: of a message, or of the entry itself."""
    return together[row.id].id if row.id in together else row.id
