"""`show`: one incident on a sheet, in the order in which tired people look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_console.cli.answers import cut, hanging, heading, line, paint, say, say_json, signed
from incident_console.cli.caller import Caller
from incident_console.cli.page import Page
from incident_console.cli.sheet_clients import (
    channel_lines,
    client_lines,
    deadline_lines,
    news_lines,
    promise_lines,
    question_lines,
    unsent_lines,
)
from incident_console.cli.sheet_portal import portal_lines
from incident_console.cli.sheet_response import (
    action_lines,
    ending_lines,
    head_lines,
    owed_lines,
    role_lines,
    state_lines,
    whose_turn_lines,
)
from incident_console.cli.unheard import inside_lines, notified_of, rows
from incident_console.domain.incident import Incident
from incident_console.reports.deliveries import ways_of
from incident_console.reports.watched import watched_by, watcher_rows
from incident_console.store.leases import Beat
from incident_console.words import clock

if TYPE_CHECKING:
    from incident_console.cli.looking_back import LookBack

RECENT = 8
"""How many entries of the timeline stand on the sheet."""


def say_sheet(caller: Caller, ref: str, as_json: bool) -> None:
    """Answer `show`."""
    say_incident(caller, caller.incident(ref), as_json)


def say_incident(
    caller: Caller, incident: Incident, as_json: bool, damaged: str = "", look: LookBack | None = None
) -> None:
    """Show an incident.

    Args:
        damaged: what keeps this from being all of it.
        look: at which time of its past it is shown; what carries and watches now has no part in that.
    """
    now = caller.now()
    store = caller.reader if look is None else None
    watchers = [] if store is None else store.watches.standing(Beat.of(caller.clock))
    queue = None if store is None else store.deliveries
    if as_json:
        from incident_console.reports.views import show

        then = {} if look is None else {"as_of": look.row()}
        answer = show(incident, now, store=store, damaged=damaged)
        notices = {} if store is None else {"notices": rows(incident, notified_of(caller, incident))}
        say_json({**answer, **notices, "watched": watcher_rows(watchers), **then})
    else:
        # Where a watch would carry and alarm nothing, that there is none is no news.
        told = look is None and (watchers or caller.config.to_watch)
        watched = watched_by(watchers, caller.clocks(None)) if told else ""
        inside = [] if store is None else inside_lines(caller, incident, notified_of(caller, incident))
        ways = ways_of(incident, queue)
        page = Page(incident, caller.clocks, caller.policy, ways, watched, inside, store)
        if look is not None:
            say(paint(look.said(page.clocks), "bold"))
        say("\n".join(sheet(page)))


def sheet(page: Page) -> list[str]:
    """The whole sheet, in the order in which it is looked at."""
    parts = (
        head_lines(page),
        deadline_lines(page),
        state_lines(page),
        client_lines(page),
        question_lines(page),
        news_lines(page),
        role_lines(page),
        whose_turn_lines(page),
        page.inside,
        owed_lines(page),
        conflict_lines(page),
        unsent_lines(page),
        channel_lines(page),
        portal_lines(page),
        promise_lines(page),
        action_lines(page),
        ending_lines(page),
        timeline_lines(page),
    )
    return [each for part in parts if part for each in (*part, "")][:-1]


def conflict_lines(page: Page) -> list[str]:
    """What does not hold beside what another copy recorded, and why."""
    from incident_console.reports.delivery_lines import author
    from incident_console.reports.timeline import headline
    from incident_console.reports.verdicts import verdict

    found = page.incident.conflicts
    lines = [paint(heading(f"Conflicts: {len(found)}"), "red")] if found else []
    for entry in found:
        entry_line = signed(author(entry), headline(entry, page.incident, page.clocks, dates=clock))
        lines += hanging(f"{entry.seq:>4}  ", cut(line(entry_line), 200), 6)
        lines += hanging("", line(verdict(entry, page.incident, page.clocks, dates=clock) or ""), 6)
    return lines


def timeline_lines(page: Page) -> list[str]:
    """The last entries of the log, and how to read all of it."""
    from incident_console.reports.delivery_lines import author
    from incident_console.reports.log_rows import for_readers
    from incident_console.reports.timeline import headline

    entries = for_readers(page.incident)
    shown = entries[-RECENT:]
    more = f"the last {len(shown)} of {len(entries)}: log {page.incident.ref}"
    lines = [heading("Timeline", more if len(entries) > len(shown) else "")]
    for entry in shown:
        struck = "[struck] " if entry.id in page.incident.struck else ""
        struck += "[conflict] " if entry.objection is not None else ""
        entry_line = signed(author(entry), struck + headline(entry, page.incident, page.clocks, dates=clock))
        lines += hanging(f"{page.clock(entry.occurred_at)}  ", cut(line(entry_line), 200), 7)
    return lines
