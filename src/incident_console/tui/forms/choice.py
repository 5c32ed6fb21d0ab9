"""Choosing among a few: one of them, or any of them; by arrows, by space, by mouse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.visual import VisualType
from textual.widget import Widget

from incident_console.domain.refusal import Part
from incident_console.tui.forms.field import Field, FieldError
from incident_console.tui.forms.inputs import Walk, own_keys, take_nothing
from incident_console.tui.render.content import safe
from incident_console.tui.room.room import Room

V = TypeVar("V")

GAP = 2

NOT_TEXT = "no text here: space or a digit chooses, tab goes on"
"""Said where letters are typed that choose nothing."""


class Options(Widget, can_focus=True):
    """The options, side by side where they fit, else one below the other."""

    app: Room
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "move(1)", show=False),
        Binding("left", "move(-1)", show=False),
        Binding("down", "step(1)", show=False),
        Binding("up", "step(-1)", show=False),
        Binding("space", "take", show=False),
    ]

    cursor: reactive[int] = reactive(0)
    """Which option the keys are on."""
    taken: reactive[frozenset[int]] = reactive(frozenset())
    """Which options are chosen."""

    text_begun = False
    """Whether letters were typed here since the last other key."""

    class Changed(Message):
        """Another choice was made."""

    class Ignored(Message):
        """Something was typed that chooses nothing."""

    def __init__(
        self, labels: Sequence[str], taken: frozenset[int], *, many: bool, optional: bool = False
    ) -> None:
        """Make them.

        Args:
            labels: what they are called.
            taken: the places of those that are chosen.
            many: whether several may be chosen.
            optional: whether the one that is chosen may be left again, by choosing it once more.
        """
        super().__init__()
        self.labels = [safe(label) for label in labels]
        self.many = many
        self.optional = optional
        self.set_reactive(Options.taken, taken)
        self.set_reactive(Options.cursor, min(taken, default=0))

    def watch_taken(self) -> None:
        self.post_message(self.Changed())

    def action_move(self, step: int) -> None:
        goal = self.cursor + step
        if 0 <= goal < len(self.labels):
            self.cursor = goal
            if not self.many:
                self.taken = frozenset({goal})

    def action_step(self, step: int) -> None:
        """In a column the arrows move; at its ends, and in a row, they walk on."""
        if self.stacked and 0 <= self.cursor + step < len(self.labels):
            self.action_move(step)
        else:
            self.post_message(Walk("next" if step > 0 else "back"))

    def watch_cursor(self) -> None:
        if self.stacked:
            self.call_after_refresh(self.keep_in_sight)

    def keep_in_sight(self) -> None:
        """Scroll so that the option with the cursor is seen."""
        for node in self.ancestors:
            if isinstance(node, VerticalScroll):
                y = self.region.y - node.content_region.y + int(node.scroll_offset.y) + self.cursor
                node.scroll_to_region(Region(0, y, 1, 1), animate=False)
                return

    def action_take(self) -> None:
        self.choose(self.cursor)

    def settle(self) -> None:
        """Where one must be chosen, the one with the cursor is it."""
        if not (self.many or self.optional) and self.labels:
            self.taken = frozenset({self.cursor})

    async def on_key(self, event: events.Key) -> None:
        """A digit chooses at once. A letter never does: it begins a text that was meant for another field.

        Blanks and digits within such a text choose nothing either, until another key comes.
        """
        typed = event.character if event.is_printable else None
        if typed is None:
            self.text_begun = False
            await own_keys(self, event)
        elif self.text_begun or not (typed == " " or (typed.isdecimal() and typed.isascii())):
            take_nothing(event)
            self.text_begun = True
            self.post_message(self.Ignored())
        elif typed == " ":
            await own_keys(self, event)
        elif 0 < int(typed) <= len(self.labels):
            event.stop()
            self.choose(int(typed) - 1)

    def on_blur(self) -> None:
        self.text_begun = False

    def on_click(self, event: events.Click) -> None:
        place = event.style.meta.get("option")
        if isinstance(place, int):
            self.choose(place)

    def choose(self, place: int) -> None:
        """Take an option; where that is allowed, leave it if it is taken."""
        self.cursor = place
        leaves = self.optional and self.taken == {place}
        self.taken = self.taken ^ {place} if self.many or leaves else frozenset({place})

    @property
    def cells(self) -> list[str]:
        on, off = ("■", "□") if self.many else ("●", "○")
        if self.app.config.display.ascii:
            on, off = ("[x]", "[ ]") if self.many else ("(o)", "( )")
        return [f"{on if n in self.taken else off} {label}" for n, label in enumerate(self.labels)]

    @property
    def stacked(self) -> bool:
        """Whether the options stand one below the other."""
        return self.is_mounted and not self.fits(self.content_size.width)

    def fits(self, width: int) -> bool:
        cells = self.cells
        return sum(map(cell_len, cells)) + GAP * (len(cells) - 1) <= width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return 1 if self.fits(width) else len(self.labels)

    def render(self) -> VisualType:
        parts: list[Content] = []
        for n, cell in enumerate(self.cells):
            look = "$ink bold" if n in self.taken else "$quiet"
            if n == self.cursor and self.has_focus:
                look += " underline"
            content = Content.styled(cell, look).stylize(Style.from_meta({"option": n}))
            parts.append(content)
        width = self.content_size.width
        if self.fits(width):
            return Content(" " * GAP).join(parts)
        return Content("\n").join(part.truncate(width, ellipsis=True) for part in parts)


class Choice(Field, Generic[V]):
    """One of several values."""

    def __init__(
        self,
        key: str,
        called: Part | str,
        options: Sequence[tuple[V, str]],
        chosen: V | None = None,
        *,
        rule: str = "",
        hint: str = "",
        optional: bool = False,
    ) -> None:
        """Make it; with `optional` there may be none, and enter goes past it without choosing."""
        super().__init__(key, called, rule=rule, hint=hint)
        self.values = [value for value, _ in options]
        taken = frozenset({self.values.index(chosen)}) if chosen in self.values else frozenset()
        self.options = Options([words for _, words in options], taken, many=False, optional=optional)

    @property
    def control(self) -> Options:
        return self.options

    def entered(self) -> None:
        self.options.settle()

    @property
    def maybe(self) -> V | None:
        """The value, or None where none was chosen."""
        return next((self.values[n] for n in self.options.taken), None)

    @property
    def value(self) -> V:
        """The value.

        Raises:
            FieldError: none was chosen.
        """
        for n in self.options.taken:
            return self.values[n]
        raise FieldError(self, "choose one: with the arrows, its digit, or the mouse")

    @property
    def raw(self) -> str:
        return ",".join(str(n) for n in sorted(self.options.taken))

    def restore(self, raw: str) -> None:
        self.options.taken = kept(raw, len(self.values))

    def on_options_changed(self) -> None:
        self.absolve()

    def on_options_ignored(self) -> None:
        self.say(NOT_TEXT, quiet=True)


class Toggles(Field, Generic[V]):
    """Any of several values."""

    def __init__(
        self,
        key: str,
        called: Part | str,
        options: Sequence[tuple[V, str]],
        chosen: Sequence[V] = (),
        *,
        rule: str = "",
        hint: str = "",
    ) -> None:
        super().__init__(key, called, rule=rule, hint=hint)
        self.values = [value for value, _ in options]
        taken = frozenset(n for n, value in enumerate(self.values) if value in chosen)
        self.options = Options([words for _, words in options], taken, many=True)

    @property
    def control(self) -> Options:
        return self.options

    @property
    def value(self) -> list[V]:
        """The values, in the order of the options."""
        return [self.values[n] for n in sorted(self.options.taken)]

    def take(self, values: Sequence[V]) -> None:
        """Choose these, and no others."""
        self.options.taken = frozenset(n for n, value in enumerate(self.values) if value in values)

    @property
    def raw(self) -> str:
        return ",".join(str(n) for n in sorted(self.options.taken))

    def restore(self, raw: str) -> None:
        self.options.taken = kept(raw, len(self.values))

    def on_options_changed(self) -> None:
        self.absolve()

    def on_options_ignored(self) -> None:
        self.say(NOT_TEXT, quiet=True)


def kept(raw: str, count: int) -> frozenset[int]:
    """Return the places that a draft held, those that still exist."""
    return frozenset(int(n) for n in raw.split(",") if n.isdecimal() and int(n) < count)
