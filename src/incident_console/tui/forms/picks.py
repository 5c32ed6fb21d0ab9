"""A field of things from the record, each of which may be taken or left: ticked ones are said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import msgspec
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.visual import VisualType
from textual.widget import Widget

from incident_console.domain.refusal import Part
from incident_console.tui.forms.field import Field
from incident_console.tui.forms.inputs import ProseInput, Walk, cleaned_paste, own_keys, take_nothing
from incident_console.tui.forms.walking import focus
from incident_console.tui.render.content import join, safe, shown, spread
from incident_console.tui.room.room import Room

LINES = 8
"""How many are in sight at once."""
SOURCE_CELLS = 18
"""From which width of a line on it says where each comes from."""
LEFT, TAKEN = "-", "+"


class Pick(msgspec.Struct, frozen=True):
    """One of them: `source` says where it comes from, `ticked` whether it is taken where nobody chose."""

    id: str
    text: str
    source: str
    ticked: bool


class PickList(Widget, can_focus=True):
    """They stand one below the other, a few around the cursor in sight; `locked`, none changes.

    Text that is typed here goes on in the field `below`.
    """

    app: Room
    locked = False
    below: ProseInput | None = None
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("space", "take", show=False),
    ]

    cursor: reactive[int] = reactive(0)
    ticked: reactive[frozenset[str]] = reactive(frozenset())
    """The ids of those that are taken."""

    class Changed(Message):
        """Another one is taken, or one no longer."""

    def __init__(self) -> None:
        super().__init__()
        self.picks: Sequence[Pick] = ()

    def offer(self, picks: Sequence[Pick], ticked: frozenset[str]) -> None:
        """Have others, of which these are taken."""
        self.picks = list(picks)
        self.cursor = min(self.cursor, max(len(picks) - 1, 0))
        self.ticked = ticked
        self.refresh(layout=True)

    def watch_ticked(self) -> None:
        if self.is_attached:
            self.post_message(self.Changed())

    def action_move(self, step: int) -> None:
        """Go to the one above or below; at either end walk on."""
        if 0 <= self.cursor + step < len(self.picks):
            self.cursor += step
        else:
            self.post_message(Walk("next" if step > 0 else "back"))

    def action_take(self) -> None:
        self.choose(self.cursor)

    def choose(self, place: int) -> None:
        """Take one, or leave it."""
        if not self.locked and 0 <= place < len(self.picks):
            self.cursor = place
            self.ticked ^= {self.picks[place].id}

    async def on_key(self, event: events.Key) -> None:
        """A digit takes or leaves at once; what else is printable is text."""
        typed = event.character if event.is_printable else None
        if self.locked:
            take_nothing(event)
        elif typed is None or typed == " ":
            await own_keys(self, event)
        else:
            take_nothing(event)
            if typed in "123456789" and int(typed) <= len(self.picks):
                self.choose(int(typed) - 1)
            else:
                self.go_on_below(typed)

    def on_paste(self, event: events.Paste) -> None:
        text = cleaned_paste(event, lines=True)
        take_nothing(event)
        if not self.locked:
            self.go_on_below(text)

    def go_on_below(self, text: str) -> None:
        """Put a text where text belongs, and go there."""
        if self.below is not None:
            focus(self.below)
            self.below.move_cursor(self.below.document.end)
            self.below.insert(text)

    def on_click(self, event: events.Click) -> None:
        place = event.style.meta.get("pick")
        if isinstance(place, int):
            self.choose(place)

    # How it looks

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return min(len(self.picks), LINES)

    def render(self) -> VisualType:
        top = max(min(self.cursor - LINES // 2, len(self.picks) - LINES), 0)
        lines = [self.line(n) for n in range(top, min(top + LINES, len(self.picks)))]
        return Content("\n").join(lines)

    def line(self, place: int) -> Content:
        """Return one with its box and, where there is room, where it comes from."""
        pick, width = self.picks[place], self.content_size.width
        on, off = ("[x]", "[ ]") if self.app.config.display.ascii else ("■", "□")
        taken = pick.id in self.ticked
        here = place == self.cursor and self.has_focus
        box = (f"{on if taken else off} ", "$focus" if here else "$ink" if taken else "$quiet")
        text = shown(safe(" ".join(pick.text.split())), "$ink" if taken else "$quiet")
        source = shown(pick.source if width >= 2 * SOURCE_CELLS else "", "$quiet")
        line = spread(join(box, text), source, width, gap=2)
        line = line.stylize("on $cursor") if here else line
        return line.stylize(Style.from_meta({"pick": place}))


class Picks(Field):
    """What the record offers to be said. It is shown only where there is any of it."""

    def __init__(
        self, key: str, called: Part | str, *, rule: str = "", below: ProseInput | None = None
    ) -> None:
        """Make it; `below` takes the text that is typed at it."""
        super().__init__(key, called, rule=rule)
        self.list = PickList()
        self.list.below = below
        self.display = False

    @property
    def control(self) -> PickList:
        return self.list

    @property
    def picks(self) -> Sequence[Pick]:
        return self.list.picks

    def offer(self, picks: Sequence[Pick], *, afresh: bool) -> None:
        """Offer these; `afresh` with the ticks of where nobody chose.

        Else what was chosen stays chosen, and what is new is left: nothing is said that nobody saw.
        """
        before = self.list.ticked & {each.id for each in picks}
        self.list.offer(picks, frozenset(each.id for each in picks if each.ticked) if afresh else before)
        self.display = bool(picks)
        self.count()

    @property
    def taken(self) -> list[Pick]:
        """Those that are ticked, in their order."""
        return [each for each in self.picks if each.id in self.list.ticked]

    @property
    def raw(self) -> str:
        return "\n".join(f"{TAKEN if each in self.taken else LEFT}{each.id}" for each in self.picks)

    def restore(self, raw: str) -> None:
        """Tick what a draft ticked; what it did not know is left."""
        kept = {line.removeprefix(TAKEN) for line in raw.splitlines() if line.startswith(TAKEN)}
        self.list.ticked = frozenset(each.id for each in self.picks if each.id in kept)

    def count(self) -> None:
        """Say how many are taken where not all are in sight."""
        more = len(self.picks) > LINES
        self.say(
            f"{len(self.taken)} of {len(self.picks)} ticked; more above or below" if more else "", quiet=True
        )

    def on_pick_list_changed(self) -> None:
        self.absolve()
        self.count()
