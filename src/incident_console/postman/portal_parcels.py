"""What the support portal is given: a comment of the ticket, or the request for one, by the log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from incident_console.delivery.parcel import AUDIENCE_INTERNAL, CREATION, Fact, Parcel
from incident_console.delivery.portal_names import meant_by
from incident_console.domain.closing import IncidentResolved, ResolutionConfirmed
from incident_console.domain.entry import Entry
from incident_console.domain.events import type_name
from incident_console.domain.incident import Incident
from incident_console.domain.message import Message
from incident_console.domain.naming import outbox_id
from incident_console.domain.portal import Comment, comments, out_at, told_words
from incident_console.domain.posting import MessagePosted
from incident_console.domain.settling import DeliverySettled
from incident_console.domain.ticketing import Creation, creation
from incident_console.domain.vocabulary import MessageKind
from incident_console.reports.delivery_lines import author
from incident_console.reports.timeline import headline
from incident_console.store.notices import Notice


def portal_parcel(incident: Incident, notice: Notice) -> Parcel | None:
    """Return what a notice has written to the portal; None where the log no longer holds it."""
    ticket, about = meant_by(notice)
    if not ticket:
        last = creation(incident)
        return None if last is None or last.request.id != about else creation_parcel(incident, last)
    comment = next((each for each in comments(incident) if each.entry.id == about), None)
    return None if comment is None else comment_parcel(incident, comment, ticket)


def creation_parcel(incident: Incident, asked: Creation) -> Parcel:
    """Return the request for the ticket of an incident, as it stands now."""
    declared = incident.declared_at
    facts: dict[str, Fact] = {
        "severity": incident.severity,
        "impact": incident.impact,
        "scope": incident.scope,
        "clients": incident.clients,
        "owner": incident.owner,
        "declared_at": None if declared is None else in_json(declared),
        "because": [str(each) for each in incident.because],
    }
    return Parcel(
        key=asked.request.id,
        thread=incident.id,
        ref=incident.ref,
        title=incident.title,
        client=incident.client or "",
        kind=CREATION,
        text="\n".join(described(incident)),
        at=asked.request.occurred_at,
        audience=AUDIENCE_INTERNAL,
        facts=facts,
    )


def described(incident: Incident) -> Iterator[str]:
    """Yield the lines that describe an incident to whoever opens its ticket."""
    severity = "" if incident.severity is None else f"{incident.severity} {incident.severity.word}"
    doubt = "" if incident.severity_confirmed or not severity else " (to be confirmed)"
    named = [
        ("Severity", f"{severity}{doubt}"),
        ("Clients" if len(incident.clients) > 1 else "Client", ", ".join(incident.clients)),
        ("Impact", incident.impact or "not yet known"),
        ("Scope", incident.scope or "not yet known"),
        ("Declared because of", ", ".join(incident.because)),
        ("Declared", "" if incident.declared_at is None else in_words(incident.declared_at)),
        ("Owner", incident.owner),
        ("Reference", incident.ref),
    ]
    yield incident.title
    yield ""
    yield from (f"{name}: {value}" for name, value in named if value)


def comment_parcel(incident: Incident, comment: Comment, ticket: str) -> Parcel:
    """Return a comment of a ticket."""
    entry, message = comment.entry, comment.message
    told = [each.client for each in comment.told if each.client]
    facts: dict[str, Fact] = {
        "event": type_name(entry.event),
        "seq": entry.seq,
        "message": None if message is None else outbox_name(incident, message),
        "by": entry.by if message is None else message.by,
        "clients": told,
    }
    return Parcel(
        key=entry.id,
        thread=incident.id,
        ref=incident.ref,
        title=incident.title,
        client=told[0] if told else incident.client or "",
        kind=comment.kind,
        text=comment_text(incident, comment),
        at=out_at(comment),
        number=0 if message is None or message.kind is not MessageKind.UPDATE else message.number,
        due=None if message is None else message.event.promised_at,
        audience=AUDIENCE_INTERNAL,
        ticket=ticket,
        facts=facts,
    )


def comment_text(incident: Incident, comment: Comment) -> str:
    """Return what stands in the ticket: what happened, what clients read, and the event's id."""
    entry = comment.entry
    parts = [headed(incident, comment)]
    if comment.message is not None:
        parts += told_words(incident, comment)
    message = comment.message
    named = "" if message is None else f", message {outbox_name(incident, message)} ({message.id})"
    parts.append(f"{incident.ref}, entry {entry.seq}, event {entry.id}{named}")
    return "\n\n".join(parts)


def outbox_name(incident: Incident, message: Message) -> str:
    """Return what the outbox calls a message."""
    return outbox_id(incident.ref, message.id, incident.messages)


def headed(incident: Incident, comment: Comment) -> str:
    """Return in one line what happened, when, and who said so."""
    entry, message = comment.entry, comment.message
    at = in_words(out_at(comment))
    if message is None:
        # What is struck may be struck because its words are not to be read.
        said = headline(entry, incident) if is_gate(entry) else f"{comment.name}: {entry.event.text}"
        return f"{first_capital(said)} ({author(entry)}, {at})"
    told = [each.client for each in comment.told if each.client]
    to = f" to {', '.join(told)}" if told else ""
    return f"{first_capital(comment.name)} is out{to}{whence(entry, message)} ({at})"


def is_gate(entry: Entry) -> bool:
    """Whether an entry is the resolution or its confirmation."""
    return isinstance(entry.event, (IncidentResolved, ResolutionConfirmed))


def whence(entry: Entry, message: Message) -> str:
    """Return by which way a message went out, and who wrote it."""
    event, by = entry.event, ""
    if isinstance(event, MessagePosted):
        where = event.where
        by = f", posted by {entry.by}" if entry.by != message.by else ""
    elif isinstance(event, DeliverySettled):
        where = ", ".join(dict.fromkeys(each.channel for each in event.to))
        by = f", and arrived as {entry.by} says"
    else:
        where = getattr(event, "channel", "")
    return f"{f' by {where}' if where else ''}, written by {message.by}{by}"


def in_words(moment: datetime) -> str:
    """Return a time as somebody reads it who may be anywhere."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def in_json(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def first_capital(text: str) -> str:
    return text[:1].upper() + text[1:]
