"""Figures: what was promised and kept, how long clients heard nothing, who owned it (R 10)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

from incident_console.domain.communication import UpdateWritten
from incident_console.domain.incident import Incident
from incident_console.domain.ledger import Ledger, outcomes
from incident_console.domain.lives import Life, by_life, impact_lasted, lives
from incident_console.domain.message import Message
from incident_console.domain.parts import Tenure
from incident_console.domain.promises import longer_promises, never_answered
from incident_console.domain.vocabulary import Outcome
from incident_console.reports.stamps import stamp

SUMS = (
    *("updates", "updates_without_promise", "promises_never_answered", "longer_than_cadence"),
    *("impact_minutes", "reports", "handovers", "takeovers", "unowned_seconds"),
)
LISTS = ("late_seconds", "update_gaps_minutes")
MEASURES = ("late_seconds", "update_gaps_minutes", "impact_minutes", "first_update_minutes")
UNKNOWN = "unknown"
"""What an incident counts under whose severity was never recorded."""


def of(incident: Incident, now: datetime) -> dict[str, Any]:
    """The figures of one incident. Minutes are whole, rounded down; what cannot be had is None.

    Args:
        now: the time at hand, UTC; the life of an open incident is counted up to it.
    """
    out = sent(incident)
    return {
        "updates": len(out),
        "promises": outcomes(incident.promises),
        "promises_never_answered": sum(never_answered(incident, p) for p in incident.promises),
        "longer_than_cadence": longer_promises(incident),
        "late_seconds": [p.late_seconds for p in incident.promises if p.outcome is Outcome.LATE],
        "updates_without_promise": sum(names_no_time(message) for _, message in out),
        "update_gaps_minutes": gaps(out),
        "longest_silence_minutes": longest_silence(incident),
        "highest_severity": incident.highest_severity,
        "impact_minutes": impact_minutes(incident),
        "first_update_minutes": first_update_minutes(incident, out),
        "reports": len(incident.reports),
        "handovers": sum(tenure.how == "handover" for tenure in incident.tenures),
        "takeovers": sum(tenure.how == "taken" for tenure in incident.tenures),
        "owners": [
            {"name": tenure.name, "from": stamp(tenure.since), "to": stamp(tenure.until)}
            for tenure in incident.tenures
        ],
        "unowned_seconds": unowned_seconds(incident, now),
        **of_each(incident),
    }


def of_each(incident: Incident) -> dict[str, Any]:
    """The figures of each client, where there are several."""
    if not incident.has_several:
        return {}
    return {"clients": [of_client(incident, ledger) for ledger in incident.ledgers]}


def of_client(incident: Incident, ledger: Ledger) -> dict[str, Any]:
    """What one client was told and promised, and how long they waited from one word to the next."""
    out = sent_to(incident, ledger)
    waits = gaps(out)
    return {
        "client": ledger.client,
        "updates": len(out),
        "promises": outcomes(ledger.promises),
        "late_seconds": [p.late_seconds for p in ledger.promises if p.outcome is Outcome.LATE],
        "update_gaps_minutes": waits,
        "longest_silence_minutes": max(waits, default=None),
    }


def longest_silence(incident: Incident) -> int | None:
    """The longest time between two updates to the same client."""
    return max((gap for each in incident.ledgers for gap in gaps(sent_to(incident, each))), default=None)


def gaps(out: list[tuple[datetime, Message]]) -> list[int]:
    """Whole minutes from each message that went out to the next, in each life by itself."""
    return [minutes(later - earlier) for times in by_life(out) for earlier, later in pairwise(times)]


def sent_to(incident: Incident, ledger: Ledger) -> list[tuple[datetime, Message]]:
    """The updates and the wrap-up that are out to one client, as they went out."""
    had = [(message.addressees.get(ledger.n), message) for message in incident.updates]
    out = [(each.out_at, each.out_seq, m) for each, m in had if each is not None and each.out_at is not None]
    return [(at, message) for at, _, message in sorted(out, key=lambda each: each[:2])]


def sent(incident: Incident) -> list[tuple[datetime, Message]]:
    """The updates and the wrap-up that are out, as they went out."""
    out = [(m.out_at, m.out_seq, m) for m in incident.updates if m.out_at is not None]
    return [(at, message) for at, _, message in sorted(out, key=lambda each: each[:2])]


def names_no_time(message: Message) -> bool:
    """Whether it is an update, not the wrap-up, that left the client without the time of the next one."""
    return isinstance(message.event, UpdateWritten) and message.event.next_update_at is None


def start_of_impact(incident: Incident) -> datetime | None:
    """When the impact began: as recorded; else when it was declared here, but not of a past incident."""
    if incident.started_at is not None or incident.imported:
        return incident.started_at
    return incident.declared_at


def impact_minutes(incident: Incident) -> int | None:
    """From the start of the impact to its end, in each life, added up."""
    lasted = impact_lasted(incident)
    return None if lasted is None else minutes(lasted)


def first_update_minutes(incident: Incident, out: Sequence[tuple[datetime, Message]]) -> int | None:
    """From the start of the impact to the client's first word."""
    return between(start_of_impact(incident), out[0][0] if out else None)


def between(began: datetime | None, ended: datetime | None) -> int | None:
    """Whole minutes from one to the other; None where one of them is unknown, or the end came first."""
    if began is None or ended is None or ended < began:
        return None
    return minutes(ended - began)


def minutes(length: timedelta) -> int:
    """Whole minutes, rounded down."""
    return length // timedelta(minutes=1)


def unowned_seconds(incident: Incident, now: datetime) -> int:
    """How many seconds of the incident's lives no ownership covers; there should be none (C, Ownership)."""
    unowned = sum((unowned_in(incident, life, now) for life in lives(incident)), timedelta())
    return int(unowned.total_seconds())


def unowned_in(incident: Incident, life: Life, now: datetime) -> timedelta:
    ended = max(life.began, life.ended or now)
    covered, unowned = life.began, timedelta()
    for since, until in sorted(interval(tenure, ended) for tenure in incident.tenures):
        unowned += max(min(since, ended) - covered, timedelta())
        covered = max(covered, min(until, ended))
    return unowned + (ended - covered)


def interval(tenure: Tenure, ended: datetime) -> tuple[datetime, datetime]:
    """From when to when somebody owned it; the last owner to the end."""
    return tenure.since, tenure.until or max(tenure.since, ended)


def of_all(incidents: Iterable[Incident], now: datetime) -> dict[str, Any]:
    """The figures of several incidents in sum and by highest severity, with medians; no drills."""
    # A drill keeps and breaks no promise to anybody.
    real = [(incident.highest_severity, of(incident, now)) for incident in incidents if not incident.drill]
    by_severity: dict[str, list[dict[str, Any]]] = {}
    for severity, figures in sorted(real, key=lambda each: each[0] or UNKNOWN):
        by_severity.setdefault(severity.value if severity else UNKNOWN, []).append(figures)
    return {
        **together([figures for _, figures in real]),
        "by_severity": {severity: together(several) for severity, several in by_severity.items()},
    }


def together(several: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The figures of several incidents: sums, the longest silence of all, and the medians."""
    answer: dict[str, Any] = {"incidents": len(several)}
    for name in SUMS:
        answer[name] = total(one[name] for one in several)
    for name in LISTS:
        answer[name] = [figure for one in several for figure in one[name]]
    answer["promises"] = {
        name: sum(one["promises"][name] for one in several)
        for name in ("made", "kept", "late", "moved", "open")
    }
    silences = [one["longest_silence_minutes"] for one in several]
    answer["longest_silence_minutes"] = max((s for s in silences if s is not None), default=None)
    answer["first_update_minutes"] = [
        one["first_update_minutes"] for one in several if one["first_update_minutes"] is not None
    ]
    answer["medians"] = {name: middle(several, name) for name in MEASURES}
    return answer


def total(figures: Iterable[int | None]) -> int | None:
    """The sum of what could be had; None where some could be expected and none was had."""
    every = list(figures)
    had = [figure for figure in every if figure is not None]
    # Nothing to add up is 0; where no figure could be had, 0 would be a lie.
    return sum(had) if had or not every else None


def middle(several: Sequence[dict[str, Any]], name: str) -> int | None:
    """The median over all incidents of a figure, or of the figures in a list; whole, rounded down."""
    had: list[int] = []
    for one in several:
        figure = one[name]
        had.extend(figure if isinstance(figure, list) else [] if figure is None else [figure])
    return int(median(had)) if had else None
