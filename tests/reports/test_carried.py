"""Which messages that channels carry are on somebody, and of how many nobody has to say anything."""

from __future__ import annotations

from datetime import timedelta

from tests.domain.incident_life import Life
from tests.domain.sent import MAIL, SLACK, came, profile, sending, sent, told_by

from incident_console.domain.posting import say_posted
from incident_console.domain.settling import retry, settle
from incident_console.domain.turns import Carried
from incident_console.domain.vocabulary import DeliveryOutcome
from incident_console.reports.carried import carried
from incident_console.reports.deliveries import ways_of


def of(life: Life) -> Carried | None:
    """The last update, as it is on somebody."""
    return carried(life.incident, ways_of(life.incident, None, [sent(life)]), life.now)


def stands(life: Life) -> str:
    found = of(life)
    return "" if found is None else f"{found.message} {found.stands} {found.channel} {found.answer}".rstrip()


def written() -> Life:
    return sending(told_by(MAIL, SLACK)).wait(minutes=5).update(30, posted=False)


def test_what_is_on_its_way_asks_for_nobody() -> None:
    found = of(written())
    assert found is not None
    assert (found.by_channels, found.stands, found.speakers) == (True, "", ("alice",))


def test_refused_it_asks_until_it_is_sent_again_or_somebody_posted_it() -> None:
    life = came(written(), DeliveryOutcome.REFUSED, reason="550")
    assert stands(life) == "update 1 refused mail retry"
    came(life, channel="slack")
    assert stands(life) == "update 1 refused mail retry", "out by another channel, it lacks this one"
    life.act(retry, message=sent(life).id)
    assert stands(life) == "update 1"
    came(life, DeliveryOutcome.REFUSED, reason="550")
    life.act(say_posted, message=sent(life).id)
    assert of(life) is None


def test_uncertain_it_asks_until_somebody_looked() -> None:
    life = came(came(written(), channel="slack"), DeliveryOutcome.UNCERTAIN, reason="cut")
    assert stands(life) == "update 1 uncertain mail settle"
    lost = came(came(written(), channel="slack"), DeliveryOutcome.UNCERTAIN, reason="cut")
    lost.act(settle, message=sent(lost).id, lost=True)
    assert stands(lost) == "update 1 refused mail retry"
    life.act(settle, message=sent(life).id, arrived=True)
    assert of(life) is None


def test_overtaken_it_asks_for_nobody_any_more() -> None:
    life = came(came(written(), channel="slack"), DeliveryOutcome.REFUSED, reason="550")
    first = sent(life)
    life.wait(minutes=2).update(30, posted=False)
    came(life, channel="slack")
    ways = ways_of(life.incident, None, [life.incident.messages[first.id]])
    assert carried(life.incident, ways, life.now) is None


def test_one_that_a_client_without_channels_awaits_too_is_still_to_be_posted() -> None:
    policy = told_by(ACME=profile("ACME", MAIL), Globex=profile("Globex"))
    found = of(sending(policy, clients=("ACME", "Globex")).update(30, posted=False))
    assert found is not None
    assert not found.by_channels


def test_the_worst_of_its_ways_counts() -> None:
    life = came(written(), DeliveryOutcome.REFUSED, reason="550")
    came(life.wait(minutes=1), DeliveryOutcome.UNCERTAIN, channel="slack", reason="cut")
    found = of(life)
    assert found is not None
    assert (found.stands, found.channel, found.reason) == ("uncertain", "slack", "cut")
    assert found.at == life.now
    assert found.at - sent(life).written_at == timedelta(minutes=1)
