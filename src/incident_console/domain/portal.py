"""What is logged in the support portal: which entries are comments of its ticket, and what came of each.

R 7: communication is logged in the Support Portal. A comment is each being out of a message to clients, the
resolution, its confirmation, and the striking of an entry that was a comment, in the order of the log. It is
a log: it keeps no promise, and what comes of it is nobody's act.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from incident_console.domain.closing import IncidentResolved, ResolutionConfirmed
from incident_console.domain.entry import Entry
from incident_console.domain.incident import Incident
from incident_console.domain.message import Addressee, Message
from incident_console.domain.parts import PortalWrite
from incident_console.domain.policy import Policy
from incident_console.domain.posting import MessagePosted
from incident_console.domain.settling import DeliverySettled
from incident_console.domain.vocabulary import DeliveryOutcome, MessageKind

RESOLUTION, CONFIRMATION, STRUCK = "resolution", "confirmation", "struck"
"""The kinds of comments beside those of messages, which go by the kind of the message."""


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
    elif event.strikes in before and event.strikes not in already_struck(before.values()):
        kind = STRUCK
    else:
        return None
    write = None if incident.ticket is None else incident.portal.get((incident.ticket, entry.id))
    name = name_of(incident, entry.id, entry.seq)
    return Comment(entry=entry, kind=kind, name=name, message=message, told=told, write=write)


def already_struck(before: Iterable[Comment]) -> set[str | None]:
    """Return what is struck by comments: of two copies that struck one entry the first has the word."""
    return {each.entry.event.strikes for each in before}


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


def out_at(comment: Comment) -> datetime:
    """Return when what a comment tells of happened (UTC): of what somebody settled, when it had arrived."""
    entry, message = comment.entry, comment.message
    if message is None or not isinstance(entry.event, DeliverySettled):
        return entry.occurred_at
    told = [each.out_at for each in comment.told if each.out_by == entry.id]
    # What was struck told nobody; its attempts were when they were.
    tried = [message.deliveries[each.key].at for each in entry.event.to if each.key in message.deliveries]
    return max((each for each in told or tried if each is not None), default=entry.occurred_at)


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


def writer(incident: Incident, comment: Comment) -> str:
    """Return the console whose file writes a comment: that which holds the later of it and its ticket.

    So no copy writes it a second time.
    """
    ticket = incident.entry(incident.ticket_by, 0)
    later = comment.entry if ticket is None or ticket.seq < comment.entry.seq else ticket
    return later.console
