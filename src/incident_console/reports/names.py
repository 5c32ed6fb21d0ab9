"""What things are called in reports."""

from __future__ import annotations

from incident_console.domain.response import NoteKind
from incident_console.domain.vocabulary import Remedy

NEVER_ANSWERED = "never answered"
"""What became of the last promise of a past incident, where its record ends without an answer."""

SINCE: dict[Remedy | None, str] = {
    None: "Service restored",
    Remedy.RESTORED: "Service restored",
    Remedy.WORKAROUND: "Workaround in place",
    Remedy.MITIGATED: "Mitigated",
}
"""What was reached at the time of restoration, by the criterion: only one says that service was restored."""

NOTE_LABELS: dict[NoteKind, str] = {
    **{kind: f"{kind.value}: " for kind in NoteKind},
    NoteKind.NOTE: "",
    NoteKind.INQUIRY: "client asks: ",
    NoteKind.ACTION: "done: ",
}
