"""Which entries of one incident hold the words that somebody typed: kinds, names, and what was said."""

from __future__ import annotations

from collections.abc import Sequence

from incident_console.domain.entry import Entry
from incident_console.domain.events import type_name
from incident_console.domain.incident import Incident
from incident_console.domain.tokens import tokens
from incident_console.reports.delivery_lines import author
from incident_console.reports.timeline import headline
from incident_console.store.search import sought


class Reader:
    """The entries of an incident in order of occurrence, each read once for its words."""

    def __init__(self) -> None:
        self._read: dict[str, str] = {}

    def holding(self, entries: Sequence[Entry], incident: Incident, wanted: str) -> list[Entry]:
        """Return those that hold all the words, each by any of its letters; all where none are typed."""
        looked_for = sought(wanted)
        if looked_for is None:
            return list(entries)
        parts = [" ".join(tokens(part)) for part in looked_for.parts]
        return [e for e in entries if all(part in self._words(e, incident) for part in parts)]

    def _words(self, entry: Entry, incident: Incident) -> str:
        if entry.id not in self._read:
            kind = type_name(entry.event).replace("_", " ")
            said = (author(entry), kind, headline(entry, incident), entry.event.text)
            self._read[entry.id] = " ".join(" ".join(tokens(text)) for text in said)
        # Whether it is struck may change, and is looked for as well.
        return self._read[entry.id] + (" struck" if entry.id in incident.struck else "")
