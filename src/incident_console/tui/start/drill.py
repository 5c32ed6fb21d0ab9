"""The guided drill: a whole incident in two minutes, with a partner who takes over and hands back.

What to do next follows from the record alone, so every way through it is a right one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

import msgspec
from textual.content import Content
from textual.widgets import Static

from incident_console.desk import Desk, Done
from incident_console.domain.declaring import SeverityChanged
from incident_console.domain.handover import offer_handover
from incident_console.domain.handover_answers import HandoverAccepted, accept_handover
from incident_console.domain.incident import Incident
from incident_console.domain.ownership import handover_notice_due
from incident_console.domain.text import same_person
from incident_console.domain.vocabulary import Criterion, MessageKind, Role, Severity, Status
from incident_console.tui.room.room import Room

PARTNER, OTHER_PARTNER = "robin", "kim"

READING = timedelta(seconds=4)
"""How long the partner reads a brief before the yes."""
OWNING = timedelta(seconds=6)
"""How long the partner keeps what they took over."""

STEPS = 7


class Hint(msgspec.Struct, frozen=True, kw_only=True):
    """What to do next: the step's number, the action it takes, and why, in one line each."""

    step: int
    action: str | None
    says: str

    def line(self, keys: Mapping[str, str]) -> str:
        """Return the hint with the key in force for its action."""
        key = keys.get(self.action or "", "")
        return f"Drill {self.step}/{STEPS}   {f'Press {key} and ' if key else ''}{self.says}"


def next_hint(incident: Incident | None, person: str, now: datetime) -> Hint:
    """Return what to press next in a drill.

    Args:
        incident: as it stands, None before it is declared.
        person: who is being led.
        now: UTC; an offer that has lapsed is no offer.
    """
    if incident is None:
        return Hint(step=1, action=None, says="an incident is being declared for you.")
    if not incident.is_open:
        says = "leave when you like: that was a whole incident, marked as a drill in its record."
        return Hint(step=STEPS, action="leave", says=says)
    return talking(incident) or handing_over(incident, person, now) or ending(incident)


def talking(incident: Incident) -> Hint | None:
    """Return the hint for the first word to the client, and for the severity."""
    if any(message.kind is MessageKind.UPDATE for message in incident.waiting):
        says = "say that your update is posted. It counts when it is out, not when it is written."
        return Hint(step=2, action="posted", says=says)
    if incident.last_update_at is None:
        says = "tell the client: four parts and the exact time of the next update. ctrl+s sends."
        return Hint(step=1, action="update", says=says)
    if not any(isinstance(entry.event, SeverityChanged) for entry in incident.entries):
        return Hint(step=3, action="severity_p1", says="make it P1 and say why: it is worse than it looked.")
    return None


def handing_over(incident: Incident, person: str, now: datetime) -> Hint | None:
    """Return the hint on the way to the partner and back; None where both are done."""
    partner = partner_of(person)
    offer = incident.standing_offer(now)
    if offer is not None and same_person(offer.to, person):
        says = f"read the brief to its end and take over: {partner} hands it back."
        return Hint(step=4, action="accept", says=says)
    if offer is not None and not same_person(offer.to, partner):
        says = f"take the offer back, then make it to {partner}: nobody else answers in a drill."
        return Hint(step=4, action="withdraw", says=says)
    if offer is not None:
        says = f"nothing has moved yet: {offer.to} reads the brief. You own it until the yes."
        return Hint(step=4, action=None, says=says)
    if not same_person(incident.owner, person):
        says = f"{incident.owner} owns it now and promised the next update. Wait: it comes back to you."
        return Hint(step=4, action=None, says=says)
    if not any(isinstance(entry.event, HandoverAccepted) for entry in incident.entries):
        return Hint(step=4, action="hand_over", says=f"offer it to {partner}, and say how things stand.")
    if handover_notice_due(incident):
        says = "introduce yourself to the client, for you own it again. ctrl+s sends."
        return Hint(step=4, action="update", says=says)
    return None


def ending(incident: Incident) -> Hint:
    """Return the hint for the next of the three gates."""
    if any(message.kind is MessageKind.WRAP_UP for message in incident.waiting):
        return Hint(step=7, action="posted", says="say that the wrap-up is posted; that closes the incident.")
    if incident.status is not Status.RESOLVED:
        return Hint(step=5, action="resolve", says="say how it was resolved: service is back.")
    if incident.confirmed_at is None:
        return Hint(step=6, action="confirm", says="confirm it: you own it, so that is yours alone.")
    return Hint(
        step=7, action="close", says="send the wrap-up: what happened, whom it hit, what prevents it."
    )


def partner_of(person: str) -> str:
    """Who plays the partner: somebody of another name."""
    return OTHER_PARTNER if same_person(person, PARTNER) else PARTNER


def partner_accepts(incident: Incident, partner: str, now: datetime) -> bool:
    """Return whether the partner has read the brief that was offered to them."""
    offer = incident.standing_offer(now)
    return offer is not None and same_person(offer.to, partner) and now - offer.offered_at >= READING


def partner_hands_back(incident: Incident, partner: str, now: datetime) -> bool:
    """Return whether the partner has owned it for long enough, and offers it back."""
    return (
        incident.is_open
        and same_person(incident.owner, partner)
        and incident.standing_offer(now) is None
        and now - incident.tenure.since >= OWNING
    )


class HintLine(Static):
    """Says what to do next, above the keys."""

    DEFAULT_CSS = """
    HintLine { height: auto; max-height: 3; padding: 0 1; text-style: bold; }
    """

    def say(self, text: str) -> None:
        self.update(Content(text))


class Drill:
    """Leads through the drill in one war room: declares, plays the partner, and says what comes next."""

    def __init__(self, app: Room) -> None:
        self.app = app
        self.partner = partner_of(app.person)
        self.reference: str | None = None
        self.hint: Hint | None = None
        self._busy = False
        self._line = HintLine(id="drill")

    def begin(self) -> None:
        """Watch the clock from here on."""
        self.app.proposed_taker = self.partner
        self.app.watch(self.app, "now", self.tick)

    def tick(self, now: datetime) -> None:
        """Look once a second at what the record says, and act or say accordingly."""
        if not self._busy:
            self._busy = True
            self.app.in_background(partial(self._step, now), group="drill")

    async def _step(self, now: datetime) -> None:
        try:
            if self.reference is None:
                await self._begin()
            elif self.app.reader is not None:
                await self._play(self.app.reader.incident(self.reference), now)
            await self._say(now)
        finally:
            self._busy = False

    async def _begin(self) -> None:
        done = await self.app.record(declared)
        if done is not None:
            self.reference = self.app.chosen = done.incident.ref

    async def _play(self, incident: Incident, now: datetime) -> None:
        """Do what the partner would do."""
        reference, person = incident.ref, self.app.person
        if partner_accepts(incident, self.partner, now):
            await self.app.record(
                lambda desk: self._as_partner(desk).act(reference, accept_handover),
                told=f"{self.partner} took over {reference}, and will send the next update",
            )
        elif partner_hands_back(incident, self.partner, now):
            status = "Card payments work again since the rollback. The client expects word in time."
            await self.app.record(
                lambda desk: self._as_partner(desk).act(
                    reference, offer_handover, to=person, roles=[Role.IC], status=status
                )
            )

    def _as_partner(self, desk: Desk) -> Desk:
        return Desk(desk.store, desk.clock, desk.policy, self.partner, desk.login)

    async def _say(self, now: datetime) -> None:
        incident = None if self.reference is None else self.app.reader.incident(self.reference)
        hint = next_hint(incident, self.app.person, now)
        if not self._line.is_attached:
            room = self.app.screen_stack[0]
            await room.mount(self._line, before=room.query_one("#footer"))
        if hint != self.hint:
            self.hint = hint
            self._line.say(hint.line(self.app.keys))


def declared(desk: Desk) -> Done:
    """Declare the incident of the drill."""
    return desk.declare(
        title="Card payments are refused",
        because=[Criterion.PRODUCTION],
        severity=Severity.P2,
        impact="One card payment in three fails",
        scope="All shops in the EU",
        client="Example client",
        ticket="DRILL-1",
        owner=desk.by,
        drill=True,
    )
