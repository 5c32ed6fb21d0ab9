"""What the room says of messages on their way: in the timeline, the clock, the state, a line of its own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest

from incident_console.domain.deadlines import next_deadline
from incident_console.domain.posting import say_posted
from incident_console.domain.settling import retry, settle
from incident_console.domain.vocabulary import DeliveryOutcome
from incident_console.keys.keymap import shown_keys
from incident_console.reports.deliveries import Way
from incident_console.store.deliveries import RowState
from incident_console.tui.render import attention, record, timeline
from incident_console.tui.render.clock import clock_band, who_was_told
from incident_console.tui.render.view import ASCII, SIGNS, Glyphs, View
from incident_console.tui.render.ways import on_the_way, what_holds_up
from tests.domain.incident_life import Life, Shift
from tests.domain.sent import MAIL, SLACK, TWO_MAILS, came, profile, sending, sent, told_by
from tests.printed_times import known, strays
from tests.reports.queued import by_message, queued, way

BUSY = "mailbox busy (451)"
NOBODY = "550 no such mailbox"


def view_of(life: Life, *rows: Way, glyphs: Glyphs = SIGNS) -> View:
    return View(
        me="alice",
        now=life.now,
        policy=life.shift.policy,
        glyphs=glyphs,
        keys=shown_keys({}),
        ways=by_message(life, *rows),
    )


def written(*ways: object) -> Life:
    """ACME's second update, of 14:15: the first one is out."""
    life = sending(told_by(MAIL, SLACK), client="ACME").wait(minutes=5).update(30)
    return life.wait(minutes=10).update(30, posted=False)


def shown(life: Life, *rows: Way, width: int = 200) -> list[str]:
    """What the timeline shows, the latest first, without the times and who stands beside them."""
    entries, together = timeline.latest_first(life.incident)
    view = view_of(life, *rows)
    return [
        timeline.entry_lines(each, life.incident, view, width, together=together)[0].plain for each in entries
    ]


# The timeline


def test_a_message_that_arrived_is_one_entry_which_says_by_which_channels() -> None:
    life = came(came(written(), channel="slack"))
    (first, *rest) = shown(life)
    assert "» alice" in first
    assert "update 2, out at once by mail, slack, kept with 20 min left; next by 14:45" in first
    assert [line for line in rest if "update 2" in line or "postman" in line] == []


def test_it_says_what_is_tried_again_and_why_until_that_is_over() -> None:
    life = came(written(), channel="slack")
    again = queued(way(life), life.now, wait=30, attempts=1, reason=BUSY)
    assert (
        "by slack, kept with 20 min left; next by 14:45; mail trying again 14:15:30, "
        in shown(life, again)[0]
    )
    assert shown(life, again)[0].endswith(BUSY)
    assert "trying" not in shown(came(life))[0]


def test_what_was_refused_stands_in_the_entry_until_it_is_settled_and_as_a_line_of_its_own() -> None:
    life = came(came(written(), channel="slack"), DeliveryOutcome.REFUSED, reason=NOBODY)
    refused, message, *_ = shown(life)
    assert "✗ postman  update 2 was refused by mail" in refused
    assert message.endswith(f"mail refused: {NOBODY}")
    life.act(retry, message=sent(life).id)
    again, _, message, *_ = shown(life)
    assert "update 2 is sent once more by mail" in again
    assert "mail waits to be sent" in message
    life.act(say_posted, message=sent(life).id)
    assert not any(line.endswith("sent") for line in shown(life))


def test_what_is_uncertain_stands_there_until_somebody_has_looked() -> None:
    life = came(written(), DeliveryOutcome.UNCERTAIN, reason="cut off")
    uncertain, message, *_ = shown(life)
    assert "? postman  whether update 2 arrived by mail" in uncertain
    assert "update 2 (not out yet)" in message
    assert "mail uncertain: cut off; slack waits to be sent" in message
    life.wait(minutes=3).act(settle, message=sent(life).id, arrived=True)
    message, uncertain, *_ = shown(life)
    assert "update 2, out at once by mail, kept with 20 min left, as alice says; next by" in message
    assert "is uncertain" in uncertain


def test_in_a_narrow_timeline_the_reason_may_be_cut_but_not_that_it_was_refused() -> None:
    life = came(came(written(), channel="slack"), DeliveryOutcome.REFUSED, reason=NOBODY * 9)
    entries, together = timeline.latest_first(life.incident)
    lines = timeline.entry_lines(entries[1], life.incident, view_of(life), 60, together=together)
    assert len(lines) == timeline.LINES
    assert "mail refused" in " ".join(line.plain.strip() for line in lines)


# The clock


def held_up(life: Life, *rows: Way) -> list[str]:
    return [form.plain for form in what_holds_up(life.incident, view_of(life, *rows))]


def test_nothing_holds_up_what_is_being_sent() -> None:
    life = written()
    sending_now = queued(way(life), life.now, state=RowState.SENDING, attempts=1)
    assert held_up(life, sending_now) == []


def test_what_keeps_the_client_from_being_told_is_said_in_fewer_and_fewer_words() -> None:
    life = came(written(), DeliveryOutcome.REFUSED, reason=NOBODY)
    assert held_up(life) == [
        f"update 2 refused by mail: {NOBODY}",
        "update 2 refused by mail",
        "update 2 refused",
    ]
    came(life, channel="slack")
    assert held_up(life) == [], "the client was told by another channel"


def test_it_is_red_once_nothing_more_comes_of_it_by_itself() -> None:
    life = written()
    again = queued(way(life), life.now, wait=30, attempts=1, reason=BUSY)
    (trying, *_) = what_holds_up(life.incident, view_of(life, again))
    assert (trying.plain, styles(trying)) == (f"update 2 trying again 14:15:30 by mail: {BUSY}", {"$soon"})
    stale = queued(way(life), life.now, attempts=9, fresh=0, reason=BUSY)
    (over, *_) = what_holds_up(life.incident, view_of(life, stale))
    assert (over.plain, styles(over)) == (f"update 2 by mail too old to go by itself: {BUSY}", {"$overdue"})


def styles(line: object) -> set[str]:
    return {str(span.style) for span in line.spans}  # type: ignore[attr-defined]


def test_a_high_band_has_a_line_for_it_and_a_low_one_none() -> None:
    life = came(written(), DeliveryOutcome.REFUSED, reason=NOBODY)
    deadline = next_deadline(life.incident)
    assert deadline is not None
    tall, low = (clock_band(life.incident, deadline, view_of(life), 60, height) for height in (5, 4))
    assert tall[4].plain == f"update 2 refused by mail: {NOBODY}"
    assert [line.plain for line in tall[:4]] == [line.plain for line in low]


def to_three() -> Life:
    policy = told_by(**{name: profile(name, MAIL) for name in ("ACME", "Globex", "Initech")})
    life = sending(policy, clients=("ACME", "Globex", "Initech")).update(30, posted=False)
    came(life, client="ACME")
    came(life, DeliveryOutcome.REFUSED, client="Globex", reason=NOBODY)
    return came(life, DeliveryOutcome.UNCERTAIN, client="Initech", reason="cut off")


@pytest.mark.parametrize(
    ("width", "said"),
    [
        (80, "told 1 of 3   Initech: uncertain   Globex: refused"),
        (40, "told 1 of 3   1 uncertain   1 refused"),
        (28, "told 1 of 3   1 uncertain"),
        (23, "told 1 of 3 1 uncertain"),
    ],
)
def test_of_several_clients_those_are_named_whom_it_does_not_reach(width: int, said: str) -> None:
    life = to_three()
    (line,) = who_was_told(life.incident, view_of(life), width)
    assert line.plain == said


def test_one_recipient_of_each_client_needs_no_name() -> None:
    assert [line for line in lines(to_three()) if "@" in line] == []


def test_a_promise_that_is_over_stands_beside_what_holds_it_up() -> None:
    life = to_three().wait(minutes=31)
    (line,) = who_was_told(life.incident, view_of(life), 120)
    assert line.plain.startswith("told 1 of 3   Globex, Initech, ACME: not kept   Initech: uncertain")


# What wants attention


def calls_for_attention(life: Life, width: int = 200) -> list[str]:
    return [line.plain for line in attention.notices(life.incident, view_of(life), width)]


def test_what_channels_carry_is_nobodys_to_post_and_what_they_cannot_is_somebodys() -> None:
    life = written()
    assert [line for line in calls_for_attention(life) if "update 2" in line] == []
    came(life, DeliveryOutcome.REFUSED, reason=NOBODY)
    (said,) = (line for line in calls_for_attention(life) if "update 2" in line)
    assert said == f"✉ update 2 refused by mail: {NOBODY}  m sends again"


def test_the_key_stays_where_the_reason_has_no_room() -> None:
    life = came(written(), DeliveryOutcome.REFUSED, reason=NOBODY * 20)
    for width in (120, 80, 60, 42):
        (said,) = (line for line in calls_for_attention(life, width) if "update 2" in line)
        assert said.endswith("  m sends again")
        assert "refused by mail" in said
        assert len(said) <= width


# The line of what is on its way


def lines(life: Life, *rows: Way, width: int = 118, limit: int = 3, glyphs: Glyphs = SIGNS) -> list[str]:
    found = on_the_way(life.incident, view_of(life, *rows, glyphs=glyphs), width, limit)
    assert all(line.cell_length <= width for line in found)
    assert len(found) <= limit
    return [line.plain for line in found]


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


def in_full(life: Life, back: int, *rows: Way) -> str:
    entry = life.entries[-1 - back]
    return record.entry_in_full(entry, life.incident, view_of(life, *rows))[1].plain


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
