"""Declaring and classifying an incident (R 5, R 6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from incident_console.domain.authority import (
    after_the_last,
    contribute,
    decide,
    named,
    optional,
    overruled,
    past_only,
    required,
    while_open,
)
from incident_console.domain.entry import Entry, Event, FirstUpdate, Request
from incident_console.domain.given import client_names, one_line, person, titled
from incident_console.domain.incident import Incident
from incident_console.domain.joining import join
from incident_console.domain.ledger import Ledger
from incident_console.domain.objections import Objection
from incident_console.domain.parts import Tenure
from incident_console.domain.refusal import Part, Refused
from incident_console.domain.text import clean
from incident_console.domain.vocabulary import Criterion, Severity

DEFAULT_SEVERITY = Severity.P2


class IncidentDeclared(Event, frozen=True, kw_only=True):
    """An incident begins, with its owner."""

    turns = True
    derived = frozenset({"ownership"})
    ref: str
    title: str
    owner: str
    because: tuple[Criterion, ...] = ()
    severity: Severity | None = None
    severity_confirmed: bool = False
    impact: str | None = None
    scope: str | None = None
    client: str | None = None
    ticket: str | None = None
    started_at: datetime | None = None
    first_update_due: datetime | None = None
    others: tuple[FirstUpdate, ...] = ()
    """Its further clients, and by when each hears first."""
    drill: bool = False
    imported: bool = False

    def apply(self, incident: Incident, entry: Entry) -> None:
        incident.id = entry.incident
        for name in DECLARED:
            setattr(incident, name, getattr(self, name))
        first, since = incident.ledgers[0], entry.occurred_at
        first.client, first.since, first.first_update_due = self.client, since, self.first_update_due
        for each in self.others:
            join(incident, each.client, since, each.due_at)
        stand_at(incident, self.severity)
        incident.ticket_by = entry.id if self.ticket else ""
        incident.declared_at = entry.occurred_at
        incident.declared_by = entry.by
        incident.term = entry.id
        incident.tenures.append(Tenure(id=entry.id, name=self.owner, since=entry.occurred_at))

    @property
    def text(self) -> str:
        return self.title


DECLARED = (
    *("ref", "title", "owner", "because", "severity", "severity_confirmed", "impact", "scope"),
    *("ticket", "started_at", "drill", "imported"),
)


class IncidentAssessed(Event, frozen=True, kw_only=True):
    """Impact or scope as the Incident Commander sees them now."""

    impact: str | None = None
    scope: str | None = None

    def apply(self, incident: Incident, entry: Entry) -> None:
        # One of the two may be said alone; the other one stays.
        incident.impact = self.impact or incident.impact
        incident.scope = self.scope or incident.scope

    def against(self, incident: Incident, entry: Entry, other: Incident | None = None) -> Objection | None:
        return overruled(incident, entry)

    @property
    def text(self) -> str:
        return "\n".join(part for part in (self.impact, self.scope) if part)


class SeverityChanged(Event, frozen=True, kw_only=True):
    """Another severity, or the assumed one confirmed."""

    turns = True
    severity: Severity
    why: str
    first_update_due: datetime | None = None
    """By when the client hears first at that severity; of several, the first one."""
    others: tuple[FirstUpdate, ...] = ()

    def apply(self, incident: Incident, entry: Entry) -> None:
        stand_at(incident, self.severity)
        incident.severity_confirmed = True
        incident.ledgers[0].bring_forward(self.first_update_due)
        for each in self.others:
            if (ledger := incident.ledger_of(each.client)) is not None:
                ledger.bring_forward(each.due_at)

    def against(self, incident: Incident, entry: Entry, other: Incident | None = None) -> Objection | None:
        return overruled(incident, entry)

    @property
    def text(self) -> str:
        return self.why


class TicketLinked(Event, frozen=True, kw_only=True):
    """The ticket in the support system (R 6.4)."""

    ticket: str
    url: str | None = None

    def apply(self, incident: Incident, entry: Entry) -> None:
        # What the portal created takes the place of none that somebody named meanwhile.
        if not entry.by and incident.ticket is not None:
            return
        if self.ticket != incident.ticket:
            incident.ticket_by = entry.id
        incident.ticket = self.ticket
        incident.ticket_url = self.url

    @property
    def text(self) -> str:
        return self.ticket


def stand_at(incident: Incident, severity: Severity | None) -> None:
    """Take on a severity, and keep in mind the highest one."""
    incident.severity = severity
    if severity is not None:
        # P1 comes before P2 by name: the highest is the least.
        incident.highest_severity = min(incident.highest_severity or severity, severity)
        incident.highest_in_life = min(incident.highest_in_life or severity, severity)


def declare(
    request: Request,
    *,
    ref: str,
    title: str,
    because: Sequence[Criterion],
    severity: Severity | None = None,
    impact: str | None = None,
    scope: str | None = None,
    client: str | None = None,
    clients: Sequence[str] = (),
    ticket: str | None = None,
    owner: str | None = None,
    drill: bool = False,
    started_at: datetime | None = None,
) -> list[Event]:
    """Declare an incident (R 5); its owner is named by the same event (C, Ownership; R 2).

    Without a severity P2 is taken, to be confirmed. Impact and scope may be unknown yet. The first of several
    clients is `client`, else the first of `clients`; each is owed a first update by their own cadence.

    Raises:
        Refused: without a title or a criterion, or with a time that is still to come.
    """
    if not because:
        raise Refused(
            "a reason is missing; give {because} production, sla or stability",
            about=Part.BECAUSE,
            because=Part.BECAUSE,
        )
    named(request)
    past_only(request.at, request.now, Part.AT)
    if started_at is not None:
        past_only(started_at, request.at, Part.STARTED_AT)
    taken = severity or DEFAULT_SEVERITY
    names = client_names(client, clients)
    first = names[0] if names else None
    return [
        IncidentDeclared(
            ref=ref,
            title=titled(required(title, Part.TITLE, "the title")),
            # In the order of the handbook (R 5), however they were typed.
            because=tuple(sorted(set(because), key=list(Criterion).index)),
            severity=taken,
            severity_confirmed=severity is not None,
            impact=optional(impact, Part.IMPACT),
            scope=optional(scope, Part.SCOPE),
            client=first,
            ticket=one_line(ticket, Part.TICKET),
            # R 2: by default the engineer on call owns it until roles are assigned.
            owner=person(owner or request.policy.engineer_on_call or request.by, Part.OWNER),
            started_at=started_at,
            first_update_due=request.policy.first_update_due(taken, first, request.at),
            others=tuple(
                FirstUpdate(client=name, due_at=request.policy.first_update_due(taken, name, request.at))
                for name in names[1:]
            ),
            drill=drill,
        )
    ]


def assess(
    incident: Incident, request: Request, *, impact: str | None = None, scope: str | None = None
) -> list[Event]:
    """Define impact or scope (R 6.3)."""
    decide(incident, request, "assess")
    while_open(incident)
    after_the_last(incident, request, IncidentAssessed)
    impact, scope = optional(impact, Part.IMPACT), optional(scope, Part.SCOPE)
    if impact is None and scope is None:
        raise Refused(
            "nothing is said; give {impact}, {scope} or both",
            about=Part.IMPACT,
            impact=Part.IMPACT,
            scope=Part.SCOPE,
        )
    return [IncidentAssessed(impact=impact, scope=scope)]


def change_severity(incident: Incident, request: Request, *, severity: Severity, why: str) -> list[Event]:
    """Set the severity (R 6.3). A rise brings a first update forward, never back; a promise stays."""
    decide(incident, request, "change_severity")
    while_open(incident)
    after_the_last(incident, request, SeverityChanged)
    why = required(why, Part.WHY, "the reason")
    # To name the severity that was only assumed is to confirm it.
    if severity is incident.severity and incident.severity_confirmed:
        raise Refused(
            "{ref} is {severity} already; name another severity",
            about=Part.SEVERITY,
            ref=incident.ref,
            severity=severity,
        )
    due = {
        ledger.n: brought_forward(incident, request, severity, ledger, ledger.first_update_due)
        for ledger in incident.concerned
        if ledger.first_update_due is not None
    }
    others = tuple(
        FirstUpdate(client=incident.ledgers[n].client or "", due_at=at) for n, at in due.items() if n
    )
    return [SeverityChanged(severity=severity, why=why, first_update_due=due.get(0), others=others)]


def brought_forward(
    incident: Incident, request: Request, severity: Severity, ledger: Ledger, due: datetime
) -> datetime:
    """By when a client hears first at another severity: a rise brings it forward, never back."""
    if incident.severity is None or severity >= incident.severity:
        return due
    return min(due, request.policy.first_update_due(severity, ledger.client, request.at))


def link_ticket(incident: Incident, request: Request, *, ticket: str, url: str | None = None) -> list[Event]:
    """Name the ticket in the support system (R 6.4)."""
    contribute(incident, request)
    named = clean(required(ticket, Part.TICKET, "the ticket"), lines=False)
    address = one_line(url, Part.URL)
    # It stands in documents that others open: a browser is to open a page there, and nothing else.
    if address is not None and not address.startswith(("https://", "http://")):
        raise Refused("the ticket's address must begin with https:// or http://", about=Part.URL)
    return [TicketLinked(ticket=named, url=address)]
