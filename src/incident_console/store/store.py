"""The store as the desk sees it: one file, one connection, one writer at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

from incident_console.domain.entry import Entry
from incident_console.domain.summary import SummaryRow
from incident_console.store import board, drafts, engine, file, log, schema, search, search_index, turns
from incident_console.store.board import ActionRow, WaitingMessage
from incident_console.store.drafts import Draft
from incident_console.store.errors import Conflict, NotSaved, StoreError, StoreGone, StoreRefused
from incident_console.store.hits import SearchHit
from incident_console.store.projection import Row
from incident_console.store.session import Session
from incident_console.store.turns import CalledRow

if TYPE_CHECKING:
    from incident_console.store.merging import Merged
    from incident_console.store.verify import Verification

T = TypeVar("T")

KEPT_WRITTEN = 64
"""Of how many incidents the summary is known as it was written last."""


class Store:
    """A record opened by one console. Threads may share it: a call waits for another thread's transaction."""

    def __init__(self, path: Path, *, read_only: bool, to_verify: bool = False) -> None:
        self.path = path
        self._session = Session(path, read_only=read_only, to_verify=to_verify)
        self._lock = self._session.lock
        self._written: dict[str, board.Written] = {}
        self.merges_seen = self.merges()
        """How many merges the file had seen at the beginning of the last transaction."""
        self._overwrites = self._session.times_overwritten()
        self._indexed = 0
        """Up to which position the search index is filled, as far as this console knows."""

    @property
    def console(self) -> str:
        """The id under which this machine writes into this very file; empty where it has only read so far."""
        return self._session.console

    @property
    def read_only(self) -> bool:
        """Whether every write is refused."""
        return self._session.read_only

    @property
    def _connection(self) -> engine.Connection:
        return self._session.connection

    @classmethod
    def open(
        cls,
        path: Path | str,
        *,
        create: bool = True,
        read_only: bool = False,
        to_verify: bool = False,
        group: str | None = None,
    ) -> Self:
        """Open the record, making it on first use.

        Args:
            path: where it is, or is to be; symbolic links are followed.
            create: make it where it does not exist.
            read_only: refuse every write; a file written by a newer version can be opened so.
            to_verify: open it for reading though it lacks tables or guards; `verify` says what is wrong.
            group: the group of logins that shares it; it is made theirs where it is to be written to.

        Raises:
            StoreRefused: the file is not ours, newer, damaged, or in a wrong place; it is left as it is.
        """
        resolved = file.resolve(path)
        if not file.examine(resolved):
            if read_only or not create:
                raise StoreRefused(
                    f"{resolved} does not exist; give another file with --db, or declare an incident"
                )
            file.create(resolved, schema.fill, None if group is None else shared_folder(resolved, group))
            file.examine(resolved)
        try:
            file.peek(resolved)
            if group is not None and not read_only:
                share_with(resolved, group)
            return cls(resolved, read_only=read_only or to_verify, to_verify=to_verify)
        except StoreGone as error:
            raise StoreRefused(f"{resolved} was taken away while it was being opened; try again") from error

    # Writing

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Open the one transaction that writes (BEGIN IMMEDIATE); an exception takes all of it back.

        What is read within it stays so to its end. It has one owner: inside another one it is refused.

        Raises:
            StoreBusy: another console wrote for too long.
            StoreGone: the file was deleted or replaced; nothing was recorded, `save_copy` saves the rest.
            NotSaved: the disk or the file refused; nothing was recorded.
            CommitUncertain: the file cannot be read any more to say whether it was recorded.
        """
        with self._session.writing():
            self._notice_merges()
            yield

    def _notice_merges(self) -> None:
        """Forget what was written, where another console has merged since: it may have found a fork in us."""
        merges, overwrites = self.merges(), self._session.times_overwritten()
        if (merges, overwrites) != (self.merges_seen, self._overwrites):
            self.merges_seen, self._overwrites = merges, overwrites
            self._written.clear()
            self._indexed = 0
            self._session.know_console()

    def merges(self) -> int:
        """Return how many merges this file has seen: each may have changed the order of any incident."""
        with self._session.reading() as connection:
            return log.merges(connection)

    def append(self, entries: Sequence[Entry], row: SummaryRow, derived: dict[str, list[Row]]) -> None:
        """Record entries of one incident with its new summary, inside `writing`.

        Args:
            entries: in order, numbered from the last one's sequence on; ids made before this attempt.
            row: the incident's summary after them (`projection.summary`).
            derived: the rows that they may have changed (`projection.derived` of their `Event.derived`).

        Raises:
            Conflict: somebody recorded something first, or an id is recorded already.
        """
        if not self._connection.in_transaction:
            raise RuntimeError("append needs a transaction: with store.writing()")
        last_hash, position = log.append(self._connection, entries)
        if row.version != entries[-1].seq or row.id != entries[-1].incident:
            raise Conflict("the summary is not of these entries; nothing was recorded")
        board.write(self._connection, row, derived, last_hash, self._written.get(row.id))
        self._written[row.id] = board.Written(row, last_hash)
        if len(self._written) > KEPT_WRITTEN:
            del self._written[next(iter(self._written))]
        if position - self._indexed > search_index.BEHIND:
            self._indexed = search_index.catch_up(self._connection, search_index.BEHIND)
        self._session.attempt(entry.id for entry in entries)

    def next_count(self) -> int:
        """Return this console's next count, to be used in the transaction that is open."""
        last = engine.value(
            self._connection, "SELECT max(count) FROM events WHERE console = ?", (self.console,)
        )
        return 1 + (last or 0)

    def reserve_ref(self, ref: str) -> bool:
        """Tell whether a reference is free; it stays so until the end of the transaction that is open."""
        with self._session.reading() as connection:
            return engine.value(connection, "SELECT 1 FROM incidents WHERE ref = ?", (ref,)) is None

    # Reading

    def entries(self, incident: str, after: int = 0) -> list[Entry]:
        """Return the entries of an incident (by its id) from behind a place on, in order."""
        with self._session.reading() as connection:
            return log.entries(connection, incident, after)

    def newer(self, incident: str, last: Entry) -> list[Entry] | None:
        """Return the entries behind one that was read before; None where another stands in its place now."""
        with self._session.reading() as connection:
            if log.id_at(connection, incident, last.seq) != last.id:
                return None
            return log.entries(connection, incident, last.seq)

    def find(self, name: str) -> str:
        """Return the id of the incident that a person means: a reference, a unique start of one, or `.`.

        Raises:
            NotFound: there is none.
            Ambiguous: there are several.
        """
        return self._found(lambda connection: board.find(connection, name))

    def sharing(self, ref: str) -> list[str]:
        """Return the ids of the incidents that were declared under a reference, or go by it here."""
        return self._found(lambda connection: board.sharing(connection, ref))

    def summary(self, incident: str) -> SummaryRow | None:
        """Return the summary of an incident by its id."""
        return self._found(lambda connection: board.summary(connection, incident))

    def board(self, now: datetime, limit: int = -1) -> list[SummaryRow]:
        """Return open incidents (-1: all): overdue at `now` (UTC) first, then by severity and time left."""
        return self._found(lambda connection: board.open_incidents(connection, now, limit))

    def history(self, before: datetime | None = None, limit: int = 500) -> list[SummaryRow]:
        """Return ended and imported incidents, newest first, not declared after `before` (UTC)."""
        return self._found(lambda connection: board.history(connection, before, limit))

    def ended_holding(
        self, words: Sequence[str], fits: Callable[[Sequence[Any]], bool], limit: int = 500
    ) -> list[SummaryRow]:
        """Return ended and imported incidents that fit, newest first, of all there are: as `past.holding`."""
        from incident_console.store import past

        return self._found(lambda connection: past.holding(connection, words, fits, limit))

    def ended_count(self) -> int:
        """Return how many incidents have ended or were imported."""
        from incident_console.store import past

        return self._found(past.count)

    def owing(self, limit: int = 500) -> list[SummaryRow]:
        """Return ended incidents that still owe an analysis, a review or follow-ups, due first."""
        return self._found(lambda connection: board.owing(connection, limit))

    def called(self, person: str, until: datetime) -> list[CalledRow]:
        """Return what a person is called for: by acts, and by the times that have come until then (UTC)."""
        return self._found(lambda connection: turns.called(connection, person, until))

    def outbox(self, incident: str | None = None, limit: int = 1000) -> list[WaitingMessage]:
        """Return the messages that have not reached a client, oldest first."""
        return self._found(lambda connection: board.outbox(connection, incident, limit))

    def set_aside(self) -> list[str]:
        """Return the references of open incidents of which a message left the outbox unsent."""
        with self._session.reading() as connection:
            return board.set_aside(connection)

    def actions(self, incident: str | None = None, limit: int = 1000) -> list[ActionRow]:
        """Return the actions of one incident, or of all incidents those that are open, due first."""
        return self._found(lambda connection: board.actions(connection, incident, limit))

    def search(self, words: str, limit: int = 50) -> list[SearchHit]:
        """Return entries that hold all the words, newest first; the last word may be unfinished."""
        return self._found(lambda connection: search.search(connection, words, limit))

    def _found(self, question: Callable[[engine.Connection], T]) -> T:
        """Ask about incidents; where pages of the board are damaged, what is left and the log answer."""
        with self._lock:
            writing = self._session.transacting
            try:
                with self._session.reading() as connection:
                    return question(connection)
            except StoreError as error:
                from incident_console.store import salvage

                if writing or not salvage.is_damage(error.__cause__):
                    raise
                with self._session.reading() as connection:
                    if not self.read_only:
                        return salvage.ask(connection, question)
                    salvage.cover(connection)
                    return question(connection)

    def anchor(self, incident: str) -> str:
        """Return each console's count and hash in an incident: kept elsewhere, they show what is missing."""
        from incident_console.store import anchors

        with self._session.reading() as connection:
            return anchors.anchor(connection, incident)

    def overwritten(self) -> str:
        """Return, once, what is to be said where the file was overwritten by an older copy of itself."""
        return self._session.overwritten()

    def same_file(self) -> None:
        """Make sure that the file which is open still goes by its name.

        Raises:
            StoreGone: it was deleted or replaced.
        """
        self._session.same_file()

    def changed(self) -> bool:
        """Tell whether another console may have written since the last call; cheap, for every 100 ms."""
        return self._session.changed()

    # Drafts

    def save_draft(
        self, incident: str, kind: str, author: str, fields: dict[str, str], saved_at: datetime
    ) -> None:
        """Keep a half-written text (`incident` "": a declaration) in place of the author's earlier one."""
        draft = Draft(
            incident=incident,
            kind=kind,
            author=author,
            fields=fields,
            saved_at=saved_at,
            console=self.console,
        )
        with self._session.joining():
            drafts.save(self._connection, draft)

    def draft(self, incident: str, kind: str, author: str) -> Draft | None:
        """Return an author's draft of a kind for an incident."""
        with self._session.reading() as connection:
            return drafts.find(connection, incident, kind, author)

    def drafts(self, author: str | None = None) -> list[Draft]:
        """Return all drafts, or one author's, newest first."""
        with self._session.reading() as connection:
            return drafts.by_author(connection, author)

    def drop_draft(self, incident: str, kind: str, author: str) -> None:
        """Forget a draft: it was given up, or it was sent in the transaction that is open."""
        with self._session.joining():
            drafts.drop(self._connection, incident, kind, author)

    # Keeping house

    def merge(self, path: Path | str, now: datetime) -> Merged:
        """Bring in what another copy of the record holds, in one transaction.

        Args:
            path: the other file; it is only read.
            now: the time at hand, UTC, by which its clock is judged.

        Raises:
            StoreRefused: the other file is not ours, newer, damaged, this very file, or differs in what is
                recorded already; nothing was changed.
        """
        from incident_console.store import merging, other_copy

        other = other_copy.open_other(Path(path), self.path)
        try:
            with saying_merged(), self.writing():
                merged = merging.merge(self._connection, other, now, self.console)
                if merged.is_fork or merged.went_back:
                    self._session.renew_console()
                self._session.attempt(merged.ids)
                return merged
        finally:
            other.close()

    def verify(self, incident: str | None = None, anchor: str | None = None) -> Verification:
        """Prove that the record is whole: one incident (by its id), or the file and everything in it.

        `anchor` is what an earlier proof of the same gave; what it knew must still be there.
        """
        from incident_console.store import verify

        with self._session.reading() as connection:
            return verify.verify(connection, incident, console=self._session.known_console(), anchor=anchor)

    def rebuild(self) -> int:
        """Write board, derived tables and search index anew from the log; return how many incidents."""
        from incident_console.store import verify

        with self.writing():
            return verify.rebuild(self._connection)

    def backup(self, path: Path | str) -> Path:
        """Copy the whole record into a new file (0600) while others go on writing.

        Raises:
            StoreRefused: a file is there already, or the folder cannot be written.
        """
        from incident_console.store import backup

        with self._session.reading() as connection:
            return backup.backup(connection, Path(path))

    def save_copy(self, path: Path | str) -> Path:
        """Copy what is held open into a new file, also where its name has been deleted or replaced.

        Raises:
            StoreError: as `backup`.
        """
        from incident_console.store import backup

        with self._session.reading(also_gone=True) as connection:
            return backup.backup(connection, Path(path))

    def journal(self) -> str:
        """Return the journal mode in force: `wal`, or `delete` where the SQLite library is not safe so."""
        with self._session.reading() as connection:
            return str(engine.value(connection, "PRAGMA journal_mode"))

    def checkpoint(self) -> None:
        """Fill the search index and empty the write-ahead log, unless others are busy: for idle moments."""
        if self.read_only:
            return
        with suppress(StoreError, engine.Error):
            if search_index.behind(self._connection):
                with self.writing():
                    search_index.catch_up(self._connection)
            self._session.same_file()
            self._session.checkpoint()

    def close(self) -> None:
        """Fill the search index, empty the write-ahead log and close. Further calls do nothing."""
        with self._lock:
            if not self._session.closed:
                self.checkpoint()
                self._session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@contextmanager
def saying_merged() -> Iterator[None]:
    """Say of what could not be saved within this that it is a merge, which keeps no text of anybody's."""
    try:
        yield
    except NotSaved as error:
        why = str(error).removeprefix("nothing was recorded: ").replace("try again", "merge again")
        raise NotSaved(f"nothing was merged: {why}") from error


def shared_folder(record: Path, group: str) -> int:
    """Make the folder of a new record a group's; return its number."""
    from incident_console.store import sharing

    return sharing.make_shared_folder(record, group)


def share_with(record: Path, group: str) -> None:
    """Make a record a group's, unless it is."""
    from incident_console.store import sharing

    if not sharing.holds(record, group):
        sharing.share(record, group)
