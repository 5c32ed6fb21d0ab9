"""Keys typed faster than the screen follows, all at once: each acts on what it was typed for."""

import asyncio
import gc
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from textual.content import Content
from textual.events import Key
from textual.keys import _character_to_key
from textual.widgets import Input

from incident_console.desk import Desk
from incident_console.domain import handover, handover_answers
from incident_console.domain.vocabulary import Severity
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.reading import Reading
from incident_console.tui.panes.incident_list import IncidentList
from incident_console.tui.room import typing_ahead
from incident_console.tui.screens.help import HelpScreen
from tests.tui.dialogs.room import Room, World, room
from tests.tui.quiet import come_to

NAMES = {"\t": "tab", "\r": "enter", "\x13": "ctrl+s"}


def burst(here: Room, text: str) -> None:
    """Type a text in no time: all of it is there before the first key is looked at."""
    for character in text:
        name = NAMES.get(character)
        here.app.post_message(Key(name, None) if name else Key(_character_to_key(character), character))


@contextmanager
def slow_disk(here: Room) -> Iterator[Callable[[], None]]:
    """Nothing is recorded until the function given is called, and all of it at the end."""
    answers = threading.Event()
    do = here.app.writer.do

    async def slowly(act: Callable[[Desk], Any]) -> Any:
        def later(desk: Desk) -> Any:
            answers.wait(5)
            return act(desk)

        return await do(later)

    here.app.writer.do = slowly  # type: ignore[method-assign]
    try:
        yield answers.set
    finally:
        answers.set()


async def become(here: Room, met: Callable[[], object]) -> None:
    assert await come_to(met), f"it did not come to that:\n{here.text}"


def form(here: Room, title: str) -> bool:
    screen = here.app.screen
    return isinstance(screen, FormDialog) and title in screen.does


def offered(world: World) -> None:
    world.alice.act(world.ref, handover.offer_handover, to="bob", status="as before")


async def test_keys_on_their_way_through_the_room_reach_the_dialog_too(told: World) -> None:
    """The room is slow: what was typed behind the key that opens a dialog is still in it when that is up."""
    async with room(told) as here:
        opened = asyncio.Event()

        async def slow() -> None:
            await opened.wait()

        burst(here, "dcheck")
        here.app.call_later(here.app.query_one(IncidentList).call_later, slow)
        burst(here, "out\tnone")
        await here.until(FormDialog)
        opened.set()
        await become(here, lambda: here.field("title").raw == "checkout")


async def test_one_burst_opens_fills_saves_and_opens_the_next(told: World) -> None:
    async with room(told) as here:
        burst(here, "dmail\t\t3\tnone leaves\r\x13puwe look\tat the queue")
        await become(
            here, lambda: here.composing and here.composer.parts.read().get("next") == "at the queue"
        )
        made = here.composer.target.incident
        assert (made.title, made.severity, made.impact) == ("mail", Severity.P3, "none leaves")
        assert here.composer.parts.read()["done"] == "we look"


async def test_keys_behind_a_save_that_asks_nothing_act_on_the_room(told: World) -> None:
    offered(told)
    async with room(told) as here:
        with slow_disk(here) as answers:
            burst(here, "Wynseen\x13")
            await become(here, lambda: here.app.saving)
            await here.skip(0.2)
            assert not isinstance(here.app.screen, FormDialog)
            answers()
            await become(here, lambda: any(e.event.text == "seen" for e in told.read().entries))
        assert told.read().offer is None


async def test_text_for_a_dialog_that_is_refused_does_nothing(told: World) -> None:
    async with room(told) as here:
        burst(here, "2declare\rnote\x13")  # it is P2 already
        await here.skip(typing_ahead.REST_SECONDS / 2)
        burst(here, "d")  # a quick hand
        await here.skip(0.2)
        assert any("already" in said for said in here.told)
        assert len(here.app.screen_stack) == 1
        assert not here.composing
        await here.skip(typing_ahead.REST_SECONDS)
        burst(here, "dMail")
        await become(here, lambda: form(here, "Declare") and here.field("title").raw == "Mail")


async def test_text_for_what_cannot_be_done_now_does_nothing(told: World) -> None:
    async with room(told) as here:
        burst(here, "ydhu")  # nothing is offered
        await here.skip(0.2)
        assert len(here.app.screen_stack) == 1
        assert not here.composing


async def test_what_is_refused_by_the_record_takes_what_was_typed_behind_it_along(told: World) -> None:
    offered(told)
    async with room(told) as here:
        with slow_disk(here) as answers:
            burst(here, "Wy")
            await become(here, lambda: here.app.saving)
            told.desk("bob").act(told.ref, handover_answers.decline_handover, why="busy")
            burst(here, "d")
            answers()
            await here.skip(0.2)
        assert len(here.app.screen_stack) == 1


async def test_keys_between_two_dialogs_of_one_verb_are_for_the_second(world: World) -> None:
    """After a rise to P1 a second dialog asks whether a long promise is to be brought forward."""
    world.long_promise()
    async with room(world) as here:
        with slow_disk(here) as answers:
            burst(here, "1worse\x13d")
            await become(here, lambda: here.app.saving)
            assert form(here, "P1")
            assert here.field("why").raw == "worse"
            answers()
            await become(here, lambda: isinstance(here.app.screen, Reading))
        await here.skip(0.2)
        assert "forward" in here.reading.does
        assert len(here.app.screen_stack) == 2
        await here.press("n")
        assert len(here.app.screen_stack) == 1
        assert world.read().severity is Severity.P1


async def test_in_the_gap_between_two_dialogs_no_key_reaches_the_room(told: World) -> None:
    async with room(told) as here:
        goes_on = asyncio.Event()

        async def asks_twice() -> None:
            await here.app.ask(Reading("One?", "", [Content("…")], yes="Yes"))
            await goes_on.wait()
            await here.app.ask(Reading("Two?", "", [Content("…")], yes="Yes"))

        here.app.under_way(asks_twice, group="verbs")
        await become(here, lambda: isinstance(here.app.screen, Reading) and here.reading.end_seen)
        burst(here, "ydh")
        await here.skip(0.2)
        assert len(here.app.screen_stack) == 1
        goes_on.set()
        await become(here, lambda: isinstance(here.app.screen, Reading) and here.reading.end_seen)
        assert here.reading.does == "Two?"
        burst(here, "yd")
        await become(here, lambda: form(here, "Declare"))


async def test_what_is_typed_while_a_form_is_saved_does_not_change_what_is_recorded(told: World) -> None:
    async with room(told) as here:
        burst(here, "nseen\x13?")
        await become(here, lambda: isinstance(here.app.screen, HelpScreen))
        assert told.read().entries[-1].event.text == "seen"


async def test_a_form_that_is_refused_takes_what_was_typed_behind(told: World) -> None:
    async with room(told) as here:
        burst(here, "d\x13late")
        await become(here, lambda: form(here, "Declare") and here.field("title").raw == "late")


async def test_text_behind_the_filters_key_is_its_own(told: World) -> None:
    async with room(told) as here:
        burst(here, "/dude")
        await become(here, lambda: here.app.query_one("#filter", Input).value == "dude")
        assert len(here.app.screen_stack) == 1


async def test_text_behind_the_palettes_key_is_its_own(told: World) -> None:
    async with room(told) as here:
        burst(here, ":drill")
        await become(here, lambda: here.app.screen.query("Input"))
        await become(here, lambda: here.app.screen.query_one(Input).value == "drill")


async def test_what_never_ends_holds_no_key_for_ever(told: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typing_ahead, "HELD_AT_MOST", 0.2)
    async with room(told) as here:

        async def never() -> None:
            await asyncio.Event().wait()

        here.app.under_way(never, group="verbs")
        burst(here, "h")
        await here.skip(0.4)
        assert len(here.app.screen_stack) == 1
        burst(here, "d")
        await become(here, lambda: form(here, "Declare"))


async def test_somebody_leaves_while_keys_still_wait(told: World) -> None:
    async with room(told) as here:
        with slow_disk(here) as answers:
            burst(here, "nseen\x13dhello")
            await become(here, lambda: here.app.saving)
            answers()
    assert told.read().entries[-1].event.text == "seen"


async def test_keys_that_wait_while_the_room_goes_leave_no_word_in_the_terminal(
    told: World, recwarn: pytest.WarningsRecorder
) -> None:
    async with room(told) as here:
        typing, work = here.app.typing_ahead, object()
        typing.begin(work)
        assert typing.holds(Key("j", "j"))
        typing.end(work)
        here.app.workers.cancel_all()
    gc.collect()
    assert not [each for each in recwarn if "never awaited" in str(each.message)]
