"""One outage, several clients, by commands alone: the ledger of each is what a person would write down."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.terminal_user import UPDATE, Shell

CLIENTS = """
[clients.ACME]
zone = "Europe/London"
channel = "Slack #acme"
[clients.Initech]
zone = "Europe/Berlin"
language = "de"
[clients.Globex]
zone = "Asia/Tokyo"
"""
OUTAGE = ("--severity", "P1", "--client", "ACME", "--client", "Initech")


@pytest.fixture
def outage(shell: Shell) -> str:
    """Declared at 14:00 UTC for ACME and Initech."""
    shell.configure(CLIENTS)
    return shell.declare("Platform down", *OUTAGE)


def ledgers(shell: Shell, ref: str) -> dict[str, list[tuple[str, str, str]]]:
    """What each client was promised: of what, for when (UTC), and what became of it."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for promise in shell.show(ref)["promises"]:
        due = promise["due_at"][11:16]
        found.setdefault(promise["client"], []).append((promise["kind"], due, promise["outcome"]))
    return found


def waits(shell: Shell) -> Any:
    (message,) = shell.ask("outbox", "list")
    return message


def test_an_outage_of_three_clients_is_lived_by_commands_alone(shell: Shell, outage: str) -> None:
    # 14:05: the first update, told to ACME at once and to Initech twenty minutes later.
    shell.pass_minutes(5)
    shell.ask("update", outage, *UPDATE, "--next-update", "+30m")
    shell.ask("outbox", "posted", waits(shell)["id"], "--client", "acme")
    # 14:10: Globex is hit too.
    shell.pass_minutes(5)
    shell.ask("client", "add", outage, "Globex")
    assert shell.show(outage)["clock"]["client"] == "Initech"
    # 14:15: Globex hears first, by an update of its own.
    shell.pass_minutes(5)
    shell.ask("update", outage, *UPDATE, "--next-update", "+30m", "--client", "Globex", "--posted")
    # 14:25: Initech has the first one too, late for its first update.
    shell.pass_minutes(10)
    assert waits(shell)["clients"] == ["Initech"]
    shell.ask("outbox", "posted", waits(shell)["id"])
    # 14:35: an update for all three.
    shell.pass_minutes(10)
    shell.ask("update", outage, *UPDATE, "--next-update", "+30m", "--posted")
    # 14:40: Globex turns out not to be concerned.
    shell.pass_minutes(5)
    shell.ask("client", "drop", outage, "Globex", "--why", "they run on the other cluster", "--posted")
    # 15:07: the next update, two minutes late.
    shell.pass_minutes(27)
    shell.ask("update", outage, *UPDATE, "--next-update", "+30m", "--posted")
    # 15:20: it is over. ACME is told at once, Initech at 15:40.
    shell.pass_minutes(13)
    shell.ask("resolve", outage, "--criterion", "restored")
    shell.ask("confirm", outage)
    end = ("--what", "a release", "--customer-impact", "an hour", "--prevention", "stages")
    shell.ask("close", outage, *end)
    shell.ask("outbox", "posted", waits(shell)["id"], "--client", "ACME")
    assert shell.show(outage)["status"] == "resolved"
    shell.pass_minutes(20)
    shell.ask("outbox", "posted", waits(shell)["id"], "--client", "Initech")
    shown = shell.show(outage)
    assert (shown["status"], shown["closed_at"]) == ("closed", "2026-09-01T15:40:00Z")
    assert ledgers(shell, outage) == {
        "ACME": [
            ("update", "14:35", "kept"),
            ("update", "15:05", "late"),
            ("update", "15:37", "kept"),
        ],
        "Initech": [
            ("update", "14:35", "kept"),
            ("update", "15:05", "late"),
            ("update", "15:37", "late"),
        ],
        "Globex": [
            ("update", "14:45", "kept"),
            ("update", "15:05", "kept"),
        ],
    }
    figures = shell.ask("metrics", outage)
    assert figures["promises"] == {"made": 8, "kept": 5, "late": 3, "moved": 0, "open": 0}
    assert [(each["client"], each["promises"]["made"]) for each in figures["clients"]] == [
        ("ACME", 3),
        ("Initech", 3),
        ("Globex", 2),
    ]
    assert shell.ask("verify")["whole"] is True


def test_each_client_reads_it_in_their_language_on_their_clock(shell: Shell, outage: str) -> None:
    shell.ask("client", "add", outage, "Globex")
    shell.ask("update", outage, *UPDATE, "--next-update", "14:45+01:00")
    texts = {each["client"]: each["text"] for each in waits(shell)["texts"]}
    assert "Next update by 14:45 BST" not in texts["Initech"]
    assert "14:45" in texts["ACME"]
    assert "15:45 Uhr MESZ" in texts["Initech"]
    assert "22:45 JST" in texts["Globex"]


def test_a_clock_time_is_read_on_the_first_clients_clock_and_answered_on_each(
    shell: Shell, outage: str
) -> None:
    said = shell.say("update", outage, *UPDATE, "--next-update", "15:30")
    assert "15:30 BST (UTC+1), Tue 1 Sep (16:30 CEST (UTC+2), Tue 1 Sep for Initech)" in said
    said = shell.say("update", outage, *UPDATE, "--next-update", "16:45", "--client", "Initech")
    assert "next update by 16:45 CEST (UTC+2), Tue 1 Sep" in said


def test_a_dry_run_shows_what_each_would_read(shell: Shell, outage: str) -> None:
    said = shell.say("update", outage, *UPDATE, "--next-update", "+30m", "--dry-run")
    assert said.index("── ACME") < said.index("Next update by") < said.index("── Initech")
    assert "Das nächste Update" in said
    given = shell.ask("update", outage, *UPDATE, "--next-update", "+30m", "--dry-run")
    assert [each["client"] for each in given["texts"]] == ["ACME", "Initech"]


def test_the_folder_has_a_file_for_each_whom_it_waits_for(shell: Shell, outage: str) -> None:
    shell.ask("client", "add", outage, "acme!")
    given = shell.ask("update", outage, *UPDATE, "--next-update", "+30m")
    folder = shell.db.with_name(f"{shell.db.name}.outbox")
    names = sorted(file.name.split("-", 3)[-1] for file in folder.iterdir())
    assert names == ["1-acme.txt", "2-initech.txt", "3-acme-.txt"]
    assert given["to_tell"] == ["ACME", "Initech", "acme!"]
    shell.ask("outbox", "posted", given["outbox"], "--client", "ACME")
    assert len(list(folder.iterdir())) == 2
    shell.ask("outbox", "posted", given["outbox"])
    assert list(folder.iterdir()) == []


def test_a_message_that_waits_while_a_client_joins_has_one_file(shell: Shell) -> None:
    ref = shell.declare("Checkout down", "--client", "ACME")
    shell.ask("update", ref, *UPDATE, "--next-update", "+30m")
    shell.ask("client", "add", ref, "Globex")
    (file,) = shell.db.with_name(f"{shell.db.name}.outbox").iterdir()
    assert file.name.endswith("-update-1-acme.txt")


def test_what_is_read_names_the_clients(shell: Shell, outage: str) -> None:
    shell.update(outage, "--client", "ACME")
    assert "ACME +1" in shell.say("list")
    assert shell.ask("list")[0]["clients"] == ["ACME", "Initech"]
    sheet = shell.say("show", outage)
    assert "clients ACME, Initech" in sheet
    assert "Initech               told nothing yet, first update in 10 min" in sheet
    assert "due 15:10 BST" not in sheet
    assert "16:10 CEST (UTC+2)" in sheet
    assert "update 1 is out to ACME (in Slack #acme)" in shell.say("log", outage)
    assert "| update | ACME |" in shell.say("export", outage, "--format", "md")
    assert [hit["ref"] for hit in shell.ask("search", "initech")] == [outage]


def test_what_cannot_be_is_refused_with_what_can(shell: Shell, outage: str) -> None:
    said = shell.refused("update", outage, *UPDATE, "--next-update", "+30m", "--client", "Umbrella")
    assert f"{outage} has no client Umbrella; its clients are ACME, Initech" in said
    assert f"client add {outage} Umbrella" in said
    assert "only alice" in shell.refused("client", "drop", outage, "ACME", "--why", "no", by="bob")
    shell.ask("client", "drop", outage, "ACME", "--why", "not theirs")
    assert "is the only client" in shell.refused("client", "drop", outage, "Initech", "--why", "no")
    assert "is a client of" in shell.refused("client", "add", outage, "initech")
