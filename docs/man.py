"""The manual page, made from the program's own help."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import click

from incident_console import __version__
from incident_console.cli.main import CHAPTERS
from incident_console.cli.verbs import Verb

EXIT_STATUS = (
    ("0", "Done."),
    ("1", "Refused by a rule, or failed. Nothing was recorded, and the reason is on standard error."),
    ("2", "Wrong usage."),
)
FILES = (
    ("~/.local/share/incident-console/", "The record, where --db names no other."),
    (
        "~/.config/incident-console/config.toml",
        "The configuration, where --config names no other.",
    ),
)


def manual(program: click.Group, name: str) -> str:
    """Return the page of the whole program, with each command and what it is given."""
    context = click.Context(program, info_name=name)
    parts = [
        f'.TH {name.upper()} 1 "" "{name} {__version__}" "User Commands"',
        ".SH NAME",
        f"{roff(name)} \\- run an incident from declaration to review, in the terminal",
        ".SH SYNOPSIS",
        f".B {roff(name)}\n[\\fIOPTIONS\\fR] [\\fICOMMAND\\fR] [\\fIARGS\\fR]...",
        ".SH DESCRIPTION",
        paragraphs(program.help or ""),
        ".SH OPTIONS",
        *options(program, context),
    ]
    for chapter, names in CHAPTERS.items():
        parts.append(f".SH {chapter.upper()}")
        for each in names:
            command = program.get_command(context, each)
            assert command is not None
            parts += about(command, each)
    parts += [".SH EXIT STATUS", *listed(EXIT_STATUS), ".SH FILES", *listed(FILES)]
    return "\n".join(parts) + "\n"


def about(command: click.Command, path: str) -> Iterator[str]:
    """Yield a command's usage, help, options and example; those of a group behind the group's own."""
    context = click.Context(command, info_name=path)
    usage = " ".join([path, *command.collect_usage_pieces(context)])
    yield f'.SS "{roff(usage)}"'
    yield paragraphs(command.help or "")
    yield from options(command, context)
    if isinstance(command, Verb) and command.example:
        yield ".PP\nFor example:\n.PP\n.nf\n.RS"
        yield roff(command.example)
        yield ".RE\n.fi"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            within = command.get_command(context, name)
            if within is not None:
                yield from about(within, f"{path} {name}")


def options(command: click.Command, context: click.Context) -> Iterator[str]:
    """Yield what a command may be given, but --help, which all have."""
    records = (
        each.get_help_record(context)
        for each in command.get_params(context)
        if isinstance(each, click.Option) and "--help" not in each.opts
    )
    yield from listed(record for record in records if record is not None)


def listed(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield each term with what it means."""
    for term, meaning in pairs:
        yield f".TP\n.B {roff(term)}\n{roff(' '.join(meaning.split()))}"


def paragraphs(text: str) -> str:
    """Return a text of several paragraphs, each filled anew."""
    return "\n.PP\n".join(roff(" ".join(each.split())) for each in re.split(r"\n\s*\n", text.strip()))


def roff(text: str) -> str:
    """Return a text in which nothing is an instruction."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace('"', "\\(dq")
    return "\n".join(f"\\&{line}" if line[:1] in (".", "'") else line for line in escaped.split("\n"))
