"""What things are called in reports."""

from __future__ import annotations

from incident_console.domain.parts import Message
from incident_console.domain.response import NoteKind
from incident_console.domain.vocabulary import MessageKind, Remedy

MESSAGE_NAMES: dict[MessageKind, str] = {
    MessageKind.UPDATE: "update",
    MessageKind.RESCHEDULE: "the new time",
    MessageKind.ABSENCE: "the notice of absence",
    MessageKind.WRAP_UP: "the wrap-up",
    MessageKind.STAND_DOWN: "the all-clear",
    MessageKind.DUPLICATE: "the pointer to the other incident",
    MessageKind.ANALYSIS: "the analysis",
}

REMEDIES: dict[Remedy, str] = {
    Remedy.RESTORED: "service is restored",
    Remedy.WORKAROUND: "a verified workaround is in place",
    Remedy.MITIGATED: "mitigated, no longer a matter of the SLA",
}


NOTE_LABELS: dict[NoteKind, str] = {
    **{kind: f"{kind.value}: " for kind in NoteKind},
    NoteKind.NOTE: "",
    NoteKind.INQUIRY: "client asks: ",
    NoteKind.ACTION: "done: ",
}


def message_name(message: Message | None) -> str:
    """What a message is called: `update 3`, `the wrap-up`."""
    if message is None:
        return "a message"
    if message.kind is MessageKind.UPDATE:
        return f"update {message.number}"
    return MESSAGE_NAMES[message.kind]
