"""Where things are: option before environment, before configuration, before the platform's own place."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

APPLICATION = "incident-console"
DB_VARIABLE = "INCIDENT_CONSOLE_DB"
NAME_VARIABLE = "INCIDENT_CONSOLE_AS"
CONFIG_VARIABLE = "INCIDENT_CONSOLE_CONFIG"


def default_db(
    option: str | Path | None = None,
    configured: str | Path | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Path:
    """Return the path of the record, which need not exist yet."""
    given = option or environ.get(DB_VARIABLE) or configured
    return Path(given).expanduser() if given else data_folder() / "incidents.db"


def default_config(option: str | Path | None = None, environ: Mapping[str, str] = os.environ) -> Path:
    """Return the path of the configuration, which need not exist."""
    given = option or environ.get(CONFIG_VARIABLE)
    return Path(given).expanduser() if given else _config_folder() / "config.toml"


def config_is_named(option: str | Path | None = None, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether somebody asked for a certain configuration, so that a missing one is an error."""
    return bool(option or environ.get(CONFIG_VARIABLE))


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
    base = Path(given) if given.startswith("/") else Path.home() / below_home
    return base / APPLICATION
