"""What colleagues have not heard by channels, as commands show it: no telephone number stands there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from incident_console.cli.answers import heading, line, say, say_json

if TYPE_CHECKING:
    from incident_console.cli.caller import Caller
    from incident_console.domain.incident import Incident
    from incident_console.reports.notified import Notified


def notified_of(caller: Caller, incident: Incident) -> list[Notified]:
    """Return how an incident's notices to colleagues stand now; none where there is no record."""
    inside = [] if caller.reader is None else caller.reader.notices.rows(incident.id)
    # Where nobody was told anything, `show` does without the configuration.
    if not inside or caller.reader is None:
        return []
    from incident_console.reports.notified import notified

    return notified(incident, caller.reader, caller.policy.colleagues, caller.now(), inside)


def inside_lines(caller: Caller, incident: Incident, found: Sequence[Notified]) -> list[str]:
    """Return who has not heard what they should, each with what the outbox calls it; no telephone numbers."""
    left = [each for each in found if each.lacks]
    if not left:
        return []
    from incident_console.reports.notified import in_one_line

    lines = [heading("Inside, not heard", "outbox retry ID sends it again")]
    clocks = caller.clocks(None)
    return [*lines, *(line(f"{each.name}  {in_one_line(each, incident, clocks)}") for each in left)]


def unheard_by_incident(caller: Caller) -> list[tuple[Incident, list[Notified]]]:
    """Return what colleagues have not heard and still should, by incident, the oldest first."""
    if caller.reader is None:
        return []
    incidents = dict.fromkeys(row.incident for row in reversed(caller.reader.notices.unheard(-1)))
    found = []
    for each in incidents:
        row = caller.reader.summary(each)
        if row is None:
            continue
        incident = caller.incident(row.ref)
        left = [one for one in notified_of(caller, incident) if one.lacks]
        if left:
            found.append((incident, left))
    return found


def list_inside(caller: Caller, as_json: bool) -> None:
    """List what colleagues have not heard and still should."""
    found = unheard_by_incident(caller)
    if as_json:
        say_json([row for incident, left in found for row in rows(incident, left)])
        return
    if not found:
        say("Nothing is left that colleagues have not heard.")
    for incident, left in found:
        say(line(f"{incident.ref}  {incident.title}"))
        say("\n".join(inside_lines(caller, incident, left)))


def rows(incident: Incident, found: Sequence[Notified]) -> list[dict[str, Any]]:
    """Return notices as JSON has them, each with its incident."""
    if not found:
        return []
    from incident_console.reports.notified import notice_rows

    return [{"ref": incident.ref, **row} for row in notice_rows(found, incident)]
