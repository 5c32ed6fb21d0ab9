"""What is known of a screen before its first layout: nothing is styled or laid out twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.events import ScreenResume
from textual.geometry import Size
from textual.screen import Screen

ACROSS = ((0, "-tiny"), (50, "-narrow"), (76, "-medium"), (104, "-wide"), (144, "-huge"))
DOWN = ((0, "-flat"), (14, "-low"), (22, "-mid"), (34, "-tall"), (46, "-grand"))
"""From how many cells and lines on a screen with the panes of an incident has which class."""


def sized(screen: Screen[Any], size: Size) -> None:
    """Give a screen that is not mounted yet the classes of its size: afterwards it costs a second layout."""
    across = class_for(size.width, screen.HORIZONTAL_BREAKPOINTS or ())
    down = class_for(size.height, screen.VERTICAL_BREAKPOINTS or ())
    screen.add_class(across, down, update=False)


def class_for(cells: int, breakpoints: Sequence[tuple[int, str]]) -> str:
    """Return the class that a size in cells gives a screen, as Textual does with each new size."""
    return max(((at, name) for at, name in breakpoints if at <= cells), default=(0, ""))[1]


def styled_when_mounted(screen: Screen[Any], event: ScreenResume) -> None:
    """Let a screen that shows for the first time be: each of its widgets was styled when it was mounted."""
    if not screen.outer_size:
        event.refresh_styles = False
