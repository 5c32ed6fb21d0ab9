"""What a merge brought, in sentences and as data: what came, what does not hold and why, what moved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from incident_console.delivery.outbox import outbox_id
from incident_console.domain.incident import Incident
from incident_console.domain.message import Message
from incident_console.domain.posting import discarded_by
from incident_console.reports.delivery_lines import author
from incident_console.reports.timeline import headline
from incident_console.reports.verdicts import conflict, conflict_row
from incident_console.reports.verdicts import verdict as judged
from incident_console.wording.names import the_message
from incident_console.words import Clocks, clock, counted, flat, length

if TYPE_CHECKING:
    from incident_console.store.merging import Came, Merged, Moved, Verdict, Waited

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
        *(
            sentence
            for each in merged.waited
            if (sentence := unsent(each, incidents[each.ref], reads(each.client)))
        ),
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
    by = f", {author(entry)}" if author(entry) else ""
    entry_line = f"{verdict.ref} entry {entry.seq}{by}: {headline(entry, incident, clocks, dates=clock)}"
    found = judged(entry, incident, clocks, dates=clock)
    return f"{entry_line}. This {found or 'holds again'}."


def unsent(waited: Waited, incident: Incident, clocks: Clocks) -> str:
    """What became of a message that waited; empty where it waits on, or nobody here knew that it waited."""
    message = incident.messages[waited.message]
    became = became_of(waited, message, incident, clocks)
    if not became:
        return ""
    where = "waited in the outbox here" if waited.here else "waited in the outbox of the other copy"
    name = outbox_id(incident, message)
    return f"{name}, {the_message(message)} of {message.by}, {where} and {became}."


def became_of(waited: Waited, message: Message, incident: Incident, clocks: Clocks) -> str:
    """What became of a message that waited, as the rest of a sentence; empty where it waits on."""
    if message.out_at is not None:
        return f"is out since {clocks.ours(message.out_at)}, as the other copy says" if waited.here else ""
    if incident.is_overtaken(message):
        return "is not to be posted: what it speaks of no longer stands; write it anew"
    if message.waiting:
        return ""
    entry = next(entry for entry in incident.entries if entry.id == message.id)
    if (why := conflict(entry, incident, clocks, dates=clock)) is not None:
        return f"is not to be posted: {why}"
    if (discarded := discarded_by(incident, message)) is not None:
        return f"was discarded by {discarded.by}: {flat(discarded.event.text)}"
    if incident.closed_at is not None:
        return f"is not to be posted: {incident.ref} ended at {clocks.ours(incident.closed_at)}"
    return "is not to be posted: what came after it stands in its place"


def moves(moved: Iterable[Moved]) -> list[str]:
    """Which entries go by another number, neighbours together."""
    sentences = []
    for (ref, by), group in groupby(moved, key=lambda one: (one.ref, one.seq_now - one.seq_before)):
        run = list(group)
        first, last = run[0].seq_before, run[-1].seq_before
        if first == last:
            sentences.append(f"{ref}: entry {first} is {first + by} now.")
        else:
            sentences.append(f"{ref}: entries {first}–{last} are {first + by}–{last + by} now.")
    return sentences


def differing_clock(merged: Merged) -> list[str]:
    """By how much the other's clock differed; what people did apart is ordered by their clocks."""
    sentences = []
    for seconds, way in ((merged.ahead, "ahead"), (merged.behind, "behind")):
        if seconds:
            span = length(timedelta(seconds=seconds))
            sentences.append(
                f"The other copy's clock was {way} by at least {span}; the order between people who did not "
                "know of each other is as wrong as that."
            )
    return sentences


def forks(merged: Merged) -> list[str]:
    """Which consoles went on twice."""
    if not merged.forks:
        return []
    own = " This console is one of them, and is another one from now on." if merged.is_fork else ""
    consoles = counted(len(merged.forks), "console")
    return [f"{consoles} went on from a restored copy: there are two branches, and both are kept.{own}"]


def outbox(merged: Merged, incidents: Mapping[str, Incident]) -> list[dict[str, Any]]:
    """What became of the messages that waited, each that waits for nobody any more."""
    rows = []
    for each in merged.waited:
        incident = incidents[each.ref]
        message = incident.messages[each.message]
        if became := became_of(each, message, incident, Clocks(UTC, UTC, message.written_at)):
            rows.append({"ref": each.ref, "id": outbox_id(incident, message), "became": became})
    return rows


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
        "outbox": outbox(merged, incidents),
        "renamed": [{"ref_before": before, "ref_now": now} for before, now in merged.renamed],
        "clock": {"ahead_seconds": merged.ahead, "behind_seconds": merged.behind},
        "forks": list(merged.forks),
    }
