"""One short line for tmux or a prompt: the most urgent open incident, its owner, and the countdown.

Where none is open it is what an ended one still owes first, if anything.

tmux asks every few seconds, so nothing is imported here but the lightest of the standard library, the one
door to SQLite and the words. Paths are made as in `paths.py`; a test holds them together.
"""

# Importing pathlib takes as long as importing SQLite.
# ruff: noqa: PTH111, PTH116, PTH118, PTH123

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from incident_console.statusline_words import Owed, as_json, as_line, printable
from incident_console.store import engine

FORMATS = ("plain", "tmux")
USAGE = "usage: incident-console [--db PATH] [--as NAME] [--config PATH] statusline [--format tmux|plain]"
OPTIONS = ("--db", "--as", "--config", "--format")

OPEN = f"shelf = {engine.SHELF_OPEN} AND shelf > 0"
"""What is on the board; the second half lets SQLite see that its partial index holds all of that."""

QUERY = f"""
SELECT ref, title, severity, status, owner, drill, unsent, client_told, clock_kind, clock_due_at,
       count(*) OVER (), sum(coalesce(clock_due_at < :now, 0)) OVER (),
       (SELECT group_concat(ref || char(31) || offered_to, char(30)) FROM incidents
         WHERE {OPEN} AND offered_to IS NOT NULL AND offer_stands_until >= :now),
       clock_client, instr(clients, char(10)) > 0
  FROM incidents WHERE {OPEN} {engine.MOST_URGENT_FIRST} LIMIT 1
"""

DATED = f"shelf = {engine.SHELF_OWING} AND (owed_due_at IS NULL) = 0"
"""What is owed by a certain time, as the index has it."""

OWED = f"""
SELECT ref, owed_kind, owed_due_at, owed_by, drill,
       (SELECT count(*) FROM incidents WHERE {DATED})
  FROM incidents WHERE {DATED} ORDER BY owed_due_at, ref LIMIT 1
"""
"""What is owed first of all that is owed with a date, and how many incidents owe so."""


class Trouble(Exception):
    """The line cannot be given; the text says why in a few words."""


class Usage(Exception):
    """The arguments were not understood."""


def main(argv: Sequence[str]) -> int:
    """Print the line. Exit status 1 where the record cannot be read, 2 for wrong usage."""
    try:
        asked = arguments(argv)
        db, name = whereabouts(asked, os.environ)
        now = datetime.now(UTC)
        found = read(db, now)
    except Usage as problem:
        print(f"incident-console: {problem}\n{USAGE}", file=sys.stderr)
        return 2
    except Trouble as problem:
        print(f"incident-console: {printable(str(problem), 1000)}", file=sys.stderr)
        return 1
    if "json" in asked:
        return say(as_json(found, now))
    return say(as_line(found, name, now, asked.get("--format", "plain")))


def say(line: str) -> int:
    """Print the line, unless it is empty; return the exit status."""
    if sys.stdout is None:
        print("incident-console: the line cannot be printed: the standard output is closed", file=sys.stderr)
        return 1
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    try:
        print(line, end="\n" if line else "", flush=True)
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        print(f"incident-console: the line cannot be printed ({error.strerror})", file=sys.stderr)
        return 1
    return 0


def arguments(argv: Sequence[str]) -> dict[str, str]:
    """Return the options given, by name; `json` is there where it was asked for.

    Raises:
        Usage: an option that does not exist, or has no value.
    """
    asked: dict[str, str] = {}
    rest = iter(argv)
    for argument in rest:
        option, equals, value = argument.partition("=")
        if argument == "--json":
            asked["json"] = "yes"
        elif option in OPTIONS:
            given = value if equals else next(rest, "")
            if not given.strip() or given.startswith("--"):
                raise Usage(f"{option} needs a value")
            asked[option] = given
        elif argument != "statusline":
            raise Usage(f"statusline does not know {printable(argument, 40)}")
    if asked.get("--format", "plain") not in FORMATS:
        raise Usage("--format is tmux or plain")
    return asked


def whereabouts(asked: Mapping[str, str], environ: Mapping[str, str]) -> tuple[str, str]:
    """Return the path of the record and who asks: option before environment before configuration.

    Raises:
        Trouble: a configuration that somebody named is not there or cannot be understood.
    """
    db = asked.get("--db") or environ.get("INCIDENT_CONSOLE_DB")
    name = asked.get("--as") or environ.get("INCIDENT_CONSOLE_AS")
    if not db or not name:
        named = asked.get("--config") or environ.get("INCIDENT_CONSOLE_CONFIG")
        config = os.path.expanduser(named) if named else config_path(environ)
        settings = configured(config, required=bool(named))
        db = db or settings.get("db") or data_path(environ)
        name = name or settings.get("name") or login(environ)
    try:
        name.encode()
    except UnicodeEncodeError:
        raise Trouble(f"the name {name} is not UTF-8; give yours with --as NAME") from None
    path = os.path.expanduser(db)
    if path.startswith("~"):
        raise Trouble(
            f"{path} lies in a home folder that this system does not know; give all of its path with --db"
        )
    return path, name


def configured(path: str, *, required: bool) -> dict[str, str]:
    """Return `db` and `name` of a configuration. TOML is only parsed where one of them stands in it.

    They stand above all tables. What is below is not looked at: a table may be called as a list above is,
    which is no TOML, and a mistake there is none of these two.
    """
    try:
        with open(path, encoding="utf-8-sig") as file:
            text = file.read()
    except FileNotFoundError:
        if required:
            raise Trouble(f"{path}: there is no such configuration") from None
        return {}
    except (OSError, ValueError) as error:
        raise Trouble(f"{path}: the configuration cannot be read") from error
    lines = text.splitlines()
    first_table = next((n for n, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
    above = lines[:first_table]
    if not any(line.lstrip(" \t\"'").startswith(("db", "name")) for line in above):
        return {}
    import tomllib

    try:
        settings = tomllib.loads("\n".join(above))
    except (ValueError, RecursionError) as error:
        raise Trouble(f"{path}: this is not TOML; see config check") from error
    return {key: settings[key] for key in ("db", "name") if isinstance(settings.get(key), str)}


def data_path(environ: Mapping[str, str]) -> str:
    return os.path.join(folder(environ, "data", "XDG_DATA_HOME", ".local/share"), "incidents.db")


def config_path(environ: Mapping[str, str]) -> str:
    return os.path.join(folder(environ, "config", "XDG_CONFIG_HOME", ".config"), "config.toml")


def folder(environ: Mapping[str, str], kind: str, variable: str, below_home: str) -> str:
    """Return the application's own folder of a kind; on systems with further rules platformdirs is asked."""
    if sys.platform == "win32" or "ANDROID_DATA" in environ:
        import platformdirs

        ask = platformdirs.user_data_dir if kind == "data" else platformdirs.user_config_dir
        return ask("incident-console", appauthor=False)
    if sys.platform == "darwin":
        below_home = "Library/Application Support"
    given = environ.get(variable, "")
    base = given if given.startswith("/") else os.path.join(os.path.expanduser("~"), below_home)
    return os.path.join(base, "incident-console")


def login(environ: Mapping[str, str]) -> str:
    """Return the login name as the system's own variables give it, or nothing."""
    return next((environ[name] for name in ("LOGNAME", "USER", "LNAME", "USERNAME") if environ.get(name)), "")


def read(path: str, now: datetime) -> tuple[object, ...] | None:
    """Return the row of the most urgent open incident at a time (UTC), else of what is `Owed` first.

    None where there is neither, or no record.

    Raises:
        Trouble: the file is not ours, or cannot be read.
    """
    path = os.path.realpath(path)
    try:
        size = os.stat(path).st_size
    except FileNotFoundError:
        return None
    except OSError as error:
        raise refusal(path, error) from error
    try:
        check_ours(path, size)
        try:
            rows = ask(engine.connect(path, read_only=True), now)
        except engine.OperationalError:
            # On a full disk or one that nobody can write to the store knows how to read all the same.
            from pathlib import Path

            from incident_console.store import opening

            rows = ask(opening.connect(Path(path), read_only=True), now)
        except engine.DatabaseError:
            from incident_console.store import salvage

            connection = engine.connect(path, read_only=True)
            salvage.cover(connection)
            rows = ask(connection, now)
    except (engine.Error, engine.UNREADABLE_SCHEMA, UnicodeEncodeError) as error:
        raise refusal(path, error) from error
    return type(rows[0])(legible(cell) for cell in rows[0]) if rows else None


def legible(cell: object) -> object:
    """Return a cell of the record; of text that is damaged what can be read."""
    return cell.decode("utf-8", "replace") if isinstance(cell, bytes) else cell


def ask(connection: engine.Connection, now: datetime) -> list[tuple[object, ...]]:
    """Return what the queries find, and close the connection.

    Raises:
        Trouble: the file is from an older version, which whoever opens it brings up to date.
    """
    try:
        if int(engine.value(connection, "PRAGMA user_version")) < engine.SCHEMA_VERSION:
            raise Trouble("the record is from an older version; open it once: incident-console list")
        rows = engine.rows(connection, QUERY, {"now": f"{now:%Y-%m-%dT%H:%M:%S.%f}Z"})
        return rows or [Owed(row) for row in engine.rows(connection, OWED)]
    finally:
        connection.close()


def check_ours(path: str, size: int) -> None:
    """Look at the header alone, without locks or a journal: a file that is not ours stays as it is."""
    if size == 0:
        raise refusal(path, "it is empty")
    connection = engine.connect(path, immutable=True)
    try:
        if engine.value(connection, "PRAGMA application_id") != engine.APPLICATION_ID:
            raise refusal(path, "it is not a record of this program")
    finally:
        connection.close()


def refusal(path: str, why: object) -> Trouble:
    """What the store says of a file that it does not open: all that it knows is loaded only to say no."""
    from pathlib import Path

    from incident_console.store import errors, file

    try:
        path.encode()
        file.examine(Path(path))
        file.peek(Path(path))
    except errors.StoreError as refused:
        return Trouble(str(refused))
    except UnicodeEncodeError:
        return Trouble(f"{path} is no path in UTF-8; give one that is with --db")
    return Trouble(f"{path} cannot be read ({why}); see: incident-console verify")
