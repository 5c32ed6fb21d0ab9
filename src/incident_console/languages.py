"""The languages in which times, days and durations can be said, as pendulum knows them."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from incident_console import words

if TYPE_CHECKING:
    from pendulum.locales.locale import Locale

ENGLISH, GERMAN = "en", "de"
_UNITS = (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1))


@cache
def known() -> tuple[str, ...]:
    """Return the codes of all languages, in order, such as `de` and `pt-BR`; no library is loaded for it."""
    from importlib.util import find_spec

    found = find_spec("pendulum")
    places = found.submodule_search_locations if found is not None else None
    folders = (
        each.parent.name for place in places or () for each in Path(place, "locales").glob("*/locale.py")
    )
    return tuple(sorted(_code(each) for each in folders))


def spoken(code: str) -> str | None:
    """Return the known language that a code asks for, in any case: `de` for `de-AT`; None for none."""
    wanted = code.replace("_", "-").casefold()
    asked = (wanted, wanted.partition("-")[0])
    return next((each for name in asked for each in known() if each.casefold() == name), None)


def base(language: str) -> str:
    """Return a language without its country: `en` for `en-GB`."""
    return language.partition("-")[0]


def day_in_words(moment: datetime, language: str, *, with_year: bool = True) -> str:
    """Return the day of an aware time as a language writes it: `Samstag, 21. November 2026`.

    English is short, `Sat 21 Nov 2026`, so that it can be typed. All but English and German keep the year.
    """
    if base(language) == ENGLISH:
        return words.date_in_words(moment) + (f" {moment.year}" if with_year else "")
    from pendulum import instance

    pattern = str(_locale(language).get("custom.date_formats.LL"))
    if base(language) == GERMAN and not with_year:
        pattern = pattern.removesuffix(" YYYY")
    return instance(moment).format(f"dddd, {pattern}", locale=_name(language))


def length_in_words(length: timedelta, language: str) -> str:
    """Return a duration by its two largest units: `1 Stunde 20 Minuten`, in English `1 h 20 min`."""
    if base(language) == ENGLISH:
        return words.length(length)
    locale, left = _locale(language), max(int(length.total_seconds()), 0)
    counts = []
    for unit, size in _UNITS:
        count, left = divmod(left, size)
        counts.append((unit, count))
    first = next((place for place, (_, count) in enumerate(counts) if count), len(counts) - 1)
    told = [counts[first], *(each for each in counts[first + 1 : first + 2] if each[0] != "second")]
    return " ".join(
        str(locale.translation(f"units.{unit}.{locale.plural(count)}")).format(count)
        for place, (unit, count) in enumerate(told)
        if count or not place
    )


def _locale(language: str) -> Locale:
    from pendulum.locales.locale import Locale

    return Locale.load(_name(language))


def _name(language: str) -> str:
    return language.replace("-", "_").lower()


def _code(folder: str) -> str:
    language, _, country = folder.partition("_")
    return f"{language}-{country.upper()}" if country else language
