"""The palette: every action and every incident by name."""

from __future__ import annotations

from functools import partial

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from incident_console.domain.refusal import Refused
from incident_console.keys.actions import ACTIONS, Action
from incident_console.tui.keys import availability
from incident_console.tui.render.content import join, safe, shown, stack
from incident_console.tui.room.room import Room

PADDING = 8
"""What the frame of the palette takes from the width."""
WIDEST = 90
NOT_NOW = 0.8
"""What a match counts that cannot be done now: after its like, before what only mentions the words."""


class ActionProvider(Provider):
    """The table of actions: what can be done now first, the rest with the reason."""

    @property
    def console(self) -> Room:
        return self.app  # type: ignore[return-value]

    def _reasons(self) -> list[tuple[Action, Refused | None]]:
        """Return the actions with why each cannot be done now; those that can come first."""
        found = [(action, availability.reason(self.console, action.id)) for action in ACTIONS]
        return sorted(found, key=lambda pair: pair[1] is not None)

    def _entry(self, action: Action, reason: Refused | None) -> Content:
        """Return the entry in two lines: title and key, then what it does or why not now."""
        able = reason is None
        width = min(self.console.size.width * 9 // 10, WIDEST) - PADDING
        key = self.console.keys.get(action.id, "")
        explanation = action.help if reason is None else f"not now: {self.console.in_words(reason)}"
        return stack(
            join(
                (action.title, "$ink" if able else "$quiet"), (key, "$focus" if able else "$quiet"), gap="   "
            ),
            join((explanation, "$quiet")).truncate(max(width, 0), ellipsis=True),
        )

    async def discover(self) -> Hits:
        for action, reason in self._reasons():
            perform = partial(self.console.go_on_with, action.id)
            yield DiscoveryHit(self._entry(action, reason), perform, action.title)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for action, reason in self._reasons():
            name = f"{action.title} {action.group}"
            score = max(matcher.match(name), matcher.match(action.help) * 0.7, matcher.match(action.id) * 0.9)
            if score > 0:
                score = score if reason is None else score * NOT_NOW
                perform = partial(self.console.go_on_with, action.id)
                yield Hit(score, self._entry(action, reason), perform, action.title)


class IncidentProvider(Provider):
    """The incidents of the board."""

    async def search(self, query: str) -> Hits:
        console: Room = self.app  # type: ignore[assignment]
        matcher = self.matcher(query)
        for row in console.on_show:
            name = f"{row.ref} {row.title}"
            score = matcher.match(name) * 0.8
            if score > 0:
                yield Hit(
                    score,
                    shown(name),
                    partial(setattr, console, "chosen", row.ref),
                    safe(name),
                    safe(row.owner),
                )


def palette() -> CommandPalette:
    """Return the palette, ready to be shown."""
    return CommandPalette(
        providers=[ActionProvider, IncidentProvider], placeholder="What do you want to do?", id="palette"
    )
