"""A theme that was chosen by key is worn again, until the configuration says another."""

import errno
from pathlib import Path

import pytest

from incident_console import paths
from incident_console.config import Config
from incident_console.store.store import Store
from incident_console.tui.start import kept_theme
from incident_console.tui.start.session import WarRoom
from tests.tui.quiet import come_to
from tests.tui.scene import POLICY, Scene


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "incident-console"


def test_the_later_decision_counts() -> None:
    assert kept_theme.worn("incident-dark") == "incident-dark"
    kept_theme.keep("nord", "incident-dark")
    assert kept_theme.worn("incident-dark") == "nord"
    assert kept_theme.worn("incident-light") == "incident-light"
    kept_theme.keep("incident-dark", "incident-light")
    assert kept_theme.worn("incident-light") == "incident-dark"


@pytest.mark.parametrize(
    "held", ["", "{}", "[1]", '{"chosen": "no-such-theme", "configured": "nord"}', "\x00"]
)
def test_what_cannot_be_used_changes_nothing(held: str, state: Path) -> None:
    paths.private_folder(state)
    kept_theme.place().write_text(held)
    assert kept_theme.worn("nord") == "nord"


async def test_it_is_worn_again_by_the_next_room(scene: Scene, state: Path) -> None:
    config = Config(policy=POLICY, theme="incident-light")

    def opened() -> WarRoom:
        return WarRoom(Store.open(scene.path), person="alice", config=config, clock=scene.clock)

    app = opened()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert not (state / "theme.json").exists()
        app.theme = "nord"
        assert await come_to((state / "theme.json").exists)
    again = opened()
    assert again.theme == "nord"
    again.reader.store.close()


async def test_one_that_cannot_be_kept_is_worn_and_said(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(kept_theme, "keep", no_room)
    app = WarRoom(Store.open(scene.path), person="alice", config=Config(policy=POLICY), clock=scene.clock)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.pause()
        app.theme = "nord"
        assert await come_to(lambda: any("not be kept" in each.message for each in app._notifications))
        assert app.theme == "nord"
