"""What a merge brought, in sentences and as data: what came, what does not hold and why, what moved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from incident_console.domain.incident import Incident
from incident_console.reports.timeline import conflict_row, headline
from incident_console.reports.timeline import verdict as judged
from incident_console.words import Clocks, clock, counted, length

if TYPE_CHECKING:
    from incident_console.store.merging import Came, Merged, Moved, Verdict

Reads = Callable[[str | None], Clocks]
"""The clocks of whoever reads, by the client whose incident it is about."""


def sentences(merged: Merged, incidents: Mapping[str, Incident], reads: Reads) -> list[str]:
    """What a person should know, a line each, the most important first.

    Args:
        incidents: those that entries came of, by reference, as they stand now.
        reads: the clocks on which times are said.
    """
    if not merged.ids:
        return ["Nothing is new: all that it holds is here already."]
    return [
        f"{counted(len(merged.ids), 'entry')} came, of {counted(merged.incidents, 'incident')}.",
        *(what_came(came) for came in merged.came if came.entries),
        *(renamed(before, now_named) for before, now_named in merged.renamed),
        *(owner(came) for came in merged.came if came.owner_changed),
        *(verdict(each, incidents[each.ref], reads(each.client)) for each in merged.verdicts),
        *moves(merged.moved),
        *differing_clock(merged),
        *forks(merged),
    ]


def what_came(came: Came) -> str:
    new = ", new here" if came.is_new else ""
    return f"{came.ref}  {came.title}: {counted(came.entries, 'entry')}{new}"


def renamed(before: str, now: str) -> str:
    return f"Two incidents are called {before}; one of them goes by {now} now."


def owner(came: Came) -> str:
    return f"{came.ref} is owned by {came.owner}; until now this copy said {came.was}."


def verdict(verdict: Verdict, incident: Incident, clocks: Clocks) -> str:
    """What an entry says, and why it does not hold."""
    entry = verdict.entry
    by = f", {entry.by}" if entry.by else ""
    said = f"{verdict.ref} entry {entry.seq}{by}: {headline(entry, incident, clocks, dates=clock)}"
    found = judged(entry, incident, clocks, dates=clock)
    return f"{said}. This {found or 'holds again'}."


def moves(moved: Iterable[Moved]) -> list[str]:
    """Which entries go by another number, neighbours together."""
    said = []
    for (ref, by), group in groupby(moved, key=lambda one: (one.ref, one.seq_now - one.seq_before)):
        run = list(group)
        first, last = run[0].seq_before, run[-1].seq_before
        if first == last:
            said.append(f"{ref}: entry {first} is {first + by} now.")
        else:
            said.append(f"{ref}: entries {first}–{last} are {first + by}–{last + by} now.")
    return said


def differing_clock(merged: Merged) -> list[str]:
    """By how much the other's clock differed; what people did apart is ordered by their clocks."""
    said = []
    for seconds, way in ((merged.ahead, "ahead"), (merged.behind, "behind")):
        if seconds:
            span = length(timedelta(seconds=seconds))
            said.append(
                f"The other copy's clock was {way} by at least {span}; the order between people who did not "
                "know of each other is as wrong as that."
            )
    return said


def forks(merged: Merged) -> list[str]:
    """Which consoles went on twice."""
    if not merged.forks:
        return []
    own = " This console is one of them, and is another one from now on." if merged.is_fork else ""
    consoles = counted(len(merged.forks), "console")
    return [f"{consoles} went on from a restored copy: there are two branches, and both are kept.{own}"]


def answer(merged: Merged, incidents: Mapping[str, Incident]) -> dict[str, Any]:
    """What `merge --json` gives: counts, and each conflict, move, owner and incident by itself."""
    conflicts = merged.conflicts
    return {
        "incidents": merged.incidents,
        "entries": len(merged.ids),
        "conflicts": len(conflicts),
        "moved": [
            {"ref": one.ref, "seq_before": one.seq_before, "seq_now": one.seq_now} for one in merged.moved
        ],
        "conflicting": [{"ref": one.ref, **conflict_row(one.entry, incidents[one.ref])} for one in conflicts],
        "came": [
            {"ref": one.ref, "id": one.id, "title": one.title, "entries": one.entries, "new": one.is_new}
            for one in merged.came
            if one.entries
        ],
        "owners": [
            {"ref": one.ref, "before": one.was, "now": one.owner} for one in merged.came if one.owner_changed
        ],
        "renamed": [{"ref_before": before, "ref_now": now} for before, now in merged.renamed],
        "clock": {"ahead_seconds": merged.ahead, "behind_seconds": merged.behind},
        "forks": list(merged.forks),
    }
