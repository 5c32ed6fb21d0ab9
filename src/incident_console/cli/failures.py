"""How a command says no: one line on stderr, harmless to the terminal, and exit status 1."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from incident_console.cli.answers import NotPrinted

if TYPE_CHECKING:
    from incident_console.domain.incident import Incident

PROGRAM = "incident-console"
DEBUG_VARIABLE = "INCIDENT_CONSOLE_DEBUG"


class Failed(click.ClickException):
    """The answer no: one line that says why, and what would be accepted. Exit status 1."""

    exit_code = 1

    def show(self, file: Any = None) -> None:
        click.echo(f"{PROGRAM}: {self.message}", err=True)


class NotUnderstood(Failed):
    """The answer no to a file in which several things are wrong: a line for each."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("; ".join(mistakes))
        self.mistakes = [one_line(mistake) for mistake in mistakes]

    def show(self, file: Any = None) -> None:
        for mistake in self.mistakes:
            click.echo(f"{PROGRAM}: {mistake}", err=True)


class Wrong(click.UsageError):
    """What was typed is no command as it stands: one line that says why. Exit status 2."""

    def show(self, file: Any = None) -> None:
        help_of = PROGRAM if self.ctx is None else self.ctx.command_path
        click.echo(f"{PROGRAM}: {self.message}; see: {help_of} --help", err=True)


@contextmanager
def answered() -> Iterator[None]:
    """Turn whatever goes wrong into an answer: one line, harmless to the terminal, and the exit status."""
    try:
        yield
    except (click.exceptions.NoArgsIsHelpError, Failed, Wrong) as wrong:
        if isinstance(wrong, Failed):
            vars(wrong)["message"] = one_line(wrong.message)
        raise
    except click.UsageError as wrong:
        raise Wrong(one_line(usage(wrong)), wrong.ctx) from wrong
    except click.ClickException as wrong:
        raise Failed(one_line(wrong.format_message())) from wrong
    except (click.exceptions.Exit, click.Abort):
        raise
    except Exception as error:
        if debugging() or (isinstance(error, OSError) and error.errno == errno.EPIPE):
            raise
        raise Failed(one_line(sentence(error))) from error


@contextmanager
def recorded_already(*incidents: Incident) -> Iterator[None]:
    """Say of whatever goes wrong from here on that the act itself is recorded."""
    try:
        yield
    except Exception as error:
        if debugging():
            raise
        entries = ", ".join(f"{incident.ref} entry {incident.seq}" for incident in incidents)
        kept = f"it is recorded as {entries}"
        if isinstance(error, OSError):
            sentence = f"{kept}, but the answer could not be printed ({error.strerror}); look at it with log"
        else:
            sentence = f"{kept}; do not enter it again. After that {unexpected(error)}"
        raise Failed(one_line(sentence)) from error


def debugging() -> bool:
    """Whether somebody wants to see where an error comes from."""
    return bool(os.environ.get(DEBUG_VARIABLE))


def sentence(error: Exception) -> str:
    """What is said of an error: its own sentence, where this program made it for people."""
    if isinstance(error, NotPrinted):
        return f"the answer could not be printed ({error.strerror})"
    if type(error).__name__ == "NotFound":
        return f"{error}; see: list --all"
    if type(error).__module__.startswith("incident_console."):
        return str(error)
    if isinstance(error, OSError):
        return f"the system refused: {error}"
    return f"{unexpected(error)}; look at what was recorded before you try again"


def usage(wrong: click.UsageError) -> str:
    """What is wrong with what was typed, as one of our sentences."""
    message = wrong.format_message().strip().rstrip(".")
    return message[:1].lower() + message[1:] if message[1:2].islower() else message


def unexpected(error: Exception) -> str:
    return (
        f"something went wrong that should not ({type(error).__name__}: {error}; "
        f"{DEBUG_VARIABLE}=1 shows the details)"
    )


def one_line(message: str) -> str:
    """A message on one line; it may hold what somebody typed."""
    from incident_console.domain.text import displayed

    return displayed(message[:2000], lines=False)
