"""Whose it is, wherever a command answers about an incident with several clients."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import click
import pytest

from incident_console.cli.main import cli
from tests.cli.terminal_user import UPDATE, Shell

CONFIGURED = """
channel = "mail"
[clients.ACME]
zone = "Europe/London"
channel = "Slack #acme"
[clients.Initech]
zone = "Europe/Berlin"
language = "de"
[clients.Globex]
zone = "Asia/Tokyo"
"""
BOTH = ("--client", "ACME", "--client", "Initech")
WRAP_UP = ("--what", "a release", "--customer-impact", "an hour")


@pytest.fixture
def outage(shell: Shell) -> str:
    """Declared at 14:00 UTC for ACME (15:00 there) and Initech (16:00 there)."""
    shell.configure(CONFIGURED)
    return shell.declare("Platform down", "--severity", "P1", *BOTH)


def written(shell: Shell, ref: str, *further: str) -> Any:
    """Write an update that waits."""
    return shell.ask("update", ref, *UPDATE, "--next-update", "+30m", *further)


def test_an_act_answers_who_was_told_and_who_is_still_to_be_told(shell: Shell, outage: str) -> None:
    given = written(shell, outage)
    assert (given["told"], given["to_tell"]) == ([], ["ACME", "Initech"])
    result = shell.run("outbox", "posted", given["outbox"], "--client", "acme")
    assert "out to ACME; not out yet to Initech" in result.stdout
    assert "update 1 is not out yet to Initech; when it is posted" in result.stderr
    assert f"outbox posted {given['outbox']}" in result.stderr
    said = shell.say("outbox", "posted", given["outbox"])
    assert "not out yet" not in said
    assert "update 1 is out to Initech (in mail)" in said


def test_a_partly_posted_message_is_answered_with_the_file_of_who_is_left(shell: Shell, outage: str) -> None:
    given = written(shell, outage)
    rest = shell.ask("outbox", "posted", given["outbox"], "--client", "ACME")
    assert rest["outbox"] == given["outbox"]
    assert (rest["told"], rest["to_tell"]) == (["ACME"], ["Initech"])
    (file,) = rest["outbox_files"]
    assert "Das nächste Update" in Path(file).read_text("utf-8")


def test_what_is_told_to_some_says_to_whom(shell: Shell, outage: str) -> None:
    shell.update(outage, "--client", "ACME")
    assert "ACME hears first by" in shell.run("declare", "Other", "--because", "sla", *BOTH).stderr
    said = shell.say("reschedule", outage, "15:50", "--why", "the vendor is slow")
    assert "update to ACME moved to 15:50" in said
    assert "new time 15:50 BST (UTC+1)" in said
    assert "Initech" not in said.splitlines()[0]
    told = shell.say("away", outage, "--until", "+1h", "--expect", "mail is answered")
    assert "(client not told)" in told


def test_a_new_time_is_read_on_the_clock_of_whose_promise_it_is(shell: Shell, outage: str) -> None:
    shell.update(outage)
    said = shell.say("reschedule", outage, "16:45", "--why", "later", "--client", "Initech", "--posted")
    assert "new time 16:45 CEST (UTC+2)" in said
    due = {each["client"]: each["due_at"] for each in shell.show(outage)["promises"]}
    assert due == {"ACME": "2026-09-01T14:30:00Z", "Initech": "2026-09-01T14:45:00Z"}


def test_the_analysis_of_one_client_is_moved_after_the_end(shell: Shell, outage: str) -> None:
    shell.update(outage)
    shell.ask("resolve", outage, "--criterion", "restored")
    shell.ask("confirm", outage)
    shell.ask("close", outage, *WRAP_UP, "--analysis-by", "2026-09-03", "--posted")
    shell.ask("reschedule", outage, "2026-09-04T12:00", "--why", "a lab", "--client", "Initech", "--posted")
    still = [each for each in shell.show(outage)["promises"] if each["outcome"] == "open"]
    assert {each["client"]: (each["kind"], each["due_at"]) for each in still} == {
        "ACME": ("analysis", "2026-09-03T16:00:00Z"),
        "Initech": ("analysis", "2026-09-04T10:00:00Z"),
    }


def test_a_brief_says_when_each_hears_next_and_for_whom_what_waits(shell: Shell, outage: str) -> None:
    given = written(shell, outage)
    shell.ask("outbox", "posted", given["outbox"], "--client", "ACME")
    shell.ask("handover", "offer", outage, "--to", "bob")
    said = shell.say("handover", "show", outage, by="bob")
    assert "Clients   Initech: first update 16:10 CEST (UTC+2), Tue 1 Sep, in 10 min" in said
    assert "          ACME: next update 15:30 BST (UTC+1), Tue 1 Sep, in 30 min" in said
    assert "Not out yet to Initech\n  Platform down" in said
    brief = shell.show(outage)["handover"]["brief"]
    assert brief["clients"][0] == {
        "client": "Initech",
        "next_kind": "first_update",
        "next_update_at": "2026-09-01T14:10:00Z",
    }
    assert brief["unsent_to"] == ["Initech"]
    assert "Das nächste Update" in brief["unsent"][0]


def test_documents_set_each_promise_on_the_clock_of_whose_it_is(shell: Shell, outage: str) -> None:
    shell.update(outage)
    shell.pass_minutes(10)
    shell.update(outage)
    page = shell.say("export", outage, "--format", "md")
    assert "what a client was promised is on theirs: ACME Europe/London, Initech Europe/Berlin." in page
    assert "| update | ACME | 2026-09-01 14:00 | 2026-09-01 15:30 BST | kept at 2026-09-01 14:10 |" in page
    assert (
        "| update | Initech | 2026-09-01 14:00 | 2026-09-01 16:30 CEST | kept at 2026-09-01 14:10 |" in page
    )
    assert "- **Promises to Initech:** 2 made: 1 kept, 1 open" in page
    assert "### Update 2 to Initech" in page
    html = shell.say("export", outage, "--format", "html")
    assert "<td>Initech</td>" in html
    rows = list(csv.DictReader(io.StringIO(shell.say("export", outage, "--format", "csv"))))
    assert any("is out to ACME (in Slack #acme), Initech (in mail)" in row["headline"] for row in rows)
    data = json.loads(shell.say("export", outage, "--format", "json"))
    assert [each["client"] for each in data["messages"][0]["texts"]] == ["ACME", "Initech"]
    assert [each["client"] for each in data["figures"]["clients"]] == ["ACME", "Initech"]


def test_figures_count_for_each_client_and_silence_is_the_longest_that_one_waited(
    shell: Shell, outage: str
) -> None:
    shell.update(outage)
    shell.pass_minutes(40)
    shell.update(outage, "--client", "ACME")
    shell.pass_minutes(30)
    shell.update(outage, "--client", "Initech")
    figures = shell.ask("metrics", outage)
    assert figures["update_gaps_minutes"] == [40, 30]
    assert figures["longest_silence_minutes"] == 70
    acme, initech = figures["clients"]
    assert (acme["updates"], acme["late_seconds"], acme["longest_silence_minutes"]) == (2, [600], 40)
    assert (initech["updates"], initech["late_seconds"]) == (2, [40 * 60])
    made = {name: acme["promises"][name] + initech["promises"][name] for name in acme["promises"]}
    assert made == figures["promises"]
    assert "Initech  2 made: 1 late, 1 open" in shell.say("metrics", outage)


def test_where_there_is_one_client_nothing_is_said_of_several(shell: Shell) -> None:
    ref = shell.declare("Checkout", "--client", "ACME")
    name = written(shell, ref)["outbox"]
    (row,) = [line for line in shell.say("outbox", "list").splitlines() if line.startswith(name)]
    assert row.count("  ") == 3
    assert "--client" not in shell.say("outbox", "list")
    said = shell.say("outbox", "posted", name)
    assert "update 1 is out\n" in said
    assert "not out yet" not in said
    assert "clients" not in shell.ask("metrics", ref)
    assert shell.show(ref)["clients"] == ["ACME"]


def test_of_forty_clients_the_log_names_those_who_are_left_out(shell: Shell) -> None:
    names = [f"Client {n}" for n in range(40)]
    ref = shell.declare("Platform down", *(word for name in names for word in ("--client", name)))
    but_one = [word for name in names[1:] for word in ("--client", name)]
    said = shell.say("update", ref, *UPDATE, "--next-update", "+30m", "--posted", *but_one)
    assert "update 1 to all but Client 0: " in said
    assert "update 1 is out to all 39" in said
    assert "Client 0 +39" in shell.say("list")
    assert len(shell.show(ref)["ledgers"]) == 40


@pytest.mark.parametrize(
    ("words", "given", "offered"),
    [
        (["declare"], {}, ["ACME", "Globex", "Initech", "Umbra"]),
        (["client", "add"], {"ref": "."}, ["Globex", "Umbra"]),
        (["client", "drop"], {"ref": "."}, ["ACME", "Initech"]),
        (["update"], {"ref": "."}, ["ACME", "Initech"]),
        (["reschedule"], {"ref": "."}, ["ACME", "Initech"]),
        (["outbox", "posted"], {"message": "waits"}, ["Initech"]),
        (["update"], {"ref": "INC-ZZZZ"}, []),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, list) else "",
)
def test_a_shell_completes_the_clients_that_can_be_meant(
    shell: Shell, words: list[str], given: dict[str, str], offered: list[str]
) -> None:
    shell.configure(f"{CONFIGURED}[clients.Umbra]\n")
    ref = shell.declare("Platform down", *BOTH)
    message = written(shell, ref)["outbox"]
    shell.ask("outbox", "posted", message, "--client", "ACME")
    context = cli.make_context("it", ["--db", str(shell.db), "--config", str(shell.config), "show"])
    command: click.Command = cli
    for word in words:
        assert isinstance(command, click.Group)
        found = command.get_command(context, word)
        assert found is not None
        command = found
    inner = click.Context(command, parent=context)
    inner.params = {name: message.lower() if text == "waits" else text for name, text in given.items()}
    parameter = next(each for each in command.params if each.name in ("client", "clients"))
    completed = [item.value for item in parameter.type.shell_complete(inner, parameter, "")]
    assert sorted(completed) == offered
    beginning = [item.value for item in parameter.type.shell_complete(inner, parameter, "ini")]
    assert beginning == [name for name in offered if name == "Initech"]
