"""The support portal by HTTP, as the configuration describes it: comments, and the creation of a ticket."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping

from incident_console.delivery.attempt import AnswerLost, Attempt, NotAllowed, NotSent
from incident_console.delivery.http import MOST_READ, Answer, ask, not_taken
from incident_console.delivery.parcel import Parcel
from incident_console.delivery.receipt import Receipt, delivered, refused, uncertain, waiting
from incident_console.delivery.settings import Request, Ticket
from incident_console.delivery.ticket_answer import (
    AGAIN,
    NotFilledIn,
    created,
    filled_in,
    id_in,
    link_in,
    read,
)
from incident_console.delivery.ticket_body import BodyBroken, body_of
from incident_console.domain.vocabulary import Proof

MOST_OF_A_TICKET = 1 << 20
"""Bytes of an answer that names a ticket: a service repeats all it knows of it, and what was written."""
LOST_BEHIND = frozenset({502, 504, 520, 524})
"""Statuses of who stands before the service and does not know what became of it there."""
FORBIDDEN = 403
JSON = "application/json; charset=utf-8"
LIMITED = "rate limit"
"""What GitHub says of it in words, where it says it by no header."""
LIMIT_WAIT = 60.0
"""Seconds: how long GitHub wants to be left alone where it does not say for how long."""


def comment(parcel: Parcel, request: Request, settings: Ticket) -> Receipt:
    """Write a comment once; where its answer gets lost it goes again."""
    wanted = MOST_OF_A_TICKET if request.link else MOST_READ
    answer = answered(parcel, request, settings, wanted)
    if isinstance(answer, AnswerLost):
        return waiting(f"it was sent, and then: {answer}; {AGAIN}")
    if isinstance(answer, Receipt):
        return answer
    if not taken(answer):
        return not_written(answer)
    found = read(answer.text) if request.link else None
    return delivered(Proof.ACCEPTED, link_in(found, request, parcel, id_in(found, request.id)))


def create(parcel: Parcel, request: Request, settings: Ticket) -> Receipt:
    """Have a ticket created once; where the answer gets lost, or names none, it may be there."""
    answer = answered(parcel, request, settings, MOST_OF_A_TICKET)
    if isinstance(answer, AnswerLost):
        return uncertain(f"it was sent, and then: {answer}")
    if isinstance(answer, Receipt):
        return answer
    if answer.status in LOST_BEHIND:
        return uncertain(f"{answer.status}, from who stands before the portal")
    if not taken(answer):
        return not_written(answer)
    # Where the id is there the ticket is, also where the answer broke off behind it.
    return created(read(answer.text), request, parcel, said=f"it said {answer.status}")


def answered(parcel: Parcel, request: Request, settings: Ticket, most: int) -> Answer | AnswerLost | Receipt:
    """Return what the portal answers to a request; a receipt where it cannot have it."""
    try:
        url = filled_in(request.url, parcel, parcel.key)
        headers = headers_of(request, parcel, settings)
        body = body_of(request.body, parcel, as_json=says_json(headers))
    except (BodyBroken, ValueError) as problem:
        # It is written anew when that is mended; until then nothing overtakes it.
        return waiting(str(problem))
    except NotFilledIn as problem:
        return refused(str(problem))
    with Attempt(settings.deadline) as attempt:
        try:
            return ask(
                request.method,
                url,
                body,
                headers,
                private=settings.private,
                attempt=attempt,
                most=most,
                ca=settings.ca,
            )
        except (ValueError, NotAllowed) as error:
            return refused(str(error))
        except NotSent as error:
            return waiting(str(error))
        except AnswerLost as error:
            return error


def headers_of(request: Request, parcel: Parcel, settings: Ticket) -> Mapping[str, str]:
    """Return the headers of a request, with the login and the id that stays the same.

    Raises:
        ValueError: one of them holds what no header can; the sentence does not repeat it.
    """
    usual = {"Content-Type": JSON, "Idempotency-Key": parcel.key}
    if settings.user:
        login = b64encode(f"{settings.user}:{settings.password}".encode()).decode()
        usual["Authorization"] = f"Basic {login}"
    named = {
        name.lower(): (name, value)
        for given in (usual, settings.headers, request.headers)
        for name, value in given.items()
    }
    headers = dict(named.values())
    for name, value in headers.items():
        if not (value.isascii() and value.isprintable()):
            raise ValueError(f"the header {name} holds what no header can; look at where it comes from")
    return headers


def says_json(headers: Mapping[str, str]) -> bool:
    """Whether the body of a request is JSON, by its headers."""
    return any("json" in value.lower() for name, value in headers.items() if name.lower() == "content-type")


def taken(answer: Answer) -> bool:
    """Whether an answer says that something was done."""
    return 200 <= answer.status < 300


def not_written(answer: Answer) -> Receipt:
    """Return what an answer that is no success means. GitHub says of its limits that they are forbidden."""
    limited = answer.exhausted or answer.retry_after is not None or LIMITED in answer.text.lower()
    if answer.status == FORBIDDEN and limited:
        return waiting(f"{answer.status} {answer.text}".strip(), answer.retry_after or LIMIT_WAIT)
    return not_taken(answer)
