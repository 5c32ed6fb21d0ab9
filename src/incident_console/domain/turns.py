"""What waits for one person over all incidents, the most urgent first: what is on them.

Being called (`calls`) ends with the next act of whoever is called; what waits stays until it is done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import IntEnum
from typing import NamedTuple

import msgspec

from incident_console.domain.call import Call, Why
from incident_console.domain.summary import SummaryRow
from incident_console.domain.text import same_person
from incident_console.domain.urgency import OWED_ANSWERS, DeadlineKind, OwedKind, Urgency, answer_to, urgency
from incident_console.domain.vocabulary import Status


class Kind(IntEnum):
    """What waits, in the order in which it presses."""

    OVERDUE = 0
    """A client's deadline is over."""
    STUCK = 1
    """A message does not reach a client by one of its channels, and nothing more comes of it by itself."""
    OWED = 2
    """What is owed after the end is late."""
    OFFERED = 3
    CALLED = 4
    UNHEARD = 5
    """A word to colleagues, a call of one of them for instance, does not arrive by itself."""
    LATE_ACTION = 6
    NEAR = 7
    """A client's deadline comes soon."""
    CONFIRM = 8
    WRAP_UP = 9
    INTRODUCE = 10
    """A client has not heard from its new owner."""
    UNSENT = 11
    ASKED = 12
    """A client's question is open."""
    GIVEN = 13
    """Somebody else's answer to an offer of mine."""
    AWAY = 14
    ACTION = 15


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that waits for a person: in which incident, since or until when (UTC), and what answers it.

    `answer` is a rule. `about` is the kind of a deadline or of what is owed, or names roles; `who` the other
    one, or a channel; `n` the number of an action, or how many there are; `message` what a message is called;
    `text` the words that say more.
    """

    kind: Kind
    incident: str
    ref: str
    answer: str
    at: datetime | None = None
    about: str = ""
    who: str = ""
    n: int = 0
    message: str = ""
    text: str = ""
    call: Call | None = None

    @property
    def key(self) -> tuple[object, ...]:
        """What makes it the same thing as at another time."""
        return self.kind, self.ref, self.about, self.n, self.message, self.text


class Work(NamedTuple):
    """An open action of an open incident."""

    incident: str
    ref: str
    n: int
    text: str
    owner: str
    due: datetime | None


class Asked(NamedTuple):
    """An open question of a client."""

    incident: str
    ref: str
    who: str
    text: str
    at: datetime


class Carried(NamedTuple):
    """A message that channels carry, with what keeps it from arriving.

    `speakers` write to its clients; of a word to colleagues (`inside`) they are whose matter that is.
    `by_channels`: it waits for channels alone, and is nobody's to post.
    `stands` says how it stands where somebody has to say what becomes of it (`refused`), empty where it is
    on its way by itself; `channel`, `reason`, `at` (UTC) and the rule that `answers` it belong to that.
    """

    incident: str
    ref: str
    message: str
    speakers: tuple[str, ...]
    by_channels: bool
    stands: str = ""
    channel: str = ""
    reason: str = ""
    at: datetime | None = None
    answer: str = ""
    inside: bool = False


SAID_OTHERWISE = (Why.OFFERED, Why.NEARS, Why.PASSED, Why.ACTION)
"""Calls for what waits here by itself."""


def turns(
    person: str,
    rows: Iterable[SummaryRow],
    calls: Iterable[tuple[str, Call]],
    work: Iterable[Work],
    asked: Iterable[Asked],
    now: datetime,
    carried: Iterable[Carried] = (),
    introductions: Iterable[Turn] = (),
) -> list[Turn]:
    """Return what waits for a person at a time (UTC), the most urgent first.

    Args:
        rows: the incidents that are open, and those that have ended and owe something.
        calls: what the person is called for, each with the reference of its incident.
        work: the open actions of open incidents.
        asked: open questions in incidents whose clients the person speaks to.
        carried: messages to clients and words to colleagues that channels carry and that have not arrived.
        introductions: those that are still due in incidents of which the person is the new owner.
    """
    known = {row.ref: row for row in rows}
    on_their_way = list(carried)
    by_itself = Counter(each.ref for each in on_their_way if each.by_channels)
    found = [turn for row in known.values() for turn in of_row(row, person, now, by_itself[row.ref])]
    found += [of_carried(each) for each in on_their_way if each.stands and is_speaker(person, each.speakers)]
    found += [turn for ref, call in calls if ref in known for turn in of_call(known[ref], call)]
    found += [of_work(each, now) for each in work if same_person(each.owner, person)]
    found += introductions
    found += [
        Turn(
            kind=Kind.ASKED,
            incident=each.incident,
            ref=each.ref,
            answer="send_update",
            at=each.at,
            who=each.who,
            text=each.text,
        )
        for each in asked
    ]
    each_once = {each.key: each for each in reversed(found)}
    return sorted(
        each_once.values(), key=lambda each: (each.kind, each.at is None, each.at, each.ref, each.n)
    )


def of_row(row: SummaryRow, person: str, now: datetime, by_itself: int = 0) -> Iterator[Turn]:
    """What an incident's summary says that a person has to do; so many messages wait for channels alone."""

    def turn(kind: Kind, answer: str, at: datetime | None = None, **more: object) -> Turn:
        return Turn(kind=kind, incident=row.id, ref=row.ref, answer=answer, at=at, **more)  # type: ignore[arg-type]

    if row.damaged:
        return
    if row.is_offered_to(person, now):
        about = " ".join(row.offer_roles)
        yield turn(
            Kind.OFFERED, "accept_handover", row.offer_stands_until, who=row.offered_by or "", about=about
        )
    elif row.offered(now) is not None and row.offered_by is not None and same_person(row.offered_by, person):
        yield turn(Kind.GIVEN, "withdraw_handover", row.offer_stands_until, who=row.offered_to or "")
    if not row.open:
        yield from of_ended(row, person, now)
        return
    speaks = speaks_for(row, person)
    if row.clock_due_at is not None and (speaks or row.is_watched_by(person)):
        stands = urgency(row.clock_due_at, now)
        if stands is not Urgency.ON_TIME:
            kind = Kind.OVERDUE if stands is Urgency.OVERDUE else Kind.NEAR
            about = row.clock_kind or DeadlineKind.NEXT_UPDATE.value
            answer = answer_to(about) if speaks else "escalate"
            yield turn(kind, answer, row.clock_due_at, about=about, who=row.clock_client or "")
    if same_person(row.ic, person):
        if row.status == Status.RESOLVED:
            confirmed = row.clock_kind == DeadlineKind.WRAP_UP
            yield turn(Kind.WRAP_UP, "close") if confirmed else turn(Kind.CONFIRM, "confirm")
        if row.away_until is not None:
            yield turn(Kind.AWAY, "come_back", row.away_until)
    if row.unsent > by_itself and speaks:
        yield turn(Kind.UNSENT, "say_posted", n=row.unsent - by_itself)


def of_ended(row: SummaryRow, person: str, now: datetime) -> Iterator[Turn]:
    """What a person owes of an ended incident, once it is late."""
    late = row.owed_due_at is not None and now > row.owed_due_at
    if late and row.owed_kind is not None and same_person(row.owed_by or row.owner, person):
        yield Turn(
            kind=Kind.OWED,
            incident=row.id,
            ref=row.ref,
            answer=OWED_ANSWERS[OwedKind(row.owed_kind)],
            at=row.owed_due_at,
            about=row.owed_kind,
        )


def of_call(row: SummaryRow, call: Call) -> Iterator[Turn]:
    """What a call asks for that does not wait here by itself."""
    if call.why in SAID_OTHERWISE or row.damaged:
        return
    if call.why is not Why.OWED:
        yield Turn(
            kind=Kind.CALLED, incident=row.id, ref=row.ref, answer=call.answer, at=call.since, call=call
        )
    elif call.about != row.owed_kind or call.since != row.owed_due_at:
        yield Turn(
            kind=Kind.OWED,
            incident=row.id,
            ref=row.ref,
            answer=call.answer,
            at=call.since,
            about=call.about,
            n=call.n,
        )


def of_work(work: Work, now: datetime) -> Turn:
    """An action of a person."""
    late = work.due is not None and work.due < now
    return Turn(
        kind=Kind.LATE_ACTION if late else Kind.ACTION,
        incident=work.incident,
        ref=work.ref,
        answer="finish_action",
        at=work.due,
        n=work.n,
        text=work.text,
    )


def of_carried(carried: Carried) -> Turn:
    """A message of which somebody has to say what becomes of it."""
    return Turn(
        kind=Kind.UNHEARD if carried.inside else Kind.STUCK,
        incident=carried.incident,
        ref=carried.ref,
        answer=carried.answer,
        at=carried.at,
        about=carried.stands,
        who=carried.channel,
        message=carried.message,
        text=carried.reason,
    )


def is_taken_over(row: SummaryRow, person: str) -> bool:
    """Whether somebody owns an incident that was handed over to them, or that they took over."""
    return row.open and row.term > 1 and same_person(row.owner, person)


def is_speaker(person: str, speakers: Iterable[str]) -> bool:
    return any(same_person(person, name) for name in speakers)


def speaks_for(row: SummaryRow, person: str) -> bool:
    """Whether a person writes to an incident's clients: its owner and its Communications Lead do."""
    return is_speaker(person, (row.owner, row.cl))
