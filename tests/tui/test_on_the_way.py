"""The line of what is on its way, and what a message opens to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest

from incident_console.domain.posting import say_posted
from incident_console.domain.vocabulary import DeliveryOutcome
from incident_console.tui.render import record
from incident_console.tui.render.view import ASCII
from incident_console.tui.render.ways import on_the_way
from tests.domain.incident_life import Life, Shift
from tests.domain.sent import MAIL, SLACK, TWO_MAILS, came, profile, sending, sent, told_by
from tests.printed_times import known, strays
from tests.reports.queued import queued, way
from tests.tui.carried import (
    BUSY,
    NOBODY,
    calls_for_attention,
    held_up,
    in_full,
    lines,
    shown,
    to_three,
    view_of,
    written,
)

# The line of what is on its way


def test_a_line_says_by_which_way_it_arrived_and_what_is_tried_again() -> None:
    life = came(written(), channel="slack")
    again = queued(way(life), life.now, wait=30, attempts=1, reason=BUSY)
    assert lines(life, again) == [
        f"update 2  sending …   mail ⋯ trying again 14:15:30, {BUSY}   slack ✓ posted 14:15:00"
    ]
    assert lines(life, again, glyphs=ASCII) == [
        f"update 2  sending …   mail + trying again 14:15:30, {BUSY}   slack x posted 14:15:00"
    ]


def test_it_goes_a_while_after_all_has_arrived() -> None:
    life = came(came(written(), channel="slack"))
    assert lines(life) == ["update 2  sent   mail ✓ accepted 14:15:00   slack ✓ posted 14:15:00"]
    assert lines(life.wait(minutes=1)) == []


def test_what_does_not_arrive_stays_with_its_key_until_somebody_settles_it() -> None:
    life = came(came(written(), channel="slack"), DeliveryOutcome.REFUSED, reason=NOBODY)
    life.wait(minutes=10)
    assert lines(life) == [f"update 2  m   mail ✗ refused: {NOBODY}   slack ✓ posted 14:15:00"]
    life.act(say_posted, message=sent(life).id)
    assert lines(life.wait(minutes=1)) == []


def test_an_older_message_is_counted_where_there_is_no_line_for_it() -> None:
    life = came(written(), DeliveryOutcome.REFUSED, reason=NOBODY)
    life.wait(minutes=1).update(30, posted=False)
    came(life, DeliveryOutcome.UNCERTAIN, channel="slack", reason="cut off")
    assert [line.split()[1] for line in lines(life)] == ["3", "2"]
    (one,) = lines(life, limit=1)
    assert one.startswith("update 3  m  sending …   slack ? uncertain: cut off   ")
    assert one.endswith("+1")


def test_one_of_several_recipients_is_named_and_all_of_them_are_not() -> None:
    life = sending(told_by(TWO_MAILS)).update(30, posted=False)
    assert lines(life) == ["update 1  sending …   mail ⋯ waits to be sent"]
    came(life, DeliveryOutcome.REFUSED, recipient="cto@acme.example", reason=NOBODY)
    assert any("mail (cto@acme.example) refused" in line for line in shown(life))
    assert held_up(life)[1] == "update 1 refused by mail (cto@acme.example)"
    (said,) = lines(life, width=160)
    assert said == (
        f"update 1  m  sending …   mail (cto@acme.example) ✗ refused: {NOBODY}   "
        "mail (ops@acme.example) ⋯ waits to be sent"
    )


def test_a_copy_says_that_it_may_have_gone_out_elsewhere() -> None:
    life = written()
    elsewhere = [msgspec.structs.replace(way(life, each), elsewhere=True) for each in ("mail", "slack")]
    said = lines(life, *elsewhere)[0]
    assert said == (
        "update 2  m   mail ? waiting elsewhere, or sent already   slack ? waiting elsewhere, or sent already"
    )


@pytest.mark.parametrize("width", [46, 58, 78, 158])
@pytest.mark.parametrize("limit", [1, 2, 3])
def test_the_lines_fit_whatever_is_said(width: int, limit: int) -> None:
    life = came(to_three().wait(minutes=2), DeliveryOutcome.REFUSED, client="Globex", reason="no\n" * 200)
    assert lines(life, width=width, limit=limit)


def test_what_a_service_says_steers_no_terminal() -> None:
    life = came(written(), DeliveryOutcome.REFUSED, reason="550 \x1b]52;c;aGk=\x07[/b] [@click=app.quit]x[/]")
    everything = [*lines(life), *calls_for_attention(life), *shown(life), *held_up(life)]
    assert not any("\x1b" in line or "\x07" in line for line in everything)
    assert any("[@click=app.quit]x[/]" in line for line in everything)


def test_nothing_is_said_of_an_incident_without_channels() -> None:
    life = sending(told_by()).update(30, posted=False).wait(minutes=1)
    assert lines(life) == []
    assert held_up(life) == []
    assert any("not out yet: update 1, written" in line for line in calls_for_attention(life))
    assert life.now - sent(life).written_at == timedelta(minutes=1)


# What a line opens to


def test_an_entry_of_a_message_opens_to_its_attempts() -> None:
    life = came(written(), channel="slack", url="https://acme.slack.example/p1")
    again = queued(way(life), life.now, wait=30, attempts=2, reason=BUSY)
    said = in_full(life, 0, again)
    assert (
        f"""By its channels
⋯  mail  ops@acme.example
   trying again 14:15:30, tried 2 times, by itself until 15:15
   {BUSY}
✓  slack
   posted 14:15:00, tried once
   https://acme.slack.example/p1"""
        in said
    ), said
    assert said == in_full(life, 1, again).replace(
        in_full(life, 1, again).splitlines()[0], said.splitlines()[0]
    ), "whoever opens what was written reads the same"


def test_it_opens_to_why_and_when_it_was_refused_or_became_uncertain() -> None:
    life = came(written(), DeliveryOutcome.REFUSED, reason=NOBODY, attempts=3)
    came(life, DeliveryOutcome.UNCERTAIN, channel="slack", reason="cut off")
    said = in_full(life, 0)
    assert f"✗  mail  ops@acme.example\n   refused 14:15:00, tried 3 times\n   {NOBODY}\n" in said
    assert "?  slack\n   uncertain 14:15:00, tried once\n   cut off" in said


def test_each_of_several_clients_has_its_own() -> None:
    said = in_full(to_three(), 0)
    assert "✓  ACME  mail  ops@acme.example\n   accepted 14:00:00, tried once" in said
    assert "✗  Globex  mail  ops@acme.example" in said


def test_where_all_channels_count_it_says_so_and_by_hand_there_is_nothing_of_it() -> None:
    policy = told_by(ACME=profile("ACME", MAIL, SLACK, told="all"))
    life = sending(policy, client="ACME").update(30, posted=False)
    assert "By its channels  the client is told once all have it" in in_full(life, 0)
    assert "channels" not in in_full(sending(told_by()).update(30), 0)


def test_its_times_can_be_typed_where_the_clocks_show_an_hour_twice() -> None:
    """On Lord Howe Island the clocks went back by half an hour, ten minutes ago."""
    now = datetime(2026, 4, 4, 15, 10, 12, tzinfo=UTC)
    life = Life(Shift(now - timedelta(minutes=20), told_by(MAIL, SLACK)))
    life.declare(client="ACME").update(60, posted=False)
    came(life, channel="slack")
    life.wait(minutes=20)
    for wait in (10, 30 * 60):
        again = queued(way(life), life.now, wait=wait, attempts=2, fresh=90000, reason=BUSY)
        policy = msgspec.structs.replace(life.shift.policy, zone="Australia/Lord_Howe")
        view = msgspec.structs.replace(view_of(life, again), policy=policy)
        said = [line.plain for line in on_the_way(life.incident, view, 200, 3)]
        said += record.entry_in_full(life.entries[-1], life.incident, view)[1].plain.splitlines()
        meant = known([life.incident], now + timedelta(seconds=wait), now + timedelta(seconds=90000))
        assert "trying again" in "\n".join(said)
        assert strays("\n".join(said), now, ZoneInfo("Australia/Lord_Howe"), meant) == []
