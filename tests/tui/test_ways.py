"""What the room says of messages on their way: in the timeline, the clock, and what wants attention."""

from __future__ import annotations

import pytest

from incident_console.domain.deadlines import next_deadline
from incident_console.domain.posting import say_posted
from incident_console.domain.settling import retry, settle
from incident_console.domain.vocabulary import DeliveryOutcome
from incident_console.store.delivery_rows import RowState
from incident_console.tui.render import timeline
from incident_console.tui.render.clock import clock_band, who_was_told
from incident_console.tui.render.ways import what_holds_up
from tests.domain.sent import came, sent
from tests.reports.queued import queued, way
from tests.tui.carried import (
    BUSY,
    NOBODY,
    calls_for_attention,
    held_up,
    lines,
    shown,
    to_three,
    view_of,
    written,
)

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
