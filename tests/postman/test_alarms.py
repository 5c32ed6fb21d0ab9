"""Alarms by channels: once each, whoever gives them, by the channels of colleagues alone."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import msgspec
from tests.delivery.web import Web, says
from tests.postman.post import done
from tests.postman.team import Team

from incident_console.desk import Desk
from incident_console.domain.alarm_stages import Stage
from incident_console.domain.communication import send_update
from incident_console.domain.ownership import assign
from incident_console.domain.vocabulary import Role
from incident_console.postman.postman import Postman
from incident_console.store.store import Store


def subjects(web: Web) -> list[str]:
    return [json.loads(each.body)["title"] for each in web.received]


def texts(web: Web) -> list[str]:
    return [json.loads(each.body)["text"] for each in web.received]


def test_each_alarm_comes_once_whoever_gives_it(team: Team, web: Web) -> None:
    first, second = team.alarms(), team.alarms()
    for _ in range(40):
        for each in (first, second, team.alarms()):
            each.tick(team.alice.now())
        team.send()
        team.clock.advance(minutes=1)
    assert subjects(web) == [
        f"{said}: Checkout answers 502" for said in ("Due soon", "Overdue", "Overdue by 5 minutes")
    ]
    assert len({each.headers["webhook-id"] for each in web.received}) == 3


def test_it_says_what_is_due_whose_it_is_and_what_answers(team: Team, web: Web) -> None:
    team.clock.advance(minutes=30)
    team.alarms().tick(team.alice.now())
    team.send()
    (text,) = texts(web)
    head, said, whose, command = text.splitlines()
    assert head == f"{team.ref} (P2) Checkout answers 502"
    assert said.startswith("The first update was due by 12:")
    assert whose == "Owner alice."
    assert command.startswith(f"incident-console update {team.ref} --impact")
    told = json.loads(web.received[0].body)
    assert (told["type"], told["kind"], told["client"]) == ("incident.alarm", "alarm", None)


def test_people_are_alarmed_by_their_own_channels_where_the_clock_is_theirs(team: Team, web: Web) -> None:
    team.alice.act(team.ref, assign, role=Role.CL, name="Bob")
    team.send()
    team.clock.advance(minutes=35)
    team.alarms().tick(team.alice.now())
    team.send()
    assert [json.loads(each.body)["kind"] for each in web.received] == ["call", "alarm", "alarm"]
    assert "communications Bob" in texts(web)[1]


def test_only_at_the_stages_that_are_asked_for(team: Team, web: Web) -> None:
    on = msgspec.structs.replace(team.config.inside, stages=frozenset({Stage.FIVE_MINUTES}))
    policy = msgspec.structs.replace(team.policy, colleagues=on)
    alarms = team.alarms(Desk(Store.open(team.path), team.clock, policy, "alice"))
    for _ in range(40):
        alarms.tick(team.alice.now())
        team.clock.advance(minutes=1)
    assert [row.inside for row in team.alice.store.deliveries.of()] == [True]


def test_one_that_could_not_go_out_is_dropped_when_it_says_too_little(team: Team, web: Web) -> None:
    web.answer = says(503)
    alarms = team.alarms()
    team.clock.advance(minutes=30)
    alarms.tick(team.alice.now())
    team.send()
    team.clock.advance(minutes=5)
    web.answer = says(200)
    alarms.tick(team.alice.now())
    team.send()
    team.send()
    assert [each.partition(":")[0] for each in subjects(web)] == ["Overdue", "Overdue by 5 minutes"]


def test_one_whose_update_has_gone_out_meanwhile_is_not_sent(team: Team, web: Web) -> None:
    team.clock.advance(minutes=30)
    team.alarms().tick(team.alice.now())
    team.alice.act(
        team.ref,
        send_update,
        impact="30 % fail",
        done="rolled back",
        next_steps="scale the pool",
        next_update=team.alice.now() + timedelta(minutes=30),
        posted=True,
    )
    team.send()
    assert web.received == []


def test_a_copy_alarms_for_nothing_that_was_promised_in_the_original(
    team: Team, web: Web, tmp_path: Path
) -> None:
    copy = team.alice.store.backup(tmp_path / "copy.db")
    desk = Desk(Store.open(copy), team.clock, team.policy, "alice")
    team.clock.advance(minutes=35)
    assert team.alarms(desk).tick(desk.now()) == []
    assert [alarm.stage.value for alarm in team.alarms().tick(team.alice.now())] == ["five minutes overdue"]
    desk.store.close()


def test_a_clock_that_is_set_back_repeats_nothing_and_hides_nothing(team: Team, web: Web) -> None:
    alarms = team.alarms()
    team.clock.advance(minutes=30)
    assert len(alarms.tick(team.alice.now())) == 1
    team.clock.step(team.clock.now() - timedelta(hours=1))
    assert alarms.tick(team.alice.now()) == []
    team.clock.step(team.clock.now() + timedelta(hours=1, minutes=6))
    assert [alarm.stage.value for alarm in alarms.tick(team.alice.now())] == ["five minutes overdue"]


def test_an_alarm_goes_by_no_channel_of_clients(team: Team, web: Web) -> None:
    channels = {"sre": msgspec.structs.replace(team.channels["sre"], audience="client")}
    team.clock.advance(minutes=30)
    team.alarms().tick(team.alice.now())
    done(Postman(team.sit_down(), channels))
    assert web.received == []
    assert {row.outcome for row in team.alice.store.deliveries.of()} == {"refused"}
