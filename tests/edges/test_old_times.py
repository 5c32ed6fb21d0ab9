"""A date of another year carries its year, wherever it is read."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.cli.terminal_user import UPDATE, Shell

from incident_console.domain.deadlines import next_deadline
from incident_console.domain.incident import Incident
from incident_console.domain.policy import Policy
from incident_console.domain.summarising import summary
from incident_console.tui.render import attention, clock, record, roles, state, timeline
from incident_console.tui.render.clients import told_last
from incident_console.tui.render.course import course_of
from incident_console.tui.render.listing import board_row
from incident_console.tui.render.view import Glyphs, View
from incident_console.tui.render.zoned import Zoned

THEN = datetime(2025, 11, 21, 14, 34, 12, tzinfo=UTC)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

UNDATED = re.compile(
    r"\b\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*(?! 2025|[a-z]| 2026)", re.I
)
"""A day of a month that no year follows."""


def old_life(shell: Shell, *, ends: bool) -> str:
    """An incident of November with a bit of everything: kept, late, offered, lapsed, waiting, due."""
    shell.clock.step(THEN)
    ref = shell.declare(
        "Checkout answers 502", "--severity", "P1", "--client", "ACME", "--started-at", "14:01"
    )
    shell.update(ref)
    shell.say("assign", ref, "CL", "bob")
    shell.say("note", ref, "seen before", "--at", "14:00")
    shell.say("action", "add", ref, "scale the pool", "--owner", "oli", "--due", "+1d")
    shell.say("handover", "offer", ref, "--to", "carol", "--status", "calm")
    shell.pass_minutes(40)
    shell.update(ref)
    if ends:
        shell.say("resolve", ref, "--criterion", "restored", "--restored-at", "15:01")
        shell.say("confirm", ref)
        told = ("--what", "the pool", "--customer-impact", "all", "--analysis-by", "2025-12-01T10:00")
        shell.say("close", ref, *told, "--posted")
    else:
        shell.say("update", ref, *UPDATE, "--next-update", "+30m")
        shell.say("away", ref, "--until", "+2h", "--expect", "mail", "--posted")
    shell.clock.step(NOW)
    return ref


def by_command(shell: Shell, ref: str) -> dict[str, str]:
    """What commands say of an incident, without the words that a client read when it was new."""
    about = (f"show {ref}", f"log {ref}", f"procedure {ref}", f"metrics {ref}", f"review {ref}")
    lists = ("list --all", "list --owed", "search pool", "outbox list", "action list", "metrics")
    return {name: " ".join(shell.say(*name.split()).split()) for name in (*about, *lists)}


def in_the_room(incident: Incident, now: View) -> dict[str, str]:
    """What the panes of the war room say of it."""
    due = next_deadline(incident)
    row = summary(incident)
    parts = {
        "state": [*state.state(incident, now, 200), *attention.notices(incident, now, 200)],
        "clock": [] if due is None else clock.clock_words(incident, due, now, 200),
        "roles": roles.roles(incident, now, 200),
        "list": board_row(row, now, 200, chosen=False),
        "timeline": [
            line
            for each in incident.entries
            for line in timeline.entry_lines(each, incident, now, 200, dated=True)
        ],
        "actions": [record.action_line(each, now, 200) for each in incident.actions],
        "an action": [part for each in incident.actions for part in record.action_in_full(each, now)],
        "incident": list(record.incident_in_full(incident, now, 200)),
        "how it went": list(course_of(incident, now, 200)),
        "entries": [record.entry_in_full(each, incident, now)[0] for each in incident.entries],
    }
    told = [told_last(incident, ledger, now) for ledger in incident.ledgers]
    return {name: "\n".join(line.plain for line in lines) for name, lines in parts.items()} | {
        "clients": "\n".join(told)
    }


@pytest.mark.parametrize("ends", [False, True], ids=["open", "ended"])
def test_every_date_of_last_year_says_so(tmp_path: Path, ends: bool) -> None:
    shell = Shell(tmp_path)
    ref = old_life(shell, ends=ends)
    now = View(me="alice", now=NOW, policy=Policy(), glyphs=Glyphs.of(False), keys={})
    places = by_command(shell, ref) | in_the_room(shell.folded(ref), now)
    found = {name: UNDATED.findall(said) for name, said in places.items()}
    assert {name: dates for name, dates in found.items() if dates} == {}
    assert sum("2025" in said for said in places.values()) >= 12


def test_a_field_says_the_year_of_what_lies_in_another() -> None:
    zoned = Zoned(lambda: NOW, UTC)
    assert not UNDATED.search(f"{zoned.clock(THEN)} {zoned.said(THEN)} {zoned.full(THEN)}")
