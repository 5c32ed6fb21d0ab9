"""Pastes in a real tmux: with brackets and without, nothing in them is ever a key that commits."""

import random
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from incident_console.clock import SystemClock
from incident_console.desk import Desk
from incident_console.domain import handover
from incident_console.domain.incident import Incident
from incident_console.domain.policy import Policy
from incident_console.domain.vocabulary import Criterion, Severity
from incident_console.store.store import Store
from tests.long_run import LongRun
from tests.terminal.tmux import Tmux

pytestmark = pytest.mark.terminal

TITLE = "Checkout refuses cards"
TWO_LINES = "pool is scaled\nWe saw no errors"
FORTY_LINES = "\n".join(f"Nothing was seen by node {n} until now, we wait" for n in range(40))


ESCAPED_SECONDS = 0.3
"""How long an Escape has, until another one follows."""

OPEN = ("╭", "esc ", "Esc ", "▔")
"""What is to be seen where a dialog, the composer or help is open; the palette covers the head."""


class War:
    """alice's war room in a pane, on one incident of hers that is offered to bob."""

    def __init__(self, tmux: Tmux, folder: Path) -> None:
        self.tmux = tmux
        self.record = folder / "incidents.db"
        self.folder = folder
        with Store.open(self.record, create=True) as store:
            desk = Desk(store, SystemClock(), Policy(), "alice")
            done = desk.declare(title=TITLE, because=[Criterion.PRODUCTION], severity=Severity.P1)
            self.ref = done.incident.ref
            desk.act(self.ref, handover.offer_handover, to="bob", status="calm")
        self.pane = tmux.start()
        words = [sys.executable, "-m", "incident_console", "--db", str(self.record), "--as", "alice"]
        tmux.type(self.pane, " ".join(f"'{word}'" for word in words) + "; echo ENDED $?")
        tmux.until_shown(self.pane, TITLE)

    def press(self, *keys: str) -> None:
        self.tmux.press(self.pane, *keys)

    def shown(self, *texts: str) -> None:
        self.tmux.until_shown(self.pane, *texts)

    def paste(self, text: str, *, brackets: bool) -> None:
        """Paste as tmux does: with line feeds as carriage returns."""
        file = self.folder / "buffer"
        file.write_bytes(text.encode())
        self.tmux.run("load-buffer", str(file))
        self.tmux.run("paste-buffer", *(["-p"] if brackets else []), "-t", self.pane)

    def paste_in_pieces(self, text: str) -> None:
        """Paste without brackets as a slow line does: 200 bytes every 5 ms."""
        commands: list[str] = []
        for start in range(0, len(text), 200):
            piece = self.folder / f"piece-{start}"
            piece.write_text(text[start : start + 200])
            commands += ["load-buffer", str(piece), ";", "paste-buffer", "-t", self.pane, ";"]
            commands += ["run-shell", "sleep 0.005", ";"]
        self.tmux.run(*commands[:-1])

    def back_to_the_room(self) -> None:
        """Leave whatever is open, keeping what was written; the room itself stays."""
        for _ in range(8):
            if self.in_the_room():
                return
            self.press("Escape")
            end = time.monotonic() + ESCAPED_SECONDS
            while not self.in_the_room() and time.monotonic() < end:
                time.sleep(0.02)
        raise AssertionError(self.tmux.screen(self.pane))

    def in_the_room(self) -> bool:
        """Whether the whole of the room is to be seen, and nothing over it."""
        screen = self.tmux.screen(self.pane)
        return (
            ("? Keys" in screen or "This is the top" in screen)
            and f"{self.ref}  {TITLE}" in screen
            and not any(sign in screen for sign in OPEN)
        )

    @property
    def incident(self) -> Incident:
        with Store.open(self.record, create=False) as store:
            return Desk(store, SystemClock(), Policy(), "reader").incident(self.ref)

    @property
    def kinds(self) -> list[str]:
        return [type(entry.event).__name__ for entry in self.incident.entries]


@pytest.fixture
def war(tmux: Tmux, tmp_path: Path) -> War:
    return War(tmux, tmp_path)


UNTOUCHED = ["IncidentDeclared", "HandoverOffered"]

FORMS = {
    "2": "Set P2",
    "p": "Record",
    "s": "Set",
    "n": "Record",
    "a": "Add",
    "e": "Record",
    "r": "Assign",
    "v": "Step 1 of 3",
    "l": "Can somebody cover?",
    "d": "Declare an incident",
    "W": "Withdraw",
    "u": "ctrl+s Send",
    "?": "look for a key",
    ":": "What do you want to do?",
}
"""Keys that open something, and what is then to be seen."""


MANNERS = [(text, pieces) for text in (TWO_LINES, FORTY_LINES) for pieces in (False, True)]
NAMES = ["two lines in one write", "two lines in pieces", "forty lines in one write", "forty lines in pieces"]


@pytest.mark.parametrize(("text", "pieces"), MANNERS, ids=NAMES)
def test_a_paste_that_arrives_as_keys_commits_nothing(war: War, text: str, pieces: bool) -> None:
    paste_everywhere(war, "2nu", text, pieces)


@pytest.mark.long
@pytest.mark.parametrize(("text", "pieces"), MANNERS, ids=NAMES)
def test_a_paste_that_arrives_as_keys_commits_nothing_anywhere(
    war: War, text: str, pieces: bool, long_run: LongRun
) -> None:
    keys = random.sample(list(FORMS), len(FORMS))
    paste_everywhere(war, (keys[number] for number in long_run.rounds(len(keys))), text, pieces)


def paste_everywhere(war: War, keys: Iterable[str], text: str, pieces: bool) -> None:
    """Paste where each key leads, and find the record as it was."""
    for key in keys:
        war.press(key)
        war.shown(FORMS[key])
        if pieces:
            war.paste_in_pieces(text)
        else:
            war.paste(text, brackets=False)
        war.shown("did nothing")
        assert war.kinds == UNTOUCHED, key
        war.back_to_the_room()
    assert war.tmux.ask(war.pane, "#{alternate_on}") == "1"


def test_a_paste_that_arrives_as_keys_on_the_room_itself_does_nothing(war: War) -> None:
    for text in (TWO_LINES, FORTY_LINES):
        war.paste(text, brackets=False)
        war.shown(TITLE, "what was pasted is dropped")
        war.back_to_the_room()
        war.paste_in_pieces(text)
        war.shown(TITLE, "did nothing")
        war.back_to_the_room()
    assert war.kinds == UNTOUCHED


def test_a_paste_is_text_where_there_is_a_field(war: War) -> None:
    war.press("2")
    war.shown("Set P2")
    war.paste(TWO_LINES, brackets=False)
    war.shown("pool is scaled", "We saw no errors", "its line ends did nothing")
    war.press("C-s")
    war.shown("is P2 High now")
    assert "pool is scaled\nWe saw no errors" in [entry.event.text for entry in war.incident.entries]


def test_a_few_real_keys_in_one_read_are_keys(war: War) -> None:
    war.press("2")
    war.shown("Set P2")
    war.tmux.run("send-keys", "-t", war.pane, "it is only one node of forty", "Enter")
    war.shown("is P2 High now")


def test_a_hand_is_never_taken_for_a_paste(war: War) -> None:
    war.press("2")
    war.shown("Set P2")
    for letter in "one node of forty":
        war.press("Space" if letter == " " else letter)
        time.sleep(0.03)
    war.press("Enter")
    war.shown("is P2 High now")
    assert "did nothing" not in war.tmux.screen(war.pane)


ATTACKS = {
    "an escape and a note": "see the log: \x1bnTEXT\x13",
    "an escape and a severity": "\x1b1TEXT\x13",
    "two escapes": "\x1b\x1b",
    "a bracket of its own": "see \x1b[201~nTEXT\x13",
    "a pair of its own": "see \x1b[201~nTEXT\x13\x1b[200~",
    "a bracket within": "\x1b[200~nTEXT\x13",
    "keys by number": "\x1b[110;1u\x1b[115;5u\x1b[13u",
    "a number that is no character": "\x1b[99999999999;1u",
    "a size": "\x1b[48;99999;99999;1;1t",
    "a title": "\x1b]0;title\x07nTEXT\x13",
    "a device control": "\x1bPnTEXT\x13\x1b\\",
    "function keys": "\x1bOP\x1b[15~\x1b[24~\x1b[3~",
    "the mouse": "\x1b[<0;5;5M\x1b[<0;5;5m\x1b[M !!",
    "leaving": "q\x11\x03\x1a\x04",
    "eight-bit controls": "\x9b201~nTEXT\x13\x9d0;x\x9c",
}


@pytest.mark.parametrize("key", ["", "n"], ids=["on the room", "in a form"])
def test_nothing_between_brackets_is_a_key(war: War, key: str) -> None:
    for name, attack in ATTACKS.items():
        if key:
            war.press(key)
            war.shown("Note in")
        war.paste(f"{attack}\nEND{len(name)}", brackets=True)
        war.shown(f"END{len(name)}" if key else "what was pasted is dropped")
        if key:
            war.shown("Note in")
            war.press("C-u", "C-a", "C-k")
        war.back_to_the_room()
        assert war.kinds == UNTOUCHED, name
    assert war.tmux.ask(war.pane, "#{alternate_on}") == "1"


def test_ten_megabytes_and_a_coloured_log_cost_what_their_text_costs(war: War) -> None:
    line = "\x1b[32m14:30Z\x1b[0m \x1b[1;31mERROR\x1b[0m pool: no connection \x1b[4m(40/40)\x1b[0m\n"
    war.press("n")
    war.shown("Note in")
    for text in (line * 12_000, "0123456789abcde\n" * 655_360):
        war.paste(f"{text}", brackets=True)
        war.shown("The paste is cut")
        war.press("x")
        war.press("Escape")
        war.shown("your draft is kept")
        war.press("n")
        war.shown("Note in")
    assert war.kinds == UNTOUCHED
