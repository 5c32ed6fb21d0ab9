"""Typing faster than the screen follows: every key acts on what it was typed for, in the order of typing.

What a key starts (a verb, the saving of a form) may take a while, and may ask something. Keys typed meanwhile
wait:

- until it asks: then they are for the dialog that has come up, and from its answer on they wait again;
- until it is done: then they act on what is there, as if they had been typed a moment later.

So the keys behind something that is saved without a question act on the room. A form that is refused stays,
and takes them. Where a verb is refused they are dropped: they may have been text for a dialog that never
came, and text must not act on the room. So is what follows until the hands have rested, for whoever types on
has not read the refusal yet.
"""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from textual import events
from textual.app import App
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.worker import Worker, get_current_worker

from incident_console.clock import Clock

Typed = events.Key | events.Paste

ALWAYS = ("ctrl+q", "ctrl+c")
"""Keys that nothing holds back."""

HELD_AT_MOST = 5.0
"""Seconds for which one thing holds keys back; then they are dropped, and the keyboard answers again."""

REST_SECONDS = 0.25
"""How long no key has come after a refusal until one counts: longer than between two letters of a word."""


ARRIVAL_SECONDS = 1.0
"""Longer than a field ever takes for its keys; one that is gone is not waited for any longer."""


class TypingAhead:
    """Holds what is typed while something is under way, then hands it over in order."""

    def __init__(self, app: App[Any], clock: Clock) -> None:
        self.app = app
        self.clock = clock
        self._waited_for: dict[object, asyncio.TimerHandle] = {}
        self._askers: dict[Screen[Any], Worker[Any]] = {}
        self._held: deque[Typed] = deque()
        self._handing = False
        self._leaving = False
        self._given: set[Typed] = set()
        self._deaf_until = -math.inf

    def holds(self, event: events.Event) -> bool:
        """Return whether an event is kept for later, or dropped."""
        if not isinstance(event, Typed) or event.is_forwarded:
            return False
        if self._leaving or not self.app.is_running:  # there is nothing left to type into
            return True
        if event in self._given:
            self._given.remove(event)
            return False
        if isinstance(event, events.Key) and event.key in ALWAYS:
            return False
        if self.clock.monotonic() < self._deaf_until:
            self._deaf_until = self.clock.monotonic() + REST_SECONDS
            return True
        if self.waiting:
            self._held.append(event)
            return True
        return False

    @property
    def waiting(self) -> bool:
        """Whether something is under way, or being handed over, that has neither asked nor ended."""
        return bool(self._waited_for or self._handing)

    def refused(self) -> None:
        """Something is not done: what was typed before somebody could read so does nothing."""
        self._held.clear()
        self._deaf_until = self.clock.monotonic() + REST_SECONDS

    def leave(self) -> None:
        """Somebody leaves: whatever is typed from here on does nothing."""
        self._leaving = True

    # What is waited for

    def begin(self, work: object) -> None:
        """Something is under way."""
        if work not in self._waited_for:
            later = asyncio.get_running_loop().call_later
            self._waited_for[work] = later(HELD_AT_MOST, self._give_up, work)

    def end(self, work: object) -> None:
        """It is done, or asks. Where nothing else is under way, what was typed meanwhile is handed over."""
        timer = self._waited_for.pop(work, None)
        if timer is not None:
            timer.cancel()
        if self._held and not self.waiting:
            self._handing = True
            # The function and not yet its coroutine: a room that goes may never begin it.
            _: Worker[None] = self.app.run_worker(self._hand_over, group="typed ahead", exit_on_error=False)

    def _give_up(self, work: object) -> None:
        self._held.clear()
        self.end(work)

    @contextmanager
    def asking(self, dialog: Screen[Any]) -> Iterator[None]:
        """The worker at work here asks with a dialog: while that is up, nothing waits for the worker."""
        self._askers[dialog] = get_current_worker()
        try:
            yield
        finally:
            del self._askers[dialog]

    def coming(self, screen: Screen[Any]) -> None:
        """A screen was put on top; it takes no keys before it is up."""
        self.begin(screen)
        screen.call_later(self._up, screen)

    def _up(self, screen: Screen[Any]) -> None:
        if screen in self._askers:
            self.end(self._askers[screen])
        self.end(screen)

    def gone(self) -> None:
        """A screen was left: who asked with it goes on."""
        for dialog, asker in self._askers.items():
            if dialog not in self.app.screen_stack:
                self.begin(asker)

    # Handing over

    async def _hand_over(self) -> None:
        """Give one key after the other, each when the one before has done its work."""
        try:
            while self._held and not self._waited_for:
                typed = self._held.popleft()
                self._given.add(typed)
                self.app.post_message(typed)
                await arrived(self.app)
                for _ in range(2):  # once for the key, once for what a widget sends because of it
                    await arrived(*(self.app.focused or self.app.screen).ancestors_with_self)
        finally:
            self._handing = False


async def arrived(*nodes: MessagePump | None) -> None:
    """Wait until the keys that were dispatched to these, one after the other, have been answered by them."""
    for node in nodes:
        there = asyncio.Event()
        if node is not None and node.is_running and node.call_later(there.set):
            # Where a widget is busy for so long, keys that come late are better than none.
            with suppress(TimeoutError):
                await asyncio.wait_for(there.wait(), ARRIVAL_SECONDS)
