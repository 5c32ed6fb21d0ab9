"""One table of actions: everything that names a key agrees with it."""

import asyncio
import inspect
import subprocess
import sys

import msgspec
import pytest
from textual.binding import Binding

from incident_console.config import Config
from incident_console.keys import keymap
from incident_console.keys.actions import ACTIONS, BY_ID, Group, Mode, in_mode
from incident_console.tui.app import verbs
from incident_console.tui.panes.bars import fitting
from incident_console.tui.render.view import SIGNS
from incident_console.tui.screens.help_text import help_text
from incident_console.tui.screens.live import LiveScreen
from incident_console.tui.screens.past import PastScreen
from incident_console.tui.screens.replay import ReplayScreen
from tests.tui.scene import Scene

VERBS = [action.id for action in ACTIONS if not action.in_room]
ROOM = [action.id for action in ACTIONS if action.in_room]


def test_no_two_actions_have_one_name_or_one_key() -> None:
    assert len(BY_ID) == len(ACTIONS)
    assert list(keymap.clashes({})) == []


@pytest.mark.parametrize("name", VERBS)
def test_every_verb_is_there(name: str) -> None:
    assert inspect.iscoroutinefunction(verbs()[name])


@pytest.mark.parametrize("name", ROOM)
def test_the_screen_does_what_is_its_own(name: str) -> None:
    screens = {Mode.LIVE: LiveScreen, Mode.PAST: PastScreen, Mode.REPLAY: ReplayScreen}
    assert callable(getattr(screens[BY_ID[name].mode], f"do_{name}"))


def test_every_key_reaches_a_program_inside_tmux() -> None:
    assert {key: keymap.impossible(key) for action in ACTIONS for key in action.key_list} == {
        key: None for action in ACTIONS for key in action.key_list
    }


def test_the_bindings_of_the_live_room_are_its_part_of_the_table() -> None:
    bound = {
        binding.id: binding.key
        for binding in LiveScreen.BINDINGS
        if isinstance(binding, Binding) and binding.id is not None
    }
    assert bound == {action.id: action.keys for action in in_mode(Mode.LIVE) if action.keys}


def test_the_bindings_of_a_replay_are_its_part_of_the_table() -> None:
    bound = {each.id: each.key for each in ReplayScreen.BINDINGS if isinstance(each, Binding) and each.id}
    assert bound == {action.id: action.keys for action in in_mode(Mode.REPLAY)}


def test_a_key_belongs_to_one_action_within_a_mode() -> None:
    elsewhere = msgspec.structs.replace(BY_ID["update"], id="faster", mode=Mode.REPLAY)
    assert list(keymap.clashes({}, [*ACTIONS, elsewhere])) == []
    beside = msgspec.structs.replace(elsewhere, id="slower")
    assert list(keymap.clashes({}, [*ACTIONS, elsewhere, beside])) == [("u", ["faster", "slower"])]
    assert list(keymap.clashes({"slower": "s"}, [*ACTIONS, elsewhere, beside])) == []


def test_digits_are_severities() -> None:
    assert [BY_ID[f"severity_p{n}"].keys for n in range(1, 5)] == ["1", "2", "3", "4"]


def test_help_names_every_action_with_its_keys() -> None:
    page, of_a_replay = help_text({}, SIGNS, 100).plain, help_text({}, SIGNS, 100, mode=Mode.REPLAY).plain
    for action in ACTIONS:
        text = of_a_replay if action.mode is Mode.REPLAY else page
        assert action.help in text
        assert all(keymap.shown_key(key) in text for key in action.key_list)


def test_the_printed_tables_name_every_action() -> None:
    plain, table = keymap.keys_table(), keymap.keys_table(markdown=True)
    assert [group for group in Group if str(group) not in plain] == []
    assert [action.id for action in ACTIONS if action.id not in plain or f"`{action.id}`" not in table] == []
    assert len(table.splitlines()) == len(ACTIONS) + 2


def test_every_key_but_moving_ones_leads_to_its_action(scene: Scene) -> None:
    async def go() -> list[str]:
        done: list[str] = []
        app = scene.app()
        async with app.run_test(size=(120, 40)) as pilot:
            app.perform = lambda action: done.append(action.id)  # type: ignore[method-assign]
            for action in in_mode(Mode.LIVE):
                for key in action.key_list:
                    await pilot.press(key)
        return done

    assert asyncio.run(go()) == [action.id for action in in_mode(Mode.LIVE) for _ in action.key_list]


def test_a_narrow_footer_keeps_what_matters_most() -> None:
    keys = keymap.shown_keys({})
    shown = [action for action in in_mode(Mode.LIVE) if action.footer]
    able = {action.id for action in shown}
    assert [action.id for action in fitting(shown, 200, keys, able)] == [action.id for action in shown]
    assert [action.id for action in fitting(shown, 30, keys, able)] == ["update", "accept", "help"]


def test_what_cannot_be_done_makes_room_for_what_can() -> None:
    keys = keymap.shown_keys({})
    shown = [BY_ID[name] for name in ("update", "hand_over", "note", "palette")]
    kept = fitting(shown, 24, keys, {"note", "palette"})
    assert [action.id for action in kept] == ["note", "palette"]


def test_the_command_line_reads_the_table_without_textual() -> None:
    code = (
        "import sys; import incident_console.keys.actions, incident_console.keys.keymap;"
        "sys.exit(any(name.split('.')[0] in ('textual', 'rich') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_the_default_configuration_passes() -> None:
    assert keymap.checked(Config()).mistakes == ()
