"""`watch`: the postman and the alarms without a screen, for a service or for cron."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from incident_console import paths
from incident_console.cli.answers import say
from incident_console.cli.caller import Caller
from incident_console.cli.failures import PROGRAM, Failed
from incident_console.cli.verbs import verb

if TYPE_CHECKING:
    from incident_console.config import Config
    from incident_console.desk import Desk
    from incident_console.postman.watch import Watch

UNIT_NAME = f"{PROGRAM}-watch.service"
FEW = 8
"""How many incidents a watch keeps in memory: it reads each again only where something was recorded."""
CRON_NAME = f"{PROGRAM}-watch.cron"


@verb("watch", example="watch --once")
@click.option("--once", is_flag=True, help="Do what is due now, and end: for cron.")
@click.option("--install", is_flag=True, help="Print a systemd user unit and a cron line.")
@click.option("--write", is_flag=True, help="With --install: write both to your configuration folders.")
@click.option("--json", "as_json", is_flag=True, help="Say each act as a line of JSON.")
@click.pass_obj
def watch_command(caller: Caller, once: bool, install: bool, write: bool, as_json: bool) -> None:
    """Send what is due and give alarms, without a screen, until it is told to end.

    It says each act on a line of stderr. SIGTERM ends it cleanly, SIGHUP has it read the configuration anew.
    """
    if write and not install:
        raise click.UsageError("--write writes what --install prints: give both.")
    if once and install:
        raise click.UsageError("--once watches now, --install says how to: give one of them.")
    if install:
        say_how_to_install(caller, write=write)
        return
    watch = watch_for(caller, as_json)
    if once:
        watch.once()
        return
    signal.signal(signal.SIGTERM, lambda *_: watch.end())
    signal.signal(signal.SIGINT, lambda *_: watch.end())
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, lambda *_: watch.reload())
    watch.run()


def watch_for(caller: Caller, as_json: bool) -> Watch:
    """Return the watch of this caller's record."""
    import socket

    from incident_console.desk import Desk
    from incident_console.postman.watch import Watch
    from incident_console.postman.watch_log import WatchLog
    from incident_console.store.store import Store

    path, config = caller.path, caller.config
    log = WatchLog(as_json=as_json)

    def opened(config: Config) -> Desk:
        store = Store.open(path, create=False, group=config.group)
        return Desk(store, caller.clock, config.policy, caller.by, paths.account(), kept=FEW)

    def reloaded() -> Config | None:
        from incident_console.config import ConfigError, load_config
        from incident_console.postman.watch import now

        try:
            return load_config(config.path)
        except ConfigError as error:
            log.say(now(), "trouble", why=f"the configuration stays as it was: {error}")
            return None

    return Watch(opened, config, log, f"watch@{socket.gethostname()}", reloaded)


def say_how_to_install(caller: Caller, *, write: bool) -> None:
    """Print the unit and the line for cron, and write them where that is asked for."""
    unit, cron = unit_text(caller), cron_line(caller)
    say(f"# {UNIT_NAME}\n{unit}\n# a line for crontab -e, in place of the service\n{cron}")
    if not write:
        return
    folder = paths.expanded(os.environ.get("XDG_CONFIG_HOME") or "~/.config")
    for file, text in ((folder / "systemd" / "user" / UNIT_NAME, unit), (folder / PROGRAM / CRON_NAME, cron)):
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"{text}\n", "utf-8")
        except OSError as error:
            raise Failed(f"{file} cannot be written: {error.strerror or error}") from error
        say(f"wrote {file}")
    say(f"Nothing is enabled yet: systemctl --user enable --now {UNIT_NAME}")


def unit_text(caller: Caller) -> str:
    """Return a systemd user unit for this record and configuration."""
    command = " ".join(escaped(part) for part in argv(caller))
    return f"""[Unit]
Description=Watch over incidents: messages and alarms
After=network.target

[Service]
ExecStart={command}
ExecReload=/bin/kill -HUP $MAINPID
Restart=always
RestartSec=5

[Install]
WantedBy=default.target"""


def cron_line(caller: Caller) -> str:
    """Return a line for cron that watches once a minute."""
    import shlex

    command = " ".join(shlex.quote(part) for part in [*argv(caller), "--once"])
    # Cron reads a percent sign as the end of the line.
    return f"* * * * * {command}".replace("%", r"\%")


def argv(caller: Caller) -> list[str]:
    """Return the command that watches this record, whole, for somebody who has no shell of ours."""
    program = Path(sys.argv[0]).absolute()
    started = [str(program)] if program.name == PROGRAM else [sys.executable, "-m", "incident_console"]
    config = caller.config.path
    named = [] if config is None else ["--config", str(config.absolute())]
    return [*started, "--db", str(caller.path), *named, "watch"]


def escaped(part: str) -> str:
    """Return an argument as systemd reads it."""
    if part and all(letter.isalnum() or letter in "/._-+:@" for letter in part):
        return part
    return '"' + part.replace("\\", r"\\").replace('"', r"\"").replace("%", "%%").replace("$", "$$") + '"'
