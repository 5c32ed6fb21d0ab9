"""What somebody types to find past incidents: words, and terms of what must be so (`client:ACME`)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from incident_console.domain.tokens import nothing_to_find
from incident_console.domain.vocabulary import Severity
from incident_console.store.history_answers import Wanted

TERM = re.compile(r'(client|owner|severity|since|until|drill):("[^"]*"?|\S*)', re.IGNORECASE)
DRILLS = {"yes": True, "only": None, "no": False}

TERMS = "client:NAME  owner:NAME  severity:P1  since:2026-01-01  until:2026-03-31  drill:yes"
"""What can be said of an incident, for whoever looks at an empty line."""


class NotUnderstood(ValueError):
    """A term that says nothing; its text is what would be understood."""


def read_query(text: str, since: Callable[[str], datetime], until: Callable[[str], datetime]) -> Wanted:
    """Return what is wanted; a term without its value yet asks for nothing, and a name may be unfinished.

    Args:
        since, until: read a time that was typed, on the clock of who types.

    Raises:
        NotUnderstood: a term that cannot be so, or words without a letter or digit.
    """
    terms: dict[str, str] = {}

    def take(match: re.Match[str]) -> str:
        terms[match[1].lower()] = match[2].strip('"')
        return " "

    words = re.sub(r"(?<!\S)" + TERM.pattern, take, text, flags=TERM.flags)
    if nothing := nothing_to_find(words):
        raise NotUnderstood(nothing)
    return Wanted(
        words=words.lstrip(),
        severity=severity(terms.get("severity")),
        client=terms.get("client") or None,
        owner=terms.get("owner") or None,
        since=time_of(terms.get("since"), "since", since),
        until=time_of(terms.get("until"), "until", until),
        drills=drills(terms.get("drill")),
        beginnings=True,
    )


def severity(given: str | None) -> str | None:
    """Return a severity by its name, or the number alone."""
    if not given or given.lower() == "p":
        return None
    name = f"P{given.lower().removeprefix('p')}"
    if name not in list(Severity):
        raise NotUnderstood(f"severity:{given} is none: P1, P2, P3 or P4")
    return name


def time_of(given: str | None, name: str, read: Callable[[str], datetime]) -> datetime | None:
    if not given:
        return None
    try:
        return read(given)
    except ValueError as problem:
        raise NotUnderstood(f"{name}:{given} is no time yet: {problem}") from problem


def drills(given: str | None) -> bool | None:
    """Return whether drills are wanted too; None for them alone."""
    if not given:
        return False
    found = [word for word in DRILLS if word.startswith(given.lower())]
    if not found:
        raise NotUnderstood(f"drill:{given} is neither yes, only nor no")
    return DRILLS[found[0]]
