"""The page of keys: what is looked for in it, its two columns, and what the focus is on."""

from __future__ import annotations

from incident_console.keys.actions import ACTIONS, BY_ID, Mode
from incident_console.tui.render.view import SIGNS
from incident_console.tui.screens.help import HelpScreen
from incident_console.tui.screens.help_text import PANES, help_text, pane
from tests.tui.scene import Scene

HELD = [action for action in ACTIONS if action.mode is not Mode.REPLAY]
"""What the page holds; a replay has one of its own."""


def looked_for(query: str) -> list[str]:
    """Return the titles that a query leaves."""
    lines = [line[13:31].strip() for line in help_text({}, SIGNS, 100, query=query).plain.splitlines()]
    return [action.title for action in HELD if action.title in lines]


def test_a_query_leaves_what_it_names_by_title_word_other_word_or_key() -> None:
    assert looked_for("one person") == ["Hand over all"]
    assert looked_for("quit") == ["Leave"]
    assert "Roles" in looked_for("operations lead")
    assert looked_for("Ctrl+P") == ["More"]
    assert "No key does that" in help_text({}, SIGNS, 100, query="xyzzy").plain
    assert "promise" in help_text({}, SIGNS, 100, query="kept late").plain


def test_a_wide_page_has_two_columns_and_holds_all_of_it() -> None:
    page = help_text({}, SIGNS, 115).plain.splitlines()
    assert max(map(len, page)) <= 115
    assert len(page) < len(help_text({}, SIGNS, 100).plain.splitlines()) * 0.85
    texts = [line[start:end] for start, end in ((13, 56), (72, 115)) for line in page]
    assert [each.title for each in HELD if not any(f"{each.title}  " in text for text in texts)] == []


def test_what_the_focus_is_on_stands_on_top() -> None:
    page = help_text({}, SIGNS, 100, here=pane("timeline")).plain
    assert page.startswith("Here: The timeline")
    assert page.index("Strike") < page.index("What has no key")
    assert {action for _, actions in PANES.values() for action in actions} <= set(BY_ID)


async def test_a_slash_looks_for_a_key_and_escape_goes_back_step_by_step(scene: Scene) -> None:
    async with scene.room() as room:
        await room.press("T", "question_mark")
        assert "Here: The timeline" in room.screen
        await room.press("slash", *"quit", "enter")
        assert "Leave the war room" in room.screen
        assert "Write the next update" not in room.screen
        await room.press("escape")
        assert "Write the next update" in room.screen
        assert isinstance(room.app.screen, HelpScreen)
        await room.press("escape")
        assert len(room.app.screen_stack) == 1


async def test_over_what_is_being_written_help_begins_with_its_keys(scene: Scene) -> None:
    async with scene.room() as room:
        await room.press("u")
        await room.skip(0.2)
        await room.press("f1")
        assert "Here: What you are writing" in room.screen
        assert "No change" in room.screen
