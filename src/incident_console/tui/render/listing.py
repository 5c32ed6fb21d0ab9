"""The board: one incident in two lines, all of them in one line of tabs, and the header above."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from textual.content import Content

from incident_console.config import ConfigError
from incident_console.domain.summary import SummaryRow
from incident_console.domain.urgency import DeadlineKind, OwedKind, Urgency
from incident_console.tui.render.content import BLANK, Styled, fit, join, safe, spread
from incident_console.tui.render.time_left import STYLES, short
from incident_console.tui.render.view import View
from incident_console.tui.render.where_it_stands import severity_style
from incident_console.wording.clients import names
from incident_console.wording.names import status_name
from incident_console.wording.turns import owed_name
from incident_console.words import date_in_words, zone_name

NAMED_DRAFTS = 2


def seconds_left(row: SummaryRow, now: datetime) -> int | None:
    """Whole seconds until the row's deadline, negative when overdue; None without one.

    After the end that is the first of what is owed.
    """
    due_at = row.due(now).at
    return None if due_at is None else int((due_at - now).total_seconds())


def row_state(row: SummaryRow, view: View) -> Urgency | None:
    return row.urgency(view.now)


def row_style(state: Urgency | None, *, loud: bool = True) -> str:
    """Time left is quiet until it presses: one strong colour, bold where it presses most."""
    if state is None or state is Urgency.ON_TIME:
        return "$quiet"
    return STYLES[state] if loud else STYLES[state].removesuffix(" bold")


def short_ref(ref: str) -> str:
    return safe(ref).removeprefix("INC-")


def loudest(rows: Sequence[SummaryRow]) -> str | None:
    """Return the reference of the open incident whose deadline is the earliest: the one that may be bold."""
    due = [(row.clock_due_at, row.ref) for row in rows if row.open and row.clock_due_at is not None]
    return min(due)[1] if due else None


def board_row(row: SummaryRow, view: View, width: int, *, chosen: bool, loud: bool = True) -> list[Content]:
    """Return an incident in two lines: what and when, then which, whose and what hangs on it."""
    pointer = (f"{view.glyphs.pointer if chosen else ' '} ", "$focus")
    tint = severity_style(row.severity) if row.open else "$quiet"
    title = (safe(row.title), ("$ink bold" if chosen else "$ink") if row.open else "$quiet")
    head = join(pointer, (f"{view.glyphs.severity(row.severity)} {row.severity or 'P?'} ", tint), title)
    below = join(
        pointer,
        (f"  {short_ref(row.ref)}  ", "$quiet"),
        _whose(row, view),
        (_marks(row, view), "$ink"),
        (_clients(row), "$quiet"),
    )
    state = row_state(row, view)
    left = seconds_left(row, view.now)
    time_left = "" if left is None else short(left, view)
    when = join((time_left, row_style(state, loud=loud)))
    dues = [(below, join((due, "$quiet"))) for due in _dues(row, state, view)]
    return [spread(head, when, width, gap=2), fit(width, *dues)]


def ended_rule(view: View) -> Content:
    """Return the line that parts what has ended from what is open."""
    dash = view.glyphs.rule * 2
    return join((f"  {dash} ", "$rule"), ("Ended", "$quiet"), (f" {dash}", "$rule"))


def _whose(row: SummaryRow, view: View) -> Styled:
    whose = row.due(view.now).who
    return ("you", "$ink bold") if view.is_me(whose) else (safe(whose), "$quiet")


def _clients(row: SummaryRow) -> str:
    """Whose it is, where it has several clients: the first one, and how many more."""
    return f"  {names(row.clients, 1)}" if len(row.clients) > 1 else ""


def _marks(row: SummaryRow, view: View) -> str:
    signs = view.glyphs
    marks = [
        (row.offered(view.now) is not None, signs.baton),
        (row.unsent > 0, signs.unsent),
        (row.away_until is not None, signs.away),
        (row.drill, "drill"),
        (bool(row.damaged), "damaged"),
    ]
    shown = " ".join(sign for there, sign in marks if there)
    return f"  {shown}" if shown else ""


def _dues(row: SummaryRow, state: Urgency | None, view: View) -> list[str]:
    """Return what is due when, in fewer and fewer words."""
    due = row.due(view.now)
    if state is None or due.at is None:
        return [status_name(row.status)]
    # What most rows count down to needs no name.
    usual = due.kind in (None, DeadlineKind.NEXT_UPDATE)
    kind = "" if usual else owed_name(str(due.kind))
    ours = due.kind in (DeadlineKind.REVIEW, OwedKind.FOLLOW_UP)
    client = row.clock_client or row.client
    when = view.ours(due.at) if ours else view.told(due.at, client)
    zone = view.zone if ours else view.clocks(client).client
    if state is Urgency.OVERDUE:
        return [f"{kind} due {when}".strip(), f"due {when}", when, ""]
    return [f"{kind} {when}".strip(), when, f"{due.at.astimezone(zone):%a}", ""]


def tabs(
    rows: Sequence[SummaryRow], chosen: str | None, view: View, width: int, *, wanted: str = ""
) -> Content:
    """Return the board on one line in whole tabs, the chosen one always in sight, after the filter.

    At either end stands how many more there are, loud where one of them is late.
    """
    loud = loudest(rows)
    made = [_tab(row, row.ref == chosen, view, loud=row.ref == loud) for row in rows]
    for n in range(1, len(rows)):
        if rows[n - 1].open and not rows[n].open:
            made[n] = join(("│  " if view.glyphs.rule != "-" else "|  ", "$rule"), made[n])
    filtered = join((f"/{safe(wanted)}  " if wanted else "", "$quiet"))
    if wanted and not rows:
        filtered = join(filtered, (NOTHING_MATCHES, "$quiet"))
    at = next((n for n, row in enumerate(rows) if row.ref == chosen), 0)
    first, last = _window([tab.cell_length for tab in made], at, width - 2 - filtered.cell_length)
    before, after = _hidden(rows[:first], view), _hidden(rows[last:], view)
    line = join(filtered, join(before, *made[first:last], after, gap="   "))
    return join("  ", line).truncate(width, ellipsis=True)


NOTHING_MATCHES = "nothing matches; Esc shows all"
MORE_CELLS = 8
"""What a count of hidden tabs takes, with the space beside it."""


def _window(lengths: Sequence[int], at: int, width: int) -> tuple[int, int]:
    """Which tabs are shown, from and up to: as many as fit from the first on, but the chosen one always."""

    def fits(first: int, last: int) -> bool:
        hidden = MORE_CELLS * ((first > 0) + (last < len(lengths)))
        return sum(lengths[first:last]) + 3 * (last - first - 1) + hidden <= width

    first = 0
    while first < at and not fits(first, at + 1):
        first += 1
    last = min(at + 1, len(lengths))
    while last < len(lengths) and fits(first, last + 1):
        last += 1
    return first, last


def _hidden(rows: Sequence[SummaryRow], view: View) -> Content:
    late = any(row_state(row, view) is Urgency.OVERDUE for row in rows)
    if not rows:
        return BLANK
    return join((f"+{len(rows)} {view.glyphs.overdue}", "$overdue") if late else (f"+{len(rows)}", "$quiet"))


def _tab(row: SummaryRow, chosen: bool, view: View, *, loud: bool) -> Content:
    left = seconds_left(row, view.now)
    sign = (view.glyphs.severity(row.severity), severity_style(row.severity))
    time = ("" if left is None else short(left, view), row_style(row_state(row, view), loud=loud))
    name = short_ref(row.ref)
    if chosen:
        named = join(" ", (name, "$ink bold underline"), " ")
        return join((view.glyphs.pointer, "$focus"), sign, named, time)
    return join(sign, (f" {name} ", "$ink" if row.open else "$quiet"), time)


def header(
    rows: Sequence[SummaryRow],
    view: View,
    width: int,
    *,
    saving: bool,
    drafts: Sequence[str],
    unsaved: int = 0,
    on_you: int = 0,
    mistakes: Sequence[ConfigError] = (),
    broken: Sequence[str] = (),
    watched: str = "",
    copied: str = "",
) -> Content:
    """Return the line above everything: how many, how many late, what hangs on me, who I am, and the time.

    Args:
        rows: all that is open, and what has ended and owes something.
        drafts: what the half-written texts are called that I have.
        unsaved: how many half-written texts only this room has.
        on_you: how much waits for me, where that is not listed beside it.
        mistakes: what was not understood in the configuration.
        broken: the channels that cannot send.
        watched: who watches without a screen, where that is news.
        copied: of when it is, where the record is a copy that is only read.
    """
    still = [row for row in rows if row.open]
    late = sum(row_state(row, view) is Urgency.OVERDUE for row in still)
    owed = sum(row_state(row, view) is Urgency.OVERDUE for row in rows if not row.open)
    counted = join(
        (f"{len(still)} open", "$ink"),
        (f"{late} overdue" if late else "", "$overdue bold"),
        (f"{owed} owed overdue" if owed else "", "$overdue bold"),
        gap="   ",
    )
    if unsaved:
        what = "1 text" if unsaved == 1 else f"{unsaved} texts"
        counted = join(counted, (f"{what} not saved yet", "$overdue bold"), gap="   ")
    hangs = [
        ("copy" if copied else "", copied),
        (f"{view.glyphs.called} {on_you}", f"on you ({view.key('pane_on_you')})" if on_you else ""),
        *_mistaken([each for each in mistakes if not _is_about(each, broken)]),
        *_broken(broken),
    ]
    long = [(f"{sign} {words}", "$ink bold") for sign, words in hangs if words]
    brief = [(sign, "$ink bold") for sign, words in hangs if words]
    count = f"{len(drafts)} draft{'s' if len(drafts) > 1 else ''}"
    named = f"{count}: {drafts_in_words(drafts)} ({view.key('drafts')})"
    texts = [((text if drafts else ""), "$quiet") for text in (named, named, count, "", "")]
    busy = ("saving…" if saving else "", "$focus bold")
    lefts = [
        join(counted, *marks, text, busy, gap="   ")
        for marks, text in zip((long, long, long, long, brief), texts, strict=True)
    ]
    rights = _rights(still, view)
    fuller = [rights[0], *[rights[1]] * 3, rights[2]]
    if watched:
        # It goes before anything that is counted does.
        with_it = [join(left, (safe(watched), "$quiet"), gap="   ") for left in (lefts[0], lefts[2])]
        lefts, fuller = [*with_it, *lefts], [*rights[:2], *fuller]
    pairs = [(join("  ", left), join(right, "  ")) for left, right in zip(lefts, fuller, strict=True)]
    pairs += [(join("  ", join(counted, *brief, busy, gap="  ")), join(rights[-1], " "))]
    return fit(width, *pairs)


def drafts_in_words(drafts: Sequence[str]) -> str:
    """Return what half-written texts are called, two of them by name: `note 9BXW, update 7K3Q +1`."""
    more = f" +{len(drafts) - NAMED_DRAFTS}" if len(drafts) > NAMED_DRAFTS else ""
    return f"{', '.join(map(safe, drafts[:NAMED_DRAFTS]))}{more}"


def _mistaken(mistakes: Sequence[ConfigError]) -> list[tuple[str, str]]:
    """Which entry of the configuration is not in force, and how many more."""
    if not mistakes:
        return []
    more = f" (+{len(mistakes) - 1})" if len(mistakes) > 1 else ""
    return [("! config", f"{safe(mistakes[0].key) or 'not read'}{more}")]


def _is_about(mistake: ConfigError, channels: Iterable[str]) -> bool:
    """Whether a mistake is what breaks one of these channels."""
    return any(mistake.key.startswith(f"channels.{name}.") for name in channels)


def _broken(channels: Sequence[str]) -> list[tuple[str, str]]:
    """Which channel cannot send, how many more cannot, and where that is told in full."""
    if not channels:
        return []
    more = f" (+{len(channels) - 1})" if len(channels) > 1 else ""
    return [(f"! {safe(channels[0])}{more}", "cannot send: config check")]


def my_roles(rows: Sequence[SummaryRow], view: View) -> str:
    """`IC of 2, CL of 1`."""
    led = {"IC": 0, "CL": 0, "OL": 0}
    for row in rows:
        owner = view.is_me(row.ic)
        led["IC"] += owner
        led["CL"] += view.is_me(row.cl) and not owner
        led["OL"] += view.is_me(row.ol) and not owner
    return ", ".join(f"{role} of {count}" for role, count in led.items() if count)


def _rights(rows: Sequence[SummaryRow], view: View) -> list[Content]:
    """Who I am and what time it is, in fewer and fewer words."""
    local = view.now.astimezone(view.zone)
    date, time = (f"{date_in_words(local)} ", "$quiet"), (f"{local:%H:%M}", "$ink")
    zone = (f" {zone_name(view.now, view.zone)}", "$quiet")
    roles = my_roles(rows, view)
    me = (view.name(view.me), "$ink")
    full = join(me, (f" {view.glyphs.dot} {roles}" if roles else "", "$quiet"))
    return [
        join(full, join(date, time, zone), gap="     "),
        join(join(me), join(time, zone), gap="   "),
        join(time),
    ]


def crosses(rows: Sequence[SummaryRow], before: datetime, now: datetime) -> bool:
    """Return whether a deadline came into another state between two moments."""
    return any(row.urgency(before) is not row.urgency(now) for row in rows)
