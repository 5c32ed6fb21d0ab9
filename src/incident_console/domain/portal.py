"""What is logged in the support portal: which entries are comments of its ticket, and what came of each.

R 7: communication is logged in the Support Portal. A comment is each being out of a message to clients, the
resolution, its confirmation, and the striking of an entry that was a comment, in the order of the log. It is
a log: it keeps no promise, and what comes of it is nobody's act.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import msgspec

from incident_console.domain.authority import contribute
from incident_console.domain.closing import IncidentResolved, ResolutionConfirmed
from incident_console.domain.declaring import TicketLinked
from incident_console.domain.delivering import FINAL, one_line
from incident_console.domain.entry import Entry, Event, Request
from incident_console.domain.incident import Incident
from incident_console.domain.message import Addressee, Message
from incident_console.domain.parts import PortalWrite
from incident_console.domain.policy import Policy
from incident_console.domain.posting import MessagePosted
from incident_console.domain.refusal import Act, Refused
from incident_console.domain.settling import DeliverySettled
from incident_console.domain.vocabulary import DeliveryOutcome, MessageKind

RESOLUTION, CONFIRMATION, STRUCK = "resolution", "confirmation", "struck"
"""The kinds of comments beside those of messages, which go by the kind of the message."""


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


class Comment(msgspec.Struct, frozen=True, kw_only=True):
    """One comment of the ticket, by the entry that it tells of.

    `kind` is that of the message that went out by it, or what else it is; `told` are those to whom it went
    out by it. `write` is what came of it in the present ticket; None as long as that is not known.
    """

    entry: Entry
    kind: str
    name: str
    message: Message | None = None
    told: tuple[Addressee, ...] = ()
    write: PortalWrite | None = None

    @property
    def outcome(self) -> DeliveryOutcome:
        return DeliveryOutcome.WAITING if self.write is None else self.write.outcome

    @property
    def is_logged(self) -> bool:
        return self.write is not None and self.write.is_there

    @property
    def asks(self) -> bool:
        """Whether nothing more comes of it by itself."""
        return self.outcome in (DeliveryOutcome.REFUSED, DeliveryOutcome.UNCERTAIN)


def is_kept(incident: Incident, policy: Policy) -> bool:
    """Whether an incident is logged in a portal: by the agreements in force, or by what its log holds."""
    if incident.drill or incident.imported:
        return False
    known = policy.colleagues.portal is not None
    return known or bool(incident.portal) or bool(incident.ticket_requests)


def comments(incident: Incident) -> list[Comment]:
    """Return the comments of an incident in the order of its log; a drill and an import have none.

    What was struck stays one, for it may have been written already: its striking is another.
    """
    if incident.drill or incident.imported:
        return []
    out = went_out(incident)
    found: dict[str, Comment] = {}
    for entry in incident.entries:
        comment = comment_of(incident, entry, out, found)
        if comment is not None:
            found[entry.id] = comment
    return list(found.values())


def comment_of(
    incident: Incident,
    entry: Entry,
    out: dict[str, tuple[Message, tuple[Addressee, ...]]],
    before: dict[str, Comment],
) -> Comment | None:
    """Return the comment that an entry is, `before` being those of the entries before it; mostly None."""
    event, message = entry.event, None
    told: tuple[Addressee, ...] = ()
    if entry.id in out:
        message, told = out[entry.id]
        kind = message.kind.value
    elif entry.id in incident.struck and (struck := would_tell(incident, entry)) is not None:
        message, told = struck
        kind = message.kind.value
    elif isinstance(event, IncidentResolved) and entry.objection is None:
        kind = RESOLUTION
    elif isinstance(event, ResolutionConfirmed) and entry.objection is None:
        kind = CONFIRMATION
    elif event.strikes in before:
        kind = STRUCK
    else:
        return None
    write = None if incident.ticket is None else incident.portal.get((incident.ticket, entry.id))
    name = name_of(incident, entry.id, entry.seq)
    return Comment(entry=entry, kind=kind, name=name, message=message, told=told, write=write)


def went_out(incident: Incident) -> dict[str, tuple[Message, tuple[Addressee, ...]]]:
    """Return by which entry which message went out, and to whom."""
    found: dict[str, tuple[Message, tuple[Addressee, ...]]] = {}
    for message in incident.messages.values():
        for each in message.told:
            _, told = found.get(each.out_by, (message, ()))
            found[each.out_by] = message, (*told, each)
    return found


def would_tell(incident: Incident, entry: Entry) -> tuple[Message, tuple[Addressee, ...]] | None:
    """Return the message that a struck entry said to be out, and to whom; None where it told nobody anew."""
    event = entry.event
    if isinstance(event, MessagePosted):
        names = [client for client, _ in event.told]
    elif isinstance(event, DeliverySettled) and event.arrived:
        names = [each.client for each in event.to]
    else:
        return None
    message = incident.messages.get(event.message)
    if message is None:
        return None
    told = []
    for ledger in (incident.ledger_of(name) for name in dict.fromkeys(names)):
        addressee = None if ledger is None else message.addressees.get(ledger.n)
        if addressee is not None and not 0 < addressee.out_seq < entry.seq:
            told.append(addressee)
    return (message, tuple(told)) if told else None


def called(message: Message) -> str:
    """Return what a comment calls the message that went out: `update 2`, `wrap-up`."""
    name = message.kind.value.replace("_", "-")
    return f"{name} {message.number}" if message.kind is MessageKind.UPDATE else name


def told_words(incident: Incident, comment: Comment) -> list[str]:
    """Return what clients read of the message that went out by a comment, each text once."""
    message = comment.message
    if message is None:
        return []
    found: dict[str, list[str]] = {}
    for each in comment.told:
        found.setdefault(message.words_for(each.client), []).append(each.client or "the client")
    if len(found) < 2:
        return list(found)
    return [f"{', '.join(names)}:\n{words}" for words, names in found.items()]


def name_of(incident: Incident, id: str, seq: int = 0) -> str:
    """Return what the comment about an entry is called, by the entry's id, and at once by its number too."""
    entry = incident.entry(id, seq)
    event = None if entry is None else entry.event
    if isinstance(event, IncidentResolved):
        return RESOLUTION
    if isinstance(event, ResolutionConfirmed):
        return CONFIRMATION
    if event is not None and event.strikes is not None:
        return f"the striking of {name_of(incident, event.strikes)}"
    message = incident.messages.get(getattr(event, "message", ""))
    return "an entry" if message is None else called(message)


def not_logged(incident: Incident) -> list[Comment]:
    """Return the comments that are not in the present ticket, as far as is known; oldest first."""
    return [each for each in comments(incident) if not each.is_logged]


def not_logged_since(found: Sequence[Comment]) -> datetime | None:
    """Return since when the first of these comments is not logged (UTC): when it happened."""
    return min((each.entry.occurred_at for each in found), default=None)


def is_written_here(incident: Incident, comment: Comment, console: str) -> bool:
    """Whether the file of a console writes a comment: that which holds the later of it and its ticket.

    So no copy writes it a second time.
    """
    ticket = incident.entry(incident.ticket_by, 0)
    later = comment.entry if ticket is None or ticket.seq < comment.entry.seq else ticket
    return later.console == console


def log_again(
    incident: Incident, request: Request, *, comments: Collection[str] = (), queued: Collection[str] = ()
) -> list[Event]:
    """Have comments written once more: these, by the ids of their entries, or all that are not logged.

    Those of `queued` are tried by themselves, and need no word of anybody.

    Raises:
        Refused: where there is no ticket, or all of it is logged.
    """
    contribute(incident, request)
    ticket, lacking = lacked(incident, comments)
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
            "all of it is logged in {ticket}; there is nothing to be written once more",
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
