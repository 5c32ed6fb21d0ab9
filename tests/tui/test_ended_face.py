"""An ended incident shows its figures where the clock was, and what it still owes."""

from __future__ import annotations

import pytest

from incident_console.domain.actions import add_action
from incident_console.domain.closing import send_analysis
from incident_console.domain.ending import stand_down
from incident_console.domain.policy import Policy
from incident_console.domain.posting import say_posted
from incident_console.domain.vocabulary import DeliveryOutcome, MessageKind
from incident_console.keys.keymap import shown_keys
from incident_console.reports import metrics
from incident_console.tui.render.ended import ended_face
from incident_console.tui.render.view import SIGNS, View
from tests.domain.incident_life import Life, clock, declared
from tests.domain.sent import MAIL, SLACK, came, sending, sent, told_by


def face(life: Life, width: int = 60, height: int = 6) -> list[str]:
    view = View(me="alice", now=life.now, policy=Policy(), glyphs=SIGNS, keys=shown_keys({}))
    lines = ended_face(life.incident, metrics.of(life.incident, life.now), view, width, height)
    assert len(lines) <= height
    assert all(line.cell_length <= width for line in lines)
    return [line.plain for line in lines]


def closed() -> Life:
    """Four promises: kept, late, kept by the wrap-up, and the analysis that is owed."""
    life = declared(client="ACME").wait(minutes=8).update(minutes=30)
    life.wait(minutes=25).update(minutes=30)
    life.wait(minutes=34).update(minutes=30)
    life.act(add_action, what="Look at the alerts", owner="bob", follow_up=True, due=clock("16:00"))
    life.wait(minutes=10).resolve().confirm()
    life.close(analysis_by=clock("18:00"))
    return life


def test_it_says_how_it_went() -> None:
    lasted, promises, silence, *_ = face(closed())
    assert lasted == "Lasted    1 h 17 min, first update after 8 min"
    assert promises == "Promises  4 made: 2 kept, 1 late (4 min at most), 1 open"
    assert silence == "Silence   34 min at the longest"


def test_what_is_owed_stands_below_due_first_and_late_in_words() -> None:
    life = closed()
    assert face(life)[3:5] == [
        "Owed      follow-up 1 of bob by 16:00  43 min",
        "          analysis of you by 18:00  2 h 43",
    ]
    assert face(life, height=4)[3] == "Owed      follow-up 1 of bob by 16:00  43 min  +2"
    life.wait(minutes=60)
    assert "−17 min" in face(life)[3]
    life.act(send_analysis, what="a pool", posted=True)
    assert not any("analysis" in line for line in face(life))


@pytest.mark.parametrize("width", [38, 42, 54])
def test_in_fewer_words_where_there_is_less_room(width: int) -> None:
    lines = face(closed(), width, 4)
    assert "1 h 17 min" in lines[0]
    assert "2 kept, 1 late" in lines[1]
    assert "follow-up 1" in lines[3]


def test_a_false_alarm_was_no_promise() -> None:
    life = declared()
    life.wait(minutes=3).act(stand_down, why="the report was wrong")
    assert face(life) == [
        "Lasted    3 min, no update was sent",
        "Promises  none made",
        "Silence   none between two updates",
        "Owed      nothing",
    ]


def test_a_review_is_owed_where_the_severity_asks_for_one() -> None:
    life = closed().wait(hours=1)
    assert any("review of you by" in line for line in face(life, height=9))


def ended_by_mail_alone() -> Life:
    """Both channels had the update; the wrap-up came by mail, and the chat refused it."""
    life = sending(told_by(MAIL, SLACK), client="ACME").wait(minutes=5).update(30, posted=False)
    came(came(life), channel="slack")
    life.wait(minutes=5).resolve().confirm().close(posted=False)
    wrap_up = sent(life, MessageKind.WRAP_UP)
    came(life, message=wrap_up)
    return came(life, DeliveryOutcome.REFUSED, channel="slack", message=wrap_up, reason="no_service")


@pytest.mark.parametrize("height", [4, 5, 6])
def test_a_channel_that_still_says_it_goes_on_is_named_whatever_else_there_is(height: int) -> None:
    lines = face(ended_by_mail_alone(), height=height)
    assert lines[-1] == "Not told  slack: update 1 last"
    assert any(line.startswith("Owed") for line in lines)


def test_where_all_were_told_it_says_what_and_by_which_if_there_is_room() -> None:
    life = ended_by_mail_alone()
    life.act(say_posted, message=sent(life, MessageKind.WRAP_UP).id)
    assert face(life)[-1] == "Told last the wrap-up 14:10 by mail, slack"
    assert not any("Told" in line for line in face(life, height=4))
    assert not any("old" in line.partition(" ")[0] for line in face(closed(), height=9))
