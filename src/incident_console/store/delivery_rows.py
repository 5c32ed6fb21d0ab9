"""A row of what is still to be sent: a message to one client, by one channel, to one recipient."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from incident_console.domain.ways import Destination
from incident_console.store.leases import Lease
from incident_console.store.stamps import moment


class RowState(StrEnum):
    """Whether a row is tried again, is being tried, or no more: its end is known, or it is needless."""

    WAITING = "waiting"
    SENDING = "sending"
    ENDED = "ended"
    NEEDLESS = "needless"


class DeliveryRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the queue. `id` is the key by which a service knows a second try; all times are UTC."""

    id: str
    incident: str
    message: str
    client: str
    channel: str
    recipient: str
    state: RowState
    attempts: int
    next_attempt_at: datetime
    fresh_until: datetime
    made_at: datetime
    console: str
    lease: Lease | None = None
    reason: str = ""
    inside: bool = False
    """Whether colleagues are told by it: what comes of it is then kept here, and is no event."""
    outcome: str | None = None
    """What came of it in the end, as far as it is known; of a message to clients the log tells it."""

    @property
    def destination(self) -> Destination:
        return Destination(channel=self.channel, client=self.client, recipient=self.recipient)

    @property
    def came(self) -> str:
        """What came of it for colleagues: what was ended without that being kept may have arrived."""
        return self.outcome or ("uncertain" if self.state is RowState.ENDED else "waiting")

    def is_due_by_itself(self, now: datetime) -> bool:
        """Whether it is tried without anybody's word; what is no longer fresh (UTC) waits for one."""
        return self.state is RowState.WAITING and now < self.fresh_until


COLUMNS = (
    "id, incident, message, client, channel, recipient, state, attempts, next_attempt_at, fresh_until, "
    "made_at, console, lease_by, lease_boot, lease_beat, lease_seconds, "
    "lease_until, reason, inside, outcome"
)


def row_of(cells: Sequence[Any]) -> DeliveryRow:
    """Return a row as the file holds it (`COLUMNS`)."""
    name, incident, message, client, channel, recipient = cells[:6]
    state, attempts, next_attempt_at, fresh_until, made_at, console = cells[6:12]
    by, boot, beat, seconds, until, reason, inside, outcome = cells[12:]
    return DeliveryRow(
        id=name,
        incident=incident,
        message=message,
        client=client,
        channel=channel,
        recipient=recipient,
        state=RowState(state),
        attempts=attempts,
        next_attempt_at=moment(next_attempt_at),
        fresh_until=moment(fresh_until),
        made_at=moment(made_at),
        console=console,
        lease=None
        if by is None
        else Lease(by=by, boot=boot, beat=beat, seconds=seconds, until=moment(until)),
        reason=reason,
        inside=bool(inside),
        outcome=outcome,
    )


def key(message: str, to: Destination) -> str:
    """Return the key of a message to a recipient: the same in every copy, so that services know it again."""
    from hashlib import sha256

    return sha256("\n".join((message, *to.key)).encode()).hexdigest()[:32]
