"""Finding past incidents: by words, by what is known of them, in any order; and going there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar, Protocol, runtime_checkable

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.events import Key
from textual.screen import Screen
from textual.widgets import Input, Static

from incident_console.domain.incident import Incident
from incident_console.keys.actions import Mode, in_mode
from incident_console.keys.keymap import shown_key
from incident_console.reports.history_query import TERMS, NotUnderstood, read_query
from incident_console.store.errors import StoreError
from incident_console.store.history_answers import Found, Wanted
from incident_console.store.history_orders import ORDERS
from incident_console.store.store import Store
from incident_console.times import after_the_day, day_begins, parse_time
from incident_console.tui.forms.inputs import LineInput, Walk
from incident_console.tui.panes.opened import Opened
from incident_console.tui.panes.pane import Pane
from incident_console.tui.panes.past_list import PastFigures, PastKeys, PastLine, PastList
from incident_console.tui.room.first_layout import sized
from incident_console.tui.room.record import folded
from incident_console.tui.room.room import Room
from incident_console.tui.room.spot import Spot
from incident_console.tui.terminal.exact_updates import ExactCompositor, LeavesToTheTop

END = 1_000_000
PAGE = 40
"""How many lines are read at a time, at least as many as are in sight; near the last one more are read."""
HITS_EACH = 3
NOTHING_BELOW, NOTHING_ABOVE = "Nothing more below.", "Nothing more above."
MORE_BELOW = "More is being read."


@runtime_checkable
class ShowsEntries(Protocol):
    """A screen that can be opened at an entry."""

    def show_entry(self, entry: str, seq: int) -> None:
        """Show an entry, by its id and its place."""


class PastScreen(LeavesToTheTop, Screen[None], inherit_bindings=False):
    """The mode in which the past is found; nothing in it changes the record."""

    app: Room
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (76, "-medium"), (104, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (22, "-mid"), (34, "-tall")]
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(action.keys, f"app.act('{action.id}')", action.title, id=action.id, show=False)
            for action in in_mode(Mode.PAST)
        ),
        Binding("ctrl+c,super+c", "screen.copy_text", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._compositor = ExactCompositor()
        self._limit = PAGE
        self._looks = 0
        """How often something was asked: an answer to anything but the last question is not shown."""
        self._then: Callable[[], object] | None = None
        """What a key asked for that is done once the last question is answered."""
        self._answered: tuple[int, Wanted | None] = (0, None)
        """Which of these was shown last, and what was wanted."""
        sized(self, self.app.size)

    def compose(self) -> ComposeResult:
        with Horizontal(id="past-typing"):
            yield Static("/", id="past-slash")
            yield LineInput(
                self.app.past_query.text, id="past-query", placeholder=f"words  {TERMS}", compact=True
            )
        yield PastList(id="past-list")
        yield PastFigures(id="past-figures")
        yield PastKeys(id="past-keys")

    def on_mount(self) -> None:
        self.query_one(LineInput).cursor_blink = False
        self.listed.order = self.app.past_query.order
        self.set_focus(self.listed)
        self.watch(self.app, "board", self._board_changed, init=False)
        self.watch(self.app, "theme", self._theme_changed, init=False)
        self.look()

    @property
    def listed(self) -> PastList:
        return self.query_one(PastList)

    # Asking

    def _board_changed(self) -> None:
        """Look again; below another screen that waits, as its own questions would be overtaken."""
        if self.app.screen is self:
            self.look()

    def on_screen_resume(self) -> None:
        """Look again for what came meanwhile; the first time it was mounted just now."""
        if self._answered[0]:
            self.look()

    def look(self) -> None:
        """Look for what is typed by now; a question that is still being answered ends."""
        text = self.query_one(LineInput).value
        try:
            wanted = self.wanted(text)
        except NotUnderstood as problem:
            self.listed.trouble = str(problem)
            self.listed.paint()
            return
        self.listed.trouble = ""
        self.app.past_query.text = text
        self._looks += 1
        limit = max(self._limit, self.size.height)
        self.app.in_background(partial(self._answer, wanted, limit, self._looks), group="past")

    def wanted(self, text: str) -> Wanted:
        """Return what is typed, times on the clock of who types.

        Raises:
            NotUnderstood: it cannot be so.
        """
        read = partial(parse_time, now=self.app.now, zone=self.app.policy.zone_for(None), past=True)
        return read_query(text, partial(read, day=day_begins), partial(read, day=after_the_day))

    async def _answer(self, wanted: Wanted, limit: int, look: int) -> None:
        """Show what is found, and then its figures; what a newer question overtakes is not shown."""
        order, now = self.listed.order, self.app.now
        # Sorted by anything else than time, the newest entries would not be the first.
        most = limit if order == "when" else -1

        def find(store: Store) -> Found:
            return store.find_past(wanted, now, order=order, limit=limit, most=most, hits_each=HITS_EACH)

        try:
            found = await self.app.past.ask(find)
            if found is None or self._over(look):
                return
            self.show_found(found, same=wanted == self._answered[1])
            self._answered = look, wanted
            self._go_on()
            figures = await self.app.past.ask(lambda store: store.past_figures(wanted, now))
        except StoreError as error:
            self.app.report(str(error), cause="past", severity="error")
            if not self._over(look):
                self._show_unanswered(look, wanted)
            return
        if figures is not None and not self._over(look):
            self.listed.figures = self.query_one(PastFigures).figures = figures
            self.listed.paint()
            self.query_one(PastFigures).redraw()

    def _show_unanswered(self, look: int, wanted: Wanted) -> None:
        """Show nothing that was found before, unless it answers the same question."""
        if wanted != self._answered[1]:
            self.listed.show_nothing()
            self.query_one(PastFigures).figures = None
            self.query_one(PastFigures).redraw()
        self._answered = look, wanted
        self._go_on()

    def _over(self, look: int) -> bool:
        """Whether something else was asked since, or the screen was left."""
        return look != self._looks or not self.query(PastList)

    def _once_answered(self, act: Callable[[], object]) -> None:
        """Do what a key means for what is looked for, which may not be there yet: not for what was before."""
        self._then = act
        if self._answered[0] == self._looks:
            self._go_on()

    def _go_on(self) -> None:
        then, self._then = self._then, None
        if then is not None and self.app.screen is self:
            then()

    def show_found(self, found: Found, *, same: bool) -> None:
        """Show what was found, at first with the cursor where it was when this was left.

        Figures of the `same` question stand until there are newer ones.
        """
        self.listed.show_found(found, self.listed.figures if same else None)
        if self.app.past_query.at:
            self.listed.go_to_name(self.app.past_query.at)
            self.app.past_query.at = ""

    # Typing

    @on(Input.Changed, "#past-query")
    def _typed(self) -> None:
        if self.query_one(LineInput).value != self.app.past_query.text:
            self._limit, self._then = PAGE, None
            self.look()

    @on(Input.Submitted, "#past-query")
    @on(Walk)
    def to_list(self) -> None:
        """Keep what is found, and give the keys to the list."""
        self.set_focus(self.listed)

    # What keys do

    def do_past_words(self) -> None:
        self.set_focus(self.query_one(LineInput))

    def do_past_sort(self) -> None:
        self._sort(1)

    def do_past_sort_back(self) -> None:
        self._sort(-1)

    def _sort(self, step: int) -> None:
        """Sort by another thing, from the top."""
        orders = list(ORDERS)
        self.listed.order = orders[(orders.index(self.listed.order) + step) % len(orders)]
        self.app.past_query.order = self.listed.order
        self._limit = PAGE
        self.listed.go_to(0)
        self.listed.paint()
        self.look()

    def _go(self, way: Callable[[Pane], None], nothing_more: str) -> None:
        """Move in the list; below its last line more is read, where there is more."""
        before = self.listed.place()
        way(self.listed)
        more = self._read_on() and nothing_more == NOTHING_BELOW
        if self.listed.place() == before:
            self.app.tell(MORE_BELOW if more else nothing_more)

    def _read_on(self) -> bool:
        """Read more where the cursor is near the end of what was read; tell whether more comes."""
        found, rows = self.listed.found, len(self.listed.rows)
        if found is None or not found.more or self.listed.cursor + self.size.height < rows:
            return False
        if self._answered[0] == self._looks:
            self._limit = max(self._limit, self.size.height) + PAGE
            self.look()
        return True

    def do_past_next(self) -> None:
        self._go(lambda pane: pane.move(1), NOTHING_BELOW)

    def do_past_previous(self) -> None:
        self._go(lambda pane: pane.move(-1), NOTHING_ABOVE)

    def do_past_first(self) -> None:
        self._go(lambda pane: pane.move(-END), NOTHING_ABOVE)

    def do_past_last(self) -> None:
        self._go(lambda pane: pane.move(END), NOTHING_BELOW)

    def do_past_page_down(self) -> None:
        self._go(Pane.page_down, NOTHING_BELOW)

    def do_past_page_up(self) -> None:
        self._go(Pane.page_up, NOTHING_ABOVE)

    def do_past_help(self) -> None:
        from incident_console.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self.focused))

    def do_past_open(self) -> None:
        self._once_answered(self._open_line)

    def _open_line(self) -> None:
        self.listed.open_line()
        if self.listed.picked is None:
            self.app.tell("There is no line here to open.")

    async def _replay(self) -> None:
        await self.app.go_on_with("replay")

    def do_past_replay(self) -> None:
        """Show the war room as it stood with the entry that was found, else with the declaration."""
        self._once_answered(self._replay_line)

    def _replay_line(self) -> None:
        if self.listed.picked is None:
            self.app.tell("There is no incident here to replay.")
        else:
            self.app.under_way(self._replay, group="verbs")

    def spot(self) -> Spot:
        line = self.listed.picked
        if line is None:
            return Spot(None)
        hit = line.hit or (line.found.hits[0] if line.found.hits else None)
        incident, damage = folded(self.app.reader, line.found.row.ref)
        return Spot(incident, "" if hit is None else hit.id, damage)

    @on(Opened)
    def _open(self, event: Opened) -> None:
        """Go to the incident in the war room, its timeline at the entry that was found."""
        line: PastLine = event.row
        self.app.past_query.at = line.name
        room = self.app.screen_stack[0]
        hit = line.hit or (line.found.hits[0] if line.found.hits else None)
        self.dismiss()
        self.app.go_to(line.found.row.ref)
        if hit is not None and isinstance(room, ShowsEntries):
            self.app.call_after_refresh(room.show_entry, hit.id, hit.seq)

    def do_past_course(self) -> None:
        """Show how an incident went above what was found; the war room's choice stays what it is."""
        from incident_console.tui.screens.detail import how_it_went

        def show(incident: Incident, _: str) -> None:
            self.app.push_screen(how_it_went(self.app, incident))

        self._once_answered(lambda: self._read(show))

    def do_past_log(self) -> None:
        """Show the log of an incident above what was found, at the entry that was found."""
        self._once_answered(lambda: self._read(self.app.show_log))

    def _read(self, show: Callable[[Incident, str], None]) -> None:
        """Show something about the incident under the cursor, given with the entry that was found."""
        if self.listed.picked is None:
            self.app.tell("There is no line here to read about.")
            return
        try:
            spot = self.spot()
        except StoreError as error:
            self.app.report(str(error), cause="past", severity="error")
            return
        if spot.incident is None:
            self.app.tell(spot.damage, severity="error")
        else:
            show(spot.incident, spot.entry)

    def do_past_back(self) -> None:
        """From the words to the list, from what is found to all, from all to the war room."""
        typing = self.query_one(LineInput)
        if self.focused is typing and typing.value:
            self.set_focus(self.listed)
        elif typing.value:
            typing.value = ""
            self.set_focus(self.listed)
        else:
            self.dismiss()

    def on_key(self, event: Key) -> None:
        """Say of a key that stands for nothing that it does nothing."""
        if event.key not in self.active_bindings:
            shown, keys = shown_key(event.key), self.app.view().key("past_help")
            self.app.tell(f"{shown} does nothing here; {keys} shows the keys.")

    # How it looks

    def _theme_changed(self) -> None:
        for pane in self.query(Pane):
            pane.refresh()

    def on_resize(self) -> None:
        for pane in self.query(Pane):
            pane.redraw()
