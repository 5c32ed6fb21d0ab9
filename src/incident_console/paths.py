"""Where things are: option before environment, before configuration, before the platform's own place."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

APPLICATION = "incident-console"
DB_VARIABLE = "INCIDENT_CONSOLE_DB"
NAME_VARIABLE = "INCIDENT_CONSOLE_AS"
CONFIG_VARIABLE = "INCIDENT_CONSOLE_CONFIG"


SQLITES_OWN = ("-wal", "-shm", "-journal")
"""Endings of files that SQLite makes beside a database, and believes where it finds them there."""


class NoSuchPlace(ValueError):
    """A place that this system does not know; the sentence says what to give instead."""


def default_db(
    option: str | Path | None = None,
    configured: str | Path | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Path:
    """Return the path of the record, which need not exist yet.

    Raises:
        NoSuchPlace: a home folder is needed to know it, and there is none.
    """
    given = option or environ.get(DB_VARIABLE) or configured
    return expanded(given) if given else data_folder() / "incidents.db"


def default_config(option: str | Path | None = None, environ: Mapping[str, str] = os.environ) -> Path:
    """Return the path of the configuration, which need not exist.

    Raises:
        NoSuchPlace: a home folder is needed to know it, and there is none.
    """
    given = option or environ.get(CONFIG_VARIABLE)
    return expanded(given) if given else _config_folder() / "config.toml"


def found_config(option: str | Path | None = None, environ: Mapping[str, str] = os.environ) -> Path | None:
    """Return the path of the configuration; None for somebody without a home, who can have none.

    Raises:
        NoSuchPlace: the one that was named lies in a home folder that there is not.
    """
    try:
        return default_config(option, environ)
    except NoSuchPlace:
        if config_is_named(option, environ):
            raise
        return None


def expanded(path: str | Path) -> Path:
    """Return a path with `~` or `~name` replaced by that home folder.

    Raises:
        NoSuchPlace: there is no such folder.
    """
    try:
        return Path(path).expanduser()
    except RuntimeError as problem:
        raise NoSuchPlace(
            f"{path} lies in a home folder that this system does not know: give all of its path"
        ) from problem


def is_sqlites_own(name: str) -> bool:
    """Whether SQLite would take a file of this name for a part of the database beside it."""
    return name.lower().endswith(SQLITES_OWN)


def config_is_named(option: str | Path | None = None, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether somebody asked for a certain configuration, so that a missing one is an error."""
    return bool(option or environ.get(CONFIG_VARIABLE))


def record_is_named(option: str | Path | None = None, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether somebody said which record is meant, whatever the configuration says."""
    return bool(option or environ.get(DB_VARIABLE))


def person_is_named(option: str | None = None, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether somebody said who acts, whatever the configuration says."""
    return bool(option or environ.get(NAME_VARIABLE))


def login_name(
    option: str | None = None, configured: str | None = None, environ: Mapping[str, str] = os.environ
) -> str:
    """Return who acts here; the name under which they logged in, unless they say otherwise.

    Raises:
        ValueError: nobody said, and the system does not know.
    """
    given = option or environ.get(NAME_VARIABLE) or configured
    if given:
        return given
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError) as problem:
        raise ValueError(
            f"Nobody is logged in here: say who you are, with --as NAME or {NAME_VARIABLE}."
        ) from problem


def account() -> str:
    """Return the account of the machine under which this process runs, whatever the environment says."""
    try:
        import pwd

        return pwd.getpwuid(os.geteuid()).pw_name
    except (ImportError, KeyError):
        return str(os.geteuid()) if hasattr(os, "geteuid") else os.environ.get("USERNAME", "")


def private_folder(folder: Path) -> Path:
    """Make a folder, and those above it that are missing, for its owner alone; return it.

    Folders that are there already stay as they are.
    """
    for missing in reversed([each for each in (folder, *folder.parents) if not each.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)
    return folder


def data_folder() -> Path:
    """Return the platform's folder for a program's own data, which need not exist yet."""
    simple = _on_linux("XDG_DATA_HOME", ".local/share")
    if simple is not None:
        return simple
    import platformdirs

    return platformdirs.user_data_path(APPLICATION, appauthor=False)


def state_folder() -> Path:
    """Return the platform's folder for what a program knows of itself, which need not exist yet.

    Raises:
        NoSuchPlace: a home folder is needed to know it, and there is none.
    """
    simple = _on_linux("XDG_STATE_HOME", ".local/state")
    if simple is not None:
        return simple
    import platformdirs

    return platformdirs.user_state_path(APPLICATION, appauthor=False)


def _config_folder() -> Path:
    simple = _on_linux("XDG_CONFIG_HOME", ".config")
    if simple is not None:
        return simple
    import platformdirs

    return platformdirs.user_config_path(APPLICATION, appauthor=False)


def _on_linux(variable: str, below_home: str) -> Path | None:
    """Where platformdirs would say so too, it is not loaded: every command waits for this."""
    if sys.platform != "linux" or "ANDROID_DATA" in os.environ:
        return None
    given = os.environ.get(variable, "")
    if given.startswith("/"):
        return Path(given) / APPLICATION
    try:
        return Path.home() / below_home / APPLICATION
    except RuntimeError as problem:
        raise NoSuchPlace(
            f"there is no home folder here: give the record with --db PATH or {DB_VARIABLE}, or set HOME"
        ) from problem
