"""The recipients of a message, a line each: a client who is told by hand, or one of the ways to a client."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content

from incident_console.domain.deadlines import deadline_for
from incident_console.domain.incident import Incident
from incident_console.domain.message import Addressee, Message
from incident_console.domain.vocabulary import DeliveryOutcome
from incident_console.reports.deliveries import Way, ways_of
from incident_console.reports.going_out import first_capital, told_by_all
from incident_console.reports.way_stages import in_words, stage_of
from incident_console.tui.render.clients import waits_for
from incident_console.tui.render.content import BLANK, column, first_fit, join, safe
from incident_console.tui.render.view import View
from incident_console.tui.render.ways import sign, style
from incident_console.wording.clients import names

NAME_CELLS = 20
"""How much of a client's name, and of a channel's, a list of them shows at most."""
DIGITS = 9
"""How many of them have a digit as their key."""


class Recipient(NamedTuple):
    """A client whom a message is for, by hand or by one of its ways."""

    addressee: Addressee
    way: Way | None = None

    @property
    def client(self) -> str | None:
        return self.addressee.client

    @property
    def channel(self) -> str:
        """The channel, and whom it reaches there."""
        if self.way is None:
            return ""
        recipient = self.way.delivery.recipient
        return f"{self.way.delivery.channel}{f' ({recipient})' if recipient else ''}"


def recipients(incident: Incident, message: Message, ways: Sequence[Way]) -> list[Recipient]:
    """Return whom a message is for, in the order of the clients, each with the ways to it."""
    known = {each.ledger: each for each in message.addressees.values()}
    for way in ways:
        delivery = way.delivery
        known.setdefault(delivery.ledger, Addressee(ledger=delivery.ledger, client=delivery.client or None))
    found = []
    for ledger in sorted(known):
        theirs = [way for way in ways if way.delivery.ledger == ledger]
        found += [Recipient(known[ledger], way) for way in theirs] or [Recipient(known[ledger])]
    return found


def asking(incident: Incident, message: Message, rows: Sequence[Recipient], now: datetime) -> list[int]:
    """Return the places of those of whom nothing more comes until somebody acts, at a time (UTC).

    First stand those whom the message has not reached by any way, of these those whom no channel tells.
    """
    by_hand = [each.ledger for each in incident.to_post(message)]
    found = []
    for place, each in enumerate(rows):
        stage = None if each.way is None else stage_of(each.way, now)
        if stage is None and each.addressee.ledger in by_hand:
            found.append((each.addressee.out_at is not None, -1, place))
        elif stage is not None and stage.asks:
            found.append((each.addressee.out_at is not None, stage.value, place))
    return [place for *_, place in sorted(found)]


def why_asked(incident: Incident, message: Message, view: View) -> str:
    """Return who wrote a message and when, and what is asked of whoever looks at its recipients."""
    wrote = f"{safe(message.by)} wrote it at {view.ours(message.written_at)}."
    if not message.deliveries:
        return f"{wrote} Until you say that a client has it, their earlier deadline stands."
    rule = told_by_all(ways_of(incident, None, [message]), incident)
    when = f" {first_capital(rule)}." if rule else ""
    left = [each.client for each in incident.to_post(message)]
    if left:
        whom = names(left) if incident.has_several else "the client"
        stands = "their earlier deadline stands until you say that they have it"
        return f"{wrote} No channel brings it to {whom}: {stands}.{when}"
    return f"{wrote} What is refused, or uncertain, waits for you; what is on its way does not.{when}"


def recipient_lines(
    incident: Incident, message: Message, rows: Sequence[Recipient], view: View, width: int, cursor: int
) -> list[Content]:
    """Return them a line each: the number, who it is, by which way, and whether they have it.

    Args:
        rows: the recipients, in their order.
        cursor: the place of the one that is chosen.
    """
    cells = widest(safe(each.client or "") for each in rows)
    channels = min(widest(safe(each.channel) for each in rows), max(width // 4, 8))
    lines, before = [], None
    for place, each in enumerate(rows):
        chosen, waits = place == cursor, each.addressee.waiting
        first, before = each.client != before or place == 0, each.client
        pointer = (f"{view.glyphs.pointer if chosen else ' '} ", "$focus")
        number = (f"{place + 1 if first and waits and place < DIGITS else '':<3}", "$focus bold")
        has_it = each.way is None and each.addressee.out_at is not None
        mark = (f"{view.glyphs.done:<3}", "$on-time") if has_it else number
        look = "$ink bold" if chosen else "$ink" if waits else "$quiet"
        name = (column(safe(each.client or "") if first else "", cells), look)
        head = join(pointer, mark, name if cells else "")
        gap = "  " if cells else ""
        if each.way is not None:
            way = join(head, (column(safe(each.channel), channels), look), gap=gap)
            lines.append(first_fit(width, join(way, how_it_goes(each.way, view), gap="  ")))
            continue
        where = safe(view.policy.client(each.client).channel or "") if waits else ""
        state, short = how_it_waits(incident, message, each.addressee, view)
        full = join(join(head, (where, "$quiet"), gap=gap), state, gap="  ")
        lines.append(first_fit(width, full, join(head, state, gap="  "), join(head, short, gap="  "), head))
    # What is cut short ends with a sign, which has its twin where only ASCII can be drawn.
    return [Content(line.plain.replace("…", view.glyphs.ellipsis), spans=[*line.spans]) for line in lines]


def widest(names: Iterable[str]) -> int:
    """Return how many cells a column of names takes."""
    return min(max(map(cell_len, names), default=0), NAME_CELLS)


def how_it_goes(way: Way, view: View) -> Content:
    """Return how far a message is on one of its ways."""
    stage = stage_of(way, view.now)
    state = safe(in_words(way, view.now, view.to_the_second))
    return join((sign(stage, view.glyphs), style(stage)), (state, style(stage)), gap=" ")


def in_full(each: Recipient, view: View) -> str:
    """Return all that is known of the way that is chosen: why it has not arrived, how often it was tried."""
    way = each.way
    if way is None:
        return ""
    state = f"{each.channel}: {in_words(way, view.now, view.to_the_second)}"
    tried = f", tried {way.attempts} times" if way.attempts > 1 else ""
    look = way.delivery.outcome is DeliveryOutcome.UNCERTAIN
    more = "; look there, then say whether it is there" if look else ""
    return safe(f"{state}{tried}{more}{f' {way.delivery.url}' if way.delivery.url else ''}")


def how_it_waits(
    incident: Incident, message: Message, each: Addressee, view: View
) -> tuple[Content, Content]:
    """Return since when a client has a message, or by when they wait for a word; and the same in a word."""
    if each.out_at is not None:
        where = f" in {safe(each.where)}" if each.where else ""
        return join((f"told {view.ours(each.out_at)}{where}", "$quiet")), join(("told", "$quiet"))
    if each.dropped:
        return join(("not to be told any more", "$quiet")), BLANK
    if message.speaks_of_the_past(incident.ledgers[each.ledger]):
        why = "overtaken: what it speaks of has ended"
        return join((why, "$quiet")), join(("overtaken", "$quiet"))
    due = deadline_for(incident, incident.ledgers[each.ledger])
    if due is None:
        return BLANK, BLANK
    return waits_for(due, view), join(("late" if due.overdue(view.now) else "", "$overdue bold"))
