"""Bringing another copy's events in: what it has and this file has not, then order and verdicts anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from incident_console.domain.declaring import IncidentDeclared
from incident_console.domain.entry import Entry
from incident_console.domain.folding import fold
from incident_console.domain.naming import told_apart
from incident_console.domain.refusal import Refused
from incident_console.domain.summarising import summary
from incident_console.domain.text import same_person
from incident_console.store import board, chains, engine, log, other_copy, search_index, shelving, vetting
from incident_console.store.chains import CONSOLE, HASH, ID, PLACE, RECORDED_AT, SEEN, VERDICT, Row
from incident_console.store.errors import UNREADABLE, StoreRefused
from incident_console.store.projection import derived
from incident_console.store.stamps import moment

AWAY = "UPDATE events SET place = ? WHERE id = ?"
BACK = "UPDATE events SET place = -place WHERE incident = ? AND place < 0"
JUDGED = "UPDATE events SET verdict = ? WHERE id = ?"


class Came(msgspec.Struct, frozen=True, kw_only=True):
    """An incident that the merge touched, and how many entries of it came; `was` is who owned it before."""

    id: str
    ref: str
    title: str
    client: str | None
    entries: int
    was: str
    owner: str

    @property
    def is_new(self) -> bool:
        return not self.was

    @property
    def owner_changed(self) -> bool:
        return bool(self.was) and not same_person(self.was, self.owner)


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of which the merge said something new: why it does not hold, or None where it holds again."""

    ref: str
    client: str | None
    entry: Entry


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that people knew by another number."""

    ref: str
    seq_before: int
    seq_now: int


class Waited(msgspec.Struct, frozen=True, kw_only=True):
    """A message that waited to reach the client before the merge: here, or in the other copy, new here."""

    ref: str
    client: str | None
    message: str
    here: bool


class Merged(msgspec.Struct, frozen=True, kw_only=True):
    """What a merge brought.

    `waited` are the messages that waited before, of which some wait for nobody any more.
    `renamed` are references that were told apart, before and now. `ahead` and `behind` are the seconds by
    which the other's clock was so at least. `forks` are consoles that went on twice, from a restored copy;
    `is_fork`: the console that merges is one of them.
    `went_back`: entries of it came that were not here any more.
    """

    touched: tuple[Came, ...] = ()
    ids: tuple[str, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    moved: tuple[Moved, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    waited: tuple[Waited, ...] = ()
    ahead: int = 0
    behind: int = 0
    forks: tuple[str, ...] = ()
    is_fork: bool = False
    went_back: bool = False

    @property
    def came(self) -> list[Came]:
        """The incidents of which entries came, or whose owner is another one now."""
        return [one for one in self.touched if one.entries or one.owner_changed]

    @property
    def incidents(self) -> int:
        """Of how many incidents entries came."""
        return sum(one.entries > 0 for one in self.came)

    @property
    def conflicts(self) -> list[Verdict]:
        """What does not hold as of now."""
        return [verdict for verdict in self.verdicts if verdict.entry.objection is not None]


def merge(connection: engine.Connection, other: engine.Connection, now: datetime, console: str) -> Merged:
    """Bring in what another copy holds, in the transaction that is open.

    Args:
        other: opened by `open_other`.
        now: the time at hand, UTC.
        console: which console merges.

    Raises:
        StoreRefused: the other's log is not whole, or differs in what is recorded here; nothing was changed.
    """
    fresh = other_copy.missing_here(connection, other)
    if not fresh:
        return Merged()
    before = chains.forked(connection)
    tied, arranged = arrange(connection, fresh)
    came_new = {row[ID] for rows in fresh.values() for row in rows}
    mine, theirs = waiting(connection), waiting(other)
    judged, moved = rearrange(connection, tied, arranged, fresh)
    names, renamed = rename(connection, arranged.logs)
    came = {
        incident: write_board(connection, entries, len(fresh.get(incident, ())), names[incident])
        for incident, entries in arranged.logs.items()
    }
    # By this every console sees that what it has folded may stand in another order now.
    connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'merges'")
    search_index.catch_up(connection, search_index.BEHIND)
    forks = [name for name in chains.forked(connection) if name not in before]
    ahead, behind = clock_of(fresh, tied, now)
    return Merged(
        touched=tuple(came.values()),
        ids=tuple(row[ID] for rows in fresh.values() for row in rows),
        verdicts=tuple(
            Verdict(ref=came[entry.incident].ref, client=came[entry.incident].client, entry=entry)
            for entry in sorted(judged, key=lambda entry: (came[entry.incident].ref, entry.seq))
        ),
        moved=tuple(
            Moved(ref=came[entry.incident].ref, seq_before=place, seq_now=entry.seq) for entry, place in moved
        ),
        renamed=tuple(renamed),
        waited=tuple(
            Waited(ref=came[of].ref, client=came[of].client, message=message, here=message in mine)
            for message, of in sorted({**theirs, **mine}.items())
            if of in came and (message in mine or message in came_new)
        ),
        ahead=ahead,
        behind=behind,
        forks=tuple(forks),
        is_fork=console in forks,
        went_back=any(row[CONSOLE] == console for rows in fresh.values() for row in rows),
    )


def arrange(
    connection: engine.Connection, fresh: dict[str, list[Row]]
) -> tuple[chains.Tied, chains.Arranged]:
    """Return what both hold of the incidents of which entries come, in its order and judged.

    Raises:
        StoreRefused: nobody can have written what comes, or what is here cannot be read.
    """
    tied = chains.Tied(connection, fresh)
    try:
        for incident in fresh:
            tied.add(incident)
        arranged = tied.arranged()
        for entries in arranged.logs.values():
            if doubt := vetting.doubtful(entries):
                raise StoreRefused(other_copy.not_written(entries[0].incident, doubt))
            fold(entries)
    except chains.Circular as error:
        raise StoreRefused(f"the other copy's log is not whole ({error}); nothing was merged") from error
    except (*UNREADABLE, Refused, StopIteration) as error:
        what = f"{type(error).__name__}: {error}"
        raise StoreRefused(
            f"what the two copies hold of an incident does not go together ({what}), so that one of them was "
            "altered, or written by something else; nothing was merged: verify both"
        ) from error
    return tied, arranged


def waiting(connection: engine.Connection) -> dict[str, str]:
    """Return the messages that wait in a file, each with its incident, by their ids."""
    sql = "SELECT id, incident FROM update_rows WHERE unfinished = 1 AND waiting = 1"
    return dict(connection.execute(sql).fetchall())


def clock_of(fresh: dict[str, list[Row]], tied: chains.Tied, now: datetime) -> tuple[int, int]:
    """Return the seconds by which the other's clock was ahead and behind at least: of now, of what it saw."""
    known = {row[HASH]: row for rows in tied.rows.values() for row in rows}
    ahead = behind = timedelta()
    for rows in fresh.values():
        for row in rows:
            recorded_at = moment(row[RECORDED_AT])
            ahead = max(ahead, recorded_at - now)
            saw = known.get(row[SEEN])
            # Beside its own entries a clock shows that it was set; beside another's, how far they differ.
            if saw is not None and saw[CONSOLE] != row[CONSOLE]:
                behind = max(behind, moment(saw[RECORDED_AT]) - recorded_at)
    return int(ahead.total_seconds()), int(behind.total_seconds())


def rearrange(
    connection: engine.Connection,
    tied: chains.Tied,
    arranged: chains.Arranged,
    fresh: dict[str, list[Row]],
) -> tuple[list[Entry], list[tuple[Entry, int]]]:
    """Write places and verdicts as they are to be, and the rows that are not here yet.

    Returns:
        The entries whose verdict is new, and those that were here, with their place until now.
    """
    new = {row[ID] for rows in fresh.values() for row in rows}
    placed = {entry.id: entry for entries in arranged.logs.values() for entry in entries}
    present = [row for rows in tied.rows.values() for row in rows if row[ID] not in new]
    moved = [(placed[row[ID]], row[PLACE]) for row in present if placed[row[ID]].seq != row[PLACE]]
    # Out of the way first: no place is ever held twice.
    connection.executemany(AWAY, [(-entry.seq, entry.id) for entry, _ in moved])
    for incident in {entry.incident for entry, _ in moved}:
        connection.execute(BACK, (incident,))
    inserted = []
    for rows in fresh.values():
        for row in rows:
            entry = placed[row[ID]]
            cells = list(row)
            cells[PLACE], cells[VERDICT] = entry.seq, log.verdict_of(entry.objection)
            inserted.append(cells)
    connection.executemany(log.INSERT, inserted)
    judged = [placed[row[ID]] for row in present if log.verdict_of(placed[row[ID]].objection) != row[VERDICT]]
    connection.executemany(JUDGED, [(log.verdict_of(entry.objection), entry.id) for entry in judged])
    return [*judged, *(one for one in placed.values() if one.id in new and one.objection is not None)], moved


def write_board(connection: engine.Connection, entries: Sequence[Entry], came: int, ref: str) -> Came:
    """Write what is derived from an incident anew, under the reference that it goes by here."""
    incident = entries[0].incident
    before = board.summary(connection, incident)
    folded = fold([log.renamed(entries[0], ref), *entries[1:]])
    last_hash = log.last(connection, incident)[3]
    shelving.write(connection, summary(folded), derived(folded), last_hash, first_ref=ref_of(entries))
    return Came(
        id=incident,
        ref=folded.ref,
        title=folded.title,
        client=folded.client,
        entries=came,
        was="" if before is None else before.owner,
        owner=folded.owner,
    )


def ref_of(entries: Sequence[Entry]) -> str:
    """Return the reference under which an incident was declared."""
    event = entries[0].event
    assert isinstance(event, IncidentDeclared)
    return event.ref


def rename(
    connection: engine.Connection, logs: dict[str, list[Entry]]
) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Give every incident that shares its reference with another a longer one.

    Returns:
        What these incidents go by here, by their ids, and which go by another name than before.
    """
    declared = {incident: ref_of(entries) for incident, entries in logs.items()}
    alike: dict[str, str] = {}
    for ref in declared.values():
        alike |= board.like(connection, ref)
    names = told_apart({**alike, **declared})
    had = {incident: board.ref_of(connection, incident) for incident in names}
    changed = {incident: name for incident, name in names.items() if had[incident] not in (None, name)}
    for incident, name in changed.items():
        # Out of the way first: no reference is ever held twice.
        shelving.name(connection, incident, f"{name} {incident}")
    for incident, name in changed.items():
        shelving.name(connection, incident, name)
    renamed = [(had[incident] or declared[incident], name) for incident, name in names.items()]
    return names, sorted({(before, name) for before, name in renamed if before != name})
