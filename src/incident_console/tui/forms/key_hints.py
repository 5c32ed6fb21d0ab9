"""The line of keys at the foot of a dialog or panel: each can also be clicked."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

FLASH_SECONDS = 0.3
"""How long something is lit by a key that it does not take."""


class KeyHint(Static):
    """A key and what it does."""

    class Pressed(Message):
        """It was clicked."""

        def __init__(self, action: str) -> None:
            self.action = action
            super().__init__()

    def __init__(self, key: str, word: str, action: str, *, id: str | None = None, rank: int = 1) -> None:
        """Take what it shows and does; `rank` 2 and 3 give way in narrower panes."""
        super().__init__(hint(key, word), id=id, classes=f"-rank-{rank}", markup=False)
        self.action = action

    def reword(self, key: str, word: str) -> None:
        """Say that another key does it now, or that it does something else."""
        self.update(hint(key, word))

    def on_click(self) -> None:
        self.post_message(self.Pressed(self.action))


def hint(key: str, word: str) -> Content:
    """Return a key with its word; without a key, the word alone."""
    words = Content.styled(word, "$quiet")
    return Content.assemble((key, "$focus bold"), " ", words) if key else words


class Keys(Horizontal):
    """Several of them in one line."""

    def __init__(self, *hints: KeyHint, trailing: Widget | None = None) -> None:
        super().__init__()
        self.hints = hints
        self.trailing = trailing

    def compose(self) -> ComposeResult:
        yield from self.hints
        if self.trailing is not None:
            yield self.trailing
