"""Two people who worked apart on copies of one record merge them by command."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.cli.terminal_user import UPDATE, Shell


@pytest.fixture
def apart(shell: Shell, tmp_path: Path) -> tuple[Shell, Shell, str]:
    """Alice's record with an incident of hers, and a copy of it that bob took along."""
    ref = shell.declare("Checkout answers 502", "--severity", "P2")
    shell.update(ref)
    shell.say("escalate", ref, "--to", "alice", "--why", "no answer", by="bob")
    shell.pass_minutes(6)
    other = Shell(tmp_path / "laptop")
    other.db.parent.mkdir(parents=True)
    other.person = "bob"
    other.clock.step(shell.clock.now())
    shutil.copyfile(shell.db, other.db)
    return shell, other, ref


def went_on(apart: tuple[Shell, Shell, str]) -> tuple[Shell, Shell, str]:
    """Bob took over on his copy; alice, who does not know, decided on hers."""
    alice, bob, ref = apart
    bob.say("handover", "take", ref, "--why", "no answer")
    bob.say("note", ref, "bob is at it")
    for shell in (alice, bob):
        shell.pass_minutes(2)
    alice.say("severity", ref, "P1", "--why", "iOS too")
    alice.say("note", ref, "a note of alice")
    return apart


def test_each_reads_what_did_not_hold_and_why(apart: tuple[Shell, Shell, str]) -> None:
    alice, bob, ref = went_on(apart)
    said = " ".join(alice.say("merge", str(bob.db)).split())
    assert "2 entries came, of 1 incident." in said
    assert f"{ref} is owned by bob; until now this copy said alice." in said
    assert f"{ref} entry 7, alice: severity is P1: iOS too. This does not hold: bob owned it since" in said
    assert f"{ref}: entries 5–6 are 7–8 now." in said
    back = " ".join(bob.say("merge", str(alice.db)).split())
    assert "This does not hold: bob owned it since" in back
    assert "is owned by" not in back
    for shell in (alice, bob):
        shown = shell.show(ref)
        assert (shown["owner"], shown["severity"], shown["term"]) == ("bob", "P2", 2)
        (conflict,) = shown["conflicts"]
        assert (conflict["seq"], conflict["type"], conflict["by"]) == (7, "severity_changed", "alice")
        assert "bob owned it since" in conflict["why"]
        assert "Conflicts: 1" in shell.say("show", ref)
        assert "[does not hold: bob owned it since" in shell.say("log", ref)
        row = next(row for row in shell.ask("log", ref) if row["seq"] == 7)
        assert (row["conflict"], row["term"]) == (conflict["why"], 1)
    assert alice.ask("log", ref) == bob.ask("log", ref)
    assert alice.ask("verify")["whole"] is bob.ask("verify")["whole"] is True


def test_scripts_get_counts_and_each_by_itself(apart: tuple[Shell, Shell, str]) -> None:
    alice, bob, ref = went_on(apart)
    merged = alice.ask("merge", str(bob.db))
    assert (merged["incidents"], merged["entries"], merged["conflicts"]) == (1, 2, 1)
    assert merged["moved"] == [
        {"ref": ref, "seq_before": 5, "seq_now": 7},
        {"ref": ref, "seq_before": 6, "seq_now": 8},
    ]
    assert [(one["ref"], one["seq"]) for one in merged["conflicting"]] == [(ref, 7)]
    assert merged["owners"] == [{"ref": ref, "before": "alice", "now": "bob"}]
    assert alice.ask("merge", str(bob.db))["entries"] == 0
    assert "Nothing is new" in alice.say("merge", str(bob.db))


def test_what_people_type_as_numbers_is_read_in_the_order_of_now(apart: tuple[Shell, Shell, str]) -> None:
    alice, bob, ref = apart
    bob.say("note", ref, "bob's note")
    bob.say("action", "add", ref, "call them", "--owner", "bob")
    alice.pass_minutes(1)
    alice.say("note", ref, "alice's note")
    alice.say("action", "add", ref, "scale the pool", "--owner", "oli")
    alice.say("merge", str(bob.db))
    said = alice.say("strike", ref, "7", "--why", "wrong incident")
    assert "strikes entry 7 (alice's note): wrong incident" in said
    assert "done, action 2: scale the pool" in alice.say("action", "done", ref, "2")
    struck = [row["text"] for row in alice.ask("log", ref) if row["struck"]]
    assert struck == ["alice's note"]


def test_a_promise_beyond_an_end_is_owed_until_somebody_says_that_the_client_knows(
    apart: tuple[Shell, Shell, str],
) -> None:
    alice, bob, ref = apart
    alice.say("stand-down", ref, "--why", "a test alarm", "--posted")
    for shell in (alice, bob):
        shell.pass_minutes(1)
    bob.say("assign", ref, "CL", "bob", by="alice")
    bob.ask("update", ref, *UPDATE, "--next-update", "+20m", "--posted")
    alice.say("merge", str(bob.db))
    shown = alice.show(ref)
    assert (shown["status"], shown["clock"]["kind"]) == ("stood_down", "next_update")
    assert [one["kind"] for one in shown["owed"]] == ["next_update"]
    alice.pass_minutes(30)
    assert alice.show(ref)["owed"][0]["overdue"] is True
    assert "the client knows that it is over" in alice.say("told", ref, "by phone")
    assert alice.show(ref)["owed"] == []
    assert "owes its client no word" in alice.refused("told", ref, "again")


def test_what_is_no_copy_is_refused_in_one_line(shell: Shell, tmp_path: Path) -> None:
    shell.declare()
    (tmp_path / "text.db").write_text("x" * 5000)
    (tmp_path / "empty.db").touch()
    os.mkfifo(tmp_path / "pipe")
    for given, why in (
        (tmp_path / "nowhere.db", "does not exist"),
        (shell.db, "is this record itself"),
        (tmp_path / "text.db", "not a record of this program"),
        (tmp_path / "empty.db", "is an empty file"),
        (tmp_path / "pipe", "is not a regular file"),
        (tmp_path, "is a directory"),
    ):
        said = shell.refused("merge", str(given))
        assert why in said
        assert "merge needs" in said
        assert "--db" not in said
    assert "a home folder that this system does not know" in shell.refused("merge", "~nobody-of-that-name/x")


def test_an_update_that_went_out_is_never_said_not_to_hold(apart: tuple[Shell, Shell, str]) -> None:
    alice, bob, ref = apart
    alice.say("stand-down", ref, "--why", "a test alarm", "--posted")
    for shell in (alice, bob):
        shell.pass_minutes(1)
    bob.say("assign", ref, "CL", "bob", by="alice")
    bob.ask("update", ref, *UPDATE, "--next-update", "+20m", "--posted")
    plain = "was read by the client, so its promise counts, though it had ended at"
    assert f"This {plain}" in " ".join(alice.say("merge", str(bob.db)).split())
    for said in (
        " ".join(alice.say("log", ref).split()),
        " ".join(alice.say("show", ref).split()),
        " ".join(alice.say("export", ref, "--format", "md").split()),
        " ".join(alice.say("export", ref, "--format", "html").split()),
    ):
        assert plain in said
        assert "update 2 does not hold" not in said
    (verdict,) = (row["verdict"] for row in alice.show(ref)["conflicts"] if row["type"] == "update_written")
    assert verdict.startswith(plain)


@pytest.mark.parametrize(
    ("act", "became"),
    [
        (("outbox", "posted"), "is out since"),
        (("outbox", "discard", "--why", "written anew"), "was discarded by bob: written anew"),
    ],
)
def test_what_became_of_messages_that_waited_is_said(
    apart: tuple[Shell, Shell, str], act: tuple[str, ...], became: str
) -> None:
    alice, bob, ref = apart
    first, second = waiting_on_both(apart)
    bob.say(*act[:2], first, *act[2:])
    before = shutil.copyfile(alice.db, bob.db.with_name("alices.db"))
    said = " ".join(alice.say("merge", str(bob.db)).split())
    assert f"{first}, update 2 of alice, waited in the outbox here and {became}" in said
    assert f"{second}, update 3 of alice, waited in the outbox here and is not to be posted: only bob" in said
    listed = alice.say("outbox", "list")
    assert "No message is left to go out" in listed
    assert "Not to be posted any more" in listed
    assert f"{second}  update 3  of alice  only bob could write to the client by then" in listed
    assert alice.ask("outbox", "list") == []
    merged = bob.ask("merge", str(before))
    assert [(row["ref"], row["id"]) for row in merged["outbox"]] == [(ref, second)]
    bob.update(ref)
    assert "Not to be posted" not in bob.say("outbox", "list")


def waiting_on_both(apart: tuple[Shell, Shell, str]) -> tuple[str, str]:
    """Alice leaves two messages in her outbox, the second after bob took over on his copy."""
    alice, bob, ref = apart
    first = alice.ask("update", ref, *UPDATE, "--next-update", "+30m")["outbox"]
    alice.say("escalate", ref, "--to", "alice", "--why", "no answer", by="bob")
    alice.pass_minutes(6)
    bob.clock.step(alice.clock.now())
    shutil.copyfile(alice.db, bob.db)
    bob.say("handover", "take", ref, "--why", "no answer")
    alice.pass_minutes(1)
    second = alice.ask("update", ref, *UPDATE, "--next-update", "+40m")["outbox"]
    return first, second


def test_a_message_that_an_end_on_the_other_copy_overtook_is_said_to_be(
    apart: tuple[Shell, Shell, str],
) -> None:
    alice, bob, ref = apart
    name = alice.ask("update", ref, *UPDATE, "--next-update", "+30m")["outbox"]
    bob.pass_minutes(1)
    bob.say("stand-down", ref, "--why", "a test alarm", "--posted", by="alice")
    said = " ".join(alice.say("merge", str(bob.db)).split())
    assert (
        f"{name}, update 2 of alice, waited in the outbox here and is not to be posted: {ref} ended" in said
    )
