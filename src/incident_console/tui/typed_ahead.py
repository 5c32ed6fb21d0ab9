"""Keys typed while a dialog is on its way: they are for the dialog, never for the room behind it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual import events
from textual.widget import Widget
from textual.worker import Worker

from incident_console.tui.widgets.pane import Pane
from incident_console.tui.widgets.walking import arrived

if TYPE_CHECKING:
    from incident_console.tui.app import IncidentConsole

Typed = events.Key | events.Paste

ALWAYS = ("ctrl+q", "ctrl+c")
"""Keys that nothing holds back."""

HELD_AT_MOST = 2.0
"""Seconds for which a verb may hold keys back: whatever goes wrong with it, the keyboard answers again."""


class TypedAhead:
    """Holds what is typed from a verb's start until its dialog is up, then hands it over in order."""

    def __init__(self, app: IncidentConsole) -> None:
        self.app = app
        self.opening: Worker[None] | None = None
        self._held: list[Typed] = []
        self._handing = False

    def holds(self, event: events.Event) -> bool:
        """Whether an event is kept for later.

        Of a burst some keys were handed to the room's widgets before the first one opened anything; they come
        back up from there, behind those that came later, so all are put into the order of typing.
        """
        if not isinstance(event, Typed) or (isinstance(event, events.Key) and event.key in ALWAYS):
            return False
        if self.opening is None and (event.is_forwarded or not (self._held or self._handing)):
            return False
        self._held.append(event)
        self._held.sort(key=lambda typed: typed.time)
        return True

    def begin(self, verb: Worker[None]) -> None:
        """A verb has started."""
        self.opening = verb
        asyncio.get_running_loop().call_later(HELD_AT_MOST, self.ended, verb)

    def shown(self) -> None:
        """Something is up that takes keys: it gets what was typed."""
        self.opening = None
        if self._held and not self._handing:
            self._handing = True
            self.app.run_worker(self._hand_over(), group="typed ahead", exit_on_error=False)

    def ended(self, verb: Worker[None]) -> None:
        """A verb has ended. Where it opened nothing, what was typed for it must not act on the room."""
        if verb is not self.opening:
            return
        if isinstance(self.app.focused, Pane):
            self._held.clear()
        self.shown()

    async def _hand_over(self) -> None:
        """Give one key after the other, each when the one before has done its work."""
        try:
            while self._held and self.opening is None:
                await self.app.take_key(_anew(self._held.pop(0)))
                target = self.app.focused or self.app.screen
                await arrived(*(node for node in target.ancestors_with_self if isinstance(node, Widget)))
                await asyncio.sleep(0)
        finally:
            self._handing = False


def _anew(typed: Typed) -> Typed:
    """The same key, on its way for the first time."""
    if isinstance(typed, events.Key):
        return events.Key(typed.key, typed.character)
    return events.Paste(typed.text)
