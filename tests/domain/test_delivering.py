"""A client is told when a channel has the message: that makes the promise kept, or leaves it open."""

from __future__ import annotations

import pytest
from tests.domain.incident_life import Life, clock
from tests.domain.sent import (
    DELIVERED,
    MAIL,
    REFUSED,
    SLACK,
    TWO_MAILS,
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

from incident_console.domain.delivering import DeliveryEnded
from incident_console.domain.ending import StandDownWritten, stand_down
from incident_console.domain.posting import discard_message
from incident_console.domain.procedure import procedure
from incident_console.domain.settling import retry
from incident_console.domain.vocabulary import DeliveryOutcome, MessageKind, Proof


def steps_of(life: Life) -> list[str]:
    """How the steps of the procedure stand."""
    return [step.state.value for step in procedure(life.incident, life.now, life.shift.policy)]


def test_an_update_that_was_only_written_tells_nobody() -> None:
    life = written(MAIL)
    assert deliveries(life) == [("mail", "ops@acme.example", "waiting")]
    assert not out(life)
    assert life.clock == ("first_update", clock("14:10"))


def test_what_a_service_took_is_out_since_then() -> None:
    life = written(MAIL).wait(seconds=20)
    at = life.now
    came(life.wait(seconds=40), at=at)
    assert sent(life).out_at == at
    assert life.clock == ("next_update", clock("14:35"))
    came(life.update(45, posted=False), at=life.now)
    assert life.outcomes == ["kept", "open"]


def test_a_promise_is_kept_by_when_it_arrived_not_by_when_that_was_recorded() -> None:
    life = came(written(MAIL)).wait(until="14:34").update(30, posted=False)
    came(life.wait(until="14:36"), at=clock("14:35"))
    assert life.outcomes == ["kept", "open"]
    late = came(written(MAIL)).wait(until="14:34").update(30, posted=False)
    came(late.wait(until="14:36"))
    assert late.outcomes == ["late", "open"]


@pytest.mark.parametrize("outcome", [REFUSED, UNCERTAIN])
def test_what_was_refused_or_got_lost_leaves_the_promise_open(outcome: DeliveryOutcome) -> None:
    life = came(written(MAIL), outcome, reason="550 no such mailbox")
    assert not out(life)
    assert life.clock == ("first_update", clock("14:10"))
    assert delivery(life).reason == "550 no such mailbox"
    assert sent(life).waiting


def test_a_channel_has_it_when_one_recipient_has_it_and_none_waits() -> None:
    life = came(written(TWO_MAILS), recipient="ops@acme.example")
    assert not out(life)
    came(life, REFUSED, recipient="cto@acme.example", reason="550")
    assert out(life)
    assert [outcome for *_, outcome in deliveries(life)] == ["delivered", "refused"]


def test_a_channel_with_an_uncertain_recipient_does_not_have_it() -> None:
    life = came(written(TWO_MAILS), recipient="ops@acme.example")
    came(life, UNCERTAIN, recipient="cto@acme.example", reason="the answer was lost")
    assert not out(life)


def test_any_channel_tells_the_client_where_any_is_enough() -> None:
    life = came(written(MAIL, SLACK), channel="slack")
    assert out(life)
    assert sent(life).where == "slack"
    assert deliveries(life)[0] == ("mail", "ops@acme.example", "waiting")


def test_all_channels_tell_the_client_where_all_are_asked_for() -> None:
    life = came(written(MAIL, SLACK, told="all"), channel="slack").wait(minutes=1)
    assert not out(life)
    came(life, channel="mail")
    assert out(life)
    assert (sent(life).out_at, sent(life).where) == (clock("14:06"), "mail, slack")


def test_where_all_are_asked_for_one_refusal_leaves_the_promise_open() -> None:
    life = came(written(MAIL, SLACK, told="all"), channel="slack")
    came(life, REFUSED, channel="mail", reason="550")
    assert not out(life)
    assert life.clock == ("first_update", clock("14:10"))


def test_less_proof_than_the_channel_asks_for_tells_nobody() -> None:
    life = came(written(SLACK), channel="slack", proof=Proof.ACCEPTED)
    assert not out(life)
    assert delivery(life, "slack").outcome is DELIVERED


def test_a_newer_update_that_is_out_overtakes_the_older_one() -> None:
    life = written(MAIL, SLACK).wait(minutes=1)
    first = sent(life)
    life.update(30, posted=False)
    came(life, channel="slack")
    assert deliveries(life, first) == [
        ("mail", "ops@acme.example", "refused"),
        ("slack", "", "refused"),
    ]
    assert delivery(life, message=first).reason == "overtaken by update 2"
    assert life.incident.is_overtaken(life.incident.messages[first.id])


def test_what_only_some_recipients_got_before_it_was_kept_back_tells_nobody() -> None:
    life = came(written(TWO_MAILS), recipient="ops@acme.example")
    life.act(discard_message, message=sent(life).id, why="Wrong incident")
    assert deliveries(life) == [
        ("mail", "ops@acme.example", "delivered"),
        ("mail", "cto@acme.example", "refused"),
    ]
    assert not out(life)
    overtaken = came(written(TWO_MAILS), recipient="ops@acme.example")
    first = sent(overtaken)
    overtaken.update(30, posted=False)
    came(overtaken, REFUSED, recipient="cto@acme.example", message=first, reason="overtaken by update 2")
    assert not overtaken.incident.messages[first.id].is_out


def test_an_older_update_that_arrives_late_ends_and_opens_nothing() -> None:
    life = written(MAIL, SLACK).wait(minutes=1)
    first = sent(life)
    came(life.update(30, posted=False), channel="slack")
    standing = life.clock
    came(life.wait(minutes=1), channel="slack", message=first, at=clock("14:05"))
    assert life.clock == standing


def test_it_is_nobodys_act() -> None:
    """No answer to a call, no progress, no step of the procedure."""
    life = written(MAIL)
    steps = steps_of(life)
    acted = dict(life.incident.last_acts)
    came(life, REFUSED, reason="550")
    assert isinstance(life.last, DeliveryEnded)
    assert life.entries[-1].by == ""
    assert life.incident.last_acts == acted
    assert steps_of(life) == steps


def test_what_a_service_says_is_kept_to_one_harmless_line() -> None:
    life = came(written(MAIL), REFUSED, reason="550\r\n\x1b[31mno\u202e such " + "x" * 5000)
    reason = delivery(life).reason
    assert reason.startswith("550 ")
    assert len(reason) <= 500
    assert reason.isprintable()


def test_a_wrap_up_ends_the_incident_when_it_arrives() -> None:
    life = came(written(MAIL)).close(posted=False)
    assert life.incident.is_open
    came(life, message=sent(life, MessageKind.WRAP_UP))
    assert life.incident.status == "closed"
    assert life.incident.review.due_at is not None


def test_the_end_takes_what_still_waits_along() -> None:
    life = came(written(MAIL, SLACK), channel="slack")
    last = sent(life)
    life.close(posted=False)
    came(life, channel="slack", message=sent(life, MessageKind.WRAP_UP))
    assert delivery(life, message=last).outcome is REFUSED
    assert delivery(life, message=last).reason == "overtaken by the wrap-up"
    assert delivery(life, message=sent(life, MessageKind.WRAP_UP)).waiting


def test_what_some_have_by_one_channel_is_not_sent_late_by_another() -> None:
    life = came(written(MAIL, SLACK), REFUSED, channel="slack", reason="no_service")
    first = sent(life)
    came(life, channel="mail")
    came(life.wait(minutes=1).update(30, posted=False), channel="mail")
    assert "no longer stands" in life.refused(retry, message=first.id)


def test_a_drill_and_a_silent_end_reach_nobody() -> None:
    drill = sending(told_by(MAIL), drill=True).update(30, posted=False)
    assert deliveries(drill) == []
    alarm = sending(told_by(MAIL))
    alarm.act(stand_down, why="A test alarm")
    assert isinstance(alarm.last, StandDownWritten)
    assert (alarm.last.ways, alarm.incident.messages) == ((), {})
