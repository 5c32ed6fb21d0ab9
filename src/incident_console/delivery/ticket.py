"""The support portal's log: a comment to a ticket, or the ticket itself; by a program or by HTTP.

A comment holds its entry's id: one whose answer got lost goes again, and is known by it. A ticket may be
there where the answer got lost, so it is not created twice.
"""

from __future__ import annotations

from incident_console.delivery import ticket_http
from incident_console.delivery.calling import Ended, call
from incident_console.delivery.parcel import Parcel
from incident_console.delivery.receipt import Receipt, delivered, refused, waiting
from incident_console.delivery.settings import Request, Ticket
from incident_console.delivery.ticket_answer import AGAIN, created, read
from incident_console.domain.vocabulary import Proof

MOST_PRINTED = 65_536
"""Bytes of what a program prints about a ticket that are taken."""


def send(parcel: Parcel, settings: Ticket) -> Receipt:
    """Write a comment, or have the ticket created, once."""
    if not parcel.creates:
        return comment(parcel, settings)
    match settings.create:
        case None:
            return refused("no ticket can be created from here: give create, or create it and link it")
        case Request() as request:
            return ticket_http.create(parcel, request, settings)
        case run:
            return create_by_program(run, parcel, settings)


def comment(parcel: Parcel, settings: Ticket) -> Receipt:
    """Write a comment once."""
    if not parcel.ticket:
        return refused("there is no ticket that it could be written to")
    if settings.run:
        return comment_by_program(parcel, settings)
    return ticket_http.comment(parcel, settings.comment, settings)


def comment_by_program(parcel: Parcel, settings: Ticket) -> Receipt:
    """Call the program once: 0 is delivered, 75 not now, else refused; killed in the middle it goes again."""
    ended = call(settings.run, parcel, settings)
    if not isinstance(ended, Ended):
        return ended
    if ended.in_the_middle:
        return waiting(f"{ended.how}; {AGAIN}")
    return delivered(Proof.ACCEPTED) if ended.status == 0 else ended.not_taken


def create_by_program(run: tuple[str, ...], parcel: Parcel, settings: Ticket) -> Receipt:
    """Call the program once; it prints the ticket's `id` as JSON, and its `url` where it has one."""
    ended = call(run, parcel, settings, MOST_PRINTED)
    if not isinstance(ended, Ended):
        return ended
    if ended.status and not ended.in_the_middle:
        return ended.not_taken
    # What it named is there, also where it was stopped behind that.
    said = ended.how if ended.in_the_middle else f"{run[0]} said 0"
    return created(read(ended.printed), Request(url="", id="id", link="url"), parcel, said=said)
