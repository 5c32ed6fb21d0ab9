"""Reading one table of the configuration: values of the right kind, or an error that names the line."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from incident_console.domain.text import clean, clean_name
from incident_console.paths import expanded

_KEY = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_PATH = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_HEADER = rf"[ \t]*\[\[?[ \t]*({_PATH})[ \t]*\]"
_ASSIGNMENT = rf"[ \t]*({_PATH})[ \t]*="
_LONG_TEXT = r'"""|\'\'\''

_NO_PLACES = ("localtime", "posixrules", "Factory", "posix/", "right/")
"""What lies beside the zones: links to the machine's own, and copies that count leap seconds or do not."""

AT_TOP = ("name", "db", "zone", "channel", "channels", "on_call", "theme", "mouse")
"""The settings that stand above all tables of the file."""

Value = TypeVar("Value")


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

    def __init__(self, path: Path, text: str) -> None:
        """Look through the text once; it need not be valid."""
        self.path = path
        self.mistakes: list[ConfigError] = []
        """What was not understood so far, in the order in which it was looked for."""
        self._lines: dict[tuple[str, ...], int] = {}
        self.first_table = 0
        """On which line the first table begins."""
        for number, table, key, _ in keys_of(text):
            if table and not self.first_table:
                self.first_table = number
            for length in range(len(table) + 1 if key else len(table), len(table) + len(key) + 1):
                self._lines.setdefault((*table, *key)[:length], number)

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


class Table:
    """A table of the configuration, that knows where it stands.

    What is not understood is kept as a mistake of the file and read as if it were not there: it costs that
    entry, and nothing else.
    """

    def __init__(self, values: dict[str, Any], place: tuple[str, ...], lines: TomlLines) -> None:
        """Hold the values found at a place of the file."""
        self._values = values
        self._place = place
        self._lines = lines

    def __iter__(self) -> Iterator[str]:
        """Iterate over the keys."""
        return iter(self._values)

    def __contains__(self, key: str) -> bool:
        """Whether a key was given."""
        return key in self._values

    def line(self, key: str) -> int:
        return self._lines.of((*self._place, key))

    @property
    def folder(self) -> Path:
        """The folder of the configuration, from which relative paths are read."""
        return self._lines.path.absolute().parent

    @property
    def mistakes(self) -> list[ConfigError]:
        """What was not understood so far in the whole file."""
        return self._lines.mistakes

    def is_mistaken(self, key: str) -> bool:
        """Whether something is wrong with an entry."""
        return any(each.key == self._called(key) for each in self.mistakes)

    def mistake(self, key: str, sentence: str, *, unknown: bool = False) -> None:
        """Keep what is wrong with an entry, which then counts as not given."""
        name = self._called(key)
        message = f"{name}: {sentence}"
        self._lines.mistakes.append(
            ConfigError(self._lines.path, self.line(key), message, name, unknown=unknown)
        )

    def only(self, *known: str) -> None:
        """Point out keys other than these."""
        for key in self:
            if key not in known and not self.is_misplaced(key):
                import difflib

                near = difflib.get_close_matches(key, known, 1)
                guess = f"did you mean {near[0]}? " if near else ""
                accepted = f"accepted here: {', '.join(known)}"
                self.mistake(key, f"unknown setting; {guess}{accepted}", unknown=True)

    def is_misplaced(self, key: str) -> bool:
        """Whether a setting was written below the tables that belongs above them, which is pointed out."""
        if not self._place or key not in AT_TOP:
            return False
        above = f"{key} stands above all tables; the first of them begins in line {self._lines.first_table}"
        self.mistake(key, f"{above}, so put it there", unknown=True)
        return True

    def table(self, key: str) -> "Table":
        """Return a table within, empty if it is not there."""
        values = self._values.get(key, {})
        if not isinstance(values, dict):
            self.mistake(key, f"a table is needed, such as [{self._called(key)}] on a line of its own")
            values = {}
        return Table(values, (*self._place, key), self._lines)

    def text(self, key: str) -> str | None:
        """Return one line of text, cleaned, or None if it is not there."""
        value = self._typed(key, str, 'text in quotation marks is needed, such as "…"')
        if value is None:
            return None
        try:
            cleaned = clean(value, lines=False)
        except ValueError as problem:
            self.mistake(key, _lower(problem))
            return None
        if not cleaned:
            self.mistake(key, "it is empty: give a value, or take the line out")
            return None
        return cleaned

    def name(self, key: str) -> str | None:
        """Return the name of a person, or None if it is not there."""
        value = self.text(key)
        try:
            return None if value is None else clean_name(value)
        except ValueError as problem:
            self.mistake(key, _lower(problem))
            return None

    def file(self, key: str) -> Path | None:
        """Return a path, seen from the folder of the configuration, or None if it is not there."""
        value = self.text(key)
        if value is None:
            return None
        try:
            return self.folder / expanded(value)
        except ValueError as problem:
            self.mistake(key, _lower(problem))
            return None

    def flag(self, key: str, default: bool) -> bool:
        """Return true or false."""
        value = self._typed(key, bool, "true or false is needed, without quotation marks")
        return default if value is None else value

    def number(self, key: str) -> int | None:
        """Return a whole number, or None if it is not there."""
        value = self._typed(key, int, "a number is needed, without quotation marks")
        if isinstance(value, bool):
            self.mistake(key, "a number is needed, not true or false")
            return None
        return value

    def keys(self, key: str) -> str | None:
        """Return the keys of an action, parted by commas, or None if there are none."""
        text = self.text(key)
        if text is None:
            return None
        keys = [each.strip() for each in text.split(",")]
        if "" in keys:
            self.mistake(key, 'keys parted by single commas are needed, such as "u,f2"')
            return None
        return ",".join(keys)

    def zone(self, key: str) -> str | None:
        """Return the name of a time zone that this machine knows, or None if it is not there."""
        value = self.text(key)
        if value is None:
            return None
        try:
            return zone_named(value)
        except ValueError:
            sentence = f"unknown time zone {value}; give a name such as Europe/London or UTC"
            self.mistake(key, sentence)
            return None

    def texts(self, key: str, example: str) -> list[str] | None:
        """Return a list of texts, or None if it is not there."""
        values = self._typed(key, list, f"a list is needed, such as {example}")
        if values is not None and not all(isinstance(each, str) for each in values):
            self.mistake(key, f"a list of texts is needed, such as {example}")
            return None
        return values

    def dates(self, key: str) -> frozenset[date] | None:
        """Return a list of dates, given as dates or as text, or None if it is not there."""
        values = self._typed(key, list, "a list of dates is needed, such as [2026-12-25]")
        if values is None:
            return None
        given = (self._date(key, each) for each in values)
        return frozenset(day for day in given if day is not None)

    def _date(self, key: str, value: object) -> date | None:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
            try:
                return date.fromisoformat(value)
            except ValueError:
                self.mistake(key, f"there is no day {value}; give dates such as 2026-12-25")
                return None
        found = f"“{value}”" if isinstance(value, str) else "what stands there"
        self.mistake(key, f"{found} is no date; give dates such as 2026-12-25")
        return None

    def _typed(self, key: str, kind: type[Value], needed: str) -> Value | None:
        value = self._values.get(key)
        if value is None or isinstance(value, kind):
            return value
        self.mistake(key, needed)
        return None

    def _called(self, key: str) -> str:
        return ".".join((*self._place, key))


def zone_named(name: str) -> str:
    """Return the name of a time zone that means the same on every machine.

    Raises:
        ValueError: this machine knows none of that name, or it is what zones are made of and no place's.
    """
    try:
        zone = ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as problem:
        raise ValueError("unknown") from problem
    if name.startswith(_NO_PLACES) or datetime(2026, 1, 1, tzinfo=zone).tzname() == "-00":
        raise ValueError("no place")
    return zone.key


def _keys(path: str) -> tuple[str, ...]:
    return tuple(each.strip("\"'") for each in re.findall(_KEY, path))


def _lower(problem: ValueError) -> str:
    sentence = str(problem).rstrip(".")
    return sentence[:1].lower() + sentence[1:]
