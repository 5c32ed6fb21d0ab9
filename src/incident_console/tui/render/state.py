"""What is true of an incident: severity, status, impact, scope, and below them what wants attention."""

from __future__ import annotations

from datetime import timedelta

from textual.content import Content

from incident_console.domain.communication import waiting_on
from incident_console.domain.incident import Incident
from incident_console.domain.procedure import NOT_YET_KNOWN, is_known
from incident_console.domain.reporting import next_report
from incident_console.domain.unsaid import impact_told
from incident_console.tui.render.attention import notices
from incident_console.tui.render.clients import LABEL_CELLS, each_client
from incident_console.tui.render.content import first_fit, join, safe, wrapped
from incident_console.tui.render.view import View
from incident_console.tui.render.where_it_stands import where_it_stands
from incident_console.wording.names import waiting_said
from incident_console.words import length

CLIENT_CELLS = 24


def client_and_ticket(incident: Incident, width: int) -> Content:
    """Whose it is and under which number; the client stays longer, cut short where it must be."""
    client, ticket = (join((safe(part or ""), "$quiet")) for part in (incident.client, incident.ticket))
    more = (f" +{len(incident.clients) - 1}" if len(incident.clients) > 1 else "", "$quiet")
    cut = join(client.truncate(CLIENT_CELLS, ellipsis=True), more)
    client = join(client, more)
    return first_fit(width, *(join(*parts, gap="  ") for parts in ((client, ticket), (cut, ticket), (cut,))))


def only_told(incident: Incident) -> tuple[str, int]:
    """The impact that the client has read and the record does not hold, and in which update; else nothing."""
    if not incident.is_open or is_known(incident.impact):
        return "", 0
    told, number = impact_told(incident, incident.concerned[0])
    return (told, number) if is_known(told) else ("", 0)


def labelled(label: str, text: str | None, width: int, limit: int, hint: str = "") -> list[Content]:
    """Return a part of the assessment with its label, in so many lines at most; 0 for all it takes.

    Args:
        hint: how it can be recorded, where nothing is.
    """
    room = width - LABEL_CELLS
    unknown = join((NOT_YET_KNOWN, "$quiet"))
    forms = (join(unknown, (hint, "$ink"), gap="  "), unknown) if hint else (unknown,)
    value = wrapped(safe(text), room, limit) if text else [first_fit(room, *forms)]
    labels = [label, *[""] * (len(value) - 1)]
    return [
        join((f"{name:<{LABEL_CELLS}}", "$quiet"), line) for name, line in zip(labels, value, strict=True)
    ]


def state(incident: Incident, view: View, width: int, height: int = 0) -> list[Content]:
    """Return the lines of the state: what is known, then what wants attention, most pressing first.

    Args:
        height: the lines in sight, where impact and scope take two each if there are as many; 0 for all.
    """
    attention = notices(incident, view, width)
    waiting = [*_waiting(incident, width), *_next_report(incident, view, width)]
    spare = height - 3 - len(attention) - len(waiting)
    limits = (1 + (spare > 0), 1 + (spare > 1)) if height else (0, 0)
    impact = labelled("Impact", incident.impact, width, limits[0], _impact_hint(incident, view))
    if height and len(impact) == 1 and spare > 0:
        limits = (1, 2)
    scope = labelled("Scope", incident.scope, width, limits[1])
    taken = 1 + len(impact) + len(scope) + len(waiting) + len(attention)
    told = each_client(incident, view, width, max(height - taken, 1) if height else 0)
    stands = [where_it_stands(incident, view, width), *impact, *scope]
    # Where there is little room, what wants a hand comes before what only has to be known.
    rest = [*told, *attention, *waiting] if height and spare < 0 else [*waiting, *told, *attention]
    return [*stands, *rest]


def _waiting(incident: Incident, width: int) -> list[Content]:
    """Return for whom the response waits, what they are expected to do, and since which update."""
    waiting = waiting_on(incident)
    if waiting is None:
        return []
    on_whom = join(("Waiting on ", "$quiet"), (safe(waiting_said(waiting)), "$ink"))
    since = join(on_whom, (f" (since update {waiting.update})", "$quiet"))
    return [first_fit(width, since, on_whom)]


def _next_report(incident: Incident, view: View, width: int) -> list[Content]:
    """Return when colleagues were promised the next report: grey however late, for no client waits for it."""
    due = next_report(incident)
    if due is None:
        return []
    by, key = f"Next report inside {view.ours(due.due_at)}", view.key("report")
    left = due.due_at - view.now
    gone = left < timedelta()
    long = f"{by}, {f'{length(-left)} ago' if gone else f'in {length(left)}'}"
    return [first_fit(width, join((f"{long}  {key}", "$quiet")), join((by, "$quiet")))]


def _impact_hint(incident: Incident, view: View) -> str:
    """Return where the client knows more than the record: the key with which its owner puts that right."""
    mine = view.is_me(incident.owner)
    _, number = only_told(incident)
    return f"{view.key('assess')} takes what update {number} says" if number and mine else ""
