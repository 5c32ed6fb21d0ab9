"""A past incident at any moment of it: what its lines said by then, and nothing that came later."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.intake.written import EXPECTED, REAL, line, live, moment, past

from incident_console.domain.incident import Incident
from incident_console.domain.past import Past
from incident_console.domain.policy import Policy
from incident_console.domain.procedure import procedure
from incident_console.domain.replaying import Replay
from incident_console.domain.vocabulary import Severity
from incident_console.reports.stamps import stamp
from incident_console.reports.views import show

Lines = list[dict[str, Any]]

TOLD_IN_HINDSIGHT = [
    line("08:58", "alert", "pool alarm"),
    line("09:02", "declared", "Checkout answers 502", severity="P2", actor="ann"),
    line("09:05", "impact_start", "30 % of checkouts fail"),
    line("09:06", "role_assigned", "bob leads", actor="bob", role="IC"),
    line("09:08", "severity_change", "worse", severity="P1"),
    line("09:10", "client_update", "we look", next_update_at="2026-08-01T09:30:00Z"),
    line("09:41", "client_update", "late", next_update_at="2026-08-01T10:00:00Z"),
    line("09:50", "role_assigned", "dan leads", actor="dan", role="IC"),
    line("10:05", "resolved", "fixed"),
    line("10:15", "impact_end", "the last one failed"),
    line("10:20", "severity_change", "better", severity="P3"),
    line("10:30", "client_update", "over", final=True),
    line("12:00", "postmortem", "published"),
]


def read(name: str) -> Lines:
    return [json.loads(each) for each in (REAL / f"{name}.jsonl").read_text("utf-8").splitlines()]


def when(each: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(each["at"])


def said_by(lines: Lines, at: datetime, kind: str) -> Lines:
    return [each for each in lines if each["kind"] == kind and when(each) <= at]


def as_told(lines: Lines, at: datetime) -> dict[str, Any]:
    """How it stood by then, read from the lines alone."""
    led = [each["actor"] for each in said_by(lines, at, "role_assigned") if each.get("role") == "IC"]
    graded = [*said_by(lines, at, "declared"), *said_by(lines, at, "severity_change")]
    updates, impact = said_by(lines, at, "client_update"), said_by(lines, at, "impact_start")
    resolved, ended = said_by(lines, at, "resolved"), said_by(lines, at, "impact_end")
    later = [each for each in lines if each["kind"] == "impact_end" and when(each) > at]
    over = ended or ([] if later else resolved)
    any_resolved = any(each["kind"] == "resolved" for each in lines)
    return {
        "owner": led[-1] if led else "carol",
        "severity": next((each["severity"] for each in reversed(graded) if "severity" in each), None),
        "impact": impact[0]["text"] if impact else None,
        "started_at": stamp(when(impact[0])) if impact else None,
        "restored_at": stamp(when(over[-1])) if over and (resolved or not any_resolved) else None,
        "due_at": updates[-1].get("next_update_at") if updates else None,
    }


def as_shown(incident: Incident, at: datetime) -> dict[str, Any]:
    whole = Past(incident.entries)
    row = show(whole.at(whole.place(at)), at)
    asked = ("owner", "severity", "impact", "started_at", "restored_at")
    return {**{name: row[name] for name in asked}, "due_at": (row["clock"] or {}).get("due_at")}


@pytest.mark.parametrize("name", [*EXPECTED, "told in hindsight"])
def test_at_every_moment_it_stands_as_its_lines_say(name: str) -> None:
    lines = TOLD_IN_HINDSIGHT if name == "told in hindsight" else read(name)
    incident = live(past(*lines))
    begins = incident.declared_at
    assert begins is not None
    moments = [when(each) + timedelta(seconds=n) for each in lines for n in (-1, 0, 1, 60)]
    for at in moments:
        if at >= begins:
            assert as_shown(incident, at) == as_told(lines, at), at


def test_a_severity_that_is_given_stands_from_the_declaration() -> None:
    incident = live(past(*TOLD_IN_HINDSIGHT, severity=Severity.P4))
    assert incident.declared_at is not None
    assert as_shown(incident, incident.declared_at)["severity"] == "P4"


def test_its_key_moments_are_owners_severities_words_to_clients_passed_deadlines_and_its_ends() -> None:
    replay = Replay(live(past(*TOLD_IN_HINDSIGHT)).entries)
    found = [f"{replay.now:%H:%M}"]
    while replay.key_moment(1):
        found.append(f"{replay.now:%H:%M}")
    assert list(dict.fromkeys(found)) == [
        *("09:02", "09:06", "09:08", "09:10", "09:30", "09:41", "09:50", "10:00", "10:05", "10:20", "10:30"),
    ]


def test_what_an_import_says_was_done_is_somebodys_act_investigation_and_mitigation() -> None:
    for kind in ("finding", "action", "mitigation"):
        incident = live(past(line("09:00", "declared"), line("09:05", kind), line("10:00")))
        whole = Past(incident.entries)
        for at, state in (("09:04", "open"), ("09:05", "done")):
            steps = procedure(whole.at(whole.place(moment(at))), moment(at), Policy())
            assert [steps[n].state.value for n in (0, 5)] == [state, state]
            assert steps[0].missing == ("" if state == "done" else "nobody has acted yet")
