"""Lines of text: what each keeps where there is little room, and what it does not say twice."""

from datetime import timedelta

import pytest
from rich.cells import cell_len

from incident_console.domain import actions, response
from incident_console.domain.entry import MessageEvent
from incident_console.domain.parts import Action
from incident_console.tui.render import record
from incident_console.tui.render.timeline import entry_lines
from incident_console.tui.render.view import SIGNS, View
from incident_console.tui.screens.help_text import help_text
from tests.tui.scene import POLICY, Scene, at


def test_help_hangs_below_its_own_column() -> None:
    wide = help_text({}, SIGNS, 90).plain.splitlines()
    at_help = [line for line in wide if line.startswith(" " * 32)]
    assert at_help
    narrow = help_text({}, SIGNS, 55).plain.splitlines()
    assert max(map(len, narrow)) <= 55
    update = next(n for n, line in enumerate(narrow) if line.split()[:2] == ["u", "Update"])
    assert narrow[update + 1].startswith(" " * 13)
    assert narrow[update + 1].strip()


def view_of(scene: Scene) -> View:
    return View(me="alice", now=at(14, 34, 12), policy=POLICY, glyphs=SIGNS, keys={})


@pytest.mark.parametrize("width", [20, 30, 40, 60, 90])
def test_an_action_keeps_half_the_line(scene: Scene, width: int) -> None:
    what = "Scale the pool of the payment service to forty"
    owner = "Maximiliana-Theodora von Hohenstein-Oettingen"
    action = Action(
        n=1, id="an action", text=what, owner=owner, due=at(18, 0), follow_up=True, added_at=at(14, 0)
    )
    line = record.action_line(action, view_of(scene), width)
    assert line.cell_length == width
    assert what[: min(len(what), width // 2 - 6)] in line.plain


def test_names_of_wide_characters_keep_the_column(scene: Scene) -> None:
    for name in ("山田太郎さん", "김철수", "bob"):
        desk = scene.desk(name)
        desk.act("INC-7K3Q", response.note, what="what was found")
    incident = scene.desk("alice").incident("INC-7K3Q")
    lines = [entry_lines(each, incident, view_of(scene), 90)[0].plain for each in incident.entries[-3:]]
    assert len({cell_len(line[: line.index("what was")]) for line in lines}) == 1


def test_the_timeline_says_another_day_in_words(scene: Scene) -> None:
    alice = scene.desk("alice")
    due = at(14, 0) + timedelta(days=1)
    alice.act("INC-7K3Q", actions.add_action, what="Look again", owner="oli", due=due)
    incident = alice.incident("INC-7K3Q")
    line = entry_lines(incident.entries[-1], incident, view_of(scene), 90)[0].plain
    assert "due tomorrow 14:00" in line


def test_an_entry_in_full_says_nothing_twice(scene: Scene) -> None:
    alice = scene.desk("alice")
    alice.act("INC-7K3Q", response.note, what="the pool is full")
    alice.act("INC-7K3Q", response.note, what="first line\nsecond line")
    incident = alice.incident("INC-7K3Q")
    one, several = (record.entry_in_full(each, incident, view_of(scene)) for each in incident.entries[-2:])
    assert one[0].plain.startswith(f"entry {incident.entries[-2].seq}  ")
    assert one[1].plain.count("the pool is full") == 1
    assert several[1].plain.count("second line") == 1
    update = next(each for each in incident.entries if isinstance(each.event, MessageEvent))
    assert "30 % fail; next by" not in record.entry_in_full(update, incident, view_of(scene))[1].plain
