"""What came of a message, or of a word to colleagues, at each recipient: outcome, time, attempts, reason."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from incident_console.domain import delivering, posting, settling
from incident_console.domain.entry import Entry
from incident_console.domain.incident import Incident
from incident_console.domain.message import Message
from incident_console.reports.deliveries import Dispatch, Way
from incident_console.reports.going_out import told_by_all
from incident_console.reports.notified import Notified, by_channel, what
from incident_console.reports.way_stages import Stage, is_interrupted, reason, stage_of, word
from incident_console.tui.render import inside
from incident_console.tui.render.content import join, safe, stack
from incident_console.tui.render.view import View
from incident_console.tui.render.ways import sign, style

INDENT = " " * 3
ABOUT_A_MESSAGE = (posting.MessagePosted, delivering.TellsByChannel, settling.DeliveryRetried)
"""What says something of a message that was written before."""


def message_of(entry: Entry, incident: Incident) -> Message | None:
    """Return the message that an entry wrote, or says something of."""
    event = entry.event
    return incident.messages.get(event.message if isinstance(event, ABOUT_A_MESSAGE) else entry.id)


def attempts(entry: Entry, incident: Incident, view: View) -> Content | None:
    """Return by which ways the message of an entry went, and what came of each; None where it has none."""
    message = message_of(entry, incident)
    ways = view.ways.get(message.id, ()) if message is not None else ()
    if not ways:
        return None
    told = told_by_all(ways, incident)
    heading = join(("By its channels", "$focus bold"), (told, "$quiet"), gap="  ")
    return stack(heading, *(line for way in ways for line in of_way(way, incident, view)))


def of_way(way: Way, incident: Incident, view: View) -> Iterator[Content]:
    """Yield what came of a message at one recipient: to whom by what, how it stands, and where it is seen."""
    delivery, stage = way.delivery, stage_of(way, view.now)
    client = safe(delivery.client) if incident.has_several else ""
    yield join(
        (sign(stage, view.glyphs), style(stage)),
        (client, "$ink bold"),
        (safe(delivery.channel), "$ink bold"),
        (safe(delivery.recipient), "$ink"),
        gap="  ",
    )
    yield join(INDENT, (safe(", ".join(facts(way, view))), style(stage)))
    if why := reason(way, view.now):
        yield join(INDENT, (safe(why), style(stage)))
    if delivery.url:
        yield join(INDENT, (safe(delivery.url), "$quiet"))


def facts(way: Dispatch, view: View) -> list[str]:
    """Return how a message stands by a way, since when, how often it was tried, and until when it will be."""
    stage, at, row = stage_of(way, view.now), way.delivery.at, way.row
    outcome = word(way, view.now, view.to_the_second)
    if stage in (Stage.REFUSED, Stage.UNCERTAIN, Stage.NOT_SENT) and at is not None:
        outcome = f"{outcome} {view.to_the_second(at)}"
    count = "" if not way.attempts else "tried once" if way.attempts == 1 else f"tried {way.attempts} times"
    fresh = "" if row is None else f"by itself until {view.ours(row.fresh_until)}"
    return [outcome, *([count] if count else []), *([fresh] if fresh and stage.under_way else [])]


def told_inside(entry: Entry, incident: Incident, view: View) -> Content | None:
    """Return by which ways colleagues were told of an entry, and what came of each; None where by none."""
    found = view.notified.get(entry.id, ())
    if not found:
        return None
    return stack(
        join(("To colleagues", "$focus bold")),
        *(line for each in found for line in at_length(each, incident, view)),
    )


def at_length(each: Notified, incident: Incident, view: View) -> Iterator[Content]:
    """Yield what came of a notice at one recipient, and what can be done about it."""
    stage = stage_of(each, view.now)
    ink = inside.style(stage)
    yield join(
        (sign(stage, view.glyphs), ink),
        (safe(by_channel(each)), "$ink bold"),
        (safe(what(each, incident)), "$ink"),
        gap="  ",
    )
    yield join(INDENT, (safe(", ".join(facts(each, view))), ink))
    if why := reason(each, view.now):
        yield join(INDENT, (safe(why), ink))
    if each.delivery.lacks_it and not each.says_what_stands:
        yield join(INDENT, ("nobody need hear it any more", "$quiet"))
    elif each.lacks and (stage.asks or is_interrupted(each, view.now)):
        yield join(INDENT, (f"{inside.key_does(each, view)}{inside.to_call(each, view)}", "$quiet"))
