"""Forty clients in one incident: nothing overflows, and only the text that is shown is made for a key."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from incident_console import messages
from tests.tui.dialogs.outage import Outage, compose, many, read_and_send

SIZES = [(120, 40), (80, 24), (60, 20), (40, 10)]


@pytest.fixture
def outage(tmp_path: Path) -> Outage:
    return Outage(tmp_path, profiles=many(40))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
def test_they_fit_in_every_pane_and_dialog(outage: Outage, size: tuple[int, int]) -> None:
    outage.under_way()

    async def go() -> None:
        async with outage.console(size) as here:
            assert [len(line) for line in here.text.splitlines()] == [size[0]] * size[1]
            assert size[1] < 24 or "Client 02 late since" in " ".join(here.text.split())
            await compose(here)
            assert "Update 3 to Client 01" in here.text
            await here.press("ctrl+s")
            await read_and_send(here)
            assert "Client 01" in here.text
            await here.press("G", "space")
            assert outage.read().waiting[-1].to_tell[-1].client == "Client 39"
            await here.press("y")

    asyncio.run(go())
    assert [promise.outcome.value for promise in outage.read().promises[-40:]] == ["open"] * 40


def test_a_key_makes_no_more_texts_than_with_one_client(
    outage: Outage, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str | None] = []
    words = messages.words

    def counted(*given: object, **more: object) -> str:
        made.append("one")
        return words(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(messages, "words", counted)

    async def go() -> None:
        async with outage.console() as here:
            await compose(here)
            # Those who read the same are found when there is nothing else to do, one text at a time: of what
            # is proposed, and of what is shown with its gaps.
            assert len(made) == 80
            made.clear()
            await here.press("f6")
            assert made == []
            await here.pilot.press(*"typed")
            assert made == []

    asyncio.run(go())
