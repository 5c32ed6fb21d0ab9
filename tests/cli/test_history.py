"""`history`: what is past, found again by command."""

import json
from pathlib import Path

import pytest

from tests.cli.terminal_user import Shell

REAL = Path(__file__).parents[1] / "data" / "incidents"
EXPECTED = json.loads((REAL / "expected.json").read_text("utf-8"))

FIELDS = {
    *(
        "ref",
        "title",
        "severity",
        "highest_severity",
        "clients",
        "owner",
        "declared_at",
        "closed_at",
        "minutes",
    ),
    *("promises", "owed", "review", "hits"),
}


@pytest.fixture
def ended(shell: Shell) -> str:
    """An incident that was worse than it is, missed a promise by ten minutes, and is closed."""
    ref = shell.declare("Checkout answers 502", "--severity", "P2", "--client", "ACME")
    shell.update(ref)
    shell.say("severity", ref, "P1", "--why", "the connection pool is empty")
    shell.pass_minutes(40)
    shell.update(ref)
    shell.say("severity", ref, "P3", "--why", "pool is filling")
    shell.say("action", "add", ref, "Alert on the pool", "--owner", "oli", "--due", "2026-09-20")
    shell.say("resolve", ref, "--criterion", "restored")
    shell.say("confirm", ref)
    shell.pass_minutes(5)
    shell.say("close", ref, "--what", "pool", "--customer-impact", "502", "--prevention", "alert", "--posted")
    return ref


def test_an_incident_of_the_past_is_answered_with_how_it_went(shell: Shell, ended: str) -> None:
    shell.pass_minutes(60)
    (found,) = shell.ask("history", "connection", "pool")
    assert set(found) >= FIELDS
    assert (found["ref"], found["severity"], found["highest_severity"]) == (ended, "P3", "P1")
    assert (found["clients"], found["owner"], found["minutes"]) == (["ACME"], "alice", 45)
    assert (found["declared_at"], found["closed_at"]) == ("2026-09-01T14:00:00Z", "2026-09-01T14:45:00Z")
    shown = shell.show(ended)
    assert found["promises"] == shell.ask("metrics", ended)["promises"]
    assert found["promises"]["late"] == 1
    assert found["owed"] == shown["owed"]
    assert [each["kind"] for each in found["owed"]] == ["review", "follow_up"]
    assert found["review"] == "due"
    (hit,) = found["hits"]
    assert (hit["text"], hit["at"], hit["struck"]) == (
        "the connection pool is empty",
        "2026-09-01T14:00:00Z",
        False,
    )
    (entry,) = (entry for entry in shell.ask("log", ended) if entry["seq"] == hit["seq"])
    assert entry["text"] == hit["text"]


def test_it_is_found_by_what_is_known_of_it(shell: Shell, ended: str) -> None:
    other = shell.declare("Search is slow", "--owner", "bob")
    drill = shell.declare("Fire drill", "--drill")

    def refs(*options: str) -> list[str]:
        return [each["ref"] for each in shell.ask("history", *options)]

    assert refs() == [other, ended]
    assert refs("--sort", "highest") == [ended, other]
    assert refs("--drills") == [*sorted([other, drill]), ended]
    assert refs("--severity", "p1") == refs("--severity", "P3") == refs("--client", "acme") == [ended]
    assert refs("--owner", "BOB") == [other]
    assert refs("--since", "2026-09-01T14:30Z") == [other]
    assert refs("--until", "2026-09-01") == [other, ended]
    assert refs("--until", "2026-08-31") == []


def test_the_last_word_may_be_unfinished_and_a_struck_entry_says_so(shell: Shell, ended: str) -> None:
    shell.say("note", ended, "rumours of a meteor")
    (seq,) = (hit["seq"] for hit in shell.ask("history", "meteo")[0]["hits"])
    shell.say("strike", ended, str(seq), "--why", "nonsense")
    (found,) = shell.ask("history", "meteo")
    assert [hit["struck"] for hit in found["hits"]] == [True]
    assert "[struck] rumours of a meteor" in shell.say("history", "meteor")


def test_a_line_tells_how_it_went_and_what_was_said_stands_below(shell: Shell, ended: str) -> None:
    first, *below = shell.say("history", "connection").splitlines()
    for part in ("2026-09-01", ended, "P1→P3", "alice", "ACME", "45 min", "late 10 min", "review in"):
        assert part in first
    assert first.endswith("Checkout answers 502")
    assert "the connection pool is empty" in below[0]
    assert "kept" not in shell.say("history", "--owner", "nobody")


def test_without_words_nothing_stands_below(shell: Shell, ended: str) -> None:
    assert len(shell.say("history").splitlines()) == 1


@pytest.mark.parametrize("arguments", [(), ("pool",), ("--json",)])
def test_where_nothing_is_recorded_nothing_is_found_and_no_file_is_made(
    shell: Shell, arguments: tuple[str, ...]
) -> None:
    answer = shell.say("history", *arguments)
    assert answer.strip() == "[]" if "--json" in arguments else answer.startswith("No incident")
    assert not shell.db.exists()


def test_where_nothing_is_found_the_sentence_says_what_was_looked_for(shell: Shell) -> None:
    assert shell.say("history") == "No incident is recorded yet.\n"
    assert shell.say("history", "--severity", "P1") == "No incident is like that.\n"
    assert shell.say("history", "pool") == "No incident in which these words were said.\n"


def test_a_time_between_two_lives_is_in_no_duration(shell: Shell, ended: str) -> None:
    shell.pass_minutes(600)
    shell.say("reopen", ended, "--why", "it is back")
    shell.pass_minutes(15)
    (found,) = shell.ask("history", "pool")
    assert (found["minutes"], found["closed_at"], found["review"]) == (60, None, None)


@pytest.mark.parametrize("name", EXPECTED)
def test_real_incidents_are_found_with_their_figures(shell: Shell, name: str) -> None:
    ref = shell.ask("import", str(REAL / f"{name}.jsonl"))["ref"]
    (found,) = shell.ask("history")
    figures = shell.ask("metrics", ref)
    assert found["ref"] == ref
    assert found["promises"] == figures["promises"]
    assert found["highest_severity"] == figures["highest_severity"]
    assert (found["owed"], found["review"], found["hits"]) == ([], None, [])


def test_a_sheet_says_that_it_shows_the_last_promises_only(shell: Shell) -> None:
    ref = shell.say("import", str(REAL / "gcp-2022-07-19-gce-europe-west2.jsonl")).strip()
    sheet = shell.say("show", ref)
    assert "6 kept, the last 5 ──" in sheet
    assert sheet.count(": kept") == 5


def test_what_cannot_be_asked_is_refused_with_what_can(shell: Shell) -> None:
    assert "when" in shell.wrong("history", "--sort", "colour")
    assert "P1, P2, P3, P4" in shell.wrong("history", "--severity", "P7")
    for command in ("history", "search"):
        assert "“🔥 *” holds no letter or digit to look for" in shell.refused(command, "🔥", "*")


def test_a_time_whose_offset_is_not_that_of_now_carries_its_zone(shell: Shell, tmp_path: Path) -> None:
    shell.configure('zone = "Europe/Berlin"\n')
    past = tmp_path / "winter.jsonl"
    past.write_text('{"at": "2026-01-10T09:00:00Z", "kind": "declared", "text": "Winter outage"}\n')
    shell.say("import", str(past))
    shell.declare("Summer outage")
    summer, winter = shell.say("history").splitlines()
    assert winter.startswith("2026-01-10 10:00 CET  ")
    assert "CEST" not in summer
