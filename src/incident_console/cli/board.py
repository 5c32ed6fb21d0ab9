"""`list`: the open incidents, most urgent first."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from incident_console.cli.answers import cut, line, paint, say, say_json, sign, table
from incident_console.cli.caller import Caller
from incident_console.cli.moments import away_from
from incident_console.domain.deadlines import Urgency
from incident_console.wording.names import deadline_name, status_name

if TYPE_CHECKING:
    from incident_console.domain.summary import SummaryRow

EVERYTHING = -1
"""No limit, as SQLite understands it."""


def say_board(caller: Caller, everything: bool, as_json: bool) -> None:
    """Answer `list`."""
    now = caller.now()
    store = caller.reader
    rows = [] if store is None else store.board(now, limit=EVERYTHING)
    if everything and store is not None:
        rows += store.history(limit=EVERYTHING)
    if as_json:
        from incident_console.reports.views import board_row

        say_json([board_row(row, now) for row in rows])
    elif store is None:
        say(f"There is no record at {line(caller.path)} yet; the first declaration makes it.")
    else:
        said = lines(rows, now) or ["No incident is open."]
        if not everything and (owing := store.owing()):
            said += ["", "Ended, and still owed:", *lines(owing, now)]
        say("\n".join(said))


def lines(rows: list[SummaryRow], now: datetime) -> list[str]:
    """The rows in aligned columns, coloured by how near their deadlines are."""
    aligned = table([columns(row, now) for row in rows])
    return [tinted(text, row, now) for text, row in zip(aligned, rows, strict=True)]


def columns(row: SummaryRow, now: datetime) -> tuple[str, ...]:
    severity = row.severity or "P?"
    return (
        row.ref,
        severity if row.severity_confirmed or row.severity is None else f"{severity}?",
        deadline(row, now),
        cut(line(row.owner), 16),
        status_name(row.status),
        cut(line(row.client or "-"), 16),
        sign(" · ", " - ").join([line(row.title), *remarks(row, now)]),
    )


def deadline(row: SummaryRow, now: datetime) -> str:
    """What is due next, in words."""
    if row.imported or row.clock_kind is None or row.clock_due_at is None:
        return "-"
    return f"{deadline_name(row.clock_kind)} {away_from(row.clock_due_at, now)}"


def remarks(row: SummaryRow, now: datetime) -> list[str]:
    """What else must not be overlooked."""
    said = []
    if row.unsent:
        said.append(f"{row.unsent} unsent")
    if (to := row.offered(now)) is not None:
        said.append(f"offered to {line(to)}")
    if row.away_until is not None:
        said.append("owner away" if row.client_told else "owner away, client not told")
    if row.drill:
        said.append("drill")
    if row.imported:
        said.append("imported")
    return said


def tinted(text: str, row: SummaryRow, now: datetime) -> str:
    stands = None if row.imported else row.urgency(now)
    if stands is None or stands is Urgency.ON_TIME:
        return text
    return paint(text, "red", "bold") if stands is Urgency.OVERDUE else paint(text, "yellow")
