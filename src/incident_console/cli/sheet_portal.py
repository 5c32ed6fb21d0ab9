"""What a sheet says of the support portal: the ticket, and what is not logged in it (R 6.4, R 7)."""

from __future__ import annotations

from collections.abc import Iterator

from incident_console.cli.answers import heading, line, paint
from incident_console.cli.page import Page
from incident_console.domain.portal import is_kept
from incident_console.reports.portal_state import Writing, comment_id


def portal_lines(page: Page) -> list[str]:
    """What the sheet says of the support portal: the ticket's address, and what is not logged in it."""
    if not is_kept(page.incident, page.policy):
        url = page.incident.ticket_url
        return [heading("Support portal"), line(f"{page.incident.ticket}  {url}")] if url else []
    return [heading("Support portal", way_on(page)), *kept_lines(page)]


def way_on(page: Page) -> str:
    """Return the command that goes on where something asks for somebody; else nothing."""
    if page.incident.ticket is not None:
        return "outbox retry ID writes it again" if any(each.asks(page.now) for each in page.comments) else ""
    asks = page.creation is not None and page.creation.asks(page.now)
    return f"ticket {page.incident.ref} ID names it, --create asks again" if asks else ""


def kept_lines(page: Page) -> Iterator[str]:
    """Yield the ticket, or what came of creating it, then what is not logged, each with what to do."""
    incident = page.incident
    if incident.ticket is not None:
        yield line(" ".join(filter(None, (incident.ticket, incident.ticket_url))))
    elif page.creation is not None:
        yield painted(page, page.creation)
    else:
        yield "no ticket"
    lacking = [each for each in page.comments if not each.is_there]
    logged = len(page.comments) - len(lacking)
    if page.comments:
        yield f"{logged} of {len(page.comments)} logged"
    for each in lacking if incident.ticket is not None else ():
        yield painted(page, each)
    if lacking and incident.ticket is None:
        yield line(f"waiting for a ticket: {', '.join(each.name for each in lacking)}")


def painted(page: Page, each: Writing) -> str:
    """Return how far something is; in red, with its name, where it asks for somebody."""
    said = line(f"{each.name}: {each.said(page.now, page.clock)}")
    if not each.asks(page.now):
        return said
    named = "" if page.creation is each else f"{comment_id(page.incident, each.about)}  "
    return paint(f"{named}{said}", "red")
