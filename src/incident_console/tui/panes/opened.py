"""What a pane says when one of its lines is to be read in full."""

from __future__ import annotations

from typing import Any

from textual.message import Message


class Opened(Message):
    """Enter, or a second click, on a row; or on a pane that shows one thing."""

    def __init__(self, row: Any) -> None:
        super().__init__()
        self.row = row
