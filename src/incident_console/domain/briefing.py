"""The brief that a handover carries, from the record (C, Presence)."""

from __future__ import annotations

from incident_console.domain.communication import last_update, latest_words, waiting_on
from incident_console.domain.deadlines import client_deadlines, next_word
from incident_console.domain.incident import Incident
from incident_console.domain.inquiries import open_inquiries
from incident_console.domain.message import Message
from incident_console.domain.parts import Brief, BriefAction, BriefClient, BriefInquiry
from incident_console.domain.refusal import Part, Refused
from incident_console.domain.reporting import next_report
from incident_console.domain.vocabulary import Role
from incident_console.domain.ways import how_they_stand


def make_brief(incident: Incident, roles: tuple[Role, ...], status: str | None) -> Brief:
    """The brief, from the record (C, Presence): status, latest update, actions with owners, next client time,
    and what clients asked.

    Raises:
        Refused: where neither the giver nor any update says how things stand.
    """
    latest, latest_told = last_update(incident), latest_words(incident)
    words = status or (latest_told.event.text if latest_told is not None else "")
    if not words:
        raise Refused(
            "the brief of {ref} would have no status; say how things stand with {status}",
            about=Part.STATUS,
            ref=incident.ref,
            status=Part.STATUS,
        )
    deadline, following = next_word(incident), next_report(incident)
    return Brief(
        status=words,
        roles=roles,
        latest_update=latest.words if latest else "",
        latest_update_at=latest.out_at if latest else None,
        actions=tuple(BriefAction(n=a.n, text=a.text, owner=a.owner) for a in incident.open_actions),
        next_kind=deadline.kind.value if deadline else "",
        next_update_at=deadline.due_at if deadline else None,
        clients=each_hears_next(incident),
        waiting_on=waiting_on(incident),
        inquiries=tuple(
            BriefInquiry(seq=each.seq, text=each.text, asked_at=each.asked_at, client=each.client)
            for each in open_inquiries(incident)
        ),
        report=incident.reports[-1].event.text if incident.reports else "",
        next_report_at=None if following is None else following.due_at,
        unsent=tuple(m.words_for(m.to_tell[0].client) for m in incident.postable),
        unsent_to=tuple(waits_for(m) for m in incident.postable) if incident.has_several else (),
        unsent_why=tuple(how_they_stand(m.deliveries.values()) for m in incident.postable)
        if any(m.deliveries for m in incident.postable)
        else (),
        overtaken=tuple(
            m.words_for(m.to_tell[0].client) for m in incident.waiting if incident.is_overtaken(m)
        ),
    )


def each_hears_next(incident: Incident) -> tuple[BriefClient, ...]:
    """When each of several clients of an open incident hears next."""
    if not (incident.is_open and incident.has_several):
        return ()
    return tuple(
        BriefClient(client=each.client or "", next_kind=each.kind.value, next_update_at=each.due_at)
        for each in client_deadlines(incident)
    )


def waits_for(message: Message) -> str:
    """The names of the clients whom a message is still to reach."""
    return ", ".join(each.client or "" for each in message.to_tell)
