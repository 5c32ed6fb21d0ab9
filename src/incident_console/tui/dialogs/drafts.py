"""My half-written texts: one is opened again, or dropped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from incident_console.store.drafts import Draft
from incident_console.tui.dialogs.frame import Dialog
from incident_console.tui.forms.key_hints import KeyHint
from incident_console.tui.forms.moments import moment_of
from incident_console.tui.render.content import safe, shown, spread, stack
from incident_console.tui.render.zoned import Zoned
from incident_console.tui.room.draft_kinds import MyDraft

WIDEST = 84
"""Cells: lines that are wider are hard to read to their end."""
FRAME = 6
"""What the frame takes from the width."""


class Choice(NamedTuple):
    """Which draft, and whether it is to be dropped; else it is opened."""

    draft: MyDraft
    drops: bool


class Drafts(Dialog[Choice]):
    """The drafts, newest first, and below them the whole text of the one under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open", priority=True),
        Binding("x,delete", "drop", "Drop"),
        Binding("j,down", "move('cursor_down')", show=False, priority=True),
        Binding("k,up", "move('cursor_up')", show=False, priority=True),
        Binding("g,home", "move('first')", show=False, priority=True),
        Binding("G,end", "move('last')", show=False, priority=True),
        Binding("space,pagedown", "read(1)", show=False, priority=True),
        Binding("pageup", "read(-1)", show=False, priority=True),
    ]

    def __init__(self, drafts: Sequence[MyDraft], zoned: Zoned) -> None:
        """Take what there is, and the clock on which it is said when each was saved."""
        super().__init__("Your drafts", "What you wrote and did not send, on all your consoles.")
        self.drafts = drafts
        self.zoned = zoned
        self.text = Static("", classes="drafts--text", markup=False)

    def middle(self) -> ComposeResult:
        yield OptionList(*map(Option, self.rows()), id="drafts-list", markup=False, compact=True)
        with VerticalScroll(classes="drafts--page", can_focus=False):
            yield self.text

    def keys(self) -> list[KeyHint]:
        return [
            KeyHint("enter", "Open", "open"),
            KeyHint("x", "Drop", "drop"),
            KeyHint("space", "Read on", "read(1)", rank=2),
            KeyHint("esc", "Close", "cancel"),
        ]

    def rows(self) -> list[Content]:
        width = max(min(self.app.size.width, WIDEST) - FRAME, 10)
        return [self.row(each, width) for each in self.drafts]

    def row(self, each: MyDraft, width: int) -> Content:
        """Return a draft in two lines: what it is and when it was saved, then what it is about."""
        saved = shown(self.zoned.said(each.draft.saved_at), "$quiet")
        about = "not of any incident yet" if each.row is None else each.row.title
        return stack(
            spread(shown(each.name, "$ink bold"), saved, width, gap=2),
            shown(safe(about), "$quiet").truncate(width, ellipsis=True),
        )

    def on_mount(self) -> None:
        listing = self.query_one(OptionList)
        listing.highlighted = 0
        listing.focus()

    def on_resize(self) -> None:
        listing = self.query_one(OptionList)
        at = listing.highlighted
        listing.set_options(map(Option, self.rows()))
        listing.highlighted = at

    @property
    def picked(self) -> MyDraft:
        """The draft under the cursor."""
        return self.drafts[self.query_one(OptionList).highlighted or 0]

    @on(OptionList.OptionHighlighted)
    def _read(self) -> None:
        self.text.update(stack(*(shown(text, "$ink", lines=True) for text in words_of(self.picked.draft))))
        self.query_one(VerticalScroll).scroll_home(animate=False)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(Choice(self.drafts[event.option_index], drops=False))

    def action_move(self, way: str) -> None:
        getattr(self.query_one(OptionList), f"action_{way}")()

    def action_read(self, way: int) -> None:
        page = self.query_one(VerticalScroll)
        page.scroll_to(y=page.scroll_offset.y + way * max(page.size.height - 1, 1), animate=False)

    def action_open(self) -> None:
        self.dismiss(Choice(self.picked, drops=False))

    def action_drop(self) -> None:
        self.dismiss(Choice(self.picked, drops=True))


def words_of(draft: Draft) -> list[str]:
    """Return what somebody wrote in a draft, field by field, without times, choices and modes."""
    texts = [text for key, text in draft.fields.items() if key != "modes"]
    return [text for text in texts if any(map(str.isalpha, text)) and not is_time(text)]


def is_time(text: str) -> bool:
    """Whether this is how a field keeps a time: as it was typed, and below it what it means."""
    return moment_of(text.rpartition("\n")[2]) is not None
