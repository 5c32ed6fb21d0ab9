"""The log as data, and in which order people read it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from incident_console.domain.entry import Entry
from incident_console.domain.events import type_name
from incident_console.domain.incident import Incident
from incident_console.reports.portal_lines import is_told_elsewhere
from incident_console.reports.stamps import stamp
from incident_console.reports.timeline import headline
from incident_console.reports.verdicts import conflict

LATER = timedelta(minutes=1)


def recorded_later(entry: Entry) -> bool:
    """Whether an entry was recorded a minute or more after it happened: then both times are told."""
    return entry.recorded_at - entry.occurred_at >= LATER


def written_down_later(entry: Entry, incident: Incident) -> bool:
    """Whether that tells something: of an import all was written down when it was brought in."""
    return recorded_later(entry) and not incident.imported


def in_order(incident: Incident) -> list[Entry]:
    """The entries as they happened: by the time of occurrence, then by sequence."""
    return sorted(incident.entries, key=lambda entry: (entry.occurred_at, entry.seq))


def for_readers(incident: Incident) -> list[Entry]:
    """The entries in that order, without those that say no more than that another one is in the portal."""
    return [entry for entry in in_order(incident) if not is_told_elsewhere(entry)]


def first_logins(incident: Incident) -> dict[str, str]:
    """The login of an entry, by its id, where that name acts under that login for the first time."""
    pairs: dict[tuple[str, str], str] = {}
    for entry in in_order(incident):
        if entry.login and entry.by:
            pairs.setdefault((entry.by, entry.login), entry.id)
    return {entry: login for (_, login), entry in pairs.items()}


def term_of(entry: Entry, incident: Incident) -> int | None:
    """The number of the term that an entry was recorded under; None where it never became one here."""
    return next((n for n, tenure in enumerate(incident.tenures, 1) if tenure.id == entry.term), None)


def log_rows(incident: Incident) -> list[dict[str, Any]]:
    """The log as `log --json` gives it: struck entries stay, in their place."""
    return [log_row(entry, incident) for entry in in_order(incident)]


def log_row(entry: Entry, incident: Incident) -> dict[str, Any]:
    """One entry of the log. `text` is what was typed, verbatim; `struck_why` why it was struck."""
    strike = incident.struck.get(entry.id)
    return {
        "seq": entry.seq,
        "type": type_name(entry.event),
        "occurred_at": stamp(entry.occurred_at),
        "recorded_at": stamp(entry.recorded_at),
        "by": entry.by or None,
        "text": entry.event.text,
        "struck": strike is not None,
        "struck_why": strike.why if strike is not None else None,
        "struck_by": strike.by if strike is not None else None,
        "headline": headline(entry, incident),
        "login": entry.login or None,
        "term": term_of(entry, incident),
        "conflict": conflict(entry, incident),
    }
