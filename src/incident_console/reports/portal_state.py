"""How things stand with the support portal: the ticket, its creation, each comment; in words and in JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from incident_console.delivery.portal_names import is_for_portal, meant_by, name_of
from incident_console.domain.incident import Incident
from incident_console.domain.naming import outbox_id, outbox_ids
from incident_console.domain.parts import PortalWrite
from incident_console.domain.policy import Policy
from incident_console.domain.portal import Comment, comments, is_kept, not_logged_since, writer
from incident_console.domain.ticketing import creation
from incident_console.domain.vocabulary import DeliveryOutcome
from incident_console.reports.deliveries import ELSEWHERE
from incident_console.reports.stamps import stamp
from incident_console.store.delivery_rows import DeliveryRow, RowState
from incident_console.words import flat

if TYPE_CHECKING:
    from incident_console.store.store import Store


LEFT_OUT = "recorded while no portal was configured"


class Writing(msgspec.Struct, frozen=True, kw_only=True):
    """A comment, or the creation of the ticket, with its row of the queue where this file may send it.

    `known` is whether it was looked for; else nothing is known of attempts that are not over. `left_out` is
    whether this file was to write it, and did not, since no portal was configured when it was recorded.
    """

    about: str
    name: str
    write: PortalWrite | None
    creates: bool = False
    row: DeliveryRow | None = None
    known: bool = False
    left_out: bool = False

    @property
    def outcome(self) -> DeliveryOutcome:
        return DeliveryOutcome.WAITING if self.write is None else self.write.outcome

    @property
    def attempts(self) -> int:
        """How often it was tried."""
        if self.write is not None:
            return self.write.attempts
        return 0 if self.row is None else self.row.attempts

    @property
    def reason(self) -> str:
        """Why it is not there, as far as that is known."""
        if self.write is not None:
            return self.write.reason
        if self.row is None:
            where = LEFT_OUT if self.left_out else ELSEWHERE
            return where if self.known else ""
        return self.row.reason

    @property
    def is_there(self) -> bool:
        """Whether it stands in the portal."""
        return self.write is not None and self.write.is_there

    @property
    def is_under_way(self) -> bool:
        """Whether it is being written at this moment."""
        return self.row is not None and self.row.state is RowState.SENDING

    def asks(self, now: datetime) -> bool:
        """Whether nothing more comes of it by itself at a time (UTC): not from this file, at least."""
        if self.write is not None:
            return self.outcome in (DeliveryOutcome.REFUSED, DeliveryOutcome.UNCERTAIN)
        row = self.row
        if row is None:
            return self.known
        return row.state is not RowState.SENDING and not row.is_due_by_itself(now)

    def said(self, now: datetime, clock: Callable[[datetime], str]) -> str:
        """Return in few words how far it is at a time (UTC), on the clock of whoever reads it."""
        why = f": {flat(self.reason)}" if self.reason else ""
        if self.write is not None:
            hand = self.outcome is DeliveryOutcome.SAID
            return f"{'written by hand' if hand else self.outcome} {clock(self.write.at)}{why}"
        row, done = self.row, "created" if self.creates else "written"
        if row is None:
            return self.reason or f"waits to be {done}"
        if row.state is RowState.SENDING:
            return f"is being {done}"
        if not row.is_due_by_itself(now):
            return f"too old to be {done} by itself{why}"
        if not row.reason:
            return f"waits to be {done}"
        again = "" if row.next_attempt_at <= now else f" {clock(row.next_attempt_at)}"
        return f"trying again{again}{why}"


def rows_of(incident: Incident, store: Store | None) -> Mapping[tuple[str, str], DeliveryRow]:
    """Return what this file may still write for an incident: by ticket, empty for none yet, and by entry."""
    if store is None:
        return {}
    return {
        meant_by(notice): row
        for row in store.deliveries.of(incident=incident.id)
        if row.inside
        and row.state in (RowState.WAITING, RowState.SENDING)
        and store.deliveries.is_here(row)
        and (notice := store.notices.notice(row.message)) is not None
        and is_for_portal(notice)
    }


def comment_writings(incident: Incident, store: Store | None) -> list[Writing]:
    """Return the comments of an incident in order, each with how far it is in the present ticket."""
    found = comments(incident)
    rows = rows_of(incident, store) if any(not each.is_logged for each in found) else {}
    ticket = incident.ticket
    return [
        Writing(
            about=each.entry.id,
            name=each.name,
            write=each.write,
            row=None if ticket is None else rows.get((ticket, each.entry.id)),
            known=store is not None and ticket is not None,
            left_out=store is not None and not each.is_logged and is_left_out(incident, each, store),
        )
        for each in found
    ]


def is_left_out(incident: Incident, comment: Comment, store: Store) -> bool:
    """Whether a file was to write a comment, and was never asked to."""
    if incident.ticket is None or not store.deliveries.is_written_by(writer(incident, comment)):
        return False
    return store.notices.named(name_of(incident, incident.ticket, comment.entry.id)) is None


def creation_writing(incident: Incident, store: Store | None) -> Writing | None:
    """Return how far the creation of the ticket is that was asked for last; None where none was."""
    last = creation(incident)
    if last is None:
        return None
    rows = rows_of(incident, store) if last.write is None else {}
    return Writing(
        about=last.request.id,
        name="the ticket",
        write=last.write,
        creates=True,
        row=rows.get(("", last.request.id)),
        known=store is not None and incident.ticket is None,
    )


def writings(incident: Incident, store: Store | None, policy: Policy) -> dict[str, Writing]:
    """Return what is to be in the portal by the entry that it is about: comments, and the ticket's creation.

    Nothing where the incident is not logged in one.
    """
    if not is_kept(incident, policy):
        return {}
    last = creation_writing(incident, store)
    found = [*([] if last is None else [last]), *comment_writings(incident, store)]
    return {each.about: each for each in found}


def lacking(incident: Incident, found: Iterable[Writing], now: datetime) -> list[Writing]:
    """Return what is not in the portal though it was tried, at a time (UTC).

    It is the ticket as long as there is none, and then what is to be logged in it.
    """
    return [
        each
        for each in found
        if not each.is_there and each.creates is (incident.ticket is None) and (each.asks(now) or each.reason)
    ]


def comment_names(incident: Incident, found: Iterable[Comment]) -> dict[str, str]:
    """Return what comments are called where they are to be written once more (`7K3Q-H4TC`), by their entries.

    `found` are all comments of the incident: none is called as another one, or as a message, is.
    """
    return outbox_ids(incident.ref, {*incident.messages, *(each.entry.id for each in found)})


def comment_id(incident: Incident, about: str) -> str:
    """Return what the comment about an entry is called."""
    return comment_names(incident, comments(incident))[about]


def portal_row(incident: Incident, store: Store | None) -> dict[str, Any] | None:
    """Return how an incident stands in the support portal as JSON has it; None where it was never written to.

    Whether a portal is configured is not asked: what waits for a ticket, the procedure says.
    """
    if not (incident.portal or incident.ticket_requests or rows_of(incident, store)):
        return None
    found, written = comments(incident), comment_writings(incident, store)
    names = comment_names(incident, found)
    return {
        "ticket": incident.ticket,
        "url": incident.ticket_url,
        "creation": creation_row(incident, store),
        "not_logged_since": stamp(not_logged_since([each for each in found if not each.is_logged])),
        "comments": [
            comment_row(incident, comment, writing, names[comment.entry.id])
            for comment, writing in zip(found, written, strict=True)
        ],
    }


def creation_row(incident: Incident, store: Store | None) -> dict[str, Any] | None:
    """Return what came of having the ticket created as JSON has it; None where nobody asked for one."""
    last, writing = creation(incident), creation_writing(incident, store)
    if last is None or writing is None:
        return None
    return {
        "by": last.request.by or None,
        "asked_at": stamp(last.request.occurred_at),
        "ticket": (last.write.ticket if last.write is not None else "") or None,
        **outcome_row(writing),
    }


def comment_row(incident: Incident, comment: Comment, writing: Writing, name: str) -> dict[str, Any]:
    """Return a comment, which goes by a name, as JSON has it."""
    message = comment.message
    return {
        "id": name,
        "event": comment.entry.id,
        "seq": comment.entry.seq,
        "kind": comment.kind,
        "message": None if message is None else outbox_id(incident.ref, message.id, incident.messages),
        **outcome_row(writing),
    }


def outcome_row(writing: Writing) -> dict[str, Any]:
    return {
        "outcome": writing.outcome.value,
        "at": stamp(None if writing.write is None else writing.write.at),
        "attempts": writing.attempts,
        "reason": writing.reason or None,
        "url": (writing.write.url if writing.write is not None else "") or None,
    }
