"""The whole text in the person's own editor: written as a form with headings, read back in sections."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from textual.app import SuspendNotSupported

from incident_console import private_files
from incident_console.domain.text import clean
from incident_console.tui.room.room import Room

MARK = "## "
HEADING_LIKE = re.compile(rf"\\*{MARK}")
FALLBACK = "vi"


ENDING = (signal.SIGTERM, signal.SIGHUP)
"""Signals that end the war room, and the editor before it."""

KILLED_SECONDS = 2.0
"""How long an editor has to leave."""


class EditorFailed(Exception):
    """The editor could not be used. The text is one line; what was written before is unchanged."""


class Interrupted(EditorFailed):
    """The editor was ended because the war room ends; `text` is what it had saved."""

    text = ""


def as_form(preface: str, sections: Sequence[tuple[str, str]]) -> str:
    """The sections as a text: a heading each. A line that looks like a heading is quoted with a backslash."""
    parts = [f"{preface}\n"]
    for heading, text in sections:
        body = "\n".join(f"\\{line}" if HEADING_LIKE.match(line) else line for line in text.split("\n"))
        parts.append(f"{MARK}{heading}\n{body}\n")
    return "\n".join(parts)


def from_form(text: str, headings: Sequence[str]) -> dict[str, str]:
    """Return the sections that are there, by heading; what stands before the first heading is left out.

    Raises:
        EditorFailed: a heading that is not one of these, or comes twice: better asked than lost.
    """
    found: dict[str, list[str]] = {}
    lines: list[str] | None = None
    for line in clean(text).split("\n"):
        if not line.startswith(MARK):
            if lines is not None:
                lines.append(line.removeprefix("\\") if HEADING_LIKE.match(line) else line)
            continue
        heading = line.removeprefix(MARK).strip()
        if heading not in headings:
            raise EditorFailed(
                f"there is no section “{heading[:40]}”; the sections are {', '.join(headings)}"
            )
        if heading in found:
            raise EditorFailed(f"the section “{heading}” is there twice; keep one of them")
        lines = found.setdefault(heading, [])
    if not found:
        raise EditorFailed("no section was left in the text")
    return {heading: "\n".join(part).strip() for heading, part in found.items()}


def edit_form(app: Room, preface: str, sections: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Let the person edit the sections; a text that cannot be read back comes up again, with what is wrong.

    Raises:
        EditorFailed: the editor cannot be used, or the person gave up; nothing was changed.
    """
    text = as_form(preface, sections)
    while True:
        try:
            edited = edit(app, text)
        except Interrupted as ending:
            return from_form(ending.text, [heading for heading, _ in sections])
        try:
            return from_form(edited, [heading for heading, _ in sections])
        except (EditorFailed, ValueError) as error:
            if not edited.strip() or edited == text:
                raise EditorFailed(f"{error}; nothing was changed") from error
            start = edited.find(MARK)
            text = f"{error}.\nMend it, or leave it as it is to give up.\n\n{edited[max(start, 0) :]}"


def command(environ: Mapping[str, str] = os.environ) -> list[str]:
    """Return the editor that the person chose.

    Raises:
        EditorFailed: what they chose cannot be read as a command.
    """
    chosen = environ.get("VISUAL") or environ.get("EDITOR") or FALLBACK
    try:
        return shlex.split(chosen) or [FALLBACK]
    except ValueError as error:
        raise EditorFailed(f"EDITOR cannot be read as a command: {error}") from error


def edit(app: Room, text: str) -> str:
    """Let the person edit a text in their editor, in a private file that is gone afterwards.

    Raises:
        EditorFailed: there is no such editor, it failed, or this terminal cannot be lent to it.
    """
    with tempfile.TemporaryDirectory(prefix="incident-console-") as folder:
        path = Path(folder, "update.md")
        private_files.place(path, text)
        try:
            run([*command(), str(path)], app)
        except Interrupted as ending:
            ending.text = saved(path)
            raise
        return saved(path)


def saved(path: Path) -> str:
    """What an editor left in a file."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise EditorFailed(f"what the editor left cannot be read: {error}") from error


def run(words: list[str], app: Room) -> None:
    """Lend the terminal to a program. What goes wrong is raised when it is ours again."""
    problem: str | None = None
    told_to_end = False
    try:
        with app.suspend():
            try:
                status, told_to_end = attended(words)
                problem = f"{words[0]} ended with status {status}" if status else None
            except (OSError, KeyboardInterrupt) as error:
                problem = f"{words[0]} cannot be run: {error}; choose another with EDITOR"
    except SuspendNotSupported:
        problem = "this terminal cannot be lent to an editor"
    if told_to_end:
        raise Interrupted("the war room was told to end")
    if problem is not None:
        raise EditorFailed(problem)


def attended(words: list[str]) -> tuple[int, bool]:
    """Run a program to its end; return its status, and whether a signal that ends the war room ended it.

    The room waits here, and does not see that signal before: the program is ended for it.
    """
    program = subprocess.Popen(words)
    harder = threading.Timer(KILLED_SECONDS, program.kill)
    told: list[int] = []

    def end(number: int, _: object) -> None:
        if not told:
            harder.start()
        told.append(number)
        program.terminate()

    before = {number: signal.getsignal(number) for number in ENDING}
    for number, was in before.items():
        if was is not signal.SIG_IGN:
            signal.signal(number, end)
    try:
        return program.wait(), bool(told)
    finally:
        harder.cancel()
        for number, was in before.items():
            signal.signal(number, was)
