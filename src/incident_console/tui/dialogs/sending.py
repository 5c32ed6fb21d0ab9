"""What follows a written message: its text at hand, and the question whether it is out (C, Communication)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import msgspec
from textual.binding import Binding, BindingType

from incident_console.desk import Desk, Done
from incident_console.domain.incident import Incident, Message, MessageEvent, Refused
from incident_console.tui import outbox
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.pause import Pause
from incident_console.tui.forms.field import Field
from incident_console.tui.forms.fields import Line, Moment
from incident_console.tui.forms.key_hints import KeyHint
from incident_console.tui.room.room import Room
from incident_console.tui.room.target import Rule, Target
from incident_console.tui.terminal import copying


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What was recorded, and what came of the file for posting it by hand."""

    done: Done
    message: Message | None = None
    file: Path | str | None = None


def with_file(act: Callable[[Desk], Done], read: str | None = None) -> Callable[[Desk], Written]:
    """An act that also puts its message into the outbox folder, on the writer's thread.

    Where `read` is given, the message is recorded only in the very words that somebody read.
    """

    def write(desk: Desk) -> Written:
        with desk.store.writing():
            done = act(desk)
            message = waiting_in(done)
            if message is None:
                return Written(done=done)
            if read is not None and message.words != read:
                raise Refused(
                    "the record changed while you read the text: it would say something else; read it again"
                )
        return Written(done=done, message=message, file=outbox.write(desk.store.path, done.incident, message))

    return write


def waiting_in(done: Done) -> Message | None:
    """The message that an act wrote and that still waits."""
    for entry in done.entries:
        if isinstance(entry.event, MessageEvent):
            message = done.incident.messages.get(entry.id)
            if message is not None and message.waiting:
                return message
    return None


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
) -> FormDialog[Written]:
    """A form whose act writes to the client: preview, a last look, the file in the outbox folder."""

    def prepare() -> Callable[[Desk], Written]:
        given = arguments()
        return with_file(target.act(rule, **given), target.outgoing(rule, **given).words)

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


async def write(app: Room, form: FormDialog[Written]) -> Written | None:
    """Ask for a message, and when it was recorded whether it is out."""
    written = await app.ask(form)
    if written is not None and written.message is not None:
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


async def carried(app: Room, written: Written) -> bool:
    """Put the text at hand and ask whether it is out; tell whether it is."""
    message = written.message
    if message is None:
        return False
    incident = written.done.incident
    how = copying.copy(app, message.words, outbox.file_name(incident, message))
    place = f"The text is {how}." if how else "Copy the text from its file."
    if isinstance(written.file, Path):
        place += f" It is also in {written.file}."
    elif written.file:
        place += f" {written.file.capitalize()}."
    return await ask_posted(app, Target(app, incident), incident, message, place)


async def ask_posted(app: Room, target: Target, incident: Incident, message: Message, place: str) -> bool:
    """Ask whether a waiting message is out, where and since when."""
    name = outbox.outbox_id(incident, message)
    where = Line("where", "Where", target.channel, flag="--posted-in", placeholder="the channel or address")
    when = Moment(
        "when",
        "When",
        zoned=target.zoned,
        past=True,
        optional=True,
        flag="--at",
        names=("cannot be older", "went out after"),
        placeholder="empty: now",
    )

    def prepare() -> Callable[[Desk], Done]:
        said, at = where.maybe, when.moment

        def act(desk: Desk) -> Done:
            done = desk.posted(name, where=said, at=at)
            outbox.forget(desk.store.path, done.incident, done.incident.messages[message.id])
            return done

        return act

    what = message.kind.value.replace("_", " ")
    dialog = PostedForm(
        f"Was the {what} posted to {target.client or 'the client'}?",
        f"{message.by} wrote it at {target.zoned.clock(message.written_at)}. Until you say it is out, "
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
    next_word = f" The next is promised for {target.zoned.said(promise.due_at)}." if promise else ""
    ended = "" if done.incident.is_open or promise else f" {incident.ref} is closed."
    app.tell(f"The {what} is out.{next_word}{ended}")
    return True
