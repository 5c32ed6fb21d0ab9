"""The past, found: incidents by what is known of them, and by what was said in them.

Whoever types sees the newest entries that hold the words (`most`); a whole answer looks at all of them.
A question that another one overtakes is given up (`Store.give_up_when`), which raises `Interrupted` here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from typing import Any

from incident_console.domain.summary import SummaryRow
from incident_console.domain.text import name_key
from incident_console.store import engine, search
from incident_console.store.board import COLUMNS, summaries
from incident_console.store.engine import as_text
from incident_console.store.history_answers import Found, Interrupted, PastIncident, Promises, Wanted
from incident_console.store.history_orders import ORDERS
from incident_console.store.hits import OF_THE_ENTRY, SearchHit, hits
from incident_console.store.search import Sought
from incident_console.store.search_index import indexed
from incident_console.store.stamps import stamp

OUTCOMES = (
    "count(*), "
    + ", ".join(f"sum(p.outcome = '{outcome}')" for outcome in ("kept", "late", "moved", "open"))
    + ", max(p.late_seconds)"
)

DRILLS, NO_DRILLS = "i.drill = 1", "i.drill = 0"

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

ENTRIES = f"""
SELECT e.position, {OF_THE_ENTRY} FROM json_each(?) j CROSS JOIN events e ON e.position = j.value
"""
SAYING = """
SELECT DISTINCT e.incident FROM events_fts CROSS JOIN events e ON e.position = events_fts.rowid
WHERE events_fts MATCH ?
"""
STRIKES = """
SELECT json_extract(e.body, '$.entry')
FROM json_each(?) j CROSS JOIN events e ON e.incident = j.key AND e.place > j.value
WHERE e.type = 'entry_struck'
"""
"""By incident and the place behind which to look: an entry is struck behind where it stands."""

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


PLACES_A_LINE = 100
"""How many entries are looked at for each line that is wanted: all of them may be of one incident."""

Places = dict[str, list[int]]
"""Where entries stand that hold the words, newest first, by their incident."""


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
        most: with how many lines it is enough, one for each incident and each entry that is given, from the
            newest entry that holds the words back.
        hits_each: how many entries are given of each incident.

    Raises:
        Interrupted: another question came first.
    """
    with interruptible():
        sought = search.sought(wanted.words)
        condition, values = conditions(connection, wanted)
        # One more than is asked for tells whether there are more.
        values |= {"now": stamp(now), "limit": limit if limit < 0 else limit + 1}
        places: Places = {}
        whole = True
        if sought is not None:
            places, whole = places_of(connection, sought, condition, values, most, hits_each)
            condition = "i.id IN (SELECT value FROM json_each(:ids))"
            values["ids"] = json.dumps(list(places))
        rows = summaries(
            connection,
            f"SELECT {COLUMNS} FROM incidents i WHERE {condition} ORDER BY {ORDERS[order]} LIMIT :limit",
            values,
        )
        return Found(
            incidents=told(connection, rows if limit < 0 else rows[:limit], places, sought, hits_each),
            whole=whole,
            more=not whole or 0 <= limit < len(rows),
            sought=sought,
            count=len(places) if sought is not None and whole else None,
        )


def told(
    connection: engine.Connection,
    rows: Sequence[SummaryRow],
    places: Places,
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
    entries = {} if sought is None else entries_at(connection, rows, shown, sought)
    strikes = struck(connection, entries.values())
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
        asked.append(DRILLS if wanted.drills is None else NO_DRILLS)
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
    connection: engine.Connection,
    sought: Sought,
    condition: str,
    values: dict[str, Any],
    most: int = -1,
    hits_each: int = -1,
) -> tuple[Places, bool]:
    """Return where the words stand in incidents that are meant, and whether that is all of it.

    Enough is found with `most` lines, as `find` counts them, or after PLACES_A_LINE for each; with -1 only
    all of it is enough.
    """
    found: Places = {}
    lines = 0
    with closing(every_place(connection, sought, condition, values)) as places:
        for looked_at, (position, incident) in enumerate(places, 1):
            if (of_it := found.get(incident)) is None:
                found[incident] = [position]
                lines += 2 if hits_each else 1
            else:
                of_it.append(position)
                lines += hits_each < 0 or len(of_it) <= hits_each
            if 0 <= most <= max(lines, looked_at // PLACES_A_LINE):
                return found, False
    return found, True


def every_place(
    connection: engine.Connection, sought: Sought, condition: str, values: dict[str, Any]
) -> Generator[tuple[int, str]]:
    """Yield positions and incidents where the words stand, newest first: what is not indexed yet at first."""
    yield from not_yet_indexed(connection, sought, condition, values)
    values = {**values, "match": search.expression(connection, sought)}
    asked = connection.execute(f"{INDEXED} AND {condition} ORDER BY events_fts.rowid DESC", values)
    with closing(asked) as cursor:
        yield from cursor


def not_yet_indexed(
    connection: engine.Connection, sought: Sought, condition: str, values: dict[str, Any]
) -> list[tuple[int, str]]:
    """Return where the words stand in entries that the index does not hold yet, newest first."""
    late = engine.rows(connection, f"{NOT_YET} AND {condition} ORDER BY e.position DESC", values)
    return [
        (position, as_text(incident))
        for position, incident, kind, body, text in late
        if sought.found_in(indexed(as_text(kind), as_text(body), as_text(text)))
    ]


def saying(
    connection: engine.Connection, sought: Sought, condition: str, values: dict[str, Any]
) -> list[str]:
    """Return the incidents in which the words were said, and of what is not indexed yet those that are meant.

    It is SQLite that goes through the hundreds of thousands of entries that hold a letter.
    """
    late = {incident for _, incident in not_yet_indexed(connection, sought, condition, values)}
    found = engine.rows(connection, SAYING, (search.expression(connection, sought),))
    return list({as_text(incident) for (incident,) in found} | late)


def entries_at(
    connection: engine.Connection,
    rows: Sequence[SummaryRow],
    places: Places,
    sought: Sought,
) -> dict[int, SearchHit]:
    """Return the entries of these incidents that stand at these positions of the log."""
    of = {at: row for row in rows for at in places.get(row.id, ())}
    found = engine.rows(connection, ENTRIES, (json.dumps(list(of)),))
    cells = [
        (row.id, row.ref, row.title, row.status, row.severity, *entry)
        for row, entry in ((of[at], entry) for at, *entry in found)
    ]
    return dict(zip((at for at, *_ in found), hits(cells, sought.parts[0]), strict=True))


def struck(connection: engine.Connection, entries: Iterable[SearchHit]) -> frozenset[str]:
    """Return the ids of what was struck in the incidents of these entries, from the first of them on."""
    first: dict[str, int] = {}
    for hit in entries:
        first[hit.incident] = min(hit.seq, first.get(hit.incident, hit.seq))
    found = engine.rows(connection, STRIKES, (json.dumps(first),))
    return frozenset(as_text(entry) for (entry,) in found)


def promises_of(connection: engine.Connection, incidents: Sequence[str]) -> dict[str, Promises]:
    """Return what became of the promises of each incident that made some."""
    rows = engine.rows(connection, PROMISES, (json.dumps(list(incidents)),))
    return {incident: Promises(*counts) for incident, *counts in rows}
