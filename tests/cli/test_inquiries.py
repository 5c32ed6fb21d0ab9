"""Questions of clients by commands: logged for whom, and shown until an update is said to answer them."""

from __future__ import annotations

import pytest

from tests.cli.terminal_user import UPDATE, Shell

OUTAGE = ("--client", "ACME", "--client", "Globex")
NEXT = ("--next-update", "+30m", "--posted")


@pytest.fixture
def ref(shell: Shell) -> str:
    """Two clients, each of whom asked something: entries 2 and 3."""
    ref = shell.declare("Platform down", *OUTAGE)
    shell.pass_minutes(5)
    shell.ask("note", ref, "Are refunds affected?", "--kind", "inquiry", "--client", "acme")
    shell.ask("note", ref, "Is iOS affected?", "--kind", "inquiry", "--client", "Globex")
    return ref


def open_ones(shell: Shell, ref: str) -> list[tuple[int, str]]:
    return [(row["seq"], row["client"]) for row in shell.show(ref)["inquiries"]]


def test_by_command_nothing_is_answered_but_what_is_said(shell: Shell, ref: str) -> None:
    shell.ask("update", ref, *UPDATE, *NEXT)
    assert open_ones(shell, ref) == [(2, "ACME"), (3, "Globex")]
    shell.ask("update", ref, *UPDATE, *NEXT, "--answers", "3")
    assert open_ones(shell, ref) == [(2, "ACME")]
    shell.ask("note", ref, "Since when?", "--kind", "inquiry", "--client", "ACME")
    shell.ask("update", ref, *UPDATE, *NEXT, "--answers", "2", "--answers", str(open_ones(shell, ref)[-1][0]))
    assert open_ones(shell, ref) == []
    assert [update["answers"] for update in shell.show(ref)["updates"]] == [[], [3], [2, 8]]


def test_all_are_those_of_the_clients_whom_it_is_for(shell: Shell, ref: str) -> None:
    shell.ask("update", ref, *UPDATE, *NEXT, "--client", "Globex", "--answers", "ALL")
    assert open_ones(shell, ref) == [(2, "ACME")]
    assert "ACME asked question 2, and this update is not for them" in shell.refused(
        "update", ref, *UPDATE, *NEXT, "--client", "Globex", "--answers", "2"
    )


def test_it_is_shown_wherever_the_incident_is(shell: Shell, ref: str) -> None:
    shown = shell.say("show", ref)
    assert "2 not answered" in shown
    assert "   2  ACME asks: Are refunds affected? (14:05)" in shown
    assert "ACME asks: Are refunds affected?" in shell.say("log", ref)
    steps = " ".join(shell.say("procedure", ref).split())
    assert "ACME asks, not answered: Are refunds affected? (and 1 more)" in steps
    shell.ask("handover", "offer", ref, "--to", "bob", "--status", "watching")
    assert "Not answered yet\n  2  ACME: Are refunds affected? (14:05)" in shell.say("handover", "show", ref)
    assert [each["seq"] for each in shell.show(ref)["handover"]["brief"]["inquiries"]] == [2, 3]


def test_an_answer_says_which_questions_it_leaves(shell: Shell, ref: str) -> None:
    (step,) = shell.update(ref)["next_steps"]
    assert "ACME asked, and it is not answered yet: Are refunds affected? (and 1 more)" in step["why"]
    assert step["command"].endswith("--answers 2 --answers 3")
    said = shell.say("update", ref, *UPDATE, *NEXT, "--answers", "all")
    assert "answers 2, 3" in said


@pytest.mark.parametrize("given", ["x", "-1", "2.5", "", "²"])
def test_what_is_no_number_is_used_wrongly(shell: Shell, ref: str, given: str) -> None:
    assert "--answers" in shell.wrong("update", ref, *UPDATE, *NEXT, f"--answers={given}")


def test_who_asks_is_a_client_and_a_note_is_nobodys(shell: Shell, ref: str) -> None:
    assert "has no client Umbrella" in shell.refused(
        "note", ref, "When?", "--kind", "inquiry", "--client", "Umbrella"
    )
    assert "names a client; choose that with --kind, or leave --client away" in shell.refused(
        "note", ref, "pool at 100 %", "--client", "ACME"
    )
    assert len(shell.ask("log", ref)) == 3
