"""What lists read: the summaries of incidents, and what is derived from the log beside them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from incident_console.domain.naming import PREFIX
from incident_console.domain.summary import SummaryRow
from incident_console.domain.turns import Work
from incident_console.store import engine
from incident_console.store.errors import Ambiguous, NotFound
from incident_console.store.stamps import maybe_moment, moment, stamp
from incident_console.store.summary_rows import FIELDS, from_rows

COLUMNS = ", ".join(FIELDS)
OPEN = f"""
SELECT {COLUMNS} FROM incidents WHERE shelf = {engine.SHELF_OPEN} {engine.MOST_URGENT_FIRST} LIMIT :limit
"""
OWES = f"shelf = {engine.SHELF_OWING}"
DUE_FIRST = "ORDER BY owed_due_at IS NULL, owed_due_at, ref LIMIT :limit"
OWING = f"SELECT {COLUMNS} FROM incidents WHERE {OWES} {DUE_FIRST}"
HOW_MANY_OWE = f"SELECT count(*) FROM incidents WHERE {OWES}"
HOW_MANY_ARE_LATE = f"{HOW_MANY_OWE} AND (owed_due_at IS NULL) = 0 AND owed_due_at < ?"
PRESSING = f"""
SELECT {COLUMNS} FROM incidents WHERE rowid IN (
  SELECT rowid FROM incidents
   WHERE {OWES} AND (owed_due_at IS NULL) = 0 AND (clock_due_at IS NOT NULL OR owed_due_at < :until)
  UNION SELECT rowid FROM incidents WHERE {OWES} AND offered_to IS NOT NULL
)
{DUE_FIRST}
"""
OWED_BETWEEN = f"""
SELECT {COLUMNS} FROM incidents WHERE {OWES} AND (
  owed_due_at BETWEEN :since AND :until OR awaited_at BETWEEN :since AND :until
  OR clock_due_at BETWEEN :since AND :until
)
"""
HISTORY = f"""
SELECT {COLUMNS} FROM incidents WHERE declared_at <= :before AND shelf <> {engine.SHELF_OPEN}
ORDER BY declared_at DESC, ref LIMIT :limit
"""
ASKS = """
SELECT 1 FROM events
WHERE incident = ? AND place > ? AND type = 'noted' AND body LIKE '%"note":"inquiry"%' LIMIT 1
"""
TITLE_SHOWN = 40
"""Characters of a title that tell incidents of like names apart."""

LATEST = "9999"
"""Later than every time that the file can hold."""


class OwingCounts(NamedTuple):
    """How many ended incidents still owe something, and for how many of them it is late."""

    all: int
    late: int


class WaitingMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A message that has not reached the client; `waiting_since` is UTC."""

    id: str
    incident: str
    ref: str
    title: str
    client: str | None
    kind: str
    text: str
    by: str
    waiting_since: datetime


class ActionRow(msgspec.Struct, frozen=True, kw_only=True):
    """An action with the incident it belongs to; times are UTC."""

    n: int
    text: str
    owner: str
    due: datetime | None
    done: datetime | None
    open: bool
    follow_up: bool
    incident: str
    ref: str
    title: str


def open_incidents(connection: engine.Connection, now: datetime, limit: int) -> list[SummaryRow]:
    """Return the open incidents, most urgent first: overdue, then by severity and time left."""
    return summaries(connection, OPEN, {"now": stamp(now), "limit": limit})


def summaries(connection: engine.Connection, sql: str, parameters: Any) -> list[SummaryRow]:
    """Return the rows that a query of `COLUMNS` finds; one that was damaged stands among them as such."""
    return from_rows(engine.rows(connection, sql, parameters))


def history(connection: engine.Connection, before: datetime | None, limit: int) -> list[SummaryRow]:
    """Return what is not on the board, imports included, newest first, not declared after a time."""
    until = LATEST if before is None else stamp(before)
    return summaries(connection, HISTORY, {"before": until, "limit": limit})


def owing(connection: engine.Connection, limit: int) -> list[SummaryRow]:
    """Return ended incidents that still owe something, due first and without a date last."""
    return summaries(connection, OWING, {"limit": limit})


def owing_counts(connection: engine.Connection, now: datetime) -> OwingCounts:
    """Return how many ended incidents still owe something, and how many of them are late at a time (UTC)."""
    return OwingCounts(
        all=engine.value(connection, HOW_MANY_OWE),
        late=engine.value(connection, HOW_MANY_ARE_LATE, (stamp(now),)),
    )


def pressing(connection: engine.Connection, until: datetime, limit: int) -> list[SummaryRow]:
    """Return the ended incidents that owe what presses before a time (UTC), or are offered; due first."""
    return summaries(connection, PRESSING, {"until": stamp(until), "limit": limit})


def owed_between(connection: engine.Connection, since: datetime, until: datetime) -> list[SummaryRow]:
    """Return the ended incidents of which something is due between two times (UTC), in no order."""
    return summaries(connection, OWED_BETWEEN, {"since": stamp(since), "until": stamp(until)})


def summary(connection: engine.Connection, incident: str) -> SummaryRow | None:
    """Return an incident's row, None where there is none."""
    found = summaries(connection, f"SELECT {COLUMNS} FROM incidents WHERE id = ?", (incident,))
    return found[0] if found else None


def find(connection: engine.Connection, name: str) -> str:
    """Return the id of the incident that goes by a name.

    Args:
        name: a reference or a unique start of one, in any case, `INC-` or not; `.` is the only open one.

    Raises:
        NotFound: there is none.
        Ambiguous: there are several.
    """
    name = name.strip()
    if name == ".":
        found = connection.execute(
            f"SELECT id, ref FROM incidents WHERE shelf = {engine.SHELF_OPEN} ORDER BY ref LIMIT 7"
        ).fetchall()
        nothing = "no incident is open; name one by its reference"
    else:
        given = name.upper()
        if (
            exact := engine.value(connection, "SELECT id FROM incidents WHERE ref = ?", (given,))
        ) is not None:
            return str(exact)
        found = starting(connection, given)
        if given and not found and not given.startswith("INC-"):
            found = starting(connection, f"INC-{given}")
        nothing = f"no incident is called {name}"
    if not found:
        raise NotFound(nothing)
    if len(found) > 1:
        several = ", ".join(called(connection, *one) for one in found[:6])
        several += ", …" if len(found) > 6 else ""
        raise Ambiguous(f"{name} may be {several}; give more of the reference")
    return str(found[0][0])


def called(connection: engine.Connection, incident: str, ref: str) -> str:
    """Return a reference with the title, to tell incidents of like names apart."""
    title = engine.value(connection, "SELECT title FROM incidents WHERE id = ?", (incident,)) or ""
    return f"{ref} ({title})" if len(title) <= TITLE_SHOWN else f"{ref} ({title[:TITLE_SHOWN].rstrip()}…)"


def starting(connection: engine.Connection, given: str) -> list[tuple[str, str]]:
    """Return (id, reference) of those whose reference begins so; an exact one is preferred to longer ones."""
    if not given:
        return []
    found = connection.execute(
        "SELECT id, ref FROM incidents WHERE ref >= ? AND ref < ? ORDER BY ref LIMIT 7",
        (given, given + "\U0010ffff"),
    ).fetchall()
    return found[:1] if found and found[0][1] == given else found


def ref_of(connection: engine.Connection, incident: str) -> str | None:
    """Return the reference that an incident goes by here, None where it is not here."""
    found = engine.value(connection, "SELECT ref FROM incidents WHERE id = ?", (incident,))
    return None if found is None else str(found)


def sharing(connection: engine.Connection, ref: str) -> list[str]:
    """Return the incidents that were declared under a reference, or go by it here."""
    rows = connection.execute(
        "SELECT id FROM incidents WHERE ref >= ?1 AND ref < ?2 AND (ref = ?1 OR first_ref = ?1) ORDER BY ref",
        (ref, ref + "\U0010ffff"),
    ).fetchall()
    return [incident for (incident,) in rows]


def like(connection: engine.Connection, ref: str) -> dict[str, str]:
    """Return under what incidents were declared whose references begin as this one, by their ids."""
    begins = ref[: len(PREFIX) + 4]
    return dict(
        connection.execute(
            "SELECT id, first_ref FROM incidents WHERE ref >= ? AND ref < ?", (begins, begins + "\U0010ffff")
        ).fetchall()
    )


def outbox(
    connection: engine.Connection, incident: str | None, limit: int, *, unfinished: bool = False
) -> list[WaitingMessage]:
    """Return the messages that wait, oldest first, of all incidents or one.

    One that waits for several clients is there once, as it is for the first of them. `unfinished`: those
    too that are out to a client, though not by all of their channels.
    """
    rows: list[Any] = connection.execute(
        """
        SELECT r.id, r.incident, i.ref, i.title, r.client, r.kind, r.words, r."by", r.written_at
        FROM update_rows r JOIN incidents i ON i.id = r.incident
        WHERE r.unfinished = 1 AND (?2 OR r.waiting = 1) AND (?1 IS NULL OR r.incident = ?1)
        ORDER BY r.written_at, r.id, r.n
        """,
        (incident, unfinished),
    ).fetchall()
    firsts = list({(row[1], row[0]): row for row in reversed(rows)}.values())[::-1]
    return [
        WaitingMessage(
            id=message,
            incident=of,
            ref=ref,
            title=title,
            client=client,
            kind=kind,
            text=text,
            by=by,
            waiting_since=moment(written_at),
        )
        for message, of, ref, title, client, kind, text, by, written_at in firsts[
            : limit if limit >= 0 else None
        ]
    ]


def set_aside(connection: engine.Connection) -> list[str]:
    """Return the references of open incidents of which a message left the outbox without being sent."""
    rows = connection.execute(
        f"""
        SELECT DISTINCT i.ref FROM update_rows r JOIN incidents i ON i.id = r.incident
        WHERE i.shelf = {engine.SHELF_OPEN} AND r.dropped = 1 AND r.out_at IS NULL ORDER BY i.ref
        """
    ).fetchall()
    return [ref for (ref,) in rows]


def work(connection: engine.Connection, limit: int) -> list[Work]:
    """Return the open actions of open incidents, due first and without a date last."""
    rows = connection.execute(
        f"""
        SELECT i.id, i.ref, a.n, a.text, a.owner, a.due
        FROM incidents i JOIN action_rows a ON a.incident = i.id AND a.open = 1
        WHERE i.shelf = {engine.SHELF_OPEN} ORDER BY a.due IS NULL, a.due, i.ref, a.n LIMIT ?
        """,
        (limit,),
    ).fetchall()
    return [Work(of, ref, n, text, owner, maybe_moment(due)) for of, ref, n, text, owner, due in rows]


def asks(connection: engine.Connection, incident: str, after: int) -> bool:
    """Return whether a client's question was noted in an incident behind a place of its log."""
    found = connection.execute(ASKS, (incident, after)).fetchone()
    return found is not None


def actions(connection: engine.Connection, incident: str | None, limit: int) -> list[ActionRow]:
    """Return the actions of one incident, or all that are open, due first."""
    rows = connection.execute(
        f"""
        SELECT a.n, a.text, a.owner, a.due, a.done_at, a.open, a.follow_up, a.incident, i.ref, i.title
        FROM action_rows a JOIN incidents i ON i.id = a.incident
        WHERE {"a.open = 1 AND i.imported = 0" if incident is None else "a.incident = :incident"}
        ORDER BY {"a.due IS NULL, a.due, i.ref, a.n" if incident is None else "a.n"} LIMIT :limit
        """,
        {"incident": incident, "limit": limit},
    ).fetchall()
    return [
        ActionRow(
            n=n,
            text=text,
            owner=owner,
            due=maybe_moment(due),
            done=maybe_moment(done),
            open=bool(is_open),
            follow_up=bool(follow_up),
            incident=of,
            ref=ref,
            title=title,
        )
        for n, text, owner, due, done, is_open, follow_up, of, ref, title in rows
    ]
