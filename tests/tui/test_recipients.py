"""The recipients of a message line by line, and what is said of a message that is on its way."""

from __future__ import annotations

import msgspec
import pytest

from incident_console.domain.policy import Policy
from incident_console.domain.posting import say_posted
from incident_console.domain.vocabulary import DeliveryOutcome
from incident_console.reports.deliveries import ways_of
from incident_console.reports.going_out import going_out, not_going
from incident_console.tui.render.recipients import in_full, recipient_lines, recipients
from incident_console.tui.render.view import ASCII, SIGNS, Glyphs, View
from tests.domain.incident_life import Life
from tests.domain.sent import MAIL, SLACK, came, profile, sending, sent, told_by

POLICY = told_by(
    ACME=profile("ACME", MAIL, SLACK), Globex=profile("Globex", told="all"), Initech=profile("Initech", MAIL)
)


@pytest.fixture
def life() -> Life:
    """An update of 14:05 for three clients, of whom one has no channel."""
    begun = sending(POLICY, clients=("ACME", "Globex", "Initech")).wait(minutes=5)
    return begun.update(30, posted=False)


def alone() -> Life:
    """An update of 14:05 for the only client, whom nobody named."""
    return sending(told_by(MAIL, SLACK)).wait(minutes=5).update(30, posted=False)


def said_of(life: Life) -> str:
    """What is said of an update on its way."""
    message = sent(life)
    return going_out(life.incident, message, ways_of(life.incident, None, [message]), life.now)


def lines(life: Life, width: int = 76, glyphs: Glyphs = SIGNS) -> list[str]:
    view = View(me="alice", now=life.now, policy=Policy(), glyphs=glyphs, keys={})
    message = sent(life)
    rows = recipients(life.incident, message, ways_of(life.incident, None, [message]))
    found = recipient_lines(life.incident, message, rows, view, width, 0)
    assert all(line.cell_length <= width for line in found)
    return [line.plain.rstrip() for line in found]


def test_each_way_of_a_client_has_a_line_and_who_has_none_is_told_by_hand(life: Life) -> None:
    came(life, client="ACME", channel="slack")
    came(life, DeliveryOutcome.REFUSED, client="Initech", reason="550 no such user")
    assert lines(life) == [
        "▌    ACME     mail (ops@acme.exa…  ⋯ waits to be sent",
        "              slack                ✓ posted 14:05:00",
        "  3  Globex   next by 14:10 UTC",
        "  4  Initech  mail (ops@acme.exa…  ✗ refused: 550 no such user",
    ]


def test_in_few_cells_the_line_ends_with_how_it_stands(life: Life) -> None:
    came(life, DeliveryOutcome.REFUSED, client="Initech", reason="550 no such user")
    assert lines(life, 40)[3] == "  4  Initech  mail (ops…  ✗ refused: 55…"


def test_where_nobody_is_named_the_channel_stands_first() -> None:
    life = came(alone(), channel="slack")
    assert lines(life) == [
        "▌    mail (ops@acme.exa…  ⋯ waits to be sent",
        "     slack                ✓ posted 14:05:00",
    ]


def test_all_that_is_known_of_a_way_is_said_with_what_to_do() -> None:
    life = came(alone(), DeliveryOutcome.UNCERTAIN, reason="cut off after sending", attempts=3)
    view = View(me="alice", now=life.now, policy=Policy(), glyphs=SIGNS, keys={})
    mail, slack = recipients(life.incident, sent(life), ways_of(life.incident, None, [sent(life)]))
    look = "look there, then say whether it is there"
    known = "mail (ops@acme.example): uncertain: cut off after sending, tried 3 times"
    assert in_full(mail, view) == f"{known}; {look}"
    assert in_full(slack, view) == "slack: waits to be sent"


def test_what_a_service_says_is_harmless_on_the_screen() -> None:
    life = came(alone(), DeliveryOutcome.REFUSED, reason="[b]550\x1b]52;c;eA==\x07 [/b]")
    assert "[b]550" in lines(life)[0]
    assert "\x1b" not in "".join(lines(life))


def test_how_a_message_goes_out_is_one_sentence(life: Life) -> None:
    assert said_of(life) == "update 1 goes out to ACME by mail, slack; to Initech by mail"
    came(life, client="ACME", channel="slack")
    way = "still on its way to ACME, Initech by mail"
    assert said_of(life) == f"update 1 is out to ACME by slack; {way}"
    life.act(say_posted, message=sent(life).id, clients=["Globex"])
    assert said_of(life) == f"update 1 is out to Globex; to ACME by slack; {way}"


def test_what_less_than_the_wanted_channels_have_has_arrived_and_is_not_out() -> None:
    policy = told_by(ACME=profile("ACME", MAIL, SLACK, told="all"))
    life = sending(policy, clients=("ACME",)).wait(minutes=5).update(30, posted=False)
    came(life, channel="slack")
    assert said_of(life) == "update 1 has arrived by slack; still on its way by mail"
    came(life, DeliveryOutcome.REFUSED, channel="mail", reason="550")
    assert said_of(life) == "update 1 has arrived by slack"


def test_what_is_neither_out_nor_on_its_way_says_nothing() -> None:
    life = came(alone(), DeliveryOutcome.REFUSED, reason="550")
    came(life, DeliveryOutcome.UNCERTAIN, channel="slack", reason="cut")
    assert said_of(life) == ""


def test_what_waits_for_a_word_of_somebody_is_not_on_its_way() -> None:
    life = came(alone(), channel="slack")
    message = sent(life)
    ways = [
        msgspec.structs.replace(way, elsewhere=way.delivery.waiting)
        for way in ways_of(life.incident, None, [message])
    ]
    assert going_out(life.incident, message, ways, life.now) == "update 1 is out by slack"
    assert not_going(ways, life.now) == "is still to be sent by mail"


def test_where_only_ascii_can_be_drawn_nothing_else_is(life: Life) -> None:
    came(life, client="ACME", channel="slack")
    came(life, DeliveryOutcome.REFUSED, client="Initech", reason="550 no such user")
    assert all(line.isascii() for line in lines(life, 40, ASCII))
