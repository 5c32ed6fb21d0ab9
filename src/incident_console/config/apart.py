"""The people of a long configuration, set apart: a start reads none, a look at one reads that one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

from incident_console.config.table import Table
from incident_console.config.toml_lines import ConfigError, TomlLines
from incident_console.domain.colleagues import People, Person
from incident_console.domain.text import name_key

FEW = 50
"""So many people are read with the rest, and their mistakes are known at once."""

# Patterns as texts: `re` compiles and keeps them at their first use, which most starts do without.
_PERSON = r"(?m)^[ \t]*\[[ \t]*people[ \t]*\."
_ANOTHER = r"\n[ \t]*\[(?![ \t]*people[ \t]*\.)"
_KEY = r"""[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*'"""
_HEAD = rf"(?m)^[ \t]*\[[ \t]*people[ \t]*\.[ \t]*(?:{_KEY})[ \t]*\]"
_NAMED = rf"(?m)^[ \t]*(?:\[[ \t]*people[ \t]*\.[ \t]*({_KEY})[ \t]*\]|names[ \t]*=[ \t]*\[([^\]]*)\])"
_QUOTED = r""""([^"\n]*)"|'([^'\n]*)'"""

Read = Callable[[Table, str], Person | None]


class Apart(NamedTuple):
    """A configuration without its people, and they in pieces, each with the line on which it begins."""

    rest: str
    people: tuple[tuple[int, str], ...] = ()

    def line(self, number: int) -> int:
        """Return which line of the whole a line of the rest is."""
        for first, text in self.people:
            if number < first:
                break
            number += text.count("\n")
        return number


def set_apart(text: str) -> Apart:
    """Return a configuration with its people apart, where it names many; else it stays whole."""
    # Within a long text, or a list, what looks like a table may be none.
    if text.count("[people.") <= FEW or '"""' in text or "'''" in text:
        return Apart(text)
    rest, people, at, line = [], [], 0, 1
    begins, another = re.compile(_PERSON), re.compile(_ANOTHER)
    while (begun := begins.search(text, at)) is not None:
        rest.append(text[at : begun.start()])
        line += rest[-1].count("\n")
        end = another.search(text, begun.end())
        until = len(text) if end is None else end.start() + 1
        people.append((line, text[begun.start() : until]))
        line += people[-1][1].count("\n")
        at = until
    return Apart("".join((*rest, text[at:])), tuple(people))


class ReadLater(People):
    """People who stand in a text; each is read when somebody asks for them."""

    def __init__(self, apart: Apart, lines: TomlLines, read: Read) -> None:
        self._pieces = apart.people
        self._path = lines.path
        self._read = read
        self._known: dict[str, Person | None] = {}
        self._mistakes: list[ConfigError] = []

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ReadLater) and (self._pieces, self._path) == (other._pieces, other._path)

    def __hash__(self) -> int:
        return hash(self._pieces)

    def __bool__(self) -> bool:
        return bool(self._pieces)

    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self._sections.values())

    def spelt(self, name: str) -> str:
        # Asked at each start for whoever it is: mostly as they are recorded.
        if any(f"[people.{name}]" in text for _, text in self._pieces):
            return name
        return super().spelt(name)

    def person(self, name: str) -> Person | None:
        wanted = name_key(name)
        if wanted in self._known:
            return self._known[wanted]
        place = self._only_place(wanted)
        if place is not None:
            piece, start, end = place
            called = self._pieces[piece][1][start:end].partition("]")[0].partition(".")[2]
            self._known[wanted] = self._parsed(called, piece, start, end)
            return self._known[wanted]
        key = self._by_spelling.get(wanted) if self._mentions(wanted) else None
        if key is None:
            return None
        if key not in self._known:
            called, (piece, start, end) = self._sections[key]
            self._known[key] = self._parsed(called, piece, start, end)
        return self._known[key]

    def _mentions(self, key: str) -> bool:
        """Whether somebody may have a name of which this is what all spellings share."""
        plain = self._lowered is not None and not any(each.isspace() or each in "'\"" for each in key)
        return not plain or any(key in text for text in self._lowered or ())

    def _only_place(self, key: str) -> tuple[int, int, int] | None:
        """Return where the one person of a name stands; None where others must be read to know that."""
        if self._lowered is None or not key.replace("-", "").replace("_", "").isalnum():
            return None
        head, all_of_it = f"\n[people.{key}]", self._lowered
        found = [(piece, at) for piece, text in enumerate(all_of_it) if (at := text.find(head)) >= 0]
        if len(found) != 1 or sum(text.count(f"people.{key}]") for text in all_of_it) != 1:
            return None
        piece, at = found[0]
        text = self._pieces[piece][1]
        following = re.compile(_HEAD).search(text, at + len(head))
        return piece, at, len(text) if following is None else following.start()

    @cached_property
    def _lowered(self) -> tuple[str, ...] | None:
        """The pieces in small letters, each behind a line's end; None where names may be coded in them."""
        texts = [text for _, text in self._pieces]
        plain = all(text.isascii() and "\\" not in text for text in texts)
        return tuple(f"\n{text.lower()}" for text in texts) if plain else None

    def mistakes(self) -> list[ConfigError]:
        """Return what is not understood about anybody; all of them are read for it."""
        for name in self.names():
            self.person(name)
        return self._mistakes

    def _parsed(self, called: str, piece: int, start: int, end: int) -> Person | None:
        import tomllib

        first, text = self._pieces[piece]
        before = first - 1 + text.count("\n", 0, start)
        lines = TomlLines(self._path, text[start:end], lambda number: number + before)
        try:
            values: dict[str, Any] = tomllib.loads(text[start:end])
        except (tomllib.TOMLDecodeError, RecursionError) as problem:
            sentence = f"people.{called}: this is not TOML ({problem})"
            self._mistakes.append(ConfigError(self._path, before + 1, sentence, f"people.{called}"))
            return None
        top = Table(values, (), lines).table("people")
        found = self._read(top.table(called), called)
        self._mistakes += lines.mistakes
        return found

    @cached_property
    def _sections(self) -> dict[str, tuple[str, tuple[int, int, int]]]:
        """Where each person stands, by what all spellings of the name share."""
        return {name_key(name): (name, place) for name, place, _ in self._found}

    @cached_property
    def _by_spelling(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for name, _, spellings in self._found:
            for each in spellings:
                found.setdefault(name_key(each), name_key(name))
        return found | {key: key for key in self._sections}

    @cached_property
    def _found(self) -> list[tuple[str, tuple[int, int, int], list[str]]]:
        return [each for piece, (_, text) in enumerate(self._pieces) for each in people_in(piece, text)]


def people_in(piece: int, text: str) -> Iterator[tuple[str, tuple[int, int, int], list[str]]]:
    """Yield each person of a piece: the name, where they stand in it, and their spellings."""
    name, start, spellings = "", 0, list[str]()
    for match in re.finditer(_NAMED, text):
        if match[1] is None:
            spellings += texts_in(match[2])
            continue
        if name:
            yield name, (piece, start, match.start()), spellings
        name, start, spellings = key_of(match[1]), match.start(), []
    if name:
        yield name, (piece, start, len(text)), spellings


def texts_in(array: str) -> list[str]:
    """Return the texts of an array; one with escapes is read as TOML reads it."""
    if "\\" not in array:
        return [double or single for double, single in re.findall(_QUOTED, array)]
    return [each for each in read_alone(f"names = [{array}]").get("names", ()) if isinstance(each, str)]


def key_of(written: str) -> str:
    """Return a key as it is meant; one with escapes is read as TOML reads it."""
    plain = written.strip("\"'")
    return plain if "\\" not in written else next(iter(read_alone(f"{written} = 1")), plain)


def read_alone(line: str) -> dict[str, Any]:
    """Return what a line says by itself; nothing where it is no TOML, which is told when it is read whole."""
    import tomllib

    try:
        return tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        return {}
