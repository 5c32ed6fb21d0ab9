"""By command: who is called and since when, what is owed after the end, and how it can be passed on."""

from __future__ import annotations

import pytest

from incident_console.cli import board
from tests.cli.terminal_user import UPDATE, Shell

WRAP_UP = ("--what", "a release", "--customer-impact", "an hour", "--posted")


def closed(shell: Shell, *said: str) -> str:
    """An incident of alice's that has just been closed; P3, so that nothing is owed but what is said."""
    ref = shell.declare("Checkout answers 502", "--severity", "P3")
    shell.say("resolve", ref, "--criterion", "restored")
    shell.say("confirm", ref)
    shell.say("close", ref, *WRAP_UP, *said)
    return ref


def test_show_says_who_is_called_since_when_and_why(shell: Shell) -> None:
    shell.configure('on_call = "olga"\n')
    ref = shell.declare("Checkout answers 502", "--severity", "P1", by="bob")
    shell.pass_minutes(3)
    shell.say("escalate", ref, "--to", "dan", "--why", "no progress", by="bob")
    called = shell.show(ref)["called"]
    assert [(call["who"], call["why"], call["since"]) for call in called] == [
        ("olga", "incident_declared", "2026-09-01T14:00:00Z"),
        ("dan", "escalated", "2026-09-01T14:03:00Z"),
    ]
    text = shell.say("show", ref)
    assert "olga  called at 14:00, no act since: bob declared it" in text
    assert "dan  called at 14:03, no act since: bob escalated: no progress" in text
    shell.say("note", ref, "on it", by="Dan")
    assert {call["who"] for call in shell.show(ref)["called"]} == {"olga"}
    assert "dan  called" not in shell.say("show", ref)


def test_the_brief_says_who_is_called_too(shell: Shell) -> None:
    ref = shell.declare()
    shell.say("escalate", ref, "--to", "dan", "--why", "no progress")
    shell.say("handover", "offer", ref, "--to", "bob", "--status", "watching")
    shell.pass_minutes(2)
    assert "dan  called at 14:00, no act since: alice escalated: no progress" in shell.say(
        "handover", "show", ref
    )
    assert [call["who"] for call in shell.ask("handover", "show", ref)["called"]] == ["dan", "bob"]


def test_show_lists_what_is_owed_and_says_what_is_late(shell: Shell) -> None:
    ref = shell.declare("Checkout answers 502", "--severity", "P3")
    shell.say("action", "add", ref, "test the failover", "--owner", "bob", "--due", "+1d", "--follow-up")
    shell.say("resolve", ref, "--criterion", "restored")
    shell.say("confirm", ref)
    shell.say("close", ref, *WRAP_UP, "--analysis-by", "+2d")
    shell.pass_minutes(36 * 60)
    owed = shell.show(ref)["owed"]
    assert [(each["kind"], each["due_at"], each["overdue"]) for each in owed] == [
        ("follow_up", "2026-09-02T14:00:00Z", True),
        ("analysis", "2026-09-03T14:00:00Z", False),
    ]
    text = shell.say("show", ref)
    assert "follow-up 1 (test the failover): overdue by 12 h" in text
    assert "analysis: in 12 h" in text
    assert shell.show(ref)["called"][-1]["why"] == "owed_overdue"


def test_list_owed_names_the_ended_incidents_that_owe_something(shell: Shell) -> None:
    assert shell.ask("list", "--owed") == []
    assert "Nothing is owed." in shell.say("list", "--owed")
    later, sooner = closed(shell, "--analysis-by", "+2d"), closed(shell, "--prevention", "stages")
    shell.say("action", "add", sooner, "test the failover", "--owner", "bob", "--due", "+1d")
    closed(shell, "--prevention", "stages")
    still = shell.declare("Search is slow")
    shell.pass_minutes(30 * 60)
    rows = shell.ask("list", "--owed")
    assert [(row["ref"], row["open"]) for row in rows] == [(sooner, False), (later, False)]
    assert [[(each["kind"], each["overdue"]) for each in row["owed"]] for row in rows] == [
        [("follow_up", True)],
        [("analysis", False)],
    ]
    first, second = shell.say("list", "--owed").splitlines()
    assert "follow-up overdue by 6 h" in first
    assert " bob " in first
    assert "analysis in 18 h" in second
    assert [row["ref"] for row in shell.ask("list")] == [still], "scripts read the open ones there"
    text = shell.say("list")
    assert text.index(still) < text.index("still owed") < text.index(sooner) < text.index(later)
    assert shell.run("list", "--owed", "--all").exit_code == 2


def test_of_much_that_is_owed_the_list_shows_what_is_due_first_and_counts_the_rest(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board, "OWED_SHOWN", 2)
    by_days = [closed(shell, "--analysis-by", f"+{days}d") for days in (4, 1, 3, 2)]
    undated = closed(shell, "--prevention", "stages")
    shell.say("action", "add", undated, "test the failover", "--owner", "bob")
    *shown, rest = shell.say("list").split("still owed:\n")[1].splitlines()
    assert [line.split()[0] for line in shown] == [by_days[1], by_days[3]]
    assert rest == "and 3 more: list --owed"
    shell.pass_minutes(84 * 60)
    assert shell.say("list").splitlines()[-1] == "and 3 more, 1 of them overdue: list --owed"
    assert len(shell.say("list", "--owed").splitlines()) == 5
    assert "still owed" not in shell.say("list", "--all"), "there they stand among the ended ones"


def test_a_backdated_escalation_gives_nobody_the_right_to_take_over_at_once(shell: Shell) -> None:
    ref = shell.declare("Checkout answers 502", by="ann")
    shell.pass_minutes(10)
    shell.say("escalate", ref, "--to", "ann", "--why", "no answer", "--at", "-6m", by="bob")
    said = shell.refused("handover", "take", ref, "--why", "no answer", by="bob")
    assert "14:15" in said
    shell.pass_minutes(5)
    shell.say("handover", "take", ref, "--why", "no answer", by="bob")
    assert shell.show(ref)["owner"] == "bob"


def test_what_is_owed_by_somebody_who_is_gone_can_be_taken_over_and_sent(shell: Shell) -> None:
    ref = closed(shell, "--analysis-by", "+2d")
    shell.say("escalate", ref, "--to", "alice", "--why", "where is the analysis?", by="bob")
    shell.pass_minutes(5)
    shell.say("handover", "take", ref, "--why", "she left the company", by="bob")
    shell.say("handover", "offer", ref, "--to", "carol", "--status", "logs are in the ticket", by="bob")
    shell.say("handover", "accept", ref, by="carol")
    shell.say("analysis", ref, "the cause", "--posted", by="carol")
    shown = shell.show(ref)
    assert (shown["owner"], shown["owed"], shown["promises"][-1]["outcome"]) == ("carol", [], "kept")
    assert "reopen it first" in shell.refused("escalate", ref, "--to", "carol", "--why", "?", by="bob")


def test_an_import_calls_nobody_and_owes_nothing(shell: Shell) -> None:
    ref = shell.declare("Checkout answers 502", "--owner", "olga")
    past = shell.config.parent / "past.jsonl"
    past.write_text('{"at": "2026-08-01T10:00:00Z", "kind": "note", "text": "it broke"}\n', "utf-8")
    imported = shell.ask("import", str(past), "--title", "Old", "--owner", "olga")["ref"]
    assert shell.show(ref)["called"]
    assert (shell.show(imported)["called"], shell.show(imported)["owed"]) == ([], [])


def test_an_update_answers_the_clock(shell: Shell) -> None:
    ref = shell.declare("Checkout answers 502", "--severity", "P2")
    shell.pass_minutes(31)
    assert [call["why"] for call in shell.show(ref)["called"]] == ["clock_overdue"]
    shell.say("update", ref, *UPDATE, "--next-update", "+1h", "--posted")
    assert shell.show(ref)["called"] == []
