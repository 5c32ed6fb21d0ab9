"""The postman: sends what is due, each channel on a thread of its own, and records what came of it.

The desk is his alone, and used on one thread; what sends has no part in the record. The outcome of an attempt
is recorded before the next one of its channel begins, in the transaction that takes the next row in hand.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta
from math import inf
from queue import Empty, SimpleQueue

from incident_console.clock import new_id
from incident_console.config.channels import Channel
from incident_console.delivery import portal_names
from incident_console.delivery.kinds import KINDS, carry
from incident_console.delivery.parcel import Parcel, notice_parcel, parcel_for
from incident_console.delivery.receipt import refused, uncertain, waiting
from incident_console.desk import Desk
from incident_console.domain.overtaking import named, overtaken_by
from incident_console.domain.refusal import Refused
from incident_console.domain.vocabulary import DeliveryOutcome
from incident_console.postman.alarms import is_needless
from incident_console.postman.came import Came, attempted, record_one_by_one
from incident_console.postman.portal_parcels import portal_parcel
from incident_console.postman.senders import Send, Senders, attempt_by
from incident_console.postman.taking import incident_of, take
from incident_console.postman.waits import WAITS
from incident_console.store.delivery_rows import DeliveryRow
from incident_console.store.errors import Damaged
from incident_console.store.leases import Beat, Lease, taken

PAGE = 200
"""How many rows are read at a time."""
LEASE_MARGIN = 30.0
"""Seconds by which a lease is longer than the deadline of an attempt: secrets are asked for besides.

With the next look an alarm whose sender was killed goes out within a minute, at the usual deadline.
"""
LOOK_AGAIN = timedelta(seconds=10)
"""How long at most it is not looked for rows whose sender was interrupted."""
LONGEST_USUAL = timedelta(seconds=WAITS[-1])
SET = 2.0
"""Seconds by which clocks that nobody sets do not part between two looks."""


class Postman:
    """Carries messages from one file, as its desk reads it."""

    def __init__(
        self,
        desk: Desk,
        channels: Mapping[str, Channel],
        send: Send = carry,
        *,
        heard: Callable[[Came], None] | None = None,
    ) -> None:
        """Carry by these channels.

        Args:
            desk: his alone.
            channels: by their names.
            send: what sends.
            heard: is told what came of each attempt when that is recorded, on the thread of the turns.
        """
        self.desk = desk
        self.channels = channels
        self._send = send
        self._heard = heard
        self._name = new_id()
        self._line: dict[str, deque[DeliveryRow]] = {}
        """What is due by each channel, in order; whoever takes a row looks whether it still is."""
        self._under_way: dict[str, DeliveryRow] = {}
        """What is being sent by each channel."""
        self._back: list[Came] = []
        """What came back and is not recorded yet."""
        self._came: SimpleQueue[Came | None] = SimpleQueue()
        self._senders = Senders()
        self._look_at = datetime.min.replace(tzinfo=UTC)
        self._ahead = -inf
        """By how many seconds the wall clock is ahead of the one that nobody can set."""

    @property
    def busy(self) -> bool:
        """Whether something is being sent, or has come back and is not recorded yet."""
        return bool(self._under_way or self._back)

    def wake(self) -> None:
        """Have him look now, from whatever thread."""
        self._came.put(None)

    def look_again(self) -> None:
        """Have the record read at the next turn."""
        self._look_at = datetime.min.replace(tzinfo=UTC)

    def turn(self, wait: float, *, begin: bool = True, only: Collection[str] | None = None) -> bool:
        """Record what came back, and begin to send what is due; tell whether there is more to do.

        Args:
            wait: for how many seconds at most something is waited for that comes back, or wakes him.
            begin: whether anything more is begun.
            only: by which channels, by name; all where nothing is said.

        Raises:
            StoreError: nothing was recorded; what came back is kept until the next turn.
        """
        self._back += self._collected(0 if self._back else wait)
        busy = self._under_way.keys() - {each.row.channel for each in self._back}
        chosen = [row for row in self._chosen(busy, only) if not self._needless(row)] if begin else []
        came = [*self._back, *self._overtaken(chosen)]
        if not came and not chosen:
            return self.busy
        passed_over = {each.row.id for each in came}
        chosen = [row for row in chosen if row.id not in passed_over]
        try:
            in_hand = self.desk.together(lambda desk: self._recorded(desk, came, chosen))
        except (Refused, Damaged):
            record_one_by_one(self.desk, came)
            in_hand = self.desk.together(lambda desk: take(desk, chosen, self._lease))
        if self._heard is not None:
            for each in came:
                self._heard(each)
        for each in self._back:
            del self._under_way[each.row.channel]
        self._back = []
        if any(not self._line.get(each.row.channel) for each in came):
            # An outcome may have opened the way to the next message.
            self.look_again()
        for row in in_hand:
            self._begin(row)
        return True

    def _collected(self, wait: float) -> list[Came]:
        """Return what has come back; several at once where there are several."""
        found: list[Came] = []
        try:
            each = self._came.get(timeout=wait) if wait > 0 else self._came.get_nowait()
            while True:
                if each is None:
                    self.look_again()
                else:
                    found.append(each)
                each = self._came.get_nowait()
        except Empty:
            return found

    def _chosen(self, busy: Collection[str], only: Collection[str] | None) -> list[DeliveryRow]:
        """Return the next row of each channel that is free, reading the record where it is time to."""
        now = self.desk.now()
        if self._clock_was_set_back(now) or now >= self._look_at:
            self._look(now)
        chosen = []
        for channel, line in self._line.items():
            if line and channel not in busy and (only is None or channel in only):
                chosen.append(line.popleft())
        return chosen

    def _clock_was_set_back(self, now: datetime) -> bool:
        """Tell whether the clock was set back since this was asked last; nothing waits the longer for it."""
        ahead = now.timestamp() - self.desk.clock.monotonic()
        back, self._ahead = self._ahead - ahead > SET, ahead
        if back:
            self.desk.store.deliveries.wait_no_longer(now, now + LONGEST_USUAL, seen=True)
        return back

    def _overtaken(self, rows: list[DeliveryRow]) -> list[Came]:
        """Return those that are not to be sent any more, since a newer message says what they would have."""
        found = []
        for row in rows:
            incident = incident_of(self.desk, row)
            message = None if incident is None else incident.messages.get(row.message)
            if incident is None or message is None:
                continue
            newer = overtaken_by(incident, message, row.destination)
            if newer is not None:
                # It may have arrived before, where its service knows a second try.
                before = f"; before that: {row.reason}" if row.reason else ""
                found.append(Came(row, refused(f"overtaken by {named(newer)}{before}"), self.desk.now()))
        return found

    def _needless(self, row: DeliveryRow) -> bool:
        """Whether a row for colleagues says too little by now; it is tried no more then."""
        incident = incident_of(self.desk, row) if row.inside else None
        notice = None if incident is None else self.desk.store.notices.notice(row.message)
        if incident is None or notice is None:
            return False
        logs = portal_names.is_for_portal(notice)
        if portal_names.is_wanted(incident, notice) if logs else not is_needless(self.desk, notice, incident):
            return False
        self.desk.store.deliveries.end_unsent([row.id])
        # What is behind it may go now.
        self.wake()
        return True

    def _look(self, now: datetime) -> None:
        rows = self.desk.store.deliveries
        self._after_interruptions()
        following = rows.next_due(now)
        if following is not None and following > now:
            # Before we came the clock may have been set back.
            rows.wait_no_longer(now, now + LONGEST_USUAL, seen=False)
        self._line = {}
        for row in rows.due(now, PAGE):
            self._line.setdefault(row.channel, deque()).append(row)
        soon = now + LOOK_AGAIN
        self._look_at = min(soon, following) if following is not None and following > now else soon

    def _after_interruptions(self) -> None:
        """Record what became of rows whose sender can no longer be at work on them.

        Whether they were sent nobody knows: where the service knows a second try they go once more.
        """
        now = Beat.of(self.desk.clock)
        mine = {row.id for row in self._under_way.values()}
        left = [
            row
            for row in self.desk.store.deliveries.sending()
            if row.id not in mine and (row.lease is None or row.lease.is_over(now))
        ]
        if left:
            came = [self._interrupted(row) for row in left]
            try:
                self.desk.together(lambda desk: self._recorded(desk, came, []))
            except (Refused, Damaged):
                record_one_by_one(self.desk, came)

    def _interrupted(self, row: DeliveryRow) -> Came:
        channel = self.channels.get(row.channel)
        keyed = channel is not None and channel.kind in KINDS and KINDS[channel.kind].keyed
        notice = self.desk.store.notices.notice(row.message) if row.inside else None
        if notice is not None and notice.kind == portal_names.CREATION:
            # A comment that stands there twice is known by its id; a second ticket helps nobody.
            keyed = False
        receipt = (
            waiting("it was interrupted; it goes again under the same key")
            if keyed
            else uncertain("it was interrupted while it was sent")
        )
        return Came(row, receipt, self.desk.now())

    def _recorded(self, desk: Desk, back: list[Came], chosen: list[DeliveryRow]) -> list[DeliveryRow]:
        """Record what came back and take the chosen rows in hand; return those that nobody else took."""
        now = desk.now()
        desk.deliver([attempted(each, now) for each in back])
        return take(desk, chosen, self._lease)

    def _lease(self, row: DeliveryRow) -> Lease:
        """Return what a row is taken with; it is longer than an attempt."""
        deadline = self.channels[row.channel].deadline if row.channel in self.channels else 0.0
        return taken(self._name, Beat.of(self.desk.clock), deadline + LEASE_MARGIN)

    def _begin(self, row: DeliveryRow) -> None:
        """Send a row on its channel's thread."""
        self._under_way[row.channel] = row
        channel = self.channels.get(row.channel)
        parcel = self._parcel(row)
        templates = "" if parcel is None else self.desk.policy.client(parcel.client).templates or ""

        def attempt() -> None:
            try:
                receipt = attempt_by(channel, row, parcel, templates, self._send)
            except Exception as error:
                # Whatever it was, the channel goes on, and the message is not sent twice.
                receipt = uncertain(f"{type(error).__name__} in the program")
            if parcel is not None and parcel.ticket and receipt.outcome is DeliveryOutcome.UNCERTAIN:
                # Its id stands in the text: whoever reads it twice knows that.
                receipt = waiting(f"{receipt.reason}; it goes again under the same id")
            self._came.put(Came(row, receipt, self.desk.clock.now()))

        self._senders.hand(row.channel, attempt)

    def close(self) -> None:
        """Send the threads home; each goes when its attempt is over."""
        self._senders.close()

    def _parcel(self, row: DeliveryRow) -> Parcel | None:
        incident = incident_of(self.desk, row)
        if incident is not None and row.inside:
            notice = self.desk.store.notices.notice(row.message)
            if notice is not None and portal_names.is_for_portal(notice):
                return portal_parcel(incident, notice)
            return None if notice is None else notice_parcel(notice, incident.ref, row.recipient, row.id)
        message = None if incident is None else incident.messages.get(row.message)
        if incident is None or message is None:
            return None
        return parcel_for(incident, message, row.destination, row.id)
