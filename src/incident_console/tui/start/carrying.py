"""The postman of a war room: begun when the room stands, ended when it is left."""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from incident_console import paths
from incident_console.desk import Desk
from incident_console.tui.room.record import opened_for_writing
from incident_console.tui.room.room import Room

if TYPE_CHECKING:
    from incident_console.postman.round import Round

SOON_BACK = 0.3
"""Seconds in which most of what is being sent comes back; more is said to be waited for."""


class Carrying:
    """Carries a room's messages beside the keys, where the configuration has channels at all."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._loop = asyncio.get_running_loop()
        self._round: Round | None = None

    def begin(self) -> None:
        """Begin, unless there is nothing to send by, or the room is being left."""
        room = self._room
        if not room.config.channels or not room.is_running or room.reader.store.is_copy:
            return
        # Its libraries are loaded when the screen is there (the rows “start”).
        from incident_console.postman.round import Round

        self._round = Round(self._desk, room.config, self._failed)
        self._round.start()
        room.wake_postman = self._round.wake

    def _desk(self) -> Desk:
        room = self._room
        store = opened_for_writing(room.reader.store, room.config.group)
        return Desk(store, room.clock, room.policy, room.person, paths.account())

    def _failed(self, error: Exception) -> None:
        with suppress(RuntimeError):  # where the room has been left meanwhile
            self._loop.call_soon_threadsafe(self._room.failed, "Sending messages", error)

    def end(self) -> None:
        """Begin nothing more, and wait for what is being sent: what is cut off nobody knows the fate of."""
        if self._round is None or self._round.end(SOON_BACK):
            return
        longest = max(channel.deadline for channel in self._room.config.channels.values())
        print("incident-console: a message is being sent; waiting for its answer …", file=sys.stderr)
        self._round.end(longest)
