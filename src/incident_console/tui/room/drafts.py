"""Half-written texts on their way to the store: soon after the last key, and when the window is left."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import TypeVar

from textual.timer import Timer
from textual.widget import Widget

from incident_console.clock import Clock
from incident_console.desk import Desk
from incident_console.domain.refusal import Refused
from incident_console.domain.text import same_person
from incident_console.store.drafts import Draft
from incident_console.store.errors import StoreError
from incident_console.tui.room.draft_kinds import KINDS
from incident_console.tui.room.room import Refusal, Room
from incident_console.tui.room.unsaved import Place

T = TypeVar("T")

QUIET_SECONDS = 0.5
"""How long after the last key a draft is saved."""

NOT_SAVED = "{what}: your text is not saved yet; it stays with this room, and is saved when that is possible"
"""Said where the record cannot take a draft."""

FLUSH_SECONDS = 1.0
"""How long whoever leaves waits for that; what is not saved by then is shown when the room is gone."""


class Debounce:
    """Does something once nobody has typed for a while; a key costs it one look at the clock."""

    def __init__(self, widget: Widget, clock: Clock, seconds: float, do: Callable[[], None]) -> None:
        self.widget = widget
        self.clock = clock
        self.seconds = seconds
        self.do = do
        self.last = 0.0
        self.timer: Timer | None = None

    def poke(self) -> None:
        """A key was typed."""
        self.last = self.clock.monotonic()
        if self.timer is None:
            self.timer = self.widget.set_timer(self.seconds, self._look)

    def _look(self) -> None:
        left = self.last + self.seconds - self.clock.monotonic()
        # A timer may come a moment early.
        if left > 0.01:
            self.timer = self.widget.set_timer(left, self._look)
            return
        self.timer = None
        self.do()

    @property
    def waiting(self) -> bool:
        return self.timer is not None

    def stop(self) -> None:
        """Forget what was typed."""
        if self.timer is not None:
            self.timer.stop()
            self.timer = None


class DraftKeeper:
    """Keeps one text of one author: of an incident (by its id; "" for a declaration), of a kind."""

    def __init__(
        self,
        app: Room,
        widget: Widget,
        incident: str,
        kind: str,
        read: Callable[[], dict[str, str]],
        written: Callable[[], bool],
        saved: Callable[[datetime | None], None] = lambda at: None,
        failed: Callable[[], None] = lambda: None,
    ) -> None:
        """Begin to keep.

        Args:
            app: whose record it is kept in.
            widget: with it the waiting ends.
            incident: the incident's id.
            kind: what kind of text it is.
            read: gives the text, field by field.
            written: tells whether there are words in it; without any it is no draft.
            saved: is told when it was saved (UTC), None where it was emptied and is gone.
            failed: is told that it could not be; the text is then held in memory.
        """
        assert kind in KINDS, "every kind of draft can be listed, and opened again"
        self.app = app
        self.incident = incident
        self.kind = kind
        self.author = app.reader.by
        self.read = read
        self.written = written
        self.saved = saved
        self.failed = failed
        self.untouched = read()
        self.kept: dict[str, str] | None = None
        self.ended = False
        self.debounce = Debounce(widget, app.clock, QUIET_SECONDS, self.start_saving)
        app.savers.add(self.save)

    @property
    def place(self) -> Place:
        return Place(self.incident, self.kind, self.author)

    def find(self) -> Draft | None:
        """Return the draft as it was left, on whatever console, by whatever spelling of the name."""
        fields = self.app.unsaved.find(self.place)
        if fields is not None:
            self.kept = fields
            now = self.app.reader.now()
            return Draft(
                incident=self.incident,
                kind=self.kind,
                author=self.author,
                fields=fields,
                saved_at=now,
                console="",
            )
        try:
            found = [
                draft
                for draft in self.app.reader.store.drafts()
                if (draft.incident, draft.kind) == (self.incident, self.kind)
                and same_person(draft.author, self.author)
            ]
        except StoreError as error:
            self.app.report(str(error), cause="drafts", severity="error")
            return None
        draft = found[0] if found else None
        self.author = self.author if draft is None else draft.author
        self.kept = None if draft is None else draft.fields
        return draft

    def poke(self) -> None:
        """Something was typed."""
        self.debounce.poke()

    @property
    def touched(self) -> bool:
        """Whether there is anything to keep: words, and others than were proposed."""
        return self.written() and self.read() != self.untouched

    def start_saving(self) -> None:
        """Save now, without waiting for it."""
        self.app.in_background(self.save, group="drafts")

    async def save(self) -> bool:
        """Hand the text to the writer, if it changed since it was last; tell whether all of it is saved.

        Where it was emptied, its draft goes; one that cannot is tried again with the next key.
        """
        before, taken = self.kept, self.take()
        if taken is None:
            return self.app.unsaved.find(self.place) is None
        fields, keep = taken
        self.hold(fields)
        at = await self.app.record(keep)
        if at is None:
            if fields is None:
                self.kept = before
                return True
            self.app.count_unsaved()
            self.failed()
            return False
        self.app.unsaved.forget(self.place, fields)
        self.app.count_unsaved()
        self.saved(None if fields is None else at)
        return True

    async def flush(self) -> None:
        """The screen goes: save what was typed a moment ago, without showing anything any more."""
        self.app.savers.discard(self.save)
        taken = self.take()
        if taken is not None:
            fields, keep = taken
            self.hold(fields)
            # It stays in `unsaved`, from where it is tried again.
            with suppress(StoreError, Refused, RuntimeError, TimeoutError):
                await asyncio.wait_for(self.app.writer.do(keep), FLUSH_SECONDS)
                self.app.unsaved.forget(self.place, fields)

    def hold(self, fields: dict[str, str] | None) -> None:
        """Keep in memory what is on its way to the record; of what was emptied, nothing."""
        if fields is None:
            self.app.unsaved.forget(self.place)
        else:
            self.app.unsaved.hold(self.place, fields)

    def take(self) -> tuple[dict[str, str] | None, Callable[[Desk], datetime]] | None:
        """Return what is written now and the act of saving it; None where there is nothing new to save.

        Where nothing is written any more, that is None and the act of dropping its draft.
        """
        self.debounce.stop()
        fields = self.read() if self.touched else None
        if self.ended or fields == self.kept:
            return None
        self.kept = fields
        incident, kind, author = self.incident, self.kind, self.author

        def keep(desk: Desk) -> datetime:
            at = desk.now()
            if fields is None:
                desk.store.drop_draft(incident, kind, author)
            else:
                desk.store.save_draft(incident, kind, author, fields, at)
            return at

        return fields, keep

    async def commit(self, act: Callable[[Desk], T]) -> T | Refusal:
        """Record what the text was for and the end of its draft, both or neither.

        Nothing of it is saved any more from before that is queued on: it would come after the end. Where it
        is refused the keeper goes on, and what was typed last is saved even if the room is left meanwhile.
        """
        before, taken = self.kept, self.take()
        if self.app.unsaved.forget(self.place):
            before = None
        self.ended = True

        def whole(desk: Desk) -> T:
            done = act(desk)
            self.drop(desk)
            return done

        def tried(desk: Desk) -> T:
            try:
                return desk.together(whole)
            except BaseException:
                if taken is not None:
                    # What is told is why the act failed; the keeper goes on with the text.
                    with suppress(StoreError, Refused):
                        taken[1](desk)
                raise

        try:
            answer = await self.app.attempt(tried)
        except Exception:
            self.go_on(before)
            raise
        if isinstance(answer, Refusal):
            self.go_on(before)
        return answer

    def go_on(self, kept: dict[str, str] | None) -> None:
        """Keep the text again; `kept` is what is known to be in the store."""
        self.ended, self.kept = False, kept
        self.poke()

    def drop(self, desk: Desk) -> None:
        """Take it out of the store, in the transaction that is open."""
        desk.store.drop_draft(self.incident, self.kind, self.author)
