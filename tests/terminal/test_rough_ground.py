"""The war room on rough ground: another encoding, a record restored under it, an editor cut short."""

import io
import os
import pty
import re
import signal
from contextlib import suppress
from pathlib import Path

import pytest

from incident_console.clock import SystemClock
from incident_console.desk import Desk
from incident_console.domain.policy import Policy
from incident_console.domain.response import note
from incident_console.domain.vocabulary import Criterion
from incident_console.store.store import Store
from incident_console.tui.terminal.keyboard import WhileThere
from tests.terminal.pseudo import Pseudo, children, incident_console

pytestmark = pytest.mark.terminal

TITLE = "Die Kasse nimmt keine Karten → Störung"


def declared(record: Path) -> str:
    with Store.open(record, create=True) as store:
        desk = Desk(store, SystemClock(), Policy(), "alice")
        return desk.declare(title=TITLE, because=[Criterion.PRODUCTION], impact="all").incident.ref


def room(record: Path, *changes: str, **variables: str) -> Pseudo:
    words = [*incident_console(*changes), "--db", str(record), "--as", "alice"]
    return Pseudo(words, columns=120, rows=40, **variables)


@pytest.mark.parametrize("encoding", ["iso8859-1", "ascii", "cp1252"])
def test_a_terminal_without_utf_8_gets_signs_that_it_can_read(tmp_path: Path, encoding: str) -> None:
    record = tmp_path / "incidents.db"
    declared(record)
    with room(record, PYTHONIOENCODING=encoding, PYTHONUTF8="0") as terminal:
        kasse = TITLE.partition(" ö")[0].split()[1]
        terminal.until_written(kasse)
        for key, shown in (("d", "Declare an incident"), ("u", "Update 1"), ("?", "look for a key")):
            terminal.press(key)
            terminal.until_written(shown)
            terminal.press("\x1b")
            terminal.read_for(0.3)
        assert b"\\u" not in terminal.written
        assert b"\\x" not in terminal.written
        assert b"> St" in terminal.written
        terminal.written.decode(encoding)
        if encoding != "ascii":
            assert "Störung".encode(encoding) in terminal.written


@pytest.mark.parametrize("wrote_before", [False, True])
def test_a_restore_under_an_open_room_is_noticed_before_any_write(tmp_path: Path, wrote_before: bool) -> None:
    record, backup = tmp_path / "incidents.db", tmp_path / "backup.db"
    ref = declared(record)
    with Store.open(record, create=False) as store:
        store.backup(backup)
        Desk(store, SystemClock(), Policy(), "alice").act(ref, note, what="after the backup")
    with room(record) as terminal:
        terminal.until_written("after the backup")
        if wrote_before:
            terminal.press("n")
            terminal.until_written("Note in")
            terminal.press("one\x13")
            terminal.until_written("one")
        for path in (record.with_name("incidents.db-wal"), record.with_name("incidents.db-shm")):
            path.unlink(missing_ok=True)
        backup.replace(record)
        terminal.until(lambda: gone(terminal), "the notice")
        terminal.press("n")
        terminal.until_written("Note in")
        terminal.press("two\x13")
        terminal.read_for(1.0)
    with Store.open(record, create=False) as store:
        texts = [entry.event.text for entry in store.entries(store.find(ref))]
    assert "two" not in texts
    assert "after the backup" not in texts


def gone(terminal: Pseudo) -> bool:
    """Whether it is said that the record was replaced, wherever the sentence breaks."""
    text = re.sub(rb"\x1b\[[0-?]*[ -/]*[@-~]|\xe2\x96\x8c|\s", b"", terminal.written)
    return b"nothingwasrecorded" in text or b"whileopen" in text


SOON = "from incident_console.tui.composer import editor; editor.KILLED_SECONDS = 0.2"
"""An editor has little time to leave."""

EDITOR = """#!/bin/sh
trap '{on_term}' TERM
printf '\\nWritten in the editor.\\n' >> "$1"
: > '{begun}'
while :; do sleep 0.1; done
"""


@pytest.mark.parametrize("listens", [True, False], ids=["that listens", "that does not"])
def test_a_signal_while_an_editor_is_open_leaves_no_text_behind(tmp_path: Path, listens: bool) -> None:
    record, temporary, begun, told = (tmp_path / name for name in ("i.db", "tmp", "begun", "told"))
    temporary.mkdir()
    declared(record)
    editor = tmp_path / "editor"
    editor.write_text(EDITOR.format(begun=begun, on_term=f": > {told}; exit 0" if listens else ""))
    editor.chmod(0o700)
    with room(record, SOON, TMPDIR=str(temporary), EDITOR=str(editor), VISUAL=str(editor)) as terminal:
        terminal.until_written("Kasse")
        terminal.press("u")
        terminal.until_written("Looking into")
        terminal.press("\x0f")
        terminal.until(begun.exists, "the editor")
        os.kill(terminal.program.pid, signal.SIGTERM)
        assert terminal.ended() == 128 + signal.SIGTERM
        terminal.assert_as_it_was()
    assert told.exists() == listens
    assert list(temporary.iterdir()) == []
    with Store.open(record, create=False) as store:
        (draft,) = store.drafts("alice")
    assert "Written in the editor." in " ".join(draft.fields.values())


def test_a_byte_that_is_no_text_and_a_sequence_that_is_no_key_end_nothing(tmp_path: Path) -> None:
    record = tmp_path / "incidents.db"
    declared(record)
    with room(record) as terminal:
        terminal.until_written("Kasse")
        for sent in (
            b"\xff\xfe\xc3",
            b"\x1b[99999999999;1u",
            b"\x1b[M\xff\xff\xff",
            b"\x1b[48;99999;99999;1;1t",
        ):
            os.write(terminal.outside, sent)
            terminal.read_for(0.3)
        terminal.press("\x1b")
        terminal.read_for(0.3)
        terminal.press("d")
        terminal.until_written("Declare an incident")
        terminal.press("\x11")
        assert terminal.ended() == 0


def test_what_is_written_to_a_terminal_that_is_gone_is_dropped() -> None:
    outside, inside = pty.openpty()
    os.close(outside)
    with suppress(OSError), os.fdopen(inside, "w") as gone:
        gone.write("a frame")
        with pytest.raises(OSError, match="Input/output"):
            gone.flush()
        WhileThere(gone).flush()
        WhileThere(gone).write("another " * io.DEFAULT_BUFFER_SIZE)


def test_a_signal_to_continue_leaves_the_terminal_to_one_reader(tmp_path: Path) -> None:
    record = tmp_path / "incidents.db"
    declared(record)
    with room(record) as terminal:
        terminal.until_written("Kasse")
        (child,) = children(terminal.program.pid)
        threads = len(list(Path(f"/proc/{child}/task").iterdir()))
        os.kill(child, signal.SIGCONT)
        terminal.press("?")
        terminal.until_written("look for a key")
        assert len(list(Path(f"/proc/{child}/task").iterdir())) == threads
        assert terminal.written.count(b"\x1b[?1049h") == 1
