"""Reading the facts of a past incident: JSON lines, or one JSON array of the same objects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

import msgspec

from incident_console.domain.refusal import Refused
from incident_console.domain.text import displayed
from incident_console.intake.facts import Line, Raw, cleaned

LONGEST_FILE = 8_000_000
"""The longest file that is read, in characters."""

MOST_LINES = 10_000
"""More is no incident of somebody's, and would hold up whoever reads it."""

decoder = msgspec.json.Decoder(Raw)

EXAMPLE = '{"at": "2026-09-01T16:30:00Z", "kind": "finding", "text": "the pool is full"}'


def read_lines(text: str, now: datetime) -> list[Line]:
    """The facts in order of time; those of one time in the order of the file.

    Args:
        text: JSON lines, empty ones passed over, or one JSON array of the same objects.
        now: the time at hand, UTC: nothing in a past incident is later.

    Raises:
        Refused: for a line that cannot be read, naming it; for an empty file, or one that is too long.
    """
    if len(text) > LONGEST_FILE:
        raise Refused(
            "the file is longer than {most} characters; split it by incident", most=f"{LONGEST_FILE:,}"
        )
    # Windows' editors put it before what they save as UTF-8.
    text = text.removeprefix("\ufeff")
    facts = array_items(text) if text.lstrip().startswith("[") else json_lines(text)
    lines: list[Line] = []
    for place, fact in facts:
        if len(lines) == MOST_LINES:
            raise Refused("the file has more than {most} lines; split it by incident", most=f"{MOST_LINES:,}")
        lines.append(read_fact(place, fact, now))
    if not lines:
        raise Refused("the file is empty; a past incident is JSON lines such as {example}", example=EXAMPLE)
    # Sorting keeps the order of the file within one time: that is how its author had them.
    return sorted(lines, key=lambda line: line.at)


def json_lines(text: str) -> Iterator[tuple[str, object]]:
    """Yield each line that is not empty with its place.

    Raises:
        Refused: naming the line that is no JSON.
    """
    # Not splitlines: a JSON text may hold U+2028, which is no end of a line.
    for number, line in enumerate(text.split("\n"), 1):
        if line and not line.isspace():
            yield f"line {number}", read_json(f"line {number}", line)


def read_json(place: str, line: str) -> object:
    """A fact that has the fields of the format alone, or whatever else a line holds.

    Raises:
        Refused: it is no JSON.
    """
    try:
        # Straight into the struct: nearly all lines are of the format, and there may be ten thousand.
        return decoder.decode(line)
    except (ValueError, RecursionError):
        pass
    try:
        return msgspec.json.decode(line)
    except (ValueError, RecursionError) as error:
        raise unreadable(place, error) from error


def array_items(text: str) -> Iterator[tuple[str, object]]:
    """Yield each item of a JSON array with the line on which it begins.

    Raises:
        Refused: naming the line from which it is no JSON array.
    """
    import json

    decoder, blanks = json.JSONDecoder(), re.compile(r"[ \t\r\n]*")
    at, line, counted = text.index("[") + 1, 1, 0
    after = "["
    while True:
        at = blanks.match(text, at).end()  # type: ignore[union-attr]
        line, counted = line + text.count("\n", counted, at), at
        place = f"line {line}"
        sign = text[at : at + 1]
        if sign == "]" and after != ",":
            break
        if sign == "," and after == "}":
            at, after = at + 1, ","
            continue
        try:
            if after == "}":
                raise ValueError("a comma is missing between two objects")
            item, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            raise unreadable(place, error) from error
        yield place, item
        after = "}"
    if text[at + 1 :].strip():
        raise unreadable(place, ValueError("something follows the end of the array"))


def read_fact(place: str, fact: object, now: datetime) -> Line:
    """One fact, cleaned.

    Raises:
        Refused: naming its place, and what would be accepted.
    """
    try:
        if isinstance(fact, Raw):
            line = cleaned(place, fact, {})
        elif isinstance(fact, dict):
            known = {name: value for name, value in fact.items() if name in Raw.__struct_fields__}
            further = {name: value for name, value in fact.items() if name not in known}
            line = cleaned(place, msgspec.convert(known, Raw), further)
        else:
            raise ValueError("it is no JSON object")
    except (ValueError, OverflowError, RecursionError) as error:
        raise unreadable(place, error) from error
    if line.at > now:
        raise Refused(
            "{place} of the file lies in the future: {at}; import it later", place=place, at=line.at
        )
    return line


def unreadable(place: str, error: Exception) -> Refused:
    """What is said of a place that cannot be read."""
    why = displayed(str(error)[:200], lines=False).rstrip(".")
    return Refused(
        "{place} of the file cannot be read: {why}; a line is {example}",
        place=place,
        why=why,
        example=EXAMPLE,
    )
