"""What a person sees of a message that goes out by itself, and what they can do where it does not."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import msgspec
import pytest

from incident_console.domain.vocabulary import DeliveryOutcome
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.reading import Reading
from incident_console.tui.dialogs.telling import WhoHasIt
from incident_console.tui.terminal import copying
from tests.tui.dialogs.outage import compose, send
from tests.tui.dialogs.room import Room
from tests.tui.dialogs.ways_out import ACME, GLOBEX, INITECH, ByChannels
from tests.tui.quiet import come_to

WAY_ON = "m sends it again, or takes another way"
REFUSED, UNCERTAIN = DeliveryOutcome.REFUSED, DeliveryOutcome.UNCERTAIN


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was put on the clipboard, in order."""
    texts: list[str] = []

    async def copy(_: object, text: str, __: str) -> str:
        texts.append(text)
        return "on the clipboard"

    monkeypatch.setattr(copying, "copy", copy)
    return texts


async def write(here: Room) -> None:
    """Write an update that nobody has to post."""
    await compose(here)
    await here.press("ctrl+s")
    await here.until(Reading)
    await here.press("end", "y")
    assert await come_to(lambda: not here.composing)
    await here.settle()


async def ask(here: Room) -> WhoHasIt:
    await here.press("m")
    await here.until(WhoHasIt)
    assert isinstance(here.app.screen, WhoHasIt)
    return here.app.screen


def test_what_goes_out_by_itself_asks_nothing_and_copies_nothing(tmp_path: Path, copied: list[str]) -> None:
    record = ByChannels(tmp_path)

    async def go() -> None:
        async with record.console() as here:
            woken: list[int] = []
            here.app.wake_postman = lambda: woken.append(1)
            await write(here)
            assert here.app.screen is here.app.screen_stack[0]
            assert here.told == ["Update 1 goes out by mail, slack."]
            assert (copied, woken) == ([], [1])
            record.came("slack")
            assert await come_to(lambda: here.told == ["Update 1 is out by slack; still on its way by mail."])
            record.came("mail", REFUSED, reason="550 no such user")
            assert await come_to(lambda: len(here.told) == 1 and "550 no such user" in here.told[0])
            assert here.told[0].splitlines() == [
                "Update 1 is out by slack; still on its way by mail.",
                f"Update 1 was refused by mail (ops@acme.example): 550 no such user; {WAY_ON}",
            ]

    asyncio.run(go())


def test_only_those_without_a_channel_are_asked_for(tmp_path: Path, copied: list[str]) -> None:
    record = ByChannels(tmp_path, ACME, GLOBEX, INITECH)

    async def go() -> None:
        async with record.console() as here:
            await send(here)
            dialog = here.app.screen
            assert isinstance(dialog, WhoHasIt)
            assert (dialog.asked, dialog.at.client) == (["Globex"], "Globex")
            assert "No channel brings it to Globex:" in here.text
            assert len(copied) == 1
            await here.press("y")
            assert await come_to(lambda: here.app.screen is not dialog)
            assert [each.client for each in record.last.told] == ["Globex"]
            assert len(copied) == 1
            way = "still on its way to ACME by mail, slack; to Initech by mail"
            assert await come_to(lambda: here.told == [f"Update 1 is out to Globex; {way}."])

    asyncio.run(go())


def test_what_was_refused_is_sent_once_more_by_r(tmp_path: Path) -> None:
    record = ByChannels(tmp_path)
    record.update(posted=False)
    record.came("mail", REFUSED, reason="550 no such user")
    record.came("slack", UNCERTAIN, reason="cut off after sending")

    async def go() -> None:
        async with record.console(size=(80, 24)) as here:
            dialog = await ask(here)
            assert "mail (ops@acme.ex…  ✗ refused: 550 no such user" in here.text
            assert dialog.at.channel == "slack"
            await here.press("k")
            assert "Settle" not in here.text
            await here.press("s")
            assert "! nothing of it is uncertain; it is known what came of it" in here.text
            await here.press("r")
            assert record.outcomes() == ["mail waiting", "slack uncertain"]
            assert dialog.at.channel == "slack"
            assert "Send now" not in here.text
            await here.press("r")
            assert "! it may have arrived: look there, then say whether it did  " in here.text

    asyncio.run(go())


@pytest.mark.parametrize(
    ("key", "after"), [("y", ["mail waiting", "slack delivered"]), ("n", ["mail waiting", "slack refused"])]
)
def test_what_is_uncertain_is_settled_once_somebody_has_looked(
    tmp_path: Path, key: str, after: list[str]
) -> None:
    record = ByChannels(tmp_path)
    record.update(posted=False)
    sent_at = record.clock.now()
    record.came("slack", UNCERTAIN, reason="cut off after sending")
    record.clock.advance(minutes=5)

    async def go() -> None:
        async with record.console() as here:
            await ask(here)
            await here.press("s")
            await here.until(Reading)
            assert "Did update 1 reach ACME by slack?" in here.text
            assert "cut off after sending" in here.text
            await here.press("escape")
            await here.until(WhoHasIt)
            assert record.outcomes() == ["mail waiting", "slack uncertain"]
            await here.press("s")
            await here.until(Reading)
            await here.press("end", key)
            assert await come_to(lambda: record.outcomes() == after)

    asyncio.run(go())
    assert [each.out_at for each in record.last.told] == ([sent_at] if key == "y" else [])


def test_another_way_is_said_with_where(tmp_path: Path, copied: list[str]) -> None:
    record = ByChannels(tmp_path)
    record.update(posted=False)
    record.came("slack", REFUSED, reason="no_such_channel")
    record.came("mail", REFUSED, reason="550 no such user")

    async def go() -> None:
        async with record.console() as here:
            await ask(here)
            assert copied == []
            await here.press("c")
            assert len(copied) == 1
            await here.press("enter")
            await here.until(FormDialog)
            await here.type("the phone", "where")
            await here.press("ctrl+s")
            assert await come_to(lambda: record.outcomes() == ["mail said", "slack said"])
            assert await come_to(lambda: here.told == ["Update 1 is out by mail, slack."])

    asyncio.run(go())
    assert [each.where for each in record.last.told] == ["the phone"]


def test_a_message_that_is_out_by_another_channel_is_still_offered(tmp_path: Path) -> None:
    record = ByChannels(tmp_path)
    record.update(posted=False)
    record.came("slack")
    record.came("mail", REFUSED, reason="550 no such user")

    async def go() -> None:
        async with record.console() as here:
            assert not record.read().waiting
            dialog = await ask(here)
            assert dialog.at.channel == "mail (ops@acme.example)"
            await here.press("r")
            assert await come_to(lambda: record.outcomes() == ["mail waiting", "slack delivered"])
            assert here.app.screen is not dialog

    asyncio.run(go())


def test_what_comes_of_it_meanwhile_is_seen_where_it_is_looked_at(tmp_path: Path) -> None:
    record = ByChannels(tmp_path)
    record.update(posted=False)

    async def go() -> None:
        async with record.console(size=(60, 20)) as here:
            await ask(here)
            assert here.text.count("waits to be sent") >= 2
            record.came("slack", DeliveryOutcome.WAITING, reason="429 too many")
            record.came("mail")
            await here.skip(1.1)
            assert "accepted 13:02:00" in here.text
            assert "trying again, 429 too" in here.text

    asyncio.run(go())


def test_where_most_can_be_done_the_way_out_is_still_in_sight(tmp_path: Path) -> None:
    record = ByChannels(tmp_path, ACME, INITECH)
    record.update(posted=False)
    for by in ("mail", "slack"):
        record.came(by, REFUSED, reason="no")

    async def go() -> None:
        async with record.console(size=(60, 20)) as here:
            await ask(here)
            await here.skip(0.6)
            assert "y All by hand  r Send now" in here.text
            assert "esc Close" in here.text

    asyncio.run(go())


def test_a_channel_that_cannot_send_is_named_with_what_is_wrong(tmp_path: Path) -> None:
    record = ByChannels(tmp_path, troubles={"slack": "url is missing."})

    async def go() -> None:
        async with record.console() as here:
            await write(here)
            assert here.told == ["Update 1 goes out by mail, slack. slack cannot send: url is missing."]

    asyncio.run(go())


def test_the_preview_says_by_which_channels_a_client_reads_it(tmp_path: Path) -> None:
    record = ByChannels(tmp_path)

    async def go() -> None:
        async with record.console() as here:
            await compose(here)
            assert "What ACME reads (mail, slack)" in here.text

    asyncio.run(go())


def test_the_preview_names_the_channels_of_those_who_read_the_same_where_they_are_the_same(
    tmp_path: Path,
) -> None:
    record = ByChannels(tmp_path, ACME, GLOBEX, INITECH)

    async def go() -> None:
        async with record.console() as here:
            await compose(here)
            assert "one text for all 3" in here.text
            assert "one text for all 3 (" not in here.text
            await here.press("f7", "2", "3")
            await here.skip(0.5)
            assert "What ACME reads (mail, slack)" in here.text

    asyncio.run(go())


def test_what_waits_in_a_copy_goes_out_from_there_by_r_alone(tmp_path: Path) -> None:
    first = ByChannels(tmp_path)
    first.update(posted=False)
    first.alice.store.close()
    (tmp_path / "copy").mkdir()
    copied = ByChannels(tmp_path / "copy", ACME)
    copied.alice.store.close()
    shutil.copyfile(first.path, copied.path)
    copied.ref = first.ref

    async def go() -> None:
        async with copied.console() as here:
            await ask(here)
            assert here.text.count("waiting elsewhere, or sent already") >= 2
            await here.press("r")
            rows = here.app.reader.store.deliveries
            due = [row.channel for row in rows.due(copied.clock.now())]
            assert due == ["mail"]

    asyncio.run(go())


def test_with_several_messages_it_is_asked_which_and_said_how_each_stands(tmp_path: Path) -> None:
    record = ByChannels(tmp_path)
    record.update(posted=False)
    record.came("slack")
    record.came("mail", REFUSED, reason="550 no such user")
    record.clock.advance(minutes=1)
    record.update(posted=False)

    async def go() -> None:
        async with record.console() as here:
            await here.press("m")
            await here.until(FormDialog)
            assert "update 1 of 13:02 was refused by mail" in here.text
            assert "update 2 of 13:03 is still to be sent by mail and slack" in here.text
            await here.press("2", "ctrl+s")
            await here.until(WhoHasIt)
            assert "Who has update 2?" in here.text

    asyncio.run(go())


def test_who_is_told_only_by_all_of_their_channels_is_said(tmp_path: Path) -> None:
    record = ByChannels(tmp_path, msgspec.structs.replace(ACME, told="all"))
    record.update(posted=False)
    record.came("slack")

    async def go() -> None:
        async with record.console() as here:
            await ask(here)
            assert "The client is told once all have it." in here.text

    asyncio.run(go())
    assert record.last.waiting


def test_what_is_overtaken_and_uncertain_can_still_be_settled(tmp_path: Path) -> None:
    record = ByChannels(tmp_path, msgspec.structs.replace(INITECH, name="ACME"))
    record.update(posted=False)
    record.came("mail", UNCERTAIN, reason="cut off after sending")
    record.clock.advance(minutes=1)
    record.update()

    async def go() -> None:
        async with record.console() as here:
            await here.press("m")
            await here.until(WhoHasIt)
            assert "Settle" in here.text
            assert "space Posted" not in here.text

    asyncio.run(go())


def test_what_one_channel_has_can_be_kept_back_from_the_other(tmp_path: Path) -> None:
    record = ByChannels(tmp_path)
    record.update(posted=False)
    record.came("slack")

    async def go() -> None:
        async with record.console() as here:
            await here.app.go_on_with("discard")
            await here.until(FormDialog)
            await here.press(*"wrong", "ctrl+s")
            assert await come_to(lambda: not record.last.can_be_kept_back)
            assert record.outcomes() == ["mail refused", "slack delivered"]

    asyncio.run(go())
