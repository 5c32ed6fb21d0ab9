"""Where an entry is logged in the support portal, or why it is not."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from incident_console.domain.entry import Entry
from incident_console.domain.incident import Incident
from incident_console.domain.message import Message
from incident_console.reports.portal_state import Writing
from incident_console.tui.render.content import join, safe, stack
from incident_console.tui.render.view import View

INDENT = " " * 3


def in_the_portal(entry: Entry, message: Message | None, incident: Incident, view: View) -> Content | None:
    """Return where an entry, or the message that it is about, is logged; None where it is to be nowhere."""
    ids = dict.fromkeys([entry.id, *(() if message is None else (each.out_by for each in message.told))])
    found = [view.written[each] for each in ids if each in view.written]
    if not found:
        return None
    ticket = (safe(incident.ticket), "$ink") if incident.ticket else ("no ticket yet", "$quiet")
    heading = join(("In the support portal", "$focus bold"), ticket, gap="  ")
    return stack(heading, *(line for each in found for line in at_length(each, view)))


def at_length(each: Writing, view: View) -> Iterator[Content]:
    """Yield what came of a comment, or of the ticket's creation, and where it is seen."""
    ink = "$soon" if each.asks(view.now) else "$quiet"
    logged = each.is_there
    sign = view.glyphs.done if logged else view.glyphs.refused if each.write else view.glyphs.sending
    said = f"logged {view.ours(each.write.at)}" if logged and each.write else how(each, view)
    yield join((sign, "$on-time" if logged else ink), (safe(each.name), "$ink bold"), (said, ink), gap="  ")
    if each.write is not None and each.write.url:
        yield join(INDENT, (safe(each.write.url), "$quiet"))


def how(each: Writing, view: View) -> str:
    """Return how far something is that is not in the portal: `refused 14:05: 403 this is closed`."""
    said = safe(each.said(view.now, view.to_the_second))
    return said if each.is_there else f"not logged, {said}"
