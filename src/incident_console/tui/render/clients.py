"""The clients of an incident: what each was told last, and when they hear next."""

from __future__ import annotations

from textual.content import Content

from incident_console.domain.communication import last_told
from incident_console.domain.deadlines import Deadline, client_deadlines
from incident_console.domain.incident import Incident
from incident_console.domain.ledger import Ledger
from incident_console.tui.render.content import first_fit, join, safe
from incident_console.tui.render.view import View
from incident_console.wording.names import message_name

LABEL_CELLS = 9


def each_client(incident: Incident, view: View, width: int, limit: int) -> list[Content]:
    """Return each of several clients in a line, in so many at most, who is due first first; 0 for all."""
    if not incident.has_several:
        return []
    due = {each.client: each for each in client_deadlines(incident)} if incident.is_open else {}
    places = {client: n for n, client in enumerate(due)}
    order = sorted(incident.ledgers, key=lambda each: (places.get(each.client, len(places)), each.n))
    shown = order if not limit or len(order) <= limit else order[: limit - 1]
    room = width - LABEL_CELLS
    lines = [one_client(incident, each, due.get(each.client), view, room) for each in shown]
    if len(shown) < len(order):
        more = "and more" if not shown else f"and {len(order) - len(shown)} more"
        lines.append(join((f"{len(order)} clients" if not shown else more, "$quiet")))
    labels = ["Clients", *[""] * (len(lines) - 1)]
    return [
        join((f"{name:<{LABEL_CELLS}}", "$quiet"), line) for name, line in zip(labels, lines, strict=True)
    ]


def one_client(incident: Incident, ledger: Ledger, due: Deadline | None, view: View, width: int) -> Content:
    """Return a client with what they were told, and when they hear next on their clock."""
    name = (safe(ledger.client or ""), "$ink" if ledger.concerned else "$quiet")
    told = (told_last(incident, ledger, view), "$quiet")
    waits = ("", "")
    if due is not None and ledger.concerned:
        late = due.overdue(view.now)
        when = view.told(due.due_at, ledger.client, with_zone=True)
        waits = (f"{'late since' if late else 'next by'} {when}", "$overdue bold" if late else "$quiet")
    forms = (join(name, told, waits, gap="  "), join(name, waits, gap="  "), join(name))
    return first_fit(width, *forms)


def told_last(incident: Incident, ledger: Ledger, view: View) -> str:
    """What a client was told last, or that they left."""
    if ledger.dropped_at is not None:
        return f"no client any more since {view.ours(ledger.dropped_at)}"
    if ledger.over_at is not None:
        return f"told {view.ours(ledger.over_at)} that it is over"
    last = last_told(incident, ledger)
    if last is None or last[1].out_at is None:
        return "told nothing yet"
    return f"{message_name(last[0])} {view.ours(last[1].out_at)}"
