"""Clients by name."""

from __future__ import annotations

from collections.abc import Sequence

from incident_console.domain.text import displayed

NAMED = 3
"""How many of those who read the same are named."""


def names(clients: Sequence[str | None], limit: int = NAMED) -> str:
    """Return clients by name, the first ones and how many more: `ACME, Initech, Globex +2`."""
    more = f" +{len(clients) - limit}" if len(clients) > limit else ""
    return f"{', '.join(displayed(client or 'the client', lines=False) for client in clients[:limit])}{more}"
