"""Which entries of one incident hold the words that somebody typed: kinds, names, and what was said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from incident_console.domain.entry import Entry
from incident_console.domain.events import type_name
from incident_console.domain.incident import Incident
from incident_console.domain.response import Noted
from incident_console.domain.text import name_key
from incident_console.domain.tokens import tokens
from incident_console.reports.delivery_lines import author
from incident_console.reports.timeline import headline
from incident_console.store.search import sought

TERM = re.compile(r'\b(by|kind):(?:"([^"]*)("?)|(\S*))', re.IGNORECASE)
"""A term that names whose entries are wanted, or of which kind: `by:oli`, `kind:"update written"`."""


class Term(NamedTuple):
    """A term as it was typed; what stands between quotation marks is `whole`, else a beginning will do."""

    name: str
    given: str
    whole: bool


class Reader:
    """The entries of an incident in order of occurrence, each read once for its words."""

    def __init__(self) -> None:
        self._read: dict[str, str] = {}

    def holding(self, entries: Sequence[Entry], incident: Incident, wanted: str) -> list[Entry]:
        """Return those that hold all the words, each by any of its letters, and are as all terms say."""
        terms = [
            Term(name.lower(), quoted or plain, whole=bool(quoted and closed))
            for name, quoted, closed, plain in TERM.findall(wanted)
        ]
        looked_for = sought(TERM.sub(" ", wanted))
        parts = [] if looked_for is None else [" ".join(tokens(part)) for part in looked_for.parts]
        return [
            entry
            for entry in entries
            if all(is_so(entry, term) for term in terms)
            and (not parts or all(part in self._words(entry, incident) for part in parts))
        ]

    def _words(self, entry: Entry, incident: Incident) -> str:
        if entry.id not in self._read:
            said = (author(entry), kinds(entry), headline(entry, incident), entry.event.text)
            self._read[entry.id] = " ".join(" ".join(tokens(text)) for text in said)
        # Whether it is struck may change, and is looked for as well.
        return self._read[entry.id] + (" struck" if entry.id in incident.struck else "")


def is_so(entry: Entry, term: Term) -> bool:
    """Whether a term is true of an entry."""
    if term.name == "by":
        name, given = name_key(author(entry)), name_key(term.given)
        return name == given if term.whole else name.startswith(given)
    given = " ".join(tokens(term.given))
    if term.whole:
        return given in {" ".join(tokens(kind)) for kind in kinds_of(entry)}
    return f" {given}" in f" {' '.join(tokens(kinds(entry)))}"


def kinds_of(entry: Entry) -> list[str]:
    """What kind of entry it is, in words: its type, and of a note which one as well."""
    event = entry.event
    note = [str(event.note)] if isinstance(event, Noted) else []
    return [type_name(event).replace("_", " "), *note]


def kinds(entry: Entry) -> str:
    return " ".join(kinds_of(entry))


def by_term(entry: Entry) -> str:
    """Return the term for whoever did it; empty for what the program recorded by itself."""
    return term("by", author(entry)) if entry.by else ""


def kind_term(entry: Entry) -> str:
    """Return the term for the kind of an entry, of a note for which one it is."""
    return term("kind", kinds_of(entry)[-1])


def term(name: str, given: str) -> str:
    """Return a term that means just that: `by:"oli"`, and not Oliver as well."""
    return f'{name}:"{given}"'


def toggled(wanted: str, named: str) -> str:
    """Return what is typed with a term in place of the one of that name; without it where it stood there."""
    name = named.partition(":")[0]
    there = [each[0] for each in TERM.finditer(wanted)]
    rest = " ".join(TERM.sub(lambda each: "" if each[1].lower() == name else each[0], wanted).split())
    return rest if named in there else f"{rest} {named}".strip()
