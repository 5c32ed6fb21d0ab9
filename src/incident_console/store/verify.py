"""Proving that the record is whole.

The guards stop mistakes. The chains of hashes show that an event was altered, taken out or exchanged, that
one which a later event saw is missing, and that this console's own count has gaps. A tail or a console that
nobody saw, an event dated back at the end of a chain, and a file that was chained anew as a whole show only
against an anchor that was kept elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable

from incident_console.store import anchors, chains, drafts, engine, log, schema, search_index
from incident_console.store.errors import Damaged
from incident_console.store.findings import Finding, Verification
from incident_console.store.verify_incident import verify_incident


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
            # Damage can raise anything; the other incidents are looked at all the same.
            found, count = [unreadable(connection, name, error)], 0
        findings += found
        events += count
    if anchor is not None:
        findings += [
            Finding(sentence=sentence) for sentence in anchors.differences(connection, incident, anchor)
        ]
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
        faults = [text for (text,) in connection.execute("PRAGMA integrity_check(5)").fetchall()]
    except engine.DatabaseError as error:
        faults = [str(error)]
    return [
        Finding(sentence=f"the search index is damaged: {text}; rebuild it", derived=True)
        if IN_THE_INDEX in text.lower()
        else Finding(sentence=f"the file is damaged: {text}; copy its folder, then restore your last backup")
        for text in faults
        if text != "ok"
    ]


IN_THE_INDEX = "fts5"
"""What the engine calls the search index where it says that this is damaged."""


def the_schema(connection: engine.Connection) -> list[Finding]:
    """Compare all of the schema with what this program writes."""
    return [
        Finding(sentence=f"{part.known_as} {part.fault}{part.so}", derived=part.mended)
        for part in schema.differences(connection)
    ]


def the_index(connection: engine.Connection) -> list[Finding]:
    """Compare the search index with what it should hold."""
    try:
        fault = search_index.difference(connection)
    except engine.DatabaseError as error:
        fault = f"cannot be read ({error})"
    return [Finding(sentence=f"the search index {fault}; rebuild it", derived=True)] if fault else []


def what_is_kept(connection: engine.Connection) -> list[Finding]:
    """Look at what the program keeps beside the log: drafts, and the count of merges."""
    findings = []
    in_all = len(engine.rows(connection, "SELECT 1 FROM drafts"))
    if lost := in_all - len(drafts.by_author(connection, None)):
        findings.append(
            Finding(
                sentence=f"{lost} of {in_all} drafts cannot be read; what they held is in your last backup"
            )
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
