"""What is typed on the command line: the kinds of options and arguments, and what is said of others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Any

import click

from incident_console.cli.caller import Caller
from incident_console.cli.failures import Failed

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    Text = click.ParamType[str]
else:
    Text = click.ParamType


class TimeGiven(Text):
    """A time as people type it. It is read where the zone in force is known; here only whether it can be."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from incident_console.times import TimeNotUnderstood, read

        try:
            read(str(value))
        except TimeNotUnderstood as problem:
            self.fail(str(problem), param, ctx)
        return str(value)


TIME = TimeGiven()


class OneOf(click.Choice[str]):
    """One of a few words, in whatever case."""

    def __init__(self, *words: str) -> None:
        super().__init__(words, case_sensitive=False)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Return what stands for it in the help: these words as they are written."""
        return f"[{'|'.join(self.choices)}]"

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        """Return what is said of another word: these words as they are written."""
        return f"“{value}” is none of {', '.join(self.choices)}"


SEVERITY = OneOf("P1", "P2", "P3", "P4")


ROLE = OneOf("IC", "CL", "OL")


class Given(Text):
    """A name or word that may be left away, but not given empty, as a script's unset variable would."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from incident_console.domain.text import displayed

        if not displayed(str(value)):
            self.fail("it is empty; give a value, or leave it away.", param, ctx)
        return str(value)


GIVEN = Given()


def legible(text: str, what: str, accepted: str) -> str:
    """A text by which something is looked up, as it was given.

    Raises:
        Failed: its bytes are no UTF-8.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Failed(f"{what} {text} is not UTF-8; give {accepted}") from None
    return text


def searchable(words: Sequence[str], accepted: str) -> None:
    """See that words can be looked for.

    Raises:
        Failed: their bytes are no UTF-8, or none of them holds a letter or a digit.
    """
    from incident_console.domain.tokens import nothing_to_find

    for word in words:
        legible(word, "the word", accepted)
    if said := nothing_to_find(" ".join(words)):
        raise Failed(f"{said}; give {accepted}")


def named(text: str, what: str, accepted: str) -> str:
    """The name of something, as it was given.

    Raises:
        Failed: it is empty, or its bytes are no UTF-8.
    """
    if not text.strip():
        raise Failed(f"{what} is empty; give {accepted}")
    return legible(text, what, accepted)


@contextmanager
def completing(ctx: click.Context) -> Iterator[Caller]:
    """Whoever a shell asks for, on their record. What fails is not completed, and nothing is said of it."""
    caller = Caller()
    root = ctx.find_root().params
    caller.db, caller.config_path = root.get("db"), root.get("config")
    # A shell would print a traceback into the line that somebody is typing.
    with suppress(Exception), closing(caller):
        yield caller


class Reference(Text):
    """The name of an incident; open ones are offered where a shell completes it."""

    name = "reference"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        accepted = "INC-7K3Q or a unique start of it, or . for the only open one (see: list --all)"
        return named(str(value), "the reference", accepted)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        found: list[CompletionItem] = []
        with completing(ctx) as caller:
            rows, wanted = caller.reader.board(caller.now()) if caller.reader else [], incomplete.upper()
            found += [
                CompletionItem(row.ref, help=row.title)
                for row in rows
                if row.ref.startswith(wanted) or row.ref.removeprefix("INC-").startswith(wanted)
            ]
        return found


class OutboxId(Text):
    """The name of a message that waits."""

    name = "id"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return named(str(value), "the message", "an id such as 7K3Q-H4TC (see: outbox list)")
