"""Copying: through the terminal, into tmux's buffer, and into a private file under a harmless name."""

import asyncio
import base64
import stat
import sys
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from incident_console.private_files import replace
from incident_console.tui.terminal import copying
from incident_console.tui.terminal.copying import copy, file_beside
from tests.terminal.tmux import Tmux


class Room:
    """As much of a war room as copying needs."""

    def __init__(self, record: Path, *, is_headless: bool = False) -> None:
        self.is_headless = is_headless
        self.reader = SimpleNamespace(store=SimpleNamespace(path=record))
        self.clipboard = ""

    def copy_to_clipboard(self, text: str) -> None:
        self.clipboard = text


def test_it_is_on_the_clipboard_and_in_a_private_file(tmp_path: Path) -> None:
    room = Room(tmp_path / "incidents.db")
    said = asyncio.run(copy(cast("Any", room), "Impact: all", "7K3Q-5-update.txt"))
    file = tmp_path / "incidents.db.outbox" / "7K3Q-5-update.txt"
    assert said == f"on the clipboard where the terminal allows it and in {file}"
    assert room.clipboard == "Impact: all"
    assert file.read_text() == "Impact: all\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    said = asyncio.run(copy(cast("Any", room), "Impact: all", file.name))
    assert said == "on the clipboard where the terminal allows it"


def test_a_later_copy_takes_its_place_and_leaves_nothing_else(tmp_path: Path) -> None:
    room = Room(tmp_path / "incidents.db")
    asyncio.run(copy(cast("Any", room), "one", "copy.txt"))
    asyncio.run(copy(cast("Any", room), "two", "copy.txt"))
    (file,) = (tmp_path / "incidents.db.outbox").iterdir()
    assert file.read_text() == "two\n"


@pytest.mark.parametrize(
    ("name", "file"),
    [
        *(("../../etc/passwd", "etc-passwd"), (".bashrc", "bashrc"), ("-rf *", "rf-")),
        *(("\x1b]0;x\x07", "0-x-"), ("a" * 200, "a" * 80), ("", "copy.txt"), ("…", "copy.txt")),
    ],
)
def test_the_name_is_harmless(tmp_path: Path, name: str, file: str) -> None:
    path = file_beside(tmp_path / "incidents.db", name)
    assert (path.parent.name, path.name) == ("incidents.db.outbox", file)


def test_a_symbolic_link_is_replaced_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("theirs\n")
    link = tmp_path / "copy.txt"
    link.symlink_to(elsewhere)
    replace(link, "mine\n")
    assert elsewhere.read_text() == "theirs\n"
    assert not link.is_symlink()


def test_where_no_file_can_be_written_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "incidents.db.outbox").write_text("in the way")
    said = asyncio.run(copy(cast("Any", Room(tmp_path / "incidents.db")), "text", "copy.txt"))
    assert "not in a file" in said


COPYING = """
import sys
from pathlib import Path
from types import SimpleNamespace
from textual.app import App
from incident_console.tui.terminal.copying import copy

class Copying(App):
    reader = SimpleNamespace(store=SimpleNamespace(path=Path(sys.argv[1])))
    async def on_mount(self):
        said = await copy(self, sys.argv[2], "copy.txt")
        self.exit(message=said)

Copying().run()
"""


@pytest.mark.terminal
def test_in_tmux_it_is_in_the_buffer_as_it_was(tmux: Tmux, tmp_path: Path) -> None:
    pane = tmux.start()
    program, text = tmp_path / "copying.py", "Impact: #{pane_id} #(touch pwned) 30 % — “all”"
    program.write_text(COPYING)
    bytes_written = tmux.record_bytes(pane)
    tmux.type(pane, f"{sys.executable} {program} {tmp_path / 'a.db'} '{text}'; echo ENDED")
    tmux.until_shown(pane, "in tmux's buffer", "\nENDED")
    assert tmux.run("show-buffer") == text
    assert base64.b64encode(text.encode()) in bytes_written.read_bytes()
    assert not (tmp_path / "pwned").exists()
    assert not Path("pwned").exists()


def test_the_screen_never_waits_for_tmux_or_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting: list[threading.Thread] = []

    def slow(text: str) -> bool:
        waiting.append(threading.current_thread())
        return True

    monkeypatch.setenv("TMUX", "somewhere")
    monkeypatch.setattr(copying, "in_tmux_buffer", slow)
    monkeypatch.setattr(copying, "holds", lambda *_: slow("") and False)
    room = Room(tmp_path / "incidents.db")
    room.is_headless = False
    asyncio.run(copy(cast("Any", room), "text", "copy.txt"))
    assert len(waiting) == 2
    assert threading.main_thread() not in waiting
