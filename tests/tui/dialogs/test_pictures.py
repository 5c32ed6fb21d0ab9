"""A picture of each dialog by itself, at a fixed time, in the sizes that matter."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from incident_console import desk as desks
from incident_console.config import Config, Display
from incident_console.delivery import outbox
from incident_console.domain import closing, handover, ownership
from incident_console.domain.vocabulary import Remedy, Role
from incident_console.store.store import Store
from incident_console.tui.app import IncidentConsole
from incident_console.tui.terminal import copying
from tests.tui.dialogs.room import POLICY, Room, World, put

pytestmark = pytest.mark.snapshot
Compare = Callable[..., bool]
Drive = Callable[[Room], Awaitable[None]]

WIDE, USUAL, NARROW, TINY = (120, 40), (80, 24), (60, 20), (40, 14)


@pytest.fixture(autouse=True)
def same_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """One reference, one folder, cursors that do not blink."""
    monkeypatch.setattr(TextArea, "_toggle_cursor_blink_visible", lambda _: None)
    monkeypatch.setattr(Input, "_toggle_cursor", lambda _: None)
    monkeypatch.setattr(desks, "new_reference", lambda **_: "INC-7K3Q")
    monkeypatch.setattr(
        outbox, "files_of", lambda *_: [Path("/records/incidents.db.outbox/7K3Q-7-update.txt")]
    )
    monkeypatch.setattr(copying, "copy", copied)


async def copied(*_: object) -> str:
    return "on the clipboard where the terminal allows it"


@pytest.fixture
def picture(snap_compare: Compare, tmp_path: Path) -> Callable[..., None]:
    """Compare a dialog with its picture."""

    def compare(
        drive: Drive,
        size: tuple[int, int],
        person: str = "alice",
        end: bool = False,
        display: Display | None = None,
    ) -> None:
        world = World(tmp_path)
        world.told()
        world.alice.act(world.ref, ownership.assign, role=Role.CL, name="bob")
        if person == "carol":
            world.alice.act(world.ref, handover.offer_handover, to="carol", status="The pool is exhausted.")
        if end:
            world.alice.act(world.ref, closing.resolve, remedy=Remedy.RESTORED)
        config = Config(policy=POLICY, display=display or Display())
        app = IncidentConsole(Store.open(world.path), person=person, config=config, clock=world.clock)

        async def run(pilot: Pilot[Any]) -> None:
            here = Room(app, pilot)
            app.chosen = world.ref
            await here.settle()
            await drive(here)
            await here.skip(0.3)
            for pane in app.screen_stack[0].children:
                pane.visible = pane.id == "dock"
            await here.settle()

        assert snap_compare(app, terminal_size=size, run_before=run)

    return compare


def pressing(*keys: str) -> Drive:
    async def press(here: Room) -> None:
        for key in keys:
            await here.press(key)
            await here.skip(0.3)

    return press


@pytest.mark.parametrize("size", [WIDE, USUAL, NARROW, TINY])
def test_declaring(picture: Callable[..., None], size: tuple[int, int]) -> None:
    picture(pressing("d"), size)


@pytest.mark.parametrize("size", [WIDE, USUAL, NARROW, TINY])
def test_composer(picture: Callable[..., None], size: tuple[int, int]) -> None:
    picture(pressing("u"), size)


def test_composer_waiting_and_at_fault(picture: Callable[..., None]) -> None:
    async def drive(here: Room) -> None:
        await here.press("u", "f4")
        put(here.composer.parts.blocker, "the vendor")
        put(here.composer.parts.at, "tomorrow")
        await here.skip(0.6)
        await here.press("ctrl+s")

    picture(drive, WIDE)


@pytest.mark.parametrize("size", [WIDE, USUAL])
def test_last_look(picture: Callable[..., None], size: tuple[int, int]) -> None:
    picture(pressing("u", "ctrl+s"), size)


def test_posted(picture: Callable[..., None]) -> None:
    picture(pressing("u", "ctrl+s", "end", "y"), USUAL)


@pytest.mark.parametrize("size", [WIDE, USUAL, NARROW])
def test_brief(picture: Callable[..., None], size: tuple[int, int]) -> None:
    picture(pressing("y"), size, "carol")


def test_offer(picture: Callable[..., None]) -> None:
    picture(pressing("h"), USUAL)


def test_severity_refused(picture: Callable[..., None]) -> None:
    picture(pressing("1", "enter"), USUAL)


def test_confirming(picture: Callable[..., None]) -> None:
    picture(pressing("c"), USUAL, end=True)


def test_rescheduling_beside_its_preview(picture: Callable[..., None]) -> None:
    async def drive(here: Room) -> None:
        await here.press("t")
        await here.skip(0.3)
        await here.type("+90m")
        await here.type("the vendor needs longer", "why")

    picture(drive, WIDE)


def test_only_ascii_is_drawn(picture: Callable[..., None]) -> None:
    picture(pressing("t"), WIDE, display=Display(ascii=True))


@pytest.mark.parametrize("key", ["s", "r", "n", "a", "x", "v", "p", "l"], ids=lambda key: f"key-{key}")
def test_small_forms(picture: Callable[..., None], key: str) -> None:
    picture(pressing(key), USUAL)
