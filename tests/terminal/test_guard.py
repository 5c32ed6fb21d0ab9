"""The terminal is given back as it was, whatever ends the war room; the exit status is true."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.terminal.pseudo import PATIENCE, Pseudo, children, python

pytestmark = pytest.mark.terminal

ROOM = """
import asyncio, ctypes, os, sys
from incident_console.tui.start.guard import guarded

def war_room():
    from textual.app import App
    from textual.widgets import Static
    from incident_console.tui.start.session import stay

    class Room(App[int]):
        BINDINGS = [("q", "quit"), ("z", "suspend_process")]
        def compose(self):
            yield Static("the room is open")
        def on_resize(self, event):
            self.query_one(Static).update(f"{event.size.width} columns")
        def on_unmount(self):
            open(os.environ["DRAFT"], "w").write("saved")
        def on_key(self, event):
            if event.key == "s":
                ctypes.string_at(0)
            elif event.key == "x":
                raise RuntimeError("a bug")
            elif event.key == "o":
                os._exit(7)
            elif event.key == "e":
                self.exit(return_code=3)
            elif event.key == "h":
                import time
                time.sleep(3600)

    return asyncio.run(stay(Room(), mouse=True))

assert "textual" not in sys.modules
status = guarded(war_room)
assert "textual" not in sys.modules, "the parent must not load it"
try:
    print("AFTER", flush=True)
except OSError:
    os._exit(status)  # nobody is left to read it
sys.exit(status)
"""


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    return tmp_path / "draft"


def opened(draft: Path) -> Pseudo:
    terminal = Pseudo(python(ROOM), DRAFT=str(draft))
    terminal.until_written("100 columns")
    return terminal


@pytest.mark.parametrize(
    ("key", "status"), [("q", 0), ("e", 3), ("x", 1), ("o", 7), ("s", 128 + signal.SIGSEGV)]
)
def test_left_by_key_or_crash(draft: Path, key: str, status: int) -> None:
    with opened(draft) as terminal:
        terminal.press(key)
        assert terminal.ended() == status
        terminal.assert_as_it_was()
        assert b"AFTER" in terminal.written
        assert (b"crashed (Segmentation fault)" in terminal.written) == (key == "s")


@pytest.mark.parametrize(
    ("number", "to_child"), [(signal.SIGTERM, False), (signal.SIGHUP, False), (signal.SIGTERM, True)]
)
def test_left_by_a_signal_in_good_order(draft: Path, number: signal.Signals, to_child: bool) -> None:
    with opened(draft) as terminal:
        target = children(terminal.program.pid)[0] if to_child else terminal.program.pid
        os.kill(target, number)
        assert terminal.ended() == 128 + number
        terminal.assert_as_it_was()
        assert draft.read_text() == "saved"


def test_an_interrupt_that_somebody_sends_ends_it_too(draft: Path) -> None:
    with opened(draft) as terminal:
        os.kill(terminal.program.pid, signal.SIGINT)
        assert terminal.ended() == 128 + signal.SIGINT
        terminal.assert_as_it_was()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGABRT])
def test_a_killed_child_leaves_the_terminal_as_it_was(draft: Path, number: signal.Signals) -> None:
    with opened(draft) as terminal:
        os.kill(children(terminal.program.pid)[0], number)
        assert terminal.ended() == 128 + number
        terminal.assert_as_it_was()


def test_a_war_room_that_hangs_is_ended_after_the_grace(draft: Path) -> None:
    soon = "from incident_console.tui.start import guard; guard.GRACE_SECONDS = 0.5\n"
    with Pseudo(python(soon + ROOM), DRAFT=str(draft)) as terminal:
        terminal.until_written("100 columns")
        terminal.press("h")
        terminal.read(0.5)
        os.kill(terminal.program.pid, signal.SIGTERM)
        assert terminal.ended() == 128 + signal.SIGTERM
        terminal.assert_as_it_was()


def test_the_child_dies_with_the_parent_and_saves_first(draft: Path) -> None:
    with opened(draft) as terminal:
        child = children(terminal.program.pid)[0]
        terminal.program.send_signal(signal.SIGKILL)
        terminal.until(lambda: not Path(f"/proc/{child}").exists() or is_zombie(child), "the child's end")
        assert draft.read_text() == "saved"
        terminal.read(0.2)
        assert terminal.modes_left() == set()


def is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def test_the_window_size_reaches_the_child_once(draft: Path) -> None:
    with opened(draft) as terminal:
        terminal.resize(64, 20)
        terminal.until_written("64 columns")
        terminal.press("q")
        assert terminal.ended() == 0


def test_a_hangup_ends_it(draft: Path) -> None:
    with opened(draft) as terminal:
        child = children(terminal.program.pid)[0]
        os.close(terminal.outside)
        os.close(terminal.inside)
        assert terminal.program.wait(PATIENCE) == 128 + signal.SIGHUP
        assert not Path(f"/proc/{child}").exists()
        assert draft.read_text() == "saved"


def test_job_control_stops_and_continues_both(draft: Path) -> None:
    with Pseudo(["bash", "--norc", "--noprofile", "-i"], DRAFT=str(draft), PS1="READY> ") as shell:
        shell.until_written("READY> ")
        program = draft.with_suffix(".py")
        program.write_text(ROOM)
        shell.press(f"{sys.executable} {program}; echo status $?\n")
        shell.until_written("100 columns")
        shell.press("z")
        shell.until_written("Stopped")
        before = len(shell.written)
        shell.press("echo in the $((40 + 2)) shell\n")
        shell.until_written("in the 42 shell")
        shell.press("fg\n")
        shell.until(lambda: b"\x1b[?1049h" in shell.written[before:], "the room again")
        shell.press("q")
        shell.until_written("AFTER")
        shell.press("exit\n")
        shell.ended()
        shell.assert_as_it_was()


def test_without_a_terminal_it_says_so(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "incident_console", "--db", str(tmp_path / "a.db")]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE)
    assert (done.returncode, done.stdout) == (1, "")
    assert "needs a terminal" in done.stderr
    assert "\x1b" not in done.stderr
    assert done.stderr.count("\n") == 1


def test_no_zombie_is_left_while_it_runs(draft: Path) -> None:
    with opened(draft) as terminal:
        (child,) = children(terminal.program.pid)
        assert not is_zombie(child)
        os.kill(child, signal.SIGKILL)
        end = time.monotonic() + PATIENCE
        while terminal.program.poll() is None and time.monotonic() < end:
            terminal.read(0.01)
        assert not Path(f"/proc/{child}").exists()


FAILING = """
import sys
from pathlib import Path
from incident_console.clock import SystemClock
from incident_console.config import Config
from incident_console.tui.start.session import WarRoom
from incident_console.tui.start.guard import guarded
from incident_console.tui.start import session
from incident_console.tui.room import failures
from incident_console.store.store import Store

class Failing(WarRoom):
    def on_key(self, event):
        secret = "a local variable"
        raise RuntimeError("a bug \\x1b]0;pwned\\x07")

def war_room():
    import asyncio
    store = Store.open(Path(sys.argv[1]), create=True)
    with failures.kept_at(Path(sys.argv[2])):
        room = Failing(store, person="alice", config=Config(), clock=SystemClock())
        return asyncio.run(session.stay(room, mouse=True))

sys.exit(guarded(war_room))
"""


def test_a_failure_of_the_program_is_told_and_written_down_and_the_room_goes_on(tmp_path: Path) -> None:
    record = tmp_path / "incidents.db"
    details = tmp_path / "data" / "demo.failures.log"
    with Pseudo([*python(FAILING), str(record), str(details)]) as terminal:
        terminal.until_written("No incident is open")
        for _ in range(2):
            terminal.press("7")
            terminal.until_written("RuntimeError: a bug")
        terminal.press("d")
        terminal.until_written("Declare an incident")
        terminal.press("\x11")
        assert terminal.ended() == 0
        terminal.assert_as_it_was()
        assert b"local variable" not in terminal.written
        assert b"pwned\x07" not in terminal.written
    assert not record.with_name("incidents.db.failures.log").exists()
    assert "RuntimeError" in details.read_text()
    assert details.stat().st_mode & 0o077 == 0
