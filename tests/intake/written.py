"""Past incidents as other tools write them, and as they are here once they are read."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from incident_console.domain.entry import Entry
from incident_console.domain.events import decode, encode
from incident_console.domain.folding import absorb
from incident_console.domain.incident import Incident
from incident_console.intake.past import Past, past_events

REAL = Path(__file__).parents[1] / "data" / "incidents"


EXPECTED: dict[str, dict[str, Any]] = json.loads((REAL / "expected.json").read_text("utf-8"))


NOW = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)


def past(*lines: dict[str, Any] | str, **said: Any) -> Past:
    """A past incident from lines, imported by carol."""
    written = "\n".join(
        line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines
    )
    number = count(1)
    given = {"ref": "INC-7K3Q", "by": "carol", "now": NOW, "new_id": lambda: f"event-{next(number)}", **said}
    return past_events(written, **given)


def live(given: Past) -> Incident:
    """The incident that a past one makes, as the desk records it."""
    incident = Incident()
    for seq, happened in enumerate(given.happened, 1):
        entry = Entry(
            id=happened.id,
            incident="incident",
            seq=seq,
            console="console",
            count=seq,
            term=incident.term,
            occurred_at=happened.at,
            recorded_at=NOW,
            by=happened.by,
            event=decode(encode(happened.event)),
        )
        absorb(incident, entry)
    return incident


def real(name: str, **said: Any) -> Incident:
    return live(past((REAL / f"{name}.jsonl").read_text("utf-8"), name=f"{name}.jsonl", **said))


def line(at: str, kind: object = "note", text: str = "as it was", **more: Any) -> dict[str, Any]:
    return {"at": f"2026-08-01T{at}:00Z", "kind": kind, "text": text, **more}


def moment(at: str) -> datetime:
    return datetime.fromisoformat(f"2026-08-01T{at}:00+00:00")
