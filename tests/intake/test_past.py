"""Real incidents come in as they were: figures, owners, words."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.intake.written import EXPECTED, NOW, REAL, line, live, moment, past, real

from incident_console.domain.closing import IncidentResolved
from incident_console.domain.policy import Policy
from incident_console.domain.vocabulary import Outcome, Severity, Status
from incident_console.reports import metrics, views
from incident_console.reports.export import export
from incident_console.reports.log_rows import log_rows


@pytest.mark.parametrize("name", EXPECTED)
def test_the_figures_of_real_incidents_are_as_worked_out_by_hand(name: str) -> None:
    expected, figures = EXPECTED[name], metrics.of(real(name), NOW)
    promises = figures["promises"]
    assert figures["updates"] == expected["client_updates"]
    assert (promises["made"], promises["kept"], promises["late"]) == (
        expected["commitments"],
        expected["kept"],
        expected["late"],
    )
    assert promises["moved"] == promises["open"] == 0
    assert figures["late_seconds"] == expected["late_detail"]
    assert figures["updates_without_promise"] == len(expected["updates_without_commitment_not_final"])
    assert figures["update_gaps_minutes"] == expected["gaps_min"]
    assert figures["longest_silence_minutes"] == expected["max_gap_min"]
    assert figures["impact_minutes"] == expected["impact_min"]
    assert figures["first_update_minutes"] == expected["first_update_after_impact_min"]
    assert figures["unowned_seconds"] == 0


@pytest.mark.parametrize("name", EXPECTED)
def test_a_real_incident_is_closed_history_with_every_word(name: str) -> None:
    incident = real(name)
    lines = [json.loads(line) for line in (REAL / f"{name}.jsonl").read_text("utf-8").splitlines()]
    assert len(lines) == EXPECTED[name]["events"]
    texts = [row["text"] for row in log_rows(incident)]
    assert all(said["text"] in texts for said in lines)
    assert (incident.status, incident.imported, incident.waiting) == (Status.CLOSED, True, [])
    shown = views.show(incident, NOW)
    assert (shown["clock"], shown["severity"], shown["title"]) == (None, None, name)


def test_the_coordinator_of_a_real_incident_owned_it_from_their_coming() -> None:
    owners = metrics.of(real("github-2018-10-21"), NOW)["owners"]
    assert owners == [
        {"name": "carol", "from": "2018-10-21T22:52:00Z", "to": "2018-10-21T23:11:00Z"},
        {"name": "incident coordinator", "from": "2018-10-21T23:11:00Z", "to": None},
    ]
    given = metrics.of(real("github-2018-10-21", owner="dave"), NOW)
    assert [owner["name"] for owner in given["owners"]] == ["dave"]
    assert given["handovers"] == 0


def test_a_final_update_closes_and_what_comes_after_is_kept() -> None:
    incident = real("gcp-2022-07-19-gce-europe-west2")
    assert incident.closed_at == datetime(2022, 7, 20, 3, 45, tzinfo=UTC)
    assert log_rows(incident)[-1]["headline"] == "analysis: Full incident report posted."


def test_without_a_final_update_it_is_over_when_it_was_resolved() -> None:
    incident = real("gitlab-2017-01-31")
    assert incident.closed_at == incident.resolved_at == datetime(2017, 2, 1, 18, 14, tzinfo=UTC)


def test_updates_stay_as_they_were() -> None:
    (first, *_, last) = views.show(real("github-2018-10-21"), NOW)["updates"]
    assert (
        first["words"]
        == "Public status set to yellow; this opens the formal incident and alerts the incident coordinator."
    )
    assert (first["impact"], first["next_update_at"], first["where"]) == (None, None, "twitter/status")
    assert (last["kind"], last["posted_at"]) == ("wrap_up", "2018-10-22T23:03:58Z")


def test_impact_ends_at_its_end_else_when_it_was_resolved() -> None:
    begin, end = line("10:00", "impact_start"), line("11:00", "impact_end")
    resolved = line("12:00", "resolved")
    assert live(past(begin, end, resolved)).restored_at == moment("11:00")
    assert live(past(begin, end, resolved)).resolved_at == moment("12:00")
    assert live(past(begin, resolved)).restored_at == moment("12:00")
    assert metrics.of(live(past(begin)), NOW)["impact_minutes"] is None
    assert metrics.of(live(past(end, line("11:30", "client_update"))), NOW)["first_update_minutes"] is None


def test_a_resolution_after_the_wrap_up_does_not_open_it_again() -> None:
    incident = live(past(line("10:00", "client_update", final=True), line("10:05", "resolved")))
    assert (incident.status, incident.closed_at) == (Status.CLOSED, moment("10:00"))
    assert incident.resolved_at == moment("10:05")


def test_a_late_and_a_broken_promise_are_counted() -> None:
    incident = live(
        past(
            line("10:00", "client_update", next_update_at="2026-08-01T10:30:00Z"),
            line("10:31", "client_update", next_update_at="2026-08-01T11:00:00Z"),
        )
    )
    assert [promise.outcome for promise in incident.promises] == [Outcome.LATE, Outcome.OPEN]
    assert incident.promises[0].late_seconds == 60


def test_severity_is_as_given_or_as_recorded_and_else_unknown() -> None:
    change = line("10:10", "severity_change", "worse", severity="p1")
    assert live(past(line("10:00"))).severity is None
    assert live(past(line("10:00"), severity=Severity.P3)).severity is Severity.P3
    assert live(past(line("10:00"), change)).severity is Severity.P1
    vague = live(past(line("10:00"), line("10:10", "severity_change", "worse", severity="SEV-1")))
    assert (vague.severity, vague.entries[2].event.text) == (None, "worse\nseverity: SEV-1")


def test_a_commander_named_before_the_declaration_owns_it_from_there() -> None:
    named = line("09:55", "role_assigned", actor="dave", role="IC")
    owners = live(past(named, line("10:00", "declared", "Checkout is down"))).tenures
    assert [(owner.name, owner.since, owner.until) for owner in owners] == [("dave", moment("10:00"), None)]


def test_other_roles_are_kept_and_a_role_without_a_name_is_a_note() -> None:
    incident = live(
        past(
            line("10:00", "role_assigned", actor="erin", role="CL"),
            line("10:01", "role_assigned", role="IC"),
        )
    )
    assert views.show(incident, NOW)["roles"] == {"IC": "carol", "CL": "erin", "OL": "carol"}
    assert incident.entries[-2].event.text == "as it was"


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ({"title": "Checkout"}, "Checkout"),
        ({"name": "/tmp/outage.jsonl"}, "outage"),
        ({}, "as it was"),
    ],
)
def test_the_title_is_given_or_taken_from_the_file(said: dict[str, Any], title: str) -> None:
    assert past(line("10:00"), **said).title == title


def test_a_declared_title_wins_over_the_name_of_the_file() -> None:
    given = past(line("10:00", "alert"), line("10:02", "declared", "Checkout is down"), name="x.jsonl")
    assert given.title == "Checkout is down"
    assert given.happened[0].at == moment("10:02")


def test_who_said_that_it_was_resolved_is_who_resolved_it() -> None:
    given = past(line("10:00", "impact_end", actor="ann"), line("10:01", "resolved", actor="bob"))
    (resolved,) = [happened for happened in given.happened if isinstance(happened.event, IncidentResolved)]
    assert resolved.by == "bob"


def test_a_promise_that_nobody_answered_says_so_and_does_not_age() -> None:
    incident = live(past(line("10:00", "client_update", next_update_at="2026-08-01T10:30:00Z")))
    shown = views.show(incident, NOW)
    assert (shown["promises"][0]["outcome"], shown["clock"]) == ("open", None)
    figures = metrics.of(incident, NOW)
    assert (figures["promises"]["open"], figures["promises_never_answered"]) == (1, 1)
    for form in ("md", "html"):
        at = [export(incident, form, now, Policy(), anchor="") for now in (NOW, NOW + timedelta(days=300))]
        assert at[0].count("never answered") == 2
        assert "overdue" not in at[0]
        assert strip_times(at[0]) == strip_times(at[1])


def strip_times(text: str) -> str:
    """A document without when it was made."""
    return "\n".join(line for line in text.splitlines() if "2027" not in line and "2026-09-01" not in line)


def test_a_long_title_is_cut_and_kept_whole_as_an_entry() -> None:
    long = "Checkout " * 50
    for given in (past(line("10:00", "declared", long)), past(line("10:00"), title=long)):
        assert len(given.title) <= 200
        assert given.title.endswith("…")
        assert any(long.strip() in happened.event.text for happened in given.happened[1:])
        assert any("the title has more than 200 characters" in warning for warning in given.warnings)
    assert past(line("10:00", text="x" * 500)).warnings == ()
