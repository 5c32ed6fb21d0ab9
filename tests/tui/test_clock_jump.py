"""A clock that jumps is on record where somebody keeps a promise by it."""

from datetime import timedelta

import pytest

from incident_console.domain import drafting, ownership, response
from incident_console.domain.entry import Entry
from incident_console.domain.procedure import progress_at
from incident_console.store.store import Store
from incident_console.tui.app import IncidentConsole
from incident_console.tui.room.target import people
from incident_console.tui.terminal import watch
from tests.tui.quiet import skip
from tests.tui.scene import REFERENCES, Room, Scene, at

HOUR = timedelta(hours=1)


def jumps(scene: Scene, reference: str) -> list[Entry]:
    """What the record of an incident says about jumps, as another console reads it."""
    return [entry for entry in scene.desk("dave").incident(reference).entries if not entry.event.is_act]


def look(app: IncidentConsole) -> None:
    """The look at the clocks that comes with each second."""
    app._deadlines.tick(app.clock.now(), app.clock.monotonic())


async def jump(scene: Scene, room: Room, step: timedelta) -> list[Entry]:
    """Set the clock; answer what is noted of it in alice's own incident."""
    look(room.app)
    scene.clock.step(scene.clock.now() + step)
    look(room.app)
    await room.until(lambda: jumps(scene, "INC-7K3Q"))
    await room.skip(0.1)
    return jumps(scene, "INC-7K3Q")


@pytest.mark.parametrize(
    ("step", "occurred", "said"),
    [
        (
            HOUR,
            at(14, 34, 12),
            "1 h ahead (set, or after sleep), from 2026-11-21 14:34:12 to 2026-11-21 15:34:12 UTC",
        ),
        (
            -HOUR,
            at(13, 34, 12),
            "1 h back (set), from 2026-11-21 14:34:12 to 2026-11-21 13:34:12 UTC",
        ),
    ],
)
async def test_a_jump_is_noted_once_where_i_am_the_owner(
    scene: Scene, step: timedelta, occurred: object, said: str
) -> None:
    async with scene.room() as room:
        (entry,) = await jump(scene, room, step)
        assert entry.event.text.endswith(said)
        assert entry.occurred_at == occurred
        assert entry.recorded_at == at(14, 34, 12) + step
        look(room.app)
        await room.skip(0.1)
        assert len(jumps(scene, "INC-7K3Q")) == 1
    assert [each for each in REFERENCES[:4] if jumps(scene, each)] == ["INC-7K3Q"]


async def test_two_rooms_of_one_person_on_one_machine_note_it_once(scene: Scene) -> None:
    async with scene.room() as room, scene.room() as other:
        look(other.app)
        await jump(scene, room, HOUR)
        look(other.app)
        await other.skip(0.3)
        assert len(jumps(scene, "INC-7K3Q")) == 1


async def test_it_is_the_consoles_word_and_nobodys_act(scene: Scene) -> None:
    scene.desk("dave").act("INC-7K3Q", response.escalate, to="alice", why="no answer")
    before = scene.desk("dave").incident("INC-7K3Q")
    progress, called = progress_at(before), ownership.unanswered_since(before)
    assert called is not None
    async with scene.room() as room:
        (entry,) = await jump(scene, room, HOUR)
        assert entry.by == "console of alice"
        incident = scene.desk("dave").incident("INC-7K3Q")
        assert ownership.unanswered_since(incident) == called
        assert progress_at(incident) == progress
        steps = drafting.proposed_update(incident, scene.desk("dave").request()).steps
        assert not any("jumped" in step.text for step in steps)
        assert entry.by not in people(room.app)
        assert f"alert: {entry.event.text}"[:30] in room.pane("#timeline")


async def test_what_goes_wrong_with_the_note_is_shown(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError("it broke")

    monkeypatch.setattr(watch, "note_jump", broken)
    async with scene.room() as room:
        look(room.app)
        scene.clock.step(scene.clock.now() + HOUR)
        look(room.app)
        await room.until(lambda: "not on record: it broke" in room.said)


async def test_a_room_that_only_reads_says_it_and_records_nothing(scene: Scene) -> None:
    app = IncidentConsole(Store.open(scene.path, read_only=True), person="alice", clock=scene.clock)
    async with app.run_test(notifications=True) as pilot:
        await pilot.pause()
        look(app)
        scene.clock.step(scene.clock.now() + HOUR)
        look(app)
        await skip(scene.clock, 0.3)
        assert {notice.severity for notice in app._notifications} == {"warning"}
        assert any("jumped 1 h ahead" in notice.message for notice in app._notifications)
    assert not jumps(scene, "INC-7K3Q")
