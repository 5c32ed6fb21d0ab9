"""What follows a written message: its text at hand, and the question whether it is out (C, Communication)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from textual.binding import Binding, BindingType

from incident_console.delivery import outbox
from incident_console.desk import Desk, Done
from incident_console.domain.incident import Incident
from incident_console.domain.parts import Message
from incident_console.domain.refusal import Part
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.pause import Pause
from incident_console.tui.forms.field import Field
from incident_console.tui.forms.fields import Line, Moment
from incident_console.tui.forms.key_hints import KeyHint
from incident_console.tui.room.room import Room
from incident_console.tui.room.target import Rule, Target
from incident_console.tui.terminal import copying
from incident_console.wording.names import message_kind


def message_form(
    target: Target,
    title: str,
    will: str,
    fields: list[Field],
    rule: Rule,
    arguments: Callable[[], dict[str, Any]],
    *,
    commit: str,
    draft: str | None = None,
    start: int = 0,
) -> FormDialog[Done]:
    """Return a form whose act writes to the client: preview, a last look."""

    def prepare() -> Callable[[Desk], Done]:
        given = arguments()
        act, read = target.act(rule, **given), target.outgoing(rule, **given).words
        return lambda desk: desk.as_read(act, read)

    return FormDialog(
        title,
        will,
        fields,
        commit=commit,
        prepare=prepare,
        message=lambda: target.outgoing(rule, **arguments()),
        draft=None if draft is None else (target.id, draft),
        start=start,
    )


async def write(app: Room, form: FormDialog[Done]) -> Done | None:
    """Ask for a message, and when it was recorded whether it is out."""
    written = await app.ask(form)
    if written is not None:
        await carried(app, written)
    return written


class PostedForm(FormDialog[Done]):
    """Asks whether a message is out. While no field has the focus, y says yes and n says not yet."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "posted", "Posted"),
        Binding("n", "not_yet", "Not yet"),
    ]

    def on_mount(self) -> None:
        self.pause = Pause(self, self.show_answers)
        self.show_answers()
        self.call_after_refresh(self.pause.begin)

    def keys(self) -> list[KeyHint]:
        return [
            KeyHint("y", "It is posted", "commit", id="commit"),
            KeyHint("n", "Not yet", "cancel", id="no"),
            KeyHint("", "one moment", "wait", id="wait"),
            KeyHint("enter", "Say where and when", "go_on", id="walk"),
        ]

    def show_answers(self) -> None:
        """Show the keys that count now."""
        for hint in self.query(KeyHint):
            hint.display = self.pause.over != (hint.id == "wait")

    def action_posted(self) -> None:
        if not self.pause.holds():
            self.action_commit()

    def action_not_yet(self) -> None:
        if not self.pause.holds():
            self.action_cancel()

    async def action_enter(self) -> None:
        if self.focused is not None or not self.pause.holds():
            await super().action_enter()

    def show_keys(self) -> None:
        """Once a field has the focus, letters are text: other keys say yes and no."""
        self.query_one("#commit", KeyHint).reword("ctrl+s", "It is posted")
        self.query_one("#no", KeyHint).reword("esc", "Not yet")
        self.query_one("#walk", KeyHint).reword("enter", "Next")


async def carried(app: Room, written: Done) -> bool:
    """Put the text at hand and ask whether it is out; tell whether it is."""
    message = written.waiting
    if message is None:
        return False
    incident = written.incident
    file = outbox.file_of(app.reader.store.path, incident, message)
    how = await copying.copy(app, message.words, outbox.file_name(incident, message))
    place = f"The text is {how}." if how else "Copy the text from its file."
    if file is not None:
        place += f" It is also in {file}."
    return await ask_posted(app, Target(app, incident), incident, message, place)


async def ask_posted(app: Room, target: Target, incident: Incident, message: Message, place: str) -> bool:
    """Ask whether a waiting message is out, where and since when."""
    name = outbox.outbox_id(incident, message)
    where = Line("where", Part.WHERE, target.channel, rule="say_posted", placeholder="the channel or address")
    when = Moment(
        "when",
        Part.AT,
        rule="say_posted",
        zoned=target.ours,
        past=True,
        optional=True,
        placeholder="empty: now",
    )

    def prepare() -> Callable[[Desk], Done]:
        channel, at = where.maybe, when.moment

        return lambda desk: desk.posted(name, where=channel, at=at)

    what = message_kind(message.kind)
    dialog = PostedForm(
        f"Was the {what} posted to {target.client or 'the client'}?",
        f"{message.by} wrote it at {target.ours.clock(message.written_at)}. Until you say it is out, "
        "it counts as unsent, and the earlier deadline stands.",
        [where, when],
        note=place,
        commit="Posted",
        prepare=prepare,
        start=-1,
    )
    done = await app.ask(dialog)
    if done is None:
        key = app.view().key("posted")
        app.tell(f"{name} waits unsent: post it, then say so with {key}", severity="warning")
        return False
    promise = done.incident.update_promise
    next_word = f" The next is promised for {target.told.said(promise.due_at)}." if promise else ""
    if promise and promise.longer_than_cadence and promise.cadence_due and promise.made_by == message.id:
        asked = target.told.said(promise.cadence_due)
        next_word += f" That is later than the cadence asks for: {asked}."
    ended = "" if done.incident.is_open or promise else f" {incident.ref} is closed."
    app.tell(f"The {what} is out.{next_word}{ended}")
    return True
