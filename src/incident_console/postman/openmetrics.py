"""What a watch writes for Prometheus: a text file as OpenMetrics says, each time whole."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from incident_console import private_files
from incident_console.desk import Desk
from incident_console.domain.deadlines import client_deadlines, owed_afterwards
from incident_console.domain.summary import SummaryRow
from incident_console.store.leases import Beat

READABLE = 0o640
"""Whoever collects it reads it by the group of its folder."""


def write(path: Path, desk: Desk) -> None:
    """Write the file in the place of the one before; for its owner, and for the group of its folder to read.

    Raises:
        OSError: its folder cannot be written.
        StoreError: the record cannot be read.
    """
    private_files.replace(path, text(desk, desk.now()), own=lambda handle: give(handle, path.parent))


def give(handle: int, folder: Path) -> None:
    """Give an open file to the group of a folder, where we may."""
    os.fchmod(handle, READABLE)
    try:
        os.fchown(handle, -1, folder.stat().st_gid)
    except PermissionError:
        # Not one of our groups: its owner alone reads it then.
        os.fchmod(handle, 0o600)


def text(desk: Desk, now: datetime) -> str:
    """Return all figures at a time (UTC)."""
    board = [row for row in desk.store.board(now) if not row.drill]
    lines = [
        *family(
            "promise_seconds",
            "Seconds until a client's deadline; negative once it is past.",
            promises(desk, board, now),
        ),
        *family("open_incidents", "Open incidents by severity.", open_incidents(board)),
        *family("deliveries", "Messages by recipient, by what came of them.", deliveries(desk)),
        *family("watch_since_seconds", "Since when somebody watches, in seconds since 1970.", watches(desk)),
        "# EOF",
    ]
    return "\n".join(lines) + "\n"


Sample = tuple[dict[str, str], float]


def family(name: str, what: str, samples: Iterable[Sample]) -> Iterator[str]:
    """Yield the lines of one metric."""
    name = f"incident_console_{name}"
    yield f"# HELP {name} {what}"
    yield f"# TYPE {name} gauge"
    for labels, value in samples:
        named = ",".join(f'{label}="{escaped(text)}"' for label, text in labels.items())
        yield f"{name}{{{named}}} {value:.0f}"


def escaped(text: str) -> str:
    """Return a text as it stands between the quotation marks of a label."""
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def promises(desk: Desk, board: Sequence[SummaryRow], now: datetime) -> Iterator[Sample]:
    """Yield how far each deadline of a client is, of what is on the board and of what has ended."""
    for row in [*board, *desk.store.pressing(now)]:
        if row.drill or row.imported or row.damaged or row.clock_due_at is None:
            continue
        if len(row.clients) > 1:
            incident = desk.by_id(row.id)
            due = client_deadlines(incident) if incident.is_open else owed_afterwards(incident)
            known = [(each.client or "", str(each.kind), each.due_at) for each in due]
        else:
            known = [(row.clock_client or "", row.clock_kind or "", row.clock_due_at)]
        for client, kind, due_at in known:
            yield {"incident": row.ref, "client": client, "kind": kind}, (due_at - now).total_seconds()


def open_incidents(board: Sequence[SummaryRow]) -> Iterator[Sample]:
    """Yield how many incidents are open, by severity."""
    found = Counter(row.severity or "" for row in board)
    yield from (({"severity": severity}, float(found[severity])) for severity in sorted(found))


def deliveries(desk: Desk) -> Iterator[Sample]:
    """Yield how many rows there are by what came of them."""
    for outcome, count in sorted(desk.store.deliveries.by_outcome().items()):
        yield {"outcome": outcome}, float(count)


def watches(desk: Desk) -> Iterator[Sample]:
    """Yield who watches, and since when."""
    for each in desk.store.watches.standing(Beat.of(desk.clock)):
        yield {"by": each.who}, each.since.timestamp()
