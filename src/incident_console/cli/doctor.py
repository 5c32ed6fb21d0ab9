"""`doctor`: engine, file, configuration, terminal; whatever is not in order comes with what to do."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from incident_console import __version__, owners
from incident_console.cli.answers import line, pad, paint, say, say_json
from incident_console.cli.caller import Caller
from incident_console.cli.failures import Failed
from incident_console.cli.verbs import as_json, verb
from incident_console.paths import found_config
from incident_console.wording.names import NOT_OUT

if TYPE_CHECKING:
    from incident_console.store.store import Store

KNOWN_ZONE = "Europe/London"
"""A zone that every time zone database has."""


class Looked(NamedTuple):
    """What was seen. `todo` is empty where all is well; `broken`: nothing works without it."""

    name: str
    seen: str
    todo: str = ""
    broken: bool = False


@verb("doctor", example="doctor\ndoctor --json")
@as_json
@click.pass_obj
def doctor_command(caller: Caller, as_json: bool) -> None:
    """Look whether everything is in order, and say what to do."""
    found = [each for look in LOOKS for each in safely(look, caller)]
    if as_json:
        say_json(
            [
                {"name": each.name, "ok": not each.todo, "seen": each.seen, "todo": each.todo or None}
                for each in found
            ]
        )
    else:
        for each in found:
            state = paint("attention", "yellow") if each.todo else "ok"
            say(f"{pad(each.name, 14)}{state}{'' if each.todo else '       '}  {line(each.seen)}")
            if each.todo:
                say(f"{'':25}{line(each.todo)}")
    broken = next((each for each in found if each.broken), None)
    if broken is not None:
        raise Failed(f"{broken.name}: {line(broken.todo)}")


def safely(look: Callable[[Caller], Iterator[Looked]], caller: Caller) -> list[Looked]:
    """What a look found; one that fails is a finding of its own."""
    found: list[Looked] = []
    try:
        found.extend(look(caller))
    except Exception as problem:
        found.append(Looked(look.__name__.replace("_", " "), "cannot be used", str(problem), broken=True))
    return found


def program(caller: Caller) -> Iterator[Looked]:
    python = ".".join(str(part) for part in sys.version_info[:3])
    yield Looked("program", f"incident-console {__version__} on Python {python}, {sys.platform}")


def sqlite(caller: Caller) -> Iterator[Looked]:
    from incident_console.store import engine

    todo = ""
    if not engine.wal_is_safe():
        todo = (
            "this SQLite can lose rows with a write-ahead log, so the slower journal DELETE is used; "
            "install pysqlite3, or a Python with SQLite 3.51.3, 3.50.7 or 3.44.6"
        )
    yield Looked("sqlite", f"{engine.library()}, journal {engine.journal_mode()}", todo)


def configuration(caller: Caller) -> Iterator[Looked]:
    from incident_console.keys import keymap

    path = found_config(caller.config_path)
    config = keymap.checked(caller.written_config).looked_through()
    there = config.path is not None
    yield Looked(
        "configuration",
        str(path)
        if there
        else f"defaults; {path or 'without a home folder one'} does not exist: config init",
    )
    for mistake in config.mistakes:
        yield Looked("configuration", "not understood in full", str(mistake), broken=True)


def you(caller: Caller) -> Iterator[Looked]:
    from incident_console.transactions import named

    yield Looked("you", named(caller.by))


def record(caller: Caller) -> Iterator[Looked]:
    from incident_console.store.mounts import MOUNTINFO, filesystem, network_filesystem

    path = caller.path.resolve()
    kind = (
        filesystem(str(path), MOUNTINFO.read_text(errors="surrogateescape")) if MOUNTINFO.exists() else None
    )
    network = network_filesystem(str(path))
    lies_on = f" on {kind}" if kind else ""
    if network:
        yield Looked("record", f"{path}{lies_on}", "put it on a local disk: --db PATH", broken=True)
    elif (store := caller.reader) is None:
        yield Looked("record", f"{path}{lies_on}; the first declaration makes it")
    else:
        waiting, board = len(store.outbox()), len(store.board(caller.now()))
        size = f"{path.stat().st_size / 1024:.0f} KiB"
        seen = f"{path}{lies_on}, {size}, journal {store.journal()}, {board} open, {waiting} {NOT_OUT}"
        yield Looked("record", seen)
        yield watch(caller, store)
        yield from inside(caller)
        yield from portal(caller, store)
        yield from permissions(path)
        if caller.config.group is not None:
            yield from agreed(caller.config.group, path)


def watch(caller: Caller, store: Store) -> Looked:
    """Who watches the clocks while no war room is open."""
    from incident_console.reports.watched import watched_by
    from incident_console.store.leases import Beat

    watchers = store.watches.standing(Beat.of(caller.clock))
    missing = caller.config.to_watch and not watchers
    todo = "have it watched while no war room is open: incident-console watch --install" if missing else ""
    return Looked("watch", watched_by(watchers, caller.clocks(None)), todo)


def inside(caller: Caller) -> Iterator[Looked]:
    """Whether colleagues have heard what they should."""
    from incident_console.cli.unheard import unheard_by_incident

    found = [each for _, left in unheard_by_incident(caller) for each in left]
    if found:
        channels = ", ".join(dict.fromkeys(each.delivery.channel for each in found))
        count = f"{len(found)} word{'s' if len(found) > 1 else ''} not heard, by {channels}"
        yield Looked("colleagues", count, "see why, and send again: incident-console outbox list --inside")


def portal(caller: Caller, store: Store) -> Iterator[Looked]:
    """Whether what is to be logged in the support portal is."""
    portal = caller.policy.colleagues.portal
    if portal is None:
        return
    from incident_console.cli.portal import lacking_by_incident

    lacking = lacking_by_incident(caller, store, portal)
    if not lacking:
        yield Looked("portal", f"{portal.way.channel}: all is logged that has a ticket")
        return
    refs = ", ".join(ref for ref, _ in lacking)
    count = sum(number for _, number in lacking)
    todo = f"see why, and write it again: incident-console show {lacking[0][0]}"
    yield Looked("portal", f"{portal.way.channel}: {count} not logged, of {refs}", todo)


def permissions(path: Path) -> Iterator[Looked]:
    """Whether others could read the record."""
    if os.name != "posix":
        return
    if (gid := owners.group_of(path)) is not None:
        yield sharing(path, gid)
        return
    mode, folder = stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(path.parent.stat().st_mode)
    todo = f"others may open it: chmod 600 {path}" if mode & 0o077 else ""
    if not todo and folder & 0o022:
        todo = f"others may replace it: chmod go-w {path.parent}"
    yield Looked("permissions", f"file {mode:04o}, folder {folder:04o}", todo)


def agreed(group: str, path: Path) -> Iterator[Looked]:
    """Whether the record is shared as the configuration says."""
    from incident_console.store import sharing

    if not sharing.holds(path, group):
        yield Looked(
            "record.group",
            f"{group}, not in force",
            f"have its owner do: incident-console share --group {group}",
        )


def sharing(path: Path, gid: int) -> Looked:
    """With whom the record is shared, and whether that holds for all of it."""
    group, mode = owners.group_name(gid), stat.S_IMODE(path.stat().st_mode)
    todo = ""
    if left := owners.not_theirs(path, gid):
        todo = f"{left[0]} is not {group}'s: incident-console share --group {group}"
    elif (above := owners.closed_above(path, gid)) is not None:
        todo = f"{group} cannot get there, since {above} is closed to them: chmod g+x or o+x {above}"
    folder = stat.S_IMODE(path.parent.stat().st_mode)
    return Looked("permissions", f"shared with group {group}: file {mode:04o}, folder {folder:04o}", todo)


def time_zones(caller: Caller) -> Iterator[Looked]:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    from incident_console.config import system_zone

    try:
        ZoneInfo(KNOWN_ZONE)
        todo = ""
    except ZoneInfoNotFoundError:
        todo = "there is no time zone data: pip install tzdata"
    yield Looked("time zones", f"machine {system_zone()}, in force {caller.policy.zone}", todo)


def terminal(caller: Caller) -> Iterator[Looked]:
    kind, encoding = os.environ.get("TERM", ""), (sys.stdout.encoding or "").lower()
    colour = "no colour (NO_COLOR)" if "NO_COLOR" in os.environ else os.environ.get("COLORTERM", "colours")
    size = shutil.get_terminal_size()
    todo = ""
    if kind in ("", "dumb"):
        todo = "the war room needs a terminal: start it in one, with TERM set"
    elif "utf" not in encoding:
        todo = "it shows no UTF-8: set LANG=C.UTF-8, or display.ascii = true in the configuration"
    seen = f"{kind or 'none'}, {size.columns}x{size.lines}, {encoding or 'no encoding'}, {colour}"
    yield Looked("terminal", seen, todo)


def tmux(caller: Caller) -> Iterator[Looked]:
    if "TMUX" not in os.environ:
        yield Looked(
            "tmux", "not in tmux; statusline --format tmux would show the most urgent incident there"
        )
        return
    clipboard = asked_of_tmux("show-options", "-gv", "set-clipboard")
    todo = "" if clipboard in ("on", "external") else "for copying: tmux set -g set-clipboard on"
    yield Looked("tmux", f"{asked_of_tmux('-V')}, set-clipboard {clipboard or 'unknown'}", todo)


def asked_of_tmux(*arguments: str) -> str:
    """What tmux answers; nothing where it does not."""
    try:
        done = subprocess.run(["tmux", *arguments], capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()


LOOKS: tuple[Callable[[Caller], Iterator[Looked]], ...] = (
    program,
    sqlite,
    configuration,
    you,
    record,
    time_zones,
    terminal,
    tmux,
)
