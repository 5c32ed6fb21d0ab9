"""Who watches the record without a screen: a lease for each, which ends with whoever holds it."""

from __future__ import annotations

from datetime import datetime

import msgspec

from incident_console.store.leases import Beat, Lease
from incident_console.store.session import Session
from incident_console.store.stamps import moment, stamp

BEAT_SECONDS = 15.0
"""How often whoever watches says so."""
GOOD_FOR = 45.0
"""Seconds after which they are no longer believed."""


class Watcher(msgspec.Struct, frozen=True, kw_only=True):
    """A watch: `who` names it (`watch@host`), `since` is when it began (UTC)."""

    id: str
    who: str
    since: datetime
    lease: Lease


class Watches:
    """The watches of an open record, of this very file alone: a copy is watched by nobody."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def hold(self, watcher: Watcher, now: Beat) -> None:
        """Say that somebody watches, from now for as long as the lease is good; forget those who are gone."""
        lease = watcher.lease
        now = Beat(boot=lease.boot, beat=lease.beat, at=lease.until)
        with self._session.joining():
            connection = self._session.connection
            gone = [each.id for each in self.all() if each.id != watcher.id and each.lease.is_over(now)]
            connection.executemany("DELETE FROM watches WHERE id = ?", [(each,) for each in gone])
            connection.execute(
                "INSERT OR REPLACE INTO watches "
                "(id, who, since, console, lease_boot, lease_beat, lease_seconds, lease_until) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(watcher.id, watcher.who, stamp(watcher.since), self._session.known_console()),
                    *(lease.boot, lease.beat, lease.seconds, stamp(lease.until)),
                ),
            )

    def let_go(self, id: str) -> None:
        """End a watch at once, rather than when its lease would."""
        with self._session.joining():
            self._session.connection.execute("DELETE FROM watches WHERE id = ?", (id,))

    def standing(self, now: Beat) -> list[Watcher]:
        """Return who watches now, whoever began first first."""
        return [each for each in self.all() if not each.lease.is_over(now)]

    def all(self) -> list[Watcher]:
        """Return all who said so, those too who are gone without a word."""
        with self._session.reading() as connection:
            rows = connection.execute(
                "SELECT id, who, since, lease_boot, lease_beat, lease_seconds, lease_until FROM watches "
                "WHERE console = ? ORDER BY since, id",
                (self._session.known_console(),),
            ).fetchall()
        return [
            Watcher(
                id=key,
                who=who,
                since=moment(since),
                lease=Lease(by=key, boot=boot, beat=beat, seconds=seconds, until=moment(until)),
            )
            for key, who, since, boot, beat, seconds, until in rows
        ]
