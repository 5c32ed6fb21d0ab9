"""The configuration of a war room, and what is asked where it leaves open which record is meant, or who."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec.structs import replace

from incident_console import paths
from incident_console.config import Config, ConfigError, load_config
from incident_console.domain.text import displayed
from incident_console.keys import keymap

Ask = Callable[[str], str]
"""Shows a text, and returns the line that is typed then, as `input` does."""

RECORD, PERSON = "which record is meant", "who you are"
OFFERED = """\
  e  edit {path}, then go on
  d  open {record} as {person}
  q  leave
"""
PROMPT = "e, d or q, then enter: "


class Given:
    """What was said beside the configuration, and goes before it; `visit`: the record is no concern."""

    def __init__(self, db: Path | str | None, by: str | None, *, visit: bool) -> None:
        self.db = db
        self.by = by
        self.visit = visit

    def left_open(self, config: Config) -> dict[str, ConfigError]:
        """Return what mistakes leave open, in words, each with the mistake."""
        if not config.mistakes:
            return {}
        from incident_console.config.doubt import in_doubt

        record = None if self.visit or paths.record_is_named(self.db) else in_doubt(config, "db")
        person = None if paths.person_is_named(self.by) else in_doubt(config, "name")
        return {what: each for what, each in ((RECORD, record), (PERSON, person)) if each is not None}


def settled(config_path: Path | str | None, given: Given, ask: Ask | None = None) -> Config | None:
    """Return the configuration to go on with, its mistakes in it; None where the person leaves.

    They are asked where the file cannot be read, and where a mistake may have meant another record or another
    person: a slip of the hand must not open what was not meant.

    Args:
        config_path: as for `run`.
        given: what was said beside it.
        ask: puts the question; None: in the terminal.

    Raises:
        ValueError: a place or a name that was given by hand leads nowhere.
    """
    path, named = paths.found_config(config_path), paths.config_is_named(config_path)
    while True:
        try:
            config = keymap.checked(load_config(path, required=named))
            doubts: Mapping[str, ConfigError] = given.left_open(config)
        except ConfigError as problem:
            config = replace(load_config(None), mistakes=(problem,))
            doubts = {f"{RECORD}, and {PERSON}": problem}
        if not doubts:
            return config
        answer = answered(question(config, doubts, given), ask or in_the_terminal)
        if answer != "e":
            return config if answer == "d" else None
        edit(next(iter(doubts.values())).path)


def question(config: Config, doubts: Mapping[str, ConfigError], given: Given) -> str:
    """Return what is not known and why, and the ways on."""
    record = "what was asked for" if given.visit else str(paths.default_db(given.db, config.db))
    mistakes = list(dict.fromkeys(displayed(str(each)) for each in doubts.values()))
    lines = [
        f"incident-console: the configuration leaves open {', and '.join(doubts)}. Nothing is opened yet.",
        *mistakes,
        OFFERED.format(
            path=displayed(str(next(iter(doubts.values())).path)),
            record=displayed(record),
            person=displayed(paths.login_name(given.by, config.name)),
        ),
    ]
    return "\n".join(lines)


def answered(question: str, ask: Ask) -> str:
    """Return the letter that was answered; leaving, where nobody is there to answer."""
    asked = f"{question}{PROMPT}"
    while True:
        try:
            letter = ask(asked).strip().casefold()
        except (EOFError, KeyboardInterrupt):
            return "q"
        if letter in ("e", "d", "q"):
            return letter
        asked = PROMPT


def in_the_terminal(asked: str) -> str:
    """Ask where the war room would be; what was typed before the question came is no answer to it."""
    import termios

    termios.tcflush(sys.stdin, termios.TCIFLUSH)
    print(asked, end="", file=sys.stderr, flush=True)
    return input()


def edit(path: Path) -> None:
    """Have the person mend the configuration in their editor; where it cannot be used, say so.

    Raises:
        SystemExit: the room was told to end meanwhile.
    """
    import signal

    from incident_console.tui.composer.editor import EditorFailed, attended, command

    try:
        words = [*command(), str(path)]
        status, told_to_end = attended(words)
    except (EditorFailed, OSError) as problem:
        print(f"incident-console: the editor cannot be used: {displayed(str(problem))}", file=sys.stderr)
        return
    if told_to_end:
        raise SystemExit(128 + signal.SIGTERM)
    if status:
        print(f"incident-console: {displayed(words[0])} ended with status {status}", file=sys.stderr)
