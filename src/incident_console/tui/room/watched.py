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


def still_owned(rows: Sequence[SummaryRow], view: View) -> str:
    """Return what is said to whoever leaves and owns something that nobody has taken over (C, Ownership).

    Nothing is said of what they have told its client that they are away from.
    """
    mine = [row for row in rows if row.open and view.is_me(row.owner) and not row.drill]
    mine = [row for row in mine if row.away_until is None or not row.client_told]
    if not mine:
        return ""
    offered = {row.offered(view.now) for row in mine}
    whose = mine[0].ref if len(mine) == 1 else f"{mine[0].ref} and {len(mine) - 1} more"
    if None not in offered:
        return f"you own {whose} until {' and '.join(sorted(filter(None, offered)))} says yes"
    which = mine[0].ref if len(mine) == 1 else "--all"
    return f"you still own {whose}; before you step away: incident-console handover offer {which} --to NAME"


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
