"""What is still to be sent from this very file: a row for each message, client, channel and recipient.

What came of it in the end is an event of the log; here is only who tries next, and when. A row is sent by
the console that it was written at alone: a copy, a restored or an overwritten file is another one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from incident_console.domain.ways import Destination
from incident_console.store import engine
from incident_console.store.delivery_rows import COLUMNS, DeliveryRow, RowState, key, row_of
from incident_console.store.leases import Lease
from incident_console.store.session import Session
from incident_console.store.stamps import maybe_moment, stamp

ADD = f"""
INSERT INTO deliveries ({COLUMNS})
VALUES (?, ?, ?, ?, ?, ?, 'waiting', 0, ?, ?, ?, ?, NULL, NULL, NULL, NULL, NULL, '', ?, NULL)
ON CONFLICT (id) DO UPDATE SET state = 'waiting', console = excluded.console, reason = '',
  next_attempt_at = excluded.next_attempt_at, fresh_until = excluded.fresh_until,
  lease_by = NULL, lease_boot = NULL, lease_beat = NULL, lease_seconds = NULL, lease_until = NULL
"""

IN_ORDER = """
 AND NOT EXISTS (
  SELECT 1 FROM deliveries AS o
  WHERE o.incident = d.incident AND o.channel = d.channel AND o.position < d.position
    AND (o.state = 'waiting' OR o.state = 'sending') AND o.message <> d.message AND o.console = d.console
    AND (o.state = 'sending' OR o.fresh_until > :now)
 )
"""
"""No older message of the incident is still to go out by the channel. A stale one waits for a person."""

IS_DUE = f"""
 d.state = 'waiting' AND d.fresh_until > :now AND d.console = :console
 AND d.next_attempt_at <= :now
{IN_ORDER}
"""
"""It may be sent now."""

DUE = f"SELECT {COLUMNS} FROM deliveries AS d WHERE {IS_DUE} ORDER BY +d.position LIMIT :limit"

NEXT = f"""
SELECT min(d.next_attempt_at) FROM deliveries AS d
WHERE d.state = 'waiting' AND d.fresh_until > :now AND d.console = :console {IN_ORDER}
"""

SENDING = f"SELECT {COLUMNS} FROM deliveries WHERE state = 'sending' AND console = ? ORDER BY +position"
ALL = f"SELECT {COLUMNS} FROM deliveries ORDER BY position"
OF_INCIDENT = f"SELECT {COLUMNS} FROM deliveries WHERE incident = ? ORDER BY position"
OF_MESSAGE = f"SELECT {COLUMNS} FROM deliveries WHERE message = ? ORDER BY position"

CAME = """
SELECT incident, id FROM events WHERE position > ? AND position <= ?
  AND type IN ('delivery_ended', 'portal_write_ended')
ORDER BY position
"""

LAST_INSIDE = f"""
SELECT {COLUMNS} FROM deliveries WHERE position IN (
  SELECT max(position) FROM deliveries
  WHERE inside = 1 AND console = ? AND state = 'ended' GROUP BY channel
)
"""

LEFT_INSIDE = """
SELECT incident FROM deliveries
WHERE inside = 1 AND console = ? AND channel = ? AND state <> 'needless' AND outcome IS NOT 'delivered'
GROUP BY incident ORDER BY min(position)
"""

TAKE = f"""
UPDATE deliveries AS d SET state = 'sending', attempts = attempts + 1, lease_by = :by, lease_boot = :boot,
  lease_beat = :beat, lease_seconds = :seconds, lease_until = :until
WHERE d.id = :id AND {IS_DUE}
"""
"""Looked at once more: since it was read, others may have tried it, or what stands before it waits again."""

LET_GO = """
UPDATE deliveries SET state = ?, next_attempt_at = coalesce(?, next_attempt_at), reason = ?,
  lease_by = NULL, lease_boot = NULL, lease_beat = NULL, lease_seconds = NULL, lease_until = NULL
WHERE id = ?
"""

LET_WAIT = f"{LET_GO} AND state = 'sending' AND lease_by IS ?"


class Deliveries:
    """The queue of an open record, as this console may see and change it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # Reading

    def due(self, now: datetime, limit: int = 100) -> list[DeliveryRow]:
        """Return the rows that may be sent now (UTC), the oldest message first for each incident and channel.

        Those of one message by one channel are due together. None is: another file's, one that is being
        sent, one that is no longer fresh, nor what would overtake an older message.
        """
        # Which console this is may have changed with the file, and is known when that was looked at.
        with self._session.reading():
            return self._rows(DUE, {"now": stamp(now), "console": self._console, "limit": limit})

    def next_due(self, now: datetime) -> datetime | None:
        """Return when the next row may be sent (UTC), None where none will be by itself."""
        with self._session.reading() as connection:
            row = connection.execute(NEXT, {"now": stamp(now), "console": self._console}).fetchone()
        return None if row is None else maybe_moment(row[0])

    def sending(self) -> list[DeliveryRow]:
        """Return the rows of this file that somebody is sending, or was when they were interrupted."""
        with self._session.reading():
            return self._rows(SENDING, (self._console,))

    def of(self, *, incident: str | None = None, message: str | None = None) -> list[DeliveryRow]:
        """Return all rows of an incident, or of a message (both by their ids), else of the file, in order."""
        if message is not None:
            return self._rows(OF_MESSAGE, (message,))
        return self._rows(ALL, ()) if incident is None else self._rows(OF_INCIDENT, (incident,))

    def came(self, after: int) -> tuple[int, list[tuple[str, str]]]:
        """Return the last position of the log, and of what came of messages behind another one: each with its
        incident's id and its entry's, in order.
        """
        with self._session.reading() as connection:
            last = engine.value(connection, "SELECT coalesce(max(position), 0) FROM events")
            found = connection.execute(CAME, (after, last)).fetchall() if 0 <= after < last else []
        return int(last), [(incident, entry) for incident, entry in found]

    def row(self, id: str) -> DeliveryRow | None:
        return next(iter(self._rows(f"SELECT {COLUMNS} FROM deliveries WHERE id = ?", (id,))), None)

    def is_free(self, row: DeliveryRow) -> bool:
        """Whether a row still waits, and nobody has taken it."""
        now = self.row(row.id)
        return now is not None and now.state is RowState.WAITING

    def is_here(self, row: DeliveryRow) -> bool:
        """Whether a row was written in this very file, so that it may be sent from it."""
        return self.is_written_by(row.console)

    def is_written_by(self, console: str) -> bool:
        """Whether a console (by its id) is this machine's, in this very file."""
        return console == self._console

    def by_outcome(self) -> dict[str, int]:
        """Return how many rows of this file there are by what came of them; `waiting` until it is known."""
        with self._session.reading() as connection:
            counts = connection.execute(
                "SELECT coalesce(outcome, 'waiting'), count(*) FROM deliveries WHERE console = ? GROUP BY 1",
                (self._console,),
            ).fetchall()
        return dict(counts)

    def last_inside(self) -> list[DeliveryRow]:
        """Return the last row of each channel by which colleagues were told and that has come to an end."""
        return self._rows(LAST_INSIDE, (self._console,))

    def left_inside(self, channel: str) -> list[str]:
        """Return the incidents (by their ids) of which a channel for colleagues lacks something, in order."""
        with self._session.reading() as connection:
            found = connection.execute(LEFT_INSIDE, (self._console, channel)).fetchall()
        return [incident for (incident,) in found]

    # Writing, in the transaction that is open or in one of its own

    def add(
        self, rows: Iterable[tuple[str, str, Destination, datetime]], now: datetime, *, inside: bool = False
    ) -> None:
        """Have messages sent from this file: the incident, the message, to whom, and until when it is fresh.

        A row that is there already waits again, under the same key. All times are UTC.
        """
        at = stamp(now)
        cells = [
            (
                key(message, to),
                *(incident, message, to.client, to.channel, to.recipient),
                *(at, stamp(fresh_until), at, self._console, inside),
            )
            for incident, message, to, fresh_until in rows
        ]
        with self._session.joining():
            self._session.connection.executemany(ADD, cells)

    def lease(self, rows: Sequence[DeliveryRow], lease: Lease) -> list[DeliveryRow]:
        """Take rows for sending, each an attempt more; return those that are still due, and nobody else's."""
        taken = []
        lease_cells = {
            "by": lease.by,
            "boot": lease.boot,
            "beat": lease.beat,
            "seconds": lease.seconds,
            "until": stamp(lease.until),
            "now": stamp(lease.until - timedelta(seconds=lease.seconds)),
        }
        with self._session.joining():
            for row in rows:
                asked = {**lease_cells, "id": row.id, "console": self._console}
                took = self._session.connection.execute(TAKE, asked)
                if took.rowcount == 1:
                    taken.append(row.id)
            found = [leased for each in taken if (leased := self.row(each)) is not None]
            for leased in found[-1:]:
                self._session.tries(leased.id, leased.attempts)
        return found

    def wait(self, row: DeliveryRow, next_attempt_at: datetime, reason: str) -> None:
        """Let a row go that was not sent: it is tried again at a time (UTC). Another's is left to them."""
        by = None if row.lease is None else row.lease.by
        cells = (RowState.WAITING.value, stamp(next_attempt_at), reason, row.id, by)
        with self._session.joining():
            self._session.connection.execute(LET_WAIT, cells)

    def end(self, ids: Iterable[str], reason: str = "") -> None:
        """Have rows tried no more; what came of them is in the log."""
        with self._session.joining():
            cells = [(RowState.ENDED.value, None, reason, each) for each in ids]
            self._session.connection.executemany(LET_GO, cells)

    def wait_no_longer(self, now: datetime, until: datetime, *, seen: bool) -> None:
        """Have what waits in this file tried at a time (UTC) at the latest, what was never tried now.

        The clock was set back, and with it all that was to be tried at a time went further away. Where that
        was not seen, it is known of what is of a time to come, or was never tried and yet waits.
        """
        sql = (
            "UPDATE deliveries SET next_attempt_at = CASE attempts WHEN 0 THEN :now ELSE :until END "
            "WHERE state = 'waiting' AND console = :console "
            "AND next_attempt_at > CASE attempts WHEN 0 THEN :now ELSE :until END "
            "AND (:seen OR attempts = 0 OR made_at > :now)"
        )
        asked = {"now": stamp(now), "until": stamp(until), "seen": seen, "console": self._console}
        with self._session.joining():
            self._session.connection.execute(sql, asked)

    def note_outcomes(self, outcomes: Iterable[tuple[str, str]]) -> None:
        """Keep what came of rows beside them, by their ids."""
        with self._session.joining():
            self._session.connection.executemany(
                "UPDATE deliveries SET outcome = ? WHERE id = ?",
                [(str(outcome), row) for row, outcome in outcomes],
            )

    def end_unsent(self, ids: Iterable[str]) -> None:
        """Have rows tried no more that are needless by now and that nobody is sending at this moment."""
        sql = "UPDATE deliveries SET state = 'needless' WHERE id = ? AND state = 'waiting'"
        self._each(sql, ids)

    def revive(self, ids: Iterable[str]) -> None:
        """Have rows of this file wait again that were needless: what made them so was taken back."""
        sql = "UPDATE deliveries SET state = 'waiting' WHERE id = ? AND state = 'needless' AND console = ?"
        with self._session.joining():
            self._session.connection.executemany(sql, [(each, self._console) for each in ids])

    def hasten(
        self,
        now: datetime,
        *,
        message: str | None = None,
        incident: str | None = None,
        channel: str | None = None,
    ) -> None:
        """Have what waits in this file tried now (UTC): of a message, of an incident by a channel, or all."""
        sql = (
            "UPDATE deliveries SET next_attempt_at = :now WHERE state = 'waiting' AND console = :console "
            "AND fresh_until > :now AND next_attempt_at > :now "
            "AND (:message IS NULL OR message = :message) "
            "AND (:incident IS NULL OR incident = :incident) AND (:channel IS NULL OR channel = :channel)"
        )
        asked = {
            "now": stamp(now),
            "console": self._console,
            "message": message,
            "incident": incident,
            "channel": channel,
        }
        with self._session.joining():
            self._session.connection.execute(sql, asked)

    @property
    def _console(self) -> str:
        return self._session.known_console()

    def _each(self, sql: str, ids: Iterable[str]) -> None:
        with self._session.joining():
            self._session.connection.executemany(sql, [(each,) for each in ids])

    def _rows(self, sql: str, asked: Any) -> list[DeliveryRow]:
        with self._session.reading() as connection:
            return [row_of(row) for row in connection.execute(sql, asked).fetchall()]


def forget_all(connection: engine.Connection) -> None:
    """Take out of a copy all that is sent and watched from the original alone."""
    for table in ("deliveries", "notices", "watches"):
        connection.execute(f"DELETE FROM {table}")
