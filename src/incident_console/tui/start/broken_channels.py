"""Which channels cannot send: looked for when the room stands, and again while any of them cannot."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress

from incident_console.config.channels import Channel
from incident_console.tui.room.room import Room
from incident_console.tui.room.standing import BrokenChannel

LOOKS_AGAIN = 60.0
"""Seconds after which it is looked again at a channel that could not send."""
CAUSE = "channels"
CHECK = "incident-console config check"


class BrokenChannels:
    """Has the room name the channels that cannot send, and why; their messages wait meanwhile.

    Where a secret is asked of a program that takes a while, so it does on a thread of its own.
    """

    def __init__(self, room: Room) -> None:
        self._room = room
        self._loop = asyncio.get_running_loop()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._go, name="channels", daemon=True)

    def begin(self) -> None:
        """Look from now on, on a thread of its own, where there are channels at all."""
        if self._room.config.channels and self._room.is_running:
            self._thread.start()

    def end(self) -> None:
        """Look no more."""
        self._ended.set()

    def _go(self) -> None:
        suspects = list(self._room.config.channels.values())
        while suspects and not self._ended.is_set():
            try:
                found = broken(suspects)
            except Exception as error:
                self._on_the_screen(self._room.failed, "Looking at channels", error)
                return
            self._on_the_screen(self._tell, found)
            names = {each.name for each in found}
            suspects = [each for each in suspects if each.name in names]
            self._ended.wait(LOOKS_AGAIN)

    def _on_the_screen(self, act: Callable[..., None], *given: object) -> None:
        with suppress(RuntimeError):  # where the room has been left meanwhile
            self._loop.call_soon_threadsafe(act, *given)

    def _tell(self, found: tuple[BrokenChannel, ...]) -> None:
        """Name what is broken now; say it once, for the header has room only to name it."""
        room = self._room
        before, room.broken_channels = room.broken_channels, found
        if before == found:
            return
        room.notices.end({CAUSE})
        if found:
            first, more = found[0], len(found) - 1
            also = f", and {more} more" if more else ""
            sentence = f"{first.name} cannot send ({first.why}){also}; its messages wait: {CHECK}"
            room.report(sentence, cause=CAUSE, severity="warning")


def broken(channels: Iterable[Channel]) -> tuple[BrokenChannel, ...]:
    """Return those of the channels that could not send now, each with the setting and why."""
    # Its libraries are loaded when the screen is there (the rows “start”).
    from incident_console.delivery.kinds import unready

    found = []
    for each in channels:
        if each.trouble:
            found.append(BrokenChannel(name=each.name, why=each.trouble))
        elif (wrong := unready(each)) is not None:
            setting, why = wrong
            found.append(BrokenChannel(name=each.name, why=f"{setting}: {why}"))
    return tuple(found)
