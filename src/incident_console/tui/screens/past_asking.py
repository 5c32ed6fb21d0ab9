"""Asking for what is typed among past incidents, and showing what is found; the newest question wins."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual.screen import Screen

from incident_console.reports.history_query import NotUnderstood, read_query
from incident_console.store.errors import StoreError
from incident_console.store.history_answers import Found, Wanted
from incident_console.store.store import Store
from incident_console.times import after_the_day, day_begins, parse_time
from incident_console.tui.forms.inputs import LineInput
from incident_console.tui.panes.past_list import PastFigures, PastList
from incident_console.tui.room.room import Room

PAGE = 40
"""How many lines are read at a time, at least as many as are in sight; near the last one more are read."""
HITS_EACH = 3


class PastAsking(Screen[None], inherit_bindings=False):
    """What a list of past incidents answers."""

    app: Room

    def __init__(self) -> None:
        super().__init__()
        self._limit = PAGE
        self._looks = 0
        """How often something was asked: an answer to anything but the last question is not shown."""
        self._then: Callable[[], object] | None = None
        """What a key asked for that is done once the last question is answered."""
        self._answered: tuple[int, Wanted | None] = (0, None)
        """Which of these was shown last, and what was wanted."""
        self._from_top = False
        """Whether what is found is to be read from its top, wherever the line is now on which one was."""

    @property
    def listed(self) -> PastList:
        return self.query_one(PastList)

    def board_changed(self) -> None:
        """Look again; below another screen that waits, as its own questions would be overtaken."""
        if self.app.screen is self:
            self.look()

    def on_screen_resume(self) -> None:
        """Look again for what came meanwhile; the first time it was mounted just now."""
        if self._answered[0]:
            self.look()

    def look_afresh(self, *, from_top: bool = False) -> None:
        """Look for another thing: from its beginning, and no key that meant the one before counts."""
        self._limit, self._then, self._from_top = PAGE, None, from_top
        self.look()

    def look_further(self) -> None:
        """Look for the same, and read more of it."""
        self._limit = max(self._limit, self.size.height) + PAGE
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
            self.listed.figures = figures
            self.listed.paint()
            self.query_one(PastFigures).show(figures)

    def _show_unanswered(self, look: int, wanted: Wanted) -> None:
        """Show nothing that was found before, unless it answers the same question."""
        if wanted != self._answered[1]:
            self.listed.show_nothing()
            self.query_one(PastFigures).show(None)
        self._answered = look, wanted
        self._go_on()

    def _over(self, look: int) -> bool:
        """Whether something else was asked since, or the screen was left."""
        return look != self._looks or not self.query(PastList)

    def once_answered(self, act: Callable[[], object]) -> None:
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
        figures = self.listed.figures if same else None
        self.listed.show_found(found, figures, from_top=self._from_top, same=same)
        self.query_one(PastFigures).show(figures, counting=figures is None)
        self._from_top = False
        if self.app.past_query.at:
            self.listed.go_to_name(self.app.past_query.at)
            self.app.past_query.at = ""
