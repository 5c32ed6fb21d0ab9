"""The heartbeat of a watch: an address that is fetched each minute while all is well, and not otherwise."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from incident_console.config.watching import Watching
from incident_console.delivery import secrets
from incident_console.desk import Desk
from incident_console.domain.alarms import LONG_OVERDUE
from incident_console.domain.vocabulary import DeliveryOutcome

EVERY = 60.0
"""Seconds from one to the next."""
DEADLINE = 10.0
"""Seconds that it may take."""
NOT_WELL = (DeliveryOutcome.REFUSED, DeliveryOutcome.UNCERTAIN)


class Heartbeat:
    """Fetches the address on a thread of its own, so that nothing waits for it."""

    def __init__(self, watching: Watching) -> None:
        self._watching = watching
        self._next = 0.0
        self._thread: threading.Thread | None = None
        self.trouble = ""
        """Why it was not fetched or answered the last time; empty where it was."""

    def once(self, desk: Desk) -> None:
        """Fetch it now where all is well, and wait for its answer. Raises as `tick`."""
        if self._watching.heartbeat is not None:
            self.trouble = what_is_wrong(desk, desk.now()) or fetched(self._watching)

    def tick(self, desk: Desk, monotonic: float) -> None:
        """Fetch it where a minute is over and all is well; `monotonic` in seconds.

        Raises:
            StoreError: the record cannot be read, so that nothing is well.
        """
        if self._watching.heartbeat is None or monotonic < self._next:
            return
        self._next = monotonic + EVERY
        wrong = what_is_wrong(desk, desk.now())
        if wrong:
            self.trouble = wrong
        elif self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._fetch, name="heartbeat", daemon=True)
            self._thread.start()

    def _fetch(self) -> None:
        self.trouble = fetched(self._watching)


def fetched(watching: Watching) -> str:
    """Fetch the address once; return why it did not answer well, without the address, empty where it did."""
    # TLS takes a tenth of a second to load, which a watch without a heartbeat is spared (docs/WATCH.md).
    from incident_console.delivery.attempt import AnswerLost, Attempt, NotAllowed, NotSent
    from incident_console.delivery.http import ask

    given = watching.heartbeat or ""
    try:
        url = secrets.reveal(given, watching.folder) if secrets.is_reference(given) else given
        with Attempt(DEADLINE) as attempt:
            answer = ask("GET", url, b"", {}, private=watching.private, attempt=attempt)
    except (secrets.SecretMissing, ValueError, NotAllowed, NotSent, AnswerLost) as error:
        return secrets.masked(f"the heartbeat was not taken: {error}", [given])
    return "" if 200 <= answer.status < 300 else f"the heartbeat was answered with {answer.status}"


def what_is_wrong(desk: Desk, now: datetime) -> str:
    """Return why not all is well at a time (UTC), in a few words; empty where it is.

    That is: no client has waited for more than five minutes, and no message was refused or is uncertain.
    """
    store = desk.store
    for row in store.board(now):
        late = row.clock_due_at is not None and now - row.clock_due_at > LONG_OVERDUE
        if late and not row.drill and not row.imported:
            return f"{row.ref} is overdue by more than {LONG_OVERDUE // timedelta(minutes=1)} minutes"
    for waiting in store.outbox(limit=-1, unfinished=True):
        deliveries = desk.by_id(waiting.incident).messages[waiting.id].deliveries.values()
        found = next((each.outcome for each in deliveries if each.outcome in NOT_WELL), None)
        if found is not None:
            return f"a message of {waiting.ref} is {found}"
    for last in store.deliveries.last_inside():
        if last.outcome in NOT_WELL:
            return f"the last notice by {last.channel} was {last.outcome}"
    return ""
