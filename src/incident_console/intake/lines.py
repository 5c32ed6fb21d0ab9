"""Reading the lines of a past incident: JSON, one fact a line; hostile until cleaned."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import msgspec

from incident_console.domain.text import clean, clean_name
from incident_console.domain.vocabulary import Refused, refusal_time

LONGEST_FILE = 8_000_000
"""The longest file that is read, in characters."""

MOST_LINES = 10_000

EXAMPLE = '{"at": "2026-09-01T16:30:00Z", "kind": "finding", "text": "the pool is full"}'

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


class Kind(StrEnum):
    """What a line tells."""

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


class Raw(msgspec.Struct, frozen=True, kw_only=True):
    """A line as it is written; fields of other names are nobody's business here."""

    at: str
    kind: Kind
    text: str
    actor: str | None = None
    role: str | None = None
    severity: Any = None
    channel: str | None = None
    next_update_at: str | None = None
    final: bool = False
    precision: str | None = None


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A line, cleaned; times are UTC in whole seconds."""

    number: int
    at: datetime
    kind: Kind
    text: str
    actor: str | None = None
    role: str = ""
    severity: str = ""
    channel: str = ""
    next_update_at: datetime | None = None
    final: bool = False
    precision: str = ""


decoder = msgspec.json.Decoder(Raw)


def read_lines(text: str, now: datetime) -> list[Line]:
    """The lines in order of time; those of one time in the order of the file.

    Args:
        text: JSON lines; empty ones are passed over.
        now: the time at hand, UTC: nothing in a past incident is later.

    Raises:
        Refused: for a line that cannot be read, naming it; for an empty file, or one that is too long.
    """
    if len(text) > LONGEST_FILE:
        raise Refused(f"the file is longer than {LONGEST_FILE:,} characters; split it by incident")
    # Not splitlines: a JSON text may hold U+2028, which is no end of a line.
    written = [(n, line.strip()) for n, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1)]
    lines = [read_line(n, line, now) for n, line in written[: MOST_LINES + 1] if line]
    if len(written) > MOST_LINES and any(line for _, line in written[MOST_LINES:]):
        raise Refused(f"the file has more than {MOST_LINES:,} lines; split it by incident")
    if not lines:
        raise Refused(f"the file is empty; a past incident is JSON lines such as {EXAMPLE}")
    return sorted(lines, key=lambda line: line.at)


def read_line(number: int, written: str, now: datetime) -> Line:
    """One line, cleaned.

    Raises:
        Refused: naming the line, and what would be accepted.
    """
    try:
        raw = decoder.decode(written)
        line = cleaned(number, raw)
    except (ValueError, OverflowError, RecursionError) as error:
        why = clean(str(error)[:200], lines=False).rstrip(".")
        raise Refused(f"line {number} of the file cannot be read: {why}; a line is {EXAMPLE}") from error
    if line.at > now:
        raise Refused(
            f"line {number} of the file lies in the future: {refusal_time(line.at)}; import it later"
        )
    return line


def cleaned(number: int, raw: Raw) -> Line:
    """The line with its texts cleaned and its times understood.

    Raises:
        ValueError: where a text is missing or too long, or a time is none.
    """
    text = clean(raw.text)
    if not text:
        raise ValueError("its text is empty")
    return Line(
        number=number,
        at=moment(raw.at, "at"),
        kind=raw.kind,
        text=text,
        actor=clean_name(raw.actor) if raw.actor and clean(raw.actor) else None,
        role=clean(raw.role or "", lines=False).upper(),
        severity=clean(str(raw.severity or ""), lines=False).upper(),
        channel=clean(raw.channel or "", lines=False),
        next_update_at=moment(raw.next_update_at, "next_update_at") if raw.next_update_at else None,
        final=raw.final,
        precision=clean(raw.precision or "", lines=False),
    )


def moment(written: str, name: str) -> datetime:
    """A time with its offset, in UTC and whole seconds.

    Raises:
        ValueError: where it is none, or names no offset.
    """
    try:
        read = datetime.fromisoformat(written)
    except ValueError as error:
        raise ValueError(f"{name} {written[:40]!r} is no time") from error
    if read.tzinfo is None:
        raise ValueError(f"{name} {written[:40]!r} names no offset; UTC is written with a Z")
    utc = read.astimezone(UTC).replace(microsecond=0)
    if utc < EARLIEST:
        raise ValueError(f"{name} {written[:40]!r} lies too far back")
    return utc
