"""`history`: the past, found by what is known of an incident and by what was said in it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from incident_console.cli.answers import GAP, block, cut, line, paint, say, say_json, sign, table
from incident_console.cli.board import remarks, whose
from incident_console.cli.caller import Caller
from incident_console.cli.damage import presenting
from incident_console.cli.people_names import SOUGHT
from incident_console.cli.typed import SEVERITY, TIME, Given, searchable
from incident_console.cli.verbs import as_json, verb
from incident_console.store.history_orders import ORDERS

if TYPE_CHECKING:
    from incident_console.domain.owed import Owed
    from incident_console.domain.summary import SummaryRow
    from incident_console.store.history_answers import Found, PastIncident, Wanted
    from incident_console.store.hits import SearchHit
    from incident_console.store.search import Sought
    from incident_console.words import Clocks


@verb(
    "history",
    example='history pool --client ACME\nhistory "vendor ticket" --since 2026-01-01 --json\n'
    "history --severity P1 --sort promises",
)
@click.argument("words", nargs=-1, metavar="[WORDS]")
@click.option("--severity", type=SEVERITY, help="Only what was at that severity at its highest, or last.")
@click.option("--client", type=Given(), metavar="NAME", help="Only what hit that client.")
@click.option("--owner", type=SOUGHT, metavar="NAME", help="Only what that person owns, or owned last.")
@click.option("--since", type=TIME, metavar="TIME", help="Only what was declared from then on.")
@click.option("--until", type=TIME, metavar="TIME", help="Only what was declared up to then; a day is whole.")
@click.option("--drills", is_flag=True, help="Drills as well.")
@click.option("--sort", type=click.Choice(list(ORDERS)), default="when", help="By what it is sorted.")
@as_json
@click.pass_obj
def history_command(
    caller: Caller,
    words: tuple[str, ...],
    severity: str | None,
    client: str | None,
    owner: str | None,
    since: str | None,
    until: str | None,
    drills: bool,
    sort: str,
    as_json: bool,
) -> None:
    """Find incidents of the past, newest first, open ones too.

    Words are looked for in all that was said; what holds all of them stands under its incident. The last word
    may be unfinished; "several words" stay together.
    """
    from incident_console.store.history_answers import Found, Wanted

    searchable(words, "words such as: history pool exhausted")
    begin, end = caller.times.happened(since, "--since"), caller.times.until(until, "--until")
    wanted = Wanted(
        words=" ".join(words),
        severity=severity,
        client=client,
        owner=owner,
        since=begin,
        until=end,
        drills=drills,
    )
    now, store = caller.now(), caller.reader
    with presenting(caller):
        nothing = Found(incidents=(), whole=True)
        found = nothing if store is None else store.find_past(wanted, now, order=sort)
        if as_json:
            from incident_console.reports.history_rows import history_row

            say_json([history_row(each, owed(caller, each.row), now) for each in found.incidents])
        else:
            say_history(caller, found, now, wanted)


def owed(caller: Caller, row: SummaryRow) -> list[Owed]:
    """What an incident owes, as `show` gives it; only what owes something is read for that."""
    from incident_console.domain.owed import owed as owed_of
    from incident_console.store.errors import StoreError

    if row.damaged or row.imported or not (row.open or row.owed_kind):
        return []
    try:
        return owed_of(caller.readable(row.ref)[0])
    except StoreError:
        # The row stands, whatever became of its log; `verify` names the place.
        return []


def say_history(caller: Caller, found: Found, now: datetime, wanted: Wanted) -> None:
    """Print a line for each incident, and under it what holds the words; of none, that there is none."""
    if not found.incidents:
        say(none_of(wanted))
        return
    clocks = caller.clocks(None)
    rows = table([columns(each, now, clocks) for each in found.incidents])
    for each, text in zip(found.incidents, rows, strict=True):
        say(paint(text, "bold") if each.hits else text)
        for hit in each.hits:
            say(hit_line(hit, each, clocks, found.sought))


def none_of(wanted: Wanted) -> str:
    """Say that nothing was found, by what was wanted."""
    from incident_console.store.history_answers import Wanted

    if wanted.words:
        return "No incident in which these words were said."
    return "No incident is recorded yet." if wanted == Wanted() else "No incident is like that."


def columns(found: PastIncident, now: datetime, clocks: Clocks) -> tuple[str, ...]:
    """An incident in the columns of the list."""
    from incident_console.reports.history_rows import kept, lasted, owes, severities
    from incident_console.words import zone_behind

    row = found.row
    local = row.declared_at.astimezone(clocks.mine)
    notes = remarks(row, now)
    return (
        f"{local:%Y-%m-%d %H:%M}{zone_behind(local, clocks.mine, clocks.now)}",
        row.ref,
        severities(row, sign("→", ">")),
        cut(line(row.owner), 16),
        whose(row),
        lasted(row, now),
        kept(found.promises) or "-",
        owes(row, now) or "-",
        sign(" · ", " - ").join([line(row.title), *notes]),
    )


def hit_line(hit: SearchHit, found: PastIncident, clocks: Clocks, sought: Sought | None) -> str:
    """An entry under its incident, the words that were looked for marked on a terminal."""
    from incident_console.store.marks import marks

    when = "at ?" if hit.occurred_at is None else clocks.ours(hit.occurred_at, with_zone=True)
    mark = "[damaged] " if hit.damaged else "[struck] " if hit.id in found.struck else ""
    by = f"{line(hit.by)}, " if hit.by else ""
    wrapped = block(f"{when}, {by}entry {hit.seq}: {mark}{line(hit.excerpt)}", GAP)
    if sought is None:
        return wrapped
    for start, end in reversed(marks(wrapped, sought)):
        wrapped = wrapped[:start] + paint(wrapped[start:end], "bold", "yellow") + wrapped[end:]
    return wrapped
