"""How long a message waits until it is tried again."""

from __future__ import annotations

WAITS = (5, 15, 30, 60, 120, 300)
"""Seconds after the first attempt, the second and so on; after the last of them always as long as that."""

LONGEST = 24 * 3600
"""The longest wait that a service's Retry-After is believed, in seconds."""


def wait_after(attempts: int, retry_after: float | None = None) -> float:
    """Return for how many seconds to wait after so many attempts that did not get through.

    Args:
        attempts: how many there were, at least one.
        retry_after: what the service asked for, in seconds; never less is waited.
    """
    usual = WAITS[min(max(attempts, 1), len(WAITS)) - 1]
    return float(max(usual, min(retry_after or 0, LONGEST)))
