"""Going from field to field: at once, so that what is typed ahead lands where it was meant to."""

from __future__ import annotations

from collections.abc import Sequence

from textual.binding import Binding, BindingType
from textual.widget import Widget

from incident_console.tui.forms.field import Field

WALKING: list[BindingType] = [
    Binding("tab", "step(1)", show=False, priority=True),
    Binding("shift+tab", "step(-1)", show=False, priority=True),
    Binding("enter", "enter", show=False, priority=True),
]
"""These keys are answered before the next one is dispatched."""


def focus(widget: Widget, *, scroll_visible: bool = True) -> None:
    """Put the focus on a widget now; Textual's own `focus` does it only after the keys that already wait."""
    if widget.is_attached:  # it is not where somebody leaves at this very moment
        widget.screen.set_focus(widget, scroll_visible=scroll_visible)


def field_of(widget: Widget | None, fields: Sequence[Field]) -> Field | None:
    for node in [] if widget is None else widget.ancestors_with_self:
        if isinstance(node, Field) and node in fields:
            return node
    return None


def walk(fields: Sequence[Field], focused: Widget | None, step: int, *, around: bool = False) -> bool:
    """Put the focus on the next or the previous field that is shown; False past either end.

    Args:
        fields: in the order of walking.
        focused: where the focus is now.
        step: 1 or -1.
        around: whether the first one follows the last.
    """
    seen = [field for field in fields if field.shown]
    here = field_of(focused, seen)
    goal = (0 if step > 0 else len(seen) - 1) if here is None else seen.index(here) + step
    if around and seen:
        goal %= len(seen)
    if not 0 <= goal < len(seen):
        return False
    focus(seen[goal].control)
    return True
