"""When people are alarmed beyond the consoles: near, at and five minutes after a client's time."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from tests.postman.post import NOON, Post

from incident_console.desk import Desk
from incident_console.domain.alarm_stages import Stage
from incident_console.domain.alarms import alarms, next_moment, standing
from incident_console.domain.closing import close, confirm, resolve
from incident_console.domain.vocabulary import Criterion, Remedy

MINUTE = timedelta(minutes=1)


def at(post: Post, minutes: float, *on: Stage) -> list[str]:
    """The stages that stand so many minutes after noon."""
    found = standing(alarms(post.incident), NOON + minutes * MINUTE, on or tuple(Stage))
    return [alarm.stage.value for alarm in found]


def told(tmp_path: Path) -> Post:
    post = Post(tmp_path / "incidents.db", {}, ())
    post.update(minutes=30)
    post.alice.posted(post.ref.removeprefix("INC-") + "-" + letters(post))
    return post


def letters(post: Post) -> str:
    from incident_console.domain.naming import letters

    return letters(list(post.incident.messages)[-1], 4)


def test_a_promise_alarms_near_its_time_at_it_and_five_minutes_later(tmp_path: Path) -> None:
    post = told(tmp_path)
    assert at(post, 19.9) == []
    assert at(post, 20) == ["nears"]
    assert at(post, 29.9) == ["nears"]
    assert at(post, 30) == ["overdue"]
    assert at(post, 35) == ["five minutes overdue"]
    assert at(post, 600) == ["five minutes overdue"], "it never goes quiet by itself"


def test_of_the_stages_that_are_asked_for_the_last_one_that_was_reached_stands(tmp_path: Path) -> None:
    post = told(tmp_path)
    assert at(post, 40, Stage.OVERDUE) == ["overdue"]
    assert at(post, 40, Stage.NEARS, Stage.OVERDUE) == ["overdue"]
    assert at(post, 40, Stage.NEARS) == ["nears"]
    assert at(post, 19, Stage.NEARS) == []


def test_an_answer_to_a_call_ends_no_alarm_and_the_next_update_does(tmp_path: Path) -> None:
    from incident_console.domain.response import note

    post = told(tmp_path)
    post.clock.advance(minutes=31)
    post.alice.act(post.ref, note, what="looking")
    assert at(post, 32) == ["overdue"]
    post.update(minutes=60)
    post.alice.posted(post.ref.removeprefix("INC-") + "-" + letters(post))
    assert at(post, 32) == []
    assert at(post, 81) == ["nears"]


def test_the_first_update_alarms_before_anything_was_promised(tmp_path: Path) -> None:
    post = Post(tmp_path / "incidents.db", {}, ())
    (first,) = {alarm.due_at for alarm in alarms(post.incident)}
    assert {alarm.about for alarm in alarms(post.incident)} == {"first_update"}
    assert next_moment(alarms(post.incident), first) == first + 5 * MINUTE


def test_an_alarm_names_all_who_watch_the_clock(tmp_path: Path) -> None:
    from incident_console.domain.ownership import assign
    from incident_console.domain.vocabulary import Role

    post = told(tmp_path)
    post.alice.act(post.ref, assign, role=Role.CL, name="bob")
    assert {alarm.people for alarm in alarms(post.incident)} == {("alice", "bob")}


def test_a_drill_and_an_import_alarm_nobody(tmp_path: Path) -> None:
    post = told(tmp_path)
    drill = post.alice.declare(title="Trial", because=[Criterion.PRODUCTION], drill=True).incident
    assert alarms(drill) == []


def test_what_is_owed_after_the_end_alarms_too(tmp_path: Path) -> None:
    post = told(tmp_path)
    alice: Desk = post.alice
    alice.act(post.ref, resolve, remedy=Remedy.RESTORED)
    alice.act(post.ref, confirm)
    due: datetime = NOON + timedelta(days=2)
    alice.act(post.ref, close, what="x", customer_impact="y", analysis_by=due, posted=True)
    found = [alarm for alarm in alarms(post.incident) if alarm.due_at == due]
    assert [alarm.stage.value for alarm in found] == ["nears", "overdue", "five minutes overdue"]


def test_an_alarm_has_one_name_in_every_copy_and_another_for_each_stage(tmp_path: Path) -> None:
    post = told(tmp_path)
    names = [alarm.name for alarm in alarms(post.incident)]
    assert names == [alarm.name for alarm in alarms(post.sit_down().incident(post.ref))]
    assert len(set(names)) == 3
