"""Whatever stands in the record, the screen shows it as text: in every pane, in every size."""

import re

import pytest

from incident_console.domain import actions, communication, handover, ownership, response
from incident_console.domain.vocabulary import Criterion, Role, Severity
from tests.tui.quiet import looked_at
from tests.tui.scene import Room, Scene, at

HOSTILE = (
    "[@click=app.quit]x[/]",
    "fix [/b] now",
    "[ERROR] down",
    "open [ bracket \\",
    "\x1b]52;c;aGFja2Vk\x07clip",
    "\x1b[31mred\x1b[0m",
    "turned \u202e round",
    "$overdue #[fg=red] #(reboot)",
    "=cmd|' /C calc'!A0",
    "広い 文字 " * 30,
    "a" * 3000,
)
NAMES = (
    *("action", "closing tag", "lost word", "open bracket", "clipboard", "colour", "turned round"),
    *("variables", "formula", "wide", "long"),
)
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


def fill(scene: Scene, text: str) -> str:
    """An incident with the text in every field that takes one."""
    name = f"eve {text}"[:60]
    eve = scene.desk(name)
    done = eve.declare(
        title=f"{text[:190]} title",
        because=[Criterion.PRODUCTION],
        severity=Severity.P1,
        impact=f"{text} impact",
        scope=f"{text} scope",
        client=f"{text} client"[:70],
        ticket=f"{text} ticket"[:70],
    )
    ref = done.incident.ref
    for act, more in (
        (response.note, {"what": f"{text} note"}),
        (response.note, {"what": f"{text} inquiry", "kind": response.NoteKind.INQUIRY}),
        (actions.add_action, {"what": f"{text} action", "owner": name}),
        (ownership.assign, {"role": Role.CL, "name": name}),
        (response.escalate, {"to": name, "why": text}),
        (response.strike, {"seq": 2, "why": text}),
        (handover.offer_handover, {"to": "alice", "status": text}),
        (
            communication.send_update,
            {"impact": text, "done": text, "next_steps": text, "next_update": at(15, 30)},
        ),
    ):
        eve.act(ref, act, **more)
    return ref


def harmless(room: Room, width: int) -> None:
    """No control character is on the screen, and every line is as wide as it."""
    strips = looked_at(room.app)
    assert CONTROL.search("\n".join(strip.text for strip in strips)) is None
    assert {strip.cell_length for strip in strips} == {width}


@pytest.mark.parametrize("text", HOSTILE, ids=NAMES)
async def test_every_pane(scene: Scene, text: str) -> None:
    ref = fill(scene, text)
    async with scene.room(size=(160, 50)) as room:
        room.app.chosen = ref
        await room.pilot.pause()
        for keys in ((), ("R",), ("T", "z"), ("enter",), ("escape", "escape"), ("A", "enter"), ("escape",)):
            await room.press(*keys)
            harmless(room, 160)
        assert room.app.is_running


@pytest.mark.parametrize("text", HOSTILE[:4], ids=NAMES[:4])
async def test_what_looks_like_markup_is_read_as_written(scene: Scene, text: str) -> None:
    ref = fill(scene, text)
    async with scene.room(size=(160, 50)) as room:
        room.app.chosen = ref
        await room.pilot.pause()
        assert f"{text} title" in room.pane("#state")
        assert f"{text} impact" in room.pane("#state")
        assert f"{text} title" in room.pane("#list")
        assert f"{text} action"[:18] in room.pane("#actions")
        assert f"{text} note" in room.pane("#timeline")
        assert f"eve {text}" in room.pane("#roles")


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 20), (40, 10)])
async def test_every_size(scene: Scene, size: tuple[int, int]) -> None:
    for text in HOSTILE[:2]:
        fill(scene, text)
    async with scene.room(size=size) as room:
        for _ in range(3):
            await room.press("j")
            harmless(room, size[0])


async def test_what_is_told_and_offered_by_name(scene: Scene) -> None:
    fill(scene, HOSTILE[0])
    async with scene.room() as room:
        room.app.tell("[@click=app.quit]x[/] \x1b]52;c;aGFja2Vk\x07gone [/b]")
        await room.pilot.pause()
        assert "[@click=app.quit]x[/] gone [/b]" in room.said
        assert CONTROL.search(room.screen) is None
        await room.press("colon", *"eve")
        await room.skip(0.3)
        assert CONTROL.search(room.screen) is None
        assert room.app.is_running
