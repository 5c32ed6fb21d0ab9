"""Out and in again, proven, copied: export, import, verify, backup."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.cli.terminal_user import Shell

REAL = Path(__file__).parents[1] / "data" / "incidents"
EXPECTED: dict[str, dict[str, Any]] = json.loads((REAL / "expected.json").read_text("utf-8"))


@pytest.mark.parametrize("name", EXPECTED)
def test_real_incidents_come_in_with_the_expected_figures(shell: Shell, name: str) -> None:
    expected = EXPECTED[name]
    imported = shell.ask("import", str(REAL / f"{name}.jsonl"))
    assert set(imported) == {"ref", "id", "warnings"}
    assert imported["warnings"] == []
    figures = shell.ask("metrics", imported["ref"])
    promises = figures["promises"]
    assert figures["updates"] == expected["client_updates"]
    assert (promises["made"], promises["kept"], promises["late"]) == (
        expected["commitments"],
        expected["kept"],
        expected["late"],
    )
    assert figures["late_seconds"] == expected["late_detail"]
    assert figures["update_gaps_minutes"] == expected["gaps_min"]
    assert figures["longest_silence_minutes"] == expected["max_gap_min"]
    assert figures["impact_minutes"] == expected["impact_min"]


def test_an_import_is_history_never_on_the_board(shell: Shell) -> None:
    past = REAL / f"{next(iter(EXPECTED))}.jsonl"
    given = ("--title", "Outage", "--severity", "P1", "--owner", "Dana")
    ref = shell.say("import", str(past), *given).strip()
    shown = shell.show(ref)
    assert (shown["title"], shown["severity"], shown["owner"]) == ("Outage", "P1", "Dana")
    assert (shown["status"], shown["clock"]) == ("closed", None)
    assert shell.ask("list") == []
    assert "imported" in shell.say("list", "--all")
    assert "history" in shell.refused("reopen", ref, "--why", "x")
    assert shell.ask("verify")["whole"] is True


def test_a_bad_line_is_named_and_nothing_of_the_file_is_recorded(shell: Shell, tmp_path: Path) -> None:
    good = {"at": "2026-08-01T10:00:00Z", "kind": "declared", "text": "it broke"}
    bad = tmp_path / "bad.jsonl"
    bad.write_text(f"{json.dumps(good)}\n{{broken\n", "utf-8")
    assert "2" in shell.refused("import", str(bad))
    bad.write_bytes(b"\xff\xfe")
    assert "UTF-8" in shell.refused("import", str(bad))
    assert "another file" in shell.refused("import", str(tmp_path / "none.jsonl"))
    assert shell.ask("list", "--all") == []


def test_an_import_may_come_through_a_pipe(shell: Shell) -> None:
    line = {"at": "2026-08-01T10:00:00Z", "kind": "declared", "text": "it broke"}
    result = shell.run("import", "-", "--json", stdin=json.dumps(line).encode())
    assert shell.show(json.loads(result.stdout)["ref"])["title"] == "it broke"


@pytest.mark.parametrize("format", ["md", "html", "json", "csv"])
def test_an_export_goes_to_stdout_or_into_a_new_private_file(
    shell: Shell, tmp_path: Path, format: str
) -> None:
    ref = shell.declare()
    text = shell.say("export", ref, "--format", format)
    assert "Checkout answers 502" in text
    file = tmp_path / f"{ref}.{format}"
    written = shell.ask("export", ref, "--format", format, "--output", str(file))
    assert written["path"] == str(file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_text("utf-8") == text
    assert "exists already" in shell.refused("export", ref, "--format", format, "--output", str(file))


def test_an_export_in_any_format_answers_json_where_it_is_asked_to(shell: Shell) -> None:
    ref = shell.declare()
    assert shell.ask("export", ref, "--format", "json")["incident"]["ref"] == ref
    assert ref in shell.ask("export", ref, "--format", "md")["text"]


def test_verify_prints_the_anchor_and_names_what_was_altered(shell: Shell) -> None:
    ref = shell.declare()
    whole = shell.ask("verify", ref)
    assert (whole["whole"], whole["events"]) == (True, 1)
    console, count, known = whole["anchor"].split(":")
    assert (len(console), count, len(known)) == (12, "1", 32)
    shell.say("note", ref, "pool at 100 %")
    assert shell.ask("verify", ref, "--anchor", whole["anchor"])["whole"] is True
    assert "are missing" in shell.run("verify", ref, "--anchor", f"{console}:5:{known}").stderr
    assert "are missing" in shell.run("verify", ref, "--anchor", f"{console}:1:{known[:-1]}!").stderr
    assert "is no anchor" in shell.run("verify", "--anchor", "anchor").stderr
    whole = shell.ask("verify", ref)
    assert whole["anchor"] in shell.say("verify", ref)
    connection = sqlite3.connect(shell.db)
    (guard,) = connection.execute(
        "SELECT sql FROM sqlite_master WHERE name = 'events_are_never_changed'"
    ).fetchone()
    connection.execute("DROP TRIGGER events_are_never_changed")
    connection.execute("UPDATE events SET \"by\" = 'mallory'")
    connection.execute(guard)
    connection.commit()
    connection.close()
    result = shell.run("verify", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["whole"] is False
    assert "altered" in result.stderr
    assert "last backup" in result.stderr


def test_what_is_derived_can_be_rebuilt(shell: Shell) -> None:
    ref = shell.declare()
    connection = sqlite3.connect(shell.db)
    connection.execute("UPDATE incidents SET title = 'another'")
    connection.commit()
    connection.close()
    result = shell.run("verify")
    assert (result.exit_code, "verify --rebuild" in result.stderr) == (1, True)
    assert shell.ask("verify", "--rebuild")["whole"] is True
    assert shell.ask("list")[0]["title"] == shell.show(ref)["title"]


def test_a_backup_is_complete_private_and_never_over_another_file(shell: Shell, tmp_path: Path) -> None:
    ref = shell.declare()
    copy = tmp_path / "copy.db"
    assert shell.ask("backup", str(copy))["path"] == str(copy)
    assert copy.stat().st_mode & 0o777 == 0o600
    assert "exists already" in shell.refused("backup", str(copy))
    shell.db = copy
    assert shell.show(ref)["title"] == "Checkout answers 502"


def test_history_calls_for_nothing(shell: Shell) -> None:
    result = shell.run("import", str(REAL / f"{next(iter(EXPECTED))}.jsonl"))
    assert "confirm" not in result.stderr


def test_verify_answers_with_the_same_fields_before_anything_is_recorded(shell: Shell) -> None:
    before = shell.ask("verify")
    shell.declare()
    assert set(before) == set(shell.ask("verify"))
    assert (before["whole"], before["events"], before["ref"]) == (True, 0, None)


def test_what_an_import_kept_otherwise_is_warned_of_and_nobody_is_named_where_nobody_was(
    shell: Shell, tmp_path: Path
) -> None:
    file = tmp_path / "past.json"
    facts = [
        {"at": "2026-08-01", "kind": "finding", "text": "pool", "severity": "SEV1"},
        {
            "at": "2026-08-01T10:00:00Z",
            "kind": "client_update",
            "text": "we look",
            "next_update_at": "2026-08-01T11:00:00Z",
        },
    ]
    file.write_text(json.dumps(facts, indent=1), "utf-8")
    imported = shell.ask("import", str(file))
    (warning,) = imported["warnings"]
    assert warning.startswith("line 2: severity SEV1 is none of P1, P2, P3, P4")
    said = shell.run("import", str(file))
    assert said.stderr.splitlines()[-1] == f"Warning: {warning}."
    ref = imported["ref"]
    assert {row["by"] for row in shell.ask("log", ref)} == {None, shell.ask("log", ref)[-1]["by"]}
    assert {hit["by"] for hit in shell.ask("search", "pool")} == {None}
    for command in (["log", ref], ["show", ref], ["search", "pool"], ["metrics", ref]):
        text = shell.say(*command)
        assert "None" not in text
        assert ": : " not in text
        assert "  : " not in text
        assert "overdue" not in text
    assert "finding: pool" in shell.say("log", ref)
    for command in (["show", ref], ["metrics", ref]):
        assert "1 never answered" in shell.say(*command)
        assert "1 open" not in shell.say(*command)


def test_the_serious_finding_leads_and_entries_are_looked_at_though_the_guards_are_gone(shell: Shell) -> None:
    ref = shell.declare()
    shell.say("note", ref, "pool at 100 %")
    connection = sqlite3.connect(shell.db)
    for name in ("changed", "deleted", "replaced", "displaced"):
        connection.execute(f"DROP TRIGGER events_are_never_{name}")
    connection.execute("INSERT INTO events_fts (events_fts) VALUES ('delete-all')")
    connection.execute("UPDATE events SET \"by\" = 'mallory' WHERE place = 2")
    connection.commit()
    connection.close()
    assert "without events_are_never_changed" in shell.refused("list")
    result = shell.run("verify", "--json")
    sentences = [each["sentence"] for each in json.loads(result.stdout)["findings"]]
    assert sentences[0].startswith(f"{ref}: entry 2 is not what was recorded")
    assert sum("is missing from the file" in said for said in sentences[1:-1]) == 4
    assert "search index" in sentences[-1]
    assert f"{ref}: entry 2" in result.stderr
    assert "without" in shell.refused("verify", "--rebuild")


def test_one_finding_is_one(shell: Shell) -> None:
    shell.declare()
    connection = sqlite3.connect(shell.db)
    connection.execute("UPDATE incidents SET shelf = 0")
    connection.commit()
    connection.close()
    assert "Looked at 1 incident, 1 event: 1 finding.\n" in shell.run("verify").stdout
