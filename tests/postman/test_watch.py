"""A watch: what it gives and says, how it ends, and what it follows."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from tests.delivery.web import Web, hang, says, serving
from tests.postman.post import ENOUGH
from tests.postman.team import Team
from tests.postman.watching import Said, going, watch_of

from incident_console.config import Config
from incident_console.config.watching import Watching
from incident_console.postman import heartbeat, openmetrics
from incident_console.postman import watch as watch_module
from incident_console.postman.heartbeat import what_is_wrong
from incident_console.postman.presence import somebody_carries
from incident_console.postman.watch_log import WatchLog
from incident_console.store.leases import Beat
from incident_console.store.store import Store
from incident_console.store.watches import GOOD_FOR


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch_module, "GLANCE", 0.02)
    monkeypatch.setattr(watch_module, "PATIENCE", 0.02)


@pytest.fixture
def said() -> Said:
    return Said()


def test_once_gives_what_is_due_and_ends(team: Team, said: Said, web: Web) -> None:
    team.clock.advance(minutes=30)
    watch_of(team, said).once()
    watch_of(team, said).once()
    assert len(web.received) == 1
    assert [line.split(" ", 1)[1] for line in said.lines] == [
        f"alarm {team.ref} overdue first_update",
        f"sent {team.ref} by sre",
    ]
    assert team.alice.store.watches.all() == [], "nobody stays"


def test_it_is_known_who_watches_as_long_as_they_do(team: Team, said: Said) -> None:
    with going(watch_of(team, said)):
        team.clock.advance(minutes=30)
        said.until("sent")
        (watcher,) = team.alice.store.watches.standing(Beat.of(team.clock))
        assert watcher.who == "watch@host"
        assert somebody_carries(team.path)
    assert team.alice.store.watches.all() == []
    assert not somebody_carries(team.path)
    assert said.lines[-1].endswith("ended watch@host")


def test_one_who_is_gone_without_a_word_is_believed_for_a_while_only(team: Team, said: Said) -> None:
    from incident_console.store.leases import taken
    from incident_console.store.watches import Watcher

    store, beat = team.alice.store, Beat.of(team.clock)
    lease = taken("w1", beat, GOOD_FOR)
    store.watches.hold(Watcher(id="w1", who="watch@host", since=team.alice.now(), lease=lease), beat)
    team.clock.advance(seconds=GOOD_FOR - 1)
    assert [each.who for each in store.watches.standing(Beat.of(team.clock))] == ["watch@host"]
    team.clock.step(team.clock.now() + timedelta(hours=1))
    assert store.watches.standing(Beat.of(team.clock)), "the wall clock ends no lease"
    team.clock.advance(seconds=1)
    assert store.watches.standing(Beat.of(team.clock)) == []


def test_a_copy_is_watched_by_nobody(team: Team, said: Said, tmp_path: Path) -> None:
    import shutil

    with going(watch_of(team, said)):
        team.clock.advance(minutes=30)
        said.until("sent")
        copy = team.alice.store.backup(tmp_path / "backup.db")
        shutil.copy(copy, tmp_path / "copy.db")
        with Store.open(copy) as store:
            assert store.watches.all() == []
            assert store.notices.notice("x") is None


def test_it_ends_when_what_is_being_sent_has_come_back(team: Team, said: Said, web: Web) -> None:
    let_go, begun = threading.Event(), threading.Event()

    def slow(connection, request) -> None:  # type: ignore[no-untyped-def]
        begun.set()
        assert let_go.wait(ENOUGH)
        says(200)(connection, request)

    web.answer = slow
    watch = watch_of(team, said)
    with going(watch):
        team.clock.advance(minutes=30)
        assert begun.wait(ENOUGH)
        watch.end()
        assert not any("ended" in line for line in said.lines)
        let_go.set()
    assert said.lines[-2].endswith(f"sent {team.ref} by sre")
    assert team.alice.store.deliveries.by_outcome() == {"delivered": 1}


def test_it_follows_a_record_that_is_replaced(team: Team, said: Said, web: Web, tmp_path: Path) -> None:
    with going(watch_of(team, said)):
        team.clock.advance(minutes=30)
        said.until("sent")
        team.alice.store.close()
        # Kept elsewhere, so that the next file is not given the number of this one.
        team.path.rename(tmp_path / "before.db")
        said.until("trouble")
        team.alice = team.sit_down()
        team.ref = team.declare("The next one")
        team.clock.advance(minutes=30)
        assert team.ref in said.until(f"alarm {team.ref} overdue")


def test_it_reads_its_configuration_anew_and_says_what_changed(team: Team, said: Said) -> None:
    other = msgspec.structs.replace(
        team.config, channels={"sre": team.channels["sre"]}, watching=Watching(private=True)
    )
    watch = watch_of(team, said, reloaded=lambda: other)
    with going(watch):
        said.until("watching")
        watch.reload()
        said.until("changed: channels.bob-page, watch")


def test_it_says_each_act_as_json_too(team: Team, said: Said) -> None:
    log = WatchLog(as_json=True, write=said.write)
    log.say(team.alice.now(), "refused", incident="INC-7K3Q", why="no\x1b[31m such\nroom")
    assert json.loads(said.lines[0]) == {
        "at": "2026-11-20T12:00:00Z",
        "act": "refused",
        "incident": "INC-7K3Q",
        "why": "no such room",
    }


def test_trouble_is_said_when_it_begins_and_when_it_is_over(team: Team, said: Said) -> None:
    log = WatchLog(write=said.write)
    for trouble in ("", "the disk is full", "the disk is full", "", ""):
        log.trouble(team.alice.now(), trouble)
    assert [line.split(" ", 1)[1] for line in said.lines] == [
        "trouble the disk is full",
        "well all is well again",
    ]


# The heartbeat


def beating(team: Team, web: Web) -> Config:
    return msgspec.structs.replace(team.config, watching=Watching(heartbeat=web.url("/beat"), private=True))


def test_the_heartbeat_is_fetched_while_all_is_well(team: Team, said: Said, web: Web) -> None:
    watch_of(team, said, beating(team, web)).once()
    assert [each.path for each in web.received] == ["/beat"]
    assert said.lines == []


def test_it_is_not_fetched_while_a_client_waits_for_more_than_five_minutes(
    team: Team, said: Said, web: Web
) -> None:
    team.clock.advance(minutes=35)
    assert what_is_wrong(team.alice, team.alice.now()) == ""
    team.clock.advance(seconds=1)
    watch_of(team, said, beating(team, web)).once()
    assert "/beat" not in [each.path for each in web.received]
    assert f"{team.ref} is overdue by more than 5 minutes" in said.lines[-1]


@pytest.mark.parametrize("answer", [says(400, "no such room"), None], ids=["refused", "uncertain"])
def test_it_is_not_fetched_while_a_row_is_refused_or_uncertain(
    tmp_path: Path, answer: Callable[..., None] | None
) -> None:
    from tests.delivery.web import cut_after_reading
    from tests.postman.post import done, hooked

    with serving(answer or cut_after_reading) as web, hooked(tmp_path / "a.db", web, "slack") as post:
        post.update()
        assert what_is_wrong(post.alice, post.alice.now()) == "", "it waits, which is well"
        done(post.postman())
        kind = "refused" if answer else "uncertain"
        assert what_is_wrong(post.alice, post.alice.now()) == f"a message of {post.ref} is {kind}"


def test_what_it_says_of_a_heartbeat_that_fails_holds_no_address(
    team: Team, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heartbeat, "DEADLINE", 0.2)
    web.answer = hang
    secret = web.url("/canary-of-the-heartbeat")
    monkeypatch.setenv("BEAT", secret)
    for given in (secret, "env:BEAT", "env:NONE", "http://127.0.0.1:1/canary-of-the-heartbeat"):
        said = heartbeat.fetched(Watching(heartbeat=given, private=True))
        assert said
        assert "canary" not in said
    web.answer = says(404)
    assert heartbeat.fetched(Watching(heartbeat="env:BEAT", private=True)).endswith("answered with 404")
    assert "private" in heartbeat.fetched(Watching(heartbeat="env:BEAT"))


# Figures


def test_the_figures_are_written_whole_for_the_group_of_their_folder(
    team: Team, said: Said, tmp_path: Path
) -> None:
    path = tmp_path / "figures.prom"
    config = msgspec.structs.replace(team.config, watching=Watching(metrics=path))
    team.clock.advance(minutes=31)
    watch_of(team, said, config).once()
    lines = path.read_text("utf-8").splitlines()
    assert path.stat().st_mode & 0o777 == 0o640
    assert lines[-1] == "# EOF"
    name = "incident_console_promise_seconds"
    assert f'{name}{{incident="{team.ref}",client="",kind="first_update"}} -60' in lines
    assert 'incident_console_open_incidents{severity="P2"} 1' in lines
    assert 'incident_console_deliveries{outcome="delivered"} 1' in lines
    for line in lines:
        assert line.startswith(("# HELP ", "# TYPE ", "# EOF", "incident_console_"))


def test_a_label_keeps_to_its_quotation_marks() -> None:
    assert openmetrics.escaped('A"C\\ME\nx') == r"A\"C\\ME\nx"


def test_where_they_cannot_be_written_the_watch_goes_on(team: Team, said: Said, tmp_path: Path) -> None:
    watching = Watching(metrics=tmp_path / "none" / "figures.prom")
    watch_of(team, said, msgspec.structs.replace(team.config, watching=watching)).once()
    assert "figures.prom cannot be written: No such file or directory" in said.lines[-1]
