"""The house stays one that can be walked through: no circles, short chains, few files at the door."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.packaging.imports import Imports, circles, imports_of, longest_chain

PACKAGE = Path(__file__).parents[2] / "src" / "incident_console"
WAR_ROOM = "incident_console.tui"
AGGREGATE = {f"incident_console.domain.{name}" for name in ("entry", "message", "incident")}
"""An Incident, its messages and its entries hold one another: the only circle there may be."""


@pytest.fixture(scope="module")
def imports() -> Imports:
    return imports_of(PACKAGE)


def within(imports: Imports, package: str) -> Imports:
    """What the modules of a package import of it."""
    inside = {name for name in imports if f"{name}.".startswith(f"{package}.")}
    return {name: imports[name] & inside for name in inside}


def test_no_files_import_each_other_but_those_of_the_aggregate(imports: Imports) -> None:
    assert [sorted(circle) for circle in circles(imports) if not circle <= AGGREGATE] == []


def test_no_chain_of_imports_in_the_war_room_is_longer_than_ten(imports: Imports) -> None:
    chain = longest_chain(within(imports, WAR_ROOM))
    assert len(chain) <= 10, " -> ".join(chain)


def test_few_files_stand_outside_the_rooms_of_the_war_room() -> None:
    assert len(list((PACKAGE / "tui").glob("*.py"))) <= 6


def test_nothing_needs_the_application_but_its_start(imports: Imports) -> None:
    app = f"{WAR_ROOM}.app"
    users = {name for name, used in imports.items() if app in used}
    assert users == {f"{WAR_ROOM}.start.session"}


def test_nothing_takes_modules_away_from_the_interpreter() -> None:
    hidden = [path.name for path in PACKAGE.rglob("*.py") if "sys.modules" in path.read_text("utf-8")]
    assert hidden == []


def source(folder: Path, **files: str) -> Imports:
    """What is imported in a package of these files."""
    package = folder / "house"
    package.mkdir()
    for name, text in {"__init__": "", **files}.items():
        (package / f"{name}.py").write_text(text)
    return imports_of(package)


@pytest.mark.parametrize(
    "back",
    [
        "from house import first",
        "import house.first",
        "def later():\n    from house.first import name",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from house.first import name",
    ],
    ids=["module", "plain", "in a function", "for typing"],
)
def test_a_circle_is_found_however_it_is_closed(tmp_path: Path, back: str) -> None:
    found = circles(
        source(tmp_path, first="from house.second import name", second=back, third="import house")
    )
    assert found == {frozenset({"house.first", "house.second"})}


def test_a_chain_is_counted_in_files(tmp_path: Path) -> None:
    chain = longest_chain(source(tmp_path, a="import house.b\nimport house.c", b="import house.c", c=""))
    assert chain == ["house.a", "house.b", "house.c"]


def test_what_goes_on_beside_the_keys_is_given_as_a_function() -> None:
    """A coroutine that a room which goes never begins has Python write into the terminal."""
    begun = re.compile(r"(?:run_worker|in_background|under_way)\(\s*[\w.]+\(")
    made = [
        f"{path.name}: {match[0]}"
        for path in (PACKAGE / "tui").rglob("*.py")
        for match in begun.finditer(path.read_text("utf-8"))
        if not match[0].endswith("partial(")
    ]
    assert made == []
