"""The status line knows nothing of the program, and agrees with it: paths, settings, countdown, names."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from incident_console import paths, statusline, statusline_words, words
from incident_console.config import load_config
from incident_console.domain.urgency import NEAR, Urgency, urgency


@pytest.mark.parametrize("xdg", [None, "", "relative", "/srv/xdg"])
def test_paths_agree_with_those_of_the_program(xdg: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(variable)
        if xdg is not None:
            monkeypatch.setenv(variable, xdg)
    assert statusline.whereabouts({}, os.environ)[0] == str(paths.default_db())
    assert statusline.config_path(os.environ) == str(paths.default_config())


def test_option_before_environment_before_configuration(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('# db = "no"\ndb = "/srv/configured.db"\nname = "carol"\n[display]\nbell = false\n')
    environ = {"INCIDENT_CONSOLE_CONFIG": str(config), "HOME": "/home/x"}
    assert statusline.whereabouts({}, environ) == ("/srv/configured.db", "carol")
    environ["INCIDENT_CONSOLE_DB"] = "/srv/environ.db"
    assert statusline.whereabouts({}, environ) == ("/srv/environ.db", "carol")
    given = {"--db": "/srv/option.db", "--as": "dora"}
    assert statusline.whereabouts(given, environ) == ("/srv/option.db", "dora")
    assert paths.default_db(None, "/srv/configured.db", {}) == Path("/srv/configured.db")


def test_a_list_of_channels_may_stand_above_their_tables(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(
        'db = "/srv/configured.db"\nchannels = [\n    "mail",\n]\nname = "carol"\n\n'
        '[channels.mail]\nkind = "file"\naudience = "client"\npath = "x"\nname = "of no person"\n'
    )
    assert load_config(config).channels.keys() == {"mail"}
    environ = {"INCIDENT_CONSOLE_CONFIG": str(config), "HOME": "/home/x"}
    assert statusline.whereabouts({}, environ) == ("/srv/configured.db", "carol")


@pytest.mark.parametrize("seconds", [-100_000, -3600, -252, -1, -0.5, 0, 0.5, 59, 600, 7500, 90_000, 1e6])
def test_the_countdown_reads_as_everywhere(seconds: float) -> None:
    assert statusline_words.countdown(seconds) == words.countdown(seconds)


def test_a_name_is_compared_as_everywhere() -> None:
    from incident_console.domain.text import same_person

    for one, other in (
        *(("Alice", "@alice"), ("a  b", "A b"), ("Straße", "STRASSE"), ("alice", "bob"), ("", "")),
        *(("o'brien", "O’Brien"), ("o'brien", "o`brien"), ("İREM", "irem"), ("ırmak", "IRMAK")),
    ):
        if not one:
            assert not statusline_words.same_name(one, other)
            continue
        assert statusline_words.same_name(one, other) == same_person(one, other)


def test_soon_is_as_long_before_its_time_as_everywhere() -> None:
    now = datetime(2026, 9, 1, 14, 0, tzinfo=UTC)
    for seconds in (-1, 0, 1, 299, 300, 301, 599, 600, 601, 3600):
        due = now + timedelta(seconds=seconds)
        style = statusline_words.clock_words(f"{due:%Y-%m-%dT%H:%M:%S.%f}Z", now)[1]
        expected = {Urgency.OVERDUE: statusline_words.LATE, Urgency.ON_TIME: statusline_words.CALM}
        assert style == expected.get(urgency(due, now), statusline_words.SOON), seconds
    assert timedelta(seconds=statusline_words.SOON_SECONDS) == NEAR
