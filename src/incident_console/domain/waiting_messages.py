"""Messages that wait to go out: the one that is meant, or a refusal that says what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from incident_console.domain.incident import Incident
from incident_console.domain.ledger import Ledger
from incident_console.domain.message import Addressee, Message
from incident_console.domain.refusal import Act, Part, Refused


def set_aside(incident: Incident) -> list[Message]:
    """Messages that wait no longer since they do not hold beside what another copy recorded.

    Only those that were written since the client last heard something: what came later replaces them.
    """
    last = max((message.out_seq for message in incident.messages.values()), default=0)
    against = {entry.id for entry in incident.conflicts}
    return [
        message
        for message in incident.messages.values()
        if message.id in against and message.out_at is None and message.seq > last
    ]


def known_message(incident: Incident, message: str) -> Message:
    """The message with that identifier.

    Raises:
        Refused: where there is none.
    """
    found = incident.messages.get(message)
    if found is None:
        raise Refused(
            "{ref} has no such message", about=Part.MESSAGE, then=Act("read_outbox"), ref=incident.ref
        )
    return found


def waiting_message(incident: Incident, message: str, ledgers: Sequence[Ledger] = ()) -> Message:
    """The message with that identifier, which must be waiting: for each of these clients, or for anybody.

    Raises:
        Refused: where it is not.
    """
    found = known_message(incident, message)
    for ledger in ledgers:
        if ledger.n not in found.addressees:
            raise Refused(
                "it was written for {clients}, not for {client}; send them one of their own",
                about=Part.CLIENTS,
                then=Act("read_outbox"),
                clients=", ".join(each.client or "" for each in found.addressees.values()),
                client=ledger.client,
            )
    which = [found.addressees[ledger.n] for ledger in ledgers] or list(found.addressees.values())
    waits = [each.waiting or found.lacks_a_way(each.ledger) for each in which]
    if not all(waits) and (ledgers or not any(waits)):
        refuse_what_waits_no_more(incident, which)
    return found


def refuse_what_waits_no_more(incident: Incident, to: Sequence[Addressee]) -> NoReturn:
    """Say what has become of a message that waits for none of these clients."""
    out = next((each for each in to if each.out_at is not None), None)
    if out is not None:
        refuse_what_is_out(incident, out)
    raise Refused(
        "it is no longer waiting: it was discarded or overtaken; write a new one", about=Part.MESSAGE
    )


def refuse_what_is_out(incident: Incident, out: Addressee) -> NoReturn:
    """Say since when a client has a message, and what to do where that is not so."""
    entry = incident.entry(out.out_by, out.out_seq)
    if entry is None or not entry.event.strikable:
        raise Refused(
            "it is out since {out} already: {where} has it",
            about=Part.MESSAGE,
            out=out.out_at,
            where=out.where,
        )
    raise Refused(
        "it is out since {out} already; if that was a mistake, strike it",
        about=Part.MESSAGE,
        then=Act("strike", incident.ref, seq=out.out_seq),
        out=out.out_at,
    )
