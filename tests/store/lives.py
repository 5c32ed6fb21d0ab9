"""Lives that between them hold every kind of event, as steps to be recorded one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from incident_console.domain import (
    absence,
    actions,
    adopting,
    clients,
    closing,
    communication,
    declaring,
    delivering,
    duplicates,
    ending,
    handover,
    handover_answers,
    offers,
    ownership,
    portal_writes,
    posting,
    promises,
    reopening,
    reporting,
    response,
    review,
    settling,
    ticketing,
)
from incident_console.domain.entry import Entry, Event, ForClient, MessageEvent
from incident_console.domain.folding import fold
from incident_console.domain.parts import Brief
from incident_console.domain.posting import PostedTo
from incident_console.domain.vocabulary import (
    DeliveryOutcome,
    PromiseKind,
    Proof,
    Remedy,
    Role,
    Severity,
    Status,
)
from incident_console.domain.ways import Destination, Way
from tests.store.scribe import NOON, declared

LATER = NOON + timedelta(hours=1)


def update(**changes: object) -> communication.UpdateWritten:
    """A four-part update."""
    given: dict[str, object] = {
        "impact": "30 % fail",
        "done": "rolled back",
        "next_steps": "scale",
        "next_update_at": LATER,
        "words": "We still see 30 % fail.",
    }
    return communication.UpdateWritten(**{**given, **changes})  # type: ignore[arg-type]


class Life:
    """What was recorded so far, for the steps that refer to it."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    @property
    def by(self) -> str:
        """Who owns it, and does what comes next."""
        return fold(self.entries).owner if self.entries else "alice"

    def last_message(self) -> str:
        return next(entry.id for entry in reversed(self.entries) if isinstance(entry.event, MessageEvent))

    def last(self, kind: type[Event]) -> str:
        """The id of the last event of a kind."""
        return next(entry.id for entry in reversed(self.entries) if isinstance(entry.event, kind))

    def ended(
        self, to: Destination, outcome: DeliveryOutcome, *, attempts: int = 1, **said: Any
    ) -> delivering.DeliveryEnded:
        """What came of the last message at a recipient."""
        return delivering.DeliveryEnded(
            message=self.last_message(),
            channel=to.channel,
            recipient=to.recipient,
            outcome=outcome,
            attempts=attempts,
            **said,
        )

    def posted(self) -> posting.MessagePosted:
        return posting.MessagePosted(message=self.last_message(), where="mail", review_due=LATER)


def to_the_end(life: Life) -> Iterator[Event]:
    """Declared, worked on, handed over, resolved, reopened, closed, reviewed."""
    offer = handover.HandoverOffered(
        to="bob",
        roles=(Role.IC, Role.CL),
        stands_until=LATER,
        brief=Brief(status="calm", roles=(Role.IC, Role.CL)),
    )
    yield declared(ref="INC-LIFE", client="ACME")
    yield declaring.IncidentAssessed(impact="30 % fail", scope="EU")
    yield declaring.SeverityChanged(severity=Severity.P1, why="spreads", first_update_due=NOON)
    yield declaring.TicketLinked(ticket="SUP-1", url="https://tickets.example/1")
    yield ownership.RoleAssigned(role=Role.CL, name="alice")
    yield actions.ActionAdded(what="scale", owner="oli", due=LATER)
    scaling = life.last(actions.ActionAdded)
    yield actions.ActionAdded(what="call the vendor", owner="oli")
    yield actions.ActionReassigned(action=scaling, owner="carol")
    yield actions.ActionDone(action=scaling)
    yield actions.ActionDropped(action=life.last(actions.ActionAdded), why="they called us")
    yield response.Noted(what="a mistake")
    yield response.EntryStruck(entry=life.last(response.Noted), why="wrong incident")
    yield response.Escalated(to="the director", why="no progress")
    yield response.StatusChanged(status=Status.IDENTIFIED)
    yield update()
    yield life.posted()
    yield response.EntryStruck(entry=life.last(posting.MessagePosted), why="it was not sent")
    yield life.posted()
    yield promises.RescheduleWritten(
        promise=PromiseKind.UPDATE, due_at=LATER + timedelta(hours=1), why="vendor is slow", watcher="bob"
    )
    yield life.posted()
    yield update(impact="gone")
    yield posting.MessageDiscarded(message=life.last_message(), why="overtaken")
    yield absence.AbsenceAnnounced(until=LATER, expect="mail at nine", asked=("bob",))
    yield absence.OwnerReturned(absence=life.last(absence.AbsenceAnnounced))
    yield reporting.ReportWritten(conditions="the pool is exhausted", steps="rolled back", needed="help")
    yield absence.AbsenceAnnounced(until=LATER, expect="mail at nine")
    yield offer
    yield handover_answers.HandoverDeclined(offer=life.last(handover.HandoverOffered), why="asleep")
    yield offer
    yield handover_answers.HandoverWithdrawn(offer=life.last(handover.HandoverOffered))
    yield offer
    yield handover_answers.HandoverAccepted(
        offer=life.last(handover.HandoverOffered), to="bob", roles=(Role.IC, Role.CL), given_by="alice"
    )
    yield absence.AbsenceAnnounced(until=LATER, expect="mail at nine")
    yield offer
    yield ownership.OwnershipTaken(taken_by="carol", taken_from="bob", why="no answer")
    yield offers.OfferChanged(
        offer=life.last(handover.HandoverOffered),
        to="bob",
        given_by="bob",
        lost=(Role.IC, Role.CL),
        cause=life.last(ownership.OwnershipTaken),
        why="took over from bob",
    )
    yield adopting.PromiseAdopted(
        duplicate="INC-TWIN", duplicate_id="a twin", left_by="", due_at=LATER - timedelta(minutes=50)
    )
    yield adopting.DuplicateReleased(duplicate="INC-TWIN", duplicate_id="a twin", came_by="")
    yield closing.IncidentResolved(remedy=Remedy.RESTORED, restored_at=NOON)
    yield closing.ResolutionConfirmed(resolution=life.last(closing.IncidentResolved))
    yield closing.WrapUpWritten(what="a release", customer_impact="30 %", analysis_by=LATER)
    yield reopening.IncidentReopened(
        answers=life.last(closing.IncidentResolved), why="it is back", first_update_due=LATER
    )
    yield update()
    yield closing.IncidentResolved(remedy=Remedy.MITIGATED, restored_at=NOON)
    yield closing.ResolutionConfirmed(resolution=life.last(closing.IncidentResolved))
    yield closing.WrapUpWritten(what="a release", customer_impact="30 %", analysis_by=LATER)
    yield life.posted()
    yield closing.AnalysisWritten(what="the pool was too small")
    yield life.posted()
    yield review.ReviewWritten(root_cause="pool", factors=("load",), recommendations=("alarms",))
    yield review.ReviewCompleted()
    yield ending.ClientTold(how="by phone")


def false_alarm(life: Life) -> Iterator[Event]:
    """Stood down after the client had been told."""
    yield declared(ref="INC-FALSE")
    yield update()
    yield life.posted()
    yield ending.StandDownWritten(why="a test alarm")
    yield life.posted()


def silent_false_alarm(life: Life) -> Iterator[Event]:
    """Stood down before anybody was told."""
    yield declared(ref="INC-QUIET")
    yield update()
    yield ending.StandDownWritten(why="a test alarm", silent=True)


def twin(life: Life) -> Iterator[Event]:
    """A duplicate whose client had been told."""
    yield declared(ref="INC-TWIN")
    yield update()
    yield life.posted()
    yield duplicates.DuplicateWritten(of="some-id", of_ref="INC-LIFE")
    yield life.posted()


def silent_twin(life: Life) -> Iterator[Event]:
    """A duplicate that nobody was told of."""
    yield declared(ref="INC-SHADOW")
    yield duplicates.DuplicateWritten(of="some-id", of_ref="INC-LIFE", silent=True)


def several_clients(life: Life) -> Iterator[Event]:
    """A client named later, two more, one of them told apart, one dropped before it was told anything."""
    yield declared(ref="INC-MANY")
    yield clients.ClientAdded(client="ACME", first_update_due=LATER)
    yield clients.ClientAdded(client="Globex", first_update_due=LATER)
    yield clients.ClientAdded(client="Initech", first_update_due=LATER)
    yield update(to=tuple(ForClient(client=name) for name in ("ACME", "Globex")))
    yield posting.MessagePosted(
        message=life.last_message(), client="ACME", others=(PostedTo(client="Globex"),)
    )
    yield clients.ClientDropped(client="Initech", why="other pool", silent=True)
    yield clients.ClientDropped(client="Globex", why="other pool", to=(ForClient(client="Globex"),))
    yield posting.MessagePosted(message=life.last_message(), client="Globex")


def by_channels(life: Life) -> Iterator[Event]:
    """One message that was refused, sent once more, lost and found; a wrap-up that ends it by arriving."""
    yield declared(ref="INC-SENT")
    yield update(ways=(Way(channel="mail", recipients=("ops@acme.example",)),))
    mail = Destination(channel="mail", recipient="ops@acme.example")
    yield life.ended(mail, DeliveryOutcome.REFUSED, reason="451 the mailbox is full")
    yield settling.DeliveryRetried(message=life.last_message(), to=(mail,))
    yield life.ended(mail, DeliveryOutcome.UNCERTAIN, reason="the answer was lost", attempts=2)
    yield settling.DeliverySettled(message=life.last_message(), to=(mail,), arrived=True)
    yield closing.IncidentResolved(remedy=Remedy.RESTORED, restored_at=NOON)
    yield closing.ResolutionConfirmed(resolution=life.last(closing.IncidentResolved))
    yield closing.WrapUpWritten(
        what="a release", customer_impact="30 %", prevention="stages", ways=(Way(channel="slack"),)
    )
    slack = Destination(channel="slack")
    yield life.ended(slack, DeliveryOutcome.DELIVERED, proof=Proof.POSTED, review_due=LATER)


def in_a_portal(life: Life) -> Iterator[Event]:
    """A ticket whose creation was uncertain, then came about; a comment refused, and written once more."""
    yield declared(ref="INC-PORTAL")
    yield ticketing.TicketRequested()
    asked = life.last(ticketing.TicketRequested)
    uncertain, refused = DeliveryOutcome.UNCERTAIN, DeliveryOutcome.REFUSED
    yield portal_writes.PortalWriteEnded(about=asked, creates=True, outcome=uncertain, reason="no answer")
    yield declaring.TicketLinked(ticket="SUP-9")
    yield closing.IncidentResolved(remedy=Remedy.RESTORED, restored_at=NOON)
    resolved = life.last(closing.IncidentResolved)
    yield portal_writes.PortalWriteEnded(about=resolved, ticket="SUP-9", outcome=refused, reason="403 closed")
    yield portal_writes.PortalWriteRetried(about=(resolved,), ticket="SUP-9")
    yield portal_writes.PortalWriteEnded(about=resolved, ticket="SUP-9", outcome=refused, reason="403 closed")
    yield portal_writes.LoggedByHand(about=(resolved,), ticket="SUP-9")
    yield response.EntryStruck(entry=life.last(portal_writes.LoggedByHand), why="another ticket")
    yield portal_writes.PortalWriteEnded(about=resolved, ticket="SUP-9", outcome=DeliveryOutcome.DELIVERED)


def history(life: Life) -> Iterator[Event]:
    """Brought in from another tool, with an update that promised more."""
    yield declared(ref="INC-OLD", imported=True)
    yield update()
    yield life.posted()
    yield ending.HistoryEnded()


LIVES = (
    to_the_end,
    false_alarm,
    silent_false_alarm,
    twin,
    silent_twin,
    several_clients,
    by_channels,
    in_a_portal,
    history,
)
