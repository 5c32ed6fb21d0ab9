"""Asks which of several clients have a message: each is told for itself (C, Communication)."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from incident_console.delivery import outbox
from incident_console.desk import Desk, Done
from incident_console.domain.incident import Incident
from incident_console.domain.parts import Message
from incident_console.domain.refusal import Part
from incident_console.tui.dialogs.posted import PostedForm, posted_at, say_unsent
from incident_console.tui.forms.choice import Toggles
from incident_console.tui.forms.field import FieldError
from incident_console.tui.forms.fields import Line
from incident_console.tui.forms.key_hints import KeyHint
from incident_console.tui.forms.walking import focus
from incident_console.tui.room.room import Room
from incident_console.tui.room.target import Target
from incident_console.tui.terminal import copying
from incident_console.wording.names import the_message


class WhoHasIt(PostedForm):
    """A message and those whom it waits for. Digits tick a client, c copies the last one's text."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("c", "copy", "Copy their text")]

    def __init__(self, target: Target, incident: Incident, message: Message, place: str) -> None:
        self.message_asked = message
        self.incident_asked = incident
        self.outbox_name = outbox.outbox_id(incident, message)
        waiting = [(each.client or "", each.client or "") for each in incident.postable_to(message)]
        waiting = waiting or [(each.client or "", each.client or "") for each in message.to_tell]
        self.whom = Toggles(
            "clients",
            Part.CLIENTS,
            waiting,
            [name for name, _ in waiting],
            rule="say_posted",
        )
        self.where = Line("where", Part.WHERE, rule="say_posted", placeholder="empty: in the channel of each")
        self.when = posted_at(target)
        super().__init__(
            f"Who has {the_message(message)}?",
            f"{message.by} wrote it at {target.ours.clock(message.written_at)}. Until you say that a client "
            "has it, their earlier deadline stands.",
            [self.whom, self.where, self.when],
            note=place,
            commit="They have it",
            prepare=self.said,
            start=-1,
        )

    def keys(self) -> list[KeyHint]:
        _, no, wait, walk = super().keys()
        return [
            KeyHint("y", "They have it", "commit", id="commit"),
            no,
            KeyHint("1-9", "Tick", "tick"),
            KeyHint("c", "Copy", "copy", rank=3),
            wait,
            walk,
        ]

    def said(self) -> Callable[[Desk], Done]:
        """Return the word that it is out to those who are ticked."""
        clients, where, at = tuple(self.whom.value), self.where.maybe, self.when.moment
        if not clients:
            raise FieldError(self.whom, "tick who has it, or leave with esc: it goes on waiting")
        return lambda desk: desk.posted(self.outbox_name, clients=clients, where=where, at=at)

    async def on_key(self, event: events.Key) -> None:
        """While no field has the focus, a digit ticks a client or takes the tick away."""
        typed = event.character or ""
        if self.focused is None and typed.isdecimal() and 0 < int(typed) <= len(self.whom.values):
            event.stop()
            self.whom.options.choose(int(typed) - 1)

    def action_tick(self) -> None:
        """Go where clients are ticked."""
        focus(self.whom.control)

    async def action_copy(self) -> None:
        if self.focused is not None and self.focused is not self.whom.control:
            return
        client = self.whom.values[self.whom.options.cursor]
        text = self.message_asked.words_for(client)
        how = await copying.copy(self.app, text, outbox.file_name(self.incident_asked, self.message_asked))
        place = f"is {how}" if how else "is in its file in the outbox folder"
        self.app.tell(f"The text for {client} {place}.")


async def ask_who_has_it(app: Room, target: Target, incident: Incident, message: Message, place: str) -> bool:
    """Ask which of several clients have a message; tell whether all do whom it was for."""
    dialog = WhoHasIt(target, incident, message, place)
    done = await app.ask(dialog)
    if done is None:
        say_unsent(app, dialog.outbox_name)
        return False
    now = done.incident.messages[message.id]
    told = ", ".join(dialog.whom.value)
    left = ", ".join(each.client or "" for each in now.to_tell)
    key = app.view().key("posted")
    more = f" {left} still waits: {key} when it is posted." if left else ""
    ended = "" if done.incident.is_open else f" {incident.ref} is closed."
    app.tell(f"{the_message(message).capitalize()} is out to {told}.{more}{ended}")
    return not left
