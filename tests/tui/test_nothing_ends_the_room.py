"""Nothing ends the room: no key at any moment, no size of the window, no damaged row, no error of its own.

Each is short here and long in `make faults`. The room under test is strict: it fails with the first error.
"""

from __future__ import annotations

import asyncio
import random
import re
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path

import pytest
from textual.events import Key, Resize
from textual.geometry import Size
from textual.keys import _character_to_key

from incident_console import desk
from incident_console.config import Config
from incident_console.store.store import Store
from incident_console.tui.app import IncidentConsole
from incident_console.tui.start.session import WarRoom
from tests.long_run import LongRun
from tests.tui.scene import EVENING, POLICY, REFERENCES, Room, Scene

pytestmark = pytest.mark.usefixtures("every_frame_is_drawn")

NAMED = (
    *("enter", "tab", "shift+tab", "escape", "escape", "escape", "backspace", "delete", "up", "down", "left"),
    *("right", "home", "end", "pageup", "pagedown", "f1", "f4", "f5", "f8", "f9", "shift+up", "shift+down"),
    *(f"ctrl+{letter}" for letter in "sopukaewdcxvzr"),
)
LETTERS = "abcdefghijklmnoprstuvwxyzABCDEFGHIJKLMNOPRSTUVWXYZ0123456789 /?:.-+äß漢"
"""Without the key that leaves."""

SCREENS = ["", "u", "d", "h", "H", "W", "i", "y", "N", "r", "1", "p", "s", "n", "a", "x", "e", "v", "t", "l"]
SCREENS += ["m", "o", "?", ":", "/", "z", "Y", "R", "T", "I"]

SOME = ["", "u", "d", "h", "v", ":", "?", "W"]
"""One of each kind, for every run."""


@pytest.fixture
def evening(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """An evening to which any number of incidents can be added; an editor that changes nothing."""
    names = iter((*REFERENCES[EVENING:], *(f"INC-{n:04}" for n in range(2000))))
    monkeypatch.setattr(desk, "new_reference", lambda *_, **__: next(names))
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.setenv("VISUAL", "true")
    return scene


def typed(name: str) -> Key:
    if len(name) > 1:
        return Key(name, None)
    return Key(name if name.isalnum() else _character_to_key(name), name)


async def hammered(
    app: IncidentConsole, opening: str, seed: int, keys: int, long_run: LongRun | None = None
) -> None:
    """Type from the first millisecond on, then leave; the first error of the room fails the test."""
    dice = random.Random(seed)
    running = asyncio.create_task(app.run_async(headless=True, size=(120, 40)))
    sent: list[str] = []
    for letter in opening:
        app.post_message(typed(letter))
    while len(sent) < keys and not running.done() and not (long_run and long_run.over):
        for _ in range(dice.choice([1, 1, 1, 2, 5, 20])):
            name = dice.choice(NAMED) if dice.random() < 0.4 else dice.choice(LETTERS)
            sent.append(name)
            app.post_message(typed(name))
        await asyncio.sleep(dice.choice([0, 0, 0.001, 0.01, 0.05]))
    alive = not running.done()
    app.exit(0)
    await asyncio.wait_for(running, 30)
    assert app._exception is None, (opening, seed, sent[-30:], app._exception)
    assert alive, (opening, seed, sent[-30:])


@pytest.mark.parametrize("opening", SOME)
async def test_no_key_ends_the_room(evening: Scene, opening: str) -> None:
    await hammered(evening.app(), opening, seed=SCREENS.index(opening), keys=50)


@pytest.mark.long
@pytest.mark.parametrize("opening", SCREENS)
async def test_no_key_of_ten_thousand_ends_the_room(evening: Scene, opening: str, long_run: LongRun) -> None:
    await hammered(evening.app(), opening, random.randrange(10**9), 10_000, long_run)


@pytest.mark.parametrize(("keys", "focused"), [("R", "roles"), ("A", "actions"), ("jkT", "timeline")])
async def test_keys_before_the_first_screen_act_when_it_is_there(
    evening: Scene, keys: str, focused: str
) -> None:
    app = evening.app()
    running = asyncio.create_task(app.run_async(headless=True, size=(120, 40)))
    for key in f"{keys * 12}{keys}":
        app.post_message(typed(key))
        await asyncio.sleep(0)
    for _ in range(100):
        await asyncio.sleep(0.02)
        if running.done() or (app.focused is not None and app.focused.id == focused):
            break
    assert app._exception is None
    assert app.focused is not None
    assert app.focused.id == focused
    app.exit(0)
    await running


def sizes(dice: random.Random) -> Iterator[tuple[int, int]]:
    """Sizes of a window, mostly those in which something goes wrong; never none at all."""
    while True:
        yield dice.randint(1, 30), dice.randint(1, 14)
        yield dice.randint(1, 16), dice.randint(1, 60)
        yield dice.randint(1, 200), dice.randint(1, 5)
        if dice.random() < 0.1:
            yield dice.randint(1, 500), dice.randint(1, 200)


async def resized(room: Room, opening: str, seed: int, times: Iterable[int]) -> None:
    """Open something and change the size of the window; what was typed is still there at the end."""
    dice = random.Random(seed)
    for letter in opening:
        await room.pilot.press(typed(letter).key)
    for _, (width, height) in zip(times, sizes(dice), strict=False):
        room.app.post_message(Resize(Size(width, height), Size(width, height)))
        await room.pilot.pause(0.02)
        assert room.app._exception is None, (opening, seed, width, height)


@pytest.mark.parametrize("opening", SOME)
async def test_no_size_ends_the_room(evening: Scene, opening: str) -> None:
    dice = random.Random(opening)
    async with evening.room(size=(dice.randint(1, 24), dice.randint(1, 30))) as room:
        await resized(room, opening, SCREENS.index(opening), times=range(5))


@pytest.mark.parametrize(
    ("opening", "size"), [("u", (20, 24)), ("u", (12, 24)), ("d", (12, 24)), ("e", (14, 24)), (":", (5, 5))]
)
async def test_a_narrow_pane_opens_it_too(evening: Scene, opening: str, size: tuple[int, int]) -> None:
    async with evening.room(size=size) as room:
        await resized(room, opening, 0, times=range(1))
        assert len(room.app.screen_stack) + len(room.app.screen_stack[0].query("#composer")) > 1


@pytest.mark.long
@pytest.mark.parametrize("opening", SCREENS)
async def test_no_size_of_a_thousand_ends_the_room(evening: Scene, opening: str, long_run: LongRun) -> None:
    async with evening.room() as room:
        await resized(room, opening, random.randrange(10**9), long_run.rounds(1000))


async def test_what_is_typed_outlives_the_smallest_window(evening: Scene) -> None:
    async with evening.room() as room:
        await room.press("n", *"seen")
        for width, height in ((1, 1), (500, 200), (3, 2), (120, 40)):
            await room.pilot.resize_terminal(width, height)
            await room.press("x")
        assert "seenxxxx" in room.screen


# Its own errors


class Failing(WarRoom):
    """A war room in which nearly everything fails once it is asked for."""

    def on_key(self) -> None:
        raise RuntimeError("a handler")

    def look_for_turns(self) -> None:
        if self.wanted == "fail":
            raise RuntimeError("a second")


def war_room(scene: Scene, kind: type[WarRoom] = WarRoom) -> WarRoom:
    """The room as people meet it, which is not strict."""
    return kind(Store.open(scene.path), person="alice", config=Config(policy=POLICY), clock=scene.clock)


async def test_an_error_of_a_handler_is_shown_written_down_once_and_the_room_goes_on(evening: Scene) -> None:
    app = war_room(evening, Failing)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        room = Room(app, pilot)
        for _ in range(3):
            await room.press("7")
        assert "RuntimeError: a handler" in room.said
        app.wanted = "fail"
        room.tick(1)
        await pilot.pause()
        assert "RuntimeError: a second" in room.said
        app.wanted = ""

        async def broken() -> None:
            raise RuntimeError("a worker")

        def late() -> None:
            raise RuntimeError("a timer")

        app.set_timer(0.01, late)
        await pilot.pause(0.1)
        assert "RuntimeError: a timer" in room.said
        app.run_worker(broken(), group="something", exit_on_error=False)
        await pilot.pause(0.05)
        assert "something failed (RuntimeError: a worker)" in room.said
        await room.press("n", *"seen")
        assert "Note in" in room.screen
    written = evening.path.with_name(f"{evening.path.name}.failures.log").read_text()
    assert written.count("RuntimeError: a handler\n") == 1


async def test_an_error_of_a_widget_leaves_its_keys_alive(
    evening: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = war_room(evening)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        room = Room(app, pilot)
        from incident_console.tui.dialogs.form import FormDialog

        failures = count()

        def broken(self: FormDialog[object]) -> None:
            if next(failures) < 2:
                raise RuntimeError("a dialog")

        monkeypatch.setattr(FormDialog, "on_input_changed", broken)
        await room.press("d", *"Mail")
        assert "RuntimeError: a dialog" in room.said
        await room.press("x", "escape")
        await room.until(lambda: len(app.screen_stack) == 1)


# Damage


def damaged(scene: Scene, seed: int) -> None:
    """Flip a bit in a text of the record, as a worn disk does."""
    for each in scene.desks.values():
        each.store.close()
    scene.desks.clear()
    dice = random.Random(seed)
    with sqlite3.connect(f"file:{scene.path}?mode=ro", uri=True) as connection:
        start = 4096 * connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] // 8
    data = bytearray(scene.path.read_bytes())
    texts = rb"2026-11-2\d(T\d\d:\d\d|)|investigating|INC-[0-9A-Z]{4}|\"type\"|P1|P2|Checkout|alice|IC"
    places = [found.start() for found in re.finditer(texts, bytes(data)) if found.start() > start]
    for _ in range(dice.choice([1, 1, 3])):
        data[dice.choice(places) + dice.randrange(10)] ^= 1 << dice.randrange(8)
    scene.path.write_bytes(data)


def with_sql(scene: Scene, sql: str) -> None:
    """Change a row behind the triggers' back."""
    for each in scene.desks.values():
        each.store.close()
    scene.desks.clear()
    connection = sqlite3.connect(scene.path)
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute(sql)
    for _, text in triggers:
        connection.execute(text)
    connection.commit()
    connection.close()


ONE = "incident IN (SELECT id FROM incidents WHERE ref = 'INC-7K3Q')"
THIRD = f"rowid IN (SELECT rowid FROM events WHERE {ONE} ORDER BY rowid LIMIT 1 OFFSET 2)"

LOGS = {
    "a time of an entry": f"UPDATE events SET occurred_at = '2026-11-2x' WHERE {THIRD}",
    "an event": f"UPDATE events SET body = replace(body, '\"type\"', '\"tzpe\"') WHERE {THIRD}",
    "no zone": f"UPDATE events SET occurred_at = '2026-11-21T13:10:00' WHERE {ONE}",
}

SUMMARIES = {
    "a time": "UPDATE incidents SET clock_due_at = '2026-11-21Tx', declared_at = ''",
    "bytes that are no text": "UPDATE incidents SET title = CAST(x'ff41fe' AS TEXT)",
    "words": "UPDATE incidents SET status = 'investigatinh', severity = 'Q9', clock_kind = 'x'",
}


async def goes_on(room: Room) -> None:
    """Everything else can be looked at and written."""
    room.tick(1)
    room.app.chosen = "INC-9BXW"
    await room.pilot.pause(0.1)
    assert room.app.damage == ""
    await room.press("n", *"well", "ctrl+s")
    await room.until(lambda: room.app.incident and room.app.incident.entries[-1].event.text == "well")


@pytest.mark.parametrize("sql", LOGS.values(), ids=LOGS.keys())
async def test_a_damaged_incident_stands_there_as_damaged(evening: Scene, sql: str) -> None:
    with_sql(evening, sql)
    async with evening.room() as room:
        await room.pilot.pause(0.1)
        assert room.app.chosen == "INC-7K3Q"
        assert "Checkout errors" in room.screen
        assert "damaged" in room.screen
        if "OFFSET" in sql:
            assert room.app.incident is not None, "what can be read of it is shown"
        for key in ("n", "escape", "u", "escape", "T", "enter", "escape", "g", "j", "k", "E"):
            room.tick(1)
            await room.press(key)
        await goes_on(room)


@pytest.mark.parametrize("sql", SUMMARIES.values(), ids=SUMMARIES.keys())
async def test_damaged_summaries_stand_in_the_list(evening: Scene, sql: str) -> None:
    with_sql(evening, sql)
    async with evening.room() as room:
        for key in ("g", "j", "j", "j", "k", "T", "enter", "escape", "E", "k"):
            await room.press(key)
        assert "7K3Q" in room.screen
        await goes_on(room)


@pytest.mark.long
async def test_no_flipped_bit_in_a_text_ends_the_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, long_run: LongRun
) -> None:
    for seed in long_run.rounds(300):
        names = iter(REFERENCES)
        monkeypatch.setattr(desk, "new_reference", lambda *_, names=names, **__: next(names))
        folder = tmp_path / str(seed)
        folder.mkdir()
        scene = Scene(folder)
        scene.evening()
        damaged(scene, seed)
        try:
            app = scene.app()
        except Exception:
            continue
        async with app.run_test(size=(120, 40)) as pilot:
            for key in ("j", "j", "j", "shift+e", "k", "k", "k", "T", "enter", "escape", "n", "x", "escape"):
                await pilot.press(key)
