"""What has ended stands still: its figures end with it, and a past record has no authors of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.cli.terminal_user import Shell

from incident_console.cli.caller import Caller
from incident_console.domain.policy import Policy
from incident_console.domain.summarising import summary
from incident_console.reports.export import export
from incident_console.tui.render import roles, state, timeline
from incident_console.tui.render.listing import board_row
from incident_console.tui.render.view import Glyphs, View

PAST = [
    {"at": "2026-06-01T10:00:00Z", "kind": "impact_start", "text": "Checkout answers 502"},
    {"at": "2026-06-01T10:05:00Z", "kind": "finding", "text": "pool exhausted", "actor": "oli"},
    {
        "at": "2026-06-01T10:10:00Z",
        "kind": "client_update",
        "text": "We look into it",
        "next_update_at": "2026-06-01T10:40:00Z",
    },
    {"at": "2026-06-01T11:00:00Z", "kind": "resolved", "text": "The pool is larger"},
]


def imported(shell: Shell) -> str:
    """What another tool recorded; nobody answered its last promise."""
    file = shell.config.with_name("past.jsonl")
    file.write_text("\n".join(json.dumps(line) for line in PAST))
    return str(shell.ask("import", str(file))["ref"])


def closed(shell: Shell) -> str:
    """One that was run here to its end; nothing of it is owed."""
    ref = shell.declare("Checkout answers 502", "--severity", "P4", "--started-at", "13:40")
    shell.update(ref)
    shell.pass_minutes(45)
    shell.say("resolve", ref, "--criterion", "restored")
    shell.say("confirm", ref)
    told = ("--what", "the pool", "--customer-impact", "all", "--prevention", "a larger pool")
    shell.say("close", ref, *told, "--posted")
    return ref


def stood_down(shell: Shell) -> str:
    ref = shell.declare("Checkout answers 502", "--severity", "P4")
    shell.pass_minutes(5)
    shell.say("stand-down", ref, "--why", "the alert was wrong")
    return ref


def duplicate(shell: Shell) -> str:
    survivor = shell.declare("Platform down", "--severity", "P4")
    ref = shell.declare("Checkout answers 502", "--severity", "P4")
    shell.pass_minutes(5)
    shell.say("duplicate", ref, survivor)
    return ref


def all_said(shell: Shell, ref: str) -> dict[str, str]:
    """All that is said of it, by command, in documents and in the room, but for when it was asked."""
    about = (f"show {ref}", f"log {ref}", f"metrics {ref}", f"review {ref}", f"procedure {ref}")
    said = {name: shell.say(*name.split()) for name in about}
    said |= {f"{name} --json": shell.say(*name.split(), "--json") for name in about}
    row = next(line for line in shell.say("list", "--all").splitlines() if line.startswith(ref))
    said["list"] = " ".join(row.split())
    caller, moment = Caller(shell.clock), shell.clock.now()
    caller.db = str(shell.db)
    incident = caller.incident(ref)
    caller.close()
    for form in ("md", "html", "json", "csv"):
        said[form] = without(export(incident, form, moment, Policy()), moment)
    now = View(me="alice", now=moment, policy=Policy(), glyphs=Glyphs.of(False), keys={})
    said["state"] = "\n".join(line.plain for line in state.state(incident, now, 200))
    said["roles"] = "\n".join(line.plain for line in roles.roles(incident, now, 80))
    said["row"] = "\n".join(line.plain for line in board_row(summary(incident), now, 120, chosen=False))
    entries, together = timeline.latest_first(incident)
    lines = [
        line
        for each in entries
        for line in timeline.entry_lines(each, incident, now, 200, together=together, dated=True)
    ]
    return {**said, "timeline": "\n".join(line.plain for line in lines)}


def without(text: str, moment: datetime) -> str:
    """A document without when it was made."""
    return text.replace(f"{moment:%Y-%m-%d %H:%M}", "").replace(f"{moment:%Y-%m-%dT%H:%M:%SZ}", "")


@pytest.mark.parametrize("made", [imported, closed, stood_down, duplicate])
def test_what_is_said_of_an_ended_incident_is_the_same_in_a_month(
    tmp_path: Path, made: Callable[[Shell], str]
) -> None:
    shell = Shell(tmp_path)
    ref = made(shell)
    shell.clock.advance(timedelta(days=10))
    before = all_said(shell, ref)
    shell.clock.advance(timedelta(days=30, hours=1, minutes=7))
    after = all_said(shell, ref)
    assert {name for name in before if before[name] != after[name]} == set()


def test_the_last_owner_of_what_ended_is_its_owner_to_the_end(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    ref = closed(shell)
    shell.pass_minutes(300)
    assert shell.say("metrics", ref).splitlines()[-1].endswith("to 14:45 UTC, Tue 1 Sep")
    assert "| alice | 2026-09-01 14:00 | 2026-09-01 14:45 |" in shell.say("export", ref, "--format", "md")


def test_an_import_has_no_author_where_its_line_had_none(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    ref = imported(shell)
    rows = shell.ask("log", ref)
    *told, end = [(row["headline"], row["by"]) for row in rows]
    assert {by for said, by in told if "pool exhausted" in said} == {"oli"}
    assert {by for said, by in told if "pool exhausted" not in said} == {None}
    assert end == ("the record from elsewhere ends here", "alice"), "who imported it says so"
    assert shell.show(ref)["declared_by"] is None
    log = shell.say("log", ref)
    assert "10:00:00  imported: " in log
    assert "10:05:00  oli: finding: pool exhausted" in log
    assert "10:10:00  update 1: We look into it" in log
    assert "declared by" not in " ".join(all_said(shell, ref).values())
