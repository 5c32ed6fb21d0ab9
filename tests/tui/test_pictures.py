"""How the live screen looks: in every size, every theme, without colour, without signs."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from incident_console.config import Config, Display
from incident_console.tui.render import themes
from tests.tui.scene import POLICY, Scene

pytestmark = pytest.mark.snapshot

SIZES = [(160, 50), (120, 40), (80, 24), (60, 20), (40, 10)]


def name(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"


def looks(scene: Scene, compare: Any, size: tuple[int, int], keys: Sequence[str] = (), **config: Any) -> bool:
    app = scene.app(config=Config(policy=POLICY, **config))
    return bool(compare(app, terminal_size=size, press=keys))


@pytest.mark.parametrize("size", SIZES, ids=name)
def test_sizes(scene: Scene, snap_compare: Any, size: tuple[int, int]) -> None:
    assert looks(scene, snap_compare, size)


@pytest.mark.parametrize("theme", [*(theme.name for theme in themes.OWN[1:]), "nord", "textual-light"])
def test_themes(scene: Scene, snap_compare: Any, theme: str) -> None:
    assert looks(scene, snap_compare, (120, 40), theme=theme)


@pytest.mark.parametrize("size", [(120, 40), (60, 20)], ids=name)
def test_no_color(
    scene: Scene, snap_compare: Any, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert looks(scene, snap_compare, size)


def test_signs_from_ascii(scene: Scene, snap_compare: Any) -> None:
    assert looks(scene, snap_compare, (120, 40), display=Display(ascii=True))


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param(["j"], id="offered_to_me"),
        pytest.param(["R"], id="duties"),
        pytest.param(["T", "z"], id="zoomed"),
        pytest.param(["T", "enter"], id="entry_in_full"),
        pytest.param(["slash", "s", "e"], id="filtered"),
        pytest.param(["question_mark"], id="help"),
    ],
)
def test_ways(scene: Scene, snap_compare: Any, keys: list[str]) -> None:
    assert looks(scene, snap_compare, (120, 40), keys)


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 20)], ids=name)
def test_how_it_went(scene: Scene, snap_compare: Any, size: tuple[int, int]) -> None:
    assert looks(scene, snap_compare, size, ["K"])


@pytest.mark.parametrize("size", [(120, 40), (40, 10)], ids=name)
def test_nothing_open(tmp_path: Path, snap_compare: Any, size: tuple[int, int]) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    assert looks(Scene(folder), snap_compare, size)
