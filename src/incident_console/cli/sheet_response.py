"""What a sheet says of the response: how it stands, who holds what, the work, the end."""

from __future__ import annotations

from datetime import datetime

from incident_console.cli.answers import (
    block,
    hanging,
    heading,
    labelled,
    line,
    pad,
    paint,
    severity_painted,
    sign,
)
from incident_console.cli.moments import away_from, due_in_full
from incident_console.cli.page import Page
from incident_console.cli.turns import called_lines
from incident_console.domain.calls import called
from incident_console.domain.communication import waiting_on
from incident_console.domain.escalating import whom_to_escalate_to
from incident_console.domain.lives import impact_said, open_for
from incident_console.domain.owed import owed
from incident_console.domain.vocabulary import Role
from incident_console.wording.escalation import no_answer, proposes
from incident_console.wording.names import REMEDIES, status_name, until_assigned, waiting_said
from incident_console.wording.turns import what_is_owed
from incident_console.words import left, length


def head_lines(page: Page) -> list[str]:
    """The title, and in one line what is asked first: severity, status, how long, for whom."""
    incident = page.incident
    severity = f"{incident.severity} {incident.severity.word}" if incident.severity else "severity unknown"
    if incident.severity and not incident.severity_confirmed:
        severity += ", to be confirmed"
    severity = severity_painted(incident.severity or "", severity)
    label = "clients" if len(incident.clients) > 1 else "client"
    client = f"{label} {line(', '.join(incident.clients))}" if incident.clients else ""
    ticket = f"ticket {line(incident.ticket)}" if incident.ticket else ""
    parts = [severity, status_name(incident.status), lasted(page), client, ticket]
    parts += ["DRILL" if incident.drill else "", "imported" if incident.imported else ""]
    parts += [f"times in {page.clocks.named}"]
    dot = sign(" · ", " - ")
    title = paint(f"{incident.ref}  {line(incident.title)}", "bold")
    return [title, dot.join(part for part in parts if part)]


def lasted(page: Page) -> str:
    """How long it has been open, or was."""
    began = page.incident.declared_at
    if began is None:
        return ""
    span = length(open_for(page.incident, page.now))
    return f"open {span}" if page.incident.is_open else f"was open {span}"


def state_lines(page: Page) -> list[str]:
    """What is affected, what is waited for, and the incidents that it was found to be the same as."""
    incident = page.incident
    since = impact_said(incident)
    began = "" if since is None else page.clock(since)
    waits = waiting_on(incident)
    waiting = "" if waits is None else f"on {waiting_said(waits)} (since update {waits.update})"
    merged = f"{incident.duplicate_of}, which goes on" if incident.duplicate_of else ""
    return labelled(
        [
            ("Impact", incident.impact or "not yet known"),
            ("Scope", incident.scope or "not yet known"),
            ("Waiting", waiting),
            ("Because", ", ".join(incident.because)),
            ("Since", began),
            ("Same as", merged),
            ("Takes in", ", ".join(incident.absorbed.values())),
        ]
    )


def role_lines(page: Page) -> list[str]:
    """Who holds each role, a standing offer, an absence."""
    incident = page.incident
    lines = [heading("Roles")]
    for role in Role:
        label = f"{role.value}  {role.full_name}"
        lines.append(f"{pad(label, 26)}{holder(page, role)}")
    offer = incident.standing_offer(page.now)
    if offer is not None:
        roles = ", ".join(role.value for role in offer.roles)
        baton, stands = sign("⇄", "<>"), left(offer.stands_until - page.now)
        lines.append(f"{baton} {roles} offered to {line(offer.to)}, {stands} left for their yes")
    elif incident.offer is not None:
        lapsed = page.clock(incident.offer.stands_until)
        lines.append(f"{sign('⇄', '<>')} the offer to {line(incident.offer.to)} lapsed {lapsed}")
    away = incident.away
    if away is not None:
        told = "" if away.told else ", CLIENT NOT TOLD"
        lines.append(f"{line(away.who)} is away until {page.clocks.told(away.until)}, nobody covers{told}")
    return lines


def holder(page: Page, role: Role) -> str:
    """Who holds a role and since when; an unassigned one is the owner's."""
    incident = page.incident
    if role is Role.IC:
        formally = "" if incident.owner_assigned else ", by default"
        return f"{line(incident.owner)}, owner since {page.clock(incident.tenure.since)}{formally}"
    if role in incident.leads:
        return f"{line(incident.leads[role])} since {page.clock(incident.leads_since[role])}"
    return until_assigned(line(incident.owner), is_open=incident.is_open)


def whose_turn_lines(page: Page) -> list[str]:
    """Whose turn it is, and since when they have done nothing."""
    lines = called_lines(called(page.incident, page.now), page.incident.ref, page.clocks)
    found = whom_to_escalate_to(page.incident, page.policy, "", page.now) if page.incident.is_open else None
    if found is not None and found.unanswered:
        lines += hanging("", line(f"{no_answer(found, page.clocks)}; {proposes(found)}"), 2)
    return [heading("Called"), *lines] if lines else []


def owed_lines(page: Page) -> list[str]:
    """What is owed after the end; overdue in words and in red."""
    found = [] if page.incident.is_open else owed(page.incident)
    lines = [heading("Owed")] if found else []
    for each in found:
        what = what_is_owed(each.kind, each.n, each.text)
        due = "without a date"
        if each.due_at is not None:
            when = due_in_full(each.kind, each.due_at, page.clocks)
            due = f"{away_from(each.due_at, page.now)}, due {when}"
        obligation = line(f"{what}: {due} ({each.who})")
        lines.append(paint(obligation, "red", "bold") if each.overdue(page.now) else obligation)
    return lines


def action_lines(page: Page) -> list[str]:
    """All actions, done, dropped and open, with the numbers by which commands name them."""
    actions = page.incident.actions
    still_open = len(page.incident.open_actions)
    lines = [heading("Actions", f"{still_open} open of {len(actions)}")] if actions else []
    for action in actions:
        box = "[x]" if action.done_at else "[-]" if action.dropped_at else "[ ]"
        due = ""
        if action.due is not None and action.open:
            due = f", due {page.clock(action.due)}, {away_from(action.due, page.now)}"
        follow_up = ", follow-up" if action.follow_up else ""
        start = f"{box} {action.n:>2}  "
        text = block(f"{line(action.text)} ({line(action.owner)}{due}{follow_up})", " " * len(start))
        lines.append(start + text[len(start) :])
    return lines


def ending_lines(page: Page) -> list[str]:
    """The three gates, as far as they are passed, and the review."""
    incident, review = page.incident, page.incident.review
    remedy = "" if incident.remedy is None else REMEDIES[incident.remedy]
    restored = "" if incident.restored_at is None else f", since {page.clock(incident.restored_at)}"
    due = ""
    if review.completed_at is not None:
        due = f"completed {page.clock(review.completed_at)}"
    elif review.due_at is not None:
        due = f"due {page.clock(review.due_at)}, {away_from(review.due_at, page.now)}"
    pairs = [
        ("Resolved", gate(page, incident.resolved_at, f", {remedy}{restored}")),
        ("Confirmed", gate(page, incident.confirmed_at)),
        ("Closed", gate(page, incident.closed_at)),
        ("Review", due),
        ("Cause", review.root_cause),
    ]
    lines = labelled(pairs)
    return [heading("The end"), *lines] if lines else []


def gate(page: Page, moment: datetime | None, further: str = "") -> str:
    """When a gate was passed, and what that meant; empty while it was not."""
    return "" if moment is None else page.clock(moment) + further
