"""A colleague who was called by a channel and has not heard: whoever called sees it, and whom to ring up."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from incident_console.config import Config
from incident_console.delivery.queue import Attempted
from incident_console.desk import Desk
from incident_console.domain import response
from incident_console.domain.colleagues import Colleagues, Listed, Occasion, Person
from incident_console.domain.declaring import change_severity
from incident_console.domain.vocabulary import DeliveryOutcome, Severity
from incident_console.domain.ways import WayOut
from incident_console.store.leases import Beat, taken
from incident_console.store.store import Store
from incident_console.tui.app import IncidentConsole
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.render.on_you import turn_line
from tests.postman.post import Post
from tests.tui.scene import Room

PHONE = "+00 555 0199"
PEOPLE = Listed([Person(name="bob", phone=PHONE, ways=(WayOut(channel="bob-page"),)), Person(name="alice")])
TEAM = Colleagues(ways=(WayOut(channel="sre"),), occasions=frozenset({Occasion.SEVERITY}), people=PEOPLE)


class Inside(Post):
    """Alice's incident, and what the postman makes of what bob and the team are told."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, {}, (WayOut(channel="mail"),), colleagues=TEAM)

    def desk(self, name: str) -> Desk:
        return Desk(Store.open(self.path), self.clock, self.policy, name)

    def escalate(self) -> None:
        self.alice.act(self.ref, response.escalate, to="bob", why="no progress")

    def came(self, channel: str, outcome: DeliveryOutcome, reason: str = "") -> None:
        rows = [row for row in self.alice.store.deliveries.of() if row.channel == channel]
        held = taken("a postman", Beat.of(self.clock), 60)
        (row,) = self.alice.store.deliveries.lease(rows[-1:], held)
        self.alice.deliver([Attempted(row=row, outcome=outcome, at=self.alice.now(), reason=reason)])


@pytest.fixture
def inside(tmp_path: Path) -> Iterator[Inside]:
    made = Inside(tmp_path / "incidents.db")
    yield made
    made.alice.store.close()


@asynccontextmanager
async def opened(
    inside: Inside, person: str = "alice", size: tuple[int, int] = (120, 40)
) -> AsyncIterator[Room]:
    app = IncidentConsole(
        Store.open(inside.path), person=person, config=Config(policy=inside.policy), clock=inside.clock
    )
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        yield Room(app, pilot)


def on_you(room: Room) -> list[str]:
    return [turn_line(each, room.app.view(), 200, here=True).plain for each in room.app.on_you]


def flat(text: str) -> str:
    return " ".join(text.split())


async def test_a_call_that_does_not_arrive_is_seen_by_whoever_called_until_its_answer(
    inside: Inside,
) -> None:
    inside.escalate()
    async with opened(inside) as room:
        await room.until(lambda: "bob-page waits to be sent" in flat(room.pane("#timeline")))
        assert on_you(room) == []
        inside.came("bob-page", DeliveryOutcome.REFUSED, f"no such number {PHONE}")
        await room.until(lambda: "bob is called: bob-page refused" in room.said)
        assert "m sends it again" in flat(room.said)
        assert f"bob-page refused; call {PHONE}: no such number …" in flat(room.pane("#timeline"))
        assert f"bob is called: bob-page refused; call {PHONE}: no such number …" in on_you(room)[0]
        assert "✉ bob is called: bob-page refused" in room.pane("#state")
        assert "told" not in room.pane("#clock")
        assert room.pane("#on-the-way") == ""
        bob = inside.desk("bob")
        bob.act(inside.ref, response.note, what="on my way")
        bob.store.close()
        await room.until(lambda: on_you(room) == [])
        assert "refused" not in room.pane("#state") + room.pane("#timeline")


async def test_bob_and_others_are_not_asked(inside: Inside) -> None:
    inside.escalate()
    inside.came("bob-page", DeliveryOutcome.UNCERTAIN, "it was interrupted")
    for person in ("bob", "oli"):
        async with opened(inside, person) as room:
            assert not any("bob-page" in each for each in on_you(room))
            assert ("bob-page" in room.pane("#state") + room.pane("#timeline")) == (person == "oli")


async def test_what_is_too_old_is_on_whoever_called(inside: Inside) -> None:
    inside.escalate()
    async with opened(inside) as room:
        room.tick(3601)
        await room.until(lambda: any("bob-page too old to go by itself" in each for each in on_you(room)))


async def test_the_key_lists_it_apart_from_what_is_for_clients_and_sends_it_again(inside: Inside) -> None:
    inside.update()
    inside.escalate()
    inside.came("mail", DeliveryOutcome.REFUSED, "550")
    inside.came("bob-page", DeliveryOutcome.REFUSED, "no such number")
    async with opened(inside) as room:
        await room.press("m")
        await room.until(lambda: isinstance(room.app.screen, FormDialog))
        assert "INSIDE: 1 word to colleagues" in room.screen
        await room.press("2", "ctrl+s")
        await room.until(lambda: "INSIDE: what colleagues have not heard" in room.screen)
        assert "bob is called: bob-page refused: no such number" in room.screen
        assert f"Call bob: {PHONE}" in room.screen
        await room.press("ctrl+s")
        await room.until(lambda: "It is sent once more" in room.said)
        (row,) = [row for row in inside.alice.store.deliveries.of() if row.inside]
        assert (row.state, row.outcome, row.reason) == ("waiting", None, "")
        await room.until(lambda: "bob-page trying again" in flat(room.pane("#timeline")))
        inside.came("bob-page", DeliveryOutcome.REFUSED, "no such number")
        await room.until(lambda: any("bob-page" in each for each in on_you(room)))


async def test_what_they_know_asks_for_nobody_any_more(inside: Inside) -> None:
    inside.alice.act(inside.ref, change_severity, severity=Severity.P1, why="iOS too")
    inside.came("sre", DeliveryOutcome.REFUSED, "404")
    async with opened(inside, size=(80, 24)) as room:
        assert "Severity: sre refused: 404" in flat(room.screen)
        assert "2 on you (O)" in flat(room.screen)
        await room.press("m")
        await room.until(lambda: isinstance(room.app.screen, FormDialog))
        await room.press("enter", "2", "ctrl+s")
        await room.until(lambda: "Nothing more goes out of it" in room.said)
        assert "sre refused" not in flat(room.screen)
        assert [row.outcome for row in inside.alice.store.deliveries.of()] == ["said"]


async def test_an_entry_in_full_says_by_which_channels_colleagues_were_told(inside: Inside) -> None:
    inside.escalate()
    inside.came("bob-page", DeliveryOutcome.DELIVERED)
    async with opened(inside) as room:
        assert "bob-page" not in room.pane("#timeline")
        await room.press("T", "enter")
        assert "To colleagues" in room.screen
        assert "bob-page  bob is called" in room.screen
        assert "accepted, tried once" in room.screen
