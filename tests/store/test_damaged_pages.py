"""A page of the board that is damaged takes no incident along: the log says what it held."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.terminal_user import Shell
from tests.store.paging import pages, spoiled

COUNT = 30


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """So many incidents that their rows fill several pages, five of them over, at rest."""
    shell = Shell(tmp_path_factory.mktemp("lived"))
    refs = [
        shell.declare(f"Incident {n}, of which this is the title", "--client", "ACME") for n in range(COUNT)
    ]
    for ref in refs[:5]:
        shell.say("stand-down", ref, "--why", "a false alarm")
    shell.say("note", refs[7], "the pool is full")
    shell.say("verify", "--rebuild")
    return shell


def noise(size: int) -> bytes:
    return random.Random(size).randbytes(size)


@pytest.fixture
def shell(tmp_path: Path, lived: Shell) -> Shell:
    shell = Shell(tmp_path)
    shell.clock = lived.clock
    shell.db.parent.mkdir()
    return shell


def spoil(lived: Shell, shell: Shell, page: int, fill: bytes) -> None:
    """Make the other record a copy with this page of it damaged."""
    for old in shell.db.parent.iterdir():
        old.unlink()
    shell.db.write_bytes(spoiled(lived.db.read_bytes(), page, fill))


FILLS: list[Callable[[int], bytes]] = [bytes, lambda size: b"\xff" * size, noise]


@pytest.mark.parametrize("fill", FILLS, ids=["zeros", "ones", "noise"])
def test_every_incident_is_there_whatever_page_of_the_board_is_damaged(
    lived: Shell, shell: Shell, fill: Callable[[int], bytes]
) -> None:
    rows = lived.ask("list", "--all")
    refs = sorted(row["ref"] for row in rows)
    found = list(pages(lived.db))
    assert {"incidents", "incidents_by_ref", "incidents_by_shelf"} < {tree for tree, _ in found}
    for tree, page in found:
        spoil(lived, shell, page, fill(4096))
        said = shell.ask("list", "--all")
        assert sorted(row["ref"] for row in said) == refs, (tree, page)
        again = [{**row, "damaged": None} for row in said]
        assert sorted(again, key=lambda row: str(row["ref"])) == sorted(
            ({**row, "damaged": None} for row in rows), key=lambda row: str(row["ref"])
        )
        assert len(shell.say("list").splitlines()) == COUNT - 5
        assert "title" in shell.say("show", refs[0])
        assert "the pool is full" in shell.say("search", "pool")
        assert shell.run("statusline").exit_code == 0
        assert "1 overdue" not in shell.say("statusline")
        assert shell.run("verify").exit_code == 1, (tree, page)


def test_what_is_recorded_there_says_that_the_file_is_damaged_and_records_nothing(
    lived: Shell, shell: Shell
) -> None:
    table = [page for tree, page in pages(lived.db) if tree == "incidents"]
    spoil(lived, shell, table[0], bytes(4096))
    ref = shell.ask("list")[0]["ref"]
    events = shell.show(ref)["events"]
    said = shell.refused("note", ref, "more")
    assert "nothing was recorded" in said
    assert "verify the file" in said
    assert shell.show(ref)["events"] == events


def test_reading_what_is_left_of_it_changes_nothing(lived: Shell, shell: Shell) -> None:
    table = [page for tree, page in pages(lived.db) if tree == "incidents"]
    spoil(lived, shell, table[1], bytes(4096))
    before = shell.db.read_bytes()
    shell.say("list", "--all")
    shell.run("verify")
    assert shell.db.read_bytes() == before
