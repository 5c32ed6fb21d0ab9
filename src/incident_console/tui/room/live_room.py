"""A room that goes on by itself: it follows other consoles, calls its person, tells what became of things."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial

from incident_console.clock import Clock
from incident_console.config import Config
from incident_console.store.errors import StoreError
from incident_console.store.leases import Beat
from incident_console.store.store import Store
from incident_console.store.turns import CalledRow
from incident_console.tui.render import calls, inside
from incident_console.tui.room.my_calls import MyCalls, key
from incident_console.tui.room.my_messages import MyMessages
from incident_console.tui.room.my_turns import MyTurns
from incident_console.tui.room.offers import MyOffers
from incident_console.tui.room.room import RECORD, Room

POLL_SECONDS = 0.1
"""How often other consoles' changes are looked for; the look costs microseconds."""


class LiveRoom(Room):
    """A room that looks, whenever the record or the second is another one, for what its person must hear."""

    def __init__(
        self, store: Store, *, person: str, config: Config, clock: Clock, keys: Mapping[str, str]
    ) -> None:
        """Take an open store, as `Room`."""
        super().__init__(store, person=person, config=config, clock=clock, keys=keys)
        self.offers = MyOffers(self.reader)
        self.my_calls = MyCalls(store, self.person)
        self.my_turns = MyTurns(self.reader)
        self.my_messages = MyMessages(self.reader)

    def look_around(self) -> None:
        """Look for all of it in the record as it was read just now."""
        self.my_calls.read(self.reader.now())
        self.my_turns.read(self.board)
        self.look_who_watches()
        self.look_for_turns()
        self.look_on_you()
        self.look_for_outcomes()

    def first_look_for_turns(self) -> None:
        """Ring once for all that calls me as the room opens; the header and the board say what it is."""
        self.offers.look(self.known)
        self.called = self.my_calls.standing(self.reader.now())
        if fresh := self.my_calls.fresh(self.called):
            self.ring(fresh)
        self.my_turns.read(self.board)
        self.look_who_watches()
        self.look_on_you()
        self.look_for_outcomes()

    def look_on_you(self) -> None:
        """Work out what waits for this person at this second."""
        self.on_you = self.my_turns.standing(self.known, self.called, self.reader.now())

    def look_for_turns(self) -> None:
        """Ring for what has called me since the last look, and tell what became of my offers."""
        before, self.called = self.called, self.my_calls.standing(self.reader.now())
        if before is not self.called:
            self.notices.end({*map(key, before)}.difference(map(key, self.called)))
        if fresh := self.my_calls.fresh(self.called):
            for row in fresh:
                words = calls.notice(row, self.view().key, chosen=row.ref == self.chosen)
                self.notices.show(words, "warning", key(row))
            self.ring(fresh)
        for words in self.offers.look(self.known):
            self.report(words, cause="offers")

    def look_for_outcomes(self) -> None:
        """Tell what came of my messages since the last look."""
        view = self.view()
        for came in self.my_messages.look(self.chosen, view.key("posted"), view.clocks):
            # What was told of it before is not so any more.
            self.notices.end({came.cause})
            self.report(came.words, cause=came.cause, severity=came.weight)
        self.look_for_unheard()

    def look_for_unheard(self) -> None:
        """Tell which words of mine to colleagues have not arrived since the last look."""
        view = self.view()
        for incident, each in self.my_turns.newly_unheard(self.reader.now()):
            words = inside.in_brief(each, incident, view)[0]
            here = incident.ref == self.chosen
            key = inside.key_does(each, view) if here else f"{view.key('posted')} there"
            self.report(
                f"{words}; {key}" if here else f"{incident.ref}: {words}; {key}",
                cause=("inside", each.notice.id, each.delivery.key),
                severity="warning",
            )

    def ring(self, rows: Sequence[CalledRow]) -> None:
        """Call this person to the screen, by whatever rings here."""

    def look_who_watches(self) -> None:
        """Work out who of those that said so still watches."""
        now = Beat.of(self.clock)
        self.watchers = tuple(each for each in self._known_watchers if not each.lease.is_over(now))

    def watch_called(self) -> None:
        self._guarded(self.look_on_you)

    def watch_now(self) -> None:
        self._guarded(self.look_for_turns)
        if self._known_watchers:
            self.look_who_watches()

    # What comes from elsewhere, and what waited

    def _poll(self) -> None:
        """Look whether another connection recorded something.

        A timer of Textual's would cost far more (the row “idle with the live countdown: processor”).
        """
        if not self.is_running:
            return
        asyncio.get_running_loop().call_later(POLL_SECONDS, self._poll)
        self._guarded(self._look)

    def _look(self) -> None:
        if self.reader.store.changed() or self.reader.now() > self._read_until:
            self._read()
        if warning := self.reader.store.overwritten():
            self.report(warning, cause=RECORD, severity="error")

    async def save_texts(self) -> None:
        """Try again to save what the record could not take; a text that was sent meanwhile is none."""
        for place, fields in self.unsaved:
            # It stays in `unsaved`, and the next second tries again.
            with suppress(StoreError, RuntimeError):
                await self.writer.do(partial(self.unsaved.save, place=place, fields=fields))
        before = self.unsaved_texts
        self.count_unsaved()
        if before and not self.unsaved_texts:
            self.notices.clear()
            self.report("What waited to be saved is saved now.", cause="saved")
            self.refresh_board()
