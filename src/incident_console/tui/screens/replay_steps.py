"""Getting about in a replay: by step, by letting time pass, and in its panes."""

from __future__ import annotations

from collections.abc import Callable

from textual.screen import Screen
from textual.timer import Timer

from incident_console.domain.replaying import Replay
from incident_console.tui.panes.pane import NOTHING_ABOVE, NOTHING_BELOW, Pane
from incident_console.tui.panes.replay_bar import ReplayBar
from incident_console.tui.room.room import Room

NOTHING_AFTER, NOTHING_BEFORE = "Nothing comes after this.", "Nothing comes before this."


class ReplaySteps(Screen[None], inherit_bindings=False):
    """What the keys of a replay do that lead somewhere in it."""

    app: Room
    _timer: Timer | None = None
    _seen_at = 0.0
    """When a replay that plays was drawn last, on the clock that never goes back."""

    @property
    def replay(self) -> Replay:
        """Where somebody is, and in which past."""
        raise NotImplementedError

    def _show(self, *, afresh: bool = False) -> None:
        """Show the incident as it stood where the replay is now."""
        raise NotImplementedError

    # Steps

    def _go(self, led: bool, nothing: str) -> None:
        """Show where a key led; where that is nowhere, say so. Whoever takes a step stops what plays."""
        self._stop()
        if led:
            self._show()
        else:
            self.app.tell(nothing)

    def do_replay_next_entry(self) -> None:
        self._go(self.replay.step(1), NOTHING_AFTER)

    def do_replay_previous_entry(self) -> None:
        self._go(self.replay.step(-1), NOTHING_BEFORE)

    def do_replay_minute_on(self) -> None:
        self._go(self.replay.minutes(1), NOTHING_AFTER)

    def do_replay_minute_back(self) -> None:
        self._go(self.replay.minutes(-1), NOTHING_BEFORE)

    def do_replay_next_moment(self) -> None:
        self._go(self.replay.key_moment(1), "No key moment comes after this.")

    def do_replay_previous_moment(self) -> None:
        self._go(self.replay.key_moment(-1), "No key moment comes before this.")

    def do_replay_first(self) -> None:
        self._go(self.replay.to_place(0), NOTHING_BEFORE)

    def do_replay_last(self) -> None:
        self._go(self.replay.to_end(), NOTHING_AFTER)

    def do_replay_which(self) -> None:
        self.replay.other_past()
        self._show()
        self.app.tell(f"{str(self.replay.which).capitalize()}.")

    # Playing

    @property
    def _bar(self) -> ReplayBar:
        return self.query_one(ReplayBar)

    def do_replay_play(self) -> None:
        """Let time pass from here on, or stop; from the end there is nowhere to go."""
        if self._bar.playing:
            self._stop()
        elif self.replay.at_end:
            self.app.tell("This is the end; g goes to the beginning.")
        else:
            self._seen_at = self.app.clock.monotonic()
            self._bar.playing = True
            if self._timer is not None:
                self._timer.resume()
        self._bar.redraw()

    def _stop(self) -> None:
        self._bar.playing = False
        if self._timer is not None:
            self._timer.pause()

    def _play(self) -> None:
        before, self._seen_at = self._seen_at, self.app.clock.monotonic()
        self.replay.go_on(self._seen_at - before)
        if self.replay.at_end:
            self._stop()
        self._show()

    def do_replay_faster(self) -> None:
        self._speed(1, "This is as fast as it goes.")

    def do_replay_slower(self) -> None:
        self._speed(-1, "This is as slow as it goes: as it happened.")

    def _speed(self, way: int, nothing: str) -> None:
        if not self.replay.faster(way):
            self.app.tell(nothing)
        self._bar.redraw()

    # Getting about in the panes

    @property
    def pane(self) -> Pane:
        """The pane that the moving keys are for."""
        return self.focused if isinstance(self.focused, Pane) else self.query_one("#timeline", Pane)

    def _move(self, way: Callable[[Pane], None], nothing: str) -> None:
        pane = self.pane
        before = pane.place()
        way(pane)
        if pane.place() == before:
            self.app.tell(nothing)

    def do_replay_down(self) -> None:
        self._move(lambda pane: pane.move(1), NOTHING_BELOW)

    def do_replay_up(self) -> None:
        self._move(lambda pane: pane.move(-1), NOTHING_ABOVE)

    def do_replay_page_down(self) -> None:
        self._move(Pane.page_down, NOTHING_BELOW)

    def do_replay_page_up(self) -> None:
        self._move(Pane.page_up, NOTHING_ABOVE)

    def do_replay_next_pane(self) -> None:
        self._to_another(self.focus_next)

    def do_replay_previous_pane(self) -> None:
        self._to_another(self.focus_previous)

    def _to_another(self, go: Callable[[], object]) -> None:
        before = self.focused
        go()
        if self.focused is before:
            self.app.tell("No other pane fits here.")
