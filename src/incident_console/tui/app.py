"""The war room's application: what is chosen, what time it is, and the way to the record."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.reactive import reactive
from textual.screen import ModalScreen, Screen
from textual.theme import Theme
from textual.types import CSSPathType

from incident_console.clock import Clock, SystemClock
from incident_console.config import Config
from incident_console.desk import Desk
from incident_console.domain.incident import Incident, Refused
from incident_console.store.errors import NotFound, StoreError
from incident_console.store.projection import SummaryRow
from incident_console.store.store import Store
from incident_console.tui import failures, keymap, themes
from incident_console.tui.actions import BY_ID, Action
from incident_console.tui.present import Glyphs, View
from incident_console.tui.present.board import is_offered_to_me, matches
from incident_console.tui.terminal.line_filter import TextOnly
from incident_console.tui.terminal.watch import Watch
from incident_console.tui.writer import Writer

if TYPE_CHECKING:
    from textual.driver import Driver
    from textual.filter import LineFilter

    from incident_console.tui.drill import Drill

T = TypeVar("T")

POLL_SECONDS = 0.1
"""How often other consoles' changes are looked for; the look costs microseconds."""

BOARD_LIMIT = 500
OWING_LIMIT = 50

ANSWERS = ("accept", "decline")


def settle_memory() -> None:
    """Tell the collector that what is there stays, and to look less often: it takes a third of each key."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


class IncidentConsole(App[int]):
    """The war room."""

    TITLE = "incident-console"
    CSS_PATH: ClassVar[CSSPathType | None] = themes.stylesheets(first=True)
    ENABLE_COMMAND_PALETTE = False
    ESCAPE_TO_MINIMIZE = False
    AUTO_FOCUS = None
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+q", "quit", show=False, priority=True)]

    chosen: reactive[str | None] = reactive(None, init=False, repaint=False)
    """The reference of the chosen incident."""
    incident: reactive[Incident | None] = reactive(None, init=False, repaint=False, always_update=True)
    """The chosen incident, folded; set anew whenever something was recorded about it."""
    board: reactive[tuple[SummaryRow, ...]] = reactive((), init=False, repaint=False, always_update=True)
    """The open incidents, most urgent first; with `ended`, those that have ended below them."""
    owing: tuple[SummaryRow, ...] = ()
    """Ended incidents that still owe an analysis or a review, due first."""
    now: reactive[datetime] = reactive(datetime.min.replace(tzinfo=UTC), init=False, repaint=False)
    """The wall second, UTC."""
    saving: reactive[int] = reactive(0, init=False, repaint=False)
    """How many acts the record has not answered yet."""
    ended: reactive[bool] = reactive(False, init=False, repaint=False)
    """Whether ended incidents are listed too."""
    wanted: reactive[str] = reactive("", init=False, repaint=False)
    """What is typed into the filter."""

    drafts = 0
    """How many half-written texts of this person wait to be sent."""
    drill: Drill | None = None

    def __init__(
        self, store: Store, *, person: str, config: Config | None = None, clock: Clock | None = None
    ) -> None:
        """Open the war room on an open store, which is closed with it.

        Raises:
            ConfigError: a keymap or theme in the configuration that cannot be.
        """
        self.config = config or Config()
        keymap.check(self.config)
        self.clock: Clock = clock or SystemClock()
        self.policy = self.config.policy
        self.reader = Desk(store, self.clock, self.policy, person)
        self.person = self.reader.by
        self.glyphs = Glyphs.of(self.config.display.ascii)
        self.keys = keymap.shown_keys(self.config.keymap)
        self._text_only = TextOnly()
        self._theme_in_use: Theme | None = None
        self._styled = False
        super().__init__()
        self.writer = Writer(
            lambda: Desk(Store.open(store.path, create=False), self.clock, self.policy, person)
        )
        self.animation_level = "none"
        self.set_class(self.config.display.ascii, "-ascii")
        self.set_reactive(IncidentConsole.now, self.reader.now())
        self.set_keymap(keymap.textual_keymap(self.config.keymap))
        themes.apply(self, self.config)
        self.stylesheet.set_variables(self.get_css_variables())

    def get_default_screen(self) -> Screen[Any]:
        from incident_console.tui.screens.live import LiveScreen

        return LiveScreen(id="live")

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return themes.defaults(self.current_theme)

    def get_css_variables(self) -> dict[str, str]:
        """The theme's tokens; without colours, what presses must not turn into a quieter grey."""
        variables = super().get_css_variables()
        if self.no_color:
            variables |= dict.fromkeys(themes.LOUD, variables["ink"])
            self.theme_variables = variables
        return variables

    @property
    def current_theme(self) -> Theme:
        """The theme in use; looked up once, for it is asked for with every line that is drawn."""
        if self._theme_in_use is None or self._theme_in_use.name != self.theme:
            self._theme_in_use = super().current_theme
        return self._theme_in_use

    def refresh_css(self, animate: bool = True) -> None:
        """Read the styles anew; not before the first screen is there, for they are read once by then."""
        if self._styled:
            super().refresh_css(animate)

    def _read_other_styles(self) -> None:
        """Read what dialogs look like, once the live screen is drawn."""
        for path in themes.stylesheets(first=False):
            self.stylesheet.read(path)
        self.stylesheet.parse()

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*super().get_line_filters(), self._text_only]

    def _build_driver(
        self, headless: bool, inline: bool, mouse: bool, size: tuple[int, int] | None
    ) -> Driver:
        """Take hold of the terminal; where it has sixteen colours, in those."""
        if not headless and not self.no_color and self.console.color_system == "standard":
            themes.for_sixteen(self)
        return super()._build_driver(headless=headless, inline=inline, mouse=mouse, size=size)

    def on_mount(self) -> None:
        self._styled = True
        self.refresh_board()
        self.call_after_refresh(self._read_other_styles)
        self._later = asyncio.get_running_loop().call_later
        self._deadlines = Watch(self)
        self._tick()
        self._poll()
        if not self.is_headless:
            self.call_later(settle_memory)

    async def on_unmount(self) -> None:
        await asyncio.to_thread(self.writer.close)
        self.reader.store.close()

    # Time

    def _tick(self) -> None:
        """Show the wall second, and come back when the next one begins."""
        if not self.is_running:
            return
        moment = self.clock.now()
        self.now = moment.replace(microsecond=0)
        self._deadlines.tick(moment, self.clock.monotonic())
        self._later(1.001 - moment.microsecond / 1_000_000, self._tick)

    def view(self) -> View:
        """The eyes that content is made for, now."""
        return View(me=self.person, now=self.now, policy=self.policy, glyphs=self.glyphs, keys=self.keys)

    # The record

    def _poll(self) -> None:
        """Look whether another connection recorded something. A timer of Textual's would cost far more."""
        if not self.is_running:
            return
        self._guarded(self._look)
        self._later(POLL_SECONDS, self._poll)

    def _look(self) -> None:
        if self.reader.store.changed():
            self._read()

    def refresh_board(self) -> None:
        """Read the board and the chosen incident again; the selection stays where it is."""
        self._guarded(self._read)

    def _guarded(self, read: Callable[[], None]) -> None:
        """Read something; where the record cannot be read, say so and go on with what is known."""
        try:
            read()
        except NotFound:
            self.incident = None
        except StoreError as error:
            self.tell(str(error), severity="error")

    def _read(self) -> None:
        store = self.reader.store
        rows = store.board(self.reader.now(), BOARD_LIMIT)
        owing = store.owing(OWING_LIMIT)
        if self.ended:
            rows += store.history(limit=BOARD_LIMIT)
        if self.incident is not None and all(row.ref != self.chosen for row in (*rows, *owing)):
            # What ended while it was being looked at stays in sight until somebody moves on.
            rows += [row for row in (store.summary(self.incident.id),) if row is not None]
        self.drafts = len(store.drafts(self.person))
        self.owing = tuple(owing)
        if self.chosen is None and (first := rows or owing):
            self.set_reactive(IncidentConsole.chosen, first[0].ref)
        self.board = tuple(rows)
        self._fold()

    def _fold(self) -> None:
        """Fold the chosen incident up to its last entry."""
        self.incident = None if self.chosen is None else self.reader.incident(self.chosen)

    def watch_chosen(self) -> None:
        self._guarded(self._fold)

    def watch_ended(self) -> None:
        self.refresh_board()

    @property
    def listed(self) -> list[SummaryRow]:
        """The rows that the filter lets through."""
        shown = self.on_show
        return [row for row in shown if matches(row, self.wanted)] if self.wanted else shown

    @property
    def on_show(self) -> list[SummaryRow]:
        """The open incidents, and below them the ended ones: first those that still owe something."""
        owing = {row.ref for row in self.owing}
        still = [row for row in self.board if row.open]
        over = [row for row in self.board if not row.open and row.ref not in owing]
        return [*still, *self.owing, *over]

    def choose_by(self, count: int) -> None:
        """Choose the incident so many rows below the chosen one, above where negative."""
        refs = [row.ref for row in self.listed]
        if refs:
            at = refs.index(self.chosen) if self.chosen in refs else 0
            self.chosen = refs[max(min(at + count, len(refs) - 1), 0)]

    async def record(self, act: Callable[[Desk], T], *, said: str = "") -> T | None:
        """Record something on the writer's thread; the clock goes on meanwhile.

        A refusal is shown and answered with None. `said` is shown when it is done.
        """
        self.saving += 1
        try:
            answer = await self.writer.do(act)
        except (Refused, StoreError) as refusal:
            self.tell(str(refusal), severity="error")
            return None
        finally:
            self.saving -= 1
        self.refresh_board()
        if said:
            self.tell(said)
        return answer

    # People

    def tell(self, text: str, *, severity: str = "information") -> None:
        """Show a line of plain text for a while."""
        self.notify(self.view().refusal(text), severity=severity, markup=False, timeout=8)  # type: ignore[arg-type]

    async def ask(self, dialog: ModalScreen[T]) -> T | None:
        """Show a dialog and wait for its answer; only from a worker, as verbs are."""
        return await self.push_screen_wait(dialog)

    def perform(self, action: Action) -> None:
        """Do an action, or say why it cannot be done now."""
        if action.id in ANSWERS:
            self._to_my_offer()
        reason = action.needs(self)
        if reason is not None:
            self.tell(f"{action.title}: {reason}", severity="warning")
        elif action.in_room:
            getattr(self.screen_stack[0], f"do_{action.id}")()
        else:
            self.run_worker(self._verb(action), name=action.id, group="verbs", exit_on_error=False)

    def _to_my_offer(self) -> None:
        """Choose an incident that is offered to me where the chosen one is not: the answer is for that."""
        offered = [row.ref for row in self.board if is_offered_to_me(row, self.view())]
        if offered and self.chosen not in offered:
            self.chosen = offered[0]

    async def _verb(self, action: Action) -> None:
        """Run a verb; what goes wrong in it is shown and written down, and the room stays open."""
        from incident_console.tui import verbs

        try:
            await getattr(verbs, action.id)(self)
        except Exception as error:
            place = failures.write(self.reader.store.path, action.id, error)
            self.tell(f"{action.title} failed: {error}. Details: {place}", severity="error")

    def action_act(self, id: str) -> None:
        """What every key of the table is bound to."""
        self.perform(BY_ID[id])

    def action_help_quit(self) -> None:
        self.tell(f"{self.keys.get('leave', 'Ctrl+Q')} leaves the war room; texts are kept")
