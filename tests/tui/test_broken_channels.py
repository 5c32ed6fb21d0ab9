"""A channel that cannot send is named in the header, with where to look; the room opens all the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from incident_console.config import load_config
from incident_console.store.store import Store
from incident_console.tui.app import IncidentConsole
from incident_console.tui.render import listing
from incident_console.tui.start import broken_channels
from incident_console.tui.start.broken_channels import BrokenChannels, broken
from tests.delivery.parcels import channel
from tests.tui.scene import POLICY, Room, Scene
from tests.tui.test_lines import view_of

HOOK: dict[str, Any] = {"url": "env:ACME_HOOK", "secret": "env:ACME_KEY"}


def test_a_secret_that_is_not_there_is_named_and_nothing_of_one_that_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ACME_HOOK", "https://acme.example/canary")
    monkeypatch.delenv("ACME_KEY", raising=False)
    (found,) = broken([channel("webhook", **HOOK), channel("file", path="/somewhere")])
    assert found.name == "webhook"
    assert found.why.startswith("secret: ")
    assert "ACME_KEY" in found.why
    assert "canary" not in found.why


def test_what_the_configuration_says_wrong_is_why() -> None:
    (found,) = broken([channel("smtp", trouble="give the host of a mail server")])
    assert found.why == "give the host of a mail server"


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_header_names_it_in_few_words(scene: Scene, width: int) -> None:
    rows = scene.desk("alice").store.board(scene.clock.now())
    names = ["status-mail", "acme-slack"]
    line = listing.header(rows, view_of(scene), width, saving=False, drafts=(), broken=names).plain
    assert len(line) <= width
    assert "! status-mail" in line
    assert width < 120 or "! status-mail (+1) cannot send: config check" in line


def test_what_breaks_a_channel_is_no_mistake_besides(scene: Scene, tmp_path: Path) -> None:
    place = tmp_path / "config.toml"
    place.write_text('channels = ["hook"]\n[channels.hook]\nkind = "hok"\naudience = "client"\n')
    config = load_config(place)
    assert config.mistakes
    said = listing.header(
        [], view_of(scene), 120, saving=False, drafts=(), mistakes=config.mistakes, broken=["hook"]
    ).plain
    assert "! hook cannot send: config check" in said
    assert "! config" not in said


async def test_the_room_says_so_once_and_looks_again_until_it_is_mended(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ACME_HOOK", raising=False)
    monkeypatch.setattr(broken_channels, "LOOKS_AGAIN", 0.01)
    config = msgspec.structs.replace(
        load_config(None), policy=POLICY, channels={"slack": channel("slack", url="env:ACME_HOOK")}
    )
    app = IncidentConsole(Store.open(scene.path), person="alice", config=config, clock=scene.clock)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.pause()
        room, looking = Room(app, pilot), BrokenChannels(app)
        looking.begin()
        await room.until(lambda: "! slack cannot send: config check" in room.pane("#header"))
        assert "slack cannot send (url: the environment has no ACME_HOOK); its messages wait" in room.said
        monkeypatch.setenv("ACME_HOOK", "https://hooks.slack.example/services/T/B/x")
        await room.until(lambda: "slack" not in room.pane("#header"))
        assert "slack cannot send" not in room.said
        looking.end()
