"""Copying a text of the incident: its reference, what clients read, the brief."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from incident_console.delivery import outbox
from incident_console.domain.incident import Incident
from incident_console.domain.message import Message
from incident_console.domain.parts import Brief
from incident_console.domain.refusal import Part
from incident_console.messages.texts import Texts
from incident_console.tui.dialogs.form import FormDialog, answering
from incident_console.tui.forms.choice import Choice
from incident_console.tui.room.room import Room
from incident_console.tui.room.target import Target
from incident_console.tui.terminal import copying
from incident_console.tui.verbs.verb import verb
from incident_console.wording.clients import names
from incident_console.wording.names import NOT_OUT, waiting_said

LATEST = 8
"""How many messages back are offered."""


@verb
async def copy(app: Room) -> None:
    """Choose a text and copy it by every way there is."""
    target = Target.chosen(app)
    texts = copyable(target, target.incident)
    which = Choice("text", "Text", [(each.file, each.what) for each in texts], texts[0].file)
    dialog = FormDialog(
        f"Copy a text of {target.ref}",
        "To the clipboard, to tmux's buffer where there is one, and into a private file.",
        [which],
        commit="Copy",
        prepare=lambda: answering(which.value),
    )
    chosen = await app.ask(dialog)
    for text in texts:
        if text.file == chosen:
            await copy_one(app, target, text)


class Copyable(NamedTuple):
    """A text, or what each of several clients reads of one message."""

    file: str
    what: str
    text: str
    each: Mapping[str, str] = MappingProxyType({})
    """By the names of those who read it, where not all read the same."""


async def copy_one(app: Room, target: Target, text: Copyable) -> None:
    """Copy a text; where clients read different ones, that of whom is asked for."""
    words, whose = text.text, ""
    if text.each:
        readers = list(text.each)
        which = Choice("reader", Part.CLIENT, [(name, name) for name in readers], readers[0])
        dialog = FormDialog(
            f"Whose text of {text.what}?",
            "They read it in other words, or on another clock.",
            [which],
            commit="Copy",
            prepare=lambda: answering(which.value),
        )
        reader = await app.ask(dialog)
        if reader is None:
            return
        words, whose = text.each[reader], f" for {reader}"
    app.tell(f"The text{whose} is {await copying.copy(app, words, text.file)}.")


def copyable(target: Target, incident: Incident) -> list[Copyable]:
    """Return what can be copied."""
    texts = [Copyable(f"{incident.ref}.txt", f"the reference {incident.ref}", incident.ref)]
    if incident.offer is not None:
        brief = incident.offer.brief
        texts.append(
            Copyable(
                f"{incident.ref}-brief.txt", f"the brief for {incident.offer.to}", brief_text(target, brief)
            )
        )
    for message in list(reversed(incident.messages.values()))[:LATEST]:
        state = NOT_OUT if message.waiting else "discarded" if message.dropped else "out"
        if message.waiting and message.told:
            state = f"out to {len(message.told)} of {len(message.addressees)}"
        if incident.is_overtaken(message):
            state = "overtaken"
        # The outbox's own name would ask for what is out to be posted again.
        aside = "" if message.waiting and state != "overtaken" else f"{state}-"
        number = f" {message.number}" if message.number else ""
        kind = message.kind.value.replace("_", " ")
        what = f"{kind}{number}, {state}: {target.ours.full(message.written_at)}"
        file = f"{aside}{outbox.file_name(incident, message)}"
        texts.append(Copyable(file, what, message.words, to_each(message)))
    return texts


def to_each(message: Message) -> dict[str, str]:
    """Return the different texts of a message, by the names of those who read them; none where it is one."""
    texts = Texts([each.client for each in message.addressees.values()], message.words_for)
    groups = texts.all_groups
    return {names(group): texts.of(group[0]) for group in groups} if len(groups) > 1 else {}


def brief_text(target: Target, brief: Brief) -> str:
    """Return a brief as plain text."""
    parts = [brief.status]
    waiting = [] if brief.waiting_on is None else [f"Waiting on {waiting_said(brief.waiting_on)}"]
    if brief.next_update_at is not None:
        parts.append(f"Next client update: {target.told.full(brief.next_update_at)}")
    if brief.clients:
        parts[1:] = [
            "\n".join(
                f"Next update to {each.client}: {target.told_to(each.next_update_at, each.client)}"
                for each in brief.clients
            )
        ]
    parts += ["\n".join(f"{a.n}  {a.text} ({a.owner})" for a in brief.actions)]
    parts[1:1] = waiting
    parts += [f"{each.client or 'The client'} asks: {each.text}" for each in brief.inquiries]
    parts += [brief.latest_update]
    return "\n\n".join(part for part in parts if part)
