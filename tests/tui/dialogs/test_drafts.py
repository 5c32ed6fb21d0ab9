"""Half-written texts: the header names them, a key lists them and opens or drops one; an emptied one goes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from incident_console.domain.policy import Policy
from incident_console.keys.actions import BY_ID
from incident_console.store.drafts import Draft
from incident_console.tui.dialogs.drafts import Drafts, words_of
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.question import Sure
from incident_console.tui.render.listing import drafts_in_words, header
from incident_console.tui.render.view import Glyphs, View
from incident_console.tui.room.draft_kinds import KINDS
from tests.tui.dialogs.room import START, Room, World, put, room
from tests.tui.quiet import come_to


@asynccontextmanager
async def with_a_draft(world: World) -> AsyncIterator[Room]:
    """A room in which a note was begun and left."""
    world.alice.store.save_draft(world.read().id, "note", "Alice", {"what": "half a sen", "kind": "1"}, START)
    async with room(world) as here:
        yield here


def test_the_header_says_of_what_they_are_and_by_which_key() -> None:
    view = View(
        me="alice", now=START, policy=Policy(), glyphs=Glyphs.of(False), keys={"drafts": "D"}, shared=False
    )
    names = ["note 7K3Q", "update 7K3Q"]
    lines = [header((), view, width, saving=False, drafts=names) for width in (120, 50, 30)]
    assert "2 drafts: note 7K3Q, update 7K3Q (D)" in lines[0].plain
    assert "2 drafts" in lines[1].plain
    assert "draft" not in lines[2].plain
    assert drafts_in_words(["a", "b", "c"]) == "a, b +1"


def test_what_was_written_is_told_from_times_and_choices() -> None:
    at = "14:00\n2026-11-21T14:00:00+00:00"
    fields = {"what": "half a\nsentence", "kind": "1", "when": at, "modes": "waiting"}
    draft = Draft(incident="", kind="note", author="a", fields=fields, saved_at=START, console="")
    assert words_of(draft) == ["half a\nsentence"]


def test_one_key_lists_them_and_enter_opens_one_where_it_was_left(told: World) -> None:
    async def go() -> None:
        async with with_a_draft(told) as here:
            assert here.app.drafts == (f"note {told.ref.removeprefix('INC-')}",)
            await here.press("D")
            await here.until(Drafts)
            assert "half a sen" in here.text
            await here.press("enter")
            await here.until(FormDialog)
            assert here.field("what").raw == "half a sen"

    asyncio.run(go())


def test_one_is_dropped_when_that_was_asked_and_meant(told: World) -> None:
    async def go() -> None:
        async with with_a_draft(told) as here:
            await here.press("D", "x")
            await here.until(Sure)
            await here.press("escape")
            await here.until(Drafts)
            assert told.alice.store.drafts() != []
            await here.press("x")
            await here.until(Sure)
            await here.skip(1)
            await here.press("y")
            await here.settle()
            assert told.alice.store.drafts() == []
            assert here.app.drafts == ()
            assert len(here.app.screen_stack) == 1
            await here.press("D")
            assert any("you have no draft" in said for said in here.told)

    asyncio.run(go())


def test_a_text_that_was_emptied_is_no_draft_any_more(told: World) -> None:
    async def go() -> None:
        async with with_a_draft(told) as here:
            await here.press("n")
            await here.until(FormDialog)
            put(here.field("what"), "")
            await here.press("escape")
            await here.settle()
            await come_to(lambda: told.alice.store.drafts() == [])
            assert told.alice.store.drafts() == []
            assert not any("is kept" in said for said in here.told)
            await here.press("u")
            put(here.composer.parts.impact, "half a sentence")
            await here.skip(0.9)
            await here.settle()
            assert told.alice.store.drafts() != []
            for part in here.composer.parts.required:
                put(part, " ")
            await here.skip(0.9)
            await here.settle()
            await come_to(lambda: told.alice.store.drafts() == [])
            assert told.alice.store.drafts() == []
            assert here.composer.state == ""

    asyncio.run(go())


def test_what_is_being_written_closes_when_its_draft_is_dropped(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            await here.press("u")
            put(here.composer.parts.impact, "half a sentence")
            await here.skip(0.9)
            await here.settle()
            here.app.screen.set_focus(here.app.query_one("#list"))
            await here.press("D", "x")
            await here.until(Sure)
            await here.skip(1)
            await here.press("y")
            await here.settle()
            assert not here.composing
            assert told.alice.store.drafts() == []

    asyncio.run(go())


def test_every_kind_is_opened_by_an_action_that_there_is() -> None:
    assert {kind.action for kind in KINDS.values()} <= set(BY_ID)
