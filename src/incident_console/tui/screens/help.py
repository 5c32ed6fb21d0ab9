"""All keys, from the table, and what the signs and words mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from incident_console.keys.actions import ACTIONS, BY_ID, Action, Group
from incident_console.keys.keymap import bound, shown_key
from incident_console.tui.render.content import join, stack, wrapped
from incident_console.tui.render.view import Glyphs
from incident_console.tui.room.room import Room
from incident_console.wording.names import NOT_OUT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual import events


HELP_COLUMN, PAIR_COLUMN = 32, 13
ROOMY = 76
"""From this width on the help of a key stands beside it."""
MARGIN = 5

WORDS = (
    ("promise", "a time for the next update that the client has read; it ends kept, late or moved"),
    ("brief", "what a handover carries: status, latest update, open actions, the next client time"),
    (NOT_OUT, "written, but the client has not got it: the old promise stands until somebody posts it"),
    ("term", "the time of one owner; only an accepted handover begins the next"),
)


def signs(glyphs: Glyphs) -> tuple[tuple[str, str], ...]:
    """Return what each sign stands for."""
    severities = " ".join((glyphs.p1, glyphs.p2, glyphs.p3, glyphs.p4))
    return (
        (severities, "P1 critical, P2 high, P3 medium, P4 low"),
        (
            f"{glyphs.on_time} {glyphs.soon} {glyphs.overdue}",
            "on time; soon (ten minutes) and very soon (five); overdue",
        ),
        (glyphs.baton, "a handover, offered or answered"),
        (glyphs.unsent, f"a message that is {NOT_OUT}"),
        (glyphs.said, "what the client was told"),
        (glyphs.away, "the owner is away, nobody covers"),
    )


def help_text(keymap: Mapping[str, str], glyphs: Glyphs, width: int = 200) -> Content:
    """Return the whole page, for a width; what is long goes on below its own column."""
    name = shown_key(bound(BY_ID["palette"], keymap)[0])
    lines = [
        _heading("Keys"),
        *_hanging(join("  "), f"What has no key is done by its name, after {name}", 2, width),
    ]
    for group in Group:
        lines += [Content(""), _heading(group)]
        for action in ACTIONS:
            if action.group is group:
                lines += _lines(action, keymap, width)
    lines += [Content(""), _heading("Signs")]
    for sign, words in signs(glyphs):
        lines += _pair(sign, words, width)
    lines += [Content(""), _heading("Words")]
    for word, words in WORDS:
        lines += _pair(word, words, width)
    return stack(*lines)


def _heading(text: str) -> Content:
    return join((text, "$ink bold"))


def _lines(action: Action, keymap: Mapping[str, str], width: int) -> list[Content]:
    """Key, title and help; the help on lines of its own where there is no room beside them."""
    keys = " ".join(shown_key(key) for key in bound(action, keymap))
    named = join((f"  {keys:<10} ", "$focus"), (f"{action.title:<18} ", "$ink"))
    if width < ROOMY:
        return [named, *_hanging(join("    "), action.help, 4, width)]
    return _hanging(named, action.help, HELP_COLUMN, width)


def _pair(left: str, right: str, width: int) -> list[Content]:
    return _hanging(join((f"  {left:<10} ", "$focus")), right, PAIR_COLUMN, width)


def _hanging(lead: Content, text: str, column: int, width: int) -> list[Content]:
    """Return a text behind its lead, further lines below its own beginning."""
    first, *more = wrapped(text, max(width - column, 10))
    lead = join(lead, " " * (column - lead.cell_length))
    quiet = [join((line.plain, "$quiet")) for line in (first, *more)]
    return [join(lead, quiet[0]), *(join(" " * column, line) for line in quiet[1:])]


class HelpScreen(ModalScreen[None]):
    """The page of keys; any of the keys that leave things leaves it."""

    app: Room
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1,enter", "dismiss", show=False),
        Binding("j,down", "scroll(1)", show=False),
        Binding("k,up", "scroll(-1)", show=False),
        Binding("space,pagedown", "scroll(15)", show=False),
        Binding("pageup", "scroll(-15)", show=False),
        Binding("g,home", "scroll(-1000)", show=False),
        Binding("G,end", "scroll(1000)", show=False),
    ]

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help"):
            yield Static("", id="help-text")
        yield Static(
            join(("  Esc ", "$focus"), ("back   ", "$ink"), ("j k ", "$focus"), ("move", "$ink")),
            id="help-keys",
        )

    def on_mount(self) -> None:
        self.query_one("#help").focus()

    def on_resize(self, event: events.Resize) -> None:
        app = self.app
        page = help_text(app.config.keymap, app.glyphs, event.size.width - MARGIN)
        self.query_one("#help-text", Static).update(page)

    def action_scroll(self, lines: int) -> None:
        scroll = self.query_one("#help", VerticalScroll)
        scroll.scroll_to(y=scroll.scroll_offset.y + lines, animate=False)
