"""On which line of a TOML file something stands, and what is wrong there."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

_KEY = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_PATH = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_HEADER = rf"[ \t]*\[\[?[ \t]*({_PATH})[ \t]*\]"
_ASSIGNMENT = rf"[ \t]*({_PATH})[ \t]*="
_LONG_TEXT = r'"""|\'\'\''


class ConfigError(ValueError):
    """What is not understood in a configuration: file, line, and what would be accepted.

    `key` is that of the entry which it costs, such as `clients.ACME.zone`; empty where it costs the file.
    `unknown`: there is no such setting.
    """

    def __init__(
        self, path: Path, line: int | None, sentence: str, key: str = "", *, unknown: bool = False
    ) -> None:
        """Keep the place beside the sentence."""
        self.path = path
        self.line = line
        self.key = key
        self.unknown = unknown
        self.sentence = "".join(
            sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in sentence
        )
        super().__init__(f"{path}:{line}: {self.sentence}." if line else f"{path}: {self.sentence}.")


class TomlLines:
    """On which line each key of a TOML text stands, and what of it was not understood."""

    def __init__(self, path: Path, text: str, place: Callable[[int], int] = lambda number: number) -> None:
        """Look through the text once; it need not be valid. `place`: from its lines to the file's."""
        self.path = path
        self.mistakes: list[ConfigError] = []
        """What was not understood so far, in the order in which it was looked for."""
        self._lines: dict[tuple[str, ...], int] = {}
        self.first_table = 0
        """On which line the first table begins."""
        for number, table, key, _ in keys_of(text):
            if table and not self.first_table:
                self.first_table = place(number)
            for length in range(len(table) + 1 if key else len(table), len(table) + len(key) + 1):
                self._lines.setdefault((*table, *key)[:length], place(number))

    def of(self, key: tuple[str, ...]) -> int:
        """Return the line of a key, or of what holds it where it has none of its own."""
        while key and key not in self._lines:
            key = key[:-1]
        return self._lines.get(key, 1)


def keys_of(text: str) -> Iterator[tuple[int, tuple[str, ...], tuple[str, ...], str]]:
    """Yield each line of a TOML text that begins a table or gives a key: its number, table, key, and itself.

    The key is empty where a table begins. The text need not be valid.
    """
    table: tuple[str, ...] = ()
    within: str | None = None
    for number, line in enumerate(text.split("\n") if text else (), start=1):
        if within is None:
            if match := re.match(_HEADER, line):
                table = _keys(match[1])
                yield number, table, (), line
            elif match := re.match(_ASSIGNMENT, line):
                yield number, table, _keys(match[1]), line
        if within is None and line.lstrip().startswith("#"):
            continue
        for quotes in re.findall(_LONG_TEXT, line):
            within = quotes if within is None else None if within == quotes else within


def begun_before(text: str, line: int) -> tuple[str, int] | None:
    """Return the table that begins on a line and where it began before; None where it did not."""
    tables = {number: table for number, table, key, begins in keys_of(text) if not key and "[[" not in begins}
    again = tables.get(line)
    first = next((number for number, table in tables.items() if table == again and number < line), None)
    return None if again is None or first is None else (".".join(again), first)


def renamed(text: str, key: str, name: str) -> str:
    """Return a TOML text in which a list at its top goes by another name; a table may have its own then."""
    for number, table, found, line in keys_of(text):
        if table:
            break
        if found == (key,) and line.partition("=")[2].lstrip().startswith("["):
            lines = text.split("\n")
            lines[number - 1] = f'"{name}" ={line.partition("=")[2]}'
            return "\n".join(lines)
    return text


def _keys(path: str) -> tuple[str, ...]:
    return tuple(each.strip("\"'") for each in re.findall(_KEY, path))
