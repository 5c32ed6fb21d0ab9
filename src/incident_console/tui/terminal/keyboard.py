"""The keyboard: what a terminal sends is told apart into keys and pastes before Textual's parser sees it.

Textual offers no place between the terminal and its parser, so this is its driver with a reading thread of
our own. Seen in Textual 8.2.8: a byte that is no UTF-8, or a sequence with a number that no character has,
ends that thread, and the app with it; here it costs what came with it. A terminal that is gone ends its
writing thread, for which the app then waits in vain; and a signal to continue what never stopped starts both.
"""

from __future__ import annotations

import os
import selectors
import sys
from codecs import getincrementaldecoder
from collections.abc import Iterator
from contextlib import suppress
from time import monotonic
from typing import IO, TYPE_CHECKING, Any

from textual import events
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

from incident_console.tui.terminal.bursts import Bursts
from incident_console.tui.terminal.pastes import Brackets, Pasted

if TYPE_CHECKING:
    from textual.app import App
    from textual.message import Message

IDLE_SECONDS = 0.1
"""How often the thread looks whether it is to end."""

AT_ONCE = 65_536
"""How much is read at once, in bytes."""

LARGEST = 2_000
"""The most columns or rows that a terminal is believed to have: a report of more is somebody's text."""


class PasteArrived(events.Paste):
    """A paste, cleaned, with what is to be said about it."""

    def __init__(self, pasted: Pasted) -> None:
        super().__init__(pasted.text)
        self.pasted = pasted


PasteArrived.handler_name = events.Paste.handler_name


class Arrivals:
    """All that is told apart before the parser; times are seconds of one running clock."""

    def __init__(self) -> None:
        self._brackets = Brackets()
        self._bursts = Bursts()

    @property
    def due(self) -> float | None:
        """When to look again though nothing has come; None where nothing waits for that."""
        dues = [due for due in (self._brackets.due, self._bursts.due) if due is not None]
        return min(dues, default=None)

    def take(self, data: str, now: float) -> Iterator[str | Pasted]:
        """Yield what has come, in order: keys for the parser, and pastes."""
        yield from self._told(self._brackets.take(data, now), now)

    def look(self, now: float) -> Iterator[str | Pasted]:
        """Yield what is clear because nothing has come up to now."""
        yield from self._told(self._brackets.look(now), now)
        yield from self._bursts.look(now)

    def _told(self, found: list[str | Pasted], now: float) -> Iterator[str | Pasted]:
        for each in found:
            if isinstance(each, Pasted):
                yield from self._bursts.release()
                yield each
            else:
                yield from self._bursts.take(each, now)


class WhileThere:
    """A terminal to write to; what is written when nobody has it any more is dropped."""

    def __init__(self, terminal: IO[str]) -> None:
        self.terminal = terminal

    def fileno(self) -> int:
        return self.terminal.fileno()

    def write(self, text: str) -> None:
        # Where the terminal is gone, a signal is on its way that ends the room in order.
        with suppress(OSError):
            self.terminal.write(text)

    def flush(self) -> None:
        with suppress(OSError):
            self.terminal.flush()


class Keyboard(LinuxDriver):
    """Textual's driver, with pastes and bursts taken out before its parser."""

    def __init__(self, app: App[Any], **settings: Any) -> None:
        super().__init__(app, **settings)
        self._file: Any = WhileThere(self._file)

    def start_application_mode(self) -> None:
        """Take the terminal, unless it is taken: the end of a terminal comes with a signal to continue."""
        if self._writer_thread is None or not self._writer_thread.is_alive():
            super().start_application_mode()  # type: ignore[no-untyped-call]

    def run_input_thread(self) -> None:
        """Read until the app is done with the terminal; nothing that comes ends this before."""
        arrivals = Arrivals()
        self._parser = XTermParser(self._debug)
        decode = getincrementaldecoder(encoding_of_input())(errors="replace").decode
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                data = self.read(selector, arrivals.due)
                now = monotonic()
                if data:
                    self.hand_on(arrivals.take(decode(data), now))
                self.hand_on(arrivals.look(now))
                self.send(self._parser.tick())

    def read(self, selector: selectors.SelectSelector, due: float | None) -> bytes:
        """What has come, or nothing where that is so until something is due."""
        wait = IDLE_SECONDS if due is None else max(min(due - monotonic(), IDLE_SECONDS), 0.0)
        if not selector.select(wait):
            return b""
        try:
            data = os.read(self.fileno, AT_ONCE)
        except OSError:
            data = b""
        if not data:  # the terminal is gone, and a signal on its way: until then there is nothing to wait for
            self.exit_event.wait(IDLE_SECONDS)
        return data

    def hand_on(self, found: Iterator[str | Pasted]) -> None:
        """Send pastes as they are, and what the parser makes of keys."""
        for each in found:
            if isinstance(each, Pasted):
                self.process_message(PasteArrived(each))
            else:
                self.send(self._parser.feed(each))

    def send(self, parsed: Any) -> None:
        """Send what the parser makes of it; where it fails, a new one goes on with what comes next."""
        try:
            for message in parsed:
                if believable(message):
                    self.process_message(message)
        except Exception as error:
            old, self._parser = self._parser, XTermParser(self._debug)
            # What the old one had learnt of the terminal, without which a mouse would point elsewhere.
            for known in ("mouse_pixels", "terminal_size", "terminal_pixel_size", "last_x", "last_y"):
                setattr(self._parser, known, getattr(old, known))
            self._app.call_later(self._app._handle_exception, error)


def believable(message: Message) -> bool:
    """Whether a terminal says this: no paste, which the parser is never given, and no impossible size."""
    if isinstance(message, events.Resize):
        return 0 < message.size.width <= LARGEST and 0 < message.size.height <= LARGEST
    return not isinstance(message, events.Paste)


def encoding_of_input() -> str:
    """In what the terminal sends letters."""
    return getattr(sys.__stdin__, "encoding", None) or "utf-8"
