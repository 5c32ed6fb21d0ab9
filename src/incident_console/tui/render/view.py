"""Who looks, when, under which agreements, with which signs and keys: what every drawing depends on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

import msgspec

from incident_console.domain.policy import Policy
from incident_console.domain.text import displayed, same_person
from incident_console.words import clock


class Glyphs(msgspec.Struct, frozen=True, kw_only=True):
    """One set of signs."""

    p1: str = "▲"
    p2: str = "◆"
    p3: str = "●"
    p4: str = "○"
    unknown: str = "?"
    on_time: str = "✓"
    soon: str = "◷"
    overdue: str = "!"
    baton: str = "⇄"
    said: str = "»"
    unsent: str = "✉"
    dot: str = "·"
    done: str = "✓"
    todo: str = "○"
    pointer: str = "▌"
    rule: str = "─"
    thumb: str = "┃"
    work: str = "▸"
    gate: str = "■"
    away: str = "☾"
    struck: str = "×"
    minus: str = "−"
    ellipsis: str = "…"

    @classmethod
    def of(cls, ascii: bool) -> Glyphs:
        """Return the set that the configuration asks for."""
        return ASCII if ascii else SIGNS

    def severity(self, severity: str | None) -> str:
        """Return the sign of a severity."""
        return {"P1": self.p1, "P2": self.p2, "P3": self.p3, "P4": self.p4}.get(severity or "", self.unknown)


SIGNS = Glyphs()
ASCII = Glyphs(
    p1="!",
    p2="*",
    p3="o",
    p4=".",
    on_time="+",
    soon="~",
    overdue="!",
    baton="@",
    said=">",
    unsent="=",
    dot="-",
    done="x",
    todo=" ",
    pointer="|",
    rule="-",
    thumb="|",
    work=">",
    gate="#",
    away="z",
    struck="~",
    minus="-",
    ellipsis=".",
)


class View(msgspec.Struct, frozen=True, kw_only=True):
    """The eyes that content is made for. `now` is the wall second, UTC."""

    me: str
    now: datetime
    policy: Policy
    glyphs: Glyphs
    keys: Mapping[str, str]
    """The key to press, by the id of an action."""

    @property
    def zone(self) -> ZoneInfo:
        """The zone of this console."""
        return ZoneInfo(self.policy.zone)

    def client_zone(self, client: str | None) -> ZoneInfo:
        return self.policy.zone_for(client)

    def is_me(self, name: str) -> bool:
        return bool(name) and same_person(name, self.me)

    def name(self, name: str) -> str:
        """A person's name, cleaned."""
        return displayed(name)

    def refusal(self, sentence: str) -> str:
        """A sentence of the rules, cleaned, with keys for commands and times on this console's clock."""
        return local_times(by_keys(displayed(sentence), self.keys), self.zone, self.now)

    def key(self, action: str) -> str:
        """The key of an action as people read it, or how to find it without one."""
        return self.keys.get(action) or f"{self.keys.get('palette', ':')} {action.replace('_', ' ')}"


STAMP = re.compile(r"(\d{4}-\d{2}-\d{2} \d{2}:\d{2}) UTC")


def local_times(text: str, zone: tzinfo, now: datetime) -> str:
    """Return a sentence of the rules with its UTC times as this console's clock shows them."""

    def local(found: re.Match[str]) -> str:
        return clock(datetime.fromisoformat(found[1]).replace(tzinfo=UTC), zone, now)

    return STAMP.sub(local, text)


COMMAND = re.compile(
    r"(?:; see)?: (handover (?:offer|withdraw)|reopen|resolve|confirm|close|escalate|outbox|log|list)\b[^;]*"
)
ACTIONS = {"handover offer": "hand_over", "handover withdraw": "withdraw"}


def by_keys(sentence: str, keys: Mapping[str, str]) -> str:
    """Return a refusal with the key of an action where it names a command of the command line."""

    def named(found: re.Match[str]) -> str:
        key = keys.get(ACTIONS.get(found[1], found[1]))
        return f" ({key})" if key else ""

    return COMMAND.sub(named, sentence)
