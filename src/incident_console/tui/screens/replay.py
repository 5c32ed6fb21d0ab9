"""The war room as it stood: a replay of one incident, of whose keys none acts in the live one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Key, ScreenResume

from incident_console.domain.incident import Incident
from incident_console.domain.past import Which
from incident_console.domain.replaying import Replay
from incident_console.domain.summarising import summary
from incident_console.domain.summary import SummaryRow
from incident_console.keys.actions import Mode, in_mode
from incident_console.keys.keymap import shown_key
from incident_console.store.errors import StoreError
from incident_console.tui.panes.incident_pane import IncidentPane
from incident_console.tui.panes.incident_panes import ActionsPane, ClockPane, RolesPane, StatePane
from incident_console.tui.panes.opened import Opened
from incident_console.tui.panes.pane import Pane
from incident_console.tui.panes.procedure_panes import ProcedurePane
from incident_console.tui.panes.replay_bar import ReplayBar, ReplayCard, ReplayKeys
from incident_console.tui.panes.replay_list import ReplayList, ReplayTabs
from incident_console.tui.panes.rows import Rows
from incident_console.tui.panes.timeline_pane import TimelinePane
from incident_console.tui.room.first_layout import ACROSS, DOWN, sized, styled_when_mounted
from incident_console.tui.room.moment import Moment
from incident_console.tui.room.open_then import OpenThen
from incident_console.tui.room.record import folded
from incident_console.tui.room.room import Room
from incident_console.tui.room.spot import Spot
from incident_console.tui.screens.replay_steps import ReplaySteps
from incident_console.tui.terminal.exact_updates import ExactCompositor, shows_through

FRAME_SECONDS = 0.2
"""How often a replay that plays is drawn."""


def until_now(app: Room, incident: Incident) -> datetime | None:
    """Return up to when a replay goes whose incident goes on; None where it has ended."""
    return app.now if incident.is_open else None


class ReplayScreen(ReplaySteps, inherit_bindings=False):
    """The panes of the war room, at a moment of the past."""

    app: Room
    ACTIONS_OF = Mode.REPLAY
    HORIZONTAL_BREAKPOINTS = [*ACROSS]
    VERTICAL_BREAKPOINTS = [*DOWN]
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(action.keys, f"app.act('{action.id}')", action.title, id=action.id, show=False)
            for action in in_mode(Mode.REPLAY)
        ),
        Binding("ctrl+c,super+c", "screen.copy_text", show=False),
    ]

    def __init__(self, app: Room, incident: Incident, at: Spot) -> None:
        """Begin at the entry of a spot, else at the declaration of the incident, which it has."""
        super().__init__()
        # Of an import nothing was known before it was brought in: its past is what happened.
        replay = Replay(incident.entries, Which.HAPPENED, until_now(app, incident))
        if at.entry:
            replay.to_entry(at.entry)
        self._compositor = ExactCompositor()
        self.moment = Moment(app, replay, at.damage)
        self._then = OpenThen(incident.id)
        self._beside: Sequence[SummaryRow] = ()
        """What else was open, as far as it is known."""
        sized(self, app.size)

    @property
    def replay(self) -> Replay:
        """Where somebody is, and in which past."""
        return self.moment.replay

    def compose(self) -> ComposeResult:
        listed = ReplayList(self.moment, id="list")
        with Vertical(id="replay"):
            yield ReplayBar(self.moment, id="replay-bar")
            yield ReplayCard(self.moment, id="replay-card")
            yield ReplayTabs(listed, id="tabs")
            with Horizontal(id="room"):
                with Vertical(id="side"):
                    yield listed
                    yield ActionsPane(id="actions")
                    yield ProcedurePane(id="procedure")
                with Vertical(id="detail"):
                    yield StatePane(id="state")
                    with Horizontal(id="upper"):
                        yield ClockPane(id="clock")
                        yield RolesPane(id="roles")
                    yield TimelinePane(id="timeline")
            yield ReplayKeys(self.moment, id="replay-keys")

    def on_mount(self) -> None:
        for pane in self.query(Pane):
            # Asked of each: a query by this class finds only those whose first base it is.
            if isinstance(pane, IncidentPane):
                pane.moment = self.moment
        self.watch(self.app, "board", self._record_changed, init=False)
        self.watch(self.app, "now", self._second, init=False)
        self._timer = self.set_interval(FRAME_SECONDS, self._play, pause=True)
        self._show(afresh=True)
        self.query_one(TimelinePane).focus()

    def on_screen_resume(self, event: ScreenResume) -> None:
        styled_when_mounted(self, event)

    def _compositor_refresh(self) -> None:
        """Draw what has another size now before any of it is shown, as the live screen does."""
        for pane in self.query(Pane):
            pane.fit()
        if not shows_through(self):
            super()._compositor_refresh()

    # What it shows

    def _show(self, *, afresh: bool = False) -> None:
        """Show the incident as it stood where the replay is now."""
        if self.moment.look() or afresh:
            incident = self.moment.incident
            for rows in (self.query_one(TimelinePane), self.query_one(ActionsPane)):
                rows.show(incident, afresh=afresh)
        self.query_one(ProcedurePane).show(self.moment.incident, afresh=afresh)
        for kind in (ReplayBar, ReplayKeys, ReplayCard, StatePane, ClockPane, RolesPane):
            self.query_one(kind).redraw()
        self._show_open()
        look = partial(self._look_beside, self._then, self.replay.which, self.moment.now)
        self.app.in_background(look, group="past")

    async def _look_beside(self, then: OpenThen, which: Which, at: datetime) -> None:
        """Show what else was open at a time, unless somebody went over to another incident meanwhile."""
        try:
            rows = await self.app.past.ask(lambda store: then.rows(store, which, at))
        except StoreError as error:
            self.app.report(str(error), cause="past", severity="error")
            return
        if rows is not None and then is self._then and self.query(ReplayList):
            self._beside = rows
            self.query_one(ReplayList).all_known = True
            self._show_open()

    def _show_open(self) -> None:
        """Show the incidents of that time, this one too where it had ended."""
        assert self.moment.incident is not None
        this, now = summary(self.moment.incident), self.moment.now
        rows = sorted((*self._beside, *([this] if this.open else ())), key=lambda row: row.rank(now))
        self.query_one(ReplayList).show_open([*rows, *(() if this.open else (this,))])
        self.query_one(ReplayTabs).redraw()

    # What is recorded meanwhile

    def _record_changed(self) -> None:
        """Take in what was recorded since, of this incident and of those beside it; the moment stays."""
        this = self.moment.incident
        assert this is not None
        try:
            incident, damage = folded(self.app.reader, this.ref)
        except StoreError:
            # The room below tells of it; what was read stays.
            return
        if incident is None:
            return
        self._then = OpenThen(incident.id)
        if len(incident.entries) > len(self.replay.past):
            self.replay.grow(incident.entries, until_now(self.app, incident))
            self.moment.damage = damage
        self._show()

    def _second(self, now: datetime) -> None:
        """Lead up to now, where the incident goes on."""
        if self.replay.until is not None:
            self.replay.until = now
            self._bar.redraw()

    def _go_over(self, row: SummaryRow) -> None:
        """Show another incident at the same time, in the same past."""
        if self.moment.incident is not None and row.id == self.moment.incident.id:
            self.app.tell(f"{row.ref} is the one that is shown.")
            return
        try:
            incident, damage = folded(self.app.reader, row.ref)
        except StoreError as error:
            self.app.report(str(error), cause="past", severity="error")
            return
        if incident is None or incident.declared_at is None:
            self.app.tell(damage, severity="error")
            return
        replay = Replay(incident.entries, self.replay.which, until_now(self.app, incident))
        replay.speed = self.replay.speed
        replay.to_time(self.replay.now)
        self.moment.turn_to(replay, damage)
        self._then, self._beside = OpenThen(incident.id), ()
        self.query_one(ReplayList).all_known = False
        self._show(afresh=True)

    def do_replay_open(self) -> None:
        pane = self.pane
        if isinstance(pane, Rows) and pane.picked is None:
            self.app.tell("There is no line here to open.")
        else:
            pane.open_line()

    @on(Opened)
    def _open(self, event: Opened) -> None:
        from incident_console.tui.screens.detail import in_full
        from incident_console.tui.screens.detail_screen import Detail

        self._stop()
        if isinstance(event.row, SummaryRow):
            self._go_over(event.row)
        elif (made := in_full(self.app, event.row, self.moment)) is not None:
            self.app.push_screen(Detail(made))

    def do_replay_help(self) -> None:
        from incident_console.tui.screens.help import HelpScreen

        self._stop()
        self.app.push_screen(HelpScreen(None, mode=Mode.REPLAY))

    def on_key(self, event: Key) -> None:
        """Say of a key of the live room, or of none, that it does nothing here."""
        if event.key not in self.active_bindings:
            keys = self.app.view().key
            leaves = f"{keys('replay_leave')} leaves the replay, {keys('replay_help')} shows its keys"
            self.app.tell(f"{shown_key(event.key)} does nothing in the past; {leaves}.")

    def do_replay_leave(self) -> None:
        self.dismiss()
