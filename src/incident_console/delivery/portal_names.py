"""What is written to the support portal, by the name of its notice: for which ticket, about which entry.

The ticket stands in the name, so that a corrected one gets the whole log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_console.domain.incident import Incident
from incident_console.domain.portal import comments
from incident_console.domain.ticketing import creation, is_asked_for

if TYPE_CHECKING:
    from incident_console.store.notices import Notice

COMMENT, CREATION = "portal comment", "portal ticket"
"""The kinds of notices that are for the portal."""


def is_for_portal(notice: Notice) -> bool:
    """Whether a notice is written to the support portal, and told nobody."""
    return notice.kind in (COMMENT, CREATION)


def is_wanted(incident: Incident, notice: Notice) -> bool:
    """Whether what a notice is to write is still to be written, by the log.

    What no longer holds beside what another copy recorded is no comment any more.
    """
    ticket, about = meant_by(notice)
    if notice.kind == CREATION:
        last = creation(incident)
        return is_asked_for(incident) and last is not None and last.request.id == about
    write = incident.portal.get((ticket, about))
    there = write is not None and write.is_there
    return (
        ticket == incident.ticket and not there and any(each.entry.id == about for each in comments(incident))
    )


def name_of(incident: Incident, ticket: str, about: str) -> str:
    """Return what tells something that is written from all else; a request for a ticket has none yet."""
    return "\n".join(("portal", incident.id, ticket, about))


def meant_by(notice: Notice) -> tuple[str, str]:
    """Return for which ticket a notice is, empty for none yet, and by its id about which entry."""
    # A ticket that came from another copy may hold whatever it likes.
    before, _, about = notice.name.rpartition("\n")
    return before.split("\n", 2)[2], about
