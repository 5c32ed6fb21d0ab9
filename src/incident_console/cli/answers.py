"""What commands print: cleaned text for people, ASCII-escaped JSON for scripts, nothing else on stdout."""

from __future__ import annotations

import errno
import os
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from incident_console.domain.text import displayed

if TYPE_CHECKING:
    from incident_console.domain.colleagues import People

WIDTH = 80
"""Cells of a line that is not printed to a terminal."""

GAP = "  "
"""Between the columns of a table."""

STYLES = {"bold": 1, "dim": 2, "red": 31, "green": 32, "yellow": 33, "magenta": 35, "cyan": 36}
"""What a terminal is told for each style."""


class NotPrinted(OSError):
    """What should have been printed was not; errno and strerror say why."""


def as_json_text(answer: object) -> str:
    """An answer as JSON on one line, in ASCII, so that no terminal is steered by it."""
    import json

    return json.dumps(answer)


def say_json(answer: object) -> None:
    put(as_json_text(answer))


def say(text: str = "") -> None:
    """Print lines for a person. What comes from outside was made harmless by `line` or `block`."""
    put("\n".join(each.rstrip() for each in text.split("\n")))


def put(text: str, end: str = "\n") -> None:
    """Print a text as it is.

    Raises:
        NotPrinted: the disk is full, the reader went away.
    """
    if sys.stdout is None:
        raise NotPrinted(errno.EBADF, "the standard output is closed")
    try:
        print(text, end=end, flush=True)
    except OSError as error:
        raise NotPrinted(error.errno, error.strerror) from error


def let_go() -> None:
    """Throw away what could not be printed, so that the interpreter does not try again at its end."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            # Python flushes once more as it ends, and would report what was told already.
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def advise(text: str) -> None:
    """Say what is worth doing next, beside the answer: scripts that read stdout do not see it."""
    # What was asked for is answered; a closed stderr must not make a failure of that.
    with suppress(OSError, ValueError):
        print(text, file=sys.stderr, flush=True)


def point_out_nobody(name: str, people: People) -> None:
    """Say that the configuration names nobody so, and who may be meant."""
    from incident_console.wording.people import nobody_called

    advise(line(f"{nobody_called(name, people.names())}; it is recorded as it was typed."))


def line(text: object) -> str:
    """A text from outside on one line, harmless."""
    return displayed(str(text), lines=False)


def signed(by: str, text: str) -> str:
    """What somebody said, behind their name; what nobody is named for stands alone."""
    return f"{line(by)}: {text}" if by else text


def block(text: str, indent: str = "", width: int | None = None) -> str:
    """A text of several lines, harmless, wrapped and indented."""
    import textwrap

    room = max((width or columns()) - len(indent), 20)
    lines: list[str] = []
    for each in displayed(text).split("\n"):
        lines += textwrap.wrap(each, room, break_long_words=False, break_on_hyphens=False) or [""]
    return "\n".join(indent + each for each in lines)


def hanging(start: str, text: str, indent: int) -> list[str]:
    """A text on one line behind its start, wrapped under itself."""
    import textwrap

    return textwrap.wrap(
        f"{start}{line(text)}",
        columns(),
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def on_terminal() -> bool:
    """Whether a person's terminal reads the answer."""
    return sys.stdout is not None and sys.stdout.isatty()


def columns() -> int:
    """How wide a line may be: the terminal's width within reason."""
    if not on_terminal():
        return WIDTH
    import shutil

    return max(40, min(shutil.get_terminal_size((WIDTH, 24)).columns, 110))


def paint(text: str, *styles: str) -> str:
    """A text in colour or bold, on a terminal whose owner did not ask for none."""
    if not on_terminal() or "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb":
        return text
    return "".join(f"\x1b[{STYLES[style]}m" for style in styles) + text + "\x1b[0m"


def severity_painted(severity: str, text: str) -> str:
    """The name of a severity in its own modest colour; the strong ones belong to deadlines."""
    style = {"P1": "magenta", "P2": "cyan", "P4": "dim"}.get(severity)
    return text if style is None else paint(text, style)


def sign(pretty: str, plain: str) -> str:
    """A sign that the output can show, else its twin in ASCII."""
    try:
        pretty.encode(getattr(sys.stdout, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return plain
    return pretty


def cells(text: str) -> int:
    """How many cells of a terminal a text fills."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1
        for each in text
    )


def cut(text: str, room: int) -> str:
    """A text cut to so many cells, with a sign where something is missing."""
    if cells(text) <= room:
        return text
    filled = 0
    for at, each in enumerate(text):
        filled += cells(each)
        if filled > room - 1:
            return text[:at].rstrip() + sign("…", "~")
    return text


def pad(text: str, room: int) -> str:
    """A text followed by blanks, so that it fills so many cells."""
    return text + " " * (room - cells(text))


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows in aligned columns; the last column runs free, and on a terminal is cut to its edge."""
    widths = [max(cells(row[n]) for row in rows) for n in range(len(rows[0]) - 1)] if rows else []
    edge = max(columns() - sum(widths) - len(GAP) * len(widths), 10)
    lines = []
    for row in rows:
        last = cut(row[-1], edge) if on_terminal() else row[-1]
        lines.append(GAP.join([*(pad(text, width) for text, width in zip(row, widths, strict=False)), last]))
    return lines


def heading(title: str, beside: str = "") -> str:
    """A title on a rule."""
    dash = sign("─", "-")
    start = f"{dash * 2} {title} "
    end = f" {beside} {dash * 2}" if beside else ""
    return start + dash * max(columns() - cells(start) - cells(end), 2) + end


def labelled(pairs: Iterable[tuple[str, str]], label_width: int = 10) -> list[str]:
    """Texts beside their labels, wrapped under themselves; what is empty is left out."""
    lines: list[str] = []
    for label, text in pairs:
        if text:
            wrapped = block(text, " " * label_width)
            lines.append(pad(label, label_width) + wrapped[label_width:])
    return lines
