"""What the support portal's channel is tried with: a comment and a creation that nobody wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from incident_console.delivery.http import web_address
from incident_console.delivery.parcel import AUDIENCE_INTERNAL, CREATION, Fact, Parcel
from incident_console.delivery.settings import Request, Ticket
from incident_console.delivery.ticket_answer import NotFilledIn, filled_in
from incident_console.delivery.ticket_body import BodyBroken, body_of
from incident_console.delivery.ticket_http import headers_of, says_json

SAMPLE_AT = datetime(2026, 11, 21, 14, 30, tzinfo=UTC)
SAMPLE_KEY = "019a0000000070008000000000000002"
SAMPLE_TEXT = f'Update 1 to ACME:\n\nImpact: 30 % fail with "502" \\ <error>.\n\n[{SAMPLE_KEY}]'


def unfit(settings: Ticket) -> tuple[str, str] | None:
    """Return the setting because of which nothing could be written now, and why; None where it could.

    Nothing is sent, and what is said repeats no secret.
    """
    for within, request, parcel in requests(settings):
        try:
            web_address(filled_in(request.url, parcel, parcel.key), private=settings.private)
        except (NotFilledIn, ValueError) as problem:
            return f"{within}url", str(problem)
        try:
            headers = headers_of(request, parcel, settings)
        except ValueError as problem:
            return f"{within}headers", str(problem)
        try:
            body = body_of(request.body, parcel, as_json=says_json(headers))
        except BodyBroken as problem:
            return f"{within}body", str(problem)
        if not parcel.creates and SAMPLE_KEY.encode() not in body:
            return f"{within}body", "it leaves out {{ text }}, with the id by which a second try is known"
    return None


def requests(settings: Ticket) -> Iterator[tuple[str, Request, Parcel]]:
    """Yield each request by HTTP with what it is tried with, and within which setting it stands."""
    if settings.url:
        yield "", settings.comment, sample_comment()
    if isinstance(settings.create, Request):
        yield "create.", settings.create, sample_creation()


def sample_comment() -> Parcel:
    """Return a comment as the log of an incident has them."""
    return sample(
        "update",
        {"event": "UpdateWritten", "seq": 9, "message": "7K3Q-H4TC", "by": "alice", "clients": ["ACME"]},
        number=1,
        ticket="OPS-1",
    )


def sample_creation() -> Parcel:
    """Return what a ticket is created from."""
    return sample(
        CREATION,
        {
            "severity": "P1",
            "impact": "30 % of checkouts fail",
            "scope": None,
            "clients": ["ACME"],
            "owner": "alice",
            "declared_at": "2026-11-21T14:25:00Z",
            "because": ["client_impact"],
        },
    )


def sample(kind: str, facts: Mapping[str, Fact], *, number: int = 0, ticket: str = "") -> Parcel:
    """Return what is written of one incident, of a kind."""
    return Parcel(
        key=SAMPLE_KEY,
        thread="019a0000000070008000000000000001",
        ref="INC-7K3Q",
        title="Checkout answers 502",
        client="",
        kind=kind,
        number=number,
        text=SAMPLE_TEXT,
        at=SAMPLE_AT,
        audience=AUDIENCE_INTERNAL,
        ticket=ticket,
        facts=facts,
    )
