"""What clients ask (R 4, CL: manages inbound inquiries): open until an update answers it, or it is struck.

An update that is out to the client who asked answers what its author ticked, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from incident_console.domain.entry import Entry, Request
from incident_console.domain.incident import Incident
from incident_console.domain.ledger import Ledger
from incident_console.domain.refusal import Act, Part, Refused
from incident_console.domain.response import Noted, NoteKind

ALL = "all"
"""What stands for every open question of those whom an update is for."""


class Inquiry(msgspec.Struct, frozen=True, kw_only=True):
    """A question of a client; `client` is None where nobody said whose it is.

    `who` asks, in words: by name where the incident has several clients.
    """

    entry: Entry
    client: str | None
    who: str

    @property
    def id(self) -> str:
        """The id of the event, by which an update refers to it."""
        return self.entry.id

    @property
    def seq(self) -> int:
        return self.entry.seq

    @property
    def text(self) -> str:
        return self.entry.event.text

    @property
    def asked_at(self) -> datetime:
        """When it was asked (UTC)."""
        return self.entry.occurred_at


def inquiries(incident: Incident) -> list[Inquiry]:
    """Return what clients asked and nobody struck, in the order in which it was logged."""
    found = []
    for entry in incident.entries:
        event = entry.event
        if isinstance(event, Noted) and event.note is NoteKind.INQUIRY and entry.id not in incident.struck:
            client = asked_by(incident, event)
            who = client if client and incident.has_several else "the client"
            found.append(Inquiry(entry=entry, client=client, who=who))
    return found


def asked_by(incident: Incident, event: Noted) -> str | None:
    """Return who asked, by the name that the client has in the incident now."""
    if event.client is None:
        return None if incident.has_several else incident.client
    ledger = incident.ledger_of(event.client)
    return event.client if ledger is None else ledger.client


def open_inquiries(incident: Incident) -> list[Inquiry]:
    """Return the questions that no update has answered, the oldest first; what was imported is history."""
    if incident.imported:
        return []
    return [each for each in inquiries(incident) if not is_answered(incident, each)]


def is_answered(incident: Incident, inquiry: Inquiry) -> bool:
    """Whether a message that answers it is out to who asked; to anybody, where nobody said who did."""
    ledger = None if inquiry.client is None else incident.ledger_of(inquiry.client)
    return any(
        message.is_out if ledger is None else message.has_reached(ledger.n)
        for message in incident.messages.values()
        if inquiry.id in message.event.refers_to
    )


def answered(
    incident: Incident, request: Request, answers: Sequence[int | str], ledgers: Sequence[Ledger]
) -> tuple[str, ...]:
    """Return the ids of the questions that an update to these clients answers.

    Args:
        answers: numbers or ids of entries, or `all` for the open ones of these clients.

    Raises:
        Refused: for an entry that is no question, is struck, is of another client, or came after it.
    """
    asked = {key: each for each in inquiries(incident) for key in (each.id, each.seq)}
    given: Iterable[int | str] = (answers,) if isinstance(answers, str) else answers
    found: set[str] = set()
    for each in given:
        if each == ALL:
            mine = open_inquiries(incident)
            found |= {one.id for one in mine if is_for(one, ledgers) and not comes_later(one, request)}
        elif each in asked:
            found.add(answerable(incident, request, asked[each], ledgers).id)
        else:
            raise no_question(incident, each)
    return tuple(entry.id for entry in incident.entries if entry.id in found)


def answerable(incident: Incident, request: Request, inquiry: Inquiry, ledgers: Sequence[Ledger]) -> Inquiry:
    """Return a question that an update to these clients can answer.

    Raises:
        Refused: where it cannot.
    """
    if not is_for(inquiry, ledgers):
        raise Refused(
            "{client} asked question {seq}, and this update is not for them; write to them too, "
            "or leave it open",
            about=Part.ANSWERS,
            client=inquiry.client,
            seq=inquiry.seq,
        )
    if comes_later(inquiry, request):
        raise Refused(
            "question {seq} was asked at {asked}, after this update; it stays open",
            about=Part.ANSWERS,
            seq=inquiry.seq,
            asked=inquiry.asked_at,
        )
    return inquiry


def is_for(inquiry: Inquiry, ledgers: Sequence[Ledger]) -> bool:
    """Whether who asked is among these clients."""
    return inquiry.client is None or any(each.client == inquiry.client for each in ledgers)


def comes_later(inquiry: Inquiry, request: Request) -> bool:
    """Whether it was asked after an update that is recorded after the fact."""
    return request.backdated and inquiry.asked_at > request.at


def no_question(incident: Incident, given: int | str) -> Refused:
    """Return why an entry cannot be answered."""
    entry = next((each for each in incident.entries if given in (each.id, each.seq)), None)
    return Refused(
        "entry {seq} of {ref} is no question of a client, or it is struck; open questions: {unanswered}",
        about=Part.ANSWERS,
        then=Act("read_log", incident.ref),
        seq=given if entry is None else entry.seq,
        ref=incident.ref,
        unanswered=", ".join(str(each.seq) for each in open_inquiries(incident)) or "none",
    )
