"""The war room's application: its looks, its seconds, its keys and what they start."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.events import Event, Key, Paste
from textual.screen import Screen
from textual.theme import Theme
from textual.types import CSSPathType

from incident_console.clock import Clock, SystemClock
from incident_console.config import Config
from incident_console.domain.incident import Incident
from incident_console.keys import keymap
from incident_console.keys.actions import BY_ID, EVERYWHERE, Action, Mode
from incident_console.store.store import Store
from incident_console.store.turns import CalledRow
from incident_console.tui.keys import availability
from incident_console.tui.panes.pane import Pane
from incident_console.tui.render import themes
from incident_console.tui.room.live_room import LiveRoom
from incident_console.tui.room.spot import Spot
from incident_console.tui.room.unsaved import Unsaved
from incident_console.tui.terminal.line_filter import TEXT_ONLY
from incident_console.tui.terminal.watch import Watch

if TYPE_CHECKING:
    from textual.driver import Driver
    from textual.filter import LineFilter

    from incident_console.tui.verbs.verb import Verb

PATIENT_SECONDS, HASTY_SECONDS = 5.0, 1.0
"""How long leaving waits for the disk; not as long where it has not taken a text already."""

TRYING_SECONDS = 2.0
"""How long a last try to save may take before somebody who leaves is asked."""


class IncidentConsole(LiveRoom):
    """The war room."""

    TITLE = "incident-console"
    CSS_PATH: ClassVar[CSSPathType | None] = themes.stylesheets(first=True)
    # Ours finds incidents and people too, and says why something cannot be done.
    ENABLE_COMMAND_PALETTE = False
    ESCAPE_TO_MINIMIZE = False
    # Each screen gives the focus itself; Textual would choose the first that can have it.
    AUTO_FOCUS = None
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", show=False, priority=True),
        Binding(BY_ID["suspend"].keys, "suspend", id="suspend", show=False, priority=True),
    ]

    def __init__(
        self, store: Store, *, person: str, config: Config | None = None, clock: Clock | None = None
    ) -> None:
        """Open the war room on an open store, which is closed with it."""
        config = keymap.checked(config or Config())
        self._theme_in_use: Theme | None = None
        self._styled = False
        self._leaving = False
        keys = keymap.shown_keys(config.keymap)
        super().__init__(store, person=person, config=config, clock=clock or SystemClock(), keys=keys)
        # An animation is frames that nobody asked for, over lines that may be slow.
        self.animation_level = "none"
        self.set_class(self.config.display.ascii, "-ascii")
        self.set_keymap(keymap.textual_keymap(self.config.keymap))
        themes.apply(self, self.config)
        self.stylesheet.set_variables(self.get_css_variables())

    def get_default_screen(self) -> Screen[Any]:
        from incident_console.tui.screens.live import LiveScreen

        return LiveScreen(id="live")

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return themes.defaults(self.current_theme)

    def get_css_variables(self) -> dict[str, str]:
        """Return the theme's tokens; without colours, what presses must not turn into a quieter grey."""
        variables = super().get_css_variables()
        if self.no_color:
            variables |= dict.fromkeys(themes.LOUD, variables["ink"])
            self.theme_variables = variables
        return variables

    @property
    def current_theme(self) -> Theme:
        """The theme in use; looked up once, for every line asks (the row “key to the last byte”)."""
        if self._theme_in_use is None or self._theme_in_use.name != self.theme:
            self._theme_in_use = super().current_theme
        return self._theme_in_use

    def refresh_css(self, animate: bool = True) -> None:
        """Read the styles anew; before the first screen is there they are read once (the rows “start”)."""
        if self._styled:
            super().refresh_css(animate)

    def _read_other_styles(self) -> None:
        """Read what dialogs look like, once the live screen is drawn (the rows “start”); keys wait for it."""
        for path in themes.stylesheets(first=False):
            self.stylesheet.read(path)
        self.stylesheet.parse()
        self.typing_ahead.end(self.stylesheet)

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*super().get_line_filters(), TEXT_ONLY]

    def get_driver_class(self) -> type[Driver]:
        """Textual's driver for this system; where it has our reading of the keyboard, that."""
        usual = super().get_driver_class()
        if usual.__name__ != "LinuxDriver":
            return usual
        from incident_console.tui.terminal.keyboard import Keyboard

        return Keyboard

    def on_mount(self) -> None:
        self._styled = True
        self._depth = len(self.screen_stack)
        self.screen_change_signal.subscribe(self, self._screen_changed, immediate=True)
        self.app_resume_signal.subscribe(self, self._resumed)
        self.typing_ahead.coming(self.screen)
        self.typing_ahead.begin(self.stylesheet)
        self.call_after_refresh(self._read_other_styles)
        self._later = asyncio.get_running_loop().call_later
        self._deadlines = Watch(self)
        self._guarded(self.first_look_for_turns)
        self._tick()
        self._poll()

    async def on_unmount(self) -> None:
        await asyncio.to_thread(self.writer.close, HASTY_SECONDS if self.unsaved else PATIENT_SECONDS)
        self.past.close()
        self.reader.store.close()

    # Time

    def _tick(self) -> None:
        """Show the wall second, and come back when the next one begins."""
        if not self.is_running:
            return
        moment = self.clock.now()
        # A millisecond behind the second: a timer that is early would show the one before once more.
        self._later(1.001 - moment.microsecond / 1_000_000, self._tick)
        try:
            self._deadlines.tick(moment, self.clock.monotonic())
            self.now = moment.replace(microsecond=0)
            if self.unsaved_texts and not self.saving:
                self.in_background(self.save_texts, group="unsaved", alone=True)
        except Exception as error:
            self.failed("a second", error)

    # Leaving

    async def action_quit(self) -> None:
        self.leave(0)

    def leave(self, result: int | None) -> None:
        """Leave; where a text is not saved, try once more, and ask."""
        if not self.savers and not self.unsaved:
            self.exit(result)
        elif not self._leaving:
            self._leaving = True
            self.under_way(partial(self._leave, result), group="leaving")

    async def _leave(self, result: int | None) -> None:
        from incident_console.tui.dialogs.question import losing

        try:
            await asyncio.wait([asyncio.create_task(self._save_all())], timeout=TRYING_SECONDS)
            count = len(self.unsaved)
            if not count or await self.ask(losing(count)) == "yes":
                self.unsaved = Unsaved()
                self.exit(result)
        finally:
            self._leaving = False

    async def _save_all(self) -> None:
        for save in list(self.savers):
            await save()
        await self.save_texts()

    # Being put aside

    def action_suspend(self) -> None:
        """Give the terminal to the shell until `fg`, also from a dialog; in a field the key is for that."""
        if self.writing:
            raise SkipAction
        self.perform(BY_ID["suspend"])

    def suspend_to_shell(self) -> None:
        """Stop, once what is being written is saved: who knows when the shell comes back to it."""
        if self._driver is None or not self._driver.can_suspend:
            self.tell("This terminal has no shell to go back to.", severity="warning")
        else:
            self.under_way(self._suspend, group="suspending")

    async def _suspend(self) -> None:
        await asyncio.wait([asyncio.create_task(self._save_all())], timeout=TRYING_SECONDS)
        self.action_suspend_process()

    def _resumed(self, _: object) -> None:
        """Draw everything: the shell has had the screen meanwhile, and the title."""
        self._deadlines.attention.title = ""
        self.refresh(layout=True)

    def ring(self, rows: Sequence[CalledRow]) -> None:
        self._deadlines.call(rows)

    # What keys do

    def perform(self, action: Action) -> None:
        """Do an action, or say why it cannot be done now."""
        screen = self._screen_for(action)
        if screen is None:
            key = self.view().key("replay_leave")
            self.refuse(f"{action.title}: {key} leaves the replay first", severity="warning")
            return
        why_not = availability.reason(self, action.id)
        if why_not is not None:
            self.refuse(f"{action.title}: {self.in_words(why_not)}", severity="warning")
        elif action.in_room:
            getattr(screen, f"do_{action.id}")()
        else:
            self.under_way(partial(self._verb, action), group="verbs")

    def _screen_for(self, action: Action) -> Screen[Any] | None:
        """Return the screen that an action is for; None for one of another mode while a replay is open."""
        replay = next((each for each in self.screen_stack if mode_of(each) is Mode.REPLAY), None)
        if action.mode is Mode.REPLAY:
            return replay
        if replay is not None and action.id not in EVERYWHERE:
            return None
        return self.screen_stack[0] if action.mode is Mode.LIVE else self.screen

    def show_past(self) -> None:
        from incident_console.tui.screens.past import PastScreen

        self.push_screen(PastScreen())

    def show_replay(self, at: Spot) -> None:
        from incident_console.tui.screens.replay import ReplayScreen

        incident = at.incident
        if incident is None or incident.declared_at is None:
            self.refuse(at.damage or self.nothing_chosen())
        else:
            self.push_screen(ReplayScreen(self, incident, at))

    def show_log(self, incident: Incident, entry: str = "") -> None:
        from incident_console.tui.screens.log_reading import LogScreen

        self.push_screen(LogScreen(self, incident, entry))

    async def _verb(self, action: Action) -> None:
        """Run a verb; what goes wrong in it is shown and written down, and the room stays open."""
        try:
            await verbs()[action.id](self)
        except Exception as error:
            place = self.write_down(action.id, error)
            self.refuse(f"{action.title} failed: {error}. Details: {place}")

    def action_act(self, id: str) -> None:
        """What every key of the table is bound to."""
        self.perform(BY_ID[id])

    def action_help_quit(self) -> None:
        self.tell(f"{self.keys.get('leave', 'Ctrl+Q')} leaves the war room; texts are kept")

    # Typing

    async def on_event(self, event: Event) -> None:
        if self.typing_ahead.holds(event):
            return
        if isinstance(event, Key) and not (event.is_forwarded or (event.is_printable and self.writing)):
            self.notices.key_comes()
            await self._dispatched(event)
            self.notices.key_is_done()
        else:
            await self._dispatched(event)

    @property
    def writing(self) -> bool:
        """Whether a letter is for a field, and no key of the room's or of a question's."""
        return not (self.focused is None or isinstance(self.focused, Pane | VerticalScroll))

    async def _dispatched(self, event: Event) -> None:
        if await self._answered_at_once(event):
            return
        if isinstance(event, Paste) and not event.is_forwarded:
            # It needs the fields that take text, which the first screen does without (the rows “start”).
            from incident_console.tui.terminal import pasting

            pasting.arrive(self, event)
        await super().on_event(event)

    async def _answered_at_once(self, event: Event) -> bool:
        """Answer a key where nothing takes text, before the next one is looked at.

        Textual lets it go to the widget with the focus and all the way up first: what was typed behind a key
        that opens a dialog could still be on that way when the dialog is up, and be lost.
        """
        if not isinstance(event, Key) or event.is_forwarded or not self.app_focus or self.writing:
            return False
        bound = self.screen.active_bindings.get(event.key)
        return bound is not None and bound.enabled and await self.run_action(bound.binding.action, bound.node)

    def _screen_changed(self, screen: Screen[Any]) -> None:
        """Where a dialog comes up it has the keys and nothing covers it."""
        deeper, self._depth = len(self.screen_stack) > self._depth, len(self.screen_stack)
        if deeper:
            self.notices.clear()
            self.typing_ahead.coming(screen)
        else:
            self.typing_ahead.gone()


def mode_of(screen: Screen[Any]) -> Mode | None:
    """Return whose keys a screen has, where it has any of the table's."""
    return getattr(screen, "ACTIONS_OF", None)


def verbs() -> dict[str, Verb]:
    """Return every verb by the id of its action. They are loaded with the first: no frame needs them."""
    from incident_console.tui.verbs import (  # noqa: F401
        absence,
        cadence,
        classifying,
        clients,
        copying,
        course,
        drafts,
        ending,
        exporting,
        merging,
        outbox,
        ownership,
        replaying,
        reporting,
        responding,
        reviewing,
        saving,
        ticketing,
        updating,
        visits,
    )
    from incident_console.tui.verbs.verb import VERBS

    return VERBS
