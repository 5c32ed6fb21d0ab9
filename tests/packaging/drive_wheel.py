"""Use an installed wheel as a person would: `drive_wheel.py BIN`, where BIN is its environment's bin folder.

Declares, updates and lists by command; then opens the war room in a real pseudo-terminal, finds the
incident on screen, leaves, and looks at what the terminal was left with. Exits with 1 and a sentence at
the first surprise.
"""

import contextlib
import fcntl
import json
import os
import pty
import re
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyte

TITLE = "Checkout refuses every card"
COLUMNS, ROWS = 120, 40
PATIENCE = 30.0
"""Seconds until a screen that has not come counts as not coming."""
UNSEEN = re.compile(rb"\x1b\[(?:[<>=][\d;]*[a-zA-Z]|\?[\d;]*\$p)")
"""Sequences that ask about abilities and show nothing; pyte would print some of them."""
LEFT_ON = {"7", "25"}
"""Terminal modes that are set in a terminal at rest: wrapping, and the cursor."""


class Surprise(Exception):
    """Something that the wheel did, and should not have."""


def expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Surprise(otherwise)


def environment(home: Path) -> dict[str, str]:
    """Nothing of the developer's but the language; a home and a record of its own."""
    return {
        "HOME": str(home),
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "TZ": "UTC",
        "INCIDENT_CONSOLE_DB": str(home / "incidents.db"),
        "INCIDENT_CONSOLE_AS": "Ana",
    }


def answer(home: Path, *command: str) -> str:
    done = subprocess.run(
        command, cwd=home, env=environment(home), capture_output=True, text=True, timeout=PATIENCE
    )
    shown = " ".join(command[1:])
    expect(done.returncode == 0, f"`{shown}` ended with {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def drive_commands(binaries: Path, home: Path) -> None:
    program = str(binaries / "incident-console")

    def ask(*arguments: str) -> Any:
        return json.loads(answer(home, program, *arguments, "--json"))

    declared = ask("declare", TITLE, "--because", "production", "--severity", "P2", "--impact", "no sales")
    reference = declared["ref"]
    update = ("--impact", "no sales", "--done", "traced to the gateway", "--next", "failing over")
    ask("update", reference, *update, "--next-update", "+30m", "--posted")
    (listed,) = ask("list")
    found = (listed["ref"], listed["title"], listed["owner"])
    expect(found == (reference, TITLE, "Ana"), f"`list` answered {listed}")
    expect(listed["clock"]["kind"] == "next_update", f"the promise is not on the clock: {listed['clock']}")
    (same,) = json.loads(answer(home, str(binaries / "python"), "-m", "incident_console", "list", "--json"))
    expect(same["ref"] == reference, "`python -m incident_console` is another program")
    line = answer(home, program, "statusline", "--format", "plain")
    expect("Ana" in line, f"the status line does not name the owner: {line!r}")


class Terminal:
    """A pseudo-terminal of 120 by 40 with a program in it, and what is on its screen."""

    def __init__(self, command: list[str], home: Path) -> None:
        self.outside, self.inside = pty.openpty()
        fcntl.ioctl(self.inside, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self.at_first = termios.tcgetattr(self.inside)
        self.written = b""
        self.program = subprocess.Popen(
            command,
            cwd=home,
            env=environment(home),
            stdin=self.inside,
            stdout=self.inside,
            stderr=self.inside,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - one thread here
        )

    def read(self, seconds: float) -> None:
        """Take in what the program wrote within so many seconds, if anything."""
        if select.select([self.outside], [], [], seconds)[0]:
            with contextlib.suppress(OSError):
                self.written += os.read(self.outside, 65536)

    def until(self, met: Callable[[], bool], awaited: str) -> None:
        end = time.monotonic() + PATIENCE
        while not met():
            if time.monotonic() > end:
                raise Surprise(f"waited {PATIENCE:.0f} s for {awaited}; on screen:\n{self.text}")
            self.read(0.1)

    @property
    def text(self) -> str:
        """What is on the screen now."""
        screen = pyte.Screen(COLUMNS, ROWS)
        pyte.ByteStream(screen).feed(UNSEEN.sub(b"", self.written))
        return "\n".join(line.rstrip() for line in screen.display).strip()

    def press(self, keys: str) -> None:
        os.write(self.outside, keys.encode())

    def modes_left(self) -> set[str]:
        """The private modes that the program switched and did not switch back."""
        state: dict[str, bytes] = {}
        for modes, switch in re.findall(rb"\x1b\[\?([\d;]+)([hl])", self.written):
            for mode in modes.decode().split(";"):
                state[mode] = switch
        return {mode for mode, switch in state.items() if (switch == b"h") != (mode in LEFT_ON)}

    def close(self) -> None:
        if self.program.poll() is None:
            self.program.kill()
            self.program.wait()
        os.close(self.outside)
        os.close(self.inside)


def drive_war_room(binaries: Path, home: Path) -> None:
    terminal = Terminal([str(binaries / "incident-console")], home)
    try:
        ended = terminal.program.poll
        terminal.until(lambda: TITLE in terminal.text or ended() is not None, "the war room")
        expect(ended() is None, f"the war room ended with {ended()} at once:\n{terminal.text}")
        expect(b"\x1b[?1049h" in terminal.written, "the war room is not on the alternate screen")
        terminal.press("q")
        terminal.until(lambda: ended() is not None, "the end after `q`")
        terminal.read(0.2)
        expect(ended() == 0, f"the war room ended with {ended()}")
        left = terminal.modes_left()
        expect(not left, f"the terminal was left with other modes than before: {', '.join(sorted(left))}")
        as_before = termios.tcgetattr(terminal.inside) == terminal.at_first
        expect(as_before, "the terminal's settings were not put back")
    finally:
        terminal.close()


def main(binaries: Path) -> int:
    with tempfile.TemporaryDirectory(prefix="incident-console-wheel-") as folder:
        home = Path(folder)
        try:
            drive_commands(binaries, home)
            drive_war_room(binaries, home)
        except Surprise as surprise:
            print(f"the wheel: {surprise}", file=sys.stderr)
            return 1
    print("the wheel: declared, updated, listed; the war room opened, and left the terminal as it was")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).absolute()))
