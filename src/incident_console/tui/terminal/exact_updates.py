"""What goes to the terminal when a part of the screen changed: that part, and nothing left of it.

Textual writes a changed region from the left edge of its widget; a second's last digit would take its whole
line along: the row “idle: bytes on the wire” of the benchmarks holds it.
Textual 8.2.8 has no public name for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.control import Control
from textual._compositor import ChopsUpdate, Compositor

if TYPE_CHECKING:
    from rich.console import Console
    from textual.screen import Screen

    Beneath = Screen[Any]
else:
    Beneath = object


class ExactUpdate(ChopsUpdate):
    """The changed columns of changed lines."""

    def render_segments(self, console: Console) -> str:
        written: list[str] = []
        for y, start, end in self.spans:
            for stop, (x, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=False):
                if strip is None or x >= end or stop <= start:
                    continue
                first = max(start, x)
                written.append(Control.move_to(first, y).segment.text)
                written.append(strip.crop(first - x, min(stop, end) - x).render(console))
        return "".join(written)


class ExactCompositor(Compositor):
    """Draws partial updates exactly."""

    def render_partial_update(self) -> ChopsUpdate | None:
        update = super().render_partial_update()
        return None if update is None else ExactUpdate(update.chops, update.spans, update.chop_ends)


def shows_through(screen: Screen[Any]) -> bool:
    """Return whether a screen lies under another one; what changed of it is then left to that one to draw.

    Textual 8.2.8 marks the same parts of the lower screen as changed once more, for ever: under a dialog that
    is open and idle all of it would be written anew each second. And it has the upper screen refreshed, which
    then forgets which of its own widgets have changed: a letter, or all that was found, would stay unseen.
    """
    app = screen.app
    top = app.screen
    if screen is top:
        return False
    changed = screen._compositor._dirty_regions
    if changed and screen in app._background_screens and top.styles.background.a < 1:
        top._set_dirty(*changed)
        top._dirty_widgets.add(top)
        top.check_idle()
    changed.clear()
    screen._dirty_widgets.clear()
    return True


class LeavesToTheTop(Beneath):
    """A screen that leaves what changes of it to the one that lies above it."""

    def _compositor_refresh(self) -> None:
        if not shows_through(self):
            super()._compositor_refresh()
