"""`list`: the open incidents, most urgent first, and what ended ones still owe."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from incident_console.cli.answers import GAP, cut, line, paint, say, say_json, severity_painted, sign, table
from incident_console.cli.caller import Caller
from incident_console.cli.moments import away_from
from incident_console.domain.urgency import Urgency
from incident_console.wording.names import NOT_OUT, status_name
from incident_console.wording.turns import owed_name

if TYPE_CHECKING:
    from incident_console.domain.summary import SummaryRow
    from incident_console.store.lists import Lists

EVERYTHING = -1
"""No limit, as SQLite understands it."""

OWED_SHOWN = 20
"""How many ended incidents that still owe something stand below the open ones."""


def say_owed(caller: Caller, as_json: bool) -> None:
    """Answer `list --owed`: the ended incidents that still owe something, each with all of it."""
    now, store = caller.now(), caller.lists
    rows = [] if store is None else store.owing(limit=EVERYTHING)
    if as_json:
        from incident_console.domain.owed import owed
        from incident_console.reports.called import owed_rows
        from incident_console.reports.views import board_row

        say_json(
            [{**board_row(row, now), "owed": owed_rows(owed(caller.incident(row.ref)), now)} for row in rows]
        )
    else:
        say("\n".join(lines(rows, now) or ["Nothing is owed."]))


def say_board(caller: Caller, everything: bool, as_json: bool) -> None:
    """Answer `list`."""
    now = caller.now()
    store = caller.lists
    rows = [] if store is None else store.board(now, limit=EVERYTHING)
    if everything and store is not None:
        rows += store.history(limit=EVERYTHING)
    if as_json:
        from incident_console.reports.views import board_row

        say_json([board_row(row, now) for row in rows])
    elif store is None:
        say(f"There is no record at {line(caller.path)} yet; the first declaration makes it.")
    else:
        board = lines(rows, now) or ["No incident is open."]
        if not everything:
            board += owed_lines(store, now)
        say("\n".join(board))


def owed_lines(store: Lists, now: datetime) -> list[str]:
    """What ended incidents still owe: what is due first, and how much more there is."""
    shown = lines(store.owing(OWED_SHOWN), now)
    owing = store.owing_counts(now)
    if more := owing.all - len(shown):
        late = max(owing.late - len(shown), 0)
        overdue = f", {late} of them overdue" if late else ""
        shown.append(f"and {more} more{overdue}: list --owed")
    return ["", "Ended, and still owed:", *shown] if shown else []


def lines(rows: list[SummaryRow], now: datetime) -> list[str]:
    """The rows in aligned columns, coloured by how near their deadlines are."""
    aligned = table([columns(row, now) for row in rows])
    begins = max((len(row.ref) for row in rows), default=0) + len(GAP)
    return [tinted(text, row, now, begins) for text, row in zip(aligned, rows, strict=True)]


def columns(row: SummaryRow, now: datetime) -> tuple[str, ...]:
    severity = row.severity or "P?"
    return (
        row.ref,
        severity if row.severity_confirmed or row.severity is None else f"{severity}?",
        deadline(row, now),
        cut(line(row.due(now).who), 16),
        status_name(row.status),
        whose(row),
        sign(" · ", " - ").join([line(row.title), *remarks(row, now)]),
    )


def whose(row: SummaryRow) -> str:
    """The client; of several the first, and how many more."""
    more = f" +{len(row.clients) - 1}" if len(row.clients) > 1 else ""
    return cut(line(row.client or "-"), 16 - len(more)) + more


def deadline(row: SummaryRow, now: datetime) -> str:
    """What is due next, in words."""
    due = row.due(now)
    if row.imported or due.kind is None:
        return "-"
    return owed_name(due.kind) if due.at is None else f"{owed_name(due.kind)} {away_from(due.at, now)}"


def remarks(row: SummaryRow, now: datetime) -> list[str]:
    """What else must not be overlooked."""
    found = ["DAMAGED, verify names the place"] if row.damaged else []
    if row.unsent:
        found.append(f"{row.unsent} {NOT_OUT}")
    if (to := row.offered(now)) is not None:
        found.append(f"offered to {line(to)}")
    if row.away_until is not None:
        found.append("owner away" if row.client_told else "owner away, client not told")
    if row.drill:
        found.append("drill")
    if row.imported:
        found.append("imported")
    return found


def tinted(text: str, row: SummaryRow, now: datetime, begins: int) -> str:
    """A row in the colour of its deadline; where that is far, only its severity, which begins at a cell."""
    stands = None if row.imported else row.urgency(now)
    if stands is None or stands is Urgency.ON_TIME:
        ends = begins + len(row.severity or "")
        return text[:begins] + severity_painted(row.severity or "", text[begins:ends]) + text[ends:]
    return paint(text, "red", "bold") if stands is Urgency.OVERDUE else paint(text, "yellow")
