"""The composer's first line, which says what is being written and how it stands, and its last: the keys."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from incident_console.domain.incident import Incident
from incident_console.tui.forms.key_hints import KeyHint
from incident_console.tui.render.content import join, shown
from incident_console.tui.room.target import Target
from incident_console.wording.clients import names

KIND = "update"
"""What the store calls these drafts, and the record these messages."""


def written(incident: Incident) -> int:
    """Return how many updates were written so far, out or not."""
    return sum(message.kind == KIND for message in incident.messages.values())


def title_line(target: Target, readers: Sequence[str | None], number: int, state: str, width: int) -> Content:
    """Return a rule with the update's number, its clients and incident, and at its end the state.

    Args:
        target: the incident.
        readers: the clients whom it is for.
        number: of the update that is being written.
        state: what is said about the draft; that another update was written meanwhile says more.
        width: in cells.
    """
    rule = target.app.glyphs.rule
    to = f" to {names(readers)}" if any(readers) else ""
    left = join(
        (rule * 2 + " ", "$focus"),
        shown(f"Update {number}{to}", "$focus bold"),
        (f" {rule * 2} ", "$focus"),
        shown(target.ref, "$quiet"),
        " ",
    )
    so_far = written(target.incident)
    look = "$quiet"
    if so_far >= number:
        look, state = "$soon", f"update {so_far} was written meanwhile: read it before you send"
    right = join(" ", shown(state, look), " ") if state else shown("")
    gap = width - 2 - left.cell_length - right.cell_length
    if gap < 0:
        left, gap = left.truncate(max(left.cell_length + gap, 0), ellipsis=True), 0
    return join(left, (rule * gap, "$focus"), right, (rule * 2, "$focus"))


def key_hints(*, told: bool, several: bool = False) -> list[KeyHint]:
    """Return the keys of the composer; before the client was told anything, nothing can be unchanged.

    Args:
        several: whether there are several clients, each of whom may read another text.
    """
    unchanged = [KeyHint("F2", "No change", "no_change")] if told else []
    turns = [KeyHint("F6", "Turn", "turn"), KeyHint("F7", "For whom", "whom", rank=3)]
    record = KeyHint("F9", "Record" if several else "From the record", "propose", rank=3)
    return [
        KeyHint("ctrl+s", "Send", "commit"),
        *([] if several else [KeyHint("enter", "Next", "enter", rank=3)]),
        *unchanged,
        KeyHint("F3", "Looking", "mode('investigating')", rank=2),
        KeyHint("F4", "Waiting", "mode('waiting')", rank=2),
        *(turns if several else []),
        KeyHint("F8", "Read" if several else "Preview", "preview", id="toggle-preview"),
        KeyHint("F5", "Editor", "editor", rank=3),
        record,
        KeyHint("esc", "Close", "close"),
    ]
