"""What the client hears: the four parts, what is out and what waits, and what the record proposes."""

from typing import Any

import pytest
from tests.domain.incident_life import Life, Shift, clock, declared

from incident_console.domain.absence import go_away
from incident_console.domain.authority import speakers
from incident_console.domain.closing import close
from incident_console.domain.communication import (
    UpdateWritten,
    send_update,
    waiting_on,
)
from incident_console.domain.declaring import change_severity
from incident_console.domain.ownership import assign
from incident_console.domain.policy import ClientProfile, Policy
from incident_console.domain.posting import discard_message, say_posted
from incident_console.domain.promises import longer_than_cadence, reschedule
from incident_console.domain.refusal import Part
from incident_console.domain.response import strike
from incident_console.domain.vocabulary import MessageKind, Role, Severity

PARTS: dict[str, Any] = {
    "impact": "All fail",
    "done": "Rolled back",
    "next_steps": "Scale",
    "next_update": clock("14:30"),
}


@pytest.mark.parametrize(
    ("part", "name"), [("impact", "impact"), ("done", "what was done"), ("next_steps", "what comes next")]
)
@pytest.mark.parametrize("nothing", ["", " \n", "\u200b"])
def test_each_part_of_an_update_is_required(part: str, name: str, nothing: str) -> None:
    assert f"{name} is missing" in declared().refused(send_update, **{**PARTS, part: nothing})


@pytest.mark.parametrize("time", ["14:00", "13:59", "14:00:59"])
def test_the_next_time_must_be_a_minute_in_the_future(time: str) -> None:
    assert "is not in the future" in declared().refused(send_update, **{**PARTS, "next_update": clock(time)})


def test_a_promise_is_cut_to_the_minute_that_the_client_reads() -> None:
    life = declared()
    life.act(send_update, **{**PARTS, "next_update": clock("14:17:59")}, posted=True)
    assert life.clock == ("next_update", clock("14:17"))


def test_unchanged_is_an_answer() -> None:
    assert declared().act(send_update, **{**PARTS, "impact": "Unchanged since the last update."})


def test_whom_one_waits_for_needs_what_one_expects_and_the_other_way_round() -> None:
    life = declared()
    assert life.refusal(send_update, **PARTS, waiting_on="The vendor").about is Part.EXPECTING
    assert life.refusal(send_update, **PARTS, expecting="A fix by noon").about is Part.WAITING_ON
    life.act(send_update, **PARTS, waiting_on="The vendor", expecting="A fix by noon")
    event = life.last
    assert isinstance(event, UpdateWritten)
    assert (event.waiting_on, event.expecting) == ("The vendor", "A fix by noon")


def waits(life: Life) -> tuple[str, str, int] | None:
    found = waiting_on(life.incident)
    return None if found is None else (found.who, found.expecting, found.update)


def test_whom_we_wait_for_stands_until_an_update_that_is_out_says_otherwise() -> None:
    life = declared().update(30)
    assert waits(life) is None
    life.update(30, waiting_on="CloudPay", expecting="a fix", posted=False)
    assert waits(life) is None, "not out yet"
    life.wait(minutes=2).post(MessageKind.UPDATE)
    assert waits(life) == ("CloudPay", "a fix", 2)
    life.note("They called back").wait(minutes=5)
    life.update(30, waiting_on="Cloudpay", expecting="a fix by 15:00", posted=False)
    assert waits(life) == ("CloudPay", "a fix", 2)
    life.post(MessageKind.UPDATE)
    assert waits(life) == ("Cloudpay", "a fix by 15:00", 2), "since the update that said it first"
    found = waiting_on(life.incident)
    assert found is not None
    assert found.since == clock("14:02")
    life.update(30, waiting_on="The network team", expecting="a new route")
    assert waits(life) == ("The network team", "a new route", 4)
    life.update(30)
    assert waits(life) is None


def test_nobody_is_waited_for_after_the_end_or_when_the_update_was_not_posted_after_all() -> None:
    life = declared().update(30, waiting_on="CloudPay", expecting="a fix")
    life.resolve()
    assert waits(life) is not None, "updates go on"
    life.close()
    assert waits(life) is None
    again = declared().update(30, waiting_on="CloudPay", expecting="a fix")
    again.act(strike, seq=again.incident.seq, why="It was not posted")
    assert waits(again) is None


def test_all_that_was_typed_stands_in_the_log() -> None:
    life = declared()
    life.act(
        send_update, **PARTS, investigating="The log", waiting_on="The vendor", expecting="A fix", posted=True
    )
    assert life.entries[1].event.text == "All fail\nRolled back\nScale\nThe log\nThe vendor\nA fix"


def test_a_message_counts_when_somebody_says_that_they_posted_it() -> None:
    life = declared().update(30, posted=False)
    assert life.clock == ("first_update", clock("14:10"))
    assert [message.kind for message in life.incident.waiting] == [MessageKind.UPDATE]
    life.wait(minutes=4).post(MessageKind.UPDATE, by="bob")
    assert life.incident.waiting == []
    assert life.incident.last_update_at == clock("14:04")
    assert life.clock == ("next_update", clock("14:30"))


def test_it_was_posted_where_somebody_says_else_in_the_clients_channel() -> None:
    policy = Policy(clients={"Acme": ClientProfile(name="Acme", channel="#acme")})
    life = Life(Shift(policy=policy)).declare(client="acme")
    life.update(30).update(30, where="by mail").update(30, posted=False)
    life.act(say_posted, message=life.waiting(MessageKind.UPDATE).id, where="by phone")
    assert [message.where for message in life.incident.updates] == ["#acme", "by mail", "by phone"]
    assert Life(Shift()).declare().update(30).incident.updates[0].where == ""


def test_what_is_out_cannot_go_out_again() -> None:
    life = declared().update(30)
    (message,) = life.incident.updates
    assert "strike it" in life.refused(say_posted, message=message.id)
    assert "strike it" in life.refused(discard_message, message=message.id, why="Wrong")
    assert "no such message" in life.refused(say_posted, message="another")


def test_a_discarded_message_is_not_sent_after_all() -> None:
    life = declared().update(30, posted=False)
    message = life.waiting(MessageKind.UPDATE).id
    assert "the reason is missing" in life.refused(discard_message, message=message, why="")
    life.act(discard_message, message=message, why="Overtaken")
    assert life.incident.waiting == []
    assert life.incident.updates == []
    assert "no longer waiting" in life.refused(say_posted, message=message)
    assert life.clock == ("first_update", clock("14:10"))


def test_messages_take_effect_in_the_order_in_which_they_went_out() -> None:
    life = declared()
    life.update(20, posted=False, impact="First").update(40, posted=False, impact="Second")
    first, second = (message.id for message in life.incident.waiting)
    life.wait(minutes=2).act(say_posted, message=second)
    assert life.clock == ("next_update", clock("14:40"))
    life.wait(minutes=2).act(say_posted, message=first)
    assert life.clock == ("next_update", clock("14:20"))
    assert life.outcomes == ["kept", "open"]


def test_a_message_out_after_its_own_time_is_overdue_at_once() -> None:
    life = declared().update(20, posted=False).wait(minutes=25).post(MessageKind.UPDATE)
    assert life.clock == ("next_update", clock("14:20"))
    assert life.due.overdue(life.now)
    assert life.due.seconds(life.now) == -300


def test_an_update_is_backdated_to_when_it_was_posted_and_both_times_stay() -> None:
    life = declared().wait(minutes=12).update(30, at=clock("14:08"))
    assert life.incident.last_update_at == clock("14:08")
    assert {entry.recorded_at for entry in life.entries[1:]} == {clock("14:12")}
    assert life.clock == ("next_update", clock("14:38"))


def test_a_backdated_update_may_promise_a_time_that_is_past_by_now() -> None:
    life = declared().wait(hours=1).update(20, at=clock("14:10"))
    assert life.clock == ("next_update", clock("14:30"))
    assert life.due.overdue(life.now)


@pytest.mark.parametrize("posted", [True, False])
def test_an_update_is_not_older_than_the_previous_one(posted: bool) -> None:
    life = declared().wait(minutes=10).update(30).wait(minutes=10)
    sentence = life.refused(
        send_update, at=clock("14:09"), posted=posted, **{**PARTS, "next_update": clock("15:00")}
    )
    assert "the previous message went out at 2026-09-01 14:10 UTC" in sentence
    life.update(30, at=clock("14:10"))
    assert life.incident.last_update_at == clock("14:10")


def test_a_waiting_update_is_not_posted_before_the_previous_one() -> None:
    life = declared().update(30, posted=False).wait(minutes=10).update(30).wait(minutes=5)
    message = life.waiting(MessageKind.UPDATE).id
    assert "14:10" in life.refused(say_posted, at=clock("14:09"), message=message)
    assert life.act(say_posted, at=clock("14:10"), message=message)


def test_a_wrap_up_is_not_out_before_it_was_written() -> None:
    life = declared().wait(minutes=5).close(posted=False).wait(minutes=5)
    sentence = life.refused(say_posted, at=clock("14:02"), message=life.waiting(MessageKind.WRAP_UP).id)
    assert "it was written at 2026-09-01 14:05 UTC" in sentence


def test_updates_go_on_after_it_is_resolved_and_end_with_the_end() -> None:
    life = declared().update(30).resolve().update(30).confirm().update(30)
    life.close()
    assert "is closed; reopen it first" in life.refused(send_update, **PARTS)


def test_who_speaks_to_the_client_is_known() -> None:
    life = declared()
    assert speakers(life.incident) == ("alice",)
    life.act(assign, role=Role.CL, name="carol")
    assert speakers(life.incident) == ("alice", "carol")


def test_bringing_a_promise_forward_is_proposed_when_the_severity_rises() -> None:
    life = declared(severity=Severity.P2).update(60)
    assert longer_than_cadence(life.incident, life.shift.policy, life.now) is None
    life.act(change_severity, severity=Severity.P1, why="Everybody")
    assert longer_than_cadence(life.incident, life.shift.policy, life.now) == clock("14:30")
    life.act(reschedule, due=clock("14:30"), why="It is worse than we thought", posted=True)
    assert longer_than_cadence(life.incident, life.shift.policy, life.now) is None
    life.wait(minutes=31)
    assert longer_than_cadence(life.incident, life.shift.policy, life.now) is None, (
        "overdue: an update is what helps"
    )


def test_updates_are_numbered() -> None:
    life = declared().update(30).update(30, posted=False).update(30)
    assert [message.number for message in life.incident.updates] == [1, 2, 3]


def test_an_absence_cannot_be_kept_from_the_client() -> None:
    life = declared()
    life.act(go_away, until=clock("15:00"), expect="Mail")
    assert "the client must hear of an absence" in life.refused(
        discard_message, message=life.waiting(MessageKind.ABSENCE).id, why="Never mind"
    )


def test_an_update_that_never_went_out_is_overtaken_by_the_end() -> None:
    life = declared().update(30, posted=False)
    message = life.waiting(MessageKind.UPDATE).id
    life.close()
    assert life.incident.waiting == []
    assert "overtaken" in life.refused(say_posted, message=message)


def test_a_new_wrap_up_replaces_the_one_that_waits() -> None:
    life = declared().close(posted=False, what="First words")
    life.act(close, what="Better words", customer_impact="An hour", prevention="Stages")
    assert life.waiting(MessageKind.WRAP_UP).event.text.startswith("Better words")
