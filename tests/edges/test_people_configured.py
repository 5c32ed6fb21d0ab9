"""People, ladders and what a team hears of, as configured; many of them cost a start nothing."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest

from incident_console.config import Config, ConfigError
from incident_console.config.settings import parse_config
from incident_console.domain.alarm_stages import Stage
from incident_console.domain.colleagues import Occasion, Person

CHANNELS = """
[channels.bob-page]
kind = "command"
audience = "internal"
run = ["./page"]
[channels.acme]
kind = "file"
audience = "client"
path = "acme.txt"
"""
BOB = """
[people.bob]
names = ["bob", "robert.m"]
team = "sre"
phone = "+49 555 0199"
zone = "Europe/Berlin"
deputy = "carol"
channels = ["bob-page"]
"""
MANY = "".join(f'[people.p{n}]\nnames = ["n{n}", "Q.{n}"]\nphone = "+{n}"\n' for n in range(5000))


def read(text: str) -> Config:
    return parse_config(text, Path("/conf/config.toml"))


def bob(config: Config, name: str = "bob") -> Person:
    found = config.inside.people.person(name)
    assert found is not None
    return found


@pytest.mark.parametrize("before", ["", MANY], ids=["few", "many"])
def test_a_person_is_found_by_whichever_spelling(before: str) -> None:
    config = read(before + CHANNELS + BOB + '[clients.ACME]\nzone = "UTC"\n')
    person = bob(config, "@Robert.M")
    assert (person.name, person.phone, person.team, person.deputy) == ("bob", "+49 555 0199", "sre", "carol")
    assert [way.channel for way in person.ways] == ["bob-page"]
    assert config.inside.people.spelt("ROBERT.m") == "bob"
    assert config.inside.people.spelt("nobody") == "nobody"
    assert config.inside.people.is_unknown("nobody")
    assert "bob" in config.inside.people.names()
    assert config.policy.client("acme").zone == "UTC"
    assert config.mistakes == () == config.looked_through().mistakes


def test_of_many_people_a_start_reads_none() -> None:
    seen: list[int] = []

    def loads(text: str) -> object:
        seen.append(len(text))
        return tomllib_loads(text)

    tomllib_loads = tomllib.loads
    with mock.patch("tomllib.loads", loads):
        config = read(MANY + CHANNELS + BOB)
        assert max(seen) < 1000
        assert bob(config, "q.4999").phone == "+4999"
        assert max(seen) < 1000


def test_a_mistake_about_one_of_many_costs_that_one_and_is_named_with_its_line() -> None:
    text = (
        CHANNELS
        + MANY
        + BOB.replace("Europe/Berlin", "Nowhere")
        + "[people.carol]\nphone = none\n"
        + "[watch]\nx = 1\n"
    )
    config = read(text)
    assert bob(config).zone is None
    assert bob(config).phone == "+49 555 0199"
    assert config.inside.people.person("carol") is None
    lines = text.split("\n")
    found = {each.key: each.line for each in config.looked_through().mistakes}
    assert found == {
        "people.bob.zone": lines.index('zone = "Nowhere"') + 1,
        "people.carol": lines.index("[people.carol]") + 1,
        "watch.x": lines.index("x = 1") + 1,
    }


def test_what_is_no_toml_behind_many_people_is_named_with_its_line() -> None:
    with pytest.raises(ConfigError) as problem:
        read(MANY + CHANNELS + "[clients.ACME]\nzone = UTC\n")
    assert problem.value.line == (MANY + CHANNELS).count("\n") + 2


def test_many_people_in_several_pieces_are_all_there() -> None:
    internal, ladder = '[internal]\non = ["declared"]\n', "[ladders.sre]\nrungs = [\n['bob'],\n]\n"
    config = read(MANY + internal + CHANNELS + BOB + ladder)
    assert len(config.inside.people.names()) == 5001
    assert config.inside.occasions == {Occasion.DECLARED}
    assert config.inside.ladders["sre"].rungs == (("bob",),)


ODD = """
[people.bob]
names = ["robert.m", "Bobby Tables", "b"]
phone = "1"
  [people.carol]
phone = "2"
[people."dan o'neil"]
names = ['D.']
[ people . erin ]
names = ["bob"]
[people.Frank]
names = [
  "frankie",
]
[people.gina-2]
phone = "[people.zoe]"
"""
ASKED = [
    *("bob", "BOB", "@bob", " robert.M", "bobby  tables", "B", "carol", "dan o'neil", "Dan O`Neil", "d."),
    *("erin", "Erin", "frank", "FRANKIE", "gina-2", "gina", "zoe", "ob", "nobody", "carol.x", "m", ""),
]


@pytest.mark.parametrize(
    "more", ["", '[people."josé"]\nnames = ["pepe"]\n', '[people.kim]\nnames = ["\\u006bk"]\n']
)
def test_whoever_is_asked_for_among_many_is_who_they_are_among_few(more: str) -> None:
    few, many = read(ODD + more).inside.people, read(ODD + more + MANY).inside.people
    for asked in [*ASKED, "José", "pepe", "kk"]:
        assert many.person(asked) == few.person(asked), asked
        assert many.spelt(asked) == few.spelt(asked), asked
        assert read(MANY + ODD + more).inside.people.person(asked) == few.person(asked), asked


def test_two_people_of_one_spelling_are_pointed_out() -> None:
    config = read('[people.bob]\nnames = ["b"]\n[people.bert]\nnames = ["B"]\n')
    assert ["b is bob already" in str(each) for each in config.mistakes] == [True]


def test_a_persons_channel_is_never_one_of_clients() -> None:
    config = read(CHANNELS + '[people.bob]\nchannels = ["acme", "gone"]\n')
    assert bob(config).ways == ()
    assert [("for clients" in str(each), "no channel gone" in str(each)) for each in config.mistakes] == [
        (True, False),
        (False, True),
    ]


def test_ladders_and_which_one_is_a_clients() -> None:
    config = read(
        """
[ladders.sre]
rungs = [["bob"], ["carol", "dan"]]
wait = "3m"
[ladders.vip]
rungs = [["zoe"]]
[clients.ACME]
ladder = "vip"
[clients.Globex]
ladder = "gone"
"""
    )
    ladder = config.inside.ladder(None)
    assert ladder is not None
    assert (ladder.name, ladder.rungs, ladder.wait) == (
        "sre",
        (("bob",), ("carol", "dan")),
        timedelta(minutes=3),
    )
    assert config.inside.ladders["vip"].wait == timedelta(minutes=5)
    assert config.policy.client("acme").ladder == "vip"
    assert ["there are sre, vip" in str(each) for each in config.mistakes] == [True]


@pytest.mark.parametrize("rungs", ["[]", '["bob"]', "[[1]]", '[["--"]]', "3"])
def test_a_ladder_without_anybody_is_a_mistake_and_none(rungs: str) -> None:
    config = read(f"[ladders.sre]\nrungs = {rungs}\n")
    assert len(config.mistakes) == 1
    assert config.inside.ladder(None) is None


def test_what_a_team_hears_of() -> None:
    config = read('[internal]\non = ["declared", "handover", "overdue", "lunch"]\n')
    assert config.inside.occasions == {Occasion.DECLARED, Occasion.HANDOVER}
    assert config.inside.stages == {Stage.OVERDUE}
    assert ["“lunch” is none of nears" in str(each) for each in config.mistakes] == [True]
    assert read("").inside.stages == set(Stage)
    assert read("").inside.occasions == set()
