"""Past incidents in one line each, what was said in them below, and their figures at a glance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import IntEnum

from rich.cells import cell_len
from textual.content import Content

from incident_console.keys.actions import Mode, in_mode
from incident_console.reports.history_rows import lasted, severities
from incident_console.store.history_answers import Figures, Found, Month, PastIncident, Promises
from incident_console.store.hits import SearchHit
from incident_console.store.marks import marks
from incident_console.store.search import Sought
from incident_console.tui.render.content import Styled, column, join, safe
from incident_console.tui.render.listing import short_ref
from incident_console.tui.render.view import View
from incident_console.tui.render.where_it_stands import severity_style
from incident_console.wording.clients import names
from incident_console.wording.turns import owed_name
from incident_console.words import counted as how_many
from incident_console.words import length, zone_behind

WIDE, MEDIUM = 108, 74
"""From these widths on a line has room for all, and for how long it took and what was kept."""
GAP = "  "
WIDEST, WHEN_WIDEST = 16, 24
"""How wide a column may be, in cells, and the first, a time; the title takes what is left."""
MONTHS_SHOWN = 24
BARS = "▁▂▃▄▅▆▇█"
PLAIN_BARS = "123456789"


def past_lines(found: Sequence[PastIncident], view: View, width: int) -> list[Content]:
    """Return incidents in a line each, their columns no wider than what stands in them."""
    rows = [cells(each, view, width) for each in found]
    count = len(rows[0]) if rows else 0
    widths = [
        min(max(cell_len(row[n][0]) for row in rows), WIDEST if n else WHEN_WIDEST) for n in range(count)
    ]
    return [
        join(
            " ",
            *(
                join((column(text, wide), style))
                for (text, style), wide in zip(row, widths, strict=True)
                if wide
            ),
            (safe(each.row.title), "$ink"),
            (further(each), "$quiet"),
            gap=GAP,
        )
        for each, row in zip(found, rows, strict=True)
    ]


def cells(found: PastIncident, view: View, width: int) -> list[Styled]:
    """Return its columns before the title, as many as there is room for."""
    row, promises = found.row, found.promises
    local = row.declared_at.astimezone(view.zone)
    arrow = ">" if view.glyphs.rule == "-" else "→"
    severity = (severities(row, arrow), severity_style(row.highest_severity or row.severity))
    ref = (short_ref(row.ref), "$quiet")
    marked = (state(found, view), "$soon" if late(found, view) else "$quiet")
    if width < MEDIUM:
        return [(f"{local:%Y-%m-%d}", "$quiet"), ref, severity, marked]
    when = (f"{local:%Y-%m-%d %H:%M}{zone_behind(local, view.zone, view.now)}", "$quiet")
    took = (lasted(row, view.now).removesuffix(" so far"), "$ink")
    if width < WIDE:
        return [when, ref, severity, took, (share(promises), kept_style(promises)), marked]
    return [
        when,
        ref,
        severity,
        (names(row.clients, 1) if row.clients else "", "$ink"),
        took,
        (f"kept {share(promises)}" if share(promises) else "", kept_style(promises)),
        (worst(promises), "$soon"),
        marked,
    ]


def share(promises: Promises) -> str:
    """How many promises were kept of those that have ended; empty where none has."""
    return f"{promises.kept}/{promises.ended}" if promises.ended else ""


def worst(promises: Promises) -> str:
    """By how much one was late at most."""
    return "" if promises.longest is None else f"late {length(timedelta(seconds=promises.longest))}"


def kept_style(promises: Promises) -> str:
    return "$soon" if promises.late else "$quiet"


def state(found: PastIncident, view: View) -> str:
    """What else is to be known of it, in a word: what it is, that it goes on, or what it still owes."""
    row = found.row
    marked = ((row.damaged, "damaged"), (row.drill, "drill"), (row.imported, "imported"), (row.open, "open"))
    word = next((word for there, word in marked if there), "")
    if word or row.owed_kind is None:
        return word or ("reviewed" if row.review_stands(view.now) == "done" else "")
    return f"{owed_name(row.owed_kind)} {away(row.owed_due_at, view)}".strip()


def away(due: datetime | None, view: View) -> str:
    """How far a time is away, by its largest unit, with a minus where it has passed."""
    if due is None:
        return ""
    minutes = int(abs(due - view.now).total_seconds()) // 60
    far = (
        f"{minutes // 1440} d"
        if minutes >= 1440
        else f"{minutes // 60} h"
        if minutes >= 60
        else f"{minutes} min"
    )
    return f"{view.glyphs.minus if due < view.now else ''}{far}"


def late(found: PastIncident, view: View) -> bool:
    """Whether what it owes first is late."""
    row = found.row
    return not row.open and row.owed_due_at is not None and row.owed_due_at < view.now


def further(found: PastIncident) -> str:
    """How many entries hold the words that have no line."""
    return "" if not found.more else "1 entry more" if found.more == 1 else f"{found.more} entries more"


def hit_line(hit: SearchHit, found: PastIncident, sought: Sought | None, view: View, width: int) -> Content:
    """Return an entry that holds the words, these marked, indented under its incident."""
    when = "at ?"
    if hit.occurred_at is not None:
        zone = zone_behind(hit.occurred_at, view.zone, view.now)
        when = f"{hit.occurred_at.astimezone(view.zone):%d %b %H:%M}{zone}"
    state = "damaged:" if hit.damaged else "struck:" if hit.id in found.struck else ""
    begin = join("   ", (when, "$dim"), (safe(hit.by), "$quiet"), (state, "$soon"), gap=GAP)
    text = around(safe(hit.excerpt), sought, max(width - begin.cell_length - 3, 10))
    parts: list[Styled] = []
    at = 0
    for start, end in marks(text, sought) if sought is not None else ():
        if start < at:
            continue
        parts += [(text[at:start], "$quiet"), (text[start:end], "$focus bold")]
        at = end
    return join(begin, GAP, *parts, (text[at:], "$quiet"))


def around(text: str, sought: Sought | None, room: int) -> str:
    """Return as much of a text as there is room for, from a little before the first word that was found."""
    found = marks(text, sought) if sought is not None else []
    if len(text) <= room or not found or found[0][1] < room:
        return text
    start = max(found[0][0] - room // 3, 0)
    return "… " + text[start:].lstrip()


def counted(found: Found, figures: Figures | None) -> str:
    """Say how many incidents there are, or that there are more than are shown."""
    if figures is not None:
        return f"{figures.count:,}"
    return (
        f"{found.count:,}"
        if found.count is not None
        else f"{len(found.incidents):,}{'' if found.whole else '+'}"
    )


def figures_lines(figures: Figures, view: View, width: int, height: int) -> list[Content]:
    """Return the figures at a glance: what was promised and kept, how it went by month, what is left out."""
    lines = [in_one_line(figures, width)]
    months = figures.months[-min(MONTHS_SHOWN, max(width - 40, 6)) :]
    if height >= 3 and len(months) > 1:
        most = max(month.incidents for month in months)
        counts = [month.incidents / most if month.incidents else None for month in months]
        lines += [
            months_line("by month", counts, months, view, f"at most {most:,}"),
            months_line("kept", [kept_share(month) for month in months], months, view, "at most 100 %"),
        ]
    if left_out := not_counted(figures):
        lines.append(join(" ", (f"left out: {left_out}", "$quiet")))
    return lines[:height]


def in_one_line(figures: Figures, width: int) -> Content:
    """Return how many there are, the share of promises kept and the medians, in as many words as fit."""
    return next(
        (line for words in Words if (line := one_line(figures, words)).cell_length <= width),
        one_line(figures, Words.FEWEST),
    )


class Words(IntEnum):
    """In how many words figures are told; without any to spare they do not say of how many they are."""

    ALL = 0
    FEWER = 1
    FEW = 2
    FEWEST = 3


def one_line(figures: Figures, words: Words) -> Content:
    promises, parts = figures.promises, list[Content]()
    if words <= Words.FEWER:
        noun = " incident" if figures.count == 1 else " incidents"
        parts.append(join((f"{figures.count:,}", "$ink bold"), (noun, "$quiet")))
    if promises.ended:
        share = f"{100 * promises.kept / promises.ended:.0f} %"
        whole = f" ({promises.kept:,} of {promises.ended:,})"
        of = (whole, whole, f" of {promises.ended:,}", "")[words]
        parts.append(join(("kept ", "$quiet"), (share, "$ink bold"), (of, "$quiet")))
    medians = ((figures.late_median, "late", promises.late), (figures.duration_median, "open", figures.ended))
    parts += [median(what, seconds, of, words) for seconds, what, of in medians if seconds is not None]
    return join(" ", join(*parts, gap="   " if words is Words.ALL else "  "))


def median(what: str, seconds: int, of: int, words: Words) -> Content:
    """Return a median, with how many it is of where there are words for that."""
    preposition = {"late": "by", "open": "for"}[what] if words is Words.ALL else ""
    n = (f" (median of {of:,})", f" (of {of:,})", f" of {of:,}", "")[words]
    named = f"{what} {preposition}".rstrip()
    return join((f"{named} ", "$quiet"), (length(timedelta(seconds=seconds)), "$ink bold"), (n, "$quiet"))


def not_counted(figures: Figures) -> str:
    """Return what is in none of the shares and medians; empty where nothing is."""
    left_out = (
        (figures.drills, "drill"),
        (figures.promises.open, "open promise"),
        (figures.count - figures.ended, "open incident"),
    )
    return ", ".join(how_many(n, noun) for n, noun in left_out if n)


def kept_share(month: Month) -> float | None:
    """Return the share of a month's promises that were kept of those that ended; None of nothing."""
    return month.promises.kept / month.promises.ended if month.promises.ended else None


def months_line(
    name: str, shares: Sequence[float | None], months: Sequence[Month], view: View, most: str
) -> Content:
    """Return a bar for each month, as high as its share of the `most`; none where there was nothing."""
    signs = PLAIN_BARS if view.glyphs.rule == "-" else BARS
    bars = "".join(" " if share is None else signs[round(share * (len(signs) - 1))] for share in shares)
    return join(
        " ",
        (f"{name:<9}", "$quiet"),
        (f" {months[0].name} ", "$dim"),
        (bars, "$focus"),
        (f" {months[-1].name}", "$dim"),
        (f"  {most}", "$dim"),
    )


def keys_line(keys: Mapping[str, str], width: int) -> Content:
    """Return the keys of the mode, the most wanted ones where there is no room for all."""
    line = join(" ")
    for action in sorted((each for each in in_mode(Mode.PAST) if each.footer), key=lambda each: each.footer):
        part = join((keys.get(action.id, ""), "$focus"), (action.title, "$ink"), gap=" ")
        if line.cell_length + part.cell_length + 3 > width:
            break
        line = join(line, part, "   ")
    return line
