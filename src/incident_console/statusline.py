"""One short line for tmux or a prompt: the most urgent open incident, its owner, and the countdown.

Where none is open it is what an ended one still owes first, if anything.

tmux asks every few seconds, so nothing is imported here but the lightest of the standard library and the one
door to SQLite. Paths and the countdown are made as in `paths.py` and `words.py`; a test holds them together.
"""

# Importing pathlib takes as long as importing SQLite.
# ruff: noqa: PTH111, PTH116, PTH118, PTH123

from __future__ import annotations

import math
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from incident_console.store import engine

FORMATS = ("plain", "tmux")
USAGE = "usage: incident-console [--db PATH] [--as NAME] [--config PATH] statusline [--format tmux|plain]"
OPTIONS = ("--db", "--as", "--config", "--format")

TITLE_CELLS = 32
NAME_CELLS = 20
CLIENT_CELLS = 14
SOON_SECONDS = 600
"""From when on a deadline is near: the first heads-up (ten minutes)."""

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


class Owed(tuple[object, ...]):
    """A row of what is owed where nothing is open."""


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
    """Return `db` and `name` of a configuration. TOML is only parsed where one of them stands in it."""
    try:
        with open(path, encoding="utf-8-sig") as file:
            text = file.read()
    except FileNotFoundError:
        if required:
            raise Trouble(f"{path}: there is no such configuration") from None
        return {}
    except (OSError, ValueError) as error:
        raise Trouble(f"{path}: the configuration cannot be read") from error
    if not any(line.lstrip(" \t\"'").startswith(("db", "name")) for line in text.splitlines()):
        return {}
    import tomllib

    try:
        settings = tomllib.loads(text)
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


def as_line(found: tuple[object, ...] | None, name: str, now: datetime, form: str) -> str:
    """Return the line, for tmux with colours; there it is empty while nothing is open or owed."""
    if found is None:
        return "no open incidents" if form == "plain" else ""
    if isinstance(found, Owed):
        return owed_line(found, now, form)
    text = shown_in_tmux if form == "tmux" else printable
    reference, title, severity, _, owner, drill, unsent, told, _, due, *rest = found
    count, overdue, offered, client, several = rest
    clock, style = clock_words(due, now)
    others, others_late = int(str(count)) - 1, int(str(overdue)) - (style == LATE)
    head = f"{'DRILL ' if drill else ''}{text(str(severity or 'P?'), 4)} {text(str(reference), 12)}"
    urgent = f"#[{style}]{head} {clock}#[default]" if form == "tmux" else f"{head} {clock}"
    to = f"to {text(str(client), CLIENT_CELLS)}" if several and client else ""
    parts = [f"{urgent} {text(str(owner), NAME_CELLS)}", to, text(str(title), TITLE_CELLS)]
    if not told:
        parts.append("client not told")
    if unsent:
        parts.append(f"{unsent} unsent")
    if others:
        parts.append(f"+{others} open, {others_late} overdue" if others_late else f"+{others} open")
    parts += [f"offered to you: {text(ref, 12)}" for ref in offers(offered, name)[:1]]
    return " · ".join(part for part in parts if part)


def owed_line(found: Owed, now: datetime, form: str) -> str:
    """Return what is owed first, how far its time is, and who owes it: `owed INC-7K3Q analysis −21 d ann`."""
    text = shown_in_tmux if form == "tmux" else printable
    reference, kind, due, who, drill, count = found
    said, style = clock_words(due, now)
    at = moment(due)
    left = said if at is None else days((at - now).total_seconds())
    what = text(str(kind).replace("_", "-"), NAME_CELLS)
    head = f"{'DRILL ' if drill else ''}owed {text(str(reference), 12)} {what} {left}"
    urgent = f"#[{style}]{head}#[default]" if form == "tmux" else head
    others = f" · +{int(str(count)) - 1} owed" if int(str(count)) > 1 else ""
    return f"{urgent} {text(str(who), NAME_CELLS)}{others}"


def days(seconds: float) -> str:
    """Return the time left or over in whole days, and within a day as the countdown says it."""
    whole = int(abs(seconds)) // 86400
    sign = "−" if seconds < 0 else ""
    return f"{sign}{whole} d" if whole else countdown(seconds if seconds >= 0 else min(seconds, -1))


LATE, SOON, CALM = "fg=red,bold", "fg=yellow", "fg=green"


def clock_words(due: object, now: datetime) -> tuple[str, str]:
    """Return the countdown in words, and its colour for tmux."""
    if due is None:
        return "no deadline", CALM
    at = moment(due)
    if at is None:
        return "DAMAGED", LATE
    seconds = (at - now).total_seconds()
    if seconds < 0:
        return f"{countdown(min(seconds, -1))} overdue", LATE
    return countdown(seconds), SOON if seconds <= SOON_SECONDS else CALM


def moment(text: object) -> datetime | None:
    """Return a time of the record; None where what stands there is none, because it was damaged."""
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def countdown(seconds: float) -> str:
    """Return the time left or, with a minus, the time over: `04:12`, `−04:12`, `2 h 05`, `3 d 4 h`."""
    whole = math.ceil(seconds)
    sign = "−" if whole < 0 else ""
    minutes, second = divmod(abs(whole), 60)
    hours, minute = divmod(minutes, 60)
    if not hours:
        return f"{sign}{minute:02}:{second:02}"
    days, hour = divmod(hours, 24)
    if days:
        return f"{sign}{days} d {hour} h" if hour else f"{sign}{days} d"
    return f"{sign}{hours} h {minute:02}" if minute else f"{sign}{hours} h"


def offers(offered: object, name: str) -> list[str]:
    """Return the references of what is offered to a person."""
    pairs = [pair.split("\x1f", 1) for pair in str(offered or "").split("\x1e") if pair]
    return sorted(reference for reference, to in pairs if same_name(to, name))


def same_name(one: str, other: str) -> bool:
    """Whether two names mean one person, as the rules tell people apart; they are asked beyond ASCII only."""
    first, second = (" ".join(name.split()).lstrip("@ ").lower().replace("`", "'") for name in (one, other))
    if not (first + second).isascii():
        from incident_console.domain.text import same_person

        return same_person(one, other)
    return first == second != ""


def as_json(found: tuple[object, ...] | None, now: datetime) -> str:
    """Return the same as a JSON object, `null` where nothing is open."""
    import json

    if found is None or isinstance(found, Owed):
        return "null"
    reference, title, severity, status, owner, drill, unsent, _, kind, due, *rest = found
    count, overdue, _, client, _ = rest
    clock, at = None, None if due is None else moment(due)
    if at is not None:
        seconds = int((at - now).total_seconds())
        clock = {"kind": kind, "due_at": f"{at:%Y-%m-%dT%H:%M:%SZ}", "overdue": at < now, "seconds": seconds}
        clock["client"] = client
    answer = {"ref": reference, "title": title, "severity": severity, "status": status, "owner": owner}
    answer |= {"drill": bool(drill), "unsent": unsent, "clock": clock, "open": count, "overdue": overdue}
    answer["damaged"] = due is not None and at is None
    return json.dumps(answer)


def printable(text: str, cells: int) -> str:
    """Return a text on one line without anything that steers a terminal, cut to a width."""
    return cut("".join(characters(text)).strip(), cells)


def characters(text: str) -> Iterator[str]:
    for character in text:
        if character.isprintable() and not "\ufe00" <= character <= "\ufe0f":
            yield character
        elif character in "\n\t\r\u00a0":
            yield " "


def cut(text: str, cells: int) -> str:
    """Cut to a number of terminal cells; what may be wide counts as two."""
    kept, width = "", 0
    for character in text:
        width += 2 if character >= "\u1100" else 1
        if width > cells:
            return kept[:-1].rstrip() + "…"
        kept += character
    return kept


def shown_in_tmux(text: str, cells: int) -> str:
    """The same for tmux, which would read `#(…)`, `#[…]` and `#{…}` as orders: every `#` is doubled."""
    return printable(text, cells).replace("#", "##")
