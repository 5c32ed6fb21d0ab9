"""Rendering with sandboxed templates: ours, or those of a client's own folder."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from incident_console.messages.in_child import Stopped, answer_of

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.sandbox import ImmutableSandboxedEnvironment

OURS = Path(__file__).with_name("templates")
LANGUAGES = ("en", "de")
"""The languages that our own templates are written in: a folder each."""
MARKUP = ".html.jinja"
"""How the name of a template ends that writes HTML."""
LONGEST_TEMPLATE = 100_000
"""Characters of a client's own template."""
SECONDS = 2.0
"""How long a client's own template may take: it is another's program, and may never end."""
LONGEST_TEXT = 65_536
"""Bytes that a template may write."""
LONGEST_BODY = 4 * LONGEST_TEXT
"""Bytes that a template of the configuration may write: a text, quoted, and what stands around it."""
BLANK_LINES = re.compile(r"\n{3,}")


class TemplateBroken(Exception):
    """A client's own template cannot be used. The text is one line; `fallback` is what ours would say."""

    def __init__(self, file: Path, line: int | None, why: str, fallback: str) -> None:
        self.file, self.line, self.fallback = file, line, fallback
        place = f"{file}, line {line}" if line else f"{file}"
        super().__init__(f"the message template {place} cannot be used: {why}; mend it, or move it away")


class TextBroken(Exception):
    """A template that stands in the configuration cannot be used; the text is one line, and says why."""


@cache
def environment(*, markup: bool = False) -> ImmutableSandboxedEnvironment:
    """The environment of texts, or of `markup`, where values are escaped; an unknown name is an error."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    made = ImmutableSandboxedEnvironment(
        autoescape=markup, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    # Letters stay what they are: escaped, a text in another script would be six times as long.
    made.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    return made


def template(file: Path) -> Template:
    """Compile the template in a file; of one whose name says that it is HTML, values are escaped.

    Raises:
        TemplateSyntaxError: it is none, or longer than is taken.
        OSError, UnicodeDecodeError: the file cannot be read.
    """
    from jinja2 import TemplateSyntaxError

    with file.open("rb") as opened:
        # No more is read than the longest may take: a letter has four bytes at most.
        raw = opened.read(4 * LONGEST_TEMPLATE + 1)
    source = raw.decode("utf-8")
    if len(source) > LONGEST_TEMPLATE:
        raise TemplateSyntaxError(f"it is longer than {LONGEST_TEMPLATE:,} characters", 0)
    our = environment(markup=file.name.endswith(MARKUP))
    made = our.compile(source, filename=str(file))
    return our.template_class.from_code(our, made, our.make_globals(None))


our_template = cache(template)


def ours_says(kind: str, values: dict[str, Any], language: str) -> str:
    """The text of a kind of message by our template in one of our languages."""
    return tidy(our_template(OURS / language / f"{kind}.txt.jinja").render(values))


def theirs_says(
    folder: str,
    kind: str,
    values: dict[str, Any],
    must_say: tuple[str, ...],
    *,
    fallback: str,
    ending: str = ".txt.jinja",
) -> str | None:
    """The text by the template in a client's folder; None where the folder has none of this kind.

    Raises:
        TemplateBroken: it does not work, never ends, writes too much, or leaves out what must be read.
    """
    file = Path(folder) / f"{kind}{ending}"
    try:
        file.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise TemplateBroken(file, None, error.strerror or str(error), fallback) from error
    import json  # Nothing else needs it, and it takes a hundredth of the start (the rows “start”).

    environment(markup=ending == MARKUP)
    try:
        # In a child: their template may loop for ever or take all memory.
        answer = json.loads(answer_of(lambda: rendered(file, values), SECONDS))
    except Stopped as stopped:
        raise TemplateBroken(file, None, str(stopped), fallback) from stopped
    if "text" not in answer:
        raise TemplateBroken(file, answer["line"], answer["why"], fallback)
    text = str(answer["text"])
    missing = next((needed for needed in must_say if needed not in text), None)
    if missing is not None:
        raise TemplateBroken(file, None, f"its text leaves out “{missing}”", fallback)
    return text


def text_by(source: str, values: dict[str, Any]) -> str:
    """The text by a template that stands in the configuration.

    Raises:
        TextBroken: it does not work, never ends, or writes too much.
    """
    import json

    our = environment()

    def made() -> bytes:
        try:
            text = our.from_string(source).render(values)
        except Exception as error:
            line = getattr(error, "lineno", None)
            place = f", line {line}" if isinstance(line, int) and source.count("\n") else ""
            return json.dumps({"why": f"{one_line(error)}{place}"}).encode()
        if len(text.encode("utf-8", "replace")) > LONGEST_BODY:
            return json.dumps({"why": f"it writes more than {LONGEST_BODY // 1024} KB"}).encode()
        return json.dumps({"text": text}).encode()

    try:
        answer = json.loads(answer_of(made, SECONDS))
    except Stopped as stopped:
        raise TextBroken(str(stopped)) from None
    if "text" not in answer:
        raise TextBroken(answer["why"])
    return str(answer["text"])


def rendered(file: Path, values: dict[str, Any]) -> bytes:
    """Return as JSON the text by a template, or what is wrong with it and on which line."""
    import json

    # Whatever their template does wrong comes out of it as an exception of any kind.
    try:
        answer = {"text": tidy(template(file).render(values))}
        if len(answer["text"].encode("utf-8", "replace")) > LONGEST_TEXT:
            return json.dumps(
                {"line": None, "why": f"it writes more than {LONGEST_TEXT // 1024} KB"}
            ).encode()
    except Exception as error:
        return json.dumps({"line": line_of(error, file), "why": one_line(error)}).encode()
    return json.dumps(answer).encode()


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
    """What an error says, cut to one line; where it says nothing, what kind it is."""
    line = " ".join(str(error).split())[:200].rstrip(".")
    return line or type(error).__name__
