"""Time for tests of the war room: it passes when a test says so, and nobody waits for it.

What waits for a timer is woken at once when its time was skipped. Only the writer is really waited for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from incident_console.clock import FixedClock

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


async def frame(*_: float) -> None:
    """Skip to the next frame, and wait until nobody has anything left to do for it."""
    loop: Any = asyncio.get_running_loop()
    loop.skipped += FRAME_SECONDS
    await asyncio.sleep(0)
    while not loop.at_rest:  # noqa: ASYNC110 - nobody could set an event when there is nothing left to do
        await asyncio.sleep(0)


async def skip(clock: FixedClock, seconds: float) -> None:
    """Let so many seconds pass, for a clock and for every timer, without waiting for them."""
    left = seconds
    while left > 0:
        clock.advance(seconds=min(left, FRAME_SECONDS))
        await frame()
        left -= FRAME_SECONDS


async def come_to(met: Callable[[], object], patience: float = PATIENCE_SECONDS) -> bool:
    """Wait until something is so, for so many seconds at most; tell whether it came to that."""
    for _ in range(int(patience / THREAD_SECONDS)):
        if met():
            return True
        await frame()
        if not met():
            # The writer's thread may be at work.
            await asyncio.sleep(THREAD_SECONDS)
    return False
