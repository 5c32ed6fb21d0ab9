"""How an incident went, on one page: moments, bands, promises, silences, what was recorded later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from textual.content import Content

from incident_console.domain.entry import Entry
from incident_console.domain.incident import Incident
from incident_console.domain.ledger import Promise
from incident_console.domain.lives import lives
from incident_console.domain.promises import never_answered
from incident_console.domain.vocabulary import Outcome
from incident_console.reports import course, metrics
from incident_console.reports.course import Span
from incident_console.reports.figures_in_words import promises_in_words
from incident_console.reports.names import NEVER_ANSWERED
from incident_console.reports.timeline import headline
from incident_console.tui.render.content import BLANK, join, safe, shown, spread, stack
from incident_console.tui.render.view import View
from incident_console.words import clock, counted, late, length

SILENCES = 5
"""How many silences are named, the longest first."""
LATER = 40
"""How many entries that were recorded later are named."""
MARKED = 2
"""Cells that a part of a band takes beside its name."""


def course_of(incident: Incident, view: View, width: int) -> tuple[Content, Content]:
    """Return a title and a page on how an incident went; what it has none of is left out."""
    title = join((f"{safe(incident.ref)}  ", "$quiet"), (f"How it went: {safe(incident.title)}", "$ink bold"))
    parts = [
        moments(incident, view, width),
        bands("Owners", course.owners(incident), view, width),
        bands("Severity", course.severities(incident), view, width),
        promised(incident, view, width),
        silent(incident, view, width),
        each_life(incident, view, width),
        later(incident, view, width),
    ]
    lines: list[Content] = []
    for part in parts:
        if part:
            lines += [*([BLANK] if lines else []), *part]
    return title, stack(*lines)


def heading(name: str, about: str = "") -> Content:
    return join((name, "$focus bold"), (about, "$quiet"), gap="  ")


def row(when: str, what: str, much: str, width: int, style: str = "$ink") -> Content:
    """Return a line: when, what, and at the right how much."""
    return spread(join((f"{when}  ", "$quiet"), (safe(what), style)), join((much, "$quiet")), width, gap=2)


def aligned(times: Sequence[str]) -> list[str]:
    """Return times in one column, at its right edge."""
    cells = max((len(each) for each in times), default=0)
    return [each.rjust(cells) for each in times]


def moments(incident: Incident, view: View, width: int) -> list[Content]:
    """Return the key moments, each with how long it came after the one before."""
    found = course.key_moments(incident)
    times = aligned([view.ours(each.at) for each in found])
    rows = [
        row(when, each.kind, f"+{length(each.after)}" if each.after else "", width)
        for when, each in zip(times, found, strict=True)
    ]
    return [heading("Key moments", "each after the one before"), *rows] if rows else []


def bands(name: str, spans: Sequence[Span], view: View, width: int) -> list[Content]:
    """Return a band on which each has its share of the time, and below it from when to when it was so."""
    if not spans:
        return []
    rows = [
        row(when, span.what, length(span.lasted(view.now)), width)
        for when, span in zip(aligned([from_to(span, view) for span in spans]), spans, strict=True)
    ]
    picture = [band(spans, view, width)] if len(spans) > 1 else []
    return [heading(name), *picture, *rows]


def from_to(span: Span, view: View) -> str:
    since = view.ours(span.since)
    return f"since {since}" if span.until is None else f"{since} to {view.ours(span.until)}"


def band(spans: Sequence[Span], view: View, width: int) -> Content:
    """Return spans side by side on one line, each as wide as its part of the whole, named where that fits."""
    begun = min(span.since for span in spans)
    ended = max(span.until or view.now for span in spans)
    whole = max((ended - begun) / timedelta(seconds=1), 1.0)

    def cell(moment: datetime) -> int:
        return round(width * ((moment - begun) / timedelta(seconds=1)) / whole)

    parts: list[Content] = []
    at = 0
    for n, span in enumerate(spans):
        start = max(cell(span.since), at)
        end = min(max(cell(max(span.until or view.now, span.since)), start), width)
        if end <= start:
            continue
        parts += [join(" " * (start - at)), named_part(span.what, end - start, n, view)]
        at = end
    return join(*parts)


def named_part(what: str, cells: int, n: int, view: View) -> Content:
    """Return one part of a band; two side by side differ by their ink, and by the mark between them."""
    style = "$quiet" if n % 2 else "$ink"
    name = shown(what).cell_length
    mark = view.glyphs.bar_from
    if name + MARKED > cells:
        return join((f"{mark}{view.glyphs.bar * (cells - 1)}", style))
    fill = view.glyphs.bar * (cells - name - MARKED)
    return join((mark, style), (safe(what), style), (" ", style), (fill, style))


def promised(incident: Incident, view: View, width: int) -> list[Content]:
    """Return what was promised and what became of it, in the order in which it was."""
    promises = incident.promises
    times = aligned([view.told(each.due_at, each.client) for each in promises])
    rows = [
        row(
            when,
            f"{each.kind.value}{f' to {each.client}' if each.client and incident.has_several else ''}, "
            f"promised {view.ours(each.made_at)}",
            became(each, incident, view),
            width,
        )
        for when, each in zip(times, promises, strict=True)
    ]
    about = promises_in_words(metrics.of(incident, view.now)) if promises else ""
    return [heading("Promises", about), *rows] if rows else []


def became(promise: Promise, incident: Incident, view: View) -> str:
    """Return what became of a promise: `kept`, `4 min late`, `moved`, `open`."""
    if promise.outcome is Outcome.LATE:
        return late(promise.late_seconds or 0)
    if never_answered(incident, promise):
        return NEVER_ANSWERED
    if promise.outcome is Outcome.OPEN and promise.due_at < view.now:
        return f"open, {late((view.now - promise.due_at).total_seconds())}"
    return promise.outcome.value


def silent(incident: Incident, view: View, width: int) -> list[Content]:
    """Return the longest times between two updates to a client."""
    found = course.silences(incident)
    named = found[:SILENCES]
    times = aligned([from_to(span, view) for span in named])
    rows = [
        row(when, f"to {span.what}" if incident.has_several else "", length(span.lasted(view.now)), width)
        for when, span in zip(times, named, strict=True)
    ]
    about = "the longest first" + (f", {len(named)} of {len(found)}" if len(found) > len(named) else "")
    return [heading("Silences", about), *rows] if rows else []


def each_life(incident: Incident, view: View, width: int) -> list[Content]:
    """Return its lives, where it had more than one."""
    spans = [
        Span(what=f"life {n}", since=each.began, until=each.ended)
        for n, each in enumerate(lives(incident), 1)
    ]
    return bands("Lives", spans, view, width) if len(spans) > 1 else []


def later(incident: Incident, view: View, width: int) -> list[Content]:
    """Return what was recorded later than it happened, by how much."""
    every = course.recorded_later(incident)
    if not every:
        return []
    found = latest_recorded(every)
    times = aligned([view.ours(each.occurred_at) for each in found])
    clocks = view.clocks(incident.client)
    rows = [
        row(
            when,
            headline(entry, incident, clocks, dates=clock),
            f"+{length(entry.recorded_at - entry.occurred_at)}",
            width,
            "$quiet strike" if entry.id in incident.struck else "$ink",
        )
        for when, entry in zip(times, found, strict=True)
    ]
    about = f"{counted(len(every), 'entry')}, each by how much"
    few = f"; the {len(found)} that came latest" if len(found) < len(every) else ""
    return [heading("Recorded later", about + few), *rows]


def latest_recorded(entries: Sequence[Entry]) -> list[Entry]:
    """Return those that were recorded the longest after they happened, in the order in which they stand."""
    longest = sorted(entries, key=lambda entry: entry.recorded_at - entry.occurred_at, reverse=True)
    named = {entry.id for entry in longest[:LATER]}
    return [entry for entry in entries if entry.id in named]
