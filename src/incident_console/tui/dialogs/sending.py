"""What follows a written message: its text at hand, and the question whether it is out (C, Communication)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, ClassVar

from textual.binding import Binding, BindingType

from incident_console.delivery import outbox
from incident_console.desk import Desk, Done
from incident_console.domain.incident import Incident
from incident_console.domain.message import Message
from incident_console.domain.posting import who_can_have
from incident_console.domain.refusal import Part
from incident_console.domain.vocabulary import MessageKind
from incident_console.reports.deliveries import ways_of
from incident_console.reports.going_out import first_capital, going_out, not_going
from incident_console.store.errors import StoreError
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.pause import Pause
from incident_console.tui.dialogs.question import Sure
from incident_console.tui.dialogs.telling import WhoHasIt
from incident_console.tui.forms.field import Field
from incident_console.tui.forms.fields import Line
from incident_console.tui.forms.key_hints import KeyHint
from incident_console.tui.forms.moments import Moment
from incident_console.tui.forms.readers import Readers
from incident_console.tui.room.my_messages import on_its_way
from incident_console.tui.room.outgoing import why_it_waits
from incident_console.tui.room.room import Room
from incident_console.tui.room.target import Rule, Target
from incident_console.tui.terminal import copying
from incident_console.wording.clients import names
from incident_console.wording.names import NOT_OUT, message_kind, the_message


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
    sure: Callable[[], Sure] | None = None,
    changed: Callable[[], None] | None = None,
) -> FormDialog[Done]:
    """Return a form whose act writes to the client: preview, a last look."""

    def prepare() -> Callable[[Desk], Done]:
        given = arguments()
        act, read = target.act(rule, **given), target.outgoing(rule, **given).texts.all
        return lambda desk: desk.as_read(act, *read)

    return FormDialog(
        title,
        will,
        fields,
        commit=commit,
        prepare=prepare,
        message=lambda: target.outgoing(rule, **arguments()),
        draft=None if draft is None else (target.id, draft),
        sure=sure,
        changed=changed,
        turns=bool(target.several),
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

    def begin_to_write(self) -> None:
        """Leave the letters to the question."""

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
    """Say by which channels a message goes out, and ask whether it is out to those who have none.

    For them its text is put at hand; what goes by itself is nobody's to post. Tell whether it is out.
    """
    message = written.waiting
    if message is None:
        return False
    incident = written.incident
    if message.deliveries:
        app.wake_postman()
        say_on_its_way(app, incident, message.id)
    by_hand = incident.to_post(message)
    if not by_hand:
        return False
    files = outbox.files_of(app.reader.store.path, incident, message)
    first = by_hand[0].client
    how = await copying.copy(app, message.words_for(first), outbox.file_name(incident, message))
    whose = f"The text for {first}" if incident.has_several else "The text"
    place = f"{whose} is {how}." if how else "Copy the text from its file."
    if len(files) == 1:
        place += f" It is also in {files[0]}."
    elif files:
        place += f" All {len(files)} are in {files[0].parent}."
    return await ask_posted(app, Target(app, incident), incident, message, place)


async def ask_posted(app: Room, target: Target, incident: Incident, message: Message, place: str) -> bool:
    """Ask whether a message is out, to whom of several clients, where and since when; and by which ways."""
    if incident.has_several or message.deliveries:
        return await ask_who_has_it(app, target, incident, message, place)
    name = outbox.outbox_id(incident, message)
    where = Line("where", Part.WHERE, target.channel, rule="say_posted", placeholder="the channel or address")
    when = posted_at(target)

    def prepare() -> Callable[[Desk], Done]:
        channel, at = where.maybe, when.moment

        return lambda desk: desk.posted(name, where=channel, at=at)

    what = message_kind(message.kind)
    dialog = PostedForm(
        f"Was the {what} posted to {target.client or 'the client'}?",
        f"{message.by} wrote it at {target.ours.clock(message.written_at)}. Until you say it is out, "
        f"it counts as {NOT_OUT}, and the earlier deadline stands.",
        [where, when],
        note=place,
        commit="Posted",
        prepare=prepare,
    )
    done = await app.ask(dialog)
    if done is None:
        say_not_out(app, name)
        return False
    promise = done.incident.update_promise
    next_word = f" The next is promised for {target.told.said(promise.due_at)}." if promise else ""
    if promise and promise.longer_than_cadence and promise.cadence_due and promise.made_by == message.id:
        asked = f"{done.incident.severity} asks for an update by {target.told.said(promise.cadence_due)}"
        again = "away" if message.kind is MessageKind.ABSENCE else "reschedule"
        next_word += f" {asked}: {app.view().key(again)} brings it forward."
    ended = "" if done.incident.is_open or promise else f" {incident.ref} is closed."
    app.tell(f"The {what} is out.{next_word}{ended}")
    return True


async def ask_who_has_it(app: Room, target: Target, incident: Incident, message: Message, place: str) -> bool:
    """Ask which of several clients have a message; tell whether all do whom it was for."""

    async def where_and_when(incident: Incident, message: Message, client: str) -> Done | None:
        return await ask_where(app, target, incident, message, client)

    dialog = WhoHasIt(target, incident, message, place, where_and_when)
    now = await app.ask(dialog) or incident
    after = now.messages[message.id]
    if after.deliveries:
        say_on_its_way(app, now, after.id)
        return not after.waiting
    told = [each.client for each in after.told]
    left = [each.client for each in after.to_tell]
    if len(told) == len(message.told):
        say_not_out(app, dialog.outbox_name)
        return False
    more = (
        f" {NOT_OUT.capitalize()} to {names(left)}: {app.view().key('posted')} when it is posted."
        if left
        else ""
    )
    ended = "" if now.is_open else f" {now.ref} is closed."
    app.tell(f"{the_message(after).capitalize()} is out to {names(told)}.{more}{ended}")
    return not left


async def ask_where(
    app: Room, target: Target, incident: Incident, message: Message, client: str
) -> Done | None:
    """Ask who of several clients has a message, where and since when; `client` is ticked at first."""
    waiting = [each.client or "" for each in who_can_have(incident, message)]
    name = outbox.outbox_id(incident, message)
    whom = Readers(waiting, rule="say_posted", ticked=[client])
    several = incident.has_several
    where = Line("where", Part.WHERE, rule="say_posted", placeholder="empty: in the channel of each")
    when = posted_at(target)

    def prepare() -> Callable[[Desk], Done]:
        clients, channel, at = (whom.names or waiting) if several else (), where.maybe, when.moment
        return lambda desk: desk.posted(name, clients=clients, where=channel, at=at)

    form = FormDialog(
        f"Where and when did {'they' if several else 'the client'} get {the_message(message)}?",
        "It counts from then.",
        [where, when, whom],
        commit="They have it" if several else "It is posted",
        prepare=prepare,
    )
    return await app.ask(form)


def posted_at(target: Target) -> Moment:
    """Return a field for when it was posted, if that was earlier."""
    return Moment(
        "when",
        Part.AT,
        rule="say_posted",
        zoned=target.ours,
        past=True,
        optional=True,
        placeholder="empty: now",
    )


def say_on_its_way(app: Room, incident: Incident, message_id: str) -> None:
    """Say by which ways a message is out, and by which it is on its way or is not; until something new comes.

    A channel that cannot send is named with its trouble: what is to go out by it waits.
    """
    with suppress(StoreError):  # what was written is known
        incident = app.reader.by_id(incident.id)
    message, now = incident.messages[message_id], app.reader.now()
    ways = ways_of(incident, app.reader.store.deliveries, [message])
    sentences = [first_capital(going_out(incident, message, ways, now))]
    if lacking := not_going(ways, now):
        sentences.append(f"{the_message(message).capitalize()} {lacking}: {app.view().key('posted')}")
    waits = dict.fromkeys(each.channel for each in message.deliveries.values() if each.waiting)
    troubles = [trouble for name in waits if (trouble := why_it_waits(app.config.channels, name))]
    if not incident.is_open:
        sentences.append(f"{incident.ref} is closed")
    words = ". ".join(part for part in (*sentences, *troubles) if part)
    cause = on_its_way(message)
    app.notices.end({cause})
    app.report(f"{words}.", cause=cause, severity="warning" if lacking or troubles else "information")


def say_not_out(app: Room, name: str) -> None:
    """Say that a message is not out yet, and the key for when it is."""
    key = app.view().key("posted")
    app.tell(f"{name} is {NOT_OUT}: post it, then say so with {key}", severity="warning")
