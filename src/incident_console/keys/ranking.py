"""How well a name answers what somebody typed to find it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import NamedTuple

from incident_console.domain.text import name_key


class Kind(IntEnum):
    """In what way a name matches, the best first."""

    WHOLE = 0
    PREFIX = 1
    WORDS = 2
    LETTERS = 3


class Rank(NamedTuple):
    """How well a name matches; the smallest is the best."""

    kind: Kind
    alias: bool
    """Whether another word for it was found, and not its name."""
    spread: int
    """Over how many letters those that were typed are scattered; 0 where they stand together."""


def rank(query: str, name: str, aliases: Iterable[str] = ()) -> Rank | None:
    """Return how well a thing answers a query; None where it does not.

    A name that begins with the query comes first, then one in which each of its words begins a word, then
    one that holds its letters in order, the first of them at the beginning of a word. Aliases are matched by
    their beginnings only: nobody abbreviates a word of which they do not know that it is there.
    """
    wanted = name_key(query)
    if not wanted:
        return Rank(Kind.PREFIX, False, 0)
    found = _ranked(wanted, name_key(name), alias=False, letters=True)
    others = [_ranked(wanted, name_key(alias), alias=True, letters=False) for alias in aliases]
    return min((each for each in (found, *others) if each is not None), default=None)


def _ranked(wanted: str, name: str, *, alias: bool, letters: bool) -> Rank | None:
    if name == wanted:
        return Rank(Kind.WHOLE, alias, 0)
    if name.startswith(wanted):
        return Rank(Kind.PREFIX, alias, 0)
    words = _words(name)
    if all(any(word.startswith(part) for word in words) for part in wanted.split()):
        return Rank(Kind.WORDS, alias, 0)
    spread = _spread(wanted.replace(" ", ""), name) if letters else None
    return None if spread is None else Rank(Kind.LETTERS, alias, spread)


def _words(name: str) -> list[str]:
    """The words of a name, and what follows a hyphen within them: `7k3q` finds `INC-7K3Q`."""
    whole = name.split()
    return whole + [part for word in whole for part in word.split("-")[1:]]


def _spread(letters: str, name: str) -> int | None:
    """The fewest letters over which these are scattered in order; None where they are not all there."""
    starts = [0, *(n + 1 for n, letter in enumerate(name) if letter in " -")]
    found = [end - start for start in starts if (end := _end(letters, name, start)) is not None]
    return min(found, default=None)


def _end(letters: str, name: str, start: int) -> int | None:
    """Where the letters end, the first of them standing exactly at the start."""
    if not name.startswith(letters[0], start):
        return None
    at = start
    for letter in letters:
        at = name.find(letter, at) + 1
        if not at:
            return None
    return at
