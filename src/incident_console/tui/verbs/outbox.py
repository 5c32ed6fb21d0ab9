"""Keys for what waits to reach the client: saying that it is out, taking it back (C, Communication)."""

from __future__ import annotations

from collections.abc import Callable

from incident_console.delivery import outbox
from incident_console.desk import Desk, Done
from incident_console.domain.incident import Incident
from incident_console.domain.message import Message
from incident_console.domain.posting import left_to_discard, left_to_go_out
from incident_console.domain.refusal import Part, Refused
from incident_console.domain.ways import how_they_stand
from incident_console.postman.inside import notices_of
from incident_console.tui.dialogs.form import FormDialog, answering
from incident_console.tui.dialogs.sending import ask_posted
from incident_console.tui.dialogs.unheard import tell_colleagues
from incident_console.tui.forms.choice import Choice
from incident_console.tui.forms.fields import Prose
from incident_console.tui.room.room import Room
from incident_console.tui.room.target import Target
from incident_console.tui.verbs.verb import verb
from incident_console.wording.clients import names
from incident_console.wording.names import message_name

INSIDE = ""
"""Stands for what colleagues have not heard, where a message to clients has its id."""


def pick_message(target: Target, waiting: list[Message], *, inside: int = 0) -> Choice[str]:
    """Return a field for choosing among messages that wait; behind them what colleagues have not heard."""
    incident = target.incident

    def in_one_line(message: Message) -> str:
        whom = to_whom(message) if incident.has_several and message.waiting else ""
        overtaken = ", overtaken" if incident.is_overtaken(message) else ""
        stands = how_they_stand(message.deliveries.values())
        how = f" {stands}" if stands and not overtaken else overtaken
        return f"{message_name(message)} of {target.ours.clock(message.written_at)}{whom}{how}"

    options = [(message.id, in_one_line(message)) for message in waiting]
    if inside:
        options.append((INSIDE, f"INSIDE: {inside} word{'s' if inside > 1 else ''} to colleagues"))
    return Choice(
        "message", Part.MESSAGE, options, waiting[0].id if waiting else None, rule="discard_message"
    )


def to_whom(message: Message) -> str:
    """Return which of several clients a message still waits for."""
    return f" to {names([each.client for each in message.to_tell])}"


@verb
async def posted(app: Room) -> None:
    """Say that a message is out, or have it sent once more; with several that are left, which one."""
    target = Target.chosen(app)
    incident = target.incident
    waiting = left_to_go_out(incident)
    inside = [each for each in notices_of(app.reader, incident) if each.lacks]
    if not waiting and not inside:
        raise Refused("no message of {ref} is left to go out", ref=incident.ref)
    chosen = waiting[0].id if waiting else INSIDE
    if len(waiting) + bool(inside) > 1:
        which = pick_message(target, waiting, inside=len(inside))
        dialog: FormDialog[str] = FormDialog(
            "Which message?",
            "They take effect in the order in which they went out.",
            [which],
            commit="This one",
            prepare=lambda: answering(which.value),
        )
        answer = await app.ask(dialog)
        if answer is None:
            return
        chosen = answer
    if chosen == INSIDE:
        await tell_colleagues(app, target, inside)
        return
    message = incident.messages[chosen]
    await app.record(lambda desk: desk.file_messages(incident.ref))
    path = outbox.file_of(app.reader.store.path, incident, message) if incident.to_post(message) else None
    place = f"Its text is in {path}." if path is not None else ""
    await ask_posted(app, target, incident, message, place)


def never_read(incident: Incident) -> str:
    """Return who does not read what is discarded."""
    if incident.has_several:
        return "whoever waits for it never reads it; who has it keeps what it promised."
    return "the client never reads it, nor what it promised."


@verb
async def discard(app: Room) -> None:
    """Take a waiting message out of the outbox, with the reason."""
    target = Target.chosen(app)
    incident = target.incident
    waiting = left_to_discard(incident)
    which = pick_message(target, waiting)
    why = Prose("why", Part.WHY, rule="discard_message")

    def prepare() -> Callable[[Desk], Done]:
        message, reason = incident.messages[which.value], why.text
        name = outbox.outbox_id(incident, message)
        return lambda desk: desk.discard(name, why=reason)

    dialog = FormDialog(
        "Discard a message",
        f"Takes it out of the outbox for good; {never_read(incident)}",
        [why] if len(waiting) == 1 else [which, why],
        commit="Discard",
        prepare=prepare,
    )
    if await app.ask(dialog) is not None:
        app.tell("Discarded; the record keeps it and the reason.")
