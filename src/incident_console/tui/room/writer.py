"""The one thread that writes: the screen hands it an act and goes on; nobody waits for the disk."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from incident_console.desk import Desk

Answer = TypeVar("Answer")

Job = tuple[Callable[[Desk], Any], "asyncio.Future[Any]", asyncio.AbstractEventLoop]


class Writer:
    """Runs acts one after another, on a store and a desk of its own."""

    def __init__(self, open_desk: Callable[[], Desk]) -> None:
        """Take how to open the desk; that is done on the thread, at the first act."""
        self._open_desk = open_desk
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._closed = False

    async def do(self, act: Callable[[Desk], Answer]) -> Answer:
        """Run an act on the writer's desk and return its answer.

        Raises:
            Refused, StoreError: as the act does.
            RuntimeError: the writer was closed already.
        """
        if self._closed:
            raise RuntimeError("the war room is closing; nothing more is recorded")
        if self._thread is None:
            # A daemon: a disk that never answers must not hold up the exit.
            self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
            self._thread.start()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Answer] = loop.create_future()
        self._jobs.put((act, future, loop))
        return await future

    def close(self, timeout: float = 5.0) -> bool:
        """Finish what was handed over and close the store; tell whether that was done in time (seconds)."""
        self._closed = True
        if self._thread is None:
            return True
        self._jobs.put(None)
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _work(self) -> None:
        desk: Desk | None = None
        while (job := self._jobs.get()) is not None:
            act, future, loop = job
            try:
                if desk is None:
                    desk = self._open_desk()
                answer = act(desk)
            except BaseException as error:  # whatever it is, the screen that waits shows it
                _settle(loop, future, future.set_exception, error)
            else:
                _settle(loop, future, future.set_result, answer)
        if desk is not None:
            desk.store.close()


def _settle(
    loop: asyncio.AbstractEventLoop, future: asyncio.Future[Any], settle: Callable[[Any], None], value: object
) -> None:
    """Answer on the loop's thread, unless nobody waits any more."""

    def answer() -> None:
        if not future.done():
            settle(value)

    if not loop.is_closed():
        loop.call_soon_threadsafe(answer)
