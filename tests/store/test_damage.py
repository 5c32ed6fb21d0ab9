"""A damaged file: whatever was flipped, everything answers with what can be read, or with a sentence."""

import json
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from incident_console.store import engine, file
from incident_console.store.errors import Damaged, StoreError
from incident_console.store.store import Store
from tests.cli.terminal_user import Shell
from tests.store.scribe import declare, note, some_file
from tests.store.test_verify import behind_its_back

FLIPS = 400
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


@pytest.mark.parametrize("part", range(4))
def test_any_flip_is_answered_in_sentences_and_verify_finds_it_or_nothing_reads_otherwise(
    lived: Shell, tmp_path: Path, part: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nobody copies a log into these files just now.
    monkeypatch.setattr(file, "COPYING_SECONDS", 0)
    refs = [row["ref"] for row in lived.ask("list", "--all")]
    whole = list(answers(lived, refs))
    shell = Shell(tmp_path)
    shell.clock = lived.clock
    shell.db.parent.mkdir()
    for seed in range(part * FLIPS // 4, (part + 1) * FLIPS // 4):
        for old in shell.db.parent.iterdir():
            old.unlink()
        shutil.copy(lived.db, shell.db)
        flipped(shell.db, seed)
        verified = shell.run("verify", "--json")
        assert verified.exception is None or isinstance(verified.exception, SystemExit), (
            seed,
            verified.exception,
        )
        assert not any(words in verified.stderr for words in OUR_FAULT), (seed, verified.stderr)
        found = verified.exit_code != 0
        for expected, got in zip(whole, answers(shell, refs), strict=True):
            assert not any(words in got[3] for words in OUR_FAULT), (seed, got)
            assert got[1] in (0, 1), (seed, got)
            assert found or got == expected, (seed, got)
