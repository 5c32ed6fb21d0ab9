"""From an empty war room by keys alone: the demo, and the drill through a whole incident."""

import re
import shlex
import sys
from pathlib import Path

import pytest

from tests.terminal.pseudo import incident_console
from tests.terminal.tmux import Tmux

pytestmark = pytest.mark.terminal


QUICK = (
    "from datetime import timedelta",
    "from incident_console.tui.dialogs import pause",
    "from incident_console.tui.start import drill",
    "drill.READING = drill.OWNING = timedelta(seconds=1)",
    "pause.PAUSE_SECONDS = 0.0",
)
"""A robin in the drill, and an alice, who read more quickly than people do."""


@pytest.fixture
def room(tmux: Tmux, tmp_path: Path) -> str:
    """An empty war room of alice; its pane."""
    pane = tmux.start(columns=120, rows=44)
    command = shlex.join([*incident_console(*QUICK), "--db", str(tmp_path / "a.db"), "--as", "alice"])
    tmux.type(pane, f"TMPDIR={tmp_path} {command}; echo ENDED $?")
    tmux.until_shown(pane, "No incident is open")
    return pane


def test_the_demo_and_back_again(tmux: Tmux, room: str, tmp_path: Path) -> None:
    tmux.press(room, "F2")
    tmux.until_shown(room, "Writes fail or show", "OVERDUE", "On you")
    assert list(tmp_path.glob("incident-console-*"))
    tmux.press(room, "q")
    tmux.until_shown(room, "No incident is open")
    tmux.press(room, "q")
    tmux.until_shown(room, "ENDED 0")
    assert not list(tmp_path.glob("incident-console-*")), "what was only visited is gone"


def test_the_drill_from_the_shell(tmux: Tmux, tmp_path: Path) -> None:
    pane = tmux.start(columns=120, rows=44)
    record = tmp_path / "a.db"
    command = f"{sys.executable} -m incident_console --db {record} --as alice drill"
    tmux.type(pane, f"TMPDIR={tmp_path} {command}; echo ENDED $?")
    tmux.until_shown(pane, "Drill 1/7")
    tmux.press(pane, "q")
    tmux.until_shown(pane, "ENDED 0")
    assert not record.exists()


def test_a_whole_incident_by_keys(tmux: Tmux, room: str) -> None:
    tmux.press(room, "F3")
    tmux.until_shown(room, "Drill 1/7")
    send_update(tmux, room, "Traced to the gateway", "Roll back")
    tmux.until_shown(room, "Drill 3/7")
    press(tmux, room, "1", "to P1 Critical")
    tmux.type(room, "iOS too")
    tmux.until_shown(room, "n Leave it")
    press(tmux, room, "n", "Drill 4/7")
    press(tmux, room, "h", "Look at the brief")
    press(tmux, room, "C-s", "How things stand")
    tmux.press(room, "End")
    tmux.until_shown(room, "y Offer to robin")
    # The hint that says so stands under a notice for seconds.
    press(tmux, room, "y", "y reads the brief")
    press(tmux, room, "y", "How things stand")
    tmux.press(room, "End")
    tmux.until_shown(room, "y I take over")
    press(tmux, room, "y", "ctrl+s Send")
    send_update(tmux, room, "", "Watch the error rate")
    tmux.until_shown(room, "Drill 5/7")
    end(tmux, room)
    tmux.until_shown(room, "that was a whole incident")


def end(tmux: Tmux, room: str) -> None:
    """The three gates."""
    press(tmux, room, "v", "Step 1 of 3")
    press(tmux, room, "C-s", "Drill 6/7")
    press(tmux, room, "c", "y I confirm")
    press(tmux, room, "y", "Drill 7/7")
    press(tmux, room, "w", "Step 3 of 3")
    tmux.run("send-keys", "-t", room, "-l", "A release broke payments")
    tmux.until_shown(room, "A release broke payments")
    walk_to(tmux, room, "Impact")
    walk_to(tmux, room, "Prevention")
    tmux.run("send-keys", "-t", room, "-l", "Canary releases")
    tmux.until_shown(room, "Canary releases")
    press(tmux, room, "C-s", "y Send")
    press(tmux, room, "y", "y It is posted")
    tmux.press(room, "y")


def walk_to(tmux: Tmux, pane: str, label: str) -> None:
    """Go to the next field, which is called so; what is typed before it has the focus would go elsewhere."""
    before = field(tmux, pane, label)
    tmux.press(pane, "Tab")
    tmux.until(lambda: field(tmux, pane, label) != before, f"the focus on {label}", pane)


def press(tmux: Tmux, pane: str, key: str, shown: str) -> None:
    """Press a key, and wait for what it shows."""
    tmux.press(pane, key)
    tmux.until_shown(pane, shown)


def send_update(tmux: Tmux, pane: str, done: str, following: str) -> None:
    """Write the parts that the record does not have yet, send, and say that it is posted."""
    if "ctrl+s Send" not in tmux.screen(pane):
        press(tmux, pane, "u", "ctrl+s Send")
    if done:
        tmux.run("send-keys", "-t", pane, "-l", done)
        tmux.until_shown(pane, done)
        walk_to(tmux, pane, "Next  ")
    tmux.run("send-keys", "-t", pane, "-l", following)
    # A notice may lie over the preview for seconds; what would be sent is read next.
    tmux.until_shown(pane, following)
    press(tmux, pane, "C-s", f"do next: {following}")
    tmux.until_shown(pane, "y Send")
    press(tmux, pane, "y", "y It is posted")
    tmux.press(pane, "y")


def field(tmux: Tmux, pane: str, label: str) -> str:
    """The row of a field with its colours, which tell whether it has the focus."""
    rows = tmux.run("capture-pane", "-p", "-e", "-t", pane).splitlines()
    plain = [(re.sub(r"\x1b\[[\d;]*m", "", row), row) for row in rows]
    return next(row.rpartition("│")[0] for text, row in plain if f"▌ {label}" in text)
