"""`review`: with nothing but the reference it is read."""

from __future__ import annotations

import json

from tests.cli.terminal_user import Shell


def test_the_review_is_read_with_its_follow_ups(shell: Shell) -> None:
    ref = shell.say("declare", "Checkout answers 502", "--because", "production").strip()
    shell.say(
        "review", ref, "--root-cause", "pool exhausted", "--factor", "no alert", "--factor", "no canary"
    )
    shell.say("action", "add", ref, "alert at 80 %", "--owner", "oli", "--follow-up")
    sheet = shell.say("review", ref)
    for said in ("pool exhausted", "no alert", "no canary", "alert at 80 % (oli, open)", "due after closing"):
        assert said in sheet
    answer = json.loads(shell.say("review", ref, "--json"))
    assert answer["ref"] == ref
    assert answer["factors"] == ["no alert", "no canary"]
    assert [action["text"] for action in answer["follow_ups"]] == ["alert at 80 %"]


def test_reading_the_review_records_nothing(shell: Shell) -> None:
    ref = shell.say("declare", "Checkout answers 502", "--because", "production").strip()
    before = shell.show(ref)["events"]
    shell.say("review", ref)
    assert shell.show(ref)["events"] == before


def test_a_reopening_by_command_says_since_when_the_impact_is_back(shell: Shell) -> None:
    ref = shell.say("declare", "Checkout answers 502", "--because", "production").strip()
    shell.say("stand-down", ref, "--why", "the alert was wrong")
    answer = json.loads(shell.say("reopen", ref, "--why", "it was not", "--started-at", "-1m", "--json"))
    assert answer["started_at"] is not None
    assert len(shell.show(ref)["life_spans"]) == 2
