"""Rendering with sandboxed templates: ours, or those of a client's own folder."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.sandbox import ImmutableSandboxedEnvironment

OURS = Path(__file__).with_name("templates")
LANGUAGES = ("en", "de")
"""The languages that our own templates are written in: a folder each."""
LONGEST_TEMPLATE = 100_000
BLANK_LINES = re.compile(r"\n{3,}")


class TemplateBroken(Exception):
    """A client's own template cannot be used. The text is one line; `fallback` is what ours would say."""

    def __init__(self, file: Path, line: int | None, why: str, fallback: str) -> None:
        self.file, self.line, self.fallback = file, line, fallback
        place = f"{file}, line {line}" if line else f"{file}"
        super().__init__(f"the message template {place} cannot be used: {why}; mend it, or move it away")


@cache
def environment() -> ImmutableSandboxedEnvironment:
    """The one environment; plain text, so nothing is escaped, and a name that is not known is an error."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(
        autoescape=False, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


@cache
def template(file: Path, changed: int) -> Template:
    """A template compiled once for each state of its file (`changed`: nanoseconds since 1970)."""
    from jinja2 import TemplateSyntaxError

    source = file.read_text("utf-8")
    if len(source) > LONGEST_TEMPLATE:
        raise TemplateSyntaxError(f"it is longer than {LONGEST_TEMPLATE:,} characters", 0)
    made = environment().compile(source, filename=str(file))
    return environment().template_class.from_code(environment(), made, environment().make_globals(None))


def ours_says(kind: str, values: dict[str, Any], language: str) -> str:
    """The text of a kind of message by our template in one of our languages."""
    return tidy(template(OURS / language / f"{kind}.txt.jinja", 0).render(values))


def theirs_says(
    folder: str, kind: str, values: dict[str, Any], must_say: tuple[str, ...], *, fallback: str
) -> str | None:
    """The text by the template in a client's folder; None where the folder has none of this kind.

    Raises:
        TemplateBroken: it does not work, or leaves out what the client must read.
    """
    file = Path(folder).expanduser() / f"{kind}.txt.jinja"
    try:
        changed = file.stat().st_mtime_ns
    except FileNotFoundError:
        return None
    except OSError as error:
        raise TemplateBroken(file, None, error.strerror or str(error), fallback) from error
    # Whatever their template does wrong comes out of it as an exception of any kind.
    try:
        text = tidy(template(file, changed).render(values))
    except Exception as error:
        raise TemplateBroken(file, line_of(error, file), one_line(error), fallback) from error
    missing = next((needed for needed in must_say if needed not in text), None)
    if missing is not None:
        raise TemplateBroken(file, None, f"its text leaves out “{missing}”", fallback)
    return text


def tidy(text: str) -> str:
    """Without blanks at the ends of lines, and with at most one empty line at a time."""
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return BLANK_LINES.sub("\n\n", lines).strip()


def line_of(error: Exception, file: Path) -> int | None:
    """The line of the template in which it went wrong, where that is known."""
    number = getattr(error, "lineno", None)
    if isinstance(number, int) and number:
        return number
    trace, found = error.__traceback__, None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(file):
            found = trace.tb_lineno
        trace = trace.tb_next
    return found


def one_line(error: Exception) -> str:
    """What an error says, on one line."""
    said = " ".join(str(error).split())[:200].rstrip(".")
    return said or type(error).__name__
