"""A paste that arrives as keys, told from a hand by how fast it comes: it commits nothing.

Without brackets (tmux `paste-buffer`, screen, a serial line) a paste is keys like others. But no hand types
eight letters, Enter and more with never more than 20 ms between two of them. What may be the first Enter of
such a burst is held back until that is clear; a burst is text from there on, and keys count again when it has
rested.
"""

from __future__ import annotations

from incident_console.tui.terminal.keystrokes import Kind, Piece, is_reports, opened, pieces
from incident_console.tui.terminal.pastes import Collected, Pasted

GAP_SECONDS = 0.02
"""The longest time between two keys of a burst."""

PRINTABLE = 8
"""How many printable keys a burst has at least."""

HELD_SECONDS = PRINTABLE * GAP_SECONDS
"""How long a key is held back at most: by then so many more have come, or it is no burst."""

REST_SECONDS = 0.15
"""How long nothing has come until keys count again."""

SEQUENCE_SECONDS = 0.1
"""How long after an escape what follows may be the rest of its sequence."""


class Bursts:
    """Turns bursts into text; all times are seconds of one running clock, by arrival at the driver."""

    def __init__(self) -> None:
        self._paste: Collected | None = None
        self._held = ""
        self._held_since = 0.0
        self._printed = 0
        """How many printable keys of what may be a burst have been passed on."""
        self._opened = ""
        """The beginning of a sequence that was passed on."""
        self._last = float("-inf")

    @property
    def due(self) -> float | None:
        """When to look again though nothing has come; None where nothing waits for that."""
        if self._paste is not None:
            return self._last + REST_SECONDS
        return self._last + GAP_SECONDS if self._held else None

    def look(self, now: float) -> list[str | Pasted]:
        """Nothing has come up to now: return what is clear by that."""
        return [] if self.due is None or now < self.due else self.release()

    def release(self) -> list[str | Pasted]:
        """Return what is held back: it is over, by a rest or because something else comes."""
        paste, letters = self._paste, self._held
        goes_on = self._printed > 0
        self._paste, self._held, self._printed = None, "", 0
        if paste is not None:
            self._opened = ""
            return [paste.cleaned(as_keys=True, goes_on=goes_on)]
        return self._passed(letters)

    def take(self, keys: str, now: float) -> list[str | Pasted]:
        """Return what of the keys that have come counts as such; the rest is held back, or text."""
        if is_reports(keys):
            return [keys]
        found = self.look(now)
        if now - self._last > GAP_SECONDS and self._paste is None:
            self._printed = 0
        if now - self._last > SEQUENCE_SECONDS:
            self._opened = ""
        self._last = now
        if self._paste is not None:
            self._paste.add(keys)
            return found
        if not self._held:
            self._held_since = now
        return [*found, *self._weigh(self._held + keys, now)]

    def _weigh(self, keys: str, now: float) -> list[str | Pasted]:
        """Tell what is to become of what has not been passed on."""
        begun = len(self._opened)
        seen = [piece for piece in pieces(self._opened + keys) if piece.is_key]
        printed = self._printed + sum(len(piece.text) for piece in seen if piece.kind is Kind.TEXT)
        if printed >= PRINTABLE and any(piece.kind is Kind.CONTROL for piece in seen[:-1]):
            self._paste, self._held = Collected(), ""
            self._paste.add(keys)
            return []
        first = self._first_in_doubt(seen)
        if first is None or now - self._held_since > HELD_SECONDS:
            over = first is not None
            self._held = ""
            self._printed = 0 if over else printed
            return self._passed(keys)
        cut = max(first.at - begun, 0)
        before = (piece for piece in seen if piece.at < first.at)
        self._printed += sum(len(piece.text) for piece in before if piece.kind is Kind.TEXT)
        self._held = keys[cut:]
        return self._passed(keys[:cut])

    def _first_in_doubt(self, seen: list[Piece]) -> Piece | None:
        """The first key that must not count before it is clear that it is typed by hand.

        Behind a printable key it is whatever is none itself; else what may commit something. An arrow or a
        backspace that is held down comes as fast as a paste, and waits for nothing.
        """
        printed = self._printed > 0
        for piece in seen:
            if piece.kind is Kind.TEXT:
                printed = True
            elif printed or piece.may_commit:
                return piece
        return None

    def _passed(self, keys: str) -> list[str | Pasted]:
        if not keys:
            return []
        self._opened = opened(self._opened + keys)
        return [keys]
