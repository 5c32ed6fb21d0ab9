"""What follows a written message: its text at hand, and the question whether it is out (C, Communication)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from incident_console.delivery import outbox
from incident_console.desk import Desk, Done
from incident_console.domain.incident import Incident
from incident_console.domain.parts import Message
from incident_console.domain.refusal import Part
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.posted import PostedForm, posted_at, say_unsent
from incident_console.tui.dialogs.telling import ask_who_has_it
from incident_console.tui.forms.field import Field
from incident_console.tui.forms.fields import Line
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
        act, read = target.act(rule, **given), target.outgoing(rule, **given).recorded
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
        target=target,
    )


async def write(app: Room, form: FormDialog[Done]) -> Done | None:
    """Ask for a message, and when it was recorded whether it is out."""
    written = await app.ask(form)
    if written is not None:
        await carried(app, written)
    return written


async def carried(app: Room, written: Done) -> bool:
    """Put the text at hand and ask whether it is out; tell whether it is."""
    message = written.waiting
    if message is None:
        return False
    incident = written.incident
    files = outbox.files_of(app.reader.store.path, incident, message)
    first = message.to_tell[0].client
    how = await copying.copy(app, message.words_for(first), outbox.file_name(incident, message))
    whose = f"The text for {first}" if incident.has_several else "The text"
    place = f"{whose} is {how}." if how else "Copy the text from its file."
    if len(files) == 1:
        place += f" It is also in {files[0]}."
    elif files:
        place += f" All {len(files)} are in {files[0].parent}."
    return await ask_posted(app, Target(app, incident), incident, message, place)


async def ask_posted(app: Room, target: Target, incident: Incident, message: Message, place: str) -> bool:
    """Ask whether a waiting message is out, to whom of several clients, where and since when."""
    if incident.has_several:
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
        "it counts as unsent, and the earlier deadline stands.",
        [where, when],
        note=place,
        commit="Posted",
        prepare=prepare,
        start=-1,
    )
    done = await app.ask(dialog)
    if done is None:
        say_unsent(app, name)
        return False
    promise = done.incident.update_promise
    next_word = f" The next is promised for {target.told.said(promise.due_at)}." if promise else ""
    if promise and promise.longer_than_cadence and promise.cadence_due and promise.made_by == message.id:
        asked = target.told.said(promise.cadence_due)
        next_word += f" That is later than the cadence asks for: {asked}."
    ended = "" if done.incident.is_open or promise else f" {incident.ref} is closed."
    app.tell(f"The {what} is out.{next_word}{ended}")
    return True
