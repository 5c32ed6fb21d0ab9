"""A disk that is full while the room is open: what is said is true, and no text is lost, by no signal."""

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from incident_console.store.store import Store
from tests.small_disk import fill, free, small_disk
from tests.terminal.pseudo import Pseudo
from tests.terminal.test_rough_ground import declared, room

pytestmark = [pytest.mark.terminal, pytest.mark.mounts]

WORDS = "pool at 100 percent since noon"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk") as place:
        yield place


def seen(terminal: Pseudo) -> str:
    """All that was written so far, without what steers the terminal, blanks and the edges of boxes."""
    return re.sub(r"\x1b\[[0-?]*[ -/]*[@-~]|[▌│]|\s", "", terminal.written.decode("utf-8", "replace"))


def until_seen(terminal: Pseudo, text: str) -> None:
    wanted = re.sub(r"\s", "", text)
    terminal.until(lambda: wanted in seen(terminal), repr(text))


def writing(disk: Path, key: str, title: str) -> Pseudo:
    """A room on that disk in which somebody writes while it fills."""
    record = disk / "incidents.db"
    declared(record)
    terminal = room(record)
    terminal.until_written("Kasse")
    terminal.press(key)
    until_seen(terminal, title)
    fill(disk)
    terminal.press(WORDS)
    until_seen(terminal, WORDS.rsplit(maxsplit=1)[-1])
    return terminal


def drafts(disk: Path) -> str:
    with Store.open(disk / "incidents.db", read_only=True) as store:
        return " ".join(text for draft in store.drafts("alice") for text in draft.fields.values())


@pytest.mark.parametrize(
    ("key", "title"), [("n", "Note in"), ("d", "Declare an incident"), ("u", "Update 1")]
)
def test_what_is_written_then_is_saved_once_there_is_room_again(disk: Path, key: str, title: str) -> None:
    with writing(disk, key, title) as terminal:
        terminal.press("\x1b")
        until_seen(terminal, "not saved yet")
        assert WORDS not in drafts(disk)
        free(disk)
        until_seen(terminal, "What waited to be saved is saved now")
        assert WORDS in drafts(disk)


def test_what_is_to_be_recorded_says_what_to_do_and_stays_as_it_was_written(disk: Path) -> None:
    with writing(disk, "n", "Note in") as terminal:
        terminal.press("\x13")
        until_seen(terminal, "nothing was recorded")
        until_seen(terminal, "is full")
        until_seen(terminal, "free some of it")
        free(disk)
        terminal.press("\x13")
        until_seen(terminal, "alice" + WORDS)
        terminal.press("\x11")
        assert terminal.ended() == 0
    with Store.open(disk / "incidents.db", read_only=True) as store:
        texts = [entry.event.text for entry in store.entries(store.find("."))]
    assert texts.count(WORDS) == 1
    assert WORDS not in drafts(disk)


NOTE, UPDATE = ("n", "Note in", "note"), ("u", "Update 1", "update")


@pytest.mark.parametrize(
    ("form", "left", "number"),
    [
        pytest.param(NOTE, False, signal.SIGTERM, id="note, being written, SIGTERM"),
        pytest.param(NOTE, True, signal.SIGHUP, id="note, left by esc, SIGHUP"),
        pytest.param(UPDATE, False, signal.SIGHUP, id="update, being written, SIGHUP"),
        pytest.param(UPDATE, True, signal.SIGTERM, id="update, left by esc, SIGTERM"),
    ],
)
def test_a_signal_shows_what_could_not_be_saved(
    disk: Path, form: tuple[str, str, str], left: bool, number: signal.Signals
) -> None:
    key, title, kind = form
    with writing(disk, key, title) as terminal:
        if left:
            terminal.press("\x1b")
            until_seen(terminal, "not saved yet")
        os.kill(terminal.program.pid, number)
        assert terminal.ended() == 128 + number
        terminal.assert_as_it_was()
        after = terminal.written.rpartition(b"\x1b[?1049l")[2].decode()
        assert f"incident-console: this {kind} could not be saved:" in after
        assert f": {WORDS}" in after
        assert "\x1b[3" not in after


def test_a_signal_shows_nothing_where_all_is_saved(tmp_path: Path) -> None:
    record = tmp_path / "incidents.db"
    declared(record)
    with room(record) as terminal:
        terminal.until_written("Kasse")
        terminal.press("n")
        until_seen(terminal, "Note in")
        terminal.press(WORDS)
        until_seen(terminal, WORDS.rsplit(maxsplit=1)[-1])
        os.kill(terminal.program.pid, signal.SIGTERM)
        assert terminal.ended() == 128 + signal.SIGTERM
        assert b"could not be saved" not in terminal.written
    with Store.open(record, read_only=True) as store:
        assert WORDS in " ".join(store.drafts("alice")[0].fields.values())
