"""Asks which of several clients have a message: each is told for itself (C, Communication)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from incident_console.delivery import outbox
from incident_console.desk import Done
from incident_console.domain.incident import Incident
from incident_console.domain.message import Addressee, Message
from incident_console.tui.dialogs.frame import Dialog
from incident_console.tui.dialogs.pause import Pause
from incident_console.tui.forms.addressees import Addressees
from incident_console.tui.forms.key_hints import KeyHint
from incident_console.tui.render.content import shown
from incident_console.tui.room.room import Refusal
from incident_console.tui.room.target import Target
from incident_console.tui.terminal import copying
from incident_console.wording.names import the_message

AskWhere = Callable[[Incident, Message, str], Awaitable[Done | None]]


class WhoHasIt(Dialog[Incident]):
    """The clients whom a message is for. A key says at once that one of them has it, or that all have."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "told", "Has it"),
        Binding("y", "all", "All have it"),
        Binding("n", "cancel", "Not yet"),
        Binding("c", "copy", "Copy the text"),
        Binding("enter", "where", "Where and when"),
        *(Binding(f"{n}", f"told({n - 1})", show=False) for n in range(1, 10)),
    ]

    def __init__(
        self, target: Target, incident: Incident, message: Message, place: str, ask_where: AskWhere
    ) -> None:
        """Make it.

        Args:
            place: where the text of the first one is at hand.
            ask_where: asks who has it, where and since when, with that client ticked, and records it.
        """
        super().__init__(
            f"Who has {the_message(message)}?",
            f"{message.by} wrote it at {target.ours.clock(message.written_at)}. Until you say that a client "
            "has it, their earlier deadline stands.",
        )
        self.ask_where = ask_where
        self.now = incident
        self.id_asked = message.id
        self.outbox_name = outbox.outbox_id(incident, message)
        self.list = Addressees(incident, message)
        self.fault = Static("", classes="dialog--fault", markup=False)
        self.note = Static(shown(place), classes="dialog--note", markup=False)
        self.pause = Pause(self, self.show_answers)
        self.saving = False

    def middle(self) -> ComposeResult:
        with VerticalScroll(classes="dialog--fields", can_focus=False):
            yield self.list
        yield self.fault
        yield self.note

    def keys(self) -> list[KeyHint]:
        return [
            KeyHint(f"1-{min(len(self.list.rows), 9)}", "Has it", "told", id="one"),
            KeyHint("y", "All", "all", id="all"),
            KeyHint("c", "Copy", "copy", rank=2),
            KeyHint("enter", "Where", "where", rank=2),
            KeyHint("", "one moment", "wait", id="wait"),
            KeyHint("esc", "Rest waits", "cancel"),
        ]

    def on_mount(self) -> None:
        self.fault.display = False
        self.show_answers()
        self.list.focus()
        self.call_after_refresh(self.pause.begin)

    def show_answers(self) -> None:
        """Show the keys that count now."""
        for hint in self.query(KeyHint):
            if hint.id is not None:
                hint.display = self.pause.over != (hint.id == "wait")

    @property
    def message(self) -> Message:
        return self.now.messages[self.id_asked]

    @property
    def waiting(self) -> list[str]:
        """Those to whom it can still go out, by name."""
        return [each.client or "" for each in self.now.postable_to(self.message)]

    @property
    def at(self) -> Addressee:
        """The client whom the cursor is on."""
        return self.list.rows[self.list.cursor]

    # Saying who has it

    def action_told(self, place: int | None = None) -> None:
        """One of them has it: the one of that number, or the one with the cursor."""
        if self.pause.holds() or (place is not None and place >= len(self.list.rows)):
            return
        if place is not None:
            self.list.cursor = place
        self.say([self.at.client or ""])

    def action_all(self) -> None:
        if not self.pause.holds():
            self.say(self.waiting)

    def say(self, clients: Sequence[str]) -> None:
        """Record that these have it, here and now."""
        if not self.saving:
            self.saving = True
            self.app.under_way(partial(self.record, clients), group="saving")

    async def record(self, clients: Sequence[str]) -> None:
        try:
            name = self.outbox_name
            answer = await self.app.attempt(lambda desk: desk.posted(name, clients=clients))
        finally:
            self.saving = False
        if isinstance(answer, Refusal):
            self.fault.update(shown(f"! {self.app.in_words(answer.problem)}"))
            self.fault.display = True
        else:
            await self.go_on(answer)

    async def go_on(self, done: Done) -> None:
        """Show who has it now, with the text of the next one at hand; leave where nobody waits any more."""
        self.now = done.incident
        self.fault.display = False
        self.list.show(self.now, self.message)
        waiting = self.waiting
        if not waiting:
            self.dismiss(self.now)
            return
        if self.at.client not in waiting:
            self.list.go_to(waiting[0])
        await self.put_at_hand()

    # Its text

    async def put_at_hand(self) -> None:
        """Copy the text of who has the cursor."""
        client = self.at.client
        file = outbox.file_name(self.now, self.message, self.at)
        how = await copying.copy(self.app, self.message.words_for(client), file)
        self.note.update(shown(f"The text for {client} is {how}." if how else "Copy the text from its file."))

    async def action_copy(self) -> None:
        await self.put_at_hand()

    # Where and when

    def action_where(self) -> None:
        if not self.pause.holds() and self.waiting and not self.saving:
            self.app.under_way(self.say_where, group="saving")

    async def say_where(self) -> None:
        """Ask who of them has it, where and since when."""
        done = await self.ask_where(self.now, self.message, self.at.client or "")
        if done is not None:
            await self.go_on(done)

    def action_cancel(self) -> None:
        if not self.saving:
            self.dismiss(self.now)
