"""The postman: sends what is due, each channel on a thread of its own, and records what came of it.

The desk is his alone, and used on one thread; what sends has no part in the record. The outcome of an attempt
is recorded before the next one of its channel begins, in the transaction that takes the next row in hand.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta
from queue import Empty, SimpleQueue

import msgspec

from incident_console.clock import new_id
from incident_console.config.channels import Channel
from incident_console.config.inside import Inside
from incident_console.delivery.kinds import KINDS, carry
from incident_console.delivery.parcel import Parcel, notice_parcel, parcel_for
from incident_console.delivery.queue import Attempted
from incident_console.delivery.receipt import Receipt, refused, uncertain, waiting
from incident_console.desk import Desk
from incident_console.domain.incident import Incident
from incident_console.domain.overtaking import named, overtaken_by
from incident_console.domain.refusal import Refused
from incident_console.domain.vocabulary import DeliveryOutcome
from incident_console.messages.render import TemplateBroken
from incident_console.postman.alarms import is_needless
from incident_console.postman.waits import wait_after
from incident_console.store.deliveries import DeliveryRow
from incident_console.store.errors import StoreError
from incident_console.store.leases import Beat, taken

Send = Callable[[Parcel, Channel], Receipt]

NOBODY = Inside()

PAGE = 200
"""How many rows are read at a time."""
LEASE_MARGIN = 30.0
"""Seconds by which a lease is longer than the deadline of an attempt: secrets are asked for besides.

With the next look an alarm whose sender was killed goes out within a minute, at the usual deadline.
"""
LOOK_AGAIN = timedelta(seconds=10)
"""How long at most it is not looked for rows whose sender was interrupted."""
NEVER = datetime.max.replace(tzinfo=UTC)


class Came(msgspec.Struct, frozen=True):
    """What came back from an attempt, and when (UTC)."""

    row: DeliveryRow
    receipt: Receipt
    at: datetime


class Postman:
    """Carries messages from one file, as its desk reads it."""

    def __init__(
        self,
        desk: Desk,
        channels: Mapping[str, Channel],
        send: Send = carry,
        *,
        inside: Inside = NOBODY,
        heard: Callable[[Came], None] | None = None,
    ) -> None:
        """Carry by these channels.

        Args:
            desk: his alone.
            channels: by their names.
            send: what sends.
            inside: when colleagues are alarmed; an alarm that says too little by now is not sent.
            heard: is told what came of each attempt when that is recorded, on the thread of the turns.
        """
        self.desk = desk
        self.channels = channels
        self._send = send
        self._inside = inside
        self._heard = heard
        self._name = new_id()
        self._line: dict[str, deque[DeliveryRow]] = {}
        """What is due by each channel, in order; whoever takes a row looks whether it still is."""
        self._under_way: dict[str, DeliveryRow] = {}
        """What is being sent by each channel."""
        self._back: list[Came] = []
        """What came back and is not recorded yet."""
        self._came: SimpleQueue[Came | None] = SimpleQueue()
        self._attempts: dict[str, SimpleQueue[Callable[[], None] | None]] = {}
        """What each channel's thread is handed."""
        self._look_at = datetime.min.replace(tzinfo=UTC)

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
        except Refused:
            self._record_one_by_one(came)
            in_hand = self.desk.together(lambda desk: self._in_hand(desk, chosen))
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
        if now >= self._look_at:
            self._look(now)
        chosen = []
        for channel, line in self._line.items():
            if line and channel not in busy and (only is None or channel in only):
                chosen.append(line.popleft())
        return chosen

    def _overtaken(self, rows: list[DeliveryRow]) -> list[Came]:
        """Return those that are not to be sent any more, since a newer message says what they would have."""
        found = []
        for row in rows:
            incident = self._incident(row)
            message = None if incident is None else incident.messages.get(row.message)
            if incident is None or message is None:
                continue
            newer = overtaken_by(incident, message, row.destination)
            if newer is not None:
                found.append(Came(row, refused(f"overtaken by {named(newer)}"), self.desk.now()))
        return found

    def _needless(self, row: DeliveryRow) -> bool:
        """Whether a row for colleagues says too little by now; it is tried no more then."""
        incident = self._incident(row) if row.inside else None
        notice = None if incident is None else self.desk.store.notices.notice(row.message)
        if incident is None or notice is None or not is_needless(self.desk, notice, incident, self._inside):
            return False
        self.desk.store.deliveries.end_unsent([row.id])
        # What is behind it may go now.
        self.wake()
        return True

    def _look(self, now: datetime) -> None:
        rows = self.desk.store.deliveries
        self._after_interruptions()
        self._line = {}
        for row in rows.due(now, PAGE):
            self._line.setdefault(row.channel, deque()).append(row)
        following = rows.next_due(now)
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
            self.desk.together(lambda desk: desk.deliver([self._interrupted(row) for row in left]))

    def _interrupted(self, row: DeliveryRow) -> Attempted:
        channel = self.channels.get(row.channel)
        keyed = channel is not None and channel.kind in KINDS and KINDS[channel.kind].keyed
        receipt = (
            waiting("it was interrupted; it goes again under the same key")
            if keyed
            else uncertain("it was interrupted while it was sent")
        )
        at = self.desk.now()
        return attempted(Came(row, receipt, at), at)

    def _recorded(self, desk: Desk, back: list[Came], chosen: list[DeliveryRow]) -> list[DeliveryRow]:
        """Record what came back and take the chosen rows in hand; return those that nobody else took."""
        now = desk.now()
        desk.deliver([attempted(each, now) for each in back])
        return self._in_hand(desk, chosen)

    def _record_one_by_one(self, back: list[Came]) -> None:
        """Record what came back where the rules refuse one of it: that row is tried no more."""
        now = self.desk.now()
        for each in back:
            try:
                self.desk.deliver([attempted(each, now)])
            except Refused as refusal:
                self.desk.store.deliveries.end([each.row.id], str(refusal))

    def _in_hand(self, desk: Desk, chosen: list[DeliveryRow]) -> list[DeliveryRow]:
        beat, found = Beat.of(desk.clock), []
        for row in chosen:
            seconds = self._deadline(row.channel) + LEASE_MARGIN
            found += desk.store.deliveries.lease([row], taken(self._name, beat, seconds))
        return found

    def _deadline(self, channel: str) -> float:
        return self.channels[channel].deadline if channel in self.channels else 0.0

    def _begin(self, row: DeliveryRow) -> None:
        """Send a row on its channel's thread."""
        self._under_way[row.channel] = row
        channel = self.channels.get(row.channel)
        parcel = self._parcel(row)

        def attempt() -> None:
            if channel is None:
                receipt = waiting(f"the configuration has no channel {row.channel}")
            elif parcel is None:
                receipt = waiting("its text cannot be read in the record")
            else:
                receipt = self._send(self._with_html(parcel) if channel.kind == "smtp" else parcel, channel)
            self._came.put(Came(row, receipt, self.desk.clock.now()))

        self._sender(row.channel).put(attempt)

    def _sender(self, channel: str) -> SimpleQueue[Callable[[], None] | None]:
        """Return what hands attempts to the thread of a channel, which begins with the first of them."""
        if channel not in self._attempts:
            attempts: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
            self._attempts[channel] = attempts

            def send() -> None:
                while (attempt := attempts.get()) is not None:
                    attempt()

            threading.Thread(target=send, name=f"sending by {channel}", daemon=True).start()
        return self._attempts[channel]

    def close(self) -> None:
        """Send the threads home; each goes when its attempt is over."""
        for attempts in self._attempts.values():
            attempts.put(None)
        self._attempts = {}

    def _parcel(self, row: DeliveryRow) -> Parcel | None:
        incident = self._incident(row)
        if incident is not None and row.inside:
            notice = self.desk.store.notices.notice(row.message)
            return None if notice is None else notice_parcel(notice, incident.ref, row.recipient, row.id)
        message = None if incident is None else incident.messages.get(row.message)
        if incident is None or message is None:
            return None
        return parcel_for(incident, message, row.destination, row.id)

    def _with_html(self, parcel: Parcel) -> Parcel:
        """Return a message with the HTML that its client's template makes of it, where there is one."""
        from incident_console.messages.markup import html_values, their_html

        values = html_values(
            text=parcel.text,
            title=parcel.title,
            ref=parcel.ref,
            client=parcel.client,
            kind=parcel.kind,
            number=parcel.number,
            drill=parcel.drill,
        )
        folder = self.desk.policy.client(parcel.client).templates or ""
        try:
            made = their_html(folder, parcel.kind, values)
        except TemplateBroken as broken:
            made = broken.fallback
        return parcel if made is None else msgspec.structs.replace(parcel, html=made)

    def _incident(self, row: DeliveryRow) -> Incident | None:
        """Return the incident of a row; None where it cannot be read."""
        try:
            return self.desk.by_id(row.incident)
        except StoreError:
            return None


def attempted(came: Came, now: datetime) -> Attempted:
    """Return what came of an attempt as it is recorded; what was not sent is tried again later (UTC)."""
    receipt = came.receipt
    again_at = None
    if receipt.outcome is DeliveryOutcome.WAITING:
        again_at = now + timedelta(seconds=wait_after(came.row.attempts, receipt.retry_after))
    return Attempted(
        row=came.row,
        outcome=receipt.outcome,
        at=came.at,
        proof=receipt.proof,
        reason=receipt.reason,
        url=receipt.url,
        again_at=again_at,
    )
