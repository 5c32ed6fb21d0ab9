"""What follows a written message: its text at hand, and the question whether it is out (C, Communication)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from incident_console.delivery import outbox
from incident_console.desk import Desk, Done
from incident_console.domain.incident import Incident, Message, Refused
from incident_console.tui.attempt import verb
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.pause import Pause
from incident_console.tui.subject import Subject
from incident_console.tui.widgets.choice import Choice
from incident_console.tui.widgets.fields import Line, Moment, Prose
from incident_console.tui.widgets.keys import KeyHint

if TYPE_CHECKING:
    from incident_console.tui.app import IncidentConsole


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


async def carried(app: IncidentConsole, written: Done) -> bool:
    """Put the text at hand and ask whether it is out; tell whether it is."""
    from incident_console.tui.terminal.copying import copy

    message = written.waiting
    if message is None:
        return False
    incident = written.incident
    file = outbox.file_of(app.reader.store.path, incident.ref, message)
    how = copy(app, message.words, outbox.file_name(incident.ref, message))
    place = f"The text is {how}." if how else "Copy the text from its file."
    if file is not None:
        place += f" It is also in {file}."
    return await ask_posted(app, Subject(app, incident), incident, message, place)


async def ask_posted(
    app: IncidentConsole, subject: Subject, incident: Incident, message: Message, place: str
) -> bool:
    """Ask whether a waiting message is out, where and since when."""
    name = outbox.outbox_id(incident.ref, message.seq)
    where = Line("where", "Where", subject.channel, flag="--posted-in", placeholder="the channel or address")
    when = Moment(
        "when",
        "When",
        zoned=subject.zoned,
        past=True,
        optional=True,
        flag="--at",
        names=("cannot be older", "went out after"),
        placeholder="empty: now",
    )

    def prepare() -> Callable[[Desk], Done]:
        said, at = where.maybe, when.moment

        return lambda desk: desk.posted(name, where=said, at=at)

    what = message.kind.value.replace("_", " ")
    dialog = PostedForm(
        f"Was the {what} posted to {subject.client or 'the client'}?",
        f"{message.by} wrote it at {subject.zoned.clock(message.written_at)}. Until you say it is out, "
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
    next_word = f" The next is promised for {subject.zoned.said(promise.due_at)}." if promise else ""
    ended = "" if done.incident.is_open or promise else f" {incident.ref} is closed."
    app.tell(f"The {what} is out.{next_word}{ended}")
    return True


def pick_message(app: IncidentConsole, subject: Subject) -> Choice[str]:
    """A field for choosing among the messages that wait."""
    waiting = subject.incident.waiting
    options = [
        (m.id, f"{m.kind.value.replace('_', ' ')} of {subject.zoned.clock(m.written_at)}") for m in waiting
    ]
    return Choice("message", "Message", options, waiting[0].id if waiting else None)


def answering(value: str) -> Callable[[Desk], str]:
    """An act that records nothing and answers with what was chosen."""
    return lambda desk: value


@verb
async def posted(app: IncidentConsole) -> None:
    """Say that a waiting message is out; with several, which one."""
    subject = Subject.chosen(app)
    incident = subject.incident
    waiting = incident.waiting
    if not waiting:
        raise Refused(f"no message of {incident.ref} waits; all that was written is out")
    if len(waiting) > 1:
        which = pick_message(app, subject)
        dialog: FormDialog[str] = FormDialog(
            "Which message is out?",
            "They take effect in the order in which they went out.",
            [which],
            commit="This one",
            prepare=lambda: answering(which.value),
        )
        chosen = await app.ask(dialog)
        if chosen is None:
            return
        message = incident.messages[chosen]
    else:
        message = waiting[0]
    await app.record(lambda desk: desk.file_messages(incident.ref))
    path = outbox.file_of(app.reader.store.path, incident.ref, message)
    place = f"Its text is in {path}." if path is not None else ""
    await ask_posted(app, subject, incident, message, place)


@verb
async def discard(app: IncidentConsole) -> None:
    """Take a waiting message out of the outbox, with the reason."""
    subject = Subject.chosen(app)
    incident = subject.incident
    which = pick_message(app, subject)
    why = Prose(
        "why", "Why", flag="--why", names=("the reason",), placeholder="e.g. overtaken by a later one"
    )

    def prepare() -> Callable[[Desk], Done]:
        message, reason = incident.messages[which.value], why.text
        name = outbox.outbox_id(incident.ref, message.seq)
        return lambda desk: desk.discard(name, why=reason)

    dialog = FormDialog(
        "Discard a message",
        "Takes it out of the outbox for good; the client never reads it, nor what it promised.",
        [which, why],
        commit="Discard",
        prepare=prepare,
        start=1 if len(incident.waiting) == 1 else 0,
    )
    if await app.ask(dialog) is not None:
        app.tell("Discarded; the record keeps it and the reason.")
