"""The clients of an incident: what each was told last, and when they hear next."""

from __future__ import annotations

from textual.content import Content

from incident_console.domain.communication import last_told
from incident_console.domain.deadlines import Deadline, client_deadlines
from incident_console.domain.incident import Incident
from incident_console.domain.ledger import Ledger
from incident_console.tui.render.content import BLANK, first_fit, in_few_lines, join, safe
from incident_console.tui.render.view import View
from incident_console.wording.names import message_name

LABEL_CELLS = 9


def each_client(incident: Incident, view: View, width: int, limit: int) -> list[Content]:
    """Return several clients, who is due first first, in so many lines at most; 0 for all it takes.

    A line for each where there are as many, else one after the other in as few words as that takes.
    """
    if not incident.has_several:
        return []
    due = {each.client: each for each in client_deadlines(incident)} if incident.is_open else {}
    places = {client: n for n, client in enumerate(due)}
    order = sorted(incident.ledgers, key=lambda each: (places.get(each.client, len(places)), each.n))
    room = width - LABEL_CELLS
    if not limit or len(order) <= limit:
        lines = [one_client(incident, each, due.get(each.client), view, room) for each in order]
    else:
        lines = in_few_lines([in_few_words(each, due.get(each.client), view) for each in order], room, limit)
    labels = ["Clients", *[""] * (len(lines) - 1)]
    return [
        join((f"{name:<{LABEL_CELLS}}", "$quiet"), line) for name, line in zip(labels, lines, strict=True)
    ]


def in_few_words(ledger: Ledger, due: Deadline | None, view: View) -> Content:
    """Return a client with when they hear next, or that they do not any more."""
    name = (safe(ledger.client or ""), "$ink" if ledger.listens else "$quiet")
    if due is not None and ledger.concerned:
        return join(name, waits_for(due, view), gap=" ")
    state = "dropped" if ledger.dropped_at is not None else "told it is over" if ledger.over_at else ""
    return join(name, (state, "$quiet"), gap=" ")


def one_client(incident: Incident, ledger: Ledger, due: Deadline | None, view: View, width: int) -> Content:
    """Return a client with what they were told, and when they hear next on their clock."""
    name = (safe(ledger.client or ""), "$ink" if ledger.concerned else "$quiet")
    told = (told_last(incident, ledger, view), "$quiet")
    waits = waits_for(due, view) if due is not None and ledger.concerned else BLANK
    forms = (join(name, told, waits, gap="  "), join(name, waits, gap="  "), join(name))
    return first_fit(width, *forms)


def waits_for(due: Deadline, view: View) -> Content:
    """Return by when a client hears next, on their clock, or since when they should have."""
    late = due.overdue(view.now)
    when = view.told(due.due_at, due.client, with_zone=True)
    return join((f"{'late since' if late else 'next by'} {when}", "$overdue bold" if late else "$quiet"))


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
