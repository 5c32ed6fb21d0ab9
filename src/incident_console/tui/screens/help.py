"""All keys, from the table, and what the signs and words mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from incident_console.tui.actions import ACTIONS, Action, Group
from incident_console.tui.keymap import bound, shown_key
from incident_console.tui.present import join, stack
from incident_console.tui.present.glyphs import Glyphs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from incident_console.tui.app import IncidentConsole

WORDS = (
    ("promise", "a time for the next update that the client has read; it ends kept, late or moved"),
    ("brief", "what a handover carries: status, latest update, open actions, the next client time"),
    ("not sent", "written, but the client has not got it: the old promise stands until somebody posts it"),
    ("term", "the time of one owner; only an accepted handover begins the next"),
)


def signs(glyphs: Glyphs) -> tuple[tuple[str, str], ...]:
    """What each sign stands for."""
    severities = " ".join((glyphs.p1, glyphs.p2, glyphs.p3, glyphs.p4))
    return (
        (severities, "P1 critical, P2 high, P3 medium, P4 low"),
        (f"{glyphs.on_time} {glyphs.soon} {glyphs.overdue}", "on time, ten minutes or less, overdue"),
        (glyphs.baton, "a handover, offered or answered"),
        (glyphs.unsent, "a message that waits to reach the client"),
        (glyphs.said, "what the client was told"),
        (glyphs.away, "the owner is away, nobody covers"),
    )


def help_text(keymap: Mapping[str, str], glyphs: Glyphs) -> Content:
    """The whole page."""
    parts: list[Content] = []
    for group in Group:
        parts += [
            _heading(group),
            *(_line(action, keymap) for action in ACTIONS if action.group is group),
            Content(""),
        ]
    parts += [_heading("Signs"), *(_pair(sign, words) for sign, words in signs(glyphs)), Content("")]
    parts += [_heading("Words"), *(_pair(word, words) for word, words in WORDS)]
    return stack(*parts)


def _heading(text: str) -> Content:
    return join((text, "$ink bold"))


def _line(action: Action, keymap: Mapping[str, str]) -> Content:
    keys = " ".join(shown_key(key) for key in bound(action, keymap))
    key = (f"  {keys:<10} ", "$focus") if keys else (f"  {':':<10} ", "$rule")
    return join(key, (f"{action.title:<18} ", "$ink"), (action.help, "$quiet"))


def _pair(left: str, right: str) -> Content:
    return join((f"  {left:<10} ", "$focus"), (right, "$quiet"))


class HelpScreen(ModalScreen[None]):
    """The page of keys; any of the keys that leave things leaves it."""

    app: IncidentConsole
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
            yield Static(help_text(self.app.config.keymap, self.app.glyphs), id="help-text")
        yield Static(
            join(("  Esc ", "$focus"), ("back   ", "$ink"), ("j k ", "$focus"), ("move", "$ink")),
            id="help-keys",
        )

    def on_mount(self) -> None:
        self.query_one("#help").focus()

    def action_scroll(self, lines: int) -> None:
        scroll = self.query_one("#help", VerticalScroll)
        scroll.scroll_to(y=scroll.scroll_offset.y + lines, animate=False)
