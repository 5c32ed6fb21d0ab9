"""A call of a program of the team's own, with a message as JSON on its standard input."""

from __future__ import annotations

import json
import os
import re
import subprocess
import threading
from contextlib import suppress
from typing import IO

import msgspec

from incident_console.delivery.parcel import Parcel
from incident_console.delivery.programs import LAST_WORDS, end, hear
from incident_console.delivery.receipt import Receipt, refused, waiting
from incident_console.delivery.settings import Settings

LATER = os.EX_TEMPFAIL if hasattr(os, "EX_TEMPFAIL") else 75
"""The exit status that says: not now."""

PASSED_ON = ("PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR", "SYSTEMROOT")
"""What a program needs to run; all else of the environment may be another channel's secret."""

MOST_HEARD = 4096
"""Bytes of what a program complains of that are kept."""


class Ended(msgspec.Struct, frozen=True, kw_only=True):
    """How a program ended. `status` is None where it was stopped, and negative where a signal ended it.

    `printed` is what it wrote on standard output, where that was listened to, and `complained` on standard
    error.
    """

    program: str
    status: int | None
    seconds: float
    printed: bytes = b""
    complained: str = ""

    @property
    def in_the_middle(self) -> bool:
        """Whether it did not end by itself, so that nobody knows how far it came."""
        return self.status is None or self.status < 0

    @property
    def how(self) -> str:
        if self.status is None:
            return f"{self.program} was stopped after {self.seconds:g} s"
        if self.status < 0:
            return f"{self.program} was ended by signal {-self.status}"
        said = f": {self.complained}" if self.complained else ""
        return f"{self.program} ended with status {self.status}{said}"

    @property
    def not_taken(self) -> Receipt:
        """What a status means that is no success."""
        return waiting(self.how) if self.status == LATER else refused(self.how)


def call(run: tuple[str, ...], parcel: Parcel, settings: Settings, most_printed: int = 0) -> Ended | Receipt:
    """Call a program once, without a shell, and return how it ended; a receipt where it cannot be called.

    Args:
        run: the program and its arguments, in which something is filled in.
        parcel: what it is given.
        settings: where it is called, and how long it may take.
        most_printed: how many bytes of what it prints are kept; where none are, it prints into nothing.
    """
    # Never the program itself: what was typed chooses none.
    argv = [*run[:1], *(filled_in(each, parcel) for each in run[1:])]
    try:
        running = subprocess.Popen(
            argv,
            cwd=settings.folder,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if most_printed else subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "its arguments hold what no program takes"
        return waiting(f"{run[0]} cannot be called: {why}")
    assert running.stdin is not None
    complained, printed = bytearray(), bytearray()
    listening = [heard_by(running.stderr, complained, MOST_HEARD)]
    if most_printed:
        listening.append(heard_by(running.stdout, printed, most_printed))
    threading.Thread(target=tell, args=(running.stdin, parcel), daemon=True).start()
    try:
        status: int | None = running.wait(settings.deadline)
    except subprocess.TimeoutExpired:
        end(running)
        status = None
    if status != 0 or most_printed:
        for each in listening:
            each.join(LAST_WORDS)
    return Ended(
        program=run[0],
        status=status,
        seconds=settings.deadline,
        printed=bytes(printed),
        complained=complained.decode("utf-8", "replace").strip(),
    )


def heard_by(pipe: IO[bytes] | None, heard: bytearray, most: int) -> threading.Thread:
    """Return the thread that listens to a program."""
    listening = threading.Thread(target=hear, args=(pipe, heard, most), daemon=True)
    listening.start()
    return listening


def filled_in(argument: str, parcel: Parcel) -> str:
    """Return an argument in which the names in braces are filled in.

    What was typed never begins one like an option.
    """
    typed = argument.startswith(("{client}", "{ticket}"))
    values = {"ref": parcel.ref, "client": parcel.client, "ticket": parcel.ticket}
    # In one go: what is filled in is no place for the next one.
    filled = re.sub(r"\{(ref|client|ticket)\}", lambda found: values[found[1]], argument)
    return filled.lstrip("-") if typed else filled


def environment() -> dict[str, str]:
    """Return what the program learns of our environment."""
    return {name: value for name, value in os.environ.items() if name in PASSED_ON or name.startswith("LC_")}


def tell(pipe: IO[bytes], parcel: Parcel) -> None:
    """Hand the message over; who ends without reading it says by its status what that means."""
    with suppress(OSError), pipe:
        pipe.write(json.dumps(parcel.as_values(), ensure_ascii=False).encode("utf-8", "replace"))
