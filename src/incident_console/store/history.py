"""The past, found: incidents by what is known of them, and by what was said in them.

Whoever types sees the newest entries that hold the words (`most`); a whole answer looks at all of them.
A question that another one overtakes is given up (`Store.give_up_when`), which raises `Interrupted` here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple

from incident_console.domain.summary import SummaryRow
from incident_console.domain.text import name_key
from incident_console.store import engine, search
from incident_console.store.board import COLUMNS, summaries
from incident_console.store.engine import as_text
from incident_console.store.history_answers import Found, Interrupted, PastIncident, Promises, Wanted
from incident_console.store.history_orders import ORDERS
from incident_console.store.hits import COLUMNS as HIT_COLUMNS
from incident_console.store.hits import SearchHit, hits
from incident_console.store.search import Sought
from incident_console.store.search_index import indexed
from incident_console.store.stamps import stamp

OUTCOMES = (
    "count(*), "
    + ", ".join(f"sum(p.outcome = '{outcome}')" for outcome in ("kept", "late", "moved", "open"))
    + ", max(p.late_seconds)"
)

NOT_YET = """
SELECT e.position, e.incident, e.type, e.body, e.text
FROM events e JOIN incidents i ON i.id = e.incident
WHERE e.position > (SELECT upto FROM searched) AND e.text <> ''
"""
INDEXED = """
SELECT e.position, e.incident
FROM events_fts CROSS JOIN events e ON e.position = events_fts.rowid
CROSS JOIN incidents i ON i.id = e.incident
WHERE events_fts MATCH :match
"""
"""From the words to the incidents, in this order: the planner would go through all incidents for a word."""

STRIKES = """
SELECT json_extract(e.body, '$.entry')
FROM json_each(?) j CROSS JOIN events e ON e.incident = j.value WHERE e.type = 'entry_struck'
"""
PROMISES = f"""
SELECT p.incident, {OUTCOMES}
FROM json_each(?) j CROSS JOIN promise_rows p ON p.incident = j.value GROUP BY p.incident
"""


@contextmanager
def interruptible() -> Iterator[None]:
    """Have what is asked within end as `Interrupted` where it is: that is no fault of the file."""
    try:
        yield
    except engine.OperationalError as error:
        if "interrupted" in str(error):
            raise Interrupted from None
        raise


ROWS = 100
"""How many entries are fetched at a time."""
MOST_PLACES = 5_000
"""How many entries are looked at for whoever types: all of them may be of one incident."""


class Place(NamedTuple):
    """Where an entry stands that holds the words."""

    position: int
    incident: str


def find(
    connection: engine.Connection,
    wanted: Wanted,
    now: datetime,
    *,
    order: str = "when",
    limit: int = -1,
    most: int = -1,
    hits_each: int = -1,
) -> Found:
    """Return the incidents that are meant, with what holds the words.

    Args:
        now: the time at hand, UTC: the duration of what is open goes up to it.
        order: one of `ORDERS`.
        limit: how many incidents at most; -1 for all, as everywhere here.
        most: with how many incidents in which the words were said it is enough, from the newest entry back.
        hits_each: how many entries are given of each incident.

    Raises:
        Interrupted: another question came first.
    """
    with interruptible():
        sought = search.sought(wanted.words)
        condition, values = conditions(connection, wanted)
        values |= {"now": stamp(now), "limit": limit}
        places: dict[str, list[int]] = {}
        found: list[Place] = []
        if sought is not None:
            found = places_of(connection, sought, condition, values, most)
            for place in found:
                places.setdefault(place.incident, []).append(place.position)
            condition += " AND i.id IN (SELECT value FROM json_each(:ids))"
            values["ids"] = json.dumps(list(places))
        rows = summaries(
            connection,
            f"SELECT {COLUMNS} FROM incidents i WHERE {condition} ORDER BY {ORDERS[order]} LIMIT :limit",
            values,
        )
        whole = sought is None or most < 0 or (len(places) < most and len(found) < MOST_PLACES)
        return Found(
            incidents=told(connection, rows, places, sought, hits_each),
            whole=whole,
            sought=sought,
            count=len(places) if sought is not None and whole else None,
        )


def told(
    connection: engine.Connection,
    rows: Sequence[SummaryRow],
    places: dict[str, list[int]],
    sought: Sought | None,
    hits_each: int,
) -> tuple[PastIncident, ...]:
    """Return incidents with their promises and with the entries that stand in these places."""
    promises = promises_of(connection, [row.id for row in rows])
    shown = {
        row.id: places[row.id] if hits_each < 0 else places[row.id][:hits_each]
        for row in rows
        if row.id in places
    }
    entries = {} if sought is None else entries_at(connection, shown, sought)
    strikes = struck(connection, list(shown))
    return tuple(
        PastIncident(
            row=row,
            promises=promises.get(row.id, Promises()),
            hits=tuple(entries[at] for at in shown.get(row.id, ()) if at in entries),
            more=len(places.get(row.id, ())) - len(shown.get(row.id, ())),
            struck=strikes,
        )
        for row in rows
    )


def conditions(connection: engine.Connection, wanted: Wanted) -> tuple[str, dict[str, Any]]:
    """Return what is asked of an incident `i` besides the words, as SQL with its values."""
    asked: list[str] = []
    values: dict[str, Any] = {}
    if wanted.drills is not True:
        asked.append(f"i.drill = {int(wanted.drills is None)}")
    if wanted.severity is not None:
        asked.append("(i.severity = :severity OR i.highest_severity = :severity)")
        values["severity"] = wanted.severity
    for bound, sign in (("since", ">="), ("until", "<")):
        if (moment := getattr(wanted, bound)) is not None:
            asked.append(f"i.declared_at {sign} :{bound}")
            values[bound] = stamp(moment)
    for column, given in (("clients", wanted.client), ("owner", wanted.owner)):
        if given is not None:
            names = names_like(connection, column, given, beginnings=wanted.beginnings)
            asked.append(f"i.{column} IN (SELECT value FROM json_each(:{column}))")
            values[column] = json.dumps(names)
    return " AND ".join(asked) or "1", values


def names_like(connection: engine.Connection, column: str, given: str, *, beginnings: bool) -> list[str]:
    """Return the cells of a column in which a name is the one that is given, as people compare names."""
    key = name_key(given)
    meant: Callable[[str], bool] = (
        (lambda name: name_key(name).startswith(key)) if beginnings else (lambda name: name_key(name) == key)
    )
    cells = engine.rows(connection, f"SELECT DISTINCT {column} FROM incidents WHERE {column} IS NOT NULL")
    return [cell for (cell,) in cells if isinstance(cell, str) and any(map(meant, cell.split("\n")))]


def places_of(
    connection: engine.Connection, sought: Sought, condition: str, values: dict[str, Any], most: int
) -> list[Place]:
    """Return where the words stand in incidents that are meant, newest first.

    Enough is found with `most` incidents, or MOST_PLACES; with -1 only all of it is enough.
    """
    late = engine.rows(
        connection,
        f"{NOT_YET} AND {condition} ORDER BY e.position DESC",
        values,
    )
    found = [
        Place(position, as_text(incident))
        for position, incident, kind, body, text in late
        if sought.found_in(indexed(as_text(kind), as_text(body), as_text(text)))
    ]
    values = {**values, "match": search.expression(connection, sought)}
    cursor = connection.execute(f"{INDEXED} AND {condition} ORDER BY events_fts.rowid DESC", values)
    incidents = {place.incident for place in found}
    try:
        while rows := cursor.fetchmany(ROWS):
            found += map(Place._make, rows)
            incidents.update(incident for _, incident in rows)
            if 0 <= most <= len(incidents) or (most >= 0 and len(found) >= MOST_PLACES):
                break
    finally:
        cursor.close()
    return found


def entries_at(
    connection: engine.Connection, places: dict[str, list[int]], sought: Sought
) -> dict[int, SearchHit]:
    """Return the entries that stand at these positions of the log."""
    positions = [position for each in places.values() for position in each]
    rows = engine.rows(
        connection,
        f"SELECT {HIT_COLUMNS}, e.position FROM json_each(?) j CROSS JOIN events e ON e.position = j.value "
        "JOIN incidents i ON i.id = e.incident",
        (json.dumps(positions),),
    )
    found = hits([row[:-1] for row in rows], sought.parts[0])
    return {row[-1]: hit for row, hit in zip(rows, found, strict=True)}


def struck(connection: engine.Connection, incidents: Sequence[str]) -> frozenset[str]:
    """Return the ids of what was struck in these incidents."""
    return frozenset(
        as_text(entry) for (entry,) in engine.rows(connection, STRIKES, (json.dumps(incidents),))
    )


def promises_of(connection: engine.Connection, incidents: Sequence[str]) -> dict[str, Promises]:
    """Return what became of the promises of each incident that made some."""
    rows = engine.rows(connection, PROMISES, (json.dumps(list(incidents)),))
    return {incident: Promises(*counts) for incident, *counts in rows}
