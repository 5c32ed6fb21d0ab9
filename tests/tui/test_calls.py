"""Whose turn it is, in the room: the notice, the header until they acted, the way there; and what is owed."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from incident_console.config import Display
from incident_console.domain import actions, closing, communication, handover, promises, response, review
from incident_console.domain.call import Why
from incident_console.tui.app import IncidentConsole
from incident_console.tui.terminal.alarms import Alarm, Kind
from incident_console.tui.terminal.attention import Attention, words_of_call
from incident_console.tui.terminal.watch import Watch
from tests.tui.scene import Room, Scene, at
from tests.tui.test_owing import ended


@pytest.fixture
def bells(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    rung: list[str] = []
    monkeypatch.setattr(IncidentConsole, "bell", lambda self: rung.append("bell"))
    return rung


def escalate(scene: Scene, ref: str, to: str = "@Alice", why: str = "the vendor asks for you") -> None:
    scene.desk("bob").act(ref, response.escalate, to=to, why=why)


def called_in(room: Room, name: str) -> bool:
    """Whether what is on me lists a call in an incident."""
    return any("◂" in line and name in line for line in room.pane("#on-you").splitlines())


async def test_an_act_of_another_console_calls_whom_it_means(scene: Scene, bells: list[str]) -> None:
    async with scene.room() as room:
        bells.clear()
        escalate(scene, "INC-7K3Q")
        await room.until(lambda: "7K3Q calls you: bob escalated: the vendor asks for you" in room.said)
        assert "n answers" in room.said
        assert "goes there" not in room.said, "it is the chosen one"
        assert bells == ["bell"]
        assert "◂ bob escalated: the" in room.pane("#on-you")
        assert "called 14:34: bob escalated: the vendor asks for you  n answers" in room.pane("#state")


async def test_others_hear_nothing(scene: Scene, bells: list[str]) -> None:
    async with scene.room() as room:
        bells.clear()
        escalate(scene, "INC-7K3Q", to="carol")
        await room.until(lambda: "escalated to carol" in room.pane("#timeline"))
        assert (room.said, bells) == ("", [])
        assert "escalated" not in room.pane("#on-you")


async def test_it_stands_in_sight_until_they_acted_there(scene: Scene, bells: list[str]) -> None:
    async with scene.room() as room:
        bells.clear()
        escalate(scene, "INC-9BXW")
        await room.until(lambda: called_in(room, "9BXW"))
        assert "C goes there, n answers" in room.said
        scene.desk("alice").act("INC-7K3Q", response.note, what="elsewhere")
        await room.until(lambda: "elsewhere" in room.pane("#timeline"))
        assert called_in(room, "9BXW")
        scene.desk("alice").act("INC-9BXW", response.note, what="on it")
        await room.until(lambda: not called_in(room, "9BXW"))
        assert bells == ["bell"], "rung once, and not for what was done about it"


async def test_a_key_goes_to_what_calls_even_where_the_filter_hides_it(scene: Scene) -> None:
    async with scene.room() as room:
        await room.press("C")
        assert "Calls: nothing calls you" not in room.said, "an offer stands, and calls too"
        assert room.app.chosen == "INC-9BXW"
        escalate(scene, "INC-RPTS")
        await room.until(lambda: called_in(room, "RPTS"))
        await room.press("slash", *"checkout", "enter")
        await room.press("C")
        assert room.app.chosen == "INC-RPTS"
        assert "INC-RPTS" in room.screen
        await room.press("C")
        assert room.app.chosen == "INC-9BXW"


async def test_where_nothing_calls_the_key_says_so(scene: Scene) -> None:
    async with scene.room("oli") as room:
        scene.desk("oli").act("INC-7K3Q", response.note, what="scaling")
        await room.until(lambda: not room.app.called)
        await room.press("C")
        assert "nothing calls you" in room.said


async def test_a_console_that_opens_rings_once_for_all_that_stands(scene: Scene, bells: list[str]) -> None:
    for ref in ("INC-RPTS", "INC-BACK", "INC-9BXW"):
        escalate(scene, ref)
    async with scene.room() as room:
        assert bells == ["bell"], "an alarm of the same second is quiet"
        assert room.said == "", "what is on her is listed"
        assert all(called_in(room, ref) for ref in ("RPTS", "BACK", "9BXW"))


async def test_time_calls_without_anybody_s_act(scene: Scene, bells: list[str]) -> None:
    async with scene.room("bob") as room:
        bells.clear()
        assert "9BXW" not in room.pane("#header")
        room.tick((at(14, 41, 59) - at(14, 34, 12)).total_seconds())
        assert "next update" not in room.said
        room.tick(1)
        assert "9BXW calls you: the next update is due soon" in room.said
        assert "u answers" in room.said
        room.tick(60)
        assert room.said.count("9BXW calls you") == 1


async def test_beyond_what_was_read_ahead_time_calls_too(scene: Scene) -> None:
    async with scene.room("bob") as room:
        room.tick((at(14, 52) - at(14, 34, 12)).total_seconds())
        assert "9BXW calls you: the next update is due." in room.said


async def test_the_brief_says_who_was_called(scene: Scene) -> None:
    async with scene.room("carol") as room:
        await room.press("y")
        await room.until(lambda: "Whose turn it is" in room.screen)
        assert "oli called at 13:41, no act since: alice gave action 1: Scale the pool to 40" in room.screen
        assert "carol called" not in room.screen, "who reads it has it before their eyes"


# Ringing


class Heard(Attention):
    """Keeps what rang instead of ringing."""

    def __init__(self, app: IncidentConsole) -> None:
        super().__init__(app, app.config.display)
        self.rung: list[str] = []

    def ring(self, said: str) -> None:
        self.rung.append(said)


async def test_a_call_and_an_alarm_in_one_second_ring_once(scene: Scene) -> None:
    escalate(scene, "INC-7K3Q")
    async with scene.room() as room:
        alarm = Alarm(kind=Kind.DUE, reference="INC-7K3Q", minutes=0, loud=True)
        rows = room.app.called
        watch = Watch(room.app, heard := Heard(room.app))
        watch.call(rows)
        watch.alarm(alarm)
        assert heard.rung == ["INC-7K3Q: you are escalated to, and 1 more"]
        watch.call(rows)
        assert len(heard.rung) == 2, "each call rings"
        scene.clock.advance(seconds=1)
        watch.alarm(alarm)
        assert len(heard.rung) == 3
        watch.call(rows)
        assert len(heard.rung) == 3
        scene.clock.advance(seconds=1)
        watch.call(rows)
        assert len(heard.rung) == 4


async def test_whoever_watches_the_clock_hears_its_alarms_too(scene: Scene) -> None:
    scene.desk("bob").act(
        "INC-9BXW", promises.reschedule, due=at(15, 0), why="slow", watcher="@Zed", posted=True
    )
    for person, hears in (("zed", True), ("carol", False)):
        async with scene.room(person) as room:
            watch = Watch(room.app, heard := Heard(room.app))
            scene.clock.step(at(14, 59, 59))
            watch.tick(scene.clock.now(), scene.clock.monotonic())
            scene.clock.advance(seconds=1)
            watch.tick(scene.clock.now(), scene.clock.monotonic())
            rung = [said for said in heard.rung if "9BXW: a client expects word now" in said]
            assert bool(rung) == hears, person


@pytest.mark.parametrize("off", ["", "bell", "desktop_notifications", "tmux_message"])
def test_a_call_goes_by_every_way_that_is_on(off: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    app = SimpleNamespace(is_headless=False, _driver=SimpleNamespace(write=sent.append))
    app.bell = lambda: sent.append("\a")
    monkeypatch.setattr(Attention, "show_in_tmux", lambda self, text: sent.append(f"tmux: {text}"))
    display = Display(**{off: False}) if off else Display()
    Attention(cast("Any", app), display, {"TERM": "xterm", "TMUX": "x"}).call("INC-7K3Q", Why.ESCALATED)
    said = "".join(sent)
    signs = {"bell": "\a", "desktop_notifications": "]9;", "tmux_message": "tmux: INC-7K3Q: you are"}
    assert {name for name, sign in signs.items() if sign in said} == signs.keys() - {off}


def test_a_call_is_told_in_fixed_words() -> None:
    assert words_of_call("INC-7K3Q", Why.ESCALATED, 0) == "INC-7K3Q: you are escalated to"
    assert words_of_call("INC-7K3Q\x1b]52;c;eA==\x07", Why.OWED, 2) == "what you owe is overdue, and 2 more"


# What is owed


async def test_the_header_counts_what_is_owed_and_overdue(scene: Scene) -> None:
    ended(scene)
    async with scene.room() as room:
        assert "owed overdue" not in room.pane("#header")
        room.tick(timedelta(hours=9).total_seconds())
        await room.until(lambda: "1 owed overdue" in room.pane("#header"))


async def test_a_late_follow_up_brings_its_incident_onto_the_board(scene: Scene) -> None:
    ended(scene)
    alice = scene.desk("alice")
    alice.act("INC-7K3Q", actions.drop_action, n=2, why="not needed")
    scene.clock.step(at(14, 40))
    said: dict[str, Any] = {
        "impact": "i",
        "done": "d",
        "next_steps": "n",
        "next_update": at(15, 40),
        "posted": True,
    }
    scene.desk("bob").act("INC-9BXW", communication.send_update, **said)
    alice.act("INC-7K3Q", closing.send_analysis, what="a pool", posted=True)
    alice.act(
        "INC-7K3Q",
        review.review,
        root_cause="a pool",
        factors=["none"],
        recommendations=["none"],
        follow_ups="none",
        complete=True,
    )
    async with scene.room("oli") as room:
        assert "7K3Q" not in room.pane("#list")
        room.tick((at(18, 0, 1) - at(14, 40)).total_seconds())
        await room.until(lambda: "7K3Q" in room.pane("#list"))
        assert "follow-up due 18:00" in room.pane("#list")
        assert "7K3Q calls you: the follow-up 3 (Watch the pool) is overdue" in room.said


async def test_an_overdue_analysis_rings_for_its_owner_again_and_again(scene: Scene) -> None:
    ended(scene)
    async with scene.room() as room:
        heard = Heard(room.app)
        watch = Watch(room.app, heard)
        scene.clock.step(at(22, 59, 59))
        watch.tick(scene.clock.now(), scene.clock.monotonic())
        heard.rung.clear()
        for _ in range(180):
            scene.clock.advance(seconds=1)
            watch.tick(scene.clock.now(), scene.clock.monotonic())
        assert [said for said in heard.rung if "7K3Q" in said] == [
            "INC-7K3Q: a client expects word now",
            "INC-7K3Q: a client has been waiting for word for 1 min",
            "INC-7K3Q: a client has been waiting for word for 2 min",
        ]
        bob = Watch(room.app, quiet := Heard(room.app))
        room.app.person = "bob"
        for _ in range(120):
            scene.clock.advance(seconds=1)
            bob.tick(scene.clock.now(), scene.clock.monotonic())
        assert not [said for said in quiet.rung if "7K3Q" in said]


async def test_an_offer_after_the_end_is_answered_by_key(scene: Scene) -> None:
    ended(scene)
    scene.desk("alice").act("INC-7K3Q", handover.offer_handover, to="carol", status="the logs are there")
    async with scene.room("carol") as room:
        assert "alice offers the IC" in room.pane("#on-you")
        await room.press("y")
        await room.until(lambda: "Take over INC-7K3Q" in room.screen)
