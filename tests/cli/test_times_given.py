"""Whose clock a time is read on, and what it counts from."""

import json
from typing import Any

import pytest

from incident_console.clock import FixedClock
from tests.cli.terminal_user import START, UPDATE, Shell

ZONES = 'zone = "Europe/London"\n[clients.ACME]\nzone = "America/New_York"\n'
"""In September 14:00 UTC is 15:00 in London and 10:00 in New York."""


@pytest.fixture
def ref(shell: Shell) -> str:
    """An incident of a client who lives by another clock than who works on it."""
    shell.configure(ZONES)
    return shell.declare("Checkout answers 502", "--client", "ACME")


def test_what_has_happened_is_read_on_the_speakers_own_watch(shell: Shell, ref: str) -> None:
    assert shell.ask("note", ref, "seen", "--at", "14:30")["occurred_at"] == "2026-09-01T13:30:00Z"
    second = (
        "declare",
        "x",
        "--because",
        "sla",
        "--client",
        "ACME",
        "--at",
        "14:50",
        "--started-at",
        "14:40",
    )
    declared = shell.ask(*second)
    assert declared["declared_at"] == "2026-09-01T13:50:00Z"
    assert declared["started_at"] == "2026-09-01T13:40:00Z"
    resolved = shell.ask("resolve", declared["ref"], "--criterion", "restored", "--restored-at", "14:55")
    assert resolved["restored_at"] == "2026-09-01T13:55:00Z"


def test_what_the_client_is_told_is_read_on_the_clients_clock(shell: Shell, ref: str) -> None:
    assert shell.update(ref, next_update="10:30")["next_update_at"] == "2026-09-01T14:30:00Z"
    moved = shell.ask("reschedule", ref, "10:45", "--why", "vendor", "--posted")
    assert moved["due_at"] == "2026-09-01T14:45:00Z"
    away = shell.ask("away", ref, "--until", "12:00", "--expect", "mail at noon", "--posted")
    assert away["until"] == "2026-09-01T16:00:00Z"
    shell.ask("back", ref)
    shell.ask("resolve", ref, "--criterion", "restored")
    shell.ask("confirm", ref)
    told = ("--what", "x", "--customer-impact", "y", "--analysis-by", "2026-09-03T09:00", "--posted")
    assert shell.ask("close", ref, *told)["analysis_by"] == "2026-09-03T13:00:00Z"


def test_work_among_ourselves_is_due_on_our_own_clock(shell: Shell, ref: str) -> None:
    added = shell.ask("action", "add", ref, "scale", "--owner", "oli", "--due", "15:30")
    assert added["due"] == "2026-09-01T14:30:00Z"


def test_an_answer_adds_no_time_that_nobody_gave(shell: Shell) -> None:
    assert set(json.loads(shell.say("declare", "x", "--because", "sla", "--json"))) == {"ref", "id"}
    assert "next_update_at" not in shell.ask("note", ".", "x")


@pytest.mark.parametrize(
    ("next_update", "due"),
    [
        ("14:25", "2026-09-01T14:25:00Z"),
        ("14:05", "2026-09-02T14:05:00Z"),
        ("+30m", "2026-09-01T14:40:00Z"),
        ("-5m", "2026-09-01T14:25:00Z"),
    ],
)
def test_what_is_to_come_counts_from_when_the_update_went_out(
    shell: Shell, next_update: str, due: str
) -> None:
    ref = shell.declare()
    shell.pass_minutes(30.5)
    done = shell.update(ref, "--at", "14:10", next_update=next_update)
    assert (done["occurred_at"], done["next_update_at"]) == ("2026-09-01T14:10:00Z", due)
    assert shell.show(ref)["clock"]["due_at"] == due


def test_the_preview_reads_times_as_the_update_does(shell: Shell) -> None:
    ref = shell.declare()
    shell.pass_minutes(30)
    given = ("update", ref, *UPDATE, "--next-update", "+30m", "--at", "14:10")
    preview = shell.ask(*given, "--dry-run")
    assert preview["next_update_at"] == "2026-09-01T14:40:00Z"
    assert preview["occurred_at"] == "2026-09-01T14:10:00Z"


def test_so_do_a_new_time_an_analysis_and_an_action(shell: Shell) -> None:
    ref = shell.declare()
    shell.update(ref, next_update="+60m")
    shell.pass_minutes(30)
    assert shell.ask("reschedule", ref, "14:20", "--why", "x", "--posted", "--at", "14:10")["due_at"] == (
        "2026-09-01T14:20:00Z"
    )
    added = shell.ask("action", "add", ref, "x", "--owner", "oli", "--due", "+15m", "--at", "14:10")
    assert added["due"] == "2026-09-01T14:25:00Z"
    shell.update(ref)
    shell.ask("resolve", ref, "--criterion", "restored")
    shell.ask("confirm", ref)
    shell.pass_minutes(60)
    told = ("--what", "x", "--customer-impact", "y", "--analysis-by", "15:00", "--posted", "--at", "14:45")
    assert shell.ask("close", ref, *told)["analysis_by"] == "2026-09-01T15:00:00Z"


def test_a_posting_is_backdated_on_the_speakers_watch(shell: Shell, ref: str) -> None:
    given = ("update", ref, *UPDATE, "--next-update", "+30m")
    waiting: Any = shell.ask(*given)["outbox"]
    shell.pass_minutes(10)
    assert shell.ask("outbox", "posted", waiting, "--at", "15:05")["occurred_at"] == "2026-09-01T14:05:00Z"
    dropped: Any = shell.ask(*given)["outbox"]
    shell.pass_minutes(10)
    done = shell.ask("outbox", "discard", dropped, "--why", "overtaken", "--at", "-5m")
    assert done["occurred_at"] == "2026-09-01T14:15:00Z"


def test_without_a_configuration_the_machine_has_a_zone(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Kathmandu")
    shell.clock = FixedClock(START)
    ref = shell.declare()
    assert shell.ask("note", ref, "seen", "--at", "19:30")["occurred_at"] == "2026-09-01T13:45:00Z"
    assert "UTC+5:45" in shell.say("show", ref)


@pytest.mark.parametrize(
    ("answer", "by"), [(("decline", "--why", "busy"), "bob"), (("withdraw",), "alice")], ids=str
)
def test_a_no_to_a_handover_may_be_entered_later(shell: Shell, answer: tuple[str, ...], by: str) -> None:
    ref = shell.declare()
    shell.ask("handover", "offer", ref, "--to", "bob", "--status", "calm")
    shell.pass_minutes(5)
    done = shell.ask("handover", answer[0], ref, *answer[1:], "--at", "-2m", by=by)
    assert done["occurred_at"] == "2026-09-01T14:03:00Z"
    assert shell.show(ref)["handover"] is None
