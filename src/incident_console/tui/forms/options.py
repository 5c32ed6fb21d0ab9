"""Options to choose from: one of them, or any of them; by letters, digits, arrows, space, mouse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.visual import VisualType
from textual.widget import Widget

from incident_console.tui.forms.field import Field
from incident_console.tui.forms.inputs import own_keys, take_nothing
from incident_console.tui.forms.key_hints import FLASH_SECONDS
from incident_console.tui.forms.sight import keep_in_sight
from incident_console.tui.forms.spelling import Spelling
from incident_console.tui.render.content import safe
from incident_console.tui.room.room import Room

GAP = 2


class Options(Widget, can_focus=True):
    """The options, side by side where they fit, else one below the other.

    A key that it does not take lights it up: nothing that was typed vanishes unseen.
    While it is `locked`, none changes.
    """

    app: Room
    locked = False
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

    class Changed(Message):
        """Another choice was made."""

    class Ignored(Message):
        """Something was typed that chooses nothing."""

    def __init__(
        self,
        labels: Sequence[str],
        taken: frozenset[int],
        *,
        many: bool,
        optional: bool = False,
        digits: Sequence[int] | None = None,
    ) -> None:
        """Make them.

        Args:
            labels: what they are called.
            taken: the places of those that are chosen.
            many: whether several may be chosen.
            optional: whether the one that is chosen may be left again, by choosing it once more.
            digits: the digit of each, where people know them by numbers; else they are counted.
        """
        super().__init__()
        self.labels = [safe(label) for label in labels]
        self.many = many
        self.optional = optional
        self.digits = digits
        self.spelling = Spelling(taken)
        self.set_reactive(Options.taken, taken)
        self.set_reactive(Options.cursor, min(taken, default=0))

    def watch_taken(self) -> None:
        self.post_message(self.Changed())

    def action_move(self, step: int) -> None:
        goal = self.cursor + step
        if not 0 <= goal < len(self.labels):
            self.flash()
            return
        self.cursor = goal
        if not self.many:
            self.taken = frozenset({goal})

    def action_step(self, step: int) -> None:
        """Move with the other pair of arrows."""
        self.action_move(step)

    def watch_cursor(self) -> None:
        if self.stacked:
            self.call_after_refresh(lambda: keep_in_sight(self, self.cursor))

    def action_take(self) -> None:
        self.choose(self.cursor)

    def flash(self) -> None:
        """Show that a key was seen, and does nothing here."""
        self.add_class("-flash")
        self.set_timer(FLASH_SECONDS, lambda: self.remove_class("-flash"))
        self.post_message(self.Ignored())

    # What is typed

    async def on_key(self, event: events.Key) -> None:
        """A digit or the first letters choose; a text that was meant for another field changes nothing."""
        typed = event.character if event.is_printable else None
        if self.locked:
            take_nothing(event)
        elif typed is None:
            self.spelling.end()
            await own_keys(self, event)
        else:
            take_nothing(event)
            self.take(typed)

    def take(self, typed: str) -> None:
        """Choose by a printable key, or show that it chooses nothing."""
        self.spelling.go_on(self.taken, self.app.clock.monotonic())
        if typed == " " and not self.spelling.begun:
            self.action_take()
        elif typed.isdecimal() and self.spelling.counts and (place := self.place_of(typed)) is not None:
            self.choose(place)
        elif (place := self.spelling.place(typed, self.labels, self.cursor)) is None:
            self.taken = self.spelling.before
            if not self.many:
                self.cursor = min(self.taken, default=self.cursor)
            self.flash()
        elif not self.spelling.goes_on:
            self.begin(place)
        elif not self.many:
            self.cursor, self.taken = place, frozenset({place})

    def place_of(self, digit: str) -> int | None:
        """Which option a digit chooses."""
        number = int(digit)
        if self.digits is not None:
            return self.digits.index(number) if number in self.digits else None
        return number - 1 if 0 < number <= len(self.labels) else None

    def begin(self, place: int) -> None:
        """A first letter: of one it is chosen, of several it is ticked or no longer."""
        self.cursor = place
        self.taken = self.taken ^ {place} if self.many else frozenset({place})

    def on_blur(self) -> None:
        self.spelling.end()

    def on_click(self, event: events.Click) -> None:
        place = event.style.meta.get("option")
        if isinstance(place, int):
            self.choose(place)

    def choose(self, place: int) -> None:
        """Take an option; where that is allowed, leave it if it is taken."""
        if self.locked:
            return
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
        parts = [self.cell(n, text) for n, text in enumerate(self.cells)]
        width = self.content_size.width
        if self.fits(width):
            return Content(" " * GAP).join(parts)
        return Content("\n").join(part.truncate(width, ellipsis=True) for part in parts)

    def cell(self, n: int, text: str) -> Content:
        """Draw one of them."""
        look = "$background" if self.has_class("-flash") else "$ink" if n in self.taken else "$quiet"
        look += " bold" if n in self.taken else ""
        if n == self.cursor and self.has_focus:
            look += " underline"
        return Content.styled(text, look).stylize(Style.from_meta({"option": n}))


TAKES_ONE = "a first letter, a digit or an arrow chooses"
TAKES_MANY = "a first letter, a digit or space ticks"
"""Said where something is typed that chooses nothing."""


class Chooser(Field):
    """A field in which something is chosen, not written."""

    options: Options
    without = ""
    """What stands beneath it while nothing is chosen, of which that is true no longer than so."""

    @property
    def control(self) -> Options:
        return self.options

    @property
    def standing(self) -> str:
        return self.standing_hint if self.options.taken else self.without or self.standing_hint

    @property
    def raw(self) -> str:
        return ",".join(str(n) for n in sorted(self.options.taken))

    def restore(self, raw: str) -> None:
        self.options.taken = kept(raw, len(self.options.labels))

    def on_options_changed(self) -> None:
        self.absolve()
        if self.without:
            self.say(self.standing, quiet=True)

    def blame(self, sentence: str) -> None:
        super().blame(sentence)
        self.options.flash()

    def on_options_ignored(self) -> None:
        if not self.blamed:
            self.say(TAKES_MANY if self.options.many else TAKES_ONE, quiet=True)


def kept(raw: str, count: int) -> frozenset[int]:
    """Return the places that a draft held, those that still exist."""
    return frozenset(int(n) for n in raw.split(",") if n.isdecimal() and int(n) < count)
