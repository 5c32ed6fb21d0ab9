"""A copy that somebody made with other tools, its chains and all: it is refused, or all of it can be read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from incident_console.clock import new_id
from incident_console.domain.actions import ActionDone
from incident_console.domain.adopting import PromiseAdopted
from incident_console.domain.communication import UpdateWritten
from incident_console.domain.declaring import IncidentDeclared
from incident_console.domain.duplicates import DuplicateWritten
from incident_console.domain.entry import Entry, Event
from incident_console.domain.handover_answers import HandoverAccepted
from incident_console.domain.ownership import OwnershipTaken, RoleAssigned
from incident_console.domain.posting import MessageDiscarded, MessagePosted
from incident_console.domain.reopening import IncidentReopened
from incident_console.domain.response import EntryStruck, Noted, NoteKind
from incident_console.domain.vocabulary import Role
from incident_console.store import log
from incident_console.store.errors import StoreRefused
from tests.cli.terminal_user import Shell
from tests.store.merge_invariants import held, whole
from tests.store.parted import Apart

NOTE = Noted(what="seen", note=NoteKind.NOTE)
EVIL = "../../\x1b]0;pwned\x07\x1b[31m\n"
SOMEWHERE = "00000000-0000-4000-8000-000000000000"
WORDS: dict[str, Any] = {"impact": "i", "done": "d", "next_steps": "n"}


def forge(apart: Apart, event: Event, incident: str = "", **envelope: Any) -> Entry:
    """Write into the other copy what no rule answers, chained as it should be."""
    copy, store = apart.other, apart.other.store
    of = incident or apart.id
    with store.writing():
        place = log.last(store._connection, of)[0]
        name = new_id()
        term = store.entries(of)[0].id if place else name
        now = copy.clock.now()
        said = {"id": name, "incident": of, "seq": place + 1, "console": store.console, "term": term}
        said |= {"count": store.next_count(), "occurred_at": now, "recorded_at": now, "by": "mallory"}
        entry = Entry(**{**said, "event": event, **envelope})
        log.append(store._connection, [entry])
    return entry


def declaration(**said: Any) -> IncidentDeclared:
    return IncidentDeclared(
        **{"ref": "INC-2222", "title": "Forged", "owner": "mallory", "because": (), **said}
    )


REFUSED: dict[str, Callable[[Apart], object]] = {
    "a message that is not there": lambda apart: forge(apart, MessagePosted(message=SOMEWHERE)),
    "a message that is none": lambda apart: forge(apart, MessagePosted(message=forge(apart, NOTE).id)),
    "discarded": lambda apart: forge(apart, MessageDiscarded(message=SOMEWHERE, why="x")),
    "an action that is not there": lambda apart: forge(apart, ActionDone(action=SOMEWHERE)),
    "an action that is none": lambda apart: forge(apart, ActionDone(action=forge(apart, NOTE).id)),
    "a strike of nothing": lambda apart: forge(apart, EntryStruck(entry=SOMEWHERE, why="x")),
    "an answer to nothing": lambda apart: forge(
        apart, HandoverAccepted(offer=SOMEWHERE, to="mallory", roles=(Role.IC,), given_by="alice")
    ),
    "a reopening of nothing": lambda apart: forge(apart, IncidentReopened(answers=SOMEWHERE, why="x")),
    "no declaration": lambda apart: forge(apart, NOTE, new_id()),
    "two declarations": lambda apart: forge(apart, declaration()),
    "a reference that is none": lambda apart: forge(apart, declaration(ref=f"INC-{EVIL}"), new_id()),
    "no reference": lambda apart: forge(apart, declaration(ref=""), new_id()),
    "a title for a terminal": lambda apart: forge(apart, declaration(title=EVIL), new_id()),
    "an incident that is a path": lambda apart: forge(apart, declaration(), EVIL),
    "an entry that is a path": lambda apart: forge(apart, NOTE, id=EVIL),
    "a message that is a path": lambda apart: forge(apart, UpdateWritten(**WORDS), id=EVIL, by="alice"),
    "words for a terminal": lambda apart: forge(apart, UpdateWritten(**WORDS, words="\x1b[2J"), by="alice"),
    "a name for a terminal": lambda apart: forge(apart, NOTE, by="mal\x9b31mlory"),
    "a login for a terminal": lambda apart: forge(apart, NOTE, login="\x1b[31m"),
    "a console for a terminal": lambda apart: forge(apart, NOTE, console="\x1b[31m"),
    "a term that is none": lambda apart: forge(apart, NOTE, term="x"),
    "the end of time": lambda apart: forge(apart, NOTE, recorded_at=datetime(9999, 12, 31, 23, tzinfo=UTC)),
    "the beginning of time": lambda apart: forge(apart, NOTE, occurred_at=datetime(1, 1, 1, tzinfo=UTC)),
    "promised for the end of time": lambda apart: forge(
        apart, UpdateWritten(**WORDS, next_update_at=datetime(9999, 12, 31, 23, tzinfo=UTC)), by="alice"
    ),
    "a duplicate of itself": lambda apart: forge(
        apart, DuplicateWritten(of=apart.id, of_ref=apart.ref, silent=True), by="alice"
    ),
}

READ: dict[str, Callable[[Apart], object]] = {
    "an owner who took it": lambda apart: forge(
        apart, OwnershipTaken(taken_by="mallory", taken_from="alice", why="x")
    ),
    "an owner who was assigned": lambda apart: forge(apart, RoleAssigned(role=Role.IC, name="mallory")),
    "a duplicate of what is not here": lambda apart: forge(
        apart, DuplicateWritten(of=SOMEWHERE, of_ref="INC-3333", silent=True), by="alice"
    ),
    "a duplicate that is not here": lambda apart: forge(
        apart, PromiseAdopted(duplicate="INC-3333", duplicate_id=SOMEWHERE, left_by=SOMEWHERE)
    ),
    "the same reference": lambda apart: forge(apart, declaration(ref=apart.ref), new_id()),
    "nobody": lambda apart: forge(apart, NOTE, by=""),
    "a far time": lambda apart: forge(apart, NOTE, recorded_at=datetime(8999, 12, 31, 23, tzinfo=UTC)),
    "a long text": lambda apart: forge(apart, Noted(what="x" * 1_000_000, note=NoteKind.NOTE)),
    "a high count": lambda apart: forge(apart, NOTE, count=2**62),
    "a count of this console": lambda apart: forge(apart, NOTE, console=apart.one.store.console, count=50),
}


@pytest.mark.parametrize("what", REFUSED.values(), ids=REFUSED)
def test_what_this_program_never_writes_is_refused(apart: Apart, what: Callable[[Apart], object]) -> None:
    apart.part()
    what(apart)
    before = held(apart.one.store)
    with pytest.raises(StoreRefused, match="nothing was merged") as refused:
        apart.one.merge(apart.other)
    assert held(apart.one.store) == before
    assert str(refused.value).isprintable()


@pytest.mark.parametrize("what", READ.values(), ids=READ)
def test_what_it_might_have_written_can_be_read(
    apart: Apart, what: Callable[[Apart], object], tmp_path: Path
) -> None:
    apart.part()
    what(apart)
    apart.one.merge(apart.other)
    whole(apart.one.store)
    apart.one.store.checkpoint()
    shell = Shell(tmp_path)
    shell.db = apart.one.path
    shell.clock.step(apart.one.clock.now())
    for row in shell.ask("list", "--all"):
        for command in (("show",), ("log",), ("metrics",), ("procedure",), ("handover", "show")):
            shell.say(*command, row["ref"])
            shell.ask(*command, row["ref"])
        for kind in ("md", "html", "json", "csv"):
            shell.say("export", row["ref"], "--format", kind)
    for command in (("list",), ("outbox", "list"), ("action", "list"), ("metrics",), ("verify",)):
        shell.say(*command)
