"""The one door to the record, for the war room and the command line alike.

An act is: load, ask the rule, append, answer. What concerns one incident alone is asked before the
transaction that appends it, which refuses to append to anything newer: then it is loaded and asked again.
What concerns several is loaded, asked and appended in one. Either way a refused act records nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from incident_console.clock import new_id, new_reference
from incident_console.delivery import portal_rows, queue
from incident_console.domain import (
    declaring,
    duplicates,
    handover,
    posting,
)
from incident_console.domain.entry import Event, Request
from incident_console.domain.incident import Incident
from incident_console.domain.refusal import Refused
from incident_console.domain.text import same_person
from incident_console.domain.vocabulary import Role, Severity
from incident_console.outcomes import Outcomes
from incident_console.recording import Done
from incident_console.store.errors import Overtaken
from incident_console.transactions import AHEAD

if TYPE_CHECKING:
    from incident_console.store.merging import Merged

Arguments = ParamSpec("Arguments")
Rule = Callable[Concatenate[Incident, Request, Arguments], list[Event]]

__all__ = ["Desk", "Done", "Rule"]


class Desk(Outcomes):
    """Acts for one person: any rule on one incident, and what touches messages or several incidents."""

    def act(
        self,
        reference: str,
        rule: Rule[Arguments],
        *,
        at: datetime | None = None,
        term: str | None = None,
        **arguments: object,
    ) -> Done:
        """Ask a rule about an incident and record what comes of it.

        Args:
            reference: as people name it: INC-…, a unique start of it, or `.` for the only open one.
            rule: one of the domain's functions.
            at: when it happened (UTC), where that was earlier than now.
            term: the ownership term that the author of a decision saw, by the event that began it.

        Raises:
            Refused: by the rule; nothing was recorded.
            StoreError: the record could not be kept; the sentence says whether anything was saved.
        """
        answer: Callable[..., list[Event]] = rule
        seen = self._folded.last_seen(reference)
        for _ in range(0 if self._folded.transacting else AHEAD):
            incident = seen or self._current(self.store.find(reference))
            remembered, seen = seen is not None, None
            # What it does concerns its survivor too: both are read in the transaction.
            if incident.duplicate_of is not None:
                break
            request = self.request(at, term)
            try:
                events = [
                    # Before the transaction: while a client's template runs, others can write.
                    self._recorder.with_words(incident, event, request)
                    for event in answer(incident, request, **arguments)
                ]
            except Refused:
                if remembered:
                    # What was recorded meanwhile may allow it.
                    continue
                raise
            # Where somebody recorded something since it was read, the rule is asked again about that.
            with suppress(Overtaken), self._transaction():
                self._folded.still(incident)
                return self._recorder.record(incident, request, events)
        with self._transaction():
            incident = self._current(self.store.find(reference))
            return self._ask(incident, rule, at, term, arguments)

    def declare(self, *, at: datetime | None = None, **arguments: object) -> Done:
        """Declare an incident; it gets its identifiers here. Arguments as for `declaring.declare`."""
        with self._transaction():
            request = self.request(at)
            events = declaring.declare(request, ref=self._free_reference(), **arguments)  # type: ignore[arg-type]
            return self._recorder.record(Incident(id=new_id()), request, events)

    def duplicate(
        self,
        reference: str,
        of: str,
        *,
        posted: bool = False,
        where: str | None = None,
        at: datetime | None = None,
        term: str | None = None,
    ) -> Done:
        """Mark an incident as a duplicate of another one, which keeps the earliest deadline of both."""
        with self._transaction():
            incident = self._current(self.store.find(reference))
            survivor = self._current(self.store.find(of))
            arguments = {"survivor": survivor, "posted": posted, "where": where}
            return self._ask(incident, duplicates.mark_duplicate, at, term, arguments)

    def offer_all(
        self, *, to: str, roles: Sequence[Role] = (Role.IC,), status: str | None = None
    ) -> list[Done]:
        """Offer every open incident that is mine to one person: all, or none. Each is accepted for itself.

        Raises:
            Refused: where one of them cannot be offered, naming it, or where I own none.
        """
        with self._transaction():
            mine = [row for row in self.store.board(self.now()) if same_person(row.owner, self.by)]
            if not mine:
                raise Refused("{who} owns no open incident; there is nothing to hand over", who=self.by)
            arguments = {"to": to, "roles": roles, "status": status}
            return [
                self._ask(self._current(row.id), handover.offer_handover, None, None, arguments)
                for row in mine
            ]

    def posted(
        self,
        outbox_id: str,
        *,
        clients: Sequence[str] = (),
        where: str | None = None,
        at: datetime | None = None,
    ) -> Done:
        """Say that a waiting message is out: to these clients, or to all for whom it waits."""
        with self._transaction():
            incident, message = self.message(outbox_id)
            arguments = {"message": message.id, "clients": clients, "where": where}
            return self._ask(incident, posting.say_posted, at, None, arguments)

    def discard(self, outbox_id: str, *, why: str, at: datetime | None = None) -> Done:
        """Take a waiting message out of the outbox."""
        with self._transaction():
            incident, message = self.message(outbox_id)
            arguments = {"message": message.id, "why": why}
            return self._ask(incident, posting.discard_message, at, None, arguments)

    def merge(self, path: Path | str) -> Merged:
        """Bring in what another copy of the record holds; what is still to go out has a file afterwards.

        Raises:
            StoreRefused: the other file is not ours, newer, damaged, this very file, or differs in what is
                recorded already; nothing was changed.
        """
        merged = self.store.merge(path, self.now())
        for came in merged.touched:
            incident = self._current(came.id)
            queue.catch_up(self.store.deliveries, incident)
            portal_rows.keep_up(self.store, incident, self.policy, self.now())
            self._file(incident)
        return merged

    def import_past(
        self,
        text: str,
        *,
        name: str = "",
        title: str | None = None,
        severity: Severity | None = None,
        owner: str | None = None,
    ) -> Done:
        """Bring in a past incident from JSON lines: all of it, or nothing. Arguments as for `past_events`.

        Raises:
            Refused: for a line that cannot be read, with its number.
        """
        from incident_console.intake.past import past_events

        with self._transaction():
            now, ref = self.now(), self._free_reference()
            past = past_events(
                text, ref=ref, by=self.by, now=now, name=name, title=title, severity=severity, owner=owner
            )
            return self._recorder.record_past(past, now)

    def _free_reference(self) -> str:
        """A reference that no incident in this file has; a fifth character where the four are taken."""
        reference = new_reference()
        while not self.store.reserve_ref(reference):
            reference = new_reference(length=5)
        return reference
