"""What each channel was told last, and which of them still say that it goes on."""

from __future__ import annotations

import pytest
from tests.domain.incident_life import Life, clock
from tests.domain.sent import MAIL, SLACK, came, profile, sending, sent, told_by

from incident_console.domain.briefing import make_brief
from incident_console.domain.channels_told import channels_told, lagging, left_behind
from incident_console.domain.posting import say_posted
from incident_console.domain.procedure import procedure
from incident_console.domain.vocabulary import DeliveryOutcome, MessageKind, Role


@pytest.fixture
def life() -> Life:
    """An update of 14:05 that mail has, and Slack refused."""
    written = sending(told_by(MAIL, SLACK)).wait(minutes=5).update(30, posted=False)
    came(written)
    return came(written, DeliveryOutcome.REFUSED, channel="slack", reason="no_service")


def last(life: Life) -> dict[str, str]:
    """What each channel was told last."""
    found = channels_told(life.incident)
    return {each.channel: "" if each.message is None else each.message.kind.value for each in found}


def behind(life: Life) -> list[str]:
    return [each.channel for each in left_behind(life.incident)]


def test_each_channel_has_a_last_word_of_its_own(life: Life) -> None:
    assert last(life) == {"mail": "update", "slack": ""}
    (mail, slack) = channels_told(life.incident)
    assert (mail.at, slack.at) == (clock("14:05"), None)


def test_without_channels_there_is_none() -> None:
    assert channels_told(Life().declare().update().incident) == []


def test_what_somebody_posted_counts_for_all_channels(life: Life) -> None:
    life.act(say_posted, message=sent(life).id)
    assert last(life) == {"mail": "update", "slack": "update"}
    life.wait(minutes=5).update(30)
    assert {each.at for each in channels_told(life.incident)} == {clock("14:10")}


def test_a_channel_that_lacks_the_closing_is_left_behind(life: Life) -> None:
    came(life.wait(minutes=5).update(30, posted=False), channel="slack")
    assert behind(life) == []
    life.close(posted=False)
    came(life, message=sent(life, MessageKind.WRAP_UP))
    came(life, DeliveryOutcome.REFUSED, channel="slack", message=sent(life, MessageKind.WRAP_UP))
    assert not life.incident.is_open
    assert behind(life) == ["slack"]
    life.act(say_posted, message=sent(life, MessageKind.WRAP_UP).id)
    assert behind(life) == []


def test_one_that_was_never_told_anything_is_not_left_behind(life: Life) -> None:
    life.close(posted=False)
    came(life, message=sent(life, MessageKind.WRAP_UP))
    assert behind(life) == []


def test_each_client_has_channels_of_its_own() -> None:
    policy = told_by(ACME=profile("ACME", MAIL), Globex=profile("Globex", MAIL, SLACK))
    life = sending(policy, clients=("ACME", "Globex")).update(30, posted=False)
    came(life, client="Globex")
    found = channels_told(life.incident)
    assert [(each.ledger, each.channel, each.message is None) for each in found] == [
        (0, "mail", True),
        (1, "mail", False),
        (1, "slack", True),
    ]


def test_the_seventh_step_says_what_came_of_the_message_that_is_missing() -> None:
    life = sending(told_by(MAIL, SLACK)).wait(minutes=5).update(30, posted=False)
    came(life, DeliveryOutcome.REFUSED, reason="550").wait(minutes=10)
    step = procedure(life.incident, life.now, life.shift.policy)[6]
    assert step.missing == ("first update due; update 1 was refused by mail, is still to be sent by slack")


def test_the_brief_says_how_an_unsent_message_stands() -> None:
    life = came(sending(told_by(MAIL)).wait(minutes=5).update(30, posted=False), DeliveryOutcome.UNCERTAIN)
    assert make_brief(life.incident, (Role.IC,), "Watching").unsent_why == ("is uncertain by mail",)
    by_hand = Life().declare().update(posted=False)
    assert make_brief(by_hand.incident, (Role.IC,), "Watching").unsent_why == ()


def lacking(life: Life) -> list[str]:
    return [each.channel for each in lagging(life.incident)]


def test_a_channel_without_the_last_word_of_another_lags(life: Life) -> None:
    assert lacking(life) == ["slack"]
    came(life.wait(minutes=5).update(30, posted=False), channel="slack")
    assert lacking(life) == ["mail"]
    came(life)
    assert lacking(life) == []
    assert lagging(Life().declare().update().incident) == []


def test_each_client_is_looked_at_for_itself() -> None:
    policy = told_by(ACME=profile("ACME", MAIL), Globex=profile("Globex", MAIL, SLACK))
    life = sending(policy, clients=("ACME", "Globex")).update(30, posted=False)
    came(life, client="Globex")
    assert [(each.ledger, each.channel) for each in lagging(life.incident)] == [(1, "slack")]
