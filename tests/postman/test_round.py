"""The postman's round beside the keys, who is known to carry, and what leaving does."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.delivery.web import Web, says, serving
from tests.postman.post import ENOUGH, Post, hooked
from tests.postman.team import Team

from incident_console.config import Config
from incident_console.domain.policy import ClientProfile, Policy
from incident_console.domain.ways import WayOut
from incident_console.postman.presence import Presence, lock_file, somebody_carries
from incident_console.postman.round import Round


@pytest.fixture
def web() -> Iterator[Web]:
    with serving(says(200, "ok")) as running:
        yield running


@pytest.fixture
def post(tmp_path: Path, web: Web) -> Iterator[Post]:
    with hooked(tmp_path / "incidents.db", web) as made:
        yield made


def test_who_carries_is_known_as_long_as_they_do(tmp_path: Path) -> None:
    record = tmp_path / "incidents.db"
    assert not somebody_carries(record)
    with Presence(record), Presence(record):
        assert somebody_carries(record)
    assert not somebody_carries(record)
    assert lock_file(record).stat().st_mode & 0o777 == 0o600


def test_in_a_folder_that_cannot_be_written_nobody_is_told(tmp_path: Path) -> None:
    record = tmp_path / "none" / "incidents.db"
    with Presence(record):
        assert not somebody_carries(record)


def test_what_was_written_elsewhere_is_carried_without_a_word(post: Post, web: Web) -> None:
    arrived = threading.Event()

    def answer(connection: object, request: object) -> None:
        says(200)(connection, request)  # type: ignore[arg-type]
        arrived.set()

    web.answer = answer
    errors: list[Exception] = []
    going = Round(post.sit_down, Config(channels=post.channels), errors.append)
    going.start()
    post.update()
    assert arrived.wait(ENOUGH)
    assert going.end(ENOUGH)
    assert post.outcomes == ["delivered"]
    assert errors == []
    assert not somebody_carries(post.path)


def test_what_is_being_sent_when_the_room_is_left_comes_back(post: Post, web: Web) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(connection: object, request: object) -> None:
        begun.set()
        go_on.wait(ENOUGH)
        says(200)(connection, request)  # type: ignore[arg-type]

    web.answer = slow
    post.update()
    going = Round(post.sit_down, Config(channels=post.channels), lambda error: None)
    going.start()
    assert begun.wait(ENOUGH)
    assert not going.end(0.05)
    go_on.set()
    assert going.end(ENOUGH)
    assert post.outcomes == ["delivered"]


def test_an_open_room_gives_alarms_as_a_watch_does(tmp_path: Path, web: Web) -> None:
    arrived = threading.Event()

    def answer(connection: object, request: object) -> None:
        says(200)(connection, request)  # type: ignore[arg-type]
        arrived.set()

    web.answer = answer
    team = Team(tmp_path / "incidents.db", web)
    team.clock.advance(minutes=30)
    going = Round(team.sit_down, team.config, lambda error: None)
    going.start()
    assert arrived.wait(ENOUGH)
    assert going.end(ENOUGH)
    assert team.alarms().tick(team.alice.now()) == []
    team.alice.store.close()


def test_a_record_that_cannot_be_opened_is_told_and_no_more() -> None:
    from incident_console.store.errors import StoreGone

    def gone() -> None:
        raise StoreGone("it was deleted")

    errors: list[Exception] = []
    going = Round(gone, Config(), errors.append)  # type: ignore[arg-type]
    going.start()
    assert going.end(ENOUGH)
    assert [str(each) for each in errors] == ["it was deleted"]


def test_what_only_looks_like_an_incident_has_no_way_out() -> None:
    way = WayOut(channel="mail")
    acme = ClientProfile(name="ACME", ways=(way,))
    policy = Policy(usual_ways=(way,), clients={"acme": acme})
    config = Config(policy=policy).by_hand()
    assert config.channels == {}
    assert config.policy.ways("ACME") == ()
    assert config.policy.ways(None) == ()
