"""What an act answers: what was recorded, the times in it, the clock, and what is worth doing next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from incident_console.delivery.outbox import outbox_id
from incident_console.domain.deadlines import Deadline, next_deadline
from incident_console.domain.entry import Entry, Request
from incident_console.domain.events import type_name
from incident_console.domain.incident import Incident
from incident_console.domain.message import Message
from incident_console.domain.proposal import Proposal
from incident_console.domain.proposals import proposals
from incident_console.domain.refusal import Act
from incident_console.reports.promise_rows import clock_of
from incident_console.reports.stamps import stamp
from incident_console.wording.names import NOT_OUT, the_message

TIMES = {
    "started_at": "impact since",
    "restored_at": "restored, mitigated or worked round at",
    "next_update_at": "next update by",
    "due_at": "new time",
    "until": "back at",
    "analysis_by": "analysis by",
    "due": "due",
    "stands_until": "the offer stands until",
    "review_due": "review due",
}
"""Times that an event carries, and how they are said."""

TOLD = frozenset(("next_update_at", "due_at", "until", "analysis_by"))
"""Which of them the client is told."""


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one act; all times are UTC."""

    incident: Incident
    entries: list[Entry]
    now: datetime
    deadline: Deadline | None
    proposals: list[Proposal]
    outbox: str | None
    """What the outbox calls the message that was written and waits."""
    message: Message | None
    """What was written, or said to be out."""
    files: Sequence[Path]
    """The files that hold its text for those whom it waits for."""

    def times(self, *entries: Entry) -> Iterator[tuple[str, datetime]]:
        """Yield the times that entries carry, all of them where none is named, by their names."""
        for entry in entries or self.entries:
            for name in TIMES:
                if isinstance(moment := getattr(entry.event, name, None), datetime):
                    yield name, moment

    def data(self) -> dict[str, Any]:
        """Return it as JSON has it; `seq` is that of the last entry."""
        incident, first = self.incident, self.entries[0]
        return {
            "ref": incident.ref,
            "id": incident.id,
            "seq": incident.seq,
            "recorded": [type_name(entry.event) for entry in self.entries],
            "occurred_at": stamp(first.occurred_at),
            "recorded_at": stamp(first.recorded_at),
            "status": incident.status,
            "severity": incident.severity,
            "owner": incident.owner,
            "clock": clock_of(incident, self.now),
            "outbox": self.outbox,
            "outbox_file": str(self.files[0]) if self.files else None,
            **self.told_apart(),
            **{name: stamp(moment) for name, moment in self.times()},
        }

    def told_apart(self) -> dict[str, Any]:
        """Return who was told and who is still to be, where there are several clients."""
        if self.message is None or not self.incident.has_several:
            return {}
        return {
            "told": [each.client for each in self.message.told],
            "to_tell": [each.client for each in self.message.to_tell],
            "outbox_files": [str(file) for file in self.files],
        }


def recorded(
    incident: Incident,
    entries: Sequence[Entry],
    request: Request,
    waiting: Message | None = None,
    files: Sequence[Path] = (),
) -> Recorded:
    """Return what an act answers.

    Args:
        incident: after it.
        entries: that it recorded.
        request: who looks at the answer, and when.
        waiting: the message that it wrote, as long as that is not out.
        files: where the text of that message is for each whom it waits for, if anywhere.
    """
    name = None if waiting is None else outbox_id(incident, waiting)
    found = proposals(incident, entries, request)
    if waiting is not None and not incident.imported:
        found.append(
            Proposal(
                f"{{message}} is {NOT_OUT}{{to}}; when it is posted",
                Act("say_posted", message=name),
                message=the_message(waiting),
                to=those_to_tell(incident, waiting),
            )
        )
    return Recorded(
        incident=incident,
        entries=list(entries),
        now=request.now,
        deadline=None if incident.imported else next_deadline(incident),
        proposals=found,
        outbox=name,
        message=waiting or written_or_posted(incident, entries),
        files=files,
    )


def those_to_tell(incident: Incident, message: Message) -> str:
    """Return whom of several clients a message is still to reach: `Globex and 2 more`; of one, nothing."""
    if not incident.has_several:
        return ""
    first, *others = [each.client or "" for each in message.to_tell]
    return f" to {first} and {len(others)} more" if others else f" to {first}"


def written_or_posted(incident: Incident, entries: Iterable[Entry]) -> Message | None:
    """Return the message that entries write, or say to be out."""
    ids = [getattr(entry.event, "message", entry.id) for entry in entries]
    return next((incident.messages[each] for each in ids if each in incident.messages), None)
