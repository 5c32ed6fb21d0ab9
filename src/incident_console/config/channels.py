"""The channels of the configuration: by which ways messages go out of the console.

What a channel of each kind needs is in `channel_kinds.py`. A mistake leaves the channel there with its
`trouble`: what is to go out by it waits. Secrets are named by where they are, and looked up when needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import msgspec

from incident_console.config.channel_kinds import KINDS, LOG, NAMES, SHOWS
from incident_console.config.channel_settings import URL, Hidden, Setting
from incident_console.config.table import Table
from incident_console.domain.text import clean_name
from incident_console.domain.vocabulary import Proof
from incident_console.domain.ways import WayOut

CLIENT, INTERNAL = "client", "internal"
AUDIENCES = (CLIENT, INTERNAL)
DEADLINE, FRESH = 10, 3600
LONGEST_DEADLINE, LONGEST_FRESH = 300, 31 * 24 * 3600
FRESH_IN_A_LOG = LONGEST_FRESH
"""Seconds: what stands in a log is never stale after an hour."""
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 24 * 3600}

_SPAN = r"(\d{1,6}) ?([smhd])"


class Channel(msgspec.Struct, frozen=True, kw_only=True):
    """A way out, as it is configured.

    `settings` are those of its kind, a secret by where it is (`env:NAME`, `file:PATH`, `cmd:PROGRAM ARG…`);
    what is relative is from `folder`. `deadline` (of one attempt) and `fresh` (how long a message is sent
    without anybody's word) are in seconds. `private`: whether it may connect to private addresses and by
    plain http. A channel with a `trouble` cannot send: what is to go out by it waits.
    """

    name: str
    kind: str
    audience: str = CLIENT
    settings: Mapping[str, Setting] = MappingProxyType({})
    proof: str = Proof.ACCEPTED
    deadline: float = DEADLINE
    fresh: int = FRESH
    private: bool = False
    line: int | None = None
    lines: Mapping[str, int] = MappingProxyType({})
    """On which line each setting stands; one within another as `create.url`."""
    trouble: str = ""
    folder: Path = Path()

    @property
    def recipients(self) -> tuple[str, ...]:
        """To whom a message goes, each for itself; one without a name where the channel has no addresses."""
        to = self.settings.get("to")
        return to if isinstance(to, tuple) and to else ("",)

    @property
    def is_log(self) -> bool:
        """Whether it is the support portal's, which gets everything by itself and nothing else."""
        return self.kind == LOG

    @property
    def way(self) -> WayOut:
        """What the rules need to know of it."""
        return WayOut(
            channel=self.name,
            recipients=self.recipients,
            proof=Proof(self.proof),
            fresh=self.fresh,
        )

    def shown(self) -> dict[str, object]:
        """Return all of it as it may be shown: of secrets, where they are, and of a web address its host."""
        return {
            "kind": self.kind,
            "audience": self.audience,
            **{name: shown(value) for name, value in self.settings.items()},
            "proof": str(self.proof),
            "deadline": f"{self.deadline:g}s",
            "fresh": in_words(self.fresh),
            "private": self.private,
        }


def shown(value: Setting) -> object:
    """Return a setting as it may be shown."""
    if isinstance(value, Mapping):
        return {name: shown(each) for name, each in value.items()}
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Hidden):
        address = re.fullmatch(URL, value)
        return f"{address[1]}://{address[2]}/…{value[-4:]}" if address else "…"
    if isinstance(value, str) and (program := re.match(r"(?:\S+ +)?cmd:\s*\S+(?=\s)", value)):
        # What stands behind the program may be a secret itself.
        return f"{program[0]} …"
    return value


def in_words(seconds: int) -> str:
    """Return a span as it is written in the file."""
    unit, size = next((unit, size) for unit, size in reversed(UNITS.items()) if seconds % size == 0)
    return f"{seconds // size}{unit}"


def read_channels(top: Table) -> dict[str, Channel]:
    """Return all channels of a configuration by their names, also those that are broken."""
    table = top.table("channels")
    channels = dict[str, Channel]()
    for name in table:
        try:
            cleaned = clean_name(name)
        except ValueError as problem:
            table.mistake(name, str(problem).rstrip("."))
            continue
        channels[cleaned] = read_channel(table.table(name), cleaned, table.line(name), first_log(channels))
    return channels


def first_log(channels: Mapping[str, Channel]) -> Channel | None:
    """Return the support portal's channel; the first one, where a configuration has several."""
    return next((each for each in channels.values() if each.is_log), None)


def read_channel(table: Table, name: str, line: int, log: Channel | None = None) -> Channel:
    """Return a channel; with its trouble where something about it is not understood.

    Args:
        table: what gives it.
        name: its own.
        line: on which it begins.
        log: the support portal's channel, where there is one already.
    """
    before = len(table.mistakes)
    kind = table.text("kind") or ""
    if kind not in KINDS and not table.is_mistaken("kind"):
        known = ", ".join(KINDS)
        table.mistake("kind", f"unknown kind {kind}; there are {known}" if kind else f"give one of {known}")
    if kind == LOG and log is not None:
        table.mistake("kind", f"{log.name} is the support portal already, and there is only one")
    audience = read_audience(table, kind)
    private = table.flag("private", False)
    settings = dict(KINDS[kind](table, private)) if kind in KINDS else {}
    common = ("kind", "audience", "proof", "deadline", "fresh", "private")
    if kind in KINDS:
        table.only(*common, *NAMES[kind])
    channel = Channel(
        name=name,
        kind=kind,
        audience=audience,
        settings=MappingProxyType({key: value for key, value in settings.items() if value is not None}),
        proof=proof(table, kind),
        deadline=span(table, "deadline", DEADLINE, LONGEST_DEADLINE),
        fresh=span(table, "fresh", FRESH_IN_A_LOG if kind == LOG else FRESH, LONGEST_FRESH),
        private=private,
        line=line,
        lines=MappingProxyType(dict(lines_of(table, settings))),
        folder=table.folder,
    )
    found = table.mistakes[before:]
    return msgspec.structs.replace(channel, trouble=found[0].sentence) if found else channel


def lines_of(
    table: Table, settings: Mapping[str, Setting | None], above: str = ""
) -> Iterator[tuple[str, int]]:
    """Yield on which line each setting stands."""
    for name, value in settings.items():
        yield f"{above}{name}", table.line(name)
        if isinstance(value, Mapping):
            yield from lines_of(table.table(name), value, f"{above}{name}.")


def read_audience(table: Table, kind: str) -> str:
    """Return for whom a channel is; the support portal is internal by itself."""
    given = table.text("audience")
    if kind == LOG:
        if given not in (None, INTERNAL):
            table.mistake("audience", "the support portal is internal by itself; take the line out")
        return INTERNAL
    if given not in AUDIENCES and not table.is_mistaken("audience"):
        not_known = f"“{given}” is nobody; " if given else ""
        table.mistake("audience", f"{not_known}give client, or internal for what colleagues read")
    return given if given in AUDIENCES else CLIENT


def ways(table: Table, key: str, channels: dict[str, Channel]) -> tuple[WayOut, ...]:
    """Return the ways out to a client that a list names; a channel for colleagues is never one of them.

    One that is not configured is kept as a channel that cannot send, so that what was to go out by it waits.
    """
    found = []
    for name in dict.fromkeys(table.texts(key, '["status-mail"]') or ()):
        channel = channels.get(name)
        if channel is None:
            table.mistake(key, no_channel(name, channels))
            channel = Channel(name=name, kind="", line=table.line(key), trouble="it is not configured")
            channels[name] = channel
        if channel.is_log:
            table.mistake(key, listed_log(name))
            continue
        if channel.audience != CLIENT:
            table.mistake(key, f"{name} is for colleagues (audience = internal); clients are told by others")
            continue
        found.append(channel.way)
    return tuple(found)


def listed_log(name: str) -> str:
    """Return why the support portal's channel stands in no list."""
    return f"{name} is a log, which gets everything by itself; take it out of the list"


def no_channel(name: str, channels: Mapping[str, Channel]) -> str:
    """Return that there is no channel of a name, and which there are."""
    there = f"there are {', '.join(channels)}" if channels else f"it needs a table [channels.{name}]"
    return f"there is no channel {name}; {there}"


def told(table: Table) -> str:
    """Return whether a client is told when any of its channels has a message, or only when all have it."""
    given = table.text("told")
    if given not in (None, "any", "all"):
        table.mistake("told", f"“{given}” is neither any nor all of the channels; give one of the two")
        return "any"
    return given or "any"


def proof(table: Table, kind: str) -> str:
    """Return the level of proof that counts for a channel."""
    given = table.text("proof")
    if given not in (None, Proof.ACCEPTED, Proof.POSTED):
        table.mistake("proof", f"“{given}” is no proof; give accepted or posted")
    elif given == Proof.POSTED and kind in KINDS and kind not in SHOWS:
        table.mistake("proof", f"a channel of the kind {kind} tells no more than accepted; give that")
    else:
        return given or Proof.ACCEPTED
    return Proof.ACCEPTED


def span(table: Table, key: str, usual: int, longest: int) -> int:
    """Return a span in seconds."""
    given = table.text(key)
    if given is None:
        return usual
    match = re.fullmatch(_SPAN, given)
    seconds = int(match[1]) * UNITS[match[2]] if match else 0
    if not 0 < seconds <= longest:
        table.mistake(
            key, f"“{given}” is no span up to {in_words(longest)}; give one such as {in_words(usual)}"
        )
        return usual
    return seconds
