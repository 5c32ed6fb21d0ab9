"""Whose clock a time is read on, and what it counts from."""

import json
from datetime import UTC, datetime, timedelta
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


class Busy(FixedClock):
    """The clock of a machine on which six tenths of a second pass between two looks at it."""

    def now(self) -> datetime:
        self.advance(seconds=0.6)
        return super().now()


@pytest.mark.parametrize("second", [0, 12, 40, 58, 58.5, 59, 59.9])
@pytest.mark.parametrize("clock", [FixedClock, Busy])
def test_what_was_typed_as_twenty_minutes_is_answered_as_twenty_minutes(
    shell: Shell, second: float, clock: type[FixedClock]
) -> None:
    ref = shell.declare()
    shell.clock = clock(START + timedelta(minutes=5, seconds=second))
    said = shell.say("update", ref, *UPDATE, "--next-update", "+20m", "--posted")
    assert said.splitlines()[-1].endswith(", in 20 min")
    shell.clock = clock(START + timedelta(minutes=7, seconds=second))
    assert ", in 20 min" in shell.say("reschedule", ref, "+20m", "--why", "slow", "--posted")


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


def test_after_the_clock_was_set_back_every_act_is_recorded(shell: Shell) -> None:
    ref = shell.declare("Checkout fails", "--client", "ACME", "--severity", "P1")
    shell.clock.step(shell.clock.now() - timedelta(seconds=2))
    shell.ask("escalate", ref, "--to", "alice", "--why", "no answer", by="bob")
    shell.update(ref)
    shell.ask("severity", ref, "P2", "--why", "half of it")
    shell.clock.step(shell.clock.now() - timedelta(hours=1))
    shell.ask("handover", "offer", ref, "--to", "bob", "--status", "scaling")
    shell.ask("handover", "accept", ref, by="bob")
    shell.ask("action", "add", ref, "scale", "--owner", "oli")
    shell.ask("resolve", ref, "--criterion", "restored", by="bob")
    shell.ask("confirm", ref, by="bob")
    shell.ask(
        "close", ref, "--what", "x", "--customer-impact", "y", "--prevention", "z", "--posted", by="bob"
    )
    assert shell.show(ref)["status"] == "closed"
    assert "whole" in shell.say("verify")
    assert shell.ask("metrics", ref)["unowned_seconds"] == 0


BERLIN = 'zone = "Europe/Berlin"\n[clients.ACME]\nzone = "Asia/Kathmandu"\n'


@pytest.fixture
def berlin(shell: Shell) -> str:
    """An incident of a client in Kathmandu, declared in Berlin an hour before the clocks are set back."""
    shell.configure(BERLIN)
    shell.clock.step(datetime(2026, 10, 24, 23, 50, tzinfo=UTC))
    return shell.declare("Checkout fails", "--severity", "P1")


def test_in_the_hour_that_comes_twice_the_meant_side_of_now_decides(shell: Shell, berlin: str) -> None:
    given = ("update", berlin, *UPDATE, "--posted")
    refused = shell.wrong(*given, "--next-update", "02:50")
    for answer in ("2026-10-25T02:50+02:00", "2026-10-25T02:50+01:00"):
        assert answer in refused
        assert shell.ask(*given, "--next-update", answer)["next_update_at"].startswith("2026-10-25T0")
    shell.clock.step(datetime(2026, 10, 25, 1, 5, tzinfo=UTC))
    assert shell.update(berlin, next_update="02:50")["next_update_at"] == "2026-10-25T01:50:00Z"
    assert shell.ask("note", berlin, "x", "--at", "02:50")["occurred_at"] == "2026-10-25T00:50:00Z"


def test_a_time_whose_offset_is_not_todays_carries_its_zone(shell: Shell, berlin: str) -> None:
    shell.update(berlin, next_update="2026-10-25T00:20Z")
    shell.clock.step(datetime(2026, 10, 25, 1, 10, tzinfo=UTC))
    shell.ask("action", "add", berlin, "x", "--owner", "oli", "--due", "2026-10-25T00:25Z")
    sheet = shell.say("show", berlin)
    assert "overdue by 50 min, promised for 02:20 CEST" in sheet
    assert "due 02:25 CEST" in sheet
    assert "times in CET" in sheet


def test_a_day_without_a_time_means_what_it_is_given_for(shell: Shell) -> None:
    shell.configure(BERLIN)
    shell.clock.step(datetime(2026, 11, 26, 7, 0, tzinfo=UTC))
    ref = shell.declare("Checkout fails", "--client", "ACME", "--severity", "P1")
    due = ("action", "add", ref, "x", "--owner", "oli", "--due")
    assert "due 23:59 CET (UTC+1), Thu 26 Nov" in shell.say(*due, "2026-11-26")
    assert shell.ask(*due, "eod")["due"] == "2026-11-26T22:59:00Z"
    assert shell.ask(*due, "Mon")["due"] == "2026-11-30T22:59:00Z"
    for refused in (
        shell.wrong("update", ref, *UPDATE, "--next-update", "2026-11-30"),
        shell.wrong("away", ref, "--until", "tomorrow", "--expect", "x"),
    ):
        assert "the client is told the exact time: give 2026-11-" in " ".join(refused.split())
    shell.update(ref)
    assert "exact time" in " ".join(shell.wrong("reschedule", ref, "2026-11-30", "--why", "x").split())
    assert "for an action only" in shell.wrong("update", ref, *UPDATE, "--next-update", "eod")
    shell.ask("resolve", ref, "--criterion", "restored")
    shell.ask("confirm", ref)
    close = ("close", ref, "--what", "x", "--customer-impact", "y", "--posted", "--analysis-by")
    assert "no business day" in " ".join(shell.wrong(*close, "2026-11-28").split())
    assert "analysis by 17:00 UTC+5:45, Mon 30 Nov" in shell.say(*close, "2026-11-30")
    moved = shell.ask("reschedule", ref, "Tue", "--why", "x", "--posted")
    assert moved["due_at"] == "2026-12-01T11:15:00Z"


@pytest.mark.parametrize(
    ("typed", "due"),
    [
        ("tomorrow 9:00", "2026-09-02T09:00:00Z"),
        ("Mon 09:00", "2026-09-07T09:00:00Z"),
        ("2:30pm", "2026-09-01T14:30:00Z"),
        ("17:00 UTC", "2026-09-01T17:00:00Z"),
        ("Thu 3 Sep 14:30", "2026-09-03T14:30:00Z"),
        ("3 Sep 2026 14:30 UTC+5:45", "2026-09-03T08:45:00Z"),
    ],
)
def test_times_are_typed_as_people_say_them_and_answered_in_full(shell: Shell, typed: str, due: str) -> None:
    ref = shell.declare()
    assert shell.update(ref, next_update=typed)["next_update_at"] == due
    assert "UTC" in shell.say("update", ref, *UPDATE, "--next-update", typed)


def test_a_zones_abbreviation_is_read_only_where_it_is_in_force_then(shell: Shell, berlin: str) -> None:
    given = ("update", berlin, *UPDATE, "--next-update")
    assert shell.ask(*given, "17:00 CET")["next_update_at"] == "2026-10-25T16:00:00Z"
    refused = " ".join(shell.wrong(*given, "17:00 CEST").split())
    assert "the clocks of Europe/Berlin are not on CEST then" in refused


def test_the_last_day_of_a_search_is_part_of_it(shell: Shell) -> None:
    shell.configure(BERLIN)
    shell.clock.step(datetime(2026, 11, 26, 22, 30, tzinfo=UTC))
    shell.declare()
    shell.pass_minutes(60)
    shell.declare("Search is slow")

    def counted(*given: str) -> int:
        return int(shell.ask("metrics", *given)["incidents"])

    assert counted("--until", "2026-11-26") == 1
    assert counted("--until", "2026-11-25") == 0
    assert counted("--since", "2026-11-27") == 1
    assert counted("--since", "2026-11-26", "--until", "2026-11-27") == 2
    assert "before 00:00 CET (UTC+1), Fri 27 Nov" in shell.say("metrics", "--until", "2026-11-26")
    shell.wrong("metrics", ".", "--until", "2026-11-26")


def test_a_client_reads_german_and_a_language_that_nobody_knows_is_refused(shell: Shell) -> None:
    shell.configure('[clients.ACME]\nzone = "Europe/Berlin"\nlanguage = "de"\n')
    ref = shell.declare("Kasse antwortet nicht", "--client", "ACME")
    text = shell.ask("update", ref, *UPDATE, "--next-update", "+1h", "--dry-run")["text"]
    assert "Das nächste Update erhalten Sie bis spätestens 17:00 Uhr MESZ (UTC+2)." in text
    shell.configure('[clients.ACME]\nlanguage = "tlh"\n')
    assert "unknown language tlh; give one of bg, cs, da, de, en, " in shell.refused("config", "check")
