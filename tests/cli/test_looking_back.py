"""`show` and `log` at a time of the past: as it happened, and as it was known."""

from __future__ import annotations

from pathlib import Path

from tests.cli.terminal_user import Shell

INCIDENTS = Path(__file__).parents[1] / "data" / "incidents"


def lived(shell: Shell) -> str:
    """14:00 declared by alice; at 14:20 an update of 14:08 is recorded; 14:30 bob owns it; 14:40 a strike."""
    ref = shell.declare("Checkout answers 502", "--severity", "P1")
    shell.clock.advance(minutes=20)
    shell.update(ref, "--at", "14:08", next_update="14:45")
    shell.clock.advance(minutes=5)
    shell.ask("handover", "offer", ref, "--to", "bob", "--status", "All is said")
    shell.clock.advance(minutes=5)
    shell.ask("handover", "accept", ref, by="bob")
    shell.clock.advance(minutes=10)
    (out,) = [row for row in shell.ask("log", ref) if row["type"] == "message_posted"]
    shell.ask("strike", ref, str(out["seq"]), "--why", "It did not go out", by="bob")
    return ref


def stood(shell: Shell, ref: str, at: str, *further: str) -> tuple[str, str, str, int]:
    """Owner, clock and seconds left."""
    shown = shell.ask("show", ref, "--at", at, *further)
    clock = shown["clock"]
    return shown["owner"], clock["kind"], clock["due_at"][11:16], clock["seconds"]


def test_an_incident_is_shown_as_it_stood_with_its_countdown_of_then(shell: Shell) -> None:
    ref = lived(shell)
    known = "--as-known"
    assert stood(shell, ref, "14:09", known) == ("alice", "first_update", "14:10", 60)
    assert stood(shell, ref, "14:22", known) == ("alice", "next_update", "14:45", 23 * 60)
    assert stood(shell, ref, "14:31", known) == ("bob", "next_update", "14:45", 14 * 60)
    assert stood(shell, ref, "14:40", known)[:2] == ("bob", "first_update")
    # What is struck today never told the client anything.
    assert stood(shell, ref, "14:22") == ("alice", "first_update", "14:10", -12 * 60)
    assert stood(shell, ref, "14:31")[0] == "bob"


def test_json_says_of_when_it_is_and_todays_has_no_such_field(shell: Shell) -> None:
    ref = lived(shell)
    as_of = {"at": "2026-09-01T14:09:00Z", "as_known": True}
    assert shell.ask("show", ref, "--at", "14:09", "--as-known")["as_of"] == as_of
    assert "as_of" not in shell.ask("show", ref)
    assert shell.ask("show", ref, "--at", "14:40", "--as-known")["events"] == shell.ask("show", ref)["events"]


def test_the_log_at_a_time_holds_what_had_happened_or_was_known_by_then(shell: Shell) -> None:
    ref = lived(shell)
    happened, known = (
        shell.ask("log", ref, "--at", "14:09"),
        shell.ask("log", ref, "--at", "14:09", "--as-known"),
    )
    assert [row["type"] for row in happened] == ["incident_declared", "update_written", "message_posted"]
    assert [row["struck"] for row in happened] == [False, False, True]
    assert [row["type"] for row in known] == ["incident_declared"]
    then = shell.ask("log", ref, "--at", "14:39", "--as-known")
    assert not [row for row in then if row["struck"]]
    assert [row for row in shell.ask("log", ref, "--at", "14:40", "--as-known") if row["struck"]]


def test_sheet_and_log_say_in_words_of_when_they_are(shell: Shell) -> None:
    ref = lived(shell)
    sheet = shell.say("show", ref, "--at", "14:31", "--as-known")
    assert sheet.splitlines()[0] == "as it was known, at 2026-09-01 14:31 UTC"
    assert "in 14 min" in sheet
    assert "as it happened, at 2026-09-01 14:31 UTC" in shell.say("log", ref, "--at", "14:31").splitlines()[0]


def test_a_time_at_which_there_was_nothing_is_refused_with_one_from_which_on_there_is(shell: Shell) -> None:
    ref = lived(shell)
    early = f"{ref} was not declared yet at 2026-09-01 13:00 UTC; give a time from 2026-09-01 14:00 UTC on"
    assert shell.refused("show", ref, "--at", "13:00") == early
    assert shell.refused("log", ref, "--at", "13:00") == early
    assert "still to come" in shell.wrong("show", ref, "--at", "2026-09-02T10:00")
    assert "--at TIME" in shell.wrong("log", ref, "--as-known")


def test_an_import_is_read_as_it_happened_and_was_known_only_since_it_came(
    shell: Shell,
) -> None:
    for file in sorted(INCIDENTS.glob("*.jsonl")):
        ref = shell.ask("import", str(file))["ref"]
        rows = shell.ask("log", ref)
        times = [row["occurred_at"] for row in rows]
        for at in sorted({times[0], times[len(times) // 2], times[-1]}):
            there = shell.ask("log", ref, "--at", at)
            assert [row["seq"] for row in there] == [row["seq"] for row in rows if row["occurred_at"] <= at]
            shown = shell.ask("show", ref, "--at", at)
            assert shown["events"] == len(there)
        assert "or leave out --as-known" in shell.refused("show", ref, "--at", times[-1], "--as-known")


def test_the_sheet_of_an_import_counts_down_as_its_json_does_and_today_to_nothing(shell: Shell) -> None:
    ref = shell.say("import", str(INCIDENTS / "gcp-2022-07-19-gce-europe-west2.jsonl")).strip()
    assert shell.ask("show", ref, "--at", "2022-07-19T18:00Z")["clock"]["seconds"] == 45 * 60
    assert "Next update in 45 min, promised for" in shell.say("show", ref, "--at", "2022-07-19T18:00Z")
    assert "Next update" not in shell.say("show", ref)
