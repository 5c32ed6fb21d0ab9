"""Who writes the closing, or takes over, reads what each channel was told last."""

from __future__ import annotations

import pytest
from textual.content import Content

from incident_console.domain.vocabulary import DeliveryOutcome, MessageKind
from incident_console.tui.render.brief import by_channel
from incident_console.tui.render.channels import told_last_by_channel
from incident_console.tui.verbs.ending import behind
from tests.domain.incident_life import Life
from tests.domain.sent import MAIL, SLACK, came, profile, sending, sent, told_by


@pytest.fixture
def life() -> Life:
    """Both channels have the first update, and the chat alone the second."""
    life = sending(told_by(MAIL, SLACK), client="ACME").wait(minutes=5).update(30, posted=False)
    came(came(life), channel="slack")
    life.wait(minutes=5).update(30, posted=False)
    came(life, channel="slack")
    return came(life, DeliveryOutcome.REFUSED, reason="550")


def lines(life: Life) -> list[Content]:
    return told_last_by_channel(life.incident, lambda moment: f"{moment:%H:%M}")


def test_the_brief_says_it_of_each_channel_and_which_is_behind(life: Life) -> None:
    mail, slack = lines(life)
    assert (mail.plain, slack.plain) == ("mail  update 1 at 14:05", "slack  update 2 at 14:10")
    assert ["$overdue" in {str(span.style) for span in line.spans} for line in (mail, slack)] == [True, False]
    told = by_channel(lines(life))
    assert told is not None
    assert told.plain.startswith("Told last, by channel\nmail")


def test_without_channels_the_brief_says_nothing_of_them() -> None:
    assert by_channel(lines(sending(told_by()).update(30))) is None


def test_the_last_look_before_closing_names_the_channels_that_lack_the_latest(life: Life) -> None:
    assert behind(life.incident) == " Not all channels have the latest: mail was told update 1 last."
    life.resolve().confirm().close(posted=False)
    wrap_up = sent(life, MessageKind.WRAP_UP)
    came(came(life, message=wrap_up), channel="slack", message=wrap_up)
    assert behind(life.incident) == ""


def test_several_clients_are_named_and_not_all_of_forty_channels() -> None:
    clients = {f"C{n}": profile(f"C{n}", MAIL, SLACK) for n in range(6)}
    life = sending(told_by(**clients), clients=tuple(clients)).update(30, posted=False)
    for name in clients:
        came(life, client=name)
    said = behind(life.incident)
    assert said.startswith(" Not all channels have the latest: C0 by slack was told nothing yet; C1 by slack")
    assert said.endswith("(+3).")
