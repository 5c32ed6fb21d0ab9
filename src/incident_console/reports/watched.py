"""Who watches the record without a screen, in words and as rows of data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from incident_console.reports.stamps import stamp
from incident_console.words import Clocks, clock, flat

if TYPE_CHECKING:
    from incident_console.store.watches import Watcher

NOBODY = "nobody watches"


def watched_by(watchers: Sequence[Watcher], clocks: Clocks) -> str:
    """Return who watches and since when, on the reader's clock: `watched by watch@host since 14:02`."""
    if not watchers:
        return NOBODY
    first = watchers[0]
    more = f" and {len(watchers) - 1} more" if len(watchers) > 1 else ""
    return f"watched by {flat(first.who)}{more} since {clocks.ours(first.since, clock)}"


def watcher_rows(watchers: Sequence[Watcher]) -> list[dict[str, Any]]:
    """Return who watches, as `show --json` gives it."""
    return [{"who": each.who, "since": stamp(each.since)} for each in watchers]
