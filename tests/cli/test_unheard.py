"""A colleague whose channel refuses: whoever called is told, and sends it again or says that they know it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.terminal_user import Shell

CONFIG = """
[channels.bob-page]
kind = "command"
audience = "internal"
run = ["./page"]
[people.bob]
phone = "+49 555 0199"
channels = ["bob-page"]
"""
ESCALATE = ("--to", "bob", "--why", "no progress")


def pages(shell: Shell, status: int, says: str = "") -> None:
    """Have bob's channel end with a status, saying something."""
    program = shell.config.parent / "page"
    program.write_text(f"#!/bin/sh\ncat >> told.txt\necho '{says}' >&2\nexit {status}\n")
    program.chmod(0o755)


@pytest.fixture
def paged(shell: Shell) -> Shell:
    shell.configure(CONFIG)
    pages(shell, 1, "no such number 0555-0199")
    return shell


def told(shell: Shell) -> str:
    path: Path = shell.config.parent / "told.txt"
    return path.read_text() if path.exists() else ""


def notices(shell: Shell, ref: str) -> Any:
    return shell.ask("show", ref)["notices"]


def test_whoever_called_is_told_why_whom_to_ring_up_and_what_sends_it_again(
    paged: Shell,
) -> None:
    ref = paged.declare()
    result = paged.run("escalate", ref, *ESCALATE)
    (row,) = notices(paged, ref)
    assert (row["channel"], row["outcome"], row["lacking"]) == ("bob-page", "refused", True)
    assert "bob is called: bob-page refused: " in result.stderr
    assert "; call +49 555 0199:\n" in result.stderr
    assert f"outbox retry {row['id']}\n" in result.stderr
    assert "Colleagues were told" not in result.stderr
    sheet = paged.say("show", ref)
    assert f"{row['id']}  bob is called: bob-page refused: " in sheet
    assert "0199" not in sheet
    assert "not out yet" not in sheet
    assert paged.ask("outbox") == []
    assert [each["id"] for each in paged.ask("outbox", "list", "--inside")] == [row["id"]]
    assert "For colleagues, and no client's:" in paged.say("outbox")
    (found,) = [each for each in paged.ask("doctor") if each["name"] == "colleagues"]
    assert found["seen"] == "1 word not heard, by bob-page"


def test_an_answer_in_json_says_what_came_of_the_call(paged: Shell) -> None:
    ref = paged.declare()
    (row,) = paged.ask("escalate", ref, *ESCALATE)["notices"]
    assert (row["ref"], row["kind"], row["subject"]) == (ref, "call", "bob is called: Checkout answers 502")
    assert row["entry"] == paged.ask("log", ref)[-1]["seq"]
    assert "0199" not in str(row)


def test_it_is_sent_again_by_its_name(paged: Shell) -> None:
    ref = paged.declare()
    paged.run("escalate", ref, *ESCALATE)
    name = notices(paged, ref)[0]["id"]
    pages(paged, 0)
    assert "bob-page accepted" in paged.say("outbox", "retry", name.lower())
    assert told(paged).count('"title": "bob is called') == 2
    assert notices(paged, ref)[0]["outcome"] == "delivered"
    assert "arrived" in paged.refused("outbox", "retry", name)
    assert paged.ask("outbox", "list", "--inside") == []


def test_who_answers_is_called_no_more(paged: Shell) -> None:
    ref = paged.declare()
    paged.run("escalate", ref, *ESCALATE)
    paged.run("note", ref, "on my way", by="bob")
    assert [each["lacking"] for each in notices(paged, ref)] == [False]
    assert "bob-page" not in paged.say("show", ref)
    assert paged.ask("outbox", "list", "--inside") == []


def test_it_can_be_said_that_they_know_it(paged: Shell) -> None:
    ref = paged.declare()
    paged.run("escalate", ref, *ESCALATE)
    name = notices(paged, ref)[0]["id"]
    assert "for colleagues" in paged.refused("outbox", "discard", name, "--why", "no")
    paged.say("outbox", "posted", name)
    assert [each["outcome"] for each in notices(paged, ref)] == ["said"]
    assert "bob-page" not in paged.say("show", ref)


def test_what_may_have_arrived_is_settled(paged: Shell) -> None:
    ref = paged.declare()
    paged.configure(CONFIG.replace('run = ["./page"]', 'run = ["./page"]\ndeadline = "1s"'))
    program = paged.config.parent / "page"
    program.write_text("#!/bin/sh\nkill -9 $$\n")
    paged.run("escalate", ref, *ESCALATE)
    (row,) = notices(paged, ref)
    assert row["outcome"] == "uncertain"
    paged.say("outbox", "settle", row["id"], "--lost")
    assert [each["outcome"] for each in notices(paged, ref)] == ["refused"]
    assert "alice says" in notices(paged, ref)[0]["reason"]


def test_what_waits_says_who_carries_it(paged: Shell) -> None:
    ref = paged.declare()
    pages(paged, 75, "busy")
    result = paged.run("escalate", ref, *ESCALATE)
    assert "bob is called: bob-page trying again" in result.stderr
    assert "Nobody carries it:" in result.stderr


def test_a_notice_is_shown_whole(paged: Shell) -> None:
    ref = paged.declare()
    paged.run("escalate", ref, *ESCALATE)
    name = notices(paged, ref)[0]["id"]
    said = paged.say("outbox", "show", name)
    assert "no client reads it" in said
    assert "bob is called: alice escalated: no progress" in said
    assert "bob-page refused" in said


def test_in_a_copy_of_the_file_it_goes_out_by_somebodys_word_alone(paged: Shell, tmp_path: Path) -> None:
    ref = paged.declare()
    pages(paged, 75, "busy")
    paged.run("escalate", ref, *ESCALATE)
    copy = Shell(tmp_path)
    copy.config = paged.config
    copy.db.parent.mkdir(exist_ok=True)
    copy.db = tmp_path / "copy.db"
    shutil.copyfile(paged.db, copy.db)
    pages(paged, 0)
    copy.pass_minutes(30)
    copy.run("outbox", "send")
    (row,) = copy.ask("outbox", "list", "--inside")
    assert row["reason"] == "waiting elsewhere, or sent already"
    assert "bob-page waiting elsewhere, or sent already" in copy.say("show", ref)
    assert told(paged).count('"title": "bob is called') == 1
    assert "bob-page accepted" in copy.say("outbox", "retry", row["id"])
    assert told(paged).count('"title": "bob is called') == 2
