"""Writing an incident into a file from the war room."""

from pathlib import Path

import pytest

from incident_console.store.errors import StoreRefused
from incident_console.tui.verbs.exporting import unused, written
from tests.tui.scene import Scene


async def test_the_incident_is_written_where_the_form_says(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with scene.room() as room:
        await room.press("X", "ctrl+s")
        await room.until(lambda: "Written" in room.said)
    assert "# Checkout errors in the EU" in (tmp_path / "INC-7K3Q.md").read_text()
    assert unused(tmp_path, "INC-7K3Q").name == "INC-7K3Q-2.md"


async def test_an_ending_that_is_no_format_is_said_in_the_form(scene: Scene) -> None:
    async with scene.room() as room:
        await room.press("X", "ctrl+u", *"x.pdf", "ctrl+s")
        await room.until(lambda: "! the ending says the format: .md, .html, .json, .csv" in room.screen)
        assert len(room.app.screen_stack) == 2


@pytest.mark.parametrize(("form", "begins"), [("md", "#"), ("html", "<!"), ("json", "{"), ("csv", "seq")])
def test_each_format_is_written_and_nothing_is_overwritten(
    scene: Scene, tmp_path: Path, form: str, begins: str
) -> None:
    desk, path = scene.desk("alice"), tmp_path / f"a.{form}"
    written(desk, ref="INC-7K3Q", form=form, path=path, damage="")
    assert path.read_text().lower().startswith(begins)
    with pytest.raises(StoreRefused, match="exists already"):
        written(desk, ref="INC-7K3Q", form=form, path=path, damage="")
