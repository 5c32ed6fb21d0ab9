"""The war room in a real tmux: keys, bell, size, reattaching, ends, and two consoles side by side."""

import contextlib
import os
import re
import shlex
import signal as signals
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from incident_console.clock import FixedClock, SystemClock
from incident_console.desk import Desk
from incident_console.domain import communication, handover, handover_answers
from incident_console.domain.incident import Incident
from incident_console.domain.policy import Policy
from incident_console.domain.vocabulary import Criterion, Severity
from incident_console.store.store import Store
from tests.terminal.pseudo import Pseudo, incident_console
from tests.terminal.tmux import Tmux

pytestmark = pytest.mark.terminal

TITLE = "Checkout refuses cards"


@pytest.fixture
def record(tmp_path: Path) -> Path:
    return tmp_path / "incidents.db"


def declared(
    record: Path, *, ago: float = 0, owner: str = "alice", promised: float | None = None
) -> Incident:
    """An incident declared so many minutes ago; its next update is promised for so many minutes from now."""
    now = datetime.now(UTC)
    clock = FixedClock(now - timedelta(minutes=ago))
    with Store.open(record, create=True) as store:
        desk = Desk(store, clock, Policy(), owner)
        done = desk.declare(title=TITLE, because=[Criterion.PRODUCTION], severity=Severity.P2, impact="all")
        if promised is not None:
            done = desk.act(
                done.incident.ref,
                communication.send_update,
                impact="all",
                done="found",
                next_steps="fix",
                next_update=now + timedelta(minutes=promised),
                posted=True,
            )
        return done.incident


def command(record: Path, person: str = "alice", *options: str) -> str:
    words = [sys.executable, "-m", "incident_console", "--db", str(record), "--as", person, *options]
    return " ".join(f"'{word}'" for word in words)


def opened(tmux: Tmux, pane: str, record: Path, person: str = "alice") -> None:
    tmux.type(pane, f"stty -g > '{tmux.home}/before'; {command(record, person)}; echo ENDED $?")
    tmux.until_shown(pane, TITLE)


def assert_as_it_was(tmux: Tmux, pane: str) -> None:
    """The shell's terminal is as it was before: screen, cursor, mouse, paste, and its settings."""
    flags = (
        "alternate_on",
        "mouse_any_flag",
        "mouse_sgr_flag",
        "bracket_paste_flag",
        "cursor_flag",
        "wrap_flag",
    )
    known = {name: value for name in flags if (value := tmux.ask(pane, f"#{{{name}}}"))}
    assert known.pop("cursor_flag") == known.pop("wrap_flag") == "1"
    assert set(known.values()) <= {"0"}, known
    tmux.type(pane, f"stty -g > '{tmux.home}/after'; echo COMPARED")
    tmux.until_shown(pane, "\nCOMPARED")
    assert (tmux.home / "after").read_text() == (tmux.home / "before").read_text()


def test_keys_reach_the_war_room_and_q_leaves_it(tmux: Tmux, record: Path) -> None:
    pane = tmux.start()
    declared(record)
    opened(tmux, pane, record)
    tmux.press(pane, "?")
    tmux.until_shown(pane, "What has no key")
    tmux.press(pane, "Escape")
    tmux.until(lambda: "What has no key" not in tmux.screen(pane), "the help to go", pane)
    tmux.press(pane, "F1")
    tmux.until_shown(pane, "What has no key")
    tmux.press(pane, "Escape")
    tmux.until(lambda: "What has no key" not in tmux.screen(pane), "the help to go", pane)
    tmux.press(pane, "q")
    tmux.until_shown(pane, "ENDED 0")
    assert_as_it_was(tmux, pane)


def test_an_overdue_promise_rings_and_stands_in_the_title(tmux: Tmux, record: Path) -> None:
    pane = tmux.start()
    incident = declared(record, ago=40, promised=-3)
    written = tmux.record_bytes(pane)
    opened(tmux, pane, record)
    tmux.until(lambda: b"\x07" in without_sequences(written.read_bytes()), "the bell", pane)
    tmux.until(
        lambda: tmux.ask(pane, "#{pane_title}").startswith(f"{incident.ref} overdue"), "the title", pane
    )
    before = tmux.ask(pane, "#{pane_title}")
    tmux.press(pane, "q")
    tmux.until_shown(pane, "ENDED 0")
    assert tmux.ask(pane, "#{pane_title}") != before, "the title is given back"


def without_sequences(written: bytes) -> bytes:
    """What was written, without sequences that themselves end in a bell."""
    return re.sub(rb"\x1b\][^\x07\x1b]*(\x07|\x1b\\)", b"", written)


def test_it_follows_the_size_of_its_pane(tmux: Tmux, record: Path) -> None:
    pane = tmux.start()
    declared(record)
    opened(tmux, pane, record)
    for size in ((160, 50), (80, 24), (60, 20), (40, 10)):
        columns, rows = size
        tmux.run("resize-window", "-t", "war", "-x", str(columns), "-y", str(rows))
        tmux.until(lambda size=size: drawn_to_the_edge(tmux.screen(pane), *size), f"{columns} columns", pane)  # type: ignore[misc]
    tmux.press(pane, "q")
    tmux.until_shown(pane, "ENDED 0")


def drawn_to_the_edge(screen: str, columns: int, rows: int) -> bool:
    """Whether one look at the screen shows the list, the whole width, and the footer in the last row."""
    lines = [line.rstrip() for line in screen.splitlines()]
    footer = len(lines) == rows and "u Update" in lines[-1]
    return "P2" in screen and footer and max(map(len, lines)) > columns * 0.75


def test_it_is_still_there_after_detaching(tmux: Tmux, record: Path) -> None:
    pane = tmux.start()
    declared(record)
    opened(tmux, pane, record)
    # A busy server that reads the click and the prefix at once would take them for a paste.
    tmux.run("set-option", "-g", "assume-paste-time", "0")
    attach = ["tmux", "-L", tmux.name, "attach", "-t", "war"]
    for columns, rows in ((100, 30), (70, 22)):
        with Pseudo(attach, columns=columns, rows=rows) as person:
            person.until(lambda: tmux.ask(pane, "#{session_attached}") == "1", "the client")
            # A click on the list's line, as xterm reports it, whether the new size is drawn already or not.
            person.press("\x1b[<0;5;2M\x1b[<0;5;2m")
            person.until(lambda wide=str(columns): tmux.ask(pane, "#{pane_width}") == wide, "its size")  # type: ignore[misc]
            person.press("\x02d")
            person.ended()
    tmux.until_shown(pane, "P2")
    tmux.press(pane, "q")
    tmux.until_shown(pane, "ENDED 0")
    assert_as_it_was(tmux, pane)


def console(tmux: Tmux, pane: str) -> int:
    """The process that owns the terminal: the shell's child."""
    shell = int(tmux.ask(pane, "#{pane_pid}"))
    (found,) = Path(f"/proc/{shell}/task/{shell}/children").read_text().split()
    return int(found)


@pytest.mark.parametrize(
    ("signal", "to_child"), [("TERM", False), ("HUP", False), ("SEGV", True), ("KILL", True)]
)
def test_a_signal_leaves_the_terminal_as_it_was(
    tmux: Tmux, record: Path, signal: str, to_child: bool
) -> None:
    pane = tmux.start()
    declared(record)
    opened(tmux, pane, record)
    number = signals.Signals[f"SIG{signal}"]
    target = console(tmux, pane)
    if to_child:
        (child,) = Path(f"/proc/{target}/task/{target}/children").read_text().split()
        target = int(child)
    os.kill(target, number)
    tmux.until_shown(pane, f"ENDED {128 + number}")
    assert_as_it_was(tmux, pane)


UNFORCED = "from incident_console.tui.start import guard; guard.GRACE_SECONDS = 3600.0"
"""Nobody ends the program but itself."""


def test_a_killed_pane_ends_every_process(tmux: Tmux, record: Path) -> None:
    first = tmux.start()
    pane = tmux.split()
    declared(record)
    tmux.type(pane, shlex.join([*incident_console(UNFORCED), "--db", str(record), "--as", "alice"]))
    tmux.until_shown(pane, TITLE)
    parent = console(tmux, pane)
    (child,) = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    tmux.run("kill-pane", "-t", pane)
    for process in (parent, int(child)):
        tmux.until(lambda process=process: ended(process), "the end", first)  # type: ignore[misc]


def ended(process: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    return True


def test_two_consoles_pass_a_handover_within_half_a_second(tmux: Tmux, record: Path) -> None:
    left = tmux.start(200, 40)
    right = tmux.split()
    incident = declared(record, promised=30)
    opened(tmux, left, record, "alice")
    opened(tmux, right, record, "bob")
    for pane in (left, right):
        tmux.until_shown(pane, incident.ref.removeprefix("INC-"))
    # A third hand records it: the time is that from the commit to bob's screen, not that of the typing.
    with Store.open(record, create=False) as store:
        alice = Desk(store, SystemClock(), Policy(), "alice")
        bob = Desk(store, SystemClock(), Policy(), "bob")
        seen = []
        for _ in range(3):
            alice.act(incident.ref, handover.offer_handover, to="bob", status="calm")
            seen.append(
                tmux.until(lambda: "offered to you" in tmux.screen(right), "the offer at bob's", right)
            )
            tmux.until(lambda: "offered to bob" in tmux.screen(left), "the offer at alice's", left)
            bob.act(incident.ref, handover_answers.decline_handover, why="a moment")
            tmux.until(lambda: "offered to" not in tmux.screen(right), "the no at bob's", right)
            tmux.until(lambda: "offered to" not in tmux.screen(left), "the no at alice's", left)
        assert min(seen) < 0.5, seen
        alice.act(incident.ref, handover.offer_handover, to="bob", status="calm")
    tmux.until(lambda: "offered to you" in tmux.screen(right), "the offer at bob's", right)
    tmux.press(right, "y")
    tmux.until_shown(right, "How things stand")
    tmux.press(right, "End")
    tmux.until_shown(right, "y I take over")
    tmux.press(right, "y")
    tmux.until(lambda: owner(record, incident.ref) == "bob", "bob's yes", right)
    took = tmux.until(lambda: "bob" in tmux.screen(left), "bob's name at alice's", left)
    assert took < 5


def owner(record: Path, reference: str) -> str:
    with Store.open(record, create=False, read_only=True) as store:
        row = store.summary(store.find(reference))
        assert row is not None
        return row.owner


def test_a_half_written_update_outlives_a_signal(tmux: Tmux, record: Path) -> None:
    pane = tmux.start()
    declared(record)
    opened(tmux, pane, record)
    tmux.press(pane, "u")
    tmux.until_shown(pane, "ctrl+s Send")
    tmux.run("send-keys", "-t", pane, "-l", "xyzzy")
    tmux.until_shown(pane, "xyzzy")
    os.kill(console(tmux, pane), signals.SIGTERM)
    tmux.until_shown(pane, f"ENDED {128 + signals.SIGTERM}")
    with Store.open(record, create=False, read_only=True) as store:
        (draft,) = store.drafts("alice")
    assert "xyzzy" in " ".join(draft.fields.values())
    opened(tmux, pane, record)
    tmux.press(pane, "u")
    tmux.until_shown(pane, "xyzzy")


def test_ctrl_z_gives_the_terminal_to_the_shell_and_fg_comes_back(tmux: Tmux, record: Path) -> None:
    pane = tmux.start()
    declared(record)
    tmux.type(pane, "set -m")
    tmux.type(pane, f"stty -g > '{tmux.home}/before'; {command(record, 'alice')}")
    tmux.until_shown(pane, TITLE)
    tmux.press(pane, "C-z")
    tmux.until(lambda: tmux.ask(pane, "#{alternate_on}") == "0", "the shell", pane)
    assert_as_it_was(tmux, pane)
    tmux.type(pane, "fg; echo ENDED $?")
    tmux.until(lambda: tmux.ask(pane, "#{alternate_on}") == "1", "the war room", pane)
    tmux.until_shown(pane, TITLE)
    tmux.press(pane, "?")
    tmux.until_shown(pane, "look for a key")
    tmux.press(pane, "Escape")
    tmux.until(lambda: "look for a key" not in tmux.screen(pane), "the help to go", pane)
    tmux.press(pane, "q")
    tmux.until_shown(pane, "ENDED 0")


def test_without_the_mouse_nothing_asks_for_it(tmux: Tmux, record: Path) -> None:
    pane = tmux.start()
    declared(record)
    written = tmux.record_bytes(pane)
    tmux.type(pane, f"{command(record, 'alice', '--no-mouse')}; echo ENDED $?")
    tmux.until_shown(pane, TITLE)
    assert tmux.ask(pane, "#{mouse_any_flag}") == "0"
    assert b"\x1b[?1000h" not in written.read_bytes()
    tmux.press(pane, "q")
    tmux.until_shown(pane, "ENDED 0")
