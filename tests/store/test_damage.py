"""A damaged file: whatever was flipped, everything answers with what can be read, or with a sentence."""

import random
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from incident_console.store import engine, file
from tests.cli.terminal_user import Shell
from tests.long_run import LongRun
from tests.store.test_verify import behind_its_back

FLIPS = 400
SHORT = 32
"""How many of them in the usual run."""

READ = (
    ("list", "--all"),
    ("list", "--all", "--json"),
    ("metrics",),
    ("search", "pool"),
    ("search", "pool", "--json"),
    ("statusline",),
)
READ_OF_EACH = (
    ("show", "{}"),
    ("show", "{}", "--json"),
    ("log", "{}"),
    ("log", "{}", "--json"),
    ("export", "{}", "--format", "md"),
    ("metrics", "{}"),
)
OUR_FAULT = ("Traceback", "should not")


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """Three incidents with a bit of everything, at rest."""
    shell = Shell(tmp_path_factory.mktemp("lived"))
    first = shell.declare("Checkout answers 502", "--client", "ACME", "--impact", "a third fail")
    shell.update(first)
    shell.say("note", first, "the pool is full", "--kind", "finding")
    shell.say("action", "add", first, "scale the pool", "--owner", "bob")
    shell.say("handover", "offer", first, "--to", "bob")
    shell.say("handover", "accept", first, by="bob")
    second = shell.declare("Sign-in is slow")
    shell.say("note", second, "the pool of threads is full")
    shell.pass_minutes(2)
    shell.say("strike", second, "2", "--why", "the other pool")
    shell.say("resolve", second, "--criterion", "workaround")
    shell.declare("Reports are late", "--owner", "dan")
    shell.say("verify", "--rebuild")
    return shell


def answers(shell: Shell, refs: list[str]) -> Iterator[tuple[tuple[str, ...], int, str, str]]:
    """What each reading command says."""
    for command in (
        *READ,
        *(tuple(word.format(ref) for word in each) for each in READ_OF_EACH for ref in refs),
    ):
        result = shell.run(*command)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise AssertionError(f"{command}: {result.exception!r}") from result.exception
        yield command, result.exit_code, result.stdout, result.stderr


def flipped(path: Path, seed: int) -> None:
    """Flip a bit, or a byte, somewhere in a file."""
    chance = random.Random(seed)
    data = bytearray(path.read_bytes())
    # Most of a small file is empty pages: where something stands, more is found.
    at = chance.choice([at for at, byte in enumerate(data) if byte])
    data[at] ^= 1 << chance.randrange(8) if chance.random() < 0.7 else chance.randrange(1, 256)
    path.write_bytes(data)


def look_at_flips(lived: Shell, folder: Path, seeds: Iterable[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is flipped: sentences only, and verify finds it or all reads as before."""
    # Nobody copies a log into these files just now.
    monkeypatch.setattr(file, "COPYING_SECONDS", 0)
    refs = [row["ref"] for row in lived.ask("list", "--all")]
    whole = list(answers(lived, refs))
    shell = Shell(folder)
    shell.clock = lived.clock
    shell.db.parent.mkdir()
    for seed in seeds:
        for old in shell.db.parent.iterdir():
            old.unlink()
        shutil.copy(lived.db, shell.db)
        flipped(shell.db, seed)
        verified = shell.run("verify", "--json")
        assert verified.exception is None or isinstance(verified.exception, SystemExit), seed
        assert not any(words in verified.stderr for words in OUR_FAULT), (seed, verified.stderr)
        found = verified.exit_code != 0
        for expected, got in zip(whole, answers(shell, refs), strict=True):
            assert not any(words in got[3] for words in OUR_FAULT), (seed, got)
            assert got[1] in (0, 1), (seed, got)
            assert found or got == expected, (seed, got)


def test_a_flip_is_answered_in_sentences_and_found_or_nothing_reads_otherwise(
    lived: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_at_flips(lived, tmp_path, range(SHORT), monkeypatch)


@pytest.mark.long
@pytest.mark.parametrize("part", range(4))
def test_hundreds_of_flips_are(
    lived: Shell, tmp_path: Path, part: int, monkeypatch: pytest.MonkeyPatch, long_run: LongRun
) -> None:
    seeds = (part * FLIPS // 4 + number for number in long_run.rounds(FLIPS // 4))
    look_at_flips(lived, tmp_path, seeds, monkeypatch)


@pytest.fixture
def shell(tmp_path: Path, lived: Shell) -> Shell:
    """A copy of that record, to be damaged."""
    shell = Shell(tmp_path)
    shell.clock = lived.clock
    shell.db.parent.mkdir()
    shutil.copy(lived.db, shell.db)
    return shell


def ref_of(shell: Shell, title: str) -> str:
    return next(str(row["ref"]) for row in shell.ask("list", "--all") if row["title"] == title)


CHECKOUT = "Checkout answers 502"
OF_CHECKOUT = f"incident = (SELECT id FROM incidents WHERE title = '{CHECKOUT}')"


@pytest.mark.parametrize(
    "damage",
    [
        "occurred_at = 'X026-09-01T14:00:00.000000Z'",
        "occurred_at = '2026-09-01T14:00:00.000000'",
        "body = replace(body, '\"type\"', '\"tipe\"')",
        "body = CAST(x'7b22ff7d' AS TEXT)",
        "\"by\" = CAST(x'ff' AS TEXT)",
    ],
)
def test_what_can_be_read_of_a_damaged_incident_is_told_and_that_it_is_damaged(
    shell: Shell, damage: str
) -> None:
    ref, other = ref_of(shell, CHECKOUT), ref_of(shell, "Sign-in is slow")
    behind_its_back(shell.db, f"UPDATE events SET {damage} WHERE place = 4 AND {OF_CHECKOUT}")
    for command in (("show", ref), ("log", ref), ("export", ref, "--format", "md"), ("metrics", ref)):
        result = shell.run(*command)
        assert (result.exit_code, ref in result.stdout) == (1, True), (command, result.output)
        assert f"{ref} is damaged at entry 4: " in result.stderr
        assert "verify names the place" in result.stderr
    assert "is damaged at entry 4" in shell.run("show", ref, "--json").stdout
    assert "The record of this incident is damaged" in shell.run("export", ref, "--format", "md").stdout
    assert "is damaged at entry 4" in shell.refused("note", ref, "more")
    assert other in shell.say("show", other)
    assert shell.ask("list")
    assert shell.run("search", "pool").exit_code == 0
    assert "left out" in shell.run("metrics").stderr
    assert f"{ref}: entry 4" in shell.run("verify").stdout


def test_entries_behind_the_damaged_one_are_read_too(shell: Shell) -> None:
    ref = ref_of(shell, CHECKOUT)
    behind_its_back(shell.db, f"UPDATE events SET occurred_at = 'x' WHERE place = 4 AND {OF_CHECKOUT}")
    said = shell.run("log", ref).stdout
    assert [n for n in range(1, 8) if f"\n{n:>4}  " in said] == [1, 2, 3, 5, 6, 7]


@pytest.mark.parametrize(
    "damage",
    [
        "clock_due_at = 'soon'",
        "title = CAST(x'436865636bff' AS TEXT)",
        "status = 'on fire'",
        "clock_kind = 'nothing'",
        "declared_at = '2026-09-01'",
    ],
)
def test_a_row_of_the_board_that_is_damaged_stands_on_it_as_such(shell: Shell, damage: str) -> None:
    ref = ref_of(shell, CHECKOUT)
    count = len(shell.ask("list"))
    behind_its_back(shell.db, f"UPDATE incidents SET {damage} WHERE ref = '{ref}'")
    rows = shell.ask("list")
    assert len(rows) == count
    assert [row["ref"] for row in rows if row["damaged"]] == [ref]
    assert "DAMAGED" in shell.say("list")
    assert ref in shell.say("show", ref)
    assert shell.run("statusline").exit_code == 0
    assert shell.run("verify").exit_code == 1
    shell.say("verify", "--rebuild")
    assert not any(row["damaged"] for row in shell.ask("list"))


def test_the_status_line_says_damaged_where_the_most_urgent_time_is(shell: Shell) -> None:
    behind_its_back(shell.db, "UPDATE incidents SET clock_due_at = '!' WHERE shelf = 1")
    assert "DAMAGED" in shell.say("statusline")
    assert shell.ask("statusline")["damaged"] is True


def test_a_record_that_cannot_be_opened_any_more_can_still_be_copied(shell: Shell, tmp_path: Path) -> None:
    connection = engine.connect(str(shell.db))
    connection.execute("DROP TRIGGER events_are_never_deleted")
    connection.close()
    assert "is damaged" in shell.refused("list")
    shell.say("backup", str(tmp_path / "copy.db"))
    copied = engine.connect(str(tmp_path / "copy.db"), read_only=True)
    assert copied.execute("SELECT count(*) FROM events").fetchone()[0] > 10
    copied.close()


def test_what_is_none_of_ours_is_not_copied(shell: Shell, tmp_path: Path) -> None:
    shell.db.write_text("not a record")
    assert "not a record of this program" in shell.refused("backup", str(tmp_path / "copy.db"))
    assert not (tmp_path / "copy.db").exists()


def test_a_path_that_leads_nowhere_is_no_damage(shell: Shell) -> None:
    ref = ref_of(shell, CHECKOUT)
    behind_its_back(shell.db, "UPDATE incidents SET title = 'x'")
    said = shell.refused("export", ref, "--format", "md", "--output", "~nouser/x.md")
    assert "a home folder that this system does not know" in said
