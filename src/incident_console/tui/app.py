"""The war room's application: what is chosen, what time it is, and the way to the record."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.app import App
from textual.reactive import reactive
from textual.screen import ModalScreen, Screen

from incident_console.clock import Clock, SystemClock
from incident_console.config import Config
from incident_console.desk import Desk
from incident_console.domain.incident import Incident, Refused
from incident_console.store.errors import NotFound, StoreError
from incident_console.store.projection import SummaryRow
from incident_console.store.store import Store
from incident_console.tui import failures, themes
from incident_console.tui.actions import BY_ID, Action
from incident_console.tui.present import Glyphs, shown
from incident_console.tui.writer import Writer

if TYPE_CHECKING:
    pass

T = TypeVar("T")

POLL_SECONDS = 0.1
"""How often other consoles' changes are looked for; the look costs microseconds."""

BOARD_LIMIT = 500


class IncidentConsole(App[int]):
    """The war room."""

    TITLE = "incident-console"
    CSS_PATH: ClassVar[list[str]] = themes.stylesheets()
    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = None

    chosen: reactive[str | None] = reactive(None, init=False)
    """The reference of the chosen incident."""
    incident: reactive[Incident | None] = reactive(None, init=False, always_update=True)
    """The chosen incident, folded; set anew whenever something was recorded about it."""
    board: reactive[tuple[SummaryRow, ...]] = reactive((), init=False)
    """The open incidents, most urgent first; with `ended`, those that have ended below them."""
    now: reactive[datetime] = reactive(datetime.min, init=False)
    """The wall second, UTC."""
    saving: reactive[int] = reactive(0, init=False)
    """How many acts the record has not answered yet."""
    ended: reactive[bool] = reactive(False, init=False)
    """Whether ended incidents are listed too."""

    def __init__(
        self, store: Store, *, person: str, config: Config | None = None, clock: Clock | None = None
    ) -> None:
        """Open the war room on an open store, which is closed with it.

        Raises:
            ConfigError: a keymap or theme in the configuration that cannot be.
        """
        self.config = config or Config()
        self.clock: Clock = clock or SystemClock()
        self.policy = self.config.policy
        self.reader = Desk(store, self.clock, self.policy, person)
        self.person = self.reader.by
        self.glyphs = Glyphs.of(self.config.display.ascii)
        super().__init__()
        self.writer = Writer(
            lambda: Desk(Store.open(store.path, create=False), self.clock, self.policy, person)
        )
        self.animation_level = "none"
        self.set_reactive(IncidentConsole.now, self.reader.now())
        themes.apply(self, self.config)

    def get_default_screen(self) -> Screen[object]:
        from incident_console.tui.screens.live import LiveScreen

        return LiveScreen()

    def on_mount(self) -> None:
        self.refresh_board()
        self._loop = asyncio.get_running_loop()
        self._tick()
        self._poll()

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
        self._loop.call_later(1 - moment.microsecond / 1_000_000 + 0.001, self._tick)

    # The record

    def _poll(self) -> None:
        """Look whether another connection recorded something. Outside Textual's timers, which cost 50 times as much."""
        if not self.is_running:
            return
        if self.reader.store.changed():
            self.refresh_board()
        self._loop.call_later(POLL_SECONDS, self._poll)

    def refresh_board(self) -> None:
        """Read the board and the chosen incident again; the selection stays where it is."""
        try:
            self._read()
        except StoreError as error:
            self.tell(str(error), severity="error")

    def _read(self) -> None:
        store = self.reader.store
        rows = store.board(self.reader.now(), BOARD_LIMIT)
        if self.ended:
            rows += store.history(limit=BOARD_LIMIT)
        self.board = tuple(rows)
        known = {row.ref for row in rows}
        if self.chosen not in known and (self.chosen is None or self.incident is None):
            self.chosen = rows[0].ref if rows else None
        self._fold()

    def _fold(self) -> None:
        """Fold the chosen incident up to its last entry."""
        self.incident = None if self.chosen is None else self.reader.incident(self.chosen)

    def watch_chosen(self) -> None:
        try:
            self._fold()
        except NotFound:
            self.incident = None
        except StoreError as error:
            self.tell(str(error), severity="error")

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
        self.notify(shown(text).plain, severity=severity, markup=False, timeout=8)  # type: ignore[arg-type]

    async def ask(self, dialog: ModalScreen[T]) -> T | None:
        """Show a dialog and wait for its answer; only from a worker, as verbs are."""
        return await self.push_screen_wait(dialog)

    def perform(self, action: Action) -> None:
        """Do an action, or say why it cannot be done now."""
        reason = action.needs(self)
        if reason is not None:
            self.tell(f"{action.title}: {reason}", severity="warning")
            return
        self.run_worker(self._verb(action), name=action.id, group="verbs", exit_on_error=False)

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
