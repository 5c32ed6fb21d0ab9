"""Acts as commands: ready to paste, quoted for a shell, with names and texts that begin with a dash."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo
from enum import Enum

from incident_console.domain.refusal import Act, Part
from incident_console.wording.verbs import VERBS, example, wording

LEFT_OPEN = "…"
"""What stands for what somebody still has to say."""


def command(act: Act, zone: tzinfo) -> str:
    """Return the command for an act, without the program's name; what is still to be said is an ellipsis.

    Args:
        act: what could be done.
        zone: of the reader; a time is written with its offset, so it is the same on any clock.
    """
    verb = VERBS[act.rule]
    arguments = dict(act.arguments)
    for part in verb.needs:
        arguments.setdefault(part.value, LEFT_OPEN)
    options: list[str] = []
    places: list[str] = [act.ref or "."] if verb.about_one else []
    for part in in_order(act.rule, arguments):
        value, called = arguments[part.value], wording(part, act.rule)
        if not called.is_option:
            places.append(typed(value, zone))
        elif value is True:
            options.append(called.flag)
        elif value is not False and value is not None:
            options += given(called.flag, value, zone)
    name = [] if act.by is None else given("--as", act.by, zone)
    return " ".join([*name, verb.command, *placed(places), *options, *after_dashes(places)])


def in_order(rule: str, names: Iterable[str]) -> list[Part]:
    """Return the parts that were said: those that a command needs first, in their order."""
    parts = [Part(name) for name in names]
    needs = VERBS[rule].needs
    return sorted(parts, key=lambda part: needs.index(part) if part in needs else len(needs))


def given(flag: str, value: object, zone: tzinfo) -> Iterator[str]:
    """Yield an option with its value, once for each where there are several."""
    for each in value if isinstance(value, (tuple, list)) else (value,):
        text = typed(each, zone)
        yield f"{flag}={quoted(text)}" if text.startswith("-") else f"{flag} {quoted(text)}"


def placed(places: list[str]) -> list[str]:
    """Return the arguments that stand where they are read."""
    dashed = next((n for n, text in enumerate(places) if text.startswith("-")), len(places))
    return [quoted(text) for text in places[:dashed]]


def after_dashes(places: list[str]) -> list[str]:
    """Return the arguments from the first on that a command would take for an option, behind a `--`."""
    rest = [quoted(text) for text in places[len(placed(places)) :]]
    return ["--", *rest] if rest else []


def quoted(text: str) -> str:
    """Return a text as a shell takes it; what is still to be said stays as it is."""
    return text if text == LEFT_OPEN else shlex.quote(text)


def in_quotes(text: str) -> str:
    """Return an example as people read it: bare where a shell takes it so, else in double quotes."""
    return text if shlex.quote(text) == text else f'"{text}"'


def typed(value: object, zone: tzinfo) -> str:
    """Return a value as it is typed into a command."""
    if value is ...:
        return LEFT_OPEN
    if isinstance(value, datetime):
        return typed_time(value, zone)
    return str(value.value) if isinstance(value, Enum) else str(value)


def typed_time(moment: datetime, zone: tzinfo) -> str:
    """Return a time as it can be typed into a command, with its offset."""
    text = moment.astimezone(zone).isoformat(timespec="minutes")
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


def sample(rule: str, *parts: Part, ref: str = ".", posted: bool = False) -> str:
    """Return a command as the help shows it, with the examples of its parts, broken where it is long."""
    verb = VERBS[rule]
    words = [verb.command, *([ref] if verb.about_one else [])]
    for part in parts:
        called, text = wording(part, rule), in_quotes(example(rule, part))
        words.append(f"{called.flag} {text}" if called.is_option else text)
    if posted:
        words.append("--posted")
    lines = [words[0]]
    for word in words[1:]:
        if len(lines[-1]) + len(word) < WIDTH:
            lines[-1] += f" {word}"
        else:
            lines[-1] += " \\"
            lines.append(f"    {word}")
    return "\n".join(lines)


WIDTH = 90
"""How long a line of an example may be."""
