"""What came of what was sent, as it is recorded; and what people have sent, written or settled once more."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import datetime

import msgspec

from incident_console.clock import new_id
from incident_console.delivery import portal_names
from incident_console.delivery.message_names import message_named
from incident_console.delivery.notifying import without_numbers
from incident_console.delivery.queue import Attempted, still_waits
from incident_console.domain import delivering, portal, portal_writes, settling, ticketing
from incident_console.domain.entry import Request
from incident_console.domain.incident import Incident
from incident_console.domain.message import Message
from incident_console.domain.vocabulary import DeliveryOutcome
from incident_console.domain.ways import Destination
from incident_console.recording import Done
from incident_console.store.delivery_rows import RowState
from incident_console.store.errors import StoreError
from incident_console.store.notices import Notice
from incident_console.transactions import TransactionOwner


class Outcomes(TransactionOwner):
    """The part of the desk that knows of attempts: what each came to, and what is tried anew."""

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
                notice = self.store.notices.notice(each.row.message) if each.row.inside else None
                if notice is not None and portal_names.is_for_portal(notice):
                    done += self._note_write(each, notice)
                    continue
                if each.row.inside:
                    self._keep_outcome(each)
                    continue
                incident = self._current(each.row.incident)
                if each.outcome is not DeliveryOutcome.WAITING:
                    done.append(self._record_outcome(incident, each))
                elif still_waits(incident, each.row.message, each.row.destination):
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

    def _note_write(self, attempt: Attempted, notice: Notice) -> list[Done]:
        """Record what came of writing to the support portal, and what the ticket is where it created one."""
        incident, rows = self._current(attempt.row.incident), self.store.deliveries
        if attempt.outcome is DeliveryOutcome.WAITING:
            rows.wait(attempt.row, attempt.again_at or self.now(), attempt.reason)
            if not portal_names.is_wanted(incident, notice):
                # Not at its end: the ticket may be named once more.
                rows.end_unsent([attempt.row.id])
            return []
        ticket, about = portal_names.meant_by(notice)
        nobody = self._nobody(attempt)
        events = portal_writes.note_write(
            incident,
            nobody,
            about=about,
            ticket=ticket or attempt.ticket,
            creates=not ticket,
            outcome=attempt.outcome,
            reason=attempt.reason,
            url=attempt.url,
            attempts=attempt.row.attempts,
        )
        rows.end([attempt.row.id], attempt.reason)
        rows.note_outcomes([(attempt.row.id, attempt.outcome)])
        return [self._recorder.record(incident, nobody, events)]

    def _nobody(self, attempt: Attempted) -> Request:
        """Who records what came of an attempt, and when it was over."""
        now = self.now()
        at = min(attempt.at.replace(microsecond=0), now)
        return Request(by="", at=at, now=now, policy=self.policy, id=new_id())

    def _record_outcome(self, incident: Incident, attempt: Attempted) -> Done:
        nobody = self._nobody(attempt)
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

    def create_ticket(self, reference: str, *, at: datetime | None = None) -> Done:
        """Have the support portal create an incident's ticket; what is tried elsewhere stands in no way.

        Where it was asked for one from here and is tried again by itself, that is done now.
        """
        with self._transaction():
            incident = self._current(self.store.find(reference))
            last = ticketing.creation(incident)
            asked = "" if last is None else portal_names.name_of(incident, "", last.request.id)
            arguments = {"tried": self._is_tried(asked), "under_way": self._is_under_way(asked)}
            done = self._ask(incident, ticketing.create_ticket, at, None, arguments)
            notice = None if done.entries else self.store.notices.named(asked)
            if notice is None:
                return done
            self.store.deliveries.hasten(self.now(), message=notice.id)
            return msgspec.structs.replace(done, notices=(notice.id,))

    def log_again(self, reference: str, *, comments: Collection[str] = ()) -> Done:
        """Have comments (by the ids of their entries) written to the ticket once more, or all that are not.

        What is tried by itself anyway is tried now.
        """
        with self._transaction():
            incident = self._current(self.store.find(reference))
            ticket = incident.ticket or ""
            queued = [
                each.entry.id
                for each in portal.not_logged(incident)
                if self._is_tried(portal_names.name_of(incident, ticket, each.entry.id))
            ]
            way = self.policy.colleagues.portal
            if way is not None:
                self.store.deliveries.hasten(self.now(), incident=incident.id, channel=way.way.channel)
            arguments = {"comments": comments, "queued": queued}
            return self._ask(incident, portal_writes.log_again, None, None, arguments)

    def _is_tried(self, name: str) -> bool:
        """Whether a notice of that name is being sent from this file, or will be by itself."""
        notice, rows, now = self.store.notices.named(name), self.store.deliveries, self.now()
        return notice is not None and any(
            rows.is_here(row) and (row.state is RowState.SENDING or row.is_due_by_itself(now))
            for row in rows.of(message=notice.id)
        )

    def _is_under_way(self, name: str) -> bool:
        """Whether a notice of that name is being sent at this moment."""
        notice = self.store.notices.named(name)
        return notice is not None and any(
            row.state is RowState.SENDING for row in self.store.deliveries.of(message=notice.id)
        )

    def message(self, outbox_id: str) -> tuple[Incident, Message]:
        """The message that the outbox calls `7K3Q-H4TC`; by more letters too, or by fewer.

        Raises:
            Refused: where there is none of that name, or more than one.
        """
        return message_named(outbox_id, self.sharing)

    def sharing(self, reference: str) -> list[Incident]:
        """The incidents that go by a reference: more than one where a merge brought another of the same."""
        found = [self._current(each) for each in self.store.sharing(reference)]
        return found or [self.incident(reference)]
