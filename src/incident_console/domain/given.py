"""What people give, as it is recorded: titles, names of people and of clients, short texts on one line."""

from __future__ import annotations

from collections.abc import Iterable

from incident_console.domain.authority import optional
from incident_console.domain.refusal import Part, Unusable
from incident_console.domain.text import TextRefused, clean, clean_name, clean_title, name_key


def titled(title: str) -> str:
    """Return a title on one line, which every message and list repeats.

    Raises:
        Refused: where it is too long.
    """
    try:
        return clean_title(title)
    except TextRefused as error:
        raise Unusable(Part.TITLE, str(error)) from error


def person(name: str, part: Part) -> str:
    """Return a person's name, cleaned.

    Raises:
        Refused: where there is none.
    """
    try:
        return clean_name(name)
    except TextRefused as error:
        raise Unusable(part, str(error)) from error


def client_names(first: str | None, others: Iterable[str]) -> list[str]:
    """Return the names of clients, cleaned, each once and without those that are empty.

    Raises:
        Refused: for one that is too long, or holds nothing by which it could be told from another.
    """
    kept: dict[str, str] = {}
    for name, part in [(first, Part.CLIENT), *((name, Part.CLIENTS) for name in others)]:
        if client := client_name(name, part):
            kept.setdefault(name_key(client), client)
    return list(kept.values())


def client_name(name: str | None, part: Part) -> str | None:
    """Return a client's name on one line, or None where none is given.

    Raises:
        Refused: as `client_names`.
    """
    client = one_line(name, part)
    if client and not name_key(client):
        raise Unusable(part, f"{client} is no client's name: give one with a letter or a digit, such as ACME")
    return client


def one_line(text: str | None, part: Part) -> str | None:
    """Return a short text on one line, or None.

    Raises:
        Refused: where it is too long.
    """
    given = optional(text, part)
    return clean(given, lines=False) if given else None
