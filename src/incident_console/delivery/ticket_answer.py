"""What a portal answers about a ticket: its id and its web address, out of JSON that may be anything."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote, urlsplit

from incident_console.delivery.parcel import Parcel
from incident_console.delivery.receipt import Receipt, delivered, uncertain
from incident_console.delivery.settings import Request
from incident_console.domain.text import harmless
from incident_console.domain.vocabulary import Proof

LONGEST_ID, LONGEST_LINK = 200, 300
"""Characters of a ticket's id, and of a web address."""
AGAIN = "it goes again under the same id"


class NotFilledIn(Exception):
    """What is to be filled in cannot stand in a web address; the sentence says why."""


def created(answer: Any, request: Request, parcel: Parcel, said: str) -> Receipt:
    """Return what became of a creation that was taken; one that names no ticket is uncertain.

    Args:
        answer: as it was read.
        request: where in it the id and the web address stand.
        parcel: what the ticket was created from.
        said: who said yes, and how.
    """
    ticket = id_in(answer, request.id)
    if not ticket:
        return uncertain(f"{said} and named no ticket")
    return delivered(Proof.ACCEPTED, url=link_in(answer, request, parcel, ticket), ticket=ticket)


def read(answer: bytes | str) -> Any:
    """Return what JSON says; None where it is none."""
    try:
        return json.loads(answer)
    except (ValueError, RecursionError):
        return None


def at(place: str, answer: Any) -> Any:
    """Return what stands at a place such as `ticket.id`, or `0.id` in a list; None where nothing does."""
    for each in place.split("."):
        if isinstance(answer, dict):
            answer = answer.get(each)
        elif isinstance(answer, list) and each.isdecimal() and each.isascii():
            answer = answer[int(each)] if len(each) < 6 and int(each) < len(answer) else None
        else:
            return None
    return answer


def id_in(answer: Any, place: str) -> str:
    """Return the id in an answer, a text or a number; empty where there is none that can be used."""
    found = at(place or "id", answer)
    if isinstance(found, int) and not isinstance(found, bool):
        # Python writes no number of more than some thousand digits.
        found = str(found) if -(10**LONGEST_ID) < found < 10**LONGEST_ID else ""
    cleaned = " ".join(harmless(found, lines=False).split()) if isinstance(found, str) else ""
    return cleaned if len(cleaned) <= LONGEST_ID else ""


def link_in(answer: Any, request: Request, parcel: Parcel, id: str) -> str:
    """Return the web address by an answer; empty where it gives none that can be followed."""
    if not request.link:
        return ""
    if "://" in request.link:
        try:
            return followed(filled_in(request.link, parcel, id))
        except NotFilledIn:
            return ""
    return followed(at(request.link, answer))


def followed(address: Any) -> str:
    """Return a web address that can be shown and followed, else nothing."""
    if not isinstance(address, str) or len(address) > LONGEST_LINK:
        return ""
    if not re.fullmatch(r"https?://[!-~]+", address, re.IGNORECASE):
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.hostname and not (parts.username or parts.password) else ""


def filled_in(address: str, parcel: Parcel, id: str) -> str:
    """Return a web address with what stands in braces behind its host filled in, each coded as one part.

    Raises:
        NotFilledIn: there is something in it that leads elsewhere.
    """
    values = {"ticket": parcel.ticket, "ref": parcel.ref, "client": parcel.client, "id": id}

    def value(found: re.Match[str]) -> str:
        filled = values[found[1]]
        if filled.strip(".") == "":
            raise NotFilledIn(f"“{filled}” cannot be the {found[1]} in a web address")
        return quote(filled, safe="")

    scheme, between, rest = address.partition("://")
    end = next((place for place, sign in enumerate(rest) if sign in "/?#"), len(rest))
    if "{" in rest[:end]:
        raise NotFilledIn("the host of a web address is always the same; take what is in braces out of it")
    return scheme + between + rest[:end] + re.sub(r"\{(ticket|ref|client|id)\}", value, rest[end:])
