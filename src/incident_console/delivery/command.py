"""A program of the team's own: the message as JSON on its standard input, its exit status the answer."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
from contextlib import suppress
from typing import IO

from incident_console.delivery.parcel import Parcel
from incident_console.delivery.receipt import Receipt, delivered, refused, uncertain, waiting
from incident_console.delivery.settings import Command
from incident_console.domain.vocabulary import Proof

LATER = os.EX_TEMPFAIL if hasattr(os, "EX_TEMPFAIL") else 75
"""The exit status that says: not now."""

PASSED_ON = ("PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR", "SYSTEMROOT")
"""What a program needs to run; all else of the environment may be another channel's secret."""

MOST_HEARD = 4096


def send(parcel: Parcel, settings: Command) -> Receipt:
    """Call the program once: 0 is delivered, 75 not now, else refused; killed in the middle is uncertain."""
    argv = [filled_in(each, parcel) for each in settings.run]
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
    listening = threading.Thread(target=hear, args=(running.stderr, heard), daemon=True)
    listening.start()
    until = time.monotonic() + settings.deadline
    threading.Thread(target=tell, args=(running.stdin, parcel), daemon=True).start()
    try:
        status = running.wait(max(until - time.monotonic(), 0.001))
    except subprocess.TimeoutExpired:
        end(running)
        return uncertain(f"{settings.run[0]} was stopped after {settings.deadline:g} s")
    listening.join(max(until - time.monotonic(), 0.1))
    said = heard.decode("utf-8", "replace").strip()
    if status == 0:
        return delivered(Proof.ACCEPTED)
    if status < 0:
        return uncertain(f"{settings.run[0]} was ended by signal {-status}")
    reason = f"{settings.run[0]} ended with status {status}" + (f": {said}" if said else "")
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


def hear(pipe: IO[bytes], heard: bytearray) -> None:
    """Keep the beginning of what is complained of, and let the rest go by."""
    with suppress(OSError, ValueError), pipe:
        while part := pipe.read1(MOST_HEARD):  # type: ignore[attr-defined]
            heard += part[: MOST_HEARD - len(heard)]


def end(running: subprocess.Popen[bytes]) -> None:
    """Stop a program with all that it has started."""
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(running.pid, signal.SIGKILL)
        else:
            running.kill()
    running.wait()
