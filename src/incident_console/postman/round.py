"""The postman's round in a war room, with the alarms: a thread of its own, from opening to end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing

from incident_console.config.settings import Config
from incident_console.desk import Desk
from incident_console.postman.alarms import Alarms
from incident_console.postman.postman import Postman
from incident_console.postman.presence import Presence
from incident_console.store.errors import StoreError

GLANCE = 0.5
"""Seconds between two looks whether anything was recorded elsewhere."""
PATIENCE = 5.0
"""Seconds until it is tried again where the record could not be written."""


class Round:
    """Carries messages in the background until it is ended.

    Args:
        opened: opens the desk, on the thread that will use it; it is closed there.
        config: the ways out, and who is alarmed by them.
        failed: is told what went wrong inside the program, on that thread.
    """

    def __init__(
        self,
        opened: Callable[[], Desk],
        config: Config,
        failed: Callable[[Exception], None],
    ) -> None:
        self._opened = opened
        self._config = config
        self._failed = failed
        self._ended = threading.Event()
        self._postman: Postman | None = None
        self._thread = threading.Thread(target=self._go, name="postman", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """Have it look at once: something was written."""
        if self._postman is not None:
            self._postman.wake()

    def end(self, seconds: float) -> bool:
        """Begin nothing more, and wait so long for what is under way; return whether all of it came back."""
        self._ended.set()
        self.wake()
        if self._thread.ident is not None:
            self._thread.join(seconds)
        return not self._thread.is_alive()

    def _go(self) -> None:
        try:
            desk = self._opened()
        except StoreError as error:
            self._failed(error)
            return
        try:
            with (
                Presence(desk.store.path),
                closing(Postman(desk, self._config.channels)) as self._postman,
            ):
                self._carry(self._postman, Alarms(desk))
        except Exception as error:
            self._failed(error)
        finally:
            desk.store.close()

    def _carry(self, postman: Postman, alarms: Alarms) -> None:
        while not self._ended.is_set() or postman.busy:
            try:
                if postman.desk.store.changed():
                    postman.look_again()
                    alarms.look_again()
                if not self._ended.is_set() and (alarms.tick(postman.desk.now()) or alarms.besides):
                    postman.look_again()
                postman.turn(GLANCE, begin=not self._ended.is_set())
            except StoreError:
                # The disk is full, or somebody writes for long: what came back is kept, and tried again.
                if self._ended.wait(PATIENCE):
                    return
