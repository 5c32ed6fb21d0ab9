"""Time for tests of the war room: it passes when a test says so, and nobody waits for it.

What waits for a timer is woken at once when its time was skipped. Only the writer is really waited for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from textual._compositor import Compositor
from textual._context import active_app
from textual.app import App
from textual.pilot import Pilot
from textual.strip import Strip

from incident_console.clock import FixedClock
from incident_console.tui.room.room import Room

FRAME_SECONDS = 0.02
"""A little more than Textual takes from one frame to the next."""
THREAD_SECONDS = 0.001
"""How often it is asked whether the writer's thread has answered."""
PATIENCE_SECONDS = 10.0
"""For how long it is asked: a busy machine is slow, not wrong."""


class SkippingLoop(asyncio.SelectorEventLoop):
    """An event loop in which time can be skipped."""

    def __init__(self) -> None:
        self.skipped = 0.0
        super().__init__()

    def time(self) -> float:
        return super().time() + self.skipped

    @property
    def at_rest(self) -> bool:
        """Whether all that is in it waits for a timer, a thread or a terminal."""
        return not self._ready  # type: ignore[attr-defined]


class SkippingLoops(asyncio.DefaultEventLoopPolicy):
    """Gives every `asyncio.run` such a loop."""

    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        return SkippingLoop()


async def rest(loop: Any) -> None:
    """Wait until nobody has anything left to do; the writer's thread apart."""
    await asyncio.sleep(0)
    while not loop.at_rest:  # noqa: ASYNC110 - nobody could set an event when there is nothing left to do
        await asyncio.sleep(0)


async def frame(*_: float) -> None:
    """Skip to the next frame, and wait until nobody has anything left to do for it."""
    loop: Any = asyncio.get_running_loop()
    loop.skipped += FRAME_SECONDS
    await rest(loop)


render_update = Compositor.render_update
shut_down = App._shutdown


def drawn_later(compositor: Compositor, full: bool = False, *more: Any, **named: Any) -> Any:
    """Leave a frame until it is looked at, as a terminal does that is behind.

    Textual draws for its pilot whatever it would draw for a terminal, and throws it away: a third of a test.
    """
    return render_update(compositor, full, *more, **named) if full else None


def looked_at(app: App[Any]) -> list[Strip]:
    """Draw what has changed since the last look; return the lines of the screen."""
    draw(app)
    return app.screen._compositor.render_strips()


def draw(app: App[Any]) -> None:
    if app.screen._compositor._dirty_regions:
        render_update(app.screen._compositor, screen_stack=app._background_screens)


async def drawn_at_the_end(app: App[Any]) -> None:
    """Draw what nobody has looked at, and end: a widget that cannot be drawn fails its test."""
    try:
        if app._running and app._exception is None and app.screen_stack:
            draw(app)
    finally:
        await shut_down(app)


async def screen_at_rest(pilot: Pilot[Any], *_: float) -> bool:
    """Textual's pilot sends each widget a message and waits for the answers: when all rest there are none."""
    await rest(asyncio.get_running_loop())
    return not pilot.app._exception_event.is_set()


async def skip(clock: FixedClock, seconds: float) -> None:
    """Let so many seconds pass, for a clock and for every timer, without waiting for them."""
    left = seconds
    while left > 0:
        clock.advance(seconds=min(left, FRAME_SECONDS))
        await frame()
        left -= FRAME_SECONDS


def at_work(app: App[Any] | None) -> bool:
    """Whether what a key asked for is being saved, or has neither asked nor ended otherwise."""
    return isinstance(app, Room) and (app.saving > 0 or app.typing_ahead.waiting)


async def come_to(met: Callable[[], object], patience: float = PATIENCE_SECONDS) -> bool:
    """Wait until something is so, for so many seconds at most; tell whether it came to that."""
    for _ in range(int(patience / THREAD_SECONDS)):
        if met():
            return True
        if at_work(active_app.get(None)):
            # A thread takes the time that it takes: nobody is to think that it was longer.
            await rest(asyncio.get_running_loop())
        else:
            await frame()
        if not met():
            await asyncio.sleep(THREAD_SECONDS)
    return False
