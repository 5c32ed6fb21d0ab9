"""The configuration: one TOML file. A mistake costs the entry that holds it, and is named with its line."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

import msgspec

from incident_console.config.agreements import read_policy
from incident_console.config.table import ConfigError, Table, TomlLines
from incident_console.config.themes import NAMES
from incident_console.domain.policy import Policy

DEFAULT_THEME = "incident-dark"

LONGEST_FILE = 1_000_000
"""The longest configuration that is read, in bytes."""


class Display(msgspec.Struct, frozen=True, kw_only=True):
    """What the console may do to draw attention, and which signs it draws with."""

    ascii: bool = False
    """Glyphs from ASCII only."""
    bell: bool = True
    title: bool = True
    """The countdown in the terminal's title."""
    desktop_notifications: bool = True
    tmux_message: bool = True


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """All settings; without a file, the defaults."""

    policy: Policy = Policy()
    name: str | None = None
    db: Path | None = None
    group: str | None = None
    """The group of logins of this host that shares the record."""
    theme: str = DEFAULT_THEME
    mouse: bool = True
    display: Display = Display()
    keymap: Mapping[str, str] = MappingProxyType({})
    """Keys by the id of an action, several parted by commas; whether they exist, the war room knows."""
    keymap_lines: Mapping[str, int] = MappingProxyType({})
    path: Path | None = None
    """The file that was read, if there was one."""
    mistakes: tuple[ConfigError, ...] = ()
    """What was not understood in it and counts as not given, from the first line to the last."""

    def understood(self) -> Self:
        """Return this configuration, where all of it is understood.

        Raises:
            ConfigError: the first mistake in it.
        """
        if self.mistakes:
            raise self.mistakes[0]
        return self


def load_config(path: Path | None, *, required: bool = False) -> Config:
    """Read the configuration; without a file it is all defaults.

    Args:
        path: the file, or None for the defaults.
        required: whether a file that is not there is an error, since somebody named it.

    Raises:
        ConfigError: it cannot be read, or is no TOML. What else is wrong with it is in its `mistakes`.
    """
    if path is None:
        return Config(policy=read_policy(Table({}, (), TomlLines(Path(), ""))))
    try:
        with path.open("rb") as opened:
            raw = opened.read(LONGEST_FILE + 1)
        text = raw.decode("utf-8-sig")
    except FileNotFoundError as problem:
        if not required:
            return load_config(None)
        raise ConfigError(path, None, "there is no such file: make one with config init") from problem
    except UnicodeDecodeError as problem:
        raise ConfigError(path, None, "this is not UTF-8 text: save it as UTF-8") from problem
    except OSError as problem:
        raise ConfigError(path, None, f"it cannot be read ({problem.strerror})") from problem
    if len(raw) > LONGEST_FILE:
        raise ConfigError(path, None, f"it is longer than {LONGEST_FILE:,} bytes: this is no configuration")
    return parse_config(text, path)


def parse_config(text: str, path: Path) -> Config:
    """Read a configuration from its text; the path is for the messages.

    Raises:
        ConfigError: it is no TOML. What else is wrong with it is in its `mistakes`.
    """
    lines = TomlLines(path, text)
    top = Table(_toml(text, path), (), lines)
    top.only(
        "name", "db", "zone", "channel", "on_call", "theme", "mouse", "display", "keymap",
        "record", "business", "handover", "review", "cadence", "clients",
    )  # fmt: skip
    display = top.table("display")
    known = Display.__struct_fields__
    display.only(*known)
    keymap = top.table("keymap")
    record = top.table("record")
    record.only("group")
    config = Config(
        policy=read_policy(top),
        name=top.name("name"),
        db=top.file("db"),
        group=record.name("group"),
        theme=_theme(top),
        mouse=top.flag("mouse", True),
        display=Display(
            **{name: display.flag(name, getattr(Display(), name)) for name in known if name in display}
        ),
        keymap=MappingProxyType({action: keys for action in keymap if (keys := keymap.keys(action))}),
        keymap_lines=MappingProxyType({action: keymap.line(action) for action in keymap}),
        path=path,
    )
    return msgspec.structs.replace(config, mistakes=in_order(lines.mistakes))


def in_order(mistakes: Iterable[ConfigError]) -> tuple[ConfigError, ...]:
    """Return mistakes as somebody who reads the file from its top finds them."""
    return tuple(sorted(mistakes, key=lambda each: each.line or 0))


def _theme(top: Table) -> str:
    theme = top.text("theme")
    if theme is None or theme in NAMES:
        return theme or DEFAULT_THEME
    top.mistake("theme", f"unknown theme {theme}; there are {', '.join(NAMES)}")
    return DEFAULT_THEME


def _toml(text: str, path: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text)
    except RecursionError as problem:
        raise ConfigError(path, None, "it is nested too deeply: see the sample of config init") from problem
    except tomllib.TOMLDecodeError as problem:
        where = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", str(problem))
        said = str(problem)[: where.start()] if where else str(problem)
        line = int(where[1]) if where and where[1] else text.count("\n") + 1
        raise ConfigError(
            path, line, f"this is not TOML ({said}): see the sample of config init"
        ) from problem
    except ValueError as problem:
        # Python reads no number of more than some thousand digits.
        raise ConfigError(
            path, None, "a number in it is too long: see the sample of config init"
        ) from problem


SAMPLE = """\
# Settings of incident-console. Each line that begins with "#" and a key shows the default, or an example.
# Check this file with: incident-console config check

# Who you are, where neither --as nor INCIDENT_CONSOLE_AS says so. Default: your login name.
#name = "alice"

# The file that holds the record. Default: the platform's data folder.
#db = "~/incidents.db"

# Your own clock: the zone of clock times you give for what has happened (--at, --started-at, --restored-at).
# What a client is told is given and shown on the client's clock; without one of its own, on this one too.
# Default: the zone of this machine.
#zone = "Europe/London"

# Who owns a new incident where --owner names nobody. Default: whoever declares it.
#on_call = "alice"

# Where clients hear from you who have no channel of their own, and the client who has no name.
#channel = "mail"

# How the war room looks. A theme that is chosen there is kept too, and worn until this line says another.
#theme = "incident-dark"
#mouse = true

[record]
# The group of logins of this host that shares the record: its folder and all files in it are made theirs.
#group = "sre"

[display]
#ascii = false                  # draw glyphs from ASCII only; by itself where the terminal shows no UTF-8
#bell = true                    # ring when a promise nears and when it is overdue
#title = true                   # show the countdown in the terminal's title
#desktop_notifications = true
#tmux_message = true            # fixed words only, never a title or a name

[keymap]
# Keys by the id of an action, several parted by commas; incident-console keys lists the ids.
#update = "u,f2"

# Durations run round the clock ("30m", "2h", "1h30m", "1d") or on the business calendar
# ("4 business hours", "1 business day").

[business]
#days = ["Mon", "Tue", "Wed", "Thu", "Fri"]
#hours = "09:00-17:00"          # on the client's clock; "00:00-24:00" for whole days
#holidays = [2026-12-25, 2027-01-01]

[handover]
#offer_stands = "10m"           # how long an offer waits for its answer
#take_after = "5m"              # how long an owner has to answer an escalation before somebody may take over

[review]
#severities = ["P1", "P2"]
#due = "5 business days"        # after closing

# The first update after taking ownership, then from update to update, also while monitoring.
# What is left out stays as it was; without "monitoring" a new "next" counts for both.
[cadence]
#P1 = { first = "10m", next = "30m", monitoring = "1h" }
#P2 = { first = "30m", next = "1h", monitoring = "2h" }
#P3 = { first = "4 business hours", next = "1 business day", monitoring = "1 business day" }
#P4 = { first = "1 business day", next = "5 business days", monitoring = "5 business days" }

# What differs for a client, by the name that declare --client gives; holidays replace the common ones.
#[clients.ACME]
#zone = "America/New_York"
#channel = "Slack #acme-incidents"
#language = "en"                # our texts: en or de; with templates of yours, any that pendulum knows
#templates = "~/templates/acme"
#days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
#hours = "08:00-18:00"
#holidays = [2026-11-26]
#cadence.P1 = { first = "5m", next = "15m" }
"""


def sample() -> str:
    """Return a first configuration in which everything is explained and nothing is changed."""
    return SAMPLE
