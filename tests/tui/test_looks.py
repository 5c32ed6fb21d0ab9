"""What the screen promises about colours and room, in every theme and size."""

from itertools import cycle

import pytest
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.color import Color
from textual.geometry import Region
from textual.theme import BUILTIN_THEMES, Theme
from textual.widgets import Input

from incident_console.domain import absence, closing, declaring, handover_answers
from incident_console.domain.vocabulary import Remedy, Severity
from incident_console.tui.panes.bars import Footer
from incident_console.tui.panes.incident_list import IncidentList
from incident_console.tui.panes.pane import Pane
from incident_console.tui.render import themes
from incident_console.tui.terminal.exact_updates import ExactCompositor
from tests.tui.scene import Scene, at

READ = ("ink", "quiet", "focus", "on-time", "soon", "overdue", "p1", "p2", "p3", "p4")
SIZES = [(120, 40), (80, 24), (60, 20)]
PANES = {"L": "#list", "I": "#state", "R": "#roles", "T": "#timeline", "A": "#actions", "P": "#procedure"}


def weakest(colour: str, *grounds: str) -> float:
    parsed = Color.parse(themes._plain(colour))
    return min(themes.contrast_of(parsed, Color.parse(ground)) for ground in grounds)


@pytest.mark.parametrize("theme", themes.OWN, ids=lambda theme: theme.name)
def test_what_is_to_be_read_stands_out_from_both_grounds(theme: Theme) -> None:
    tokens = theme.variables
    least = 7.0 if theme.name.endswith("contrast") else 4.45
    grounds = (str(theme.background), tokens["cursor"])
    assert {name for name in READ if weakest(tokens[name], *grounds) < least} == set()
    assert weakest(tokens["dim"], str(theme.background)) >= 3.0


@pytest.mark.parametrize("name", [name for name, theme in BUILTIN_THEMES.items() if not theme.ansi])
def test_foreign_themes_are_brought_to_a_readable_contrast(name: str) -> None:
    theme = BUILTIN_THEMES[name]
    tokens = themes.defaults(theme)
    grounds = (theme.to_color_system().generate()["background"], tokens["cursor"])
    loud = (*themes.LOUD[:4], "quiet")
    assert {each for each in loud if weakest(tokens[each], *grounds) < 4.5} == set()
    assert weakest(tokens["dim"], *grounds) >= 3.0


def test_textuals_themes_for_a_terminals_own_colours_keep_to_those() -> None:
    for name, theme in BUILTIN_THEMES.items():
        if theme.ansi:
            assert all(colour.startswith("ansi_") for colour in themes.defaults(theme).values()), name


@pytest.mark.parametrize("tokens", [themes.SIXTEEN, themes.SIXTEEN_LIGHT], ids=["dark", "light"])
def test_with_sixteen_colours_ink_quiet_and_severities_are_told_apart(tokens: dict[str, str]) -> None:
    assert tokens["ink"] != tokens["quiet"]
    severities = {tokens[name] for name in ("p1", "p2", "p3", "p4")}
    assert len(severities) == 4
    assert tokens["overdue"] not in {*severities, tokens["soon"], tokens["focus"], tokens["ink"]}
    assert tokens["cursor"] not in {tokens[name] for name in READ}


async def test_a_terminal_of_sixteen_colours_gets_its_own(scene: Scene) -> None:
    app = scene.app()
    themes.for_sixteen(app)
    assert app.theme == "incident-16"
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert app.theme_variables["overdue"] == "ansi_bright_red"
    app.reader.store.close()


@pytest.mark.parametrize(("key", "size"), zip(PANES, cycle(SIZES), strict=False))
async def test_a_zoomed_pane_fills_the_screen(scene: Scene, key: str, size: tuple[int, int]) -> None:
    async with scene.room(size=size) as room:
        await room.press(key)
        if room.app.screen.maximized is None:
            await room.press("z")
        pane = room.app.screen.query_one(PANES[key], Pane)
        assert pane.size.width == size[0]
        assert pane.size.height >= size[1] - 4


LONG = "Every checkout in the Union fails after thirty seconds of waiting " * 3


async def test_a_long_impact_can_be_read_in_full(scene: Scene) -> None:
    impact = f"{LONG}on the web and in both apps"
    scene.desk("alice").act("INC-7K3Q", declaring.assess, impact=impact)
    async with scene.room() as room:
        assert "both apps" not in room.pane("#state")
        assert room.pane("#state").count("fails after thirty") == 2
        await room.press("I", "z")
        assert "both apps" in room.pane("#state")
        await room.press("z", "I", "enter")
        await room.until(lambda: "SUP-1042" in room.screen and "both apps" in room.screen)


async def test_a_long_title_leaves_the_client(scene: Scene) -> None:
    scene.declare("alice", "Everything is down " * 6, Severity.P1, client="ACME", ticket="SUP-1")
    async with scene.room(size=(60, 20)) as room:
        room.app.chosen = "INC-H4TC"
        await room.pilot.pause()
        title = room.pane("#state").splitlines()[0]
        assert "ACME" in title
        assert "INC-H4TC  Everything" in title


async def test_only_what_is_due_first_is_bold(scene: Scene) -> None:
    async with scene.room() as room:
        room.tick(3600)
        await room.pilot.pause()
        rows = room.app.screen.query_one(IncidentList)
        styles = [
            span.style
            for row in rows.rows
            for span in rows.draw_row(row, 34, chosen=False)[0].spans
            if "overdue" in str(span.style)
        ]
        assert sorted(map(str, styles)) == ["$overdue", "$overdue bold"]


def footer(room: object) -> str:
    return room.pane("#footer")  # type: ignore[attr-defined, no-any-return]


async def test_the_footer_shows_the_gate_that_is_next(scene: Scene) -> None:
    alice = scene.desk("alice")
    async with scene.room() as room:
        assert "v Resolve" in footer(room)
        assert "c Confirm" not in footer(room)
        assert "y Accept" in footer(room)
        alice.act("INC-7K3Q", handover_answers.withdraw_handover)
        alice.act("INC-7K3Q", closing.resolve, remedy=Remedy.RESTORED, restored_at=at(14, 30))
        await room.until(lambda: "c Confirm" in footer(room))
        assert "v Resolve" not in footer(room)
        room.app.query_one(Footer).redraw()
        alice.act("INC-7K3Q", closing.confirm)
        await room.until(lambda: "w Wrap up" in footer(room))


async def test_what_only_passes_is_in_the_footer_only_then(scene: Scene) -> None:
    async with scene.room("teo") as room:
        await room.press("G")
        assert "Accept" not in footer(room)
        assert "Posted" not in footer(room)


async def test_tabs_are_whole_and_say_how_many_more_there_are(scene: Scene) -> None:
    async with scene.room(size=(60, 20)) as room:
        line = room.pane("#tabs").rstrip()
        assert line.endswith(("+1", "+2"))
        await room.press("G")
        line = room.pane("#tabs")
        assert "+1 !" in line or "+2 !" in line or "+3 !" in line
        assert "BACK" in line


async def test_nothing_that_matches_is_said(scene: Scene) -> None:
    for size in ((120, 40), (80, 24)):
        async with scene.room(size=size) as room:
            await room.press("slash", "z", "z")
            assert "nothing matches; Esc shows all" in room.screen


async def test_a_client_that_was_not_told_is_said_once_and_loud(scene: Scene) -> None:
    scene.desk("alice").act("INC-7K3Q", handover_answers.withdraw_handover)
    scene.desk("alice").act("INC-7K3Q", absence.go_away, until=at(15, 30), expect="it settles")
    async with scene.room() as room:
        assert "nobody covers  client not told" in room.pane("#state")
        assert "not told" not in room.pane("#clock")


async def test_an_offer_to_me_is_said_with_its_keys_once(scene: Scene) -> None:
    async with scene.room() as room:
        await room.press("j")
        assert "y reads the brief" in room.pane("#state")
        assert "offered to you" in room.pane("#roles")
        assert "brief" not in room.pane("#roles")
        await room.pilot.resize_terminal(40, 10)
        await room.pilot.pause()
        assert room.pane("#card").count("offer") == 1


async def test_a_lapsed_offer_keeps_its_time(scene: Scene) -> None:
    for size in SIZES:
        async with scene.room(size=size) as room:
            room.tick(3600)
            await room.skip(0.05)
            room.app.refresh_board()
            await room.skip(0.05)
            assert "14:41" in room.pane("#roles")
            assert "lapsed" in room.pane("#roles")


@pytest.mark.usefixtures("every_frame_is_drawn")
@pytest.mark.parametrize("keys", [[], ["n"]], ids=["room", "form"])
async def test_a_second_writes_only_the_digits_that_change(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, keys: list[str]
) -> None:
    """Under an open dialog too, which shows what is behind it."""
    written: list[str] = []
    partly, wholly = ExactCompositor.render_partial_update, ExactCompositor.render_full_update

    def part(compositor: ExactCompositor) -> ChopsUpdate | None:
        update = partly(compositor)
        if update is not None:
            written.append(update.render_segments(room.app.console))
        return update

    def whole(compositor: ExactCompositor, simplify: bool = False) -> LayoutUpdate:
        update = wholly(compositor, simplify=simplify)
        written.append(update.render_segments(room.app.console))
        return update

    async with scene.room() as room:
        await room.press(*keys)
        await room.skip(0.1)
        for field in room.app.screen.query(Input):
            field.cursor_blink = False
        await room.skip(0.1)
        monkeypatch.setattr(ExactCompositor, "render_partial_update", part)
        monkeypatch.setattr(ExactCompositor, "render_full_update", whole)
        for _ in range(2):
            written.clear()
            room.tick(1)
            await room.until(lambda: written)
            await room.skip(0.1)
            assert len("".join(written).encode()) < 400
            assert "INC-7K3Q" not in "".join(written)
            assert "OVERDUE" not in "".join(written)


@pytest.mark.usefixtures("every_frame_is_drawn")
@pytest.mark.parametrize("key", ["n", "F"], ids=["form", "past"])
async def test_what_changes_is_drawn_though_the_room_below_changes_in_the_same_frame(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    drawn: set[Region] = set()
    partly = ExactCompositor.render_partial_update

    def part(compositor: ExactCompositor) -> ChopsUpdate | None:
        drawn.update(compositor._dirty_regions)
        return partly(compositor)

    async with scene.room() as room:
        await room.press(key)
        await room.skip(0.1)
        top, live = room.app.screen, room.app.screen_stack[0]
        widget = top.query("Keys, PastKeys").last()
        monkeypatch.setattr(ExactCompositor, "render_partial_update", part)
        # As when its message has reached the screen, which draws it with its next frame.
        widget.refresh()
        widget._repaint_required = False
        top._dirty_widgets.add(widget)
        top.check_idle()
        live._compositor._dirty_regions.add(Region(0, 10, 1, 1))
        live._compositor_refresh()
        await room.until(lambda: widget.region in drawn)
        assert (Region(0, 10, 1, 1) in drawn) == (key == "n")


@pytest.mark.parametrize(
    "keys",
    [["slash"], ["d"], ["F", "slash"], ["colon"], ["question_mark", "slash"], ["T", "enter", "slash"]],
    ids=["filter", "form", "past", "palette", "help", "entry"],
)
async def test_the_end_of_what_is_typed_is_seen_however_long_it_is(scene: Scene, keys: list[str]) -> None:
    async with scene.room(size=(60, 20)) as room:
        await room.press(*keys)
        await room.until(lambda: isinstance(room.app.focused, Input))
        await room.press(*"pool" * 20, *"the end")
        await room.until(lambda: "poolthe end" in room.screen)
