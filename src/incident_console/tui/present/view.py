"""Who looks, when, under which agreements, with which signs and keys: what every drawing depends on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from incident_console.domain.policy import Policy
from incident_console.domain.text import same_person
from incident_console.tui.present.glyphs import Glyphs
from incident_console.tui.present.text import by_keys, local_times, safe


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
        return safe(name)

    def refusal(self, sentence: str) -> str:
        """A sentence of the rules, cleaned, with keys for commands and times on this console's clock."""
        return local_times(by_keys(safe(sentence), self.keys), self.zone, self.now)

    def key(self, action: str) -> str:
        """The key of an action as people read it, or how to find it without one."""
        return self.keys.get(action) or f"{self.keys.get('palette', ':')} {action.replace('_', ' ')}"
