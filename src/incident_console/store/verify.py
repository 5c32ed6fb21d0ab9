"""Proving that the record is whole, and rebuilding what is derived from it.

The guards stop mistakes. The chains of hashes show that an event was altered, taken out or exchanged, that
one which a later event saw is missing, and that this console's own count has gaps. A tail or a console that
nobody saw, an event dated back at the end of a chain, and a file that was chained anew as a whole show only
against an anchor that was kept elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import msgspec

from incident_console.domain.entry import Entry
from incident_console.domain.folding import fold
from incident_console.domain.naming import told_apart
from incident_console.domain.summarising import summary
from incident_console.domain.summary import SummaryRow
from incident_console.store import (
    anchors,
    board,
    chains,
    drafts,
    engine,
    log,
    merging,
    schema,
    search_index,
    shelving,
    tables,
)
from incident_console.store.errors import Damaged, StoreError
from incident_console.store.projection import Row, derived


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is not as it was written. Only a `derived` finding goes away with `rebuild`."""

    sentence: str
    ref: str | None = None
    derived: bool = False

    @property
    def place(self) -> tuple[bool, bool]:
        """Where it stands among others: what was recorded first, then the file, then what is derived."""
        return self.derived, self.ref is None


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """What was looked at and what was found, the most serious first.

    `anchor` is each console's count and hash, of the incident looked at or of the whole file. Kept elsewhere,
    it shows later whether anything up to here was cut off or rewritten, however much came since.
    `forks` are consoles that went on twice, from a restored copy; both branches are kept, nothing is lost.
    """

    findings: tuple[Finding, ...]
    incidents: int
    events: int
    anchor: str
    forks: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        return not self.findings


def verify(
    connection: engine.Connection,
    incident: str | None = None,
    *,
    console: str = "",
    anchor: str | None = None,
) -> Verification:
    """Look at one incident, or at the file and every incident in it.

    Args:
        console: the one whose file this is; its own count must have no gaps.
        anchor: what an earlier look at the same gave.
    """
    findings: list[Finding] = []
    looks = () if incident is not None else (pages, the_schema, the_index, what_is_kept)
    for each in looks:
        findings += unless_unreadable(lambda look=each: look(connection), what_is(each))  # type: ignore[misc]
    try:
        return look(connection, incident, console, anchor, findings)
    except Exception as error:
        findings.append(
            Finding(sentence=f"the file cannot be read to its end ({error}); restore your last backup")
        )
        return Verification(findings=tuple(findings), incidents=0, events=0, anchor="")


def unless_unreadable(look: Callable[[], list[Finding]], what: str) -> list[Finding]:
    """Return what a look finds; where even looking fails, whatever the damage, that is what it finds."""
    try:
        return look()
    except Exception as error:
        return [Finding(sentence=f"{what} cannot be read ({error}); restore your last backup")]


def what_is(look: Callable[..., object]) -> str:
    """Return in words what a look of this module looks at."""
    return look.__name__.replace("_", " ")


def look(
    connection: engine.Connection,
    incident: str | None,
    console: str,
    anchor: str | None,
    findings: list[Finding],
) -> Verification:
    """Look at the events, add what is found, and sum up."""
    if incident is not None:
        names = [incident]
    else:
        rows = connection.execute("SELECT DISTINCT incident FROM events ORDER BY 1").fetchall()
        names = [name for (name,) in rows]
        findings += unless_unreadable(lambda: orphans(connection), "the board")
        findings += unless_unreadable(lambda: gaps(connection, console), "the counts of this console")
    forks, events = chains.forked(connection), 0
    for name in names:
        try:
            found, count = verify_incident(connection, name, forks)
        except Exception as error:
            found, count = [unreadable(connection, name, error)], 0
        findings += found
        events += count
    if anchor is not None:
        findings += [Finding(sentence=said) for said in anchors.differences(connection, incident, anchor)]
    return Verification(
        findings=tuple(sorted(findings, key=lambda each: each.place)),
        incidents=len(names),
        events=events,
        anchor=anchors.anchor(connection, incident),
        forks=tuple(forks),
    )


def gaps(connection: engine.Connection, console: str) -> list[Finding]:
    """Find entries of the console whose file this is that are no longer there."""
    here, last = connection.execute(
        "SELECT count(DISTINCT count), coalesce(max(count), 0) FROM events WHERE console = ?", (console,)
    ).fetchone()
    if here == last:
        return []
    return [
        Finding(sentence=f"this console has recorded {last} entries here, of which {last - here} are missing")
    ]


def pages(connection: engine.Connection) -> list[Finding]:
    """Look at the pages, and whether each index holds what its table does."""
    try:
        said = [text for (text,) in connection.execute("PRAGMA integrity_check(5)").fetchall()]
    except engine.DatabaseError as error:
        said = [str(error)]
    return [
        Finding(sentence=f"the search index is damaged: {text}; rebuild it", derived=True)
        if IN_THE_INDEX in text.lower()
        else Finding(sentence=f"the file is damaged: {text}; copy its folder, then restore your last backup")
        for text in said
        if text != "ok"
    ]


IN_THE_INDEX = "fts5"
"""What the engine calls the search index where it says that this is damaged."""


def the_schema(connection: engine.Connection) -> list[Finding]:
    """Compare all of the schema with what this program writes."""
    return [
        Finding(sentence=f"{part.known_as} {part.said}{part.so}", derived=part.mended)
        for part in schema.differences(connection)
    ]


def the_index(connection: engine.Connection) -> list[Finding]:
    """Compare the search index with what it should hold."""
    try:
        said = search_index.difference(connection)
    except engine.DatabaseError as error:
        said = f"cannot be read ({error})"
    return [Finding(sentence=f"the search index {said}; rebuild it", derived=True)] if said else []


def what_is_kept(connection: engine.Connection) -> list[Finding]:
    """Look at what the program keeps beside the log: drafts, and the count of merges."""
    findings = []
    held = len(engine.rows(connection, "SELECT 1 FROM drafts"))
    if lost := held - len(drafts.by_author(connection, None)):
        findings.append(
            Finding(sentence=f"{lost} of {held} drafts cannot be read; what they held is in your last backup")
        )
    count = engine.value(connection, "SELECT value FROM meta WHERE key = 'merges'")
    if not (isinstance(count, str) and count.isascii() and count.isdecimal()):
        findings.append(Finding(sentence="the count of merges was altered; rebuild it", derived=True))
    return findings


def unreadable(connection: engine.Connection, incident: str, error: Exception) -> Finding:
    """Say of an incident whose chains cannot be followed what stands in the way, and at which entry."""
    ref = log.name_of(connection, incident) or str(incident)
    try:
        log.entries(connection, incident)
    except Damaged as damage:
        return Finding(ref=ref, sentence=f"{ref}: entry {damage.place}: {damage.why}")
    except Exception as second:
        error = second
    return Finding(ref=ref, sentence=f"{ref}: it cannot be looked at ({error}); restore your last backup")


def orphans(connection: engine.Connection) -> list[Finding]:
    """Find rows on the board that no event stands behind."""
    rows = connection.execute(
        "SELECT ref FROM incidents WHERE id NOT IN (SELECT DISTINCT incident FROM events) ORDER BY ref"
    ).fetchall()
    return [
        Finding(ref=ref, sentence=f"{ref} is on the board without any event; its record was taken out")
        for (ref,) in rows
    ]


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
                for name, table in tables.DERIVED_TABLES.items()
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
    said, entries = chains.broken(found.rows, forks)
    end = found.rows[-1][chains.HASH] if found.rows else log.GENESIS
    if said is None and found.summary is not None and found.last_hash != end:
        said = f"the board knows {found.summary.version} events, the log ends with {events}"
    if said is not None:
        return [Finding(ref=ref, sentence=f"{ref}: {said}")], events
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
    said = []
    if found.summary is None:
        said.append("it is missing from the board")
    elif found.summary != fresh or found.shelf != shelving.shelf_of(fresh):
        said.append("the board differs from the log")
    return said + [
        f"the {name} table differs from the log"
        for name, rows in derived(folded).items()
        if rows != found.derived[name]
    ]


def rebuild(connection: engine.Connection) -> int:
    """Write board, derived tables and search index anew from the log, in the transaction that is open.

    Returns:
        How many incidents were written.

    Raises:
        StoreError: an incident's log cannot be folded; nothing is changed then.
    """
    schema.mend(connection)
    rearrange(connection)
    for table in ("incidents", *tables.DERIVED_TABLES.values()):
        connection.execute(f"DELETE FROM {table}")
    search_index.rebuild(connection)
    rows = connection.execute("SELECT DISTINCT incident FROM events ORDER BY 1").fetchall()
    logs = {name: entries_or_error(connection, name) for (name,) in rows}
    names = told_apart({name: merging.ref_of(entries) for name, entries in logs.items()})
    for name, entries in logs.items():
        merging.write_board(connection, entries, 0, names[name])
    merges = log.merges(connection) + 1
    connection.execute("DELETE FROM meta WHERE key = 'merges'")
    connection.execute("INSERT INTO meta VALUES ('merges', ?)", (str(merges),))
    return len(names)


def rearrange(connection: engine.Connection) -> None:
    """Bring places and verdicts to what order and judging make of the log."""
    tied = chains.Tied(connection)
    try:
        for (name,) in connection.execute("SELECT DISTINCT incident FROM events").fetchall():
            tied.add(name)
        merging.rearrange(connection, tied, tied.arranged(), {})
    except (msgspec.MsgspecError, ValueError, KeyError) as error:
        raise StoreError(f"the log cannot be read ({error}); verify the file first") from error


def entries_or_error(connection: engine.Connection, incident: str) -> list[Entry]:
    try:
        entries = log.entries(connection, incident)
        fold(entries)
    except (StoreError, ValueError, KeyError) as error:
        raise StoreError(f"the log of {incident} cannot be read ({error}); verify the file first") from error
    return entries
