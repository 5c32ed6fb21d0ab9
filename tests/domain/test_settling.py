"""What people say of a message that channels carry: posted, arrived, lost, once more, discarded."""

from __future__ import annotations

import pytest
from tests.domain.incident_life import Life, Shift, clock
from tests.domain.sent import (
    DELIVERED,
    MAIL,
    REFUSED,
    SLACK,
    UNCERTAIN,
    came,
    deliveries,
    delivery,
    out,
    sending,
    sent,
    told_by,
    written,
)

from incident_console.domain.duplicates import mark_duplicate
from incident_console.domain.judging import judge
from incident_console.domain.posting import discard_message, say_posted
from incident_console.domain.refusal import Refused
from incident_console.domain.response import strike
from incident_console.domain.settling import retry, settle
from incident_console.domain.vocabulary import DeliveryOutcome, MessageKind, Proof


def test_what_somebody_says_they_posted_goes_out_no_other_way() -> None:
    life = came(written(MAIL, SLACK), UNCERTAIN, channel="slack", reason="cut")
    life.act(say_posted, message=sent(life).id)
    assert [outcome for *_, outcome in deliveries(life)] == ["said", "said"]
    assert delivery(life).proof is Proof.SAID
    assert life.clock == ("next_update", clock("14:35"))


def test_what_one_channel_has_told_is_posted_for_the_others() -> None:
    """A word for what still waits: it counts by all channels, and changes nothing that was told already."""
    life = came(written(MAIL, SLACK), channel="mail").wait(minutes=3)
    life.act(say_posted, message=sent(life).id)
    assert [outcome for *_, outcome in deliveries(life)] == ["delivered", "said"]
    assert sent(life).out_at == clock("14:05")
    assert "is out since" in life.refused(say_posted, message=sent(life).id)


def test_what_is_posted_while_it_is_written_has_no_ways() -> None:
    life = sending(told_by(MAIL)).update(30)
    assert deliveries(life) == []
    assert out(life)


def test_a_mistaken_posted_struck_leaves_its_rows_waiting_again() -> None:
    life = written(MAIL)
    life.act(say_posted, message=sent(life).id)
    life.act(strike, seq=len(life.entries), why="Another incident's")
    assert deliveries(life) == [("mail", "ops@acme.example", "waiting")]
    assert not out(life)


def test_a_late_word_of_a_service_is_known_though_somebody_posted_it() -> None:
    life = written(MAIL)
    life.act(say_posted, message=sent(life).id)
    came(life.wait(minutes=1))
    assert deliveries(life) == [("mail", "ops@acme.example", "delivered")]
    assert sent(life).out_at == clock("14:05")


def test_what_is_known_to_have_arrived_stays_so() -> None:
    life = came(written(MAIL), attempts=2)
    came(life, REFUSED, reason="550")
    assert deliveries(life) == [("mail", "ops@acme.example", "delivered")]


def test_uncertain_can_be_known_later() -> None:
    life = came(written(MAIL), UNCERTAIN, reason="the lease ran out").wait(minutes=1)
    came(life)
    assert out(life)


def test_what_arrived_after_all_counts_from_the_attempt() -> None:
    life = came(written(MAIL), UNCERTAIN, reason="cut").wait(minutes=20)
    assert life.due.due_at < life.now
    life.act(settle, by="bob", message=sent(life).id, arrived=True)
    assert sent(life).out_at == clock("14:05")
    assert (delivery(life).outcome, delivery(life).proof) == (DELIVERED, Proof.SAID)
    assert life.clock == ("next_update", clock("14:35"))


def test_what_was_lost_is_refused_and_can_be_sent_once_more() -> None:
    life = came(written(MAIL), UNCERTAIN, reason="cut")
    message = sent(life).id
    assert "look there" in life.refused(retry, message=message)
    life.act(settle, by="bob", message=message, lost=True)
    assert (delivery(life).outcome, delivery(life).reason) == (
        REFUSED,
        "it got lost, as bob says",
    )
    assert "nothing of it is uncertain" in life.refused(settle, message=message, arrived=True)
    life.act(retry, message=message)
    assert deliveries(life) == [("mail", "ops@acme.example", "waiting")]


def test_a_mistaken_settling_is_struck() -> None:
    life = came(written(MAIL), UNCERTAIN, reason="cut")
    life.act(settle, message=sent(life).id, arrived=True)
    life.act(strike, seq=len(life.entries), why="I looked at another one")
    assert deliveries(life) == [("mail", "ops@acme.example", "uncertain")]
    assert not out(life)


def test_a_duplicates_message_that_arrives_after_its_survivor_ended_decides_nothing() -> None:
    shift = Shift(policy=told_by(MAIL))
    survivor, twin = Life(shift, "INC-9WXY").declare(), Life(shift).declare().update(30)
    twin.act(mark_duplicate, survivor=survivor.incident)
    survivor.close()
    came(twin, message=sent(twin, MessageKind.DUPLICATE), survivor=survivor.incident)
    assert sent(twin, MessageKind.DUPLICATE).is_out
    assert twin.incident.is_open
    assert twin.clock == ("next_update", clock("14:30"))


def test_what_arrived_is_not_sent_once_more() -> None:
    life = came(written(MAIL))
    assert "it arrived" in life.refused(retry, message=sent(life).id)


def test_where_there_is_no_channel_nothing_is_sent_once_more() -> None:
    life = Life().declare().update(30, posted=False)
    assert "no channel" in life.refused(retry, message=sent(life).id)


def test_a_time_without_a_word_that_it_is_out_is_refused_where_channels_exist() -> None:
    life = sending(told_by(MAIL)).wait(minutes=5)
    with pytest.raises(Refused, match="goes out when it is sent"):
        life.update(30, posted=False, at=clock("14:03"))
    assert life.update(30, at=clock("14:03")).incident.updates


def test_what_is_discarded_is_not_sent() -> None:
    life = written(MAIL)
    life.act(discard_message, message=sent(life).id, why="Wrong incident")
    assert deliveries(life) == [("mail", "ops@acme.example", "refused")]
    assert delivery(life).reason == "discarded: Wrong incident"
    assert "no longer stands" in life.refused(retry, message=sent(life).id)


def test_what_one_channel_has_told_is_discarded_for_the_others() -> None:
    life = came(written(MAIL, SLACK), channel="slack")
    life.act(discard_message, message=sent(life).id, why="Wrong figures")
    assert deliveries(life) == [("mail", "ops@acme.example", "refused"), ("slack", "", "delivered")]
    assert delivery(life).reason == "discarded: Wrong figures"
    assert out(life), "who has read it has read it"
    assert judge({life.incident.id: life.entries}) == {}


@pytest.mark.parametrize("outcome", [REFUSED, UNCERTAIN])
def test_where_no_channel_waits_there_is_nothing_to_discard(outcome: DeliveryOutcome) -> None:
    life = came(came(written(MAIL, SLACK), channel="slack"), outcome)
    assert "slack has it" in life.refused(discard_message, message=sent(life).id, why="Wrong figures")


def test_what_is_uncertain_is_not_discarded_twice() -> None:
    life = came(written(MAIL), UNCERTAIN)
    life.act(discard_message, message=sent(life).id, why="Wrong figures")
    assert "no longer waiting" in life.refused(discard_message, message=sent(life).id, why="Wrong figures")
