"""Lines of a past incident: read, kept in words where they are none of ours, or refused by their number."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from tests.intake.written import EXPECTED, NOW, REAL, line, live, past

from incident_console.domain.events import encode
from incident_console.domain.refusal import Refused
from incident_console.reports import views
from incident_console.reports.log_rows import log_rows


def test_lines_out_of_order_are_sorted_and_those_of_one_time_stay_as_written() -> None:
    given = past(line("10:05", text="third"), line("10:00", text="first"), line("10:00", text="second"))
    assert [happened.event.text for happened in given.happened[1:-1]] == ["first", "second", "third"]


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
    rows = log_rows(incident)
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
    (row,) = [row for row in log_rows(live(given)) if row["type"] == "noted"]
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
    rows = log_rows(incident)
    assert [row["by"] for row in rows] == [None, None, None, "erin", None, None, "carol"]
    assert views.show(incident, NOW)["updates"][0]["by"] is None
