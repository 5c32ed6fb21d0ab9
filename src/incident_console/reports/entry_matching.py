"""Which entries of one incident hold the words that somebody typed: kinds, names, and what was said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from incident_console.domain.entry import Entry
from incident_console.domain.events import type_name
from incident_console.domain.incident import Incident
from incident_console.domain.response import Noted
from incident_console.domain.text import name_key
from incident_console.domain.tokens import tokens
from incident_console.reports.delivery_lines import author
from incident_console.reports.timeline import headline
from incident_console.store.search import sought

TERM = re.compile(r'\b(by|kind):(?:"([^"]*)"?|(\S*))', re.IGNORECASE)
"""A term that names whose entries are wanted, or of which kind: `by:oli`, `kind:"update written"`."""


class Reader:
    """The entries of an incident in order of occurrence, each read once for its words."""

    def __init__(self) -> None:
        self._read: dict[str, str] = {}

    def holding(self, entries: Sequence[Entry], incident: Incident, wanted: str) -> list[Entry]:
        """Return those that hold all the words, each by any of its letters, and are as all terms say."""
        terms = [(name.lower(), quoted or plain) for name, quoted, plain in TERM.findall(wanted)]
        looked_for = sought(TERM.sub(" ", wanted))
        parts = [] if looked_for is None else [" ".join(tokens(part)) for part in looked_for.parts]
        return [
            entry
            for entry in entries
            if all(is_so(entry, *term) for term in terms)
            and (not parts or all(part in self._words(entry, incident) for part in parts))
        ]

    def _words(self, entry: Entry, incident: Incident) -> str:
        if entry.id not in self._read:
            said = (author(entry), kinds(entry), headline(entry, incident), entry.event.text)
            self._read[entry.id] = " ".join(" ".join(tokens(text)) for text in said)
        # Whether it is struck may change, and is looked for as well.
        return self._read[entry.id] + (" struck" if entry.id in incident.struck else "")


def is_so(entry: Entry, term: str, given: str) -> bool:
    """Whether a term is true of an entry; the beginning of a name or of a kind will do."""
    if term == "by":
        return name_key(author(entry)).startswith(name_key(given))
    return f" {' '.join(tokens(given))}" in f" {' '.join(tokens(kinds(entry)))}"


def kinds(entry: Entry) -> str:
    """What kind of entry it is, in words: its type, and of a note which one."""
    event = entry.event
    note = f" {event.note}" if isinstance(event, Noted) else ""
    return f"{type_name(event).replace('_', ' ')}{note}"


def by_term(entry: Entry) -> str:
    """Return the term for whoever did it; empty for what the program recorded by itself."""
    return term("by", author(entry)) if entry.by else ""


def kind_term(entry: Entry) -> str:
    """Return the term for the kind of an entry."""
    event = entry.event
    return term("kind", str(event.note) if isinstance(event, Noted) else kinds(entry))


def term(name: str, given: str) -> str:
    quoted = f'"{given}"' if " " in given else given
    return f"{name}:{quoted}"


def toggled(wanted: str, named: str) -> str:
    """Return what is typed with a term in place of the one of that name; without it where it stood there."""
    name = named.partition(":")[0]
    there = [each[0] for each in TERM.finditer(wanted)]
    rest = " ".join(TERM.sub(lambda each: "" if each[1].lower() == name else each[0], wanted).split())
    return rest if named in there else f"{rest} {named}".strip()
