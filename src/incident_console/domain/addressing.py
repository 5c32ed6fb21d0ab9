"""Whom a message is for: all clients of an incident who were not told of its end, or those who are named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from incident_console.domain.authority import required
from incident_console.domain.entry import FIRST_WORD, FirstUpdate, ForClient, Request
from incident_console.domain.incident import Incident
from incident_console.domain.ledger import Ledger
from incident_console.domain.refusal import Act, Part, Refused


def those_meant(incident: Incident, clients: Iterable[str]) -> list[Ledger]:
    """Return the ledgers of those who are named, each once; of all who still listen where nobody is named.

    Raises:
        Refused: for a name that is no client's, and for one who was told that it is over.
    """
    named = {each.n: each for each in (named_client(incident, name, Part.CLIENTS) for name in clients)}
    for ledger in named.values():
        if ledger.over_at is not None:
            raise Refused(
                "{client} was told at {over} that {ref} is over; send it back first",
                about=Part.CLIENTS,
                then=Act("reopen", incident.ref),
                client=ledger.client,
                over=ledger.over_at,
                ref=incident.ref,
            )
    return sorted(named.values(), key=lambda ledger: ledger.n) or incident.listening


def named_client(incident: Incident, name: str, part: Part) -> Ledger:
    """Return the ledger of a client of the incident by name, in any case.

    Raises:
        Refused: where it has no such client, or has it no longer.
    """
    ledger = known_client(incident, name, part)
    if ledger.dropped_at is not None:
        raise Refused(
            "{client} is no client of {ref} any more since {dropped}; add it again first",
            about=part,
            then=Act("add_client", incident.ref, client=name),
            client=ledger.client,
            ref=incident.ref,
            dropped=ledger.dropped_at,
        )
    return ledger


def known_client(incident: Incident, name: str, part: Part) -> Ledger:
    """Return the ledger of somebody who is, or was, a client of the incident, by name in any case.

    Raises:
        Refused: where it never had such a client.
    """
    named = required(name, part, "the client")
    ledger = incident.ledger_of(named)
    if ledger is None or ledger.client is None:
        raise Refused(
            "{ref} has no client {client}; its clients are {clients}",
            about=part,
            then=Act("add_client", incident.ref, client=name),
            ref=incident.ref,
            client=name,
            clients=", ".join(incident.clients) or "not named yet",
        )
    return ledger


def addressed(
    incident: Incident,
    ledgers: Sequence[Ledger],
    *,
    about: Callable[[Ledger], str] = lambda ledger: "",
    cadence: Callable[[Ledger], datetime | None] = lambda ledger: None,
) -> dict[str, Any]:
    """Return the fields of a message that say whom it is for, and what differs for each of several clients.

    Args:
        about: the promise to a client that the words speak of.
        cadence: by when the cadence agreed with a client asks for the next update (UTC).
    """
    # An event of an incident with one client names nobody, as before there could be several: both read alike.
    if not incident.has_several:
        return {"about": about(ledgers[0]), "cadence_due": cadence(ledgers[0])}
    return {
        "to": tuple(
            ForClient(client=each.client or "", about=about(each), cadence_due=cadence(each))
            for each in ledgers
        )
    }


def next_word(ledger: Ledger) -> str:
    """Return what a client is waiting for: the update it was promised, or its first word."""
    promise = ledger.update_promise
    return FIRST_WORD if promise is None else promise.made_by


def cadence_due(incident: Incident, request: Request, ledger: Ledger) -> datetime:
    """By when the cadence agreed with a client asks for the next update (UTC)."""
    return request.policy.next_update_due(incident.severity, incident.status, ledger.client, request.at)


def first_update_due(incident: Incident, request: Request, ledger: Ledger) -> datetime:
    """By when a client is to hear first, from the time of the request on (UTC)."""
    return request.policy.first_update_due(incident.severity or "P2", ledger.client, request.at)


def first_updates(incident: Incident, request: Request, ledgers: Iterable[Ledger]) -> tuple[FirstUpdate, ...]:
    """By when each of these clients is to hear first."""
    return tuple(
        FirstUpdate(client=each.client or "", due_at=first_update_due(incident, request, each))
        for each in ledgers
    )


def first_due(incident: Incident, request: Request, ledgers: Iterable[Ledger]) -> datetime:
    """The next time to propose: the earliest that the cadence of any of these clients asks for (UTC)."""
    return min(cadence_due(incident, request, ledger) for ledger in ledgers)


def in_order(request: Request, ledgers: Iterable[Ledger]) -> None:
    """Refuse to backdate a message to before the one that went out last to one of these clients."""
    last = max((each.last_out_at for each in ledgers if each.last_out_at is not None), default=None)
    if last is not None and request.backdated and request.at < last:
        raise Refused(
            "the previous message went out at {last} and this one cannot be older; strike that 'posted' "
            "if the order was another one, then say both in the order in which they went out",
            about=Part.AT,
            last=last,
        )
