"""One message of each kind, of an incident that never was: templates are tried with it before the need."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from incident_console.domain.absence import AbsenceAnnounced
from incident_console.domain.clients import ClientDropped
from incident_console.domain.closing import AnalysisWritten, WrapUpWritten
from incident_console.domain.communication import UpdateWritten, send_update
from incident_console.domain.declaring import declare
from incident_console.domain.duplicates import DuplicateWritten
from incident_console.domain.ending import StandDownWritten
from incident_console.domain.entry import Entry, Event, MessageEvent, Request
from incident_console.domain.folding import after
from incident_console.domain.incident import Incident
from incident_console.domain.parts import BriefAction
from incident_console.domain.policy import Policy
from incident_console.domain.promises import RescheduleWritten
from incident_console.domain.vocabulary import Criterion, MessageKind, PromiseKind

BEGAN = datetime(2026, 9, 1, 14, 0, tzinfo=UTC)
NOW = BEGAN + timedelta(minutes=20)
"""When the sample is read (UTC)."""


def sample_incident(policy: Policy, client: str) -> Incident:
    """Return an incident in which a client has had a first update, twenty minutes before `NOW`."""
    incident = Incident(id="sample")
    request = asked(incident, policy)
    declared = declare(
        request,
        ref="INC-7K3Q",
        title="Checkout answers 502",
        because=[Criterion.PRODUCTION],
        client=client,
        ticket="SUP-1042",
        started_at=BEGAN - timedelta(minutes=10),
    )
    incident = recorded(incident, request, declared)
    request = asked(incident, policy)
    told = send_update(
        incident,
        request,
        impact="30 % of checkouts fail",
        done="rolled back 2.41",
        next_steps="enlarge the pool",
        next_update=BEGAN + timedelta(minutes=30),
        posted=True,
    )
    return recorded(incident, request, told)


def sample_messages() -> list[MessageEvent]:
    """Return a message of each kind for the sample incident, with all that its kind may say."""
    later = NOW + timedelta(minutes=30)
    follow_up = BriefAction(n=1, text="add a test", owner="bob")
    messages = [
        UpdateWritten(
            impact="30 % of checkouts fail",
            done="checked the pool of connections\nasked the vendor",
            next_steps="enlarge the pool",
            next_update_at=later,
            investigating="which release it was",
            waiting_on="CloudPay",
            expecting="an answer within the hour",
        ),
        RescheduleWritten(
            promise=PromiseKind.UPDATE, due_at=later, why="a restart takes longer", watcher="bob"
        ),
        AbsenceAnnounced(until=later, expect="mail is read", asked=("bob",)),
        WrapUpWritten(
            what="a release left connections open",
            customer_impact="30 % of checkouts failed",
            prevention="staged releases",
            analysis_by=NOW + timedelta(days=7),
            restored_at=NOW,
            follow_ups=(follow_up,),
        ),
        StandDownWritten(why="the alert measured itself"),
        DuplicateWritten(of="other", of_ref="INC-9BXW"),
        AnalysisWritten(what="a release left connections open"),
        ClientDropped(client="ACME", why="only the other region is concerned"),
    ]
    assert {each.kind for each in messages} == set(MessageKind)
    return messages


def asked(incident: Incident, policy: Policy) -> Request:
    return Request(by="alice", at=BEGAN, now=BEGAN, policy=policy, id=f"sample-{len(incident.entries)}")


def recorded(incident: Incident, request: Request, events: Sequence[Event]) -> Incident:
    """Return the incident after events, as the desk would."""
    entries = [
        Entry(
            id=request.id if number == 0 else f"{request.id}-{number}",
            incident=incident.id,
            seq=len(incident.entries) + number + 1,
            console="sample",
            count=len(incident.entries) + number + 1,
            term=incident.tenures[-1].id if incident.tenures else request.id,
            occurred_at=request.at,
            recorded_at=request.now,
            by=request.by,
            event=event,
        )
        for number, event in enumerate(events)
    ]
    return after(incident, entries)
