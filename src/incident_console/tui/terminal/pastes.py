"""Pastes, told from keys by their brackets before Textual's parser sees anything.

Seen in Textual 8.2.8: an escape inside a bracketed paste has its parser send what follows as keys, and a
paste costs it time and memory for each character. So it is never given what stands between the brackets; the
tests hold that this is still how it behaves.
"""

from __future__ import annotations

import msgspec

from incident_console.domain.text import LIMIT, harmless
from incident_console.tui.terminal.keystrokes import END, START, has_text

SEEN_IN = "8.2.8"
"""The version of Textual whose parser this guards."""

RAW_LIMIT = 10 * LIMIT
"""How much of a paste is kept until it is cleaned, in characters: most of a coloured log is sequences."""

QUIET_SECONDS = 2.0
"""After how long without a byte a paste has ended, though its bracket never came."""

BEHIND_SECONDS = 0.02
"""How long what stands right behind a bracket's end is looked at: the end of the real one may still come."""

BEHIND_LIMIT = 65_536
"""How much of that is kept, in characters."""

SPLIT_SECONDS = 0.1
"""How long the beginning of a bracket waits for its rest."""


class Pasted(msgspec.Struct, frozen=True, kw_only=True):
    """A paste, cleaned: text and nothing else."""

    text: str
    cut: bool = False
    """Whether there was more than is kept of a text."""
    as_keys: bool = False
    """Whether it came without brackets, as if it were typed."""


class Collected:
    """A paste while it arrives; its cost is that of what is kept of it."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._room = RAW_LIMIT
        self._lost = False

    def add(self, text: str) -> None:
        kept = text[: self._room]
        self._room -= len(kept)
        self._lost = self._lost or len(kept) < len(text)
        if kept:
            self._parts.append(kept)

    def cleaned(self, *, as_keys: bool = False, goes_on: bool = False) -> Pasted:
        """Return it as text. Where it `goes_on` from what was typed just before, its first blank stays."""
        raw = "".join(self._parts)
        text = harmless(f".{raw}")[1:] if goes_on else harmless(raw)
        return Pasted(text=text[:LIMIT], cut=self._lost or len(text) > LIMIT, as_keys=as_keys)


class Brackets:
    """Takes the pastes out of what a terminal sends; all times are seconds of one running clock."""

    def __init__(self) -> None:
        self._paste: Collected | None = None
        self._closed = False
        """Whether an end came: what is behind it is looked at before it counts."""
        self._rest = ""
        """What cannot be told yet: half a bracket, or what stands behind an end."""
        self._passed = ""
        """An escape that was passed on as a key and may be the first character of a bracket."""
        self._passed_at = 0.0
        self._last = 0.0

    @property
    def due(self) -> float | None:
        """When to look again though nothing has come; None where nothing waits for that."""
        if self._closed:
            return self._last + BEHIND_SECONDS
        if self._paste is not None:
            return self._last + QUIET_SECONDS
        return self._last + SPLIT_SECONDS if self._rest else None

    def look(self, now: float) -> list[str | Pasted]:
        """Nothing has come up to now: return what is clear by that."""
        if self.due is None or now < self.due:
            return []
        rest, self._rest = self._rest, ""
        if self._closed:
            return [*self._finished(), *self._outside(rest)]
        if self._paste is not None:
            return self._finished()  # half a bracket at its end is no key either
        return [rest] if rest else []

    def take(self, data: str, now: float) -> list[str | Pasted]:
        """Return what has come, in order: keys as they were sent, and pastes that are complete."""
        found = self.look(now)
        self._last = now
        data, self._rest = self._rest + data, ""
        return [*found, *(self._outside(data) if self._paste is None else self._inside(data))]

    def _finished(self) -> list[str | Pasted]:
        paste, self._paste, self._closed = self._paste, None, False
        return [] if paste is None else [paste.cleaned()]

    def _outside(self, data: str) -> list[str | Pasted]:
        passed, self._passed = self._passed, ""
        stream = passed + data
        start = stream.find(START)
        if start < 0:
            if passed and START.startswith(stream):
                self._passed, self._rest = passed, data
                return []
            keys, self._rest = half_bracket(data)
            if keys.endswith("\x1b") and not self._rest:
                self._passed, self._passed_at = "\x1b", self._last
            return [keys] if keys else []
        keys = data[: start - len(passed)]
        if start < len(passed):
            # The parser has the escape: while it waits for more, what it began it must see whole, and closed.
            waits = self._last - self._passed_at < SPLIT_SECONDS / 2
            keys = f"{START[1:]}{END}" if waits else END
        self._paste = Collected()
        return [*([keys] if keys else []), *self._inside(stream[start + len(START) :])]

    def _inside(self, data: str) -> list[str | Pasted]:
        assert self._paste is not None
        while True:
            if not self._closed:
                end = data.find(END)
                if end < 0:
                    kept, self._rest = half_bracket(data, END, at_least=1)
                    self._paste.add(kept)
                    return []
                self._paste.add(data[:end])
                data, self._closed = data[end + len(END) :], True
            if not data:
                return self._finished()
            places = [place for place in (data.find(START), data.find(END)) if place >= 0]
            if not places and len(data) <= BEHIND_LIMIT:
                self._rest = data
                return []
            if not places or (data.startswith(START, min(places)) and not has_text(data[: min(places)])):
                return [*self._finished(), *self._outside(data)]
            # The bracket that came stood in the paste itself, and so did this.
            self._paste.add(data[: min(places)])
            data, self._closed = data[min(places) :], False
            data = data.removeprefix(START)


def half_bracket(data: str, bracket: str = START, at_least: int = 2) -> tuple[str, str]:
    """Part what a stream ends with if that may be the beginning of a bracket, so many characters at least."""
    for length in range(len(bracket) - 1, at_least - 1, -1):
        if data.endswith(bracket[:length]):
            return data[:-length], data[-length:]
    return data, ""
