"""A program of the team's own: the message as JSON on its standard input, its exit status the answer."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from contextlib import suppress
from typing import IO

from incident_console.delivery.parcel import Parcel
from incident_console.delivery.programs import LAST_WORDS, end, hear
from incident_console.delivery.receipt import Receipt, delivered, refused, uncertain, waiting
from incident_console.delivery.settings import Command
from incident_console.domain.vocabulary import Proof

LATER = os.EX_TEMPFAIL if hasattr(os, "EX_TEMPFAIL") else 75
"""The exit status that says: not now."""

PASSED_ON = ("PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR", "SYSTEMROOT")
"""What a program needs to run; all else of the environment may be another channel's secret."""

MOST_HEARD = 4096
"""Bytes of what a program says that are kept."""


def send(parcel: Parcel, settings: Command) -> Receipt:
    """Call the program once: 0 is delivered, 75 not now, else refused; killed in the middle is uncertain."""
    # Never the program itself: what was typed chooses none.
    argv = [*settings.run[:1], *(filled_in(each, parcel) for each in settings.run[1:])]
    try:
        running = subprocess.Popen(
            argv,
            cwd=settings.folder,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "its arguments hold what no program takes"
        return waiting(f"{settings.run[0]} cannot be called: {why}")
    heard = bytearray()
    assert running.stdin is not None
    assert running.stderr is not None
    listening = threading.Thread(target=hear, args=(running.stderr, heard, MOST_HEARD), daemon=True)
    listening.start()
    threading.Thread(target=tell, args=(running.stdin, parcel), daemon=True).start()
    try:
        status = running.wait(settings.deadline)
    except subprocess.TimeoutExpired:
        end(running)
        return uncertain(f"{settings.run[0]} was stopped after {settings.deadline:g} s")
    if status == 0:
        return delivered(Proof.ACCEPTED)
    listening.join(LAST_WORDS)
    printed = heard.decode("utf-8", "replace").strip()
    if status < 0:
        return uncertain(f"{settings.run[0]} was ended by signal {-status}")
    reason = f"{settings.run[0]} ended with status {status}" + (f": {printed}" if printed else "")
    return waiting(reason) if status == LATER else refused(reason)


def filled_in(argument: str, parcel: Parcel) -> str:
    """Return an argument with its `{ref}` and `{client}`. What was typed never begins one like an option."""
    filled = argument.replace("{ref}", parcel.ref)
    return filled.replace("{client}", parcel.client.lstrip("-") if filled.startswith("{") else parcel.client)


def environment() -> dict[str, str]:
    """Return what the program learns of our environment."""
    return {name: value for name, value in os.environ.items() if name in PASSED_ON or name.startswith("LC_")}


def tell(pipe: IO[bytes], parcel: Parcel) -> None:
    """Hand the message over; who ends without reading it says by its status what that means."""
    with suppress(OSError), pipe:
        pipe.write(json.dumps(parcel.as_values(), ensure_ascii=False).encode("utf-8", "replace"))
