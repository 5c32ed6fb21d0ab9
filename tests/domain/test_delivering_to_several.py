"""Several clients, each told by channels of their own: what fails for one leaves that one's promise open."""

from __future__ import annotations

import pytest
from tests.domain.incident_life import Life, clock
from tests.domain.sent import MAIL, SLACK, came, profile, sending, sent, told_by
from tests.domain.several_clients import clocks, outcomes

from incident_console.domain.clients import drop_client
from incident_console.domain.posting import left_to_go_out, say_posted, who_can_have
from incident_console.domain.settling import retry, settle
from incident_console.domain.vocabulary import DeliveryOutcome, MessageKind

POLICY = told_by(
    ACME=profile("ACME", MAIL), Globex=profile("Globex", MAIL, SLACK, told="all"), Initech=profile("Initech")
)


@pytest.fixture
def life() -> Life:
    """An update of 14:05 for three clients, of whom one has no channel."""
    begun = sending(POLICY, clients=("ACME", "Globex", "Initech")).wait(minutes=5)
    return begun.update(30, posted=False)


def test_each_client_has_ways_of_their_own(life: Life) -> None:
    ways = [(each.client, each.channel) for each in sent(life).deliveries.values()]
    assert ways == [("ACME", "mail"), ("Globex", "mail"), ("Globex", "slack")]


def test_what_fails_for_one_leaves_that_ones_promise_open(life: Life) -> None:
    came(life, client="ACME")
    came(life, client="Globex")
    came(life, DeliveryOutcome.REFUSED, client="Globex", channel="slack", reason="no_service")
    first = ("first_update", clock("14:10"))
    assert clocks(life) == {"ACME": ("next_update", clock("14:35")), "Globex": first, "Initech": first}
    life.act(say_posted, message=sent(life).id, clients=["Initech"])
    assert clocks(life)["Initech"] == ("next_update", clock("14:35"))
    assert clocks(life)["Globex"] == first


def test_each_is_told_when_its_own_channels_have_it(life: Life) -> None:
    came(life, client="Globex", channel="slack")
    came(life.wait(minutes=1), client="Globex", channel="mail")
    assert clocks(life)["ACME"] == ("first_update", clock("14:10"))
    came(life.wait(minutes=10), client="ACME")
    life.wait(until="14:36").update(30, posted=False, clients=["ACME"])
    came(life, client="ACME")
    assert outcomes(life, "ACME") == ["late", "open"]
    assert outcomes(life, "Globex") == ["open"]


def test_retry_and_settle_may_be_of_one_client(life: Life) -> None:
    for client in ("ACME", "Globex"):
        came(life, DeliveryOutcome.UNCERTAIN, client=client, reason="cut")
    life.act(settle, message=sent(life).id, arrived=True, clients=["ACME"])
    life.act(settle, message=sent(life).id, lost=True, clients=["Globex"])
    life.act(retry, message=sent(life).id, clients=["Globex"])
    assert [each.outcome.value for each in sent(life).deliveries.values()] == [
        "delivered",
        "waiting",
        "waiting",
    ]


def test_retry_and_settle_may_be_of_one_recipient(life: Life) -> None:
    for channel in ("mail", "slack"):
        came(life, DeliveryOutcome.UNCERTAIN, client="Globex", channel=channel, reason="cut")
    message, (_, mail, slack) = sent(life).id, sent(life).deliveries.values()
    life.act(settle, message=message, arrived=True, to=[mail.destination])
    life.act(settle, message=message, lost=True, to=[slack.destination])
    assert "it arrived" in life.refused(retry, message=message, to=[mail.destination])
    assert "nothing of it is uncertain" in life.refused(
        settle, message=message, arrived=True, to=[mail.destination]
    )
    life.act(retry, message=message, to=[slack.destination])
    assert [each.outcome.value for each in sent(life).deliveries.values()] == [
        "waiting",
        "delivered",
        "waiting",
    ]


def test_only_what_no_channel_may_still_bring_is_to_be_posted(life: Life) -> None:
    def to_post() -> list[str | None]:
        return [each.client for each in life.incident.to_post(sent(life))]

    assert to_post() == ["Initech"]
    came(life, DeliveryOutcome.UNCERTAIN, client="ACME", reason="cut")
    assert to_post() == ["Initech"]
    life.act(settle, message=sent(life).id, lost=True, clients=["ACME"])
    assert to_post() == ["ACME", "Initech"]
    life.act(say_posted, message=sent(life).id, clients=["Initech", "ACME"])
    assert to_post() == []


def test_a_message_is_left_until_all_of_its_channels_have_it(life: Life) -> None:
    came(life, client="ACME")
    came(life, client="Globex", channel="slack")
    life.act(say_posted, message=sent(life).id, clients=["Initech"])
    assert left_to_go_out(life.incident) == [sent(life)]
    assert [each.client for each in who_can_have(life.incident, sent(life))] == ["Globex"]
    came(life, client="Globex", channel="mail")
    assert left_to_go_out(life.incident) == []


def test_the_end_comes_when_the_last_client_was_told(life: Life) -> None:
    life.act(say_posted, message=sent(life).id)
    life.close(posted=False)
    last = sent(life, MessageKind.WRAP_UP)
    came(life, client="ACME", message=last)
    came(life, client="Globex", message=last)
    came(life, client="Globex", channel="slack", message=last)
    assert life.incident.is_open
    life.act(say_posted, message=last.id, clients=["Initech"])
    assert life.incident.status == "closed"


def test_whom_the_last_word_reaches_is_dropped_by_it(life: Life) -> None:
    life.act(say_posted, message=sent(life).id)
    life.act(drop_client, client="ACME", why="Another pool")
    came(life, client="ACME", message=sent(life, MessageKind.CLIENT_DROP))
    assert life.incident.clients == ["Globex", "Initech"]
