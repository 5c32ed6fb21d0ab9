"""Text that would steer the terminal or act as markup, in every field of every dialog."""

import asyncio
from pathlib import Path

import pytest
from textual import events

from incident_console.domain import actions, closing, handover, response
from incident_console.domain.vocabulary import Criterion, Remedy
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.reading import Reading
from incident_console.tui.forms.choice import Choice, Toggles
from incident_console.tui.forms.fields import Line, Prose
from tests.tui.dialogs.room import Room, World, put, room

HOSTILE = "[@click=app.quit]x[/] [/b] [ERROR] \\[ \x1b]52;c;aGk=\x07 \x1b[31m \u202etxet #(id) \\"
SHOWN = "[@click=app.quit]x[/] [/b] [ERROR]"

FORMS = (
    *("declare", "severity_p1", "assess", "ticket", "status", "note", "add_action", "finish_action"),
    *("assign_action", "drop_action", "escalate", "strike", "roles", "hand_over", "hand_over_all"),
    *("reschedule", "resolve", "stand_down", "review", "copy"),
)


def poison(world: World) -> None:
    """Every text of the record is hostile."""
    act, ref = world.alice.act, world.ref
    act(ref, actions.add_action, what=HOSTILE, owner="bob [b]")
    act(ref, response.note, what=HOSTILE)
    world.alice.declare(title=HOSTILE, because=[Criterion.SLA], client=HOSTILE, impact=HOSTILE)


def safe(here: Room) -> None:
    """Nothing on the screen is a control character; nothing was taken for markup."""
    assert all(character.isprintable() for line in here.text.split("\n") for character in line)


@pytest.fixture(scope="session")
def hostile(first_update: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    """A record in which every text is hostile, closed; to be copied."""
    world = World(tmp_path_factory.mktemp("hostile"), like=first_update)
    poison(world)
    world.alice.store.close()
    return world


@pytest.mark.parametrize("action", FORMS)
def test_forms_show_and_take_hostile_text_as_text(hostile: World, tmp_path: Path, action: str) -> None:
    async def go() -> None:
        async with room(World(tmp_path, like=hostile)) as here:
            here.app.action_act(action)
            await here.until(FormDialog)
            for field in here.dialog.fields:
                if isinstance(field, Line | Prose):
                    put(field, HOSTILE.replace("\x1b", "").replace("\x07", "").replace("\u202e", ""))
                elif isinstance(field, Choice | Toggles):
                    field.options.choose(0)
            await here.skip(0.2)
            safe(here)
            await here.press("ctrl+s")
            await here.skip(0.1)
            safe(here)
            assert here.app.is_running

    asyncio.run(go())


def test_what_is_pasted_is_cleaned_before_it_is_drawn(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            await here.press("n")
            await here.until(FormDialog)
            field = here.field("what")
            field.control.post_message(events.Paste(HOSTILE + "\nsecond"))
            await here.settle()
            assert "\x1b" not in field.raw
            assert "52;c" not in field.raw
            assert "\nsecond" in field.raw
            safe(here)

    asyncio.run(go())


def test_the_composer_and_the_last_look_show_hostile_text_as_text(told: World) -> None:
    poison(told)

    async def go() -> None:
        async with room(told) as here:
            await here.press("u")
            put(here.composer.parts.impact, HOSTILE)
            await here.skip(0.4)
            safe(here)
            assert SHOWN in str(here.composer.preview.content)
            await here.press("ctrl+s")
            await here.until(Reading)
            assert SHOWN in here.text
            safe(here)

    asyncio.run(go())


def test_a_brief_shows_hostile_text_as_text(told: World) -> None:
    poison(told)
    told.alice.act(told.ref, handover.offer_handover, to="carol", status=HOSTILE)

    async def go() -> None:
        async with room(told, "carol") as here:
            await here.press("y")
            await here.until(Reading)
            assert SHOWN in here.text
            safe(here)

    asyncio.run(go())


def test_a_confirmation_shows_hostile_text_as_text(told: World) -> None:
    poison(told)
    told.alice.act(told.ref, closing.resolve, remedy=Remedy.RESTORED)

    async def go() -> None:
        async with room(told) as here:
            await here.press("c")
            await here.until(Reading)
            assert SHOWN in here.text
            safe(here)

    asyncio.run(go())
