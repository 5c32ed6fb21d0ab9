"""How far a message is on its way, in few words."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import pytest
from tests.domain.incident_life import Life
from tests.domain.sent import MAIL, SLACK, came, sending, sent, told_by
from tests.reports.queued import queued
from tests.reports.queued import way as by_mail

from incident_console.domain.posting import say_posted
from incident_console.domain.settling import settle
from incident_console.domain.vocabulary import DeliveryOutcome, Proof
from incident_console.reports.deliveries import ways_of
from incident_console.reports.way_stages import Stage, in_words, stage_of
from incident_console.store.delivery_rows import RowState
from incident_console.store.leases import Beat, taken


def written() -> Life:
    """An update of 14:05 that goes out by mail and by a chat."""
    return sending(told_by(MAIL, SLACK)).wait(minutes=5).update(30, posted=False)


def said(life: Life, channel: str = "mail") -> tuple[Stage, str]:
    """How far the update is on one way, without what the queue knows."""
    way = next(each for each in ways_of(life.incident, None) if each.delivery.channel == channel)
    return stage_of(way, life.now), in_words(way, life.now, to_the_second)


def to_the_second(moment: datetime) -> str:
    return f"{moment:%H:%M:%S}"


def test_what_came_of_it_is_said_with_its_proof_its_time_or_its_reason() -> None:
    life = came(written(), channel="slack")
    assert said(life, "slack") == (Stage.ARRIVED, "posted 14:05:00")
    assert said(life) == (Stage.QUEUED, "waits to be sent")
    came(life, DeliveryOutcome.REFUSED, reason="550 no\nsuch mailbox")
    assert said(life) == (Stage.REFUSED, "refused: 550 no such mailbox")


def test_what_people_say_of_it_is_their_word() -> None:
    life = came(written(), DeliveryOutcome.UNCERTAIN, reason="the answer was lost")
    assert said(life) == (Stage.UNCERTAIN, "uncertain: the answer was lost")
    life.act(settle, message=sent(life).id, arrived=True)
    assert said(life) == (Stage.ARRIVED, "there, as somebody says, 14:05:00")
    life = written()
    life.wait(minutes=2).act(say_posted, message=sent(life).id)
    assert said(life) == (Stage.SAID, "posted by hand 14:07:00")


def test_less_than_the_proof_that_counts_is_not_passed_off_as_it() -> None:
    life = came(written(), channel="slack", proof=Proof.ACCEPTED)
    assert said(life, "slack") == (Stage.ARRIVED, "accepted, not yet posted, 14:05:00")


def test_what_was_kept_back_is_not_called_refused() -> None:
    life = written()
    life.wait(minutes=1).update(30, posted=False)
    newer = sent(life)
    came(life, message=newer)
    assert said(life) == (Stage.NOT_SENT, "not sent: overtaken by update 2")


@pytest.mark.parametrize(
    ("more", "stage", "words"),
    [
        ({}, Stage.QUEUED, "waits to be sent"),
        ({"state": RowState.SENDING, "attempts": 1}, Stage.SENDING, "being sent"),
        (
            {"attempts": 2, "reason": "mailbox busy (451)", "wait": 30},
            Stage.AGAIN,
            "trying again 14:05:30, mailbox busy (451)",
        ),
        ({"attempts": 1, "wait": 0}, Stage.AGAIN, "trying again"),
        ({"attempts": 3, "reason": "busy", "fresh": 0}, Stage.STALE, "too old to go by itself: busy"),
        ({"state": RowState.ENDED}, Stage.STALE, "too old to go by itself"),
    ],
)
def test_what_waits_is_said_by_its_row(more: dict[str, object], stage: Stage, words: str) -> None:
    life = written()
    way = queued(by_mail(life), life.now, **more)  # type: ignore[arg-type]
    assert (stage_of(way, life.now), in_words(way, life.now, to_the_second)) == (stage, words)


def test_what_nobody_can_be_sending_any_more_is_said_to_be_interrupted() -> None:
    life = written()
    way = queued(by_mail(life), life.now, state=RowState.SENDING, attempts=1)
    assert way.row is not None
    lease = taken("postman", Beat(boot="one", beat=0.0, at=life.now), 70)
    way = msgspec.structs.replace(way, row=msgspec.structs.replace(way.row, lease=lease))
    assert in_words(way, life.now + timedelta(seconds=69), to_the_second) == "being sent"
    assert in_words(way, life.now + timedelta(seconds=70), to_the_second) == "interrupted while it was sent"


def test_a_row_of_another_file_waits_elsewhere() -> None:
    way = msgspec.structs.replace(by_mail(written()), row=None, elsewhere=True)
    assert stage_of(way, way.message.written_at) is Stage.ELSEWHERE
    assert in_words(way, way.message.written_at, to_the_second) == "waiting elsewhere, or sent already"


def test_what_asks_for_somebody_and_what_goes_by_itself_are_apart() -> None:
    assert [each.name for each in Stage if each.asks] == ["UNCERTAIN", "REFUSED", "STALE", "ELSEWHERE"]
    assert [each.name for each in Stage if each.under_way] == ["AGAIN", "SENDING", "QUEUED"]
