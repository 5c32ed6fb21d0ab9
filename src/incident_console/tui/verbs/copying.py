"""Copying a text of the incident: its reference, what clients read, the brief."""

from __future__ import annotations

from incident_console.delivery import outbox
from incident_console.domain.incident import Incident
from incident_console.domain.parts import Brief
from incident_console.tui.dialogs.form import FormDialog, answering
from incident_console.tui.forms.choice import Choice
from incident_console.tui.room.room import Room
from incident_console.tui.room.target import Target
from incident_console.tui.terminal import copying
from incident_console.tui.verbs.verb import verb

LATEST = 8
"""How many messages back are offered."""


@verb
async def copy(app: Room) -> None:
    """Choose a text and copy it by every way there is."""
    target = Target.chosen(app)
    texts = copyable(target, target.incident)
    which = Choice("text", "Text", [(name, words) for name, words, _ in texts], texts[0][0])
    dialog = FormDialog(
        f"Copy a text of {target.ref}",
        "To the clipboard, to tmux's buffer where there is one, and into a private file.",
        [which],
        commit="Copy",
        prepare=lambda: answering(which.value),
    )
    chosen = await app.ask(dialog)
    for name, _, text in texts:
        if name == chosen:
            app.tell(f"The text is {await copying.copy(app, text, name)}.")


def copyable(target: Target, incident: Incident) -> list[tuple[str, str, str]]:
    """Return what can be copied: the name of its file, what it is, the text."""
    texts = [(f"{incident.ref}.txt", f"the reference {incident.ref}", incident.ref)]
    if incident.offer is not None:
        brief = incident.offer.brief
        texts.append(
            (f"{incident.ref}-brief.txt", f"the brief for {incident.offer.to}", brief_text(target, brief))
        )
    for message in list(reversed(incident.messages.values()))[:LATEST]:
        state = "waiting" if message.waiting else "discarded" if message.dropped else "out"
        if incident.is_overtaken(message):
            state = "overtaken"
        # The outbox's own name would ask for what is out to be posted again.
        aside = "" if state == "waiting" else f"{state}-"
        number = f" {message.number}" if message.number else ""
        kind = message.kind.value.replace("_", " ")
        what = f"{kind}{number}, {state}: {target.ours.full(message.written_at)}"
        texts.append((f"{aside}{outbox.file_name(incident, message)}", what, message.words))
    return texts


def brief_text(target: Target, brief: Brief) -> str:
    """Return a brief as plain text."""
    parts = [brief.status]
    if brief.next_update_at is not None:
        parts.append(f"Next client update: {target.told.full(brief.next_update_at)}")
    parts += ["\n".join(f"{a.n}  {a.text} ({a.owner})" for a in brief.actions), brief.latest_update]
    return "\n\n".join(part for part in parts if part)
