"""What every test starts from: nobody's settings, nobody's home, one zone."""

import gc
import os
import re
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import Enum
from functools import partial
from pathlib import Path

import pytest
from hypothesis import settings

from tests.long_run import long_run

__all__ = ["long_run"]

# A busy machine is slow, not wrong.
settings.register_profile("project", deadline=None, print_blob=True)
settings.load_profile("project")

LONGEST_ID = 80
"""Characters of a case's name; where its text has more, the name is its beginning."""

MANY_OBJECTS = 50_000
"""Objects made since the last look for garbage, from which on Python looks again.

At its own pace it took a quarter of the war room's tests."""

UNSET = {
    *("NO_COLOR", "FORCE_COLOR", "COLORTERM", "COLUMNS", "LINES"),
    *("TEXTUAL", "TEXTUAL_ANIMATIONS", "TEXTUAL_THEME"),
    *("TMUX", "TMUX_PANE"),
}


def pytest_configure(config: pytest.Config) -> None:
    """Compile once what hundreds of interpreters import, also where the environment keeps no bytecode."""
    cache = config.cache if config.pluginmanager.hasplugin("cacheprovider") else None
    if cache is not None and os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        os.environ["PYTHONPYCACHEPREFIX"] = str(cache.mkdir("bytecode"))


def pytest_collection_finish() -> None:
    """Look for garbage seldom, and never in what was imported, which stays."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(MANY_OBJECTS, 20, 20)


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the homes are: not beside the tests' own folders, which are counted whenever one is made."""
    return tmp_path_factory.mktemp("homes")


@pytest.fixture(autouse=True)
def clean_environment(homes: Path) -> Iterator[Path]:
    """An environment without the developer's settings; yields the home folder that stands in for theirs."""
    home = Path(tempfile.mkdtemp(dir=homes))
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name in UNSET or name.startswith("INCIDENT_CONSOLE_"):
                patch.delenv(name)
        patch.setenv("HOME", str(home))
        for kind, folder in (
            ("CONFIG", ".config"),
            ("DATA", ".local/share"),
            ("STATE", ".local/state"),
            ("CACHE", ".cache"),
        ):
            patch.setenv(f"XDG_{kind}_HOME", str(home / folder))
        runtime = home / "run"
        runtime.mkdir(mode=0o700)
        patch.setenv("XDG_RUNTIME_DIR", str(runtime))
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield home
    time.tzset()


def skipped_in_ci(config: pytest.Config) -> list[str]:
    """The tests that were skipped, where that fails: in CI every tool is there, though not every right."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") != "true" or reporter is None or hasattr(config, "workerinput"):
        return []
    return sorted(
        {report.nodeid for report in reporter.stats.get("skipped", []) if "mounts" not in report.keywords}
    )


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Name a case by what it holds, and by the beginning of a long text: an id is read by people."""
    if isinstance(val, str | bytes):
        said = ascii(val)
        return f"{said[1 : LONGEST_ID // 2]}… ({len(val)} long)" if len(said) > LONGEST_ID else None
    if val is None or isinstance(val, bool | int | float | Enum | re.Pattern) or hasattr(val, "__name__"):
        return None
    said = "x".join(map(str, val)) if argname == "size" and isinstance(val, tuple) else in_words(val)
    # An address would be another one in each process.
    return None if " at 0x" in said else said[:LONGEST_ID]


def in_words(value: object) -> str:
    """What a case holds, as short as people would say it."""
    match value:
        case str() | bytes():
            return ascii(value)[1:-1]
        case list() | tuple():
            return ", ".join(map(in_words, value)) or "none"
        case set() | frozenset():
            return ", ".join(sorted(map(in_words, value))) or "none"
        case dict():
            return ", ".join(f"{key}={in_words(held)}" for key, held in value.items()) or "none"
        case datetime():
            return value.isoformat(timespec="minutes")
        case timedelta():
            return f"{value.total_seconds():.0f} s"
        case BaseException():
            return f"{type(value).__name__}: {value}"
        case partial():
            return in_words(value.func)
        case _:
            return str(getattr(value, "__name__", value))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if skipped_in_ci(session.config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if names := skipped_in_ci(config):
        terminalreporter.write_line(f"skipped, which fails in CI: {', '.join(names)}", red=True, bold=True)
