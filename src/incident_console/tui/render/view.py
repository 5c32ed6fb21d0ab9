"""Who looks, when, under which agreements, with which signs and keys: what every drawing depends on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import msgspec

from incident_console.domain.policy import Policy
from incident_console.domain.refusal import Refused
from incident_console.domain.text import displayed, same_person
from incident_console.wording.sentences import by_keys
from incident_console.words import Clocks, clock, to_the_second

if TYPE_CHECKING:
    from incident_console.reports.deliveries import Way
    from incident_console.reports.notified import Notified
    from incident_console.reports.portal_state import Writing


class Glyphs(msgspec.Struct, frozen=True, kw_only=True):
    """One set of signs."""

    p1: str = "▲"
    p2: str = "◆"
    p3: str = "●"
    p4: str = "○"
    unknown: str = "?"
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
    bar: str = "━"
    bar_from: str = "├"
    bar_to: str = "┤"
    work: str = "▸"
    gate: str = "■"
    away: str = "☾"
    called: str = "◂"
    struck: str = "×"
    conflict: str = "≠"
    sending: str = "⋯"
    refused: str = "✗"
    uncertain: str = "?"
    minus: str = "−"
    ellipsis: str = "…"
    now: str = "▮"
    playing: str = "▸"
    shortened: str = "≈"

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
    bar="=",
    bar_from="|",
    bar_to="|",
    work=">",
    gate="#",
    away="z",
    called="<",
    struck="~",
    conflict="%",
    sending="+",
    refused="X",
    minus="-",
    ellipsis=".",
    now="^",
    playing=">",
    shortened="~",
)


class View(msgspec.Struct, frozen=True, kw_only=True):
    """The eyes that content is made for. `now` is the wall second, UTC."""

    me: str
    now: datetime
    policy: Policy
    glyphs: Glyphs
    keys: Mapping[str, str]
    """The key to press, by the id of an action."""
    shared: bool = False
    """Whether the record is several logins'."""
    ways: Mapping[str, Sequence[Way]] = MappingProxyType({})
    """What came of the chosen incident's messages at each recipient, by the message's id."""
    notified: Mapping[str, Sequence[Notified]] = MappingProxyType({})
    """How what colleagues are told of it stands, by the id of the entry that it tells of."""
    written: Mapping[str, Writing] = MappingProxyType({})
    """How far what is to be in the support portal is, by the entry that it is about."""
    past: bool = False
    """Whether a moment of the past is looked at, in which no key does what it does now."""

    @property
    def key_style(self) -> str:
        """In which style a key stands beside what it is for."""
        return "$dim" if self.past else "$focus"

    @property
    def hint_style(self) -> str:
        """In which style it is said what a key does."""
        return "$dim" if self.past else "$quiet"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.policy.zone)

    def clocks(self, client: str | None) -> Clocks:
        """The clocks on which times are printed: this console's, and the client's."""
        return Clocks(self.zone, self.policy.zone_for(client), self.now)

    def ours(self, moment: datetime, *, with_zone: bool = False) -> str:
        """When something happened or is to be done; the zone stands once in the header."""
        return clock(moment, self.zone, self.now, with_zone=with_zone)

    def to_the_second(self, moment: datetime) -> str:
        """When something happened or comes, where minutes say too little."""
        return to_the_second(moment, self.zone, self.now)

    def told(self, moment: datetime, client: str | None, *, with_zone: bool = False) -> str:
        """A time that a client is told, on their clock."""
        return self.clocks(client).told(moment, with_zone=with_zone)

    def is_me(self, name: str) -> bool:
        return bool(name) and same_person(name, self.me)

    def name(self, name: str) -> str:
        """Return a person's name, cleaned."""
        return displayed(name)

    def problem(self, problem: Exception | str, client: str | None = None) -> str:
        """What went wrong, cleaned; of a rule's refusal with keys and with times on this console's clock."""
        if isinstance(problem, Refused):
            return displayed(by_keys(problem, self.clocks(client), self.keys))
        return displayed(str(problem))

    def key(self, action: str) -> str:
        """Return the key of an action as people read it, or how to find it without one."""
        return self.keys.get(action) or f"{self.keys.get('palette', ':')} {action.replace('_', ' ')}"
