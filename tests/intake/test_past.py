"""Real incidents come in as they were: figures, owners, words; lines that cannot be read are named."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from incident_console.domain.entry import Entry
from incident_console.domain.events import decode, encode
from incident_console.domain.incident import Incident
from incident_console.domain.vocabulary import Outcome, Refused, Severity, Status
from incident_console.intake.past import Past, past_events
from incident_console.reports import metrics, timeline, views

REAL = Path(__file__).parents[1] / "data" / "incidents"
EXPECTED: dict[str, dict[str, Any]] = json.loads((REAL / "expected.json").read_text("utf-8"))
NOW = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)


def past(*lines: dict[str, Any] | str, **said: Any) -> Past:
    """A past incident from lines, imported by carol."""
    written = "\n".join(
        line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines
    )
    number = count(1)
    given = {"ref": "INC-7K3Q", "by": "carol", "now": NOW, "new_id": lambda: f"event-{next(number)}", **said}
    return past_events(written, **given)


def live(given: Past) -> Incident:
    """The incident that a past one makes, as the desk records it."""
    incident = Incident()
    for seq, happened in enumerate(given.happened, 1):
        entry = Entry(
            id=happened.id,
            incident="incident",
            seq=seq,
            console="console",
            count=seq,
            term=incident.term,
            occurred_at=happened.at,
            recorded_at=NOW,
            by=happened.by,
            event=decode(encode(happened.event)),
        )
        incident.absorb(entry)
    return incident


def real(name: str, **said: Any) -> Incident:
    return live(past((REAL / f"{name}.jsonl").read_text("utf-8"), name=f"{name}.jsonl", **said))


def line(at: str, kind: str = "note", text: str = "as it was", **more: Any) -> dict[str, Any]:
    return {"at": f"2026-08-01T{at}:00Z", "kind": kind, "text": text, **more}


def moment(at: str) -> datetime:
    return datetime.fromisoformat(f"2026-08-01T{at}:00+00:00")


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
    texts = [row["text"] for row in timeline.log_rows(incident)]
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
    assert timeline.log_rows(incident)[-1]["headline"] == "analysis: Full incident report posted."


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
    assert (vague.severity, vague.entries[2].event.text) == (None, "worse")


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


def test_lines_out_of_order_are_sorted_and_those_of_one_time_stay_as_written() -> None:
    given = past(line("10:05", text="third"), line("10:00", text="first"), line("10:00", text="second"))
    assert [happened.event.text for happened in given.happened[1:-1]] == ["first", "second", "third"]


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


def test_hostile_text_is_harmless() -> None:
    given = past(
        line(
            "10:00",
            "client_update",
            "a\x1b]0;owned\x07b\u202ec\u2028d",
            actor="@mallory\x1b[2J",
            channel="x\ny",
        )
    )
    (written, posted) = given.happened[1:-1]
    assert (written.event.text, written.by, posted.event.text) == ("abc\nd", "mallory", "x y")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "the file is empty"),
        ("\n \n", "the file is empty"),
        ('{"at": "2026-08-01T10:00:00Z"}', "line 1 of the file cannot be read"),
        (json.dumps(line("10:00")) + "\n[1]", "line 2 of the file cannot be read"),
        (json.dumps(line("10:00")) + "\n\nnonsense", "line 3 of the file cannot be read"),
        (json.dumps(line("10:00", "party")), "line 1 of the file cannot be read"),
        (json.dumps(line("10:00", text=" \u200b ")), "its text is empty"),
        (json.dumps(line("10:00", text="x" * 20_001)), "line 1 of the file cannot be read"),
        (json.dumps({**line("10:00"), "at": "2026-08-01T10:00:00"}), "names no offset"),
        (json.dumps({**line("10:00"), "at": "yesterday"}), "is no time"),
        (
            json.dumps({**line("10:00"), "at": "0001-01-01T00:00:00+14:00"}),
            "line 1 of the file cannot be read",
        ),
        (json.dumps({**line("10:00"), "at": "2027-01-01T00:00:00Z"}), "lies in the future"),
        ("[" * 100_000, "line 1 of the file cannot be read"),
        ("\n".join([json.dumps(line("10:00"))] * 10_001), "more than 10,000 lines"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_line(written: str, said: str) -> None:
    with pytest.raises(Refused) as refusal:
        past(written)
    assert said in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert "\x1b" not in str(refusal.value)
