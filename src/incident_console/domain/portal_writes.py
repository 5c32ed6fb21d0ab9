"""What becomes of what is written to the support portal: nobody's act, and what people do about it (R 7)."""

from __future__ import annotations

from collections.abc import Collection

from incident_console.domain.authority import contribute
from incident_console.domain.declaring import TicketLinked
from incident_console.domain.delivering import FINAL, one_line
from incident_console.domain.entry import Entry, Event, Request
from incident_console.domain.incident import Incident
from incident_console.domain.parts import PortalWrite
from incident_console.domain.portal import not_logged
from incident_console.domain.refusal import Act, Refused
from incident_console.domain.vocabulary import DeliveryOutcome


class PortalWriteEnded(Event, frozen=True, kw_only=True):
    """What came in the end of a comment, or of creating the ticket: it is there, was refused, is uncertain.

    `about` is the id of the comment's entry, or of the request for the ticket, and `ticket` where the comment
    was to stand, or what was created.
    """

    about: str
    ticket: str = ""
    creates: bool = False
    outcome: DeliveryOutcome
    attempts: int = 0
    reason: str = ""
    url: str = ""

    def apply(self, incident: Incident, entry: Entry) -> None:
        key = ("" if self.creates else self.ticket, self.about)
        was = incident.portal.get(key)
        # Tried by two copies, or written by hand as well, it is there when one of them has written it.
        if was is None or not was.is_there or self.outcome is DeliveryOutcome.DELIVERED:
            incident.portal[key] = PortalWrite(
                ticket=self.ticket,
                outcome=self.outcome,
                at=entry.occurred_at,
                attempts=self.attempts,
                reason=self.reason,
                url=self.url,
            )

    @property
    def refers_to(self) -> tuple[str, ...]:
        return (self.about,)

    @property
    def text(self) -> str:
        return self.reason

    @property
    def is_act(self) -> bool:
        return False


class PortalWriteRetried(Event, frozen=True, kw_only=True):
    """Somebody has comments written once more: refused, uncertain, or waiting in another copy."""

    about: tuple[str, ...]
    ticket: str

    def apply(self, incident: Incident, entry: Entry) -> None:
        for each in self.about:
            was = incident.portal.get((self.ticket, each))
            if was is not None and not was.is_there:
                del incident.portal[self.ticket, each]

    @property
    def refers_to(self) -> tuple[str, ...]:
        return self.about


class LoggedByHand(Event, frozen=True, kw_only=True):
    """Somebody says that comments stand in the ticket, for they wrote them there by hand."""

    strikable = True
    about: tuple[str, ...]
    ticket: str

    def apply(self, incident: Incident, entry: Entry) -> None:
        for each in self.about:
            was = incident.portal.get((self.ticket, each))
            if was is None or not was.is_there:
                said = PortalWrite(ticket=self.ticket, outcome=DeliveryOutcome.SAID, at=entry.occurred_at)
                incident.portal[self.ticket, each] = said

    @property
    def refers_to(self) -> tuple[str, ...]:
        return self.about


def log_again(
    incident: Incident, request: Request, *, comments: Collection[str] = (), queued: Collection[str] = ()
) -> list[Event]:
    """Have comments written once more: these, by the ids of their entries, or all that are not logged.

    Those of `queued` are tried by themselves, and need no word of anybody.

    Raises:
        Refused: where there is no ticket, or all of it is logged, or no portal is configured.
    """
    contribute(incident, request)
    ticket, lacking = lacked(incident, comments)
    if request.policy.colleagues.portal is None:
        raise Refused("no support portal is configured; configure it, or write it there by hand and say so")
    again = tuple(each for each in lacking if each not in queued)
    return [PortalWriteRetried(about=again, ticket=ticket)] if again else []


def say_logged(incident: Incident, request: Request, *, comments: Collection[str] = ()) -> list[Event]:
    """Say that comments were written into the ticket by hand: these, by their entries, or all it lacks.

    Raises:
        Refused: where there is no ticket, or all of it is logged.
    """
    contribute(incident, request)
    ticket, lacking = lacked(incident, comments)
    return [LoggedByHand(about=lacking, ticket=ticket)]


def lacked(incident: Incident, comments: Collection[str]) -> tuple[str, tuple[str, ...]]:
    """Return the ticket, and which comments it lacks: of these, or of all.

    Raises:
        Refused: where there is no ticket, or all of it is logged.
    """
    if incident.ticket is None:
        raise Refused(
            "{ref} has no ticket in which it could be logged",
            then=Act("link_ticket", incident.ref),
            ref=incident.ref,
        )
    lacking = [each.entry.id for each in not_logged(incident) if not comments or each.entry.id in comments]
    if not lacking:
        raise Refused(
            "{what} is logged in {ticket}; there is nothing to be written once more",
            what="it" if comments else "all of it",
            ticket=incident.ticket,
        )
    return incident.ticket, tuple(lacking)


def note_write(
    incident: Incident,
    request: Request,
    *,
    about: str,
    ticket: str,
    outcome: DeliveryOutcome,
    creates: bool = False,
    reason: str = "",
    url: str = "",
    attempts: int = 1,
) -> list[Event]:
    """Record what came of a comment, or of creating the ticket, which is then the incident's.

    It is nobody's act, and a fact: no authority is asked for, and nothing is refused.

    Args:
        incident: as it stands.
        request: of nobody, with the time when the attempt was over.
        about: the id of the comment's entry, or of the request for the ticket.
        ticket: where the comment stands; of what was created, its id.
        outcome: what came of it in the end.
        creates: whether the ticket was to be created.
        reason: why it was refused or is uncertain, as the portal says.
        url: where it can be seen.
        attempts: how often it was tried.
    """
    if outcome not in FINAL:
        raise ValueError(f"nothing ends as {outcome} in the portal")
    arrived, ticket = outcome is DeliveryOutcome.DELIVERED, one_line(ticket)
    if creates and arrived and not ticket:
        arrived, outcome = False, DeliveryOutcome.UNCERTAIN
        reason = "the portal did not say which ticket it created"
    address = one_line(url)
    if not address.startswith(("https://", "http://")):
        address = ""
    linked = creates and arrived and incident.ticket is None
    if creates and arrived and not linked:
        reason = f"{incident.ticket} was linked meanwhile; {ticket} is not used"
    ended = PortalWriteEnded(
        about=about,
        ticket=ticket,
        creates=creates,
        outcome=outcome,
        attempts=attempts,
        reason=one_line(reason),
        url=address,
    )
    return [ended, TicketLinked(ticket=ticket, url=address or None)] if linked else [ended]
