"""The one thread that reads the past: the newest question wins, and ends the one that is being answered."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

import msgspec

from incident_console.store.errors import StoreError
from incident_console.store.history_answers import Interrupted
from incident_console.store.store import Store

Answer = TypeVar("Answer")


class PastQuery(msgspec.Struct):
    """What was looked for last, by what it was sorted, and which entry or incident was opened."""

    text: str = ""
    order: str = "when"
    at: str = ""


class Asked:
    """A question that somebody waits for."""

    def __init__(self, question: Callable[[Store], Any], loop: asyncio.AbstractEventLoop) -> None:
        self.question = question
        self.loop = loop
        self.answer: asyncio.Future[Any] = loop.create_future()

    def settle(self, value: object, error: BaseException | None = None) -> None:
        """Answer on the loop's thread, unless nobody waits any more."""

        def answered() -> None:
            if self.answer.done():
                return
            if error is None:
                self.answer.set_result(value)
            else:
                self.answer.set_exception(error)

        if not self.loop.is_closed():
            self.loop.call_soon_threadsafe(answered)


class PastReader:
    """Answers one question at a time, on a connection of its own."""

    def __init__(self, open_store: Callable[[], Store]) -> None:
        """Take how to open the record; that is done on the thread, at the first question."""
        self._open_store = open_store
        self._store: Store | None = None
        self._thread: threading.Thread | None = None
        self._turn = threading.Condition()
        self._next: Asked | None = None
        self._closed = False

    async def ask(self, question: Callable[[Store], Answer]) -> Answer | None:
        """Return the answer; None where a newer question came first.

        Raises:
            StoreError: the record cannot be read.
        """
        asked = Asked(question, asyncio.get_running_loop())
        with self._turn:
            if self._closed:
                return None
            overtaken, self._next = self._next, asked
            self._turn.notify()
        if overtaken is not None:
            overtaken.settle(None)
        if self._thread is None:
            # A daemon: a disk that never answers must not hold up the exit.
            self._thread = threading.Thread(target=self._work, name="past", daemon=True)
            self._thread.start()
        answer: Answer | None = await asked.answer
        return answer

    def close(self) -> None:
        """End what is being answered; the thread closes the record."""
        with self._turn:
            self._closed = True
            overtaken, self._next = self._next, None
            self._turn.notify()
        if overtaken is not None:
            overtaken.settle(None)

    def _work(self) -> None:
        while (asked := self._await_question()) is not None:
            try:
                if self._store is None:
                    self._store = self._open_store()
                    self._store.give_up_when(self._overtaken)
                asked.settle(asked.question(self._store))
            except Interrupted:
                asked.settle(None)
            except BaseException as error:  # whatever it is, the screen that waits shows it
                asked.settle(None, error)
        if self._store is not None:
            with suppress(StoreError):
                self._store.close()

    def _await_question(self) -> Asked | None:
        with self._turn:
            while self._next is None and not self._closed:
                self._turn.wait()
            asked, self._next = self._next, None
            return asked

    def _overtaken(self) -> bool:
        """Whether the question that is being answered is no longer of use."""
        return self._next is not None or self._closed
