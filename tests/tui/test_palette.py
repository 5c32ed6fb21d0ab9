"""Finding by name: what is found for what is typed, in which order, and that finding is not doing."""

from __future__ import annotations

import pytest

from incident_console.keys.actions import BY_ID, Mode, in_mode
from incident_console.keys.aliases import ALIASES
from incident_console.keys.ranking import Kind, rank
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.screens.findable import Findable, everything, found
from incident_console.tui.screens.palette import Palette
from tests.tui.scene import Scene


async def nothing() -> None:
    """Do nothing."""


TABLE = [
    Findable(id=a.id, name=a.title, explanation=a.help, do=nothing, aliases=ALIASES.get(a.id, ()))
    for a in in_mode(Mode.LIVE)
]


def titles(query: str, recent: tuple[str, ...] = ()) -> list[str]:
    return [each.id for each in found(query, TABLE, recent)]


def test_a_beginning_comes_before_a_word_and_a_word_before_scattered_letters() -> None:
    kinds = [(match := rank("act", name)) and match.kind for name in ("Act", "Action", "New action", "A cat")]
    assert kinds == [Kind.WHOLE, Kind.PREFIX, Kind.WORDS, Kind.LETTERS]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("quit", "leave"),
        ("exit", "leave"),
        ("undo", "strike"),
        ("search", "filter"),
        ("log", "log"),
        ("export", "export"),
        ("upd", "update"),
        ("all hand", "hand_over_all"),
        ("hoa", "hand_over_all"),
        ("tmln", "pane_timeline"),
        ("severity", "severity_p1"),
        ("THEME", "theme"),
    ],
)
def test_what_is_typed_finds_what_is_meant(query: str, first: str) -> None:
    assert titles(query)[0] == first


def test_the_letters_of_an_explanation_find_nothing() -> None:
    assert "Give somebody work" in BY_ID["add_action"].help
    assert "add_action" not in titles("somebody")
    assert titles("the reason") == []
    assert titles("xyz") == []


def test_letters_count_only_where_the_first_begins_a_word() -> None:
    assert rank("oll", "Follow") is None
    assert rank("fw", "Follow") is not None
    assert rank("7k3", "Checkout errors", ["INC-7K3Q"]) is not None


def test_what_was_used_lately_comes_first_where_it_answers_as_well() -> None:
    assert titles("severity", ("severity_p3",))[0] == "severity_p3"
    assert titles("", ("review", "ticket"))[:2] == ["review", "ticket"]
    assert titles("upd", ("copy",))[0] == "update"


def test_what_cannot_be_done_now_comes_after_its_like() -> None:
    low = Findable(id="a", name="Send now", explanation="", do=nothing, able=False)
    high = Findable(id="b", name="Send later", explanation="", do=nothing)
    assert [each.id for each in found("send", [low, high], ())] == ["b", "a"]
    assert [each.id for each in found("send now", [low, high], ())] == ["a"]


def test_every_other_word_is_for_an_action_that_there_is() -> None:
    assert set(ALIASES) <= set(BY_ID)


async def test_the_palette_begins_with_what_can_be_done_and_offers_all_of_it(scene: Scene) -> None:
    async with scene.room() as room:
        await room.press("j", "colon")
        palette = room.app.screen
        assert isinstance(palette, Palette)
        assert {each.id for each in palette.listed} == {action.id for action in in_mode(Mode.LIVE)}
        able = [each.able for each in palette.listed]
        assert able == sorted(able, reverse=True)
        assert not all(able)
        assert all(each.able != each.explanation.startswith("not now: ") for each in palette.listed)
        assert "Update" in room.screen


async def test_incidents_people_and_themes_are_found_by_name(scene: Scene) -> None:
    async with scene.room() as room:
        ids = {each.id for query in ("9bx", "reports", "nord", "bob") for each in everything_for(room, query)}
        assert {"INC-9BXW", "INC-RPTS", "theme nord", "person bob"} <= ids
        await room.press("colon", *"9bx", "enter")
        assert room.app.chosen == "INC-9BXW"
        await room.press("colon", *"bob", "enter")
        assert [row.ref for row in room.app.listed if row.owner != "bob" and row.cl != "bob"] == []
        await room.press("colon", *"nord", "enter")
        assert room.app.theme == "nord"
        assert list(room.app.recent) == ["theme nord", "person bob", "INC-9BXW"]


def everything_for(room: object, query: str) -> list[Findable]:
    return found(query, everything(room.app), ())[:3]  # type: ignore[attr-defined]


async def test_enter_does_what_is_typed_by_then_and_what_is_typed_behind_is_its_own(scene: Scene) -> None:
    async with scene.room() as room:
        await room.press("colon", *"undo", *["backspace"] * 4, *"note", "enter", *"seen")
        await room.until(lambda: isinstance(room.app.screen, FormDialog))
        form = room.app.screen
        assert isinstance(form, FormDialog)
        assert form.fields[0].raw == "seen"


async def test_what_is_called_nothing_does_nothing_and_says_so(scene: Scene) -> None:
    async with scene.room() as room:
        await room.press("colon", *"zzz", "enter")
        assert isinstance(room.app.screen, Palette)
        assert "Nothing is called that" in room.screen
        await room.press("escape")
        assert len(room.app.screen_stack) == 1
