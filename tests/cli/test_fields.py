"""The fields that scripts were promised, each with its form."""

import re
from typing import Any

import pytest

from tests.cli.terminal_user import UPDATE, Shell

SHOW = {
    *("ref", "id", "title", "severity", "status", "owner", "roles", "impact", "scope", "because", "client"),
    *("ticket", "drill", "declared_at", "started_at", "restored_at", "resolved_at", "closed_at", "handover"),
    *("away", "clock", "promises", "updates", "actions", "events"),
}
LIST = {"ref", "title", "severity", "status", "owner", "client", "clock"}
LOG = {"seq", "type", "occurred_at", "recorded_at", "by", "text", "struck"}
METRICS = {
    *("updates", "promises", "late_seconds", "updates_without_promise", "update_gaps_minutes"),
    *("longest_silence_minutes", "impact_minutes", "first_update_minutes", "handovers", "owners"),
    "unowned_seconds",
}
PROMISE = {"kind", "made_at", "due_at", "outcome", "late_seconds", "fulfilled_at"}
CLOCK = {"kind", "due_at", "overdue", "seconds"}
TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")


@pytest.fixture
def ref(shell: Shell) -> str:
    """An incident in which something of everything happened."""
    ref = shell.declare("Checkout answers 502", "--client", "ACME", "--impact", "x", "--started-at", "-5m")
    shell.pass_minutes(3)
    shell.update(ref)
    shell.ask("action", "add", ref, "scale", "--owner", "oli", "--due", "+30m")
    shell.ask("handover", "offer", ref, "--to", "bob")
    return ref


def times(answer: Any, name: str = "") -> list[str]:
    """Every value whose name says that it is a time."""
    if isinstance(answer, dict):
        return [found for key, value in answer.items() for found in times(value, key)]
    if isinstance(answer, list):
        return [found for value in answer for found in times(value, name)]
    is_time = name.endswith("_at") or name in ("due", "until", "from", "to", "since", "waiting_since")
    return [answer] if is_time and isinstance(answer, str) and answer[:1].isdigit() else []


def test_show(shell: Shell, ref: str) -> None:
    shown = shell.show(ref)
    assert set(shown) >= SHOW
    assert set(shown["roles"]) == {"IC", "CL", "OL"}
    assert set(shown["clock"]) >= CLOCK
    assert [set(promise) >= PROMISE for promise in shown["promises"]] == [True]
    assert {"to", "offered_by", "offered_at", "roles"} <= set(shown["handover"])
    assert isinstance(shown["events"], int)
    assert shown["clock"]["seconds"] == 30 * 60
    assert shown["started_at"] == "2026-09-01T13:55:00Z"
    assert shown["restored_at"] is shown["closed_at"] is shown["away"] is None


def test_list_is_an_array_with_the_clock_of_each(shell: Shell, ref: str) -> None:
    (row,) = shell.ask("list")
    assert set(row) >= LIST
    assert set(row["clock"]) >= CLOCK


def test_log_is_ordered_by_occurrence_then_sequence(shell: Shell, ref: str) -> None:
    shell.ask("note", ref, "  first signs ", "--at", "-1h")
    log = shell.ask("log", ref)
    assert all(set(row) >= LOG for row in log)
    assert [(row["occurred_at"], row["seq"]) for row in log] == sorted(
        (row["occurred_at"], row["seq"]) for row in log
    )
    assert (log[0]["text"], log[0]["seq"]) == ("first signs", max(row["seq"] for row in log))


def test_metrics_of_one_and_of_all(shell: Shell, ref: str) -> None:
    one = shell.ask("metrics", ref)
    assert set(one) >= METRICS
    assert set(one["promises"]) == {"made", "kept", "late", "moved", "open"}
    assert set(one["owners"][0]) == {"name", "from", "to"}
    assert one["impact_minutes"] is None
    assert one["first_update_minutes"] == 8
    every = shell.ask("metrics")
    assert every["updates"] == 1
    assert every["by_severity"]["P2"]["updates"] == 1
    assert every["medians"]["first_update_minutes"] == 8


def test_metrics_since_leaves_earlier_ones_out(shell: Shell, ref: str) -> None:
    shell.pass_minutes(120)
    shell.declare("Later")
    assert shell.ask("metrics", "--since", "-1h")["incidents"] == 1
    assert shell.ask("metrics", "--since", "2026-09-01")["incidents"] == 2
    assert shell.ask("metrics", "--since", "13:30")["incidents"] == 2
    shell.wrong("metrics", ref, "--since", "-1h")


def test_procedure_has_nine_steps(shell: Shell, ref: str) -> None:
    steps = shell.ask("procedure", ref)
    assert [step["n"] for step in steps] == list(range(1, 10))
    assert {step["state"] for step in steps} <= {"open", "done", "not_called_for"}
    assert steps[3]["missing"] == "no ticket"


def test_a_recording_command_answers_what_it_recorded(shell: Shell, ref: str) -> None:
    answer = shell.ask("note", ref, "pool", "--at", "-1m")
    assert {"ref", "id", "seq", "recorded"} <= set(answer)
    assert (answer["ref"], answer["recorded"]) == (ref, ["noted"])
    assert answer["id"] == shell.show(ref)["id"]


def test_times_are_whole_seconds_in_utc(shell: Shell, ref: str) -> None:
    shell.say("update", ref, *UPDATE, "--next-update", "+30m")
    answers = [
        shell.show(ref),
        shell.ask("list"),
        shell.ask("log", ref),
        shell.ask("metrics", ref),
        shell.ask("outbox"),
        shell.ask("action", "list"),
        shell.ask("procedure", ref),
        shell.ask("handover", "show", ref),
        shell.ask("search", "scale"),
    ]
    for answer in answers:
        found = times(answer)
        assert found
        assert all(TIME.fullmatch(time) for time in found), found


def test_an_empty_record_answers_empty_and_makes_no_file(shell: Shell) -> None:
    for command in (["list"], ["list", "--all"], ["outbox", "list"], ["action", "list"], ["search", "x"]):
        assert shell.ask(*command) == []
    assert shell.ask("metrics")["incidents"] == 0
    assert shell.ask("verify")["whole"] is True
    assert "no incident is called" in shell.refused("show", "INC-7K3Q")
    shell.refused("backup", "copy.db")
    assert not shell.db.parent.exists()
