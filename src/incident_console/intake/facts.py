"""One fact of a past incident, as another tool wrote it and as it is read here; hostile until cleaned.

Nothing is lost without a word: what this program has no place for is kept in the entry's text, and a warning
names the line.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from incident_console.domain.text import NAME_LIMIT, clean, displayed, given_name, shortened
from incident_console.domain.vocabulary import Role, Severity
from incident_console.intake.moments import is_date, moment


class Kind(StrEnum):
    """What a line of a past incident tells, as its `kind` says."""

    DECLARED = "declared"
    ALERT = "alert"
    IMPACT_START = "impact_start"
    IMPACT_END = "impact_end"
    FINDING = "finding"
    ACTION = "action"
    DECISION = "decision"
    MITIGATION = "mitigation"
    NOTE = "note"
    CLIENT_UPDATE = "client_update"
    SEVERITY_CHANGE = "severity_change"
    ROLE_ASSIGNED = "role_assigned"
    RESOLVED = "resolved"
    POSTMORTEM = "postmortem"


KINDS = {kind.value: kind for kind in Kind}


class Raw(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A fact as it is written, in the fields that the format has."""

    at: str
    kind: str
    text: str
    actor: str | None = None
    role: str | None = None
    severity: Any = None
    status: str | None = None
    channel: str | None = None
    next_update_at: str | None = None
    eta_at: str | None = None
    final: bool = False
    precision: str | None = None


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A fact, cleaned; times are UTC in whole seconds."""

    place: str
    """Where it stands in the file: `line 3`."""
    at: datetime
    kind: Kind
    text: str
    kept: str = ""
    """What is none of ours, in words, a line each: `severity: SEV1`."""
    actor: str | None = None
    role: Role | None = None
    severity: Severity | None = None
    channel: str = ""
    next_update_at: datetime | None = None
    final: bool = False
    precision: str = ""
    also: str = ""
    """What it says besides in fields that a line of its kind has no use for, such as `status: red`."""
    warnings: tuple[str, ...] = ()
    """What was kept because it has no place here, a sentence each."""

    @property
    def whole(self) -> str:
        """The text with all that was kept."""
        return f"{self.text}\n{self.kept}" if self.kept else self.text


def cleaned(place: str, raw: Raw, further: dict[str, object]) -> Line:
    """The fact with its texts cleaned, its times understood, and what has no place here put into words.

    Args:
        place: where it stands in the file.
        raw: what its fields say.
        further: the fields that the format does not have.

    Raises:
        ValueError: where a text is missing or too long, or a time is none.
    """
    text = clean(raw.text)
    if not text:
        raise ValueError("its text is empty")
    kept = Kept(place)
    kind = KINDS.get(raw.kind)
    if kind is None:
        kept.unknown("kind", raw.kind, f"none of {', '.join(Kind)}")
        kind = Kind.NOTE
    role = role_of(raw.role, kept) if raw.role else None
    severity = severity_of(raw.severity, kept) if raw.severity else None
    actor = actor_of(raw.actor, kept) if raw.actor else None
    for name, value in further.items():
        kept.unknown(name, value, "no field of a line")
    precision = clean(raw.precision, lines=False) if raw.precision else ""
    uses = USES.get(kind, {"precision"})
    line = Line(
        place=place,
        at=moment(raw.at, "at"),
        kind=kind,
        text=text,
        kept=clean("\n".join(kept.words)) if kept.words else "",
        actor=actor,
        role=role,
        severity=severity,
        channel=clean(raw.channel, lines=False) if raw.channel else "",
        next_update_at=moment(raw.next_update_at, "next_update_at") if raw.next_update_at else None,
        final=raw.final,
        precision=precision or ("day" if is_date(raw.at) else ""),
        also=besides(raw, uses, {"role": role, "severity": severity}),
        warnings=tuple(kept.warnings),
    )
    if line.kept:
        clean(line.whole)
    return line


class Kept:
    """What a fact says that has no place here: words for the entry's text, and warnings."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.words: list[str] = []
        self.warnings: list[str] = []

    def unknown(self, field: str, value: object, why: str) -> None:
        """Keep a value in the text, and warn of it."""
        text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
        self.words.append(f"{field}: {text}")
        what = displayed(f"{field} {shortened(text, 60)}", lines=False)
        self.warnings.append(f"{self.place}: {what} is {why}, and is kept in the entry's text")


def role_of(written: str | None, kept: Kept) -> Role | None:
    """One of the three roles, by its letters or its name."""
    name = clean(written or "", lines=False)
    for role in Role:
        if name.casefold() in (role.casefold(), role.full_name.casefold()):
            return role
    if name:
        kept.unknown("role", name, f"none of {', '.join(Role)}")
    return None


def severity_of(written: object, kept: Kept) -> Severity | None:
    """One of the four severities, in whatever case; what is none of them is kept as text, with a warning."""
    name = clean(str(written), lines=False) if written not in (None, "") else ""
    if name.upper() in list(Severity):
        return Severity(name.upper())
    if name:
        kept.unknown("severity", name, f"none of {', '.join(Severity)}")
    return None


def actor_of(written: str | None, kept: Kept) -> str | None:
    """Who is named, as they were called there."""
    name = given_name(written or "")
    if len(name) > NAME_LIMIT:
        kept.unknown("actor", name, f"longer than {NAME_LIMIT} characters")
    return shortened(name, NAME_LIMIT) or None


USES = {
    Kind.CLIENT_UPDATE: {"channel", "next_update_at", "final"},
    Kind.ROLE_ASSIGNED: {"role", "precision"},
    Kind.SEVERITY_CHANGE: {"severity", "precision"},
    Kind.DECLARED: {"severity", "precision"},
}
"""Which fields mean something on a line of a kind, besides what each has; on others only the precision."""

ALSO = ("role", "severity", "status", "channel", "next_update_at", "eta_at", "final", "precision")


def besides(raw: Raw, uses: set[str], understood: dict[str, object]) -> str:
    """What the fields say that a line of this kind has no use for, in words."""
    facts = []
    for name in ALSO:
        value = understood[name] if name in understood else getattr(raw, name)
        if value and name not in uses:
            facts.append(f"{name}: {'true' if value is True else value}")
    return clean(", ".join(facts), lines=False) if facts else ""
