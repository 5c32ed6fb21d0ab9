"""Days and durations in every language that is known."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from incident_console.languages import day_in_words, known, length_in_words, spoken

THURSDAY = datetime(2026, 9, 3, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("de", "de"), ("DE", "de"), ("de-AT", "de"), ("de_CH", "de"), ("en-gb", "en-GB"), ("en-AU", "en"),
        ("pt-BR", "pt-BR"), ("pt", None), ("tlh", None), ("", None), ("../de", None),
    ],
)  # fmt: skip
def test_a_language_is_found_by_its_code(code: str, language: str | None) -> None:
    assert spoken(code) == language


def test_german_and_english() -> None:
    assert day_in_words(THURSDAY, "de") == "Donnerstag, 3. September 2026"
    assert day_in_words(THURSDAY, "de", with_year=False) == "Donnerstag, 3. September"
    assert day_in_words(THURSDAY, "en-GB", with_year=False) == "Thu 3 Sep"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 Sekunden"),
        (35, "35 Sekunden"),
        (95, "1 Minute"),
        (4800, "1 Stunde 20 Minuten"),
        (7200, "2 Stunden"),
        (86_460, "1 Tag"),
        (21 * 86_400 + 7200, "21 Tage 2 Stunden"),
        (-5, "0 Sekunden"),
    ],
)
def test_a_duration_has_its_two_largest_units(seconds: int, said: str) -> None:
    assert length_in_words(timedelta(seconds=seconds), "de") == said


@pytest.mark.parametrize("language", known())
def test_every_language_can_say_days_and_durations(language: str) -> None:
    for month in range(1, 13):
        said = day_in_words(THURSDAY.replace(month=month), language)
        assert "2026" in said
        assert not set("{}[]") & set(said)
    for seconds in (0, 1, 60, 120, 300, 3600, 7260, 86_400, 2 * 86_400, 5 * 86_400 + 3600):
        said = length_in_words(timedelta(seconds=seconds), language)
        assert said.strip()
        assert "None" not in said
        assert not set("{}") & set(said)


def test_naming_the_languages_loads_none() -> None:
    code = (
        "import sys; from incident_console.languages import known; known();"
        "sys.exit(any(name.partition('.')[0] == 'pendulum' for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
