"""The application as everything above sees it: the record as it stands, ask, refuse, tell, under way."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Hashable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from rich.console import RenderableType
from textual.screen import ModalScreen
from textual.worker import Worker, WorkerState, get_current_worker

from incident_console import paths
from incident_console.clock import Clock
from incident_console.config import Config
from incident_console.desk import Desk
from incident_console.domain.incident import Incident
from incident_console.domain.policy import Policy
from incident_console.domain.refusal import Act, Refused
from incident_console.domain.summary import SummaryRow
from incident_console.domain.text import displayed
from incident_console.messages import TemplateBroken
from incident_console.owners import group_of
from incident_console.store.errors import NotFound, StoreError, StoreGone
from incident_console.store.store import Store
from incident_console.tui.render.view import Glyphs, View
from incident_console.tui.room.draft_kinds import my_drafts
from incident_console.tui.room.failures import Failures
from incident_console.tui.room.notices import Notices, Weight
from incident_console.tui.room.past_reader import PastQuery, PastReader
from incident_console.tui.room.record import (
    CAUSE_LIMIT,
    folded,
    notified_by_entry,
    opened_for_writing,
    read_list,
    ways_by_message,
    written_by_entry,
)
from incident_console.tui.room.spot import Spot
from incident_console.tui.room.standing import Standing
from incident_console.tui.room.typing_ahead import TypingAhead
from incident_console.tui.room.unsaved import Unsaved
from incident_console.tui.room.writer import Writer

T = TypeVar("T")
Doing = Callable[[], Coroutine[Any, Any, object]]

RECORD = "record"
"""Why something is told of the file that cannot be read; the next look that succeeds ends it."""


class Refusal(msgspec.Struct, frozen=True):
    """Why nothing was recorded."""

    problem: Exception | str


class Room(Standing):
    """An application on an open record: it reads on its own thread and writes on another."""

    def __init__(
        self, store: Store, *, person: str, config: Config, clock: Clock, keys: Mapping[str, str]
    ) -> None:
        """Take an open store, which is closed by whoever opened the room.

        Args:
            store: what is read from; what is written goes through a connection of its own.
            person: who sits here.
            config: the agreements and looks.
            clock: what says the time.
            keys: the key that is shown for an action, by the action's id.
        """
        self.config = config
        self.clock = clock
        self.policy: Policy = config.policy
        account = paths.account()
        self.reader = Desk(store, clock, self.policy, person, account)
        self.person = self.reader.by
        self.glyphs = Glyphs.of(config.display.ascii)
        self.keys = keys
        self.wake_postman: Callable[[], None] = lambda: None
        """Has the postman look at once, where there is one."""
        self.typing_ahead = TypingAhead(self, clock)
        super().__init__()
        self.notices = Notices(self)
        self.failures = Failures()
        self.unsaved = Unsaved()
        self.savers: set[Callable[[], Awaitable[bool]]] = set()
        """How the texts that are being written are saved now."""

        def desk_for_writing() -> Desk:
            return Desk(opened_for_writing(store, config.group), clock, self.policy, person, account)

        self.writer = Writer(desk_for_writing)
        self.copied_at = store.last_recorded() if store.is_copy else None
        """Of when the record is, where it is a copy that is only read (UTC)."""
        self.past = PastReader(lambda: Store.open(store.path, create=False, read_only=True))
        self.past_query = PastQuery()
        self.set_reactive(Room.now, self.reader.now())
        # Read before the first screen is laid out, which depends on whether there is anything.
        self.set_reactive(Room.board, self._rows())
        self.set_reactive(Room.incident, self._folded())
        self.set_reactive(Room.ways, ways_by_message(store, self.incident))
        self.notified = notified_by_entry(self.reader, self.incident)
        self.written = written_by_entry(self.reader, self.incident)

    # Asking and doing

    async def ask(self, dialog: ModalScreen[T]) -> T | None:
        """Show a dialog and wait for its answer; only from what is under way, as verbs are."""
        with self.typing_ahead.asking(dialog):
            return await self.push_screen_wait(dialog)

    async def go_on_with(self, action: str) -> None:
        """Do an action of the table, by its id, as if its key had been pressed."""
        await self.run_action(f"app.act({action!r})")

    def refuse(self, problem: Exception | str, *, severity: Weight = "error") -> None:
        """Say why something is not done; what was typed behind it without knowing that does nothing."""
        self.typing_ahead.refused()
        self.tell(self.in_words(problem), severity=severity)

    def in_words(self, problem: Exception | str) -> str:
        """Return what went wrong with the chosen incident, in this console's keys and times."""
        return self.view().problem(problem, self.client)

    def under_way(self, doing: Doing, *, group: str) -> None:
        """Do something that a key asked for; what is typed meanwhile waits until it asks or is done."""

        async def done() -> None:
            try:
                await doing()
            finally:
                self.typing_ahead.end(get_current_worker())

        self.typing_ahead.begin(self.in_background(done, group=group))

    def in_background(self, doing: Doing, *, group: str, alone: bool = False) -> Worker[object]:
        """Do something beside the keys; what fails in it is told. `alone` ends others of its group.

        It is given as the function, not yet its coroutine: a room that goes may never begin it.
        """
        return self.run_worker(doing, group=group, exclusive=alone, exit_on_error=False)

    def write_down(self, doing: str, error: Exception) -> Path:
        """Keep what went wrong inside the program for whoever repairs it; return the file."""
        return self.failures.write_down(self.reader.store.path, doing, error)

    def failed(self, doing: str, error: BaseException) -> None:
        """Show what went wrong inside the program and write it down; what is open stays as it is."""
        with suppress(Exception):  # where even this fails there is nothing left to say it with
            place = self.failures.write_down(self.reader.store.path, doing, error)
            cause = displayed(f"{type(error).__name__}: {error}", lines=False)[:CAUSE_LIMIT]
            text = f"{doing} failed ({cause}); the war room goes on. Details: {place}"
            self.report(text, cause="failure", severity="error")

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Tell of what failed in the background, where nobody waits for it."""
        error = event.worker.error
        if event.state is WorkerState.ERROR and error is not None:
            self.failed(event.worker.group, error)

    def nothing_chosen(self) -> Refused:
        """Return why there is no incident to act on."""
        if self.damage:
            return Refused("{ref} is damaged, and nothing can be recorded there", ref=str(self.chosen))
        if self.on_show and self.wanted:
            shows_all = self.view().key("step_back")
            return Refused("nothing matches “{wanted}”; {key} shows all", wanted=self.wanted, key=shows_all)
        return Refused("no incident is chosen; declare one first", then=Act("declare"))

    # Leaving, and what must not be lost by it

    def leave(self, result: int | None) -> None:
        """Leave the room for good, or for a visit."""
        self.exit(result)

    @property
    def writing(self) -> bool:
        """Whether a letter is for a field, and no key of the room's or of a question's."""
        return False

    def show_past(self) -> None:
        """Show the incidents of the past, to look among them."""

    def show_replay(self, at: Spot) -> None:
        """Go through the past of an incident, from a spot on; where there is nothing to show, say why."""

    def show_log(self, incident: Incident, entry: str = "") -> None:
        """Show the log of an incident, with the cursor at an entry, by its id."""

    def suspend_to_shell(self) -> None:
        """Give the terminal back to the shell for a while."""

    def count_unsaved(self) -> None:
        """Have it seen how many texts are not saved yet."""
        self.unsaved_texts = len(self.unsaved)

    def exit(
        self, result: int | None = None, return_code: int = 0, message: RenderableType | None = None
    ) -> None:
        """Leave the war room; see Textual's `exit`."""
        self.typing_ahead.leave()
        super().exit(result, return_code, message)

    # What is told

    def view(self) -> View:
        """Return the eyes that content is made for, now."""
        return View(
            me=self.person,
            now=self.now,
            policy=self.policy,
            glyphs=self.glyphs,
            keys=self.keys,
            shared=self.shared,
            ways=self.ways,
            notified=self.notified,
            written=self.written,
        )

    def tell(self, text: str, *, severity: Weight = "information") -> None:
        """Answer a key with a sentence of the program: plain text, for a while or until the next key."""
        self.notices.show(displayed(text), severity)

    def report(self, text: str, *, cause: Hashable, severity: Weight = "information") -> None:
        """Tell what came by itself, for a while or until its cause has ended (`notices.end`)."""
        self.notices.show(displayed(text), severity, cause)

    def look_around(self) -> None:
        """Look for what the record, as it was read just now, calls this person to, by whatever calls here."""

    def look_on_you(self) -> None:
        """Work out what waits for this person at this second, by whatever knows here."""

    # The record

    def refresh_board(self) -> None:
        """Read the board and the chosen incident again; the selection stays where it is."""
        self._guarded(self._read_anew)

    def _read_anew(self) -> None:
        # What is read now need not be read again for the same change.
        self.reader.store.changed()
        self._read()

    def _guarded(self, read: Callable[[], None]) -> None:
        """Read something; where the record cannot be read, say so and go on with what is known."""
        try:
            read()
        except NotFound:
            self.incident = None
        except StoreGone as gone:
            save = self.view().key("save_copy")
            self.report(f"{gone} ({save})", cause=RECORD, severity="error")
        except StoreError as error:
            self.report(str(error), cause=RECORD, severity="error")
        except Exception as error:
            self.failed("reading the record", error)

    def _read(self) -> None:
        """Read everything; what is as it was, when a draft was saved for instance, is not drawn again."""
        before = (self.board, self.owing, self.drafts)
        rows = self._rows()
        self.notices.end({RECORD})
        if (rows, self.owing, self.drafts) != before:
            self.board = rows
        self._fold()
        self.look_around()

    def _rows(self) -> tuple[SummaryRow, ...]:
        """Read what is to be listed; where nothing is chosen yet, the first of it is."""
        store = self.reader.store
        self.shared = group_of(store.path) is not None
        self._known_watchers = store.watches.all()
        listed = read_list(store, self.reader.now(), self.wanted if self.ended else None)
        board, self.owing = listed.board, listed.owing
        self._read_until, self.ended_in_all = listed.until, listed.ended_in_all
        if self.incident is not None and all(row.ref != self.chosen for row in (*board, *self.owing)):
            # What ended while it was being looked at stays in sight until somebody moves on.
            board += tuple(row for row in (store.summary(self.incident.id),) if row is not None)
        drafts = my_drafts(store, self.person, (*board, *self.owing))
        self.drafts = tuple(sorted(each.name for each in drafts))
        first = board or [row for row in self.owing if row.presses(self.now)]
        if self.chosen is None and first and not self.wanted:
            self.set_reactive(Room.chosen, first[0].ref)
        return board

    def _fold_anew(self) -> None:
        self._fold(anew=True)

    def _fold(self, *, anew: bool = False) -> None:
        """Set the chosen incident where it is another one, or one that goes on; `anew`: in any case."""
        before = self.damage
        incident = self._folded()
        if before != self.damage:
            self.notices.end({before})
        ways, told = ways_by_message(self.reader.store, incident), (self.notified, self.written)
        self.notified = notified_by_entry(self.reader, incident)
        self.written = written_by_entry(self.reader, incident)
        if anew or incident is not self.incident or self.damage != before:
            self.set_reactive(Room.ways, ways)
            self.incident = incident
        elif ways != self.ways or told != (self.notified, self.written):
            self.ways = ways
        if self.damage:
            self.report(self.damage, cause=self.damage, severity="error")

    def _folded(self) -> Incident | None:
        """Return the chosen incident, folded up to its last entry; of a damaged one what can be read."""
        incident, self.damage = (None, "") if self.chosen is None else folded(self.reader, self.chosen)
        return incident

    def watch_chosen(self) -> None:
        """Show what is chosen; a filter that hides it goes."""
        self.notices.clear()
        if self.chosen is not None and self.wanted and self.chosen not in {row.ref for row in self.listed}:
            self.wanted = ""
        self._guarded(self._fold)

    def watch_ended(self) -> None:
        self.refresh_board()

    def watch_wanted(self) -> None:
        """Where more has ended than is read, what is wanted now may be among the rest."""
        if self.ended and self.ended_in_all:
            self.refresh_board()

    def go_to(self, ref: str) -> None:
        """Choose an incident that the filter may hide, or that has ended and is not listed."""
        self.notices.clear()
        self.wanted = ""
        self.set_reactive(Room.chosen, ref)
        self.set_reactive(Room.incident, self._folded())
        self.board = self._rows()
        self._fold_anew()

    async def attempt(self, act: Callable[[Desk], T], *, told: str = "") -> T | Refusal:
        """Record something; where it is refused, answer with the refusal instead of showing it in passing.

        `told` is shown when it is done.
        """

        def tried(desk: Desk) -> T | Refusal:
            try:
                return act(desk)
            except (Refused, TemplateBroken, StoreError) as error:
                return Refusal(error)

        answer = await self.record(tried)
        if answer is None:
            return Refusal("nothing was recorded; your text is kept, try again")
        if told and not isinstance(answer, Refusal):
            self.tell(told)
        return answer

    async def record(self, act: Callable[[Desk], T], *, told: str = "") -> T | None:
        """Record something on the writer's thread; the clock goes on meanwhile.

        A refusal is shown and answered with None. `told` is shown when it is done.
        """

        def with_trouble(desk: Desk) -> tuple[T, str]:
            return act(desk), desk.outbox_trouble()

        self.saving += 1
        try:
            answer, trouble = await self.writer.do(with_trouble)
        except (Refused, StoreError) as refusal:
            self.tell(self.in_words(refusal), severity="error")
            return None
        finally:
            self.saving -= 1
        self.refresh_board()
        if trouble:
            self.tell(trouble, severity="warning")
        if told:
            self.tell(told)
        return answer
