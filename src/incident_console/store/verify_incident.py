"""Proving one incident: its chains, its order and verdicts, and what is derived from it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec

from incident_console.domain.entry import Entry
from incident_console.domain.folding import fold
from incident_console.domain.naming import told_apart
from incident_console.domain.summarising import summary
from incident_console.domain.summary import SummaryRow
from incident_console.store import board, chains, derived_tables, engine, log, shelving
from incident_console.store.findings import Finding
from incident_console.store.projection import Row, derived


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """What the file holds of one incident, read at one moment."""

    rows: list[tuple[Any, ...]]
    summary: SummaryRow | None
    name: str | None
    last_hash: bytes | None
    shelf: int | None
    derived: dict[str, list[Row]]


def held(connection: engine.Connection, incident: str) -> Held:
    """Read all of one incident, while others may go on writing."""
    joined = connection.in_transaction
    if not joined:
        connection.execute("BEGIN")
    try:
        last_hash, shelf = connection.execute(
            "SELECT last_hash, shelf FROM incidents WHERE id = ?", (incident,)
        ).fetchone() or (None, None)
        return Held(
            rows=chains.rows_of(connection, incident),
            name=name_of(connection, incident),
            summary=board.summary(connection, incident),
            last_hash=last_hash,
            shelf=shelf,
            derived={
                name: connection.execute(
                    f"SELECT * FROM {table} WHERE incident = ? ORDER BY n", (incident,)
                ).fetchall()
                for name, table in derived_tables.DERIVED_TABLES.items()
            },
        )
    finally:
        if not joined:
            connection.execute("COMMIT")


def name_of(connection: engine.Connection, incident: str) -> str | None:
    """Return what an incident is to go by here: as declared, or told apart from others of its reference."""
    declared = engine.value(connection, "SELECT first_ref FROM incidents WHERE id = ?", (incident,))
    return None if declared is None else told_apart(board.like(connection, declared)).get(incident)


def verify_incident(
    connection: engine.Connection, incident: str, forks: Collection[str]
) -> tuple[list[Finding], int]:
    """Look at one incident's chains and what is derived from it; return findings and how many events."""
    found = held(connection, incident)
    ref = incident if found.summary is None else found.summary.ref
    events = len(found.rows)
    fault, entries = chains.broken(found.rows, forks)
    end = found.rows[-1][chains.HASH] if found.rows else log.GENESIS
    if fault is None and found.summary is not None and found.last_hash != end:
        fault = f"the board knows {found.summary.version} events, the log ends with {events}"
    if fault is not None:
        return [Finding(ref=ref, sentence=f"{ref}: {fault}")], events
    differences = [*misplaced(connection, incident, entries), *derived_differences(found, entries)]
    return [
        Finding(ref=ref, derived=True, sentence=f"{ref}: {words}; rebuild it") for words in differences
    ], events


def misplaced(connection: engine.Connection, incident: str, entries: list[Entry]) -> list[str]:
    """Compare places and verdicts with what order and judging make of the log now."""
    tied = chains.Tied(connection)
    try:
        tied.add(incident)
    except (msgspec.MsgspecError, ValueError, TypeError):
        # What it is tied to is named by itself.
        return []
    arranged = tied.arranged().logs[incident]
    if [entry.id for entry in arranged] != [entry.id for entry in entries]:
        return ["the entries do not stand in their order"]
    return [
        f"the verdict of entry {entry.seq} is not what it should be"
        for entry, fresh in zip(entries, arranged, strict=True)
        if entry.objection != fresh.objection
    ]


def derived_differences(found: Held, entries: list[Entry]) -> list[str]:
    """Compare what is derived with what the log says now."""
    folded = fold([log.renamed(entries[0], found.name), *entries[1:]])
    fresh = summary(folded)
    sentences = []
    if found.summary is None:
        sentences.append("it is missing from the board")
    elif found.summary != fresh or found.shelf != shelving.shelf_of(fresh):
        sentences.append("the board differs from the log")
    return sentences + [
        f"the {name} table differs from the log"
        for name, rows in derived(folded).items()
        if rows != found.derived[name]
    ]
