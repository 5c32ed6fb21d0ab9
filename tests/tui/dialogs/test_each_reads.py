"""An update to several clients: what each reads, and on whose clock a time is typed."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from incident_console.domain import clients
from incident_console.domain.policy import ClientProfile
from incident_console.domain.ways import WayOut
from incident_console.tui.dialogs.reading import Reading
from tests.tui.dialogs.outage import ACME, GLOBEX, INITECH, Outage, compose
from tests.tui.dialogs.room import Room, put


@pytest.fixture
def outage(tmp_path: Path) -> Outage:
    return Outage(tmp_path)


def marked(here: Room) -> list[str]:
    """The lines of the preview that the first client reads otherwise."""
    return [line for line in str(here.composer.preview.content).splitlines() if line.startswith("≠")]


def head(here: Room) -> str:
    return str(here.composer.preview_head.content)


def test_the_preview_turns_through_what_each_reads(outage: Outage) -> None:
    async def go() -> None:
        async with outage.console() as here:
            await compose(here)
            assert head(here) == "1 of 3: ACME"
            assert "Impact: Half of them fail" in here.text
            await here.press("f6")
            assert head(here) == "2 of 3: Initech  differs throughout"
            assert "Auswirkungen: Half of them fail" in here.text
            await here.press("f6")
            assert head(here) == "3 of 3: Globex"
            assert marked(here) == ["≠ Next update by 22:35 JST (UTC+9)."]
            await here.press("f6")
            assert head(here) == "1 of 3: ACME"

    asyncio.run(go())


def test_what_the_form_proposes_is_read_by_each_in_their_language(outage: Outage) -> None:
    outage.update()

    async def go() -> None:
        async with outage.console() as here:
            await here.press("u", "f2")
            await here.skip(0.5)
            assert "No new steps since the last update" in str(here.composer.preview.content)
            await here.press("f6")
            text = str(here.composer.preview.content)
            assert "Keine neuen Schritte seit dem letzten Update" in text
            assert "No new steps" not in text

    asyncio.run(go())


def test_it_stays_with_whom_it_was_turned_to_while_the_text_is_written(outage: Outage) -> None:
    async def go() -> None:
        async with outage.console() as here:
            await compose(here)
            await here.press("f6")
            put(here.composer.parts.impact, "All of them fail")
            await here.skip(0.5)
            assert "Auswirkungen: All of them fail" in here.text

    asyncio.run(go())


def test_who_reads_the_same_is_turned_to_once_and_one_text_for_all_says_so(tmp_path: Path) -> None:
    profiles = tuple(ClientProfile(name=name, zone="Europe/London") for name in (ACME, INITECH, GLOBEX))
    outage = Outage(tmp_path, profiles=profiles)

    async def go() -> None:
        async with outage.console() as here:
            await compose(here)
            assert head(here) == "one text for all 3"
            assert "on ACME's clock" not in here.text
            await here.press("ctrl+s")
            await here.until(Reading)
            assert "All 3 read the same:" in here.text

    asyncio.run(go())


def test_the_last_look_holds_every_text_and_of_the_others_what_differs(outage: Outage) -> None:
    async def go() -> None:
        async with outage.console((120, 60)) as here:
            await compose(here)
            await here.press("ctrl+s")
            await here.until(Reading)
            assert "ACME reads:" in here.text
            assert "Auswirkungen: Half of them fail" in here.text
            assert "Globex reads the same, but for:" in here.text
            assert here.text.count("Impact: Half of them fail") == 1

    asyncio.run(go())


def test_whom_it_is_for_is_ticked_and_the_title_and_the_preview_follow(outage: Outage) -> None:
    async def go() -> None:
        async with outage.console() as here:
            await compose(here)
            assert "Update 1 to ACME, Initech, Globex" in here.text
            await here.press("f7", "1")
            await here.skip(0.5)
            assert "Update 1 to Initech, Globex" in here.text
            assert "2 of 3; 0 ticks all" in here.text
            assert head(here) == "1 of 2: Initech"
            await here.press("3")
            await here.skip(0.5)
            assert head(here) == "What Initech reads"

    asyncio.run(go())


def test_nobody_ticked_is_asked_for(outage: Outage) -> None:
    async def go() -> None:
        async with outage.console() as here:
            await compose(here)
            await here.press("f7", "0", "ctrl+s")
            assert "tick whom it is for" in here.text
            await here.press("2")
            assert "tick whom it is for" not in here.text
            await here.press("ctrl+s")
            await here.until(Reading)
            assert "Initech; you say to whom it was posted" in here.text

    asyncio.run(go())


def test_a_time_is_on_the_first_readers_clock_and_said_on_the_others(outage: Outage) -> None:
    async def go() -> None:
        async with outage.console() as here:
            await compose(here)
            parts = here.composer.parts
            put(parts.at, "14:30")
            await here.settle()
            said = str(parts.at.note.content)
            assert said == (
                "= today, 14:30 GMT (UTC+0), Sat 21 Nov, in 1 h 28 min, on ACME's clock; "
                "15:30 CET for Initech, 23:30 JST for Globex"
            )
            await here.press("f7", "1")
            assert parts.at.typed == "15:30"
            assert "on Initech's clock; 23:30 JST for Globex" in str(parts.at.note.content)
            put(parts.at, "15:45")
            await here.settle()
            assert parts.at.sure == outage.clock.now().replace(hour=14, minute=45, second=0, microsecond=0)

    asyncio.run(go())


def test_the_record_proposes_anew_for_whom_it_is_until_something_is_written(outage: Outage) -> None:
    outage.update(ACME)

    async def go() -> None:
        async with outage.console() as here:
            await here.press("u", "f7", "2", "3")
            assert here.composer.parts.impact.text == "Unchanged since the last update."
            await here.press("1", "2")
            assert here.composer.parts.impact.text == "No request is answered"
            put(here.composer.parts.impact, "My words")
            await here.press("1", "2")
            assert here.composer.parts.impact.text == "My words"

    asyncio.run(go())


def test_whom_it_is_for_is_kept_with_the_draft(outage: Outage) -> None:
    async def go() -> None:
        async with outage.console() as here:
            await here.press("u", "f7", "1")
            await here.press("escape", "u")
            assert here.composer.parts.whom.ticked == [INITECH, GLOBEX]

    asyncio.run(go())


def test_who_joins_while_it_is_written_reads_it_too_unless_others_were_ticked(tmp_path: Path) -> None:
    outage = Outage(tmp_path, ACME, INITECH)

    async def go() -> None:
        async with outage.console() as here:
            await compose(here)
            outage.alice.act(outage.ref, clients.add_client, client=GLOBEX)
            await here.skip(0.3)
            assert here.composer.parts.whom.ticked == [ACME, INITECH, GLOBEX]
            assert here.composer.parts.whom.names == ()
            await here.press("ctrl+s")
            await here.until(Reading)
            assert "ACME, Initech, Globex; you say" in here.text

    asyncio.run(go())


def test_one_client_sees_none_of_it(tmp_path: Path) -> None:
    outage = Outage(tmp_path, ACME)

    async def go() -> None:
        async with outage.console() as here:
            await compose(here)
            assert head(here) == "What ACME reads"
            assert not here.composer.parts.whom.display
            assert "F6" not in here.text
            await here.press("f6")
            assert here.composer.parts.done.area.selected_text == "We found the failing switch"

    asyncio.run(go())


def test_a_text_that_changed_for_anybody_while_it_was_read_is_read_again(outage: Outage) -> None:
    async def go() -> None:
        async with outage.console() as here:
            await compose(here)
            await here.press("ctrl+s")
            await here.until(Reading)
            outage.update(GLOBEX)
            await here.press("end", "y")
            assert "the record changed while you read the text" in here.text
            assert len(outage.read().updates) == 1

    asyncio.run(go())


def test_after_a_draft_for_who_left_somebody_is_to_be_ticked(outage: Outage) -> None:
    async def go() -> None:
        async with outage.console() as here:
            await here.press("u", "f7", "0", "3", "escape")
            outage.alice.act(outage.ref, clients.drop_client, client=GLOBEX, why="not theirs")
            await here.skip(0.3)
            await here.press("u")
            assert here.composer.parts.whom.ticked == []

    asyncio.run(go())


async def test_the_last_look_names_the_channels_by_which_each_is_told(tmp_path: Path) -> None:
    mail, slack = WayOut(channel="status-mail"), WayOut(channel="acme-slack")
    ways = {"ACME": (mail, slack), "Initech": (mail,), "Umbrella": (mail,), "Globex": ()}
    outage = Outage(tmp_path, profiles=tuple(ClientProfile(name=name, ways=by) for name, by in ways.items()))
    async with outage.console() as here:
        await compose(here)
        await here.press("ctrl+s")
        await here.until(Reading)
        said = "ACME by status-mail, acme-slack; Initech, Umbrella by status-mail; Globex by hand"
        assert said in " ".join(here.text.split())


async def test_one_client_is_told_by_their_channels(tmp_path: Path) -> None:
    slack = WayOut(channel="acme-slack")
    outage = Outage(tmp_path, profiles=(ClientProfile(name="ACME", ways=(slack,)),))
    async with outage.console() as here:
        await compose(here)
        await here.press("ctrl+s")
        await here.until(Reading)
        assert "ACME, by acme-slack" in here.text
