"""An incident of three clients, and what each of them was told and waits for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.domain.incident_life import Life

from incident_console.domain.deadlines import client_deadlines
from incident_console.domain.posting import say_posted
from incident_console.domain.vocabulary import MessageKind

CLIENTS = ("ACME", "Globex", "Initech")
WORDS: dict[str, Any] = {
    "impact": "All",
    "done": "Nothing",
    "next_steps": "Something",
    "next_update": datetime(2026, 9, 1, 15, tzinfo=UTC),
}
"""An update whose words do not matter."""


def of_three() -> Life:
    """Declared at 14:00 by alice for three clients: P1, so each hears first by 14:10."""
    return Life().declare(clients=CLIENTS)


def ledger(life: Life, client: str) -> list[tuple[str, datetime, str]]:
    """What a client was promised: for when, and what became of it."""
    found = life.incident.ledger_of(client)
    assert found is not None
    return [(each.kind.value, each.due_at, each.outcome.value) for each in found.promises]


def clocks(life: Life) -> dict[str | None, tuple[str, datetime]]:
    """What each client waits for."""
    return {each.client: (each.kind.value, each.due_at) for each in client_deadlines(life.incident)}


def posted_to(life: Life, *clients: str, kind: MessageKind = MessageKind.UPDATE) -> None:
    """Say that the waiting message of a kind is out to these clients."""
    life.act(say_posted, message=life.waiting(kind).id, clients=clients)


def outcomes(life: Life, client: str) -> list[str]:
    """What became of each promise to a client, oldest first."""
    return [outcome for *_, outcome in ledger(life, client)]
