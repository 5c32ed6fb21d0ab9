"""The one door to the record, for the war room and the command line alike.

An act is: load, ask the rule, append, answer. What concerns one incident alone is asked before the
transaction that appends it, which refuses to append to anything newer: then it is loaded and asked again.
What concerns several is loaded, asked and appended in one. Either way a refused act records nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from incident_console.clock import new_id, new_reference
from incident_console.delivery import queue
from incident_console.delivery.message_names import message_named
from incident_console.delivery.notifying import without_numbers
from incident_console.delivery.queue import Attempted
from incident_console.domain import declaring, delivering, duplicates, handover, posting, settling
from incident_console.domain.entry import Event, Request
from incident_console.domain.incident import Incident
from incident_console.domain.message import Message
from incident_console.domain.refusal import Refused
from incident_console.domain.text import same_person
from incident_console.domain.vocabulary import DeliveryOutcome, Role, Severity
from incident_console.domain.ways import Destination
from incident_console.recording import Done
from incident_console.store.delivery_rows import RowState
from incident_console.store.errors import Overtaken, StoreError
from incident_console.transactions import AHEAD, TransactionOwner

if TYPE_CHECKING:
    from incident_console.store.merging import Merged

Arguments = ParamSpec("Arguments")
Rule = Callable[Concatenate[Incident, Request, Arguments], list[Event]]

__all__ = ["Desk", "Done", "Rule"]


class Desk(TransactionOwner):
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

    def deliver(self, attempts: Sequence[Attempted]) -> list[Done]:
        """Record what came of attempts to send, all in one transaction; it is nobody's act.

        A row that was not sent waits on, unless its message went out otherwise meanwhile. Of one that was not
        taken nothing is recorded where somebody else has taken it: what becomes of it, they will say.
        """
        done = []
        with self._transaction():
            for each in attempts:
                if each.row.lease is None and not self.store.deliveries.is_free(each.row):
                    continue
                if each.row.inside:
                    self._keep_outcome(each)
                    continue
                incident = self._current(each.row.incident)
                if each.outcome is not DeliveryOutcome.WAITING:
                    done.append(self._record_outcome(incident, each))
                elif queue.still_waits(incident, each.row.message, each.row.destination):
                    again_at = self.now() if each.again_at is None else each.again_at
                    self.store.deliveries.wait(each.row, again_at, each.reason)
                else:
                    self.store.deliveries.end([each.row.id])
        return done

    def _keep_outcome(self, attempt: Attempted) -> None:
        """Keep what came of a notice to colleagues: it is no part of the log."""
        with suppress(StoreError):  # of what cannot be read it is not known who is called
            incident = self._current(attempt.row.incident)
            attempt = without_numbers(attempt, incident, self.policy.colleagues)
        if attempt.outcome is DeliveryOutcome.WAITING:
            again_at = self.now() if attempt.again_at is None else attempt.again_at
            self.store.deliveries.wait(attempt.row, again_at, attempt.reason)
        else:
            self.store.deliveries.end([attempt.row.id], attempt.reason)
            self.store.deliveries.note_outcomes([(attempt.row.id, attempt.outcome)])

    def _record_outcome(self, incident: Incident, attempt: Attempted) -> Done:
        now = self.now()
        at = min(attempt.at.replace(microsecond=0), now)
        nobody = Request(by="", at=at, now=now, policy=self.policy, id=new_id())
        events = delivering.note_delivery(
            incident,
            nobody,
            message=attempt.row.message,
            destination=attempt.row.destination,
            outcome=attempt.outcome,
            proof=attempt.proof,
            reason=attempt.reason,
            url=attempt.url,
            attempts=attempt.row.attempts,
            survivor=self._survivor(incident.messages[attempt.row.message]),
        )
        self.store.deliveries.end([attempt.row.id], attempt.reason)
        return self._recorder.record(incident, nobody, events)

    def settle(
        self,
        outbox_id: str,
        *,
        arrived: bool = False,
        lost: bool = False,
        clients: Sequence[str] = (),
        to: Collection[Destination] = (),
    ) -> Done:
        """Say of a message's uncertain deliveries that they arrived, or were lost: of these, or of all."""
        with self._transaction():
            incident, message = self.message(outbox_id)
            arguments = {
                "message": message.id,
                "arrived": arrived,
                "lost": lost,
                "clients": clients,
                "to": to,
                "survivor": self._survivor(message),
            }
            return self._ask(incident, settling.settle, None, None, arguments)

    def _survivor(self, message: Message) -> Incident | None:
        """The incident of which a message makes its own a duplicate; nearly always none."""
        goes_into = message.event.goes_into
        return None if goes_into is None else self._current(goes_into)

    def retry(self, outbox_id: str, *, clients: Sequence[str] = (), to: Collection[Destination] = ()) -> Done:
        """Have a message sent from here, now: what waits, and by somebody's word what would not be.

        Where all of it is tried by itself anyway, nothing is recorded.
        """
        with self._transaction():
            incident, message = self.message(outbox_id)
            now, rows = self.now(), self.store.deliveries
            queued = [
                row.destination
                for row in rows.of(message=message.id)
                if rows.is_here(row) and (row.state is RowState.SENDING or row.is_due_by_itself(now))
            ]
            arguments = {"message": message.id, "clients": clients, "to": to, "queued": queued}
            rows.hasten(now, message=message.id)
            return self._ask(incident, settling.retry, None, None, arguments)

    def message(self, outbox_id: str) -> tuple[Incident, Message]:
        """The message that the outbox calls `7K3Q-H4TC`; by more letters too, or by fewer.

        Raises:
            Refused: where there is none of that name, or more than one.
        """
        return message_named(outbox_id, self._sharing)

    def _sharing(self, reference: str) -> list[Incident]:
        """The incidents that go by a reference: more than one where a merge brought another of the same."""
        found = [self._current(each) for each in self.store.sharing(reference)]
        return found or [self.incident(reference)]

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
