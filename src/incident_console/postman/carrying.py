"""A command carries out what it wrote before it answers; `outbox send` whatever is due, once."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from contextlib import closing

from incident_console.config.channels import Channel
from incident_console.desk import Desk
from incident_console.postman.came import Came
from incident_console.postman.postman import Postman
from incident_console.store.delivery_rows import DeliveryRow, RowState

SECONDS = 15.0
"""How long a command carries at most, unless one channel alone may take longer."""
GRACE = 5.0
"""Seconds in which what was begun in time may still come back: a client's template takes some of them."""
GLANCE = 0.05
"""Seconds between two looks at what another console is sending."""


def carry_out(desk: Desk, channels: Mapping[str, Channel], messages: Collection[str]) -> None:
    """Send messages (by their ids) with what stands before them in the same channels, each tried once.

    What another console is sending is waited for. What has not come back by the deadline is left: to whoever
    carries on, or to the next command.

    Raises:
        StoreError: what came back could not be recorded.
    """
    rows = rows_of(desk, messages)
    by = {row.channel for row in rows if desk.store.deliveries.is_here(row)}
    if not by:
        return
    portal = desk.policy.colleagues.portal
    if portal is not None:
        # That a message arrived, or which ticket was created, is what is logged next.
        by.add(portal.way.channel)
    until = time.monotonic() + seconds_for(channels, by)
    with closing(Postman(desk, channels)) as postman:
        carry(postman, until, by, messages)
        # Nothing is left in the middle by a command that ends.
        while postman.busy and time.monotonic() < until + GRACE:
            postman.turn(GLANCE, begin=False)


def carry(postman: Postman, until: float, by: Collection[str], messages: Collection[str]) -> None:
    """Turn until nothing of the messages is left to be tried, or the time (monotonic seconds) has come."""
    desk, channels = postman.desk, postman.channels
    while (left := until - time.monotonic()) > 0:
        longest = max((channels[name].deadline for name in by if name in channels), default=0.0)
        if postman.turn(min(left, GLANCE) if postman.busy else 0, begin=left > longest, only=by):
            continue
        if not any(row.state is RowState.SENDING for row in rows_of(desk, messages)):
            return
        # Another console has it in hand.
        time.sleep(GLANCE)


def send_due(
    desk: Desk, channels: Mapping[str, Channel], heard: Callable[[Came], None] | None = None
) -> None:
    """Send all that is due, each once, and what becomes due in between; `heard` is told what came of each.

    Raises:
        StoreError: what came back could not be recorded.
    """
    with closing(Postman(desk, channels, heard=heard)) as postman:
        while postman.turn(GLANCE if postman.busy else 0):
            pass


def rows_of(desk: Desk, messages: Collection[str]) -> list[DeliveryRow]:
    return [row for message in messages for row in desk.store.deliveries.of(message=message)]


def seconds_for(channels: Mapping[str, Channel], by: Collection[str]) -> float:
    """Return how long a command may take for these channels."""
    return max([SECONDS, *(channels[name].deadline + GLANCE for name in by if name in channels)])
