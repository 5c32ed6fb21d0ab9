"""The log of an incident as people read it through: in order of occurrence, key moments between entries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from heapq import merge

from textual.content import Content

from incident_console.domain.entry import Entry
from incident_console.domain.incident import Incident
from incident_console.reports.course import KeyMoment, key_moments
from incident_console.reports.log_rows import written_down_later
from incident_console.tui.render.content import join, safe, spread
from incident_console.tui.render.timeline import entry_lines, entry_time, time_of
from incident_console.tui.render.view import View
from incident_console.words import length

BESIDE = 90
"""From this width on the time of recording has a column at the right, else a line of its own."""

LINES = 6
"""How many lines of an entry are shown; the rest is read with Enter."""

LogLine = Entry | KeyMoment


def lines_of(incident: Incident, entries: Sequence[Entry], *, moments: bool) -> list[LogLine]:
    """Return entries in their order, and before what happened at the time of a key moment that moment."""
    told: list[LogLine] = [*key_moments(incident)] if moments else []
    return list(merge(told, [*entries], key=when))


def when(line: LogLine) -> datetime:
    return line.at if isinstance(line, KeyMoment) else line.occurred_at


def log_lines(
    entry: Entry, incident: Incident, view: View, width: int, *, dated: bool, name_cells: int
) -> list[Content]:
    """Return an entry in a few lines, with the time of recording where that is another one."""
    later = f"recorded {view.ours(entry.recorded_at)}" if written_down_later(entry, incident) else ""
    beside = f"  {later}" if later and width >= BESIDE else ""
    lines = entry_lines(
        entry, incident, view, width - len(beside), dated=dated, name_cells=name_cells, limit=LINES
    )
    if beside:
        return [spread(lines[0], join((beside, "$dim")), width, gap=0), *lines[1:]]
    indent = " " * (len(entry_time(entry, view, dated=dated)) + 2)
    return [*lines, join(indent, (later, "$dim"))] if later else lines


def moment_line(moment: KeyMoment, view: View, width: int, *, dated: bool) -> Content:
    """Return a key moment, with how long it came after the one before."""
    dash = view.glyphs.rule * 2
    after = f"  +{length(moment.after)}" if moment.after else ""
    return join(
        (f"{time_of(moment.at, view, dated=dated)}  ", "$quiet"),
        (f"{dash} ", "$rule"),
        (safe(moment.kind), "$focus"),
        (after, "$quiet"),
    ).truncate(width, ellipsis=True)
