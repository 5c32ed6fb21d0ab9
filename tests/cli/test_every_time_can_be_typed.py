"""Every time that a command or a document prints, read back by typing it where it would be typed.

alice is on Lord Howe Island, where the clocks were set back by half an hour ten minutes ago; her client is
in Kathmandu.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from incident_console.domain.folding import fold
from incident_console.domain.incident import Incident
from incident_console.store.store import Store
from tests.cli.terminal_user import UPDATE, Shell
from tests.printed_times import known, printed, strays

LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
CONFIG = """
zone = "Australia/Lord_Howe"
[clients.ACME]
zone = "Asia/Kathmandu"
"""
NOW = datetime(2026, 4, 4, 15, 10, tzinfo=UTC)
"""01:40 by the clock that was set back from 02:00 to 01:30."""


@pytest.fixture
def ref(shell: Shell) -> str:
    """A night's incident, with something from before the change, in the hour that came twice, and after."""
    shell.configure(CONFIG)
    shell.clock.step(datetime(2026, 4, 3, 12, 17, tzinfo=UTC))
    ref = shell.declare("Checkout fails", "--client", "ACME", "--severity", "P1", "--started-at", "-2h13m")
    shell.run("note", ref, "seen first", "--at", "2025-12-24T08:07", by="oli")
    shell.clock.step(datetime(2026, 4, 4, 14, 41, tzinfo=UTC))
    shell.update(ref, next_update="+23m")
    shell.clock.step(datetime(2026, 4, 4, 14, 53, tzinfo=UTC))
    shell.say("action", "add", ref, "scale", "--owner", "oli", "--due", "+4h")
    shell.say("action", "add", ref, "report", "--owner", "oli", "--due", "2027-01-04", "--follow-up")
    shell.say("handover", "offer", ref, "--to", "bob")
    shell.clock.step(NOW)
    shell.say("update", ref, *UPDATE, "--next-update", "+3h")
    shell.say("note", ref, "seen late", "--at", "-14m", by="oli")
    return ref


def incidents(shell: Shell) -> list[Incident]:
    with Store.open(shell.db, read_only=True) as store:
        rows = [*store.board(NOW, limit=-1), *store.history(limit=-1)]
        return [fold(store.entries(row.id)) for row in rows]


def moments(shell: Shell) -> set[datetime]:
    """What the record holds, and what stands written in a document: when it was made."""
    return known(incidents(shell), shell.clock.now())


ANCHOR = r"[0-9a-f]{12}:\d+:[0-9a-f]{32}"
"""An anchor of the record, in which a number may look like a time."""

READING = [
    ("list",), ("show", "REF"), ("log", "REF"), ("procedure", "REF"), ("search", "seen"), ("outbox", "list"),
    ("action", "list", "REF"), ("handover", "show", "REF"), ("metrics", "REF"),
    ("export", "REF", "--format", "md"),
    ("export", "REF", "--format", "html"), ("review", "REF"),
]  # fmt: skip


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_what_a_command_prints(shell: Shell, ref: str, command: tuple[str, ...]) -> None:
    text = shell.say(*(ref if word == "REF" else word for word in command))
    text = re.sub(rf"<style>.*?</style>|<[^>]*>|{ANCHOR}", " ", text, flags=re.DOTALL)
    assert strays(text, NOW, LORD_HOWE, moments(shell)) == []
    # What was sent to the client stands in a document as it was sent.
    assert command[0] in ("list", "review") or list(printed(text))


def test_what_is_recorded_is_answered_in_times_that_can_be_typed(shell: Shell, ref: str) -> None:
    answers = [
        shell.say("reschedule", ref, "+5h", "--why", "a restart"),
        shell.say("note", ref, "looked", "--at", "-21m"),
        shell.say("action", "add", ref, "look", "--owner", "oli", "--due", "eod"),
        shell.say("away", ref, "--until", "+9h", "--expect", "mail is read", "--posted"),
        shell.say("show", ref),
        shell.say("back", ref),
        shell.say("resolve", ref, "--criterion", "restored", "--restored-at", "-6m"),
        shell.say("confirm", ref),
        shell.say(
            "close", ref, "--what", "x", "--customer-impact", "y", "--analysis-by", "2026-04-09", "--posted"
        ),
        shell.say("show", ref),
        shell.say("log", ref),
        shell.say("export", ref, "--format", "md"),
        shell.say("review", ref),
        shell.say("list", "--all"),
    ]
    meant = moments(shell) | known([], NOW + timedelta(minutes=10))
    for answer in answers:
        assert strays(re.sub(ANCHOR, " ", answer), NOW, LORD_HOWE, meant) == [], answer


def test_refusals_print_times_that_can_be_typed(shell: Shell, ref: str) -> None:
    shell.update(ref, "--at", "-2m", next_update="+3h")
    refused = [
        shell.refused("update", ref, *UPDATE, "--next-update", "2026-04-04T15:00Z"),
        shell.refused("note", ref, "x", "--at", "2026-04-04T19:13Z"),
        shell.refused("severity", ref, "P2", "--why", "x", "--at", "2026-04-01"),
        shell.refused("reschedule", ref, "+2h58m", "--why", "x"),
        shell.refused("status", ref, "monitoring", by="mallory"),
    ]
    meant = moments(shell) | known(
        [],
        datetime(2026, 4, 4, 15, 0, tzinfo=UTC),
        datetime(2026, 4, 4, 19, 13, tzinfo=UTC),
        datetime(2026, 4, 4, 15, 8, tzinfo=UTC),
    )
    for sentence in refused:
        assert list(printed(sentence)), sentence
        assert strays(sentence, NOW, LORD_HOWE, meant) == [], sentence


def test_the_two_clocks_are_told_apart(shell: Shell, ref: str) -> None:
    sheet = shell.say("show", ref)
    assert "times in UTC+10:30" in sheet
    assert "promised for 20:49 UTC+5:45, Sat 4 Apr" in sheet
    assert "due 05:23" in sheet
    assert "yesterday 23:47" not in sheet
    # Before the clocks were set back, and in the hour that came twice.
    log = shell.say("log", ref)
    assert "Sun 5 Apr 2026, UTC+11" in log
    assert "Sun 5 Apr 2026, UTC+10:30" in log
    assert "next by today 20:49 UTC+5:45" in " ".join(log.split())


def test_each_command_answers_on_the_clock_on_which_it_was_asked(shell: Shell) -> None:
    shell.configure('zone = "UTC"\n[clients.ACME]\nzone = "Asia/Kathmandu"\n')
    shell.clock.step(datetime(2026, 11, 21, 18, 49, tzinfo=UTC))
    ref = shell.declare("Checkout fails", "--client", "ACME")
    assert "happened at 18:44 UTC, Sat 21 Nov" in shell.say("note", ref, "x", "--at", "18:44", by="oli")
    assert "due 23:00 UTC, Sat 21 Nov" in shell.say(
        "action", "add", ref, "y", "--owner", "z", "--due", "23:00"
    )
    for said in (shell.say("show", ref), shell.say("log", ref)):
        assert "18:44" in said
        assert "23:00" in said
        assert "00:29" not in said
    assert "next update by 01:00 UTC+5:45, Sun 22 Nov" in shell.say(
        "update", ref, *UPDATE, "--next-update", "01:00"
    )
