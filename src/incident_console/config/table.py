"""Reading one table of the configuration: values of the right kind, or an error that names the line."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from incident_console.config.toml_lines import ConfigError, TomlLines
from incident_console.domain.text import clean, clean_name
from incident_console.paths import expanded

_NO_PLACES = ("localtime", "posixrules", "Factory", "posix/", "right/")
"""What lies beside the zones: links to the machine's own, and copies that count leap seconds or do not."""

AT_TOP = ("name", "db", "zone", "channel", "channels", "on_call", "theme", "mouse")
"""The settings that stand above all tables of the file."""

Value = TypeVar("Value")


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

    def long_text(self, key: str) -> str | None:
        """Return a text of several lines, cleaned, or None if it is not there."""
        value = self._typed(key, str, 'text in quotation marks is needed, such as """…"""')
        try:
            return None if value is None else clean(value)
        except ValueError as problem:
            self.mistake(key, _lower(problem))
            return None

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

    def lists(self, key: str, example: str) -> list[list[str]] | None:
        """Return a list of lists of texts, or None if it is not there."""
        values = self._typed(key, list, f"a list of lists is needed, such as {example}")
        for each in values or ():
            if not isinstance(each, list) or not all(isinstance(text, str) for text in each):
                self.mistake(key, f"a list of lists of texts is needed, such as {example}")
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


def _lower(problem: ValueError) -> str:
    sentence = str(problem).rstrip(".")
    return sentence[:1].lower() + sentence[1:]
