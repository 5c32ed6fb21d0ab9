"""The palette: every action and every incident by name."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider

from incident_console.tui.actions import ACTIONS, Action
from incident_console.tui.present import safe, shown

if TYPE_CHECKING:
    from incident_console.tui.app import IncidentConsole


class ActionProvider(Provider):
    """The table of actions; what cannot be done now says why."""

    @property
    def console(self) -> IncidentConsole:
        return self.app  # type: ignore[return-value]

    def _help(self, action: Action) -> str:
        reason = action.needs(self.console)
        key = self.console.keys.get(action.id, "")
        said = action.help if reason is None else f"not now: {self.console.view().refusal(reason)}"
        return f"{key}  {said}".strip()

    async def discover(self) -> Hits:
        for action in ACTIONS:
            yield DiscoveryHit(
                shown(_name(action)), partial(self.console.perform, action), _name(action), self._help(action)
            )

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for action in ACTIONS:
            name = _name(action)
            score = max(matcher.match(name), matcher.match(action.help) * 0.7, matcher.match(action.id) * 0.9)
            if score > 0:
                yield Hit(score, shown(name), partial(self.console.perform, action), name, self._help(action))


class IncidentProvider(Provider):
    """The incidents of the board."""

    async def search(self, query: str) -> Hits:
        console: IncidentConsole = self.app  # type: ignore[assignment]
        matcher = self.matcher(query)
        for row in console.board:
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


def _name(action: Action) -> str:
    return f"{action.group}: {action.title}"


def palette() -> CommandPalette:
    """The palette, ready to be shown."""
    return CommandPalette(
        providers=[ActionProvider, IncidentProvider], placeholder="What do you want to do?", id="palette"
    )
