"""The review document in Markdown: what was typed stays text, and makes no heading, table or code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from incident_console.reports.document import Document, Facts, Told
from incident_console.reports.document import Line as Row
from incident_console.words import flat

SPECIAL = re.compile(r"([\\`*_\[\]|~])")
LEADING = re.compile(r"^(\s*)([-+=#]|\d{1,9}(?=[.)]))")
FENCES = re.compile(r"`+")


def escaped(text: str) -> str:
    """One line of text that reads as it was typed, wherever in Markdown it stands."""
    harmless = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    harmless = SPECIAL.sub(r"\\\1", harmless)
    return LEADING.sub(leading, harmless)


def leading(found: re.Match[str]) -> str:
    """What would begin a list, a heading or a rule, made text."""
    space, mark = found.groups()
    return f"{space}&#{ord(mark[0])};{mark[1:]}" if mark.isdecimal() else f"{space}\\{mark}"


def cell(text: str) -> str:
    """A text for one cell of a table, or one item of a list."""
    return escaped(flat(text))


def paragraphs(text: str) -> str:
    """A text with its lines kept."""
    lines = [escaped(line.strip()) for line in text.splitlines()]
    return "\n".join(f"{line}  " if line else "" for line in lines).rstrip()


def fence(text: str) -> str:
    """A text exactly as it was, in a fence longer than any inside."""
    # A fence ends at as many marks as it began with: what is inside never has as many.
    marks = "`" * max(3, 1 + max((len(run) for run in FENCES.findall(text)), default=0))
    return f"{marks}text\n{text}\n{marks}"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; the heads are ours, the cells were typed."""
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(lines)


def markdown(document: Document) -> str:
    banner = [f"**{document.banner}**"] if document.banner else []
    parts = [
        *banner,
        f"# {cell(document.title)} ({cell(document.ref)})",
        f"As of {document.made_at}. {cell(document.zones)}",
        facts(document.facts),
        *account(document.account),
        "## People",
        facts(document.people),
        table(
            ("Owner", "From", "Until", "How"),
            ([cell(value) for value in owner] for owner in document.owners),
        ),
        "## Timeline",
        table(("#", "When", "Who", "What"), (timeline_row(line) for line in document.timeline)),
        *section(
            "Promises",
            document.promise_heads,
            document.promises,
            "Nothing was promised to the client.",
        ),
        "## Messages to the client",
        *messages(document.messages),
        *section(
            "Actions and follow-ups",
            ("#", "What", "Owner", "Due", "State"),
            document.actions,
            "There are none.",
        ),
        "## Figures",
        facts(document.figures),
        *review(document),
        *([f"Anchor of the record: `{cell(document.anchor)}`"] if document.anchor else []),
        *banner,
    ]
    return "\n\n".join(parts) + "\n"


def facts(known: Facts) -> str:
    """Names with their values, as a list."""
    return "\n".join(f"- **{name}:** {cell(value)}" for name, value in known)


def account(known: Facts) -> list[str]:
    """What the wrap-up told, in full."""
    if not known:
        return []
    return ["## As told at the end", *(f"**{name}**\n\n{paragraphs(value)}" for name, value in known)]


def section(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], without: str) -> list[str]:
    """A heading with its table, or a sentence where there is nothing."""
    filled = ([cell(value) for value in row] for row in rows)
    return [f"## {title}", table(heads, filled) if rows else without]


def timeline_row(line: Row) -> tuple[str, str, str, str]:
    """An entry; a struck one crossed out, with the reason."""
    when = f"{line.at} (recorded {line.recorded})" if line.recorded else line.at
    text = cell(line.text)
    if line.struck:
        text = f"~~{text}~~ ({cell(line.struck)})"
    if line.conflict:
        text = f"{text} ({cell(line.conflict)})"
    return str(line.seq), when, cell(line.by), text


def messages(told: Sequence[Told]) -> list[str]:
    """Each message as the client read it."""
    if not told:
        return ["Nothing was written to the client."]
    return [f"### {cell(each.name)}\n\n{cell(each.state)}\n\n{fence(each.words)}" for each in told]


def review(document: Document) -> list[str]:
    """The review: cause, factors, recommendations."""
    parts = ["## Review", *(f"**{name}**\n\n{paragraphs(value)}" for name, value in document.review)]
    for name, points in (
        ("Contributing factors", document.factors),
        ("Recommendations", document.recommendations),
    ):
        if points:
            parts += [f"**{name}**", "\n".join(f"- {cell(each)}" for each in points)]
    return parts
