"""Calling for attention through the terminal: bell, title, desktop notification, and a message in tmux.

Nothing but fixed words, numbers and references is ever sent.
"""

from __future__ import annotations

import math
import os
import re
import subprocess
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from incident_console.config import Display
from incident_console.domain.call import Why
from incident_console.tui.terminal.alarms import Alarm, Kind

if TYPE_CHECKING:
    from textual.app import App

NAME = "incident-console"
REFERENCE = re.compile(r"INC-[0-9A-Z]{4,8}")
END = "\x1b\\"

WORDS = {
    Kind.HEADS_UP: "a client expects word in {minutes} minutes",
    Kind.DUE: "a client expects word now",
    Kind.OVERDUE: "a client has been waiting for word for {minutes} min",
}

CALLS = {
    Why.DECLARED: "you own an incident that was declared",
    Why.REOPENED: "an incident of yours was reopened",
    Why.ESCALATED: "you are escalated to",
    Why.OFFERED: "a handover is offered to you",
    Why.DECLINED: "your offer was declined",
    Why.LAPSED: "your offer has lapsed",
    Why.CHANGED: "an offer that concerns you has changed",
    Why.ROLE: "a role was given to you",
    Why.ACTION: "an action was given to you",
    Why.NEARS: "a clock that you watch nears its time",
    Why.PASSED: "a clock that you watch has come to its time",
    Why.OWED: "what you owe is overdue",
}

MESSAGE_MILLISECONDS = "5000"


def words(alarm: Alarm, *, named: bool = False) -> str:
    """Return what an alarm says, in fixed words; with the reference where that is one."""
    sentence = WORDS[alarm.kind].format(minutes=alarm.minutes)
    named = named and REFERENCE.fullmatch(alarm.reference) is not None
    return f"{alarm.reference}: {sentence}" if named else sentence


def words_of_call(reference: str, why: Why, others: int) -> str:
    """What a call says, in fixed words; with the reference where that is one, and how many came with it."""
    words = CALLS[why] + (f", and {others} more" if others else "")
    return f"{reference}: {words}" if REFERENCE.fullmatch(reference) else words


def called_title(reference: str) -> str:
    """What the title says while this person is called."""
    return f"{reference} calls you" if REFERENCE.fullmatch(reference) else ""


def joined(deadline: str, call: str) -> str:
    """The whole title: the name of the program only where there is nothing else to say."""
    parts = [part for part in (deadline if deadline != NAME else "", call) if part]
    return ", ".join(parts) or NAME


def title_of(reference: str | None, seconds: float | None) -> str:
    """Return the terminal's title: how the most urgent deadline stands, by the minute."""
    if reference is None or seconds is None or not REFERENCE.fullmatch(reference):
        return NAME
    # Minutes begun count while time is left, as on the screen.
    minutes = int(-seconds // 60) if seconds < 0 else math.ceil(seconds / 60)
    length = f"{minutes // 60} h {minutes % 60:02} min" if minutes >= 60 else f"{minutes} min"
    return f"{reference} overdue {length}" if seconds < 0 else f"{reference} {length} left"


def notification(text: str, environ: Mapping[str, str]) -> str:
    """The escape sequence that this terminal shows on the desktop; empty where it would only make noise."""
    if environ.get("TERM", "") in ("linux", "dumb", ""):
        return ""
    if "KITTY_WINDOW_ID" in environ:
        sequence = f"\x1b]99;;{NAME}: {text}{END}"
    elif "VTE_VERSION" in environ or environ.get("TERM", "").startswith(("foot", "rxvt")):
        sequence = f"\x1b]777;notify;{NAME};{text}{END}"
    else:
        sequence = f"\x1b]9;{NAME}: {text}{END}"
    return through_tmux(sequence) if "TMUX" in environ else sequence


def through_tmux(sequence: str) -> str:
    """Wrap a sequence for the terminal around tmux; tmux passes it on where `allow-passthrough` is on."""
    return "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + END


class Attention:
    """The ways to call for attention that the configuration leaves on."""

    def __init__(self, app: App[Any], display: Display, environ: Mapping[str, str] = os.environ) -> None:
        self.app = app
        self.display = display
        self.environ = environ
        self.title = ""
        self._messages: list[subprocess.Popen[bytes]] = []

    def give(self, alarm: Alarm) -> None:
        """Give one alarm by every way that is on."""
        if alarm.loud:
            self.ring(words(alarm, named=True))
        if self.display.tmux_message and "TMUX" in self.environ:
            self.show_in_tmux(words(alarm))

    def call(self, reference: str, why: Why, *, others: int = 0, rings: bool = True) -> None:
        """Call this person by every way that is on; without the bell where that has just rung."""
        words = words_of_call(reference, why, others)
        if rings:
            self.ring(words)
        if self.display.tmux_message and "TMUX" in self.environ:
            self.show_in_tmux(words)

    def ring(self, words: str) -> None:
        """Ring the bell, and show fixed words on the desktop."""
        if self.display.bell:
            self.app.bell()
        if self.display.desktop_notifications:
            send(self.app, notification(words, self.environ))

    def show_title(self, title: str) -> None:
        """Set the terminal's title where it says something else."""
        if self.display.title and title != self.title and self.environ.get("TERM") != "linux":
            self.title = title
            send(self.app, f"\x1b]2;{title}{END}")

    def show_in_tmux(self, text: str) -> None:
        """Show fixed words in tmux's status line; nobody waits for it."""
        if self.app.is_headless:
            return
        command = ["tmux", "display-message", "-d", MESSAGE_MILLISECONDS, f"{NAME}: {text}"]
        quiet = subprocess.DEVNULL
        try:
            message = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet)
        except OSError:
            # There is no tmux to be found: the bell and the title call as well.
            return
        self._messages.append(message)

    def tidy(self) -> None:
        """Forget the messages that have been shown, so that none is left as a zombie."""
        self._messages = [message for message in self._messages if message.poll() is None]


def send(app: App[Any], sequence: str) -> None:
    """Write a sequence to the terminal between two frames: only from the app's own thread, in one piece."""
    # Textual 8.2.8 writes to the terminal from nowhere else, and its public ways write fixed sequences only.
    driver = app._driver
    if sequence and driver is not None and not app.is_headless:
        driver.write(sequence)
