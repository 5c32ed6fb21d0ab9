"""The acts that call somebody: read from the log in order, whoever may have answered since."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from typing import Any

from incident_console.domain.actions import ActionAdded, ActionReassigned
from incident_console.domain.adopting import PromiseAdopted
from incident_console.domain.call import Call, Why
from incident_console.domain.clients import ClientAdded
from incident_console.domain.declaring import IncidentDeclared, SeverityChanged
from incident_console.domain.entry import Entry
from incident_console.domain.handover import HandoverOffered
from incident_console.domain.handover_answers import HandoverAccepted, HandoverDeclined, HandoverWithdrawn
from incident_console.domain.incident import Incident
from incident_console.domain.offers import NOT_TO_OFFER
from incident_console.domain.ownership import OwnershipTaken, RoleAssigned
from incident_console.domain.reopening import IncidentReopened
from incident_console.domain.response import Escalated
from incident_console.domain.text import name_key, same_person
from incident_console.domain.vocabulary import Role


class Acts:
    """The log of an incident as it calls people, read from the first entry that may to the last."""

    def __init__(self, incident: Incident) -> None:
        self.incident = incident
        self.calls: list[Call] = []
        self.last = {
            name_key(entry.by): entry
            for entry in sorted(incident.last_acts.values(), key=lambda entry: entry.seq)
            if entry.by
        }
        """The last act of each person, by what all spellings of their name share."""
        self.offer: Any = None
        """The offer that was made last and not answered."""
        self.roles: tuple[Role, ...] = ()
        """The roles that it still carries."""
        self.clock_set: Entry | None = None
        """What set the time of the first update last."""
        self.clock_set_for: dict[str, Entry] = {}
        """What set it since for one client, by what all spellings of their name share."""
        self.given: dict[str, Entry] = {}
        """Which entry gave an action to whoever has it now, by the action's id."""
        self.losses = {loss.entry: loss for loss in incident.offer_losses}
        """What offers lost by other acts, by the entry that did it."""
        self.ends = frozenset(incident.ended_ever)
        """The entries that ended it."""
        self.read(incident.turns, incident.struck)

    def read(self, entries: Iterable[Entry], struck: Container[str]) -> None:
        """Take the entries in order."""
        for entry in entries:
            heard = HEARD.get(type(entry.event))
            if entry.id in struck:
                continue
            # Of what a duplicate brings some may hold where the rest does not: `kept` says which.
            if heard is not None and (entry.objection is None or isinstance(entry.event, PromiseAdopted)):
                heard(self, entry, entry.event)
            elif isinstance(entry.event, HandoverOffered):
                self.offer_changes(entry, entry, entry.event.roles, NOT_TO_OFFER)
            if entry.id in self.ends:
                self.over()
                self.offer_lost(entry)

    def set_clock(self, entry: Entry) -> None:
        """Note what sets the time of every client's first update."""
        self.clock_set, self.clock_set_for = entry, {}

    def begun(self, client: str | None) -> Entry | None:
        """What set the time of a client's first update."""
        return self.clock_set_for.get(name_key(client or "")) or self.clock_set

    def given_before(self, why: Why, about: str) -> None:
        """Forget whom the same role or action was given to earlier: it is somebody else's now."""
        self.calls = [call for call in self.calls if (call.why, call.about) != (why, about)]

    def call(self, who: str, why: Why, entry: Entry, answer: str, **more: Any) -> None:
        """Note whom an entry calls."""
        self.calls.append(
            Call(
                who=who,
                why=why,
                # Whenever it happened: before it was written down nobody was called.
                since=entry.recorded_at,
                answer=answer,
                event=entry.id,
                seq=entry.seq,
                by=entry.by,
                **more,
            )
        )

    def offer_lost(self, entry: Entry) -> None:
        """An entry may have taken a role, or all of them, out of the offer that stood."""
        offer, carried, loss = self.offer, self.roles, self.losses.get(entry.id)
        if loss is None or offer is None or loss.offer != offer.id:
            return
        self.offer, self.roles = (offer, loss.left) if loss.left else (None, ())
        self.offer_changes(entry, offer, carried, loss.why, loss.left)

    def offer_changes(
        self, entry: Entry, offer: Any, roles: tuple[Role, ...], text: str, left: tuple[Role, ...] = ()
    ) -> None:
        """By an entry an offer of these roles has lost some, or all of them: both its sides are called."""
        carried = " ".join(roles)
        more = {"about": carried, "text": text}
        # Where nothing is left to accept, any word says that they have seen it.
        answer = "accept_handover" if left else "note"
        self.call(offer.event.to, Why.CHANGED, entry, answer, until=offer.event.stands_until, **more)
        again = "offer_handover" if holds_any(self.incident, offer.by, carried) else "note"
        self.call(offer.by, Why.CHANGED, entry, again, **more)

    def over(self) -> None:
        """The incident ended, or began anew: what called before is gone, but for work that was given."""
        self.calls = [call for call in self.calls if call.why is Why.ACTION]


def holds_any(incident: Incident, name: str, roles: str) -> bool:
    """Whether somebody holds one of these roles (their short names, parted by blanks)."""
    return any(same_person(incident.holder(Role(role)), name) for role in roles.split())


def declared(acts: Acts, entry: Entry, event: IncidentDeclared) -> None:
    acts.set_clock(entry)
    acts.call(event.owner, Why.DECLARED, entry, "send_update", text=event.title)


def severity_changed(acts: Acts, entry: Entry, event: SeverityChanged) -> None:
    acts.set_clock(entry)


def joined(acts: Acts, entry: Entry, event: ClientAdded) -> None:
    """Who joins is owed a first update from then; for whom it was set before, it stays."""
    ledger = acts.incident.ledger_of(event.client)
    if ledger is not None and ledger.since == entry.occurred_at:
        acts.clock_set_for[name_key(event.client)] = entry


def adopted(acts: Acts, entry: Entry, event: PromiseAdopted) -> None:
    """The first update of a duplicate's client is the survivor's where it is due earlier."""
    for brought in event.kept(entry):
        ledger = acts.incident.ledger_of(brought.client)
        due = brought.first_update_due
        if ledger is not None and due is not None and due == ledger.first_update_due:
            acts.clock_set_for[name_key(ledger.client or "")] = entry


def reopened(acts: Acts, entry: Entry, event: IncidentReopened) -> None:
    """Whatever goes on after its end begins anew; what is sent back, for those who knew that it was over."""
    if event.first_update_due is None:
        for each in event.others:
            acts.clock_set_for[name_key(each.client)] = entry
    else:
        acts.over()
        acts.set_clock(entry)
        acts.call(acts.incident.owner, Why.REOPENED, entry, "send_update", text=event.why)


def escalated(acts: Acts, entry: Entry, event: Escalated) -> None:
    acts.call(event.to, Why.ESCALATED, entry, "note", text=event.why)


def offered(acts: Acts, entry: Entry, event: HandoverOffered) -> None:
    acts.offer_lost(entry)
    acts.offer, acts.roles = entry, event.roles
    acts.call(
        event.to,
        Why.OFFERED,
        entry,
        "accept_handover",
        until=event.stands_until,
        about=" ".join(event.roles),
        text=event.brief.status,
    )


def answered(acts: Acts, entry: Entry, event: HandoverAccepted | HandoverWithdrawn) -> None:
    acts.offer = None


def declined(acts: Acts, entry: Entry, event: HandoverDeclined) -> None:
    offer, acts.offer = acts.offer, None
    if offer is not None:
        about = " ".join(acts.roles)
        acts.call(offer.by, Why.DECLINED, entry, "offer_handover", about=about, text=event.why)


def assigned(acts: Acts, entry: Entry, event: RoleAssigned) -> None:
    answer = "note" if event.role is Role.OL else "send_update"
    acts.given_before(Why.ROLE, event.role.value)
    acts.call(event.name, Why.ROLE, entry, answer, about=event.role.value)
    acts.offer_lost(entry)


def taken(acts: Acts, entry: Entry, event: OwnershipTaken) -> None:
    acts.offer_lost(entry)


def given(acts: Acts, entry: Entry, event: ActionAdded) -> None:
    hand_out(acts, entry, entry.id, event.owner)


def given_on(acts: Acts, entry: Entry, event: ActionReassigned) -> None:
    hand_out(acts, entry, event.action, event.owner)


def hand_out(acts: Acts, entry: Entry, action: str, owner: str) -> None:
    """Note who was given an action, by its id; whoever had it before has it no longer."""
    acts.given[action] = entry
    acts.given_before(Why.ACTION, action)
    found = next((each for each in acts.incident.actions if each.id == action), None)
    if found is not None:
        acts.call(owner, Why.ACTION, entry, "finish_action", about=action, n=found.n, text=found.text)


HEARD: dict[type, Callable[[Acts, Entry, Any], None]] = {
    IncidentDeclared: declared,
    SeverityChanged: severity_changed,
    ClientAdded: joined,
    PromiseAdopted: adopted,
    IncidentReopened: reopened,
    Escalated: escalated,
    HandoverOffered: offered,
    HandoverAccepted: answered,
    HandoverWithdrawn: answered,
    HandoverDeclined: declined,
    RoleAssigned: assigned,
    OwnershipTaken: taken,
    ActionAdded: given,
    ActionReassigned: given_on,
}
"""What each kind of entry calls for; the others call nobody."""
