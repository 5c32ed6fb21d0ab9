"""What makes a function a verb: a key of the table does it, by the id of its action."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from incident_console.domain.refusal import Refused
from incident_console.messages import TemplateBroken
from incident_console.store.errors import StoreError
from incident_console.tui.room.room import Room

Verb = Callable[[Room], Coroutine[Any, Any, None]]

VERBS: dict[str, Verb] = {}
"""Every verb of the chapters that are loaded, by the id of its action."""


def verb(does: Verb) -> Verb:
    """Make a function what the key of that name does; where a rule refuses it, that is said, no more."""

    @wraps(does)
    async def run(app: Room) -> None:
        try:
            await does(app)
        except (Refused, TemplateBroken, StoreError) as refusal:
            app.refuse(refusal)

    VERBS[does.__name__] = run
    return run
