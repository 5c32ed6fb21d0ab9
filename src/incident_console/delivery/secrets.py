"""Where a channel's secrets come from: the environment, a private file, or a program that answers with one.

The configuration holds references alone. What is revealed is held no longer than an attempt, and stands in
nothing that is written: what a service or a program answers is masked before anybody reads it.
"""

from __future__ import annotations

import os
import shlex
import stat
import subprocess
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path

from incident_console import private_files
from incident_console.delivery.programs import LAST_WORDS, end, hear

ENVIRONMENT, FILE, PROGRAM = "env:", "file:", "cmd:"
KINDS = (ENVIRONMENT, FILE, PROGRAM)
PROGRAM_SECONDS = 10.0
"""How long a program may take that gives a secret."""
LONGEST = 16_384
"""Bytes of a secret: what is longer is some other file."""
MASK = "•••"
SHORTEST_MASKED = 4
"""A shorter secret would mask half of every sentence; it hides nothing anyway."""


class SecretMissing(Exception):
    """A secret is not to be had; the sentence says where it was looked for, and never what was found."""


def is_reference(text: str) -> bool:
    """Whether a setting says where a secret is, rather than what it is."""
    return text.startswith(KINDS)


def split(text: str) -> tuple[str, str]:
    """Return what stands before a reference, such as a word and a blank, and the reference; empty: none."""
    if is_reference(text):
        return "", text
    word, blank, rest = text.partition(" ")
    behind = rest.lstrip()
    return (word + blank, behind) if is_reference(behind) else ("", "")


def reveal(
    reference: str,
    folder: Path,
    environ: Mapping[str, str] = os.environ,
    seconds: float = PROGRAM_SECONDS,
) -> str:
    """Return a secret, without the line's end that editors and programs leave behind it.

    Args:
        reference: `env:NAME`, `file:PATH` or `cmd:PROGRAM ARG…`.
        folder: the configuration's, from which relative paths and programs are found.
        environ: the environment.
        seconds: how long a program may take to answer, at most ten.

    Raises:
        SecretMissing: it is not there, is empty, or lies in a file that others may read.
    """
    kind, _, where = reference.partition(":")
    match f"{kind}:":
        case "env:":
            found = environ.get(where, "")
            missing = f"the environment has no {where}"
        case "file:":
            found = in_file(place(where, folder))
            missing = f"{where} is empty"
        case "cmd:":
            found = answered(where, folder, min(seconds, PROGRAM_SECONDS))
            missing = f"{where.split()[0]} answered nothing"
        case _:
            raise SecretMissing("a secret is named as env:NAME, file:PATH or cmd:PROGRAM")
    found = found.rstrip("\r\n")
    if not found.strip():
        raise SecretMissing(missing)
    return found


def place(where: str, folder: Path) -> Path:
    """Return a path as it is meant: from the configuration's folder, `~` from a home.

    Raises:
        SecretMissing: there is no such home.
    """
    try:
        return folder / Path(where).expanduser()
    except (RuntimeError, ValueError):
        raise SecretMissing(f"{where} leads nowhere: nobody here has that home") from None


def in_file(path: Path) -> str:
    """Return what a private file holds.

    Raises:
        SecretMissing: it cannot be read, or others may read it.
    """
    try:
        mode = path.stat().st_mode
        if os.name != "nt" and mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise SecretMissing(f"others may read {path}; give it to yourself alone: chmod 600 {path}")
        text = private_files.short_text(path, LONGEST + 1)
    except OSError as error:
        raise SecretMissing(f"{path} cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise SecretMissing(f"{path} is no text") from None
    except ValueError:
        raise SecretMissing(f"{path} is no path") from None
    if len(text) > LONGEST:
        raise SecretMissing(f"{path} holds more than a secret does")
    return text


def answered(command: str, folder: Path, seconds: float) -> str:
    """Return what a program prints, called without a shell.

    Raises:
        SecretMissing: it cannot be called, takes longer than these seconds, or fails.
    """
    try:
        argv = shlex.split(command)
    except ValueError:
        raise SecretMissing("a quotation mark is missing behind cmd:") from None
    if not argv:
        raise SecretMissing("cmd: names no program")
    program, heard = argv[0], bytearray()
    try:
        running = subprocess.Popen(
            argv,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # A program that asks on the terminal would write over the war room.
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "its arguments hold what no program takes"
        raise SecretMissing(f"{program} cannot be called: {why}") from None
    assert running.stdout is not None
    listening = threading.Thread(target=hear, args=(running.stdout, heard, LONGEST + 1), daemon=True)
    listening.start()
    try:
        status = running.wait(seconds)
    except subprocess.TimeoutExpired:
        end(running)
        raise SecretMissing(f"{program} did not answer within {seconds:.2g} seconds") from None
    listening.join(LAST_WORDS)
    if status:
        raise SecretMissing(f"{program} ended with status {status}")
    if len(heard) > LONGEST:
        raise SecretMissing(f"{program} answered with more than a secret holds")
    try:
        return heard.decode()
    except UnicodeDecodeError:
        raise SecretMissing(f"{program} answered with no text") from None


def masked(text: str, secrets: Iterable[str]) -> str:
    """Return a text in which no secret stands any more, the longest first."""
    for secret in sorted({each for each in secrets if len(each) >= SHORTEST_MASKED}, key=len, reverse=True):
        text = text.replace(secret, MASK)
    return text


def shown(secret: str) -> str:
    """Return how a web address that is itself the secret is shown: the host, and its last four characters."""
    from urllib.parse import urlsplit

    try:
        host = urlsplit(secret).hostname or ""
    except ValueError:
        host = ""
    return f"{host}/…{secret[-4:]}" if host and len(secret) > len(host) + 16 else f"{host}/…"
