"""What is written in the composer is kept: drafts, other consoles, leaving, an editor."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from incident_console.domain import communication, response
from incident_console.tui.composer import editor
from incident_console.tui.composer import update_fields as composing
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.reading import Reading
from tests.tui.dialogs.room import Room, World, put, room


def content(file: Path) -> tuple[str, int] | None:
    """What is in a file, and who may read it."""
    return (file.read_text(), file.stat().st_mode & 0o777) if file.exists() else None


async def rest(here: Room, seconds: float = 0.9) -> None:
    """Take the hands from the keys until preview and draft have followed."""
    await here.skip(seconds)
    await here.settle()


def test_a_draft_is_saved_when_the_hands_rest_and_found_on_another_console(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            await here.press("u")
            await rest(here)
            assert told.alice.store.drafts() == []
            put(here.composer.parts.impact, "half a sen")
            put(here.composer.parts.at, "15:10")
            await here.press("f4")
            await rest(here)
            assert "draft saved 13:34" in here.text
        async with room(told, "Alice") as elsewhere:
            told.clock.advance(minutes=3)
            await elsewhere.press("u")
            assert elsewhere.composer.parts.impact.text == "half a sen"
            assert elsewhere.composer.parts.at.typed == "15:10"
            assert composing.WAITING in elsewhere.composer.parts.modes

    asyncio.run(go())


def test_leaving_keeps_the_draft_and_says_so_and_sending_ends_it(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            await here.press("u")
            put(here.composer.parts.impact, "half a sentence")
            await here.press("escape")
            await here.settle()
            assert not here.composing
            assert any("is kept" in said for said in here.told)
            await here.press("u")
            assert here.composer.parts.impact.text == "half a sentence"
            await here.press("ctrl+s")
            await here.until(Reading)
            await here.press("y")
            await here.until(FormDialog)
            assert told.alice.store.drafts() == []

    asyncio.run(go())


def test_neither_another_console_nor_a_resize_touches_what_is_being_written(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            await here.press("u")
            put(here.composer.parts.impact, "my own words")
            told.alice.act(told.ref, response.note, what="somebody else was here")
            told.alice.act(
                told.ref,
                communication.send_update,
                impact="theirs",
                done="theirs",
                next_steps="theirs",
                next_update=told.clock.now() + timedelta(minutes=30),
                posted=True,
            )
            await here.pilot.resize_terminal(60, 20)
            await rest(here, 0.4)
            await here.pilot.resize_terminal(120, 40)
            await rest(here, 0.4)
            assert here.composer.parts.impact.text == "my own words"
            assert "written meanwhile" in here.text

    asyncio.run(go())


def test_leaving_the_window_saves_the_draft_at_once(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            await here.press("u")
            put(here.composer.parts.impact, "interrupted")
            await here.pilot.pause()
            here.app.app_focus = False
            await here.settle()
            assert told.alice.store.drafts()[0].fields["impact"] == "interrupted"

    asyncio.run(go())


def test_leaving_the_console_in_the_middle_of_a_word_keeps_the_word(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            await here.press("u")
            put(here.composer.parts.impact, "in the middle of a wo")
            await here.pilot.pause()
            here.app.exit(0)
        assert told.alice.store.drafts()[0].fields["impact"] == "in the middle of a wo"

    asyncio.run(go())


def test_the_whole_text_in_an_editor(told: World, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def edited(app: object, text: str) -> str:
        seen.append(text)
        return text.replace("Doubled the pool", "Tripled the pool").replace(
            "## Waiting on\n", "## Waiting on\nthe vendor\n"
        )

    monkeypatch.setattr(editor, "edit", edited)

    async def go() -> None:
        async with room(told) as here:
            await here.press("u", "f5")
            assert "## Next at\n14:35\n" in seen[0]
            assert here.composer.parts.done.text == "Tripled the pool"
            assert here.composer.parts.blocker.text == "the vendor"
            assert composing.WAITING in here.composer.parts.modes

    asyncio.run(go())


def test_a_draft_of_before_there_was_a_list_says_what_it_said(told: World) -> None:
    told.alice.store.save_draft(told.read().id, "update", "alice", {"done": "in my words"}, told.clock.now())

    async def go() -> None:
        async with room(told) as here:
            await here.press("u")
            assert here.composer.parts.said_done == "in my words"

    asyncio.run(go())
