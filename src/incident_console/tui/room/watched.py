"""Who watches while this room is open, and once it is left, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from incident_console.domain.summary import SummaryRow
from incident_console.reports.watched import watched_by
from incident_console.tui.render.view import View
from incident_console.wording.names import deadline_name

if TYPE_CHECKING:
    from incident_console.store.watches import Watcher

NOBODY_ELSE = "nobody watches but you"


def who_watches(watchers: Sequence[Watcher], view: View, *, to_watch: bool) -> str:
    """Return who watches besides this room; nothing where a watch would have nothing to do anyway."""
    if watchers:
        return watched_by(watchers, view.clocks(None))
    return NOBODY_ELSE if to_watch else ""


def left_unwatched(rows: Sequence[SummaryRow], view: View, *, to_watch: bool) -> str:
    """Return what is said to whoever leaves while a client was promised word; empty where none was."""
    promised = [row for row in rows if row.open and row.clock_promised and not row.drill]
    if not promised:
        return ""
    first, more = promised[0], len(promised) - 1
    assert first.clock_due_at is not None
    client = first.clock_client or "the client"
    due = view.clocks(first.clock_client).told_in_full(first.clock_due_at)
    also = f" (and {more} more)" if more else ""
    how = ": incident-console watch" if to_watch else ""
    name = deadline_name(first.clock_kind or "")
    return f"{first.ref}: {client} was promised the {name} by {due}{also}, and nobody watches now{how}"
