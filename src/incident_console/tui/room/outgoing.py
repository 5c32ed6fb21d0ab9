"""A message to clients as it would go out: whom it is for, and what each of them reads."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from incident_console.config.channels import Channel
from incident_console.messages.texts import Texts


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    """A message to clients as it would go out."""

    texts: Texts
    to: str
    """Whom it is for, and where they read it."""
    by: Mapping[str | None, tuple[str, ...]] = MappingProxyType({})
    """By which channels it goes to each of them; to whom there is none somebody posts it."""
    gaps: tuple[str, ...] = ()
    """What stands in the texts where something is missing that was not written yet."""
    next_word: str = ""
    """When they will hear again, with date and zone."""

    missed: tuple[str, ...] = ()
    """What they will miss in it."""

    @property
    def words(self) -> str:
        """What the first of them reads; empty where nobody is to be sent anything."""
        return self.texts.first


def why_it_waits(channels: Mapping[str, Channel], name: str) -> str:
    """Return why nothing goes out by a channel of this console; empty where it does."""
    configured = channels.get(name)
    if configured is None:
        return f"{name} is not configured here: it waits for a console where it is"
    return f"{name} cannot send: {configured.trouble}".rstrip(".") if configured.trouble else ""
