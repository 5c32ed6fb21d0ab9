"""What is told of the messages that somebody wrote, as soon as the postman has recorded what came of them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from incident_console.desk import Desk
from incident_console.domain import closing
from incident_console.domain.vocabulary import DeliveryOutcome, Remedy
from incident_console.tui.room.my_messages import MyMessages
from incident_console.words import Clocks
from tests.tui.dialogs.ways_out import ACME, GLOBEX, INITECH, ByChannels

REFUSED, UNCERTAIN = DeliveryOutcome.REFUSED, DeliveryOutcome.UNCERTAIN
UTC_ZONE = ZoneInfo("UTC")


@pytest.fixture
def record(tmp_path: Path) -> ByChannels:
    return ByChannels(tmp_path)


def clocks(_: str | None) -> Clocks:
    return Clocks(UTC_ZONE, UTC_ZONE, datetime(2026, 11, 21, 13, 2, tzinfo=UTC))


def watching(desk: Desk) -> MyMessages:
    """Begin to look; what is there already is not told."""
    mine = MyMessages(desk)
    assert mine.look(None, "m", clocks) == []
    return mine


def told(mine: MyMessages, chosen: str | None) -> list[tuple[str, str]]:
    return [(each.weight, each.words) for each in mine.look(chosen, "m", clocks)]


def test_what_arrived_is_told_quietly_and_once(record: ByChannels) -> None:
    mine = watching(record.alice)
    record.update(posted=False)
    assert told(mine, record.ref) == []
    record.came("slack")
    said = "Update 1 is out by slack; still on its way by mail."
    assert told(mine, record.ref) == [("information", said)]
    assert told(mine, record.ref) == []
    record.came("mail")
    assert told(mine, None) == [("information", f"{record.ref}: Update 1 is out by mail, slack.")]


def test_what_was_refused_or_is_uncertain_is_told_loudly_last_with_its_reason(record: ByChannels) -> None:
    mine = watching(record.alice)
    record.update(posted=False)
    record.came("mail", REFUSED, reason="550 no such user")
    record.came("slack", UNCERTAIN, reason="cut off after sending")
    refused = "Update 1 was refused by mail (ops@acme.example): 550 no such user"
    uncertain = "Whether update 1 arrived by slack is uncertain: cut off after sending"
    assert told(mine, record.ref) == [
        ("error", f"{refused}; m sends it again, or takes another way"),
        ("error", f"{uncertain}; once you have looked, say with m whether it arrived"),
    ]


def test_what_came_while_nobody_looked_is_told_together_the_loud_last(tmp_path: Path) -> None:
    record = ByChannels(tmp_path, ACME, INITECH, GLOBEX)
    mine = watching(record.alice)
    record.update(posted=False)
    record.came("mail", REFUSED, client="Initech", reason="550 no such user")
    record.came("mail")
    record.came("slack")
    weights = [weight for weight, _ in told(mine, record.ref)]
    assert weights == ["information", "error"]


def test_what_others_wrote_is_not_told(record: ByChannels) -> None:
    bobs = watching(record.desk("bob"))
    record.update(posted=False)
    record.came("slack")
    assert told(bobs, record.ref) == []


def test_what_came_before_the_room_opened_is_not_told(record: ByChannels) -> None:
    record.update(posted=False)
    record.came("slack", REFUSED, reason="no_service")
    mine = watching(record.alice)
    assert told(mine, record.ref) == []


def test_an_end_that_a_channel_brought_is_told(record: ByChannels) -> None:
    record.update(posted=False)
    record.came("slack")
    record.came("mail")
    record.alice.act(record.ref, closing.resolve, remedy=Remedy.MITIGATED)
    record.alice.act(record.ref, closing.confirm)
    mine = watching(record.alice)
    record.clock.advance(minutes=1)
    record.alice.act(record.ref, closing.close, what="a switch", customer_impact="half", prevention="two")
    record.came("slack")
    ((_, words),) = told(mine, record.ref)
    assert words == f"The wrap-up is out by slack; still on its way by mail. {record.ref} is closed."


def test_what_was_overtaken_is_said_to_be_not_sent(record: ByChannels) -> None:
    mine = watching(record.alice)
    record.update(posted=False)
    record.clock.advance(minutes=1)
    record.update(posted=False, minutes=40)
    record.came("mail", REFUSED, reason="overtaken by update 2")
    said = "Update 1 was not sent by mail (ops@acme.example): overtaken by update 2"
    assert told(mine, record.ref) == [("information", said)]


def test_of_an_incident_that_is_not_chosen_it_is_said_where_the_key_is_to_be_pressed(
    record: ByChannels,
) -> None:
    mine = watching(record.alice)
    record.update(posted=False)
    record.came("mail", REFUSED, reason="550 no such user")
    ((_, words),) = told(mine, None)
    assert words.startswith(f"{record.ref}: Update 1 was refused by mail")
    assert words.endswith("; m there sends it again, or takes another way")
