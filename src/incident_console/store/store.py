"""The store as the desk sees it: one file, one connection, one writer at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from incident_console.domain.entry import Entry
from incident_console.domain.summary import SummaryRow
from incident_console.store import drafts, engine, log, search, search_index, shelving
from incident_console.store.deliveries import Deliveries
from incident_console.store.drafts import Draft
from incident_console.store.errors import Conflict, NotSaved, StoreError
from incident_console.store.hits import SearchHit
from incident_console.store.lists import Lists
from incident_console.store.notices import Notices
from incident_console.store.projection import Row
from incident_console.store.watches import Watches

if TYPE_CHECKING:
    from incident_console.store.findings import Verification
    from incident_console.store.history_answers import Figures, Found, Wanted
    from incident_console.store.history_open import OpenSpan
    from incident_console.store.merging import Merged

STEPS = 10_000
"""After how many steps of SQLite's it is looked whether a question is overtaken: a millisecond or so."""
KEPT_WRITTEN = 64
"""Of how many incidents the summary is known as it was written last."""


class Store(Lists):
    """A record opened by one console. Threads may share it: a call waits for another thread's transaction."""

    def __init__(self, path: Path, *, read_only: bool, to_verify: bool = False) -> None:
        super().__init__(path, read_only=read_only, to_verify=to_verify)
        self._written: dict[str, shelving.Written] = {}
        self.merges_seen = self.merges()
        """How many merges the file had seen at the beginning of the last transaction."""
        self.deliveries = Deliveries(self._session)
        """What is still to be sent from this very file."""
        self.notices = Notices(self._session)
        """What colleagues are told."""
        self.watches = Watches(self._session)
        """Who watches this very file without a screen."""
        self._overwrites = self._session.times_overwritten()
        self._indexed = 0
        """Up to which position the search index is filled, as far as this console knows."""

    @property
    def console(self) -> str:
        """The id under which this machine writes into this very file; empty where it has only read so far."""
        return self._session.console

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
        shelving.write(self._connection, row, derived, last_hash, self._written.get(row.id))
        self._written[row.id] = shelving.Written(row, last_hash)
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

    def search(self, words: str, limit: int = 50) -> list[SearchHit]:
        """Return entries that hold all the words, newest first; the last word may be unfinished."""
        return self._found(lambda connection: search.search(connection, words, limit))

    def find_past(
        self,
        wanted: Wanted,
        now: datetime,
        *,
        order: str = "when",
        limit: int = -1,
        most: int = -1,
        hits_each: int = -1,
    ) -> Found:
        """Return the incidents that are meant, open ones too, with what holds the words (`history.find`)."""
        from incident_console.store import history

        return self._found(
            lambda connection: history.find(
                connection, wanted, now, order=order, limit=limit, most=most, hits_each=hits_each
            )
        )

    def past_figures(self, wanted: Wanted, now: datetime) -> Figures:
        """Return the figures of all incidents that are meant: as `history_figures.figures`."""
        from incident_console.store import history_figures

        return self._found(lambda connection: history_figures.figures(connection, wanted, now))

    def open_between(self, since: datetime, until: datetime) -> list[OpenSpan]:
        """Return the incidents that may have been open then: as `history_open.open_between`."""
        from incident_console.store import history_open

        return self._found(lambda connection: history_open.open_between(connection, since, until))

    def logs(self, spans: Sequence[OpenSpan]) -> dict[str, list[Entry]]:
        """Return the entries of several incidents: as `history_open.logs`."""
        from incident_console.store import history_open

        with self._session.reading() as connection:
            return history_open.logs(connection, spans)

    def give_up_when(self, overtaken: Callable[[], bool]) -> None:
        """Have whatever is asked from now on end as `Interrupted` once this says so.

        An interrupt from another thread would be lost where nothing runs at that moment.
        """
        self._connection.set_progress_handler(overtaken, STEPS)

    def anchor(self, incident: str) -> str:
        """Return each console's count and hash in an incident: kept elsewhere, they show what is missing."""
        from incident_console.store import anchors

        with self._session.reading() as connection:
            return anchors.anchor(connection, incident)

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
        from incident_console.store.rebuild import rebuild

        with self.writing():
            return rebuild(self._connection)

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

    def checkpoint(self) -> None:
        """Fill the search index and empty the write-ahead log, unless others are busy: for idle moments."""
        if self.read_only:
            return
        # Nobody asked for it: what fails now is tried in the next idle moment, and at the end.
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


@contextmanager
def saying_merged() -> Iterator[None]:
    """Say of what could not be saved within this that it is a merge, which keeps no text of anybody's."""
    try:
        yield
    except NotSaved as error:
        why = str(error).removeprefix("nothing was recorded: ").replace("try again", "merge again")
        raise NotSaved(f"nothing was merged: {why}") from error
