"""What an Incident is made of beside its messages: actions, offers, terms of ownership, the review.

All times are aware and in UTC.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from incident_console.domain.vocabulary import DeliveryOutcome, Role


class Action(msgspec.Struct, kw_only=True):
    """A piece of work with an owner. A follow-up outlives the incident; `carried`: the end made it one.

    `n` is counted in the order of now; `id` is that of the event that added it.
    """

    n: int
    id: str
    text: str
    owner: str
    due: datetime | None
    follow_up: bool
    added_at: datetime
    carried: bool = False
    done_at: datetime | None = None
    done_seq: int = 0
    dropped_at: datetime | None = None
    dropped_why: str = ""

    @property
    def open(self) -> bool:
        return self.done_at is None and self.dropped_at is None


class BriefAction(msgspec.Struct, frozen=True, kw_only=True):
    """An open action as the brief names it."""

    n: int
    text: str
    owner: str


class BriefClient(msgspec.Struct, frozen=True, kw_only=True):
    """One of several clients, and what they hear next by when (UTC), as the brief names them."""

    client: str
    next_kind: str
    next_update_at: datetime


class BriefInquiry(msgspec.Struct, frozen=True, kw_only=True):
    """A question of a client that is not answered, as the brief names it; `asked_at` is in UTC."""

    seq: int
    text: str
    asked_at: datetime
    client: str | None = None


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """Whom the response waits for, and what they are expected to do, as clients read it.

    `update` is the number of the one that said it first, which went out at `since` (UTC).
    """

    who: str
    expecting: str
    update: int
    since: datetime


class Brief(msgspec.Struct, frozen=True, kw_only=True):
    """What a handover carries (C, Presence), stored as it was given."""

    status: str
    roles: tuple[Role, ...]
    latest_update: str = ""
    latest_update_at: datetime | None = None
    actions: tuple[BriefAction, ...] = ()
    next_kind: str = ""
    next_update_at: datetime | None = None
    clients: tuple[BriefClient, ...] = ()
    """Where there are several clients, each who waits for a word; who is due first stands first."""
    waiting_on: Waiting | None = None
    inquiries: tuple[BriefInquiry, ...] = ()
    unsent: tuple[str, ...] = ()
    unsent_to: tuple[str, ...] = ()
    """For whom each of these waits, where there are several clients."""
    unsent_why: tuple[str, ...] = ()
    """How each of these stands with the channels that do not have it, where there are any."""
    overtaken: tuple[str, ...] = ()
    """What waits as well, and speaks of a promise that no longer stands."""
    report: str = ""
    """The last report to colleagues."""
    next_report_at: datetime | None = None
    """When they were promised the next one (UTC)."""


class Offer(msgspec.Struct, kw_only=True):
    """A handover offered and not yet answered. It lapses by itself when its time is past."""

    id: str
    seq: int
    to: str
    by: str
    roles: tuple[Role, ...]
    offered_at: datetime
    stands_until: datetime
    brief: Brief

    def stands(self, now: datetime) -> bool:
        return now <= self.stands_until


class OfferLoss(msgspec.Struct, frozen=True, kw_only=True):
    """What an offer that stood lost by another act; with no roles `left` it ended.

    `entry` is the act, `acts` that and what it answers; `why` says what its author did. `recorded`: an entry
    of its own says so, as where its author knew of the offer; another copy's did not.
    """

    offer: str
    to: str
    given_by: str
    lost: tuple[Role, ...]
    left: tuple[Role, ...]
    entry: str
    acts: tuple[str, ...]
    by: str
    at: datetime
    why: str
    recorded: bool = False


class Absence(msgspec.Struct, kw_only=True):
    """A declared gap: the owner is away and nobody covers (C, Presence)."""

    who: str
    since: datetime
    until: datetime
    expect: str
    asked: tuple[str, ...]
    message: str
    told: bool = False
    """Whether every client whom it concerns has heard of it."""


class EndedLife(msgspec.Struct, frozen=True, kw_only=True):
    """A life of the incident: when it began and ended, and since when and until when there was impact."""

    began: datetime
    impact_since: datetime | None
    impact_until: datetime | None
    ended: datetime | None


class Tenure(msgspec.Struct, kw_only=True):
    """One term of ownership, named by the id of the event that began it."""

    id: str
    name: str
    since: datetime
    until: datetime | None = None
    how: str = "declared"


class Strike(msgspec.Struct, frozen=True, kw_only=True):
    """Why an entry no longer counts."""

    by: str
    why: str
    at: datetime


class Review(msgspec.Struct, kw_only=True):
    """The post-incident review as written so far (R 9)."""

    root_cause: str = ""
    factors: list[str] = msgspec.field(default_factory=list)
    recommendations: list[str] = msgspec.field(default_factory=list)
    follow_ups: str = ""
    """What is said of the follow-ups beside the actions themselves, such as that there are none."""
    due_at: datetime | None = None
    completed_at: datetime | None = None


class PortalWrite(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What came in the end of something written to the support portal, and when (UTC).

    `ticket` is where a comment was to stand, or what was created.
    """

    ticket: str
    outcome: DeliveryOutcome
    at: datetime
    attempts: int = 0
    reason: str = ""
    url: str = ""

    @property
    def is_there(self) -> bool:
        """Whether it stands there: the portal took it, or somebody says that they wrote it by hand."""
        return self.outcome in (DeliveryOutcome.DELIVERED, DeliveryOutcome.SAID)
