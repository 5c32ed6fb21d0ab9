"""How a command says no: one line on stderr, harmless to the terminal, and exit status 1."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

PROGRAM = "incident-console"
DEBUG_VARIABLE = "INCIDENT_CONSOLE_DEBUG"


class Failed(click.ClickException):
    """The answer no: one line that says why, and what would be accepted. Exit status 1."""

    exit_code = 1

    def show(self, file: Any = None) -> None:
        click.echo(f"{PROGRAM}: {self.message}", err=True)


@contextmanager
def answered() -> Iterator[None]:
    """Turn whatever goes wrong into an answer: one line, harmless to the terminal, and the exit status."""
    try:
        yield
    except click.ClickException as wrong:
        vars(wrong)["message"] = harmless(wrong.message)
        raise
    except (click.exceptions.Exit, click.Abort):
        raise
    except OSError as error:
        if error.errno == errno.EPIPE or os.environ.get(DEBUG_VARIABLE):
            raise
        raise Failed(harmless(str(error))) from error
    except Exception as error:
        if os.environ.get(DEBUG_VARIABLE):
            raise
        raise Failed(harmless(sentence(error))) from error


def sentence(error: Exception) -> str:
    """What is said of an error: its own sentence, where it was made for people."""
    if type(error).__module__.startswith("incident_console.") or isinstance(error, ValueError):
        return str(error)
    return (
        f"something went wrong that should not ({type(error).__name__}: {error}); look at what was "
        f"recorded before you try again; {DEBUG_VARIABLE}=1 shows the details"
    )


def harmless(message: str) -> str:
    """A message on one line; it may hold what somebody typed."""
    from incident_console.domain.text import clean

    return clean(message[:2000], lines=False)
