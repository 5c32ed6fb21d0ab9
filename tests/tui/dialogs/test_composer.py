"""Writing to the client: the four parts, the last look, drafts that outlive everything."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from incident_console.delivery.outbox import outbox_id
from incident_console.domain import communication, response
from incident_console.domain.vocabulary import Outcome
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.reading import Reading
from incident_console.tui.forms.field import Field
from tests.tui.dialogs.room import World, put, room
from tests.tui.dialogs.test_composer_keeps import content, rest
from tests.tui.quiet import come_to


def is_blamed(field: Field) -> bool:
    return field.blamed


def test_a_routine_update_takes_four_keys(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            await here.press("u")
            assert here.composer.parts.said_done == "Doubled the pool"
            assert here.composer.parts.next.text == "Scale the pool"
            await here.press("f2", "ctrl+s")
            await here.until(Reading)
            assert "ACME, in Slack #acme-incidents" in here.text
            assert "today, 14:35 GMT (UTC+0), Sat 21 Nov" in here.text
            assert len(told.read().updates) == 1
            words = here.composer.outgoing().words
            await here.press("y")
            await here.until(FormDialog)
            assert told.read().waiting[0].words == words
            await here.press("y")
            assert not here.composing
            now = told.read()
            assert [p.outcome for p in now.promises] == [Outcome.KEPT, Outcome.OPEN]
            assert now.promises[-1].due_at == datetime(2026, 11, 21, 14, 35, tzinfo=UTC)

    asyncio.run(go())


def test_what_is_typed_as_twenty_minutes_is_said_to_be_twenty_minutes_away(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            await here.press("u", "f2")
            await here.skip(59 - here.app.clock.now().second)
            put(here.composer.parts.at, "+20m")
            await here.settle()
            assert ", in 20 min" in here.text
            await here.skip(1)
            await here.settle()
            assert ", in 20 min" in here.text, "another minute of the clock has begun"
            await here.skip(60)
            await here.settle()
            assert ", in 18 min" in here.text

    asyncio.run(go())


def test_one_key_more_than_ctrl_s_is_needed_to_send(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            await here.press("u", "f2", "ctrl+s")
            await here.until(Reading)
            await here.press("enter", "x", "escape")
            assert len(told.read().updates) == 1
            assert here.composing

    asyncio.run(go())


def test_a_long_update_must_be_seen_to_its_end_before_y_counts(told: World) -> None:
    async def go() -> None:
        async with room(told, size=(80, 24)) as here:
            await here.press("u")
            put(here.composer.parts.done, "\n".join(f"step {n}" for n in range(40)))
            await here.settle()
            await here.press("ctrl+s")
            await here.until(Reading)
            await here.press("y")
            assert isinstance(here.app.screen, Reading)
            assert any("to its end" in said for said in here.told)
            await here.press("end", "y")
            await here.until(FormDialog)
            assert len(told.read().waiting) == 1

    asyncio.run(go())


def test_what_is_not_posted_stays_unsent_in_a_private_file(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            await here.press("u", "ctrl+s")
            await here.until(Reading)
            await here.press("y")
            await here.until(FormDialog)
            await here.press("n")
            message = told.read().waiting[0]
            name = f"{outbox_id(told.read(), message)}-update.txt"
            file = Path(f"{told.path}.outbox", name)
            assert content(file) == (message.words + "\n", 0o600)
            assert any("not out yet" in said for said in here.told)
            await here.press("m")
            await here.until(FormDialog)
            await here.press("enter")
            await here.type("the bridge call")
            await here.press("ctrl+s")
            sent = told.read().updates[-1]
            assert sent.where == "the bridge call"
            assert content(file) is None

    asyncio.run(go())


def test_missing_parts_and_past_times_are_said_beside_their_fields(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            await here.press("u")
            put(here.composer.parts.next, "")
            await here.settle()
            await here.press("ctrl+s")
            assert here.composer.parts.next.blamed
            assert "what comes next is missing" in here.text
            put(here.composer.parts.next, "go on")
            put(here.composer.parts.at, "soon")
            await here.settle()
            await here.press("ctrl+s")
            assert here.composer.parts.at.blamed
            put(here.composer.parts.at, "13:34Z")
            await here.settle()
            assert "tomorrow, 13:34 GMT (UTC+0), Sun 22 Nov" in here.text
            assert not is_blamed(here.composer.parts.at)
            assert len(told.read().updates) == 1

    asyncio.run(go())


def test_a_time_means_what_it_meant_when_it_was_typed(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            await here.press("u")
            put(here.composer.parts.at, "13:40")
            await here.settle()
            told.clock.advance(minutes=10)
            await here.press("ctrl+s")
            assert "not in the future" in here.text
            assert not isinstance(here.app.screen, Reading)

    asyncio.run(go())


def test_waiting_on_somebody_says_whom_and_what_comes_of_it(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            await here.press("u", "f4")
            await here.skip(0.1)
            put(here.composer.parts.blocker, "the vendor")
            await here.settle()
            await here.press("ctrl+s")
            assert here.composer.parts.expecting.blamed
            assert "--" not in str(here.composer.parts.expecting.note.content)
            put(here.composer.parts.expecting, "an answer by 15:00")
            await rest(here, 0.4)
            assert "the vendor" in str(here.composer.preview.content)
            await here.press("f4")
            await rest(here, 0.4)
            assert "the vendor" not in str(here.composer.preview.content)

    asyncio.run(go())


def test_whom_the_client_knows_that_we_wait_for_is_named_again_until_that_is_turned_off(told: World) -> None:
    told.tell(waiting_on="CloudPay", expecting="a fix by 15:00")

    async def go() -> None:
        async with room(told) as here:
            await here.press("u")
            assert "We are waiting on CloudPay." in here.text
            await here.press("f4")
            assert here.composer.parts.arguments()["waiting_on"] is None

    asyncio.run(go())


def test_the_preview_is_what_the_desk_would_record(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            await here.press("u")
            put(here.composer.parts.impact, "40 % fail [b]now[/b]")
            await rest(here, 0.4)
            done = told.alice.act(
                told.ref,
                communication.send_update,
                impact="40 % fail [b]now[/b]",
                done=here.composer.parts.said_done,
                next_steps=here.composer.parts.next.text,
                next_update=told.clock.now() + timedelta(minutes=61),
            )
            assert str(here.composer.preview.content) == done.incident.waiting[0].words

    asyncio.run(go())


def test_a_key_costs_neither_a_read_nor_a_preview(told: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def go() -> None:
        async with room(told) as here:
            await here.press("u")
            await rest(here, 0.4)
            calls: list[str] = []
            with monkeypatch.context() as patch:
                patch.setattr(here.composer, "outgoing", lambda: calls.append("preview"))
                patch.setattr(here.composer.follow, "do", lambda: calls.append("follow"))
                patch.setattr(here.app.reader.store, "entries", lambda *a, **k: calls.append("read"))
                here.composer.parts.impact.area.insert("x")
                await here.pilot.pause()
                assert calls == []

    asyncio.run(go())


def test_a_question_of_the_client_stands_above_the_update_until_it_is_answered(told: World) -> None:
    told.alice.act(told.ref, response.note, what="Are refunds affected?", kind=response.NoteKind.INQUIRY)

    async def go() -> None:
        async with room(told) as here:
            await here.press("u")
            parts = here.composer.parts
            assert [(each.text, each.source) for each in parts.asked.taken] == [
                ("Are refunds affected?", "the client, 13:34")
            ]
            assert "Are refunds affected?" in here.text
            asked = parts.asked.taken[0].id
            assert parts.words()["answers"] == (asked,)
            parts.asked.list.choose(0)
            assert parts.words()["answers"] == (), "who unticks it leaves it open"

    asyncio.run(go())


def test_the_preview_is_whole_and_says_what_is_missing_in_its_place(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            await here.press("u", "f4")
            await here.skip(0.1)
            put(here.composer.parts.next, "")
            put(here.composer.parts.at, "soon")
            await rest(here, 0.4)
            text = str(here.composer.preview.content)
            assert "We are waiting on «whom we wait for»\n" in text
            assert "«what comes next»" in text
            assert "Next update by «the time of the next update»" in text
            assert "Unchanged since" in text or "unchanged since" in text
            put(here.composer.parts.at, "15:10")
            put(here.composer.parts.next, "restart the pool")
            await rest(here, 0.4)
            text = str(here.composer.preview.content)
            assert "Next update by 15:10 GMT" in text
            assert "restart the pool" in text
            assert "«what comes next»" not in text

    asyncio.run(go())


def test_letters_typed_at_the_preview_reach_neither_the_room_nor_a_field(told: World) -> None:
    async def go() -> None:
        async with room(told, size=(80, 24)) as here:
            await here.press("u", "f8", "d", "x", "j")
            assert len(here.app.screen_stack) == 1
            assert any("F8 goes back" in said for said in here.told)
            await here.press("f8", "z")
            assert "z" in here.composer.parts.impact.text

    asyncio.run(go())


def found(told: World, what: str, kind: response.NoteKind = response.NoteKind.FINDING) -> None:
    told.alice.act(told.ref, response.note, what=what, kind=kind)


def test_what_is_inside_goes_out_only_where_it_is_ticked_and_text_goes_on_below(told: World) -> None:
    found(told, "pool at 100 %")

    async def go() -> None:
        async with room(told) as here:
            await here.press("u", "tab")
            parts = here.composer.parts
            assert [(each.text, each.source) for each in parts.steps.picks] == [
                ("Doubled the pool", "decision 13:30"),
                ("pool at 100 %", "finding, inside"),
            ]
            assert parts.said_done == "Doubled the pool"
            await here.press("down", "space", "1", *"and more")
            assert parts.said_done == "pool at 100 %\nand more"
            await rest(here)
            assert "- pool at 100 %." in str(here.composer.preview.content)
            found(told, "what a colleague noted meanwhile", response.NoteKind.DECISION)
            await come_to(lambda: len(parts.steps.picks) == 3)
            assert "meanwhile" not in parts.said_done
        async with room(told) as again:
            await again.press("u")
            assert again.composer.parts.said_done == "pool at 100 %\nand more"
            await again.press("f9")
            assert "Doubled the pool" in again.composer.parts.said_done

    asyncio.run(go())
