"""The child's part: read the settings, open the record, and live in the war room until it is left."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from textual.theme import Theme

from incident_console import paths
from incident_console.clock import Clock, SystemClock
from incident_console.config import Config
from incident_console.domain.refusal import Refused
from incident_console.domain.text import displayed
from incident_console.store.errors import StoreError
from incident_console.store.store import Store
from incident_console.tui.app import IncidentConsole
from incident_console.tui.render import themes
from incident_console.tui.room import failures
from incident_console.tui.room.record import Visit, opened
from incident_console.tui.room.room import Room
from incident_console.tui.room.watched import left_unwatched, still_owned
from incident_console.tui.start import garbage, kept_theme
from incident_console.tui.start.broken_channels import BrokenChannels
from incident_console.tui.start.carrying import Carrying
from incident_console.tui.start.crash_report import CrashReport
from incident_console.tui.start.settled import Given, settled
from incident_console.tui.terminal.line_filter import encoding_of
from incident_console.wording.people import nobody_called

LEFT_BY = (signal.SIGTERM, signal.SIGHUP)
"""Signals that end the war room in good order: drafts are saved, the record is closed."""


STARTED_SECONDS = 1.0
"""When everything that the start loads and draws is there."""


class Keyboard(msgspec.Struct, frozen=True, kw_only=True):
    """Who sits there, with which settings, and where what is only visited may be kept meanwhile."""

    person: str
    config: Config
    mouse: bool
    scratch: Path


class WarRoom(CrashReport, IncidentConsole):
    """The war room as people meet it: garbage is looked for between two seconds, a crash is told calmly."""

    is_drill = False
    """Whether it leads through a drill."""

    def __init__(self, store: Store, *, person: str, config: Config, clock: Clock) -> None:
        """Open it on an open store, in the theme that was chosen last."""
        self.configured_theme = config.theme
        theme = kept_theme.worn(config.theme)
        super().__init__(
            store, person=person, config=msgspec.structs.replace(config, theme=theme), clock=clock
        )

    def on_mount(self) -> None:
        self._theme_worn = self.theme
        self.theme_changed_signal.subscribe(self, self._keep_theme)
        if self.is_drill:
            # Nobody else waits for it (the rows “start”).
            from incident_console.tui.start.drill import Drill

            Drill(self).begin()
        if self.config.mistakes:
            self.call_later(self.tell_first_mistake)
        elif not self.is_drill:
            self.call_later(self.point_out_who_acts)
        self.call_later(garbage.settle)
        self.watch(self, "now", garbage.tidy, init=False)

    def _keep_theme(self, theme: Theme) -> None:
        if theme.name != self._theme_worn:
            self._theme_worn = theme.name
            self.in_background(partial(self._keep, theme.name), group="theme")

    async def _keep(self, theme: str) -> None:
        try:
            await asyncio.to_thread(kept_theme.keep, theme, self.configured_theme)
        except (OSError, paths.NoSuchPlace) as problem:
            self.report(f"This theme could not be kept for the next time: {problem}", cause="theme")

    def point_out_who_acts(self) -> None:
        """Say that the configuration names nobody as whoever sits here: no channel calls them."""
        people = self.policy.colleagues.people
        if people.is_unknown(self.person):
            sentence = f"{nobody_called(self.person, people.names())}; you act by that name"
            self.report(sentence, cause="who acts", severity="warning")

    def tell_first_mistake(self) -> None:
        """Say what the header has room only to name."""
        first, more = self.config.mistakes[0], len(self.config.mistakes) - 1
        also = f", and {more} more" if more else ""
        sentence = f"{first} It is not in force{also}: incident-console config check"
        self.report(sentence, cause="configuration", severity="warning")


def live(
    db: Path | str | None,
    by: str | None,
    config_path: Path | str | None,
    *,
    scratch: Path,
    visit: Visit | None = None,
    mouse: bool = True,
) -> int:
    """Open the war room and return its exit status; what keeps it shut is said in one line, with status 1.

    A mistake in the configuration costs the entry that holds it, which the room's header names.

    Args:
        db, by, config_path, mouse: as for `run`.
        scratch: a folder that need not exist; whoever gave it removes it.
        visit: open this and leave with it, instead of the record.
    """
    try:
        config = settled(config_path, Given(db, by, visit=visit is not None))
        if config is None:
            return 1
        if encoding_of(sys.__stderr__) is not None:
            plain = msgspec.structs.replace(config.display, ascii=True)
            config = msgspec.structs.replace(config, display=plain)
        person = paths.login_name(by, config.name)
        keyboard = Keyboard(person=person, config=config, mouse=mouse and config.mouse, scratch=scratch)
        if visit is not None:
            return go(visit, keyboard)
        record = paths.default_db(db, config.db)
        while True:
            status, wish = enter(opened(record, config.group), keyboard)
            if status == 0 and wish is not None:
                status = go(wish, keyboard)
                wish = Visit.DEMO if status == 0 else None
            if wish is None:
                return status
    except (Refused, StoreError, ValueError) as problem:
        print(f"incident-console: {problem}", file=sys.stderr)
        return 1


def enter(store: Store, keyboard: Keyboard, visit: Visit | None = None) -> tuple[int, Visit | None]:
    """Live in the war room on a record; return the exit status, and what the person wishes to visit next."""
    app = WarRoom(store, person=keyboard.person, config=keyboard.config, clock=SystemClock())
    app.is_drill = visit is Visit.DRILL
    if app.console.color_system == "standard" and not app.no_color:
        themes.for_sixteen(app)
    status = asyncio.run(stay(app, mouse=keyboard.mouse))
    for line in (*lost(app), *owned(app, visit), *unwatched(app, visit)):
        print(line, file=sys.stderr)
    return status, Visit(app.return_value) if app.return_value in tuple(Visit) else None


def lost(app: Room) -> list[str]:
    """The texts that the record had not taken when a signal ended the room: better seen here than lost."""
    lines = []
    for place, fields in app.unsaved:
        lines.append(f"incident-console: this {place.kind.replace('_', ' ')} could not be saved:")
        lines += [f"  {key}: {text}" for key, text in fields.items() if text.strip()]
    return [displayed(line) for line in lines]


def owned(app: Room, visit: Visit | None) -> list[str]:
    """What this person owns that nobody has taken over, once this room is left for good."""
    if visit is not None or app.return_value in tuple(Visit):
        return []
    warning = still_owned(app.board, app.view())
    return [displayed(f"incident-console: {warning}", lines=False)] if warning else []


def unwatched(app: Room, visit: Visit | None) -> list[str]:
    """What a client still waits for and nobody watches once this room is left for good."""
    if visit is not None or app.return_value in tuple(Visit) or app.watchers:
        return []
    warning = left_unwatched(app.board, app.view(), to_watch=app.config.to_watch)
    return [displayed(f"incident-console: {warning}", lines=False)] if warning else []


def go(visit: Visit, keyboard: Keyboard) -> int:
    """Visit the demo or the drill in a record of its own; return the exit status."""
    keyboard = msgspec.structs.replace(keyboard, config=keyboard.config.by_hand())
    folder = paths.private_folder(keyboard.scratch)
    record = folder / f"{visit.name.lower()}-{len(list(folder.iterdir()))}.db"
    if visit is Visit.DEMO:
        from incident_console.demo import build_demo

        build_demo(record, SystemClock(), keyboard.person)
    with failures.kept_at(paths.data_folder() / f"{visit.name.lower()}.failures.log"):
        return enter(Store.open(record, create=True), keyboard, visit)[0]


async def stay(app: Room, *, mouse: bool) -> int:
    """Run an app to its end, in good order also where a signal ends it; return the exit status."""
    loop = asyncio.get_running_loop()
    for number in LEFT_BY:
        if signal.getsignal(number) is not signal.SIG_IGN:
            loop.add_signal_handler(number, leave, app, number)
    # ctrl+c is a key like others here; where an editor has the terminal, an interrupt is meant for that.
    loop.add_signal_handler(signal.SIGINT, lambda: None)
    loop.set_exception_handler(partial(fell_through, app))
    loop.call_later(STARTED_SECONDS, started)
    carrying, channels = Carrying(app), BrokenChannels(app)
    loop.call_later(STARTED_SECONDS, carrying.begin)
    loop.call_later(STARTED_SECONDS, channels.begin)
    await app.run_async(mouse=mouse)
    channels.end()
    carrying.end()
    return app.return_code or 0


def fell_through(app: Room, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Tell of what failed where nothing waits for it; asyncio would write over the screen."""
    app.failed("Something", context.get("exception") or RuntimeError(context["message"]))


def started() -> None:
    """Look for garbage again from here on, but not in what the start has made: that is there to stay."""
    gc.freeze()
    gc.enable()


def leave(app: Room, number: signal.Signals) -> None:
    """Leave because of a signal, whether or not the terminal is still there or in another job's hands."""
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    app.exit(return_code=128 + number)
