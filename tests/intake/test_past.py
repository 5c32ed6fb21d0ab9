"""Real incidents come in as they were: figures, owners, words; lines that cannot be read are named."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from incident_console.domain.closing import IncidentResolved
from incident_console.domain.entry import Entry
from incident_console.domain.events import decode, encode
from incident_console.domain.incident import Incident
from incident_console.domain.policy import Policy
from incident_console.domain.refusal import Refused
from incident_console.domain.vocabulary import Outcome, Severity, Status
from incident_console.intake.past import Past, past_events
from incident_console.reports import metrics, timeline, views
from incident_console.reports.export import export

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


def line(at: str, kind: object = "note", text: str = "as it was", **more: Any) -> dict[str, Any]:
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
        (json.dumps(line("10:00", 7)), "line 1 of the file cannot be read"),
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


def test_what_is_none_of_ours_is_kept_in_the_text_and_warned_of_with_its_line() -> None:
    given = past(
        line("10:00", "declared", "Checkout is down", severity="SEV1"),
        "",
        line("10:01", "role_assigned", "erin writes", actor="erin", role="Scribe"),
        line("10:02", "retrospective", "looked back", team="SRE\x1b[31m", tags=["eu", 7]),
        line("10:03", "finding", "pool", actor="n" * 100),
    )
    assert given.title == "Checkout is down"
    assert [happened.event.text for happened in given.happened[1:-1]] == [
        "Checkout is down\nseverity: SEV1",
        "erin writes\nrole: Scribe",
        'looked back\nkind: retrospective\nteam: SRE\ntags: ["eu",7]',
        f"pool\nactor: {'n' * 100}",
    ]
    assert given.happened[-2].by == "n" * 79 + "…"
    said = [warning.split(" is ")[0] for warning in given.warnings]
    assert said == [
        "line 1: severity SEV1",
        "line 3: role Scribe",
        "line 4: kind retrospective",
        "line 4: team SRE",
        'line 4: tags ["eu",7]',
        f"line 5: actor {'n' * 59}…",
    ]
    assert all("kept in the entry's text" in warning for warning in given.warnings)
    assert "none of P1, P2, P3, P4" in given.warnings[0]


def test_what_a_kind_has_no_use_for_is_kept_beside_the_text() -> None:
    incident = live(
        past(
            line("10:00", "client_update", "red", status="red", precision="tweet", role="IC", actor="ann"),
            line("10:01", "finding", "pool", channel="mail", severity="p2", eta_at="soon", final=True),
            line("10:02", "severity_change", "worse", severity="P1", role="CL"),
        )
    )
    rows = timeline.log_rows(incident)
    assert [row["headline"] for row in rows[1:5]] == [
        "update 1: red; names no next time",
        "update 1 is out (role: IC, status: red, precision: tweet)",
        "finding: pool (severity: P2, channel: mail, eta_at: soon, final: true)",
        "severity is P1: worse / role: CL",
    ]
    assert [row["text"] for row in rows[1:4]] == ["red", "", "pool"]


@pytest.mark.parametrize("name", EXPECTED)
def test_no_value_of_a_real_incident_is_lost_and_none_is_warned_of(name: str) -> None:
    given = past((REAL / f"{name}.jsonl").read_text("utf-8"), name=f"{name}.jsonl")
    assert given.warnings == ()
    kept = "\n".join(f"{encode(each.event).decode()} {each.by}" for each in given.happened)
    for written in (REAL / f"{name}.jsonl").read_text("utf-8").splitlines():
        fact = json.loads(written)
        for field in ("actor", "channel", "status", "precision", "eta_at"):
            assert fact.get(field, "") in kept, (field, fact)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-08-01", "2026-08-01T00:00:00"),
        ("20260801", "2026-08-01T00:00:00"),
        ("2026-08-01T24:00:00Z", "2026-08-02T00:00:00"),
        ("2026-07-31T24:00Z", "2026-08-01T00:00:00"),
        ("2026-08-01T24:00:00+02:00", "2026-08-01T22:00:00"),
        ("2026-07-31T23:59:60Z", "2026-08-01T00:00:00"),
        ("2026-07-31T18:59:60.5-05:00", "2026-08-01T00:00:00"),
        ("20260731T235960Z", "2026-08-01T00:00:00"),
        ("2026-08-01 10:00:00z", "2026-08-01T10:00:00"),
        ("2026-08-01t10:00z", "2026-08-01T10:00:00"),
    ],
)
def test_times_as_other_tools_write_them_are_read(written: str, meant: str) -> None:
    given = past({**line("10:00"), "at": written})
    assert given.happened[0].at == datetime.fromisoformat(f"{meant}+00:00")
    (row,) = [row for row in timeline.log_rows(live(given)) if row["type"] == "noted"]
    assert ("(time: day)" in row["headline"]) == (len(written) <= 10)


@pytest.mark.parametrize(
    "at", ["2026-08-01T24:00:01Z", "2026-08-01T25:00Z", "2026-08-01T10:61Z", "2026-13-01"]
)
def test_times_that_are_none_are_refused(at: str) -> None:
    with pytest.raises(Refused, match=r"line 1 .*is no time"):
        past({**line("10:00"), "at": at})


def test_an_array_of_objects_is_read_as_its_lines_would_be() -> None:
    facts = [line("10:00", text="first"), line("10:01", "party", "sec[o]nd, }"), line("10:02", text="third")]
    as_lines = past(*facts)
    for written in (json.dumps(facts), json.dumps(facts, indent=2), " \n[\n" + json.dumps(facts)[1:]):
        given = past(written)
        assert given.happened == as_lines.happened
    assert past(json.dumps(facts, indent=1)).warnings[0].startswith("line 7: kind party")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("[]", "the file is empty"),
        ("[{}", "line 1 of the file cannot be read"),
        ("[\n1]", "line 2 of the file cannot be read: it is no JSON object"),
        (f"[{json.dumps(line('10:00'))},\n]", "line 2 of the file cannot be read"),
        (
            f"[{json.dumps(line('10:00'))}\n{json.dumps(line('10:00'))}]",
            "line 2 of the file cannot be read: a comma",
        ),
        (f"[{json.dumps(line('10:00'))}]\nx", "something follows the end"),
        ("[" + ",".join([json.dumps(line("10:00"))] * 10_001) + "]", "more than 10,000 lines"),
    ],
)
def test_an_array_that_is_none_is_refused_with_the_line(written: str, said: str) -> None:
    with pytest.raises(Refused) as refusal:
        past(written)
    assert said in str(refusal.value)


def test_a_line_without_an_author_is_nobodys() -> None:
    incident = live(
        past(
            line("10:00", "client_update", next_update_at="2026-08-01T10:30:00Z"),
            line("10:01", actor="erin"),
            line("10:02", "resolved"),
        )
    )
    rows = timeline.log_rows(incident)
    assert [row["by"] for row in rows] == ["carol", None, None, "erin", None, None, "carol"]
    assert views.show(incident, NOW)["updates"][0]["by"] is None


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
