"""The configuration: one TOML file. A mistake costs the entry that holds it, and is named with its line."""

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

import msgspec

from incident_console.config.agreements import read_policy
from incident_console.config.channels import Channel, read_channels
from incident_console.config.people import mistakes_of, read_colleagues, set_apart
from incident_console.config.table import AT_TOP, Table
from incident_console.config.themes import NAMES
from incident_console.config.toml_lines import ConfigError, TomlLines, begun_before, renamed
from incident_console.config.watching import Watching, read_watching
from incident_console.domain.colleagues import Colleagues
from incident_console.domain.policy import Policy

DEFAULT_THEME = "incident-dark"

LISTED = "the channels of every client that lists none"
"""What the list `channels` at the top is called while the file is read, since TOML gives a name only once."""

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
    channels: Mapping[str, Channel] = MappingProxyType({})
    """The ways out by their names, those too that are broken."""
    watching: Watching = Watching()
    path: Path | None = None
    """The file that was read, if there was one."""
    mistakes: tuple[ConfigError, ...] = ()
    """What was not understood in it and counts as not given, from the first line to the last."""

    @property
    def inside(self) -> Colleagues:
        """What goes to colleagues."""
        return self.policy.colleagues

    @property
    def to_watch(self) -> bool:
        """Whether a watch would have anything to do: to send, to alarm, or to keep up."""
        return bool(
            self.channels or self.inside.reachable or self.watching.heartbeat or self.watching.metrics
        )

    def understood(self) -> Self:
        """Return this configuration, where all of it is understood.

        Raises:
            ConfigError: the first mistake in it.
        """
        if self.mistakes:
            raise self.mistakes[0]
        return self

    def looked_through(self) -> Self:
        """Return this configuration with all its mistakes, those about people too who are read later."""
        later = mistakes_of(self.inside.people)
        return msgspec.structs.replace(self, mistakes=in_order([*self.mistakes, *later])) if later else self

    def by_hand(self) -> Self:
        """Return this configuration without any way out, as for what only looks like an incident."""
        return msgspec.structs.replace(self, channels=MappingProxyType({}), policy=self.policy.by_hand())


def load_config(path: Path | None, *, required: bool = False) -> Config:
    """Read the configuration; without a file it is all defaults.

    Args:
        path: the file, or None for the defaults.
        required: whether a file that is not there is an error, since somebody named it.

    Raises:
        ConfigError: it cannot be read, or is no TOML. What else is wrong with it is in its `mistakes`.
    """
    if path is None:
        return Config(policy=read_policy(Table({}, (), TomlLines(Path(), "")), {}))
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
    apart = set_apart(text)
    text = apart.rest
    lines = TomlLines(path, text, apart.line)
    values = _toml(renamed(text, "channels", LISTED), path, apart.line)
    listed = Table({"channels": values.pop(LISTED)} if LISTED in values else {}, (), lines)
    top = Table(values, (), lines)
    channels = read_channels(top)
    top.only(
        *AT_TOP, "display", "keymap", "record", "business", "handover", "review", "cadence", "clients",
        "internal", "people", "ladders", "watch",
    )  # fmt: skip
    display = top.table("display")
    known = Display.__struct_fields__
    display.only(*known)
    keymap = top.table("keymap")
    actions = [action for action in keymap if not keymap.is_misplaced(action)]
    record = top.table("record")
    record.only("group")
    config = Config(
        policy=read_policy(top, channels, listed, read_colleagues(top, channels, apart, lines)),
        watching=read_watching(top),
        channels=MappingProxyType(channels),
        name=top.name("name"),
        db=top.file("db"),
        group=record.name("group"),
        theme=_theme(top),
        mouse=top.flag("mouse", True),
        display=Display(
            **{name: display.flag(name, getattr(Display(), name)) for name in known if name in display}
        ),
        keymap=MappingProxyType({action: keys for action in actions if (keys := keymap.keys(action))}),
        keymap_lines=MappingProxyType({action: keymap.line(action) for action in actions}),
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


def _toml(text: str, path: Path, place: Callable[[int], int]) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text)
    except RecursionError as problem:
        raise ConfigError(path, None, "it is nested too deeply: see the sample of config init") from problem
    except tomllib.TOMLDecodeError as problem:
        where = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", str(problem))
        fault = str(problem)[: where.start()] if where else str(problem)
        line = int(where[1]) if where and where[1] else text.count("\n") + 1
        sentence = f"this is not TOML ({fault}): see the sample of config init"
        if before := begun_before(text, line):
            table, first = before
            sentence = f"[{table}] stands on line {place(first)} already; put both under that one"
        raise ConfigError(path, place(line), sentence) from problem
    except ValueError as problem:
        # Python reads no number of more than some thousand digits.
        raise ConfigError(
            path, None, "a number in it is too long: see the sample of config init"
        ) from problem
