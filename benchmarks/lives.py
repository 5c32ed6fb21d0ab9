"""Lives of incidents for the benchmarks: the events of one incident, of a given length.

Severities, distances and lengths are like those of the public timelines that the importer is tested with:
some twenty entries, of which a quarter to a half are updates; minutes apart where it is grave, else hours.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from benchmarks import vocabulary as said
from incident_console.domain.actions import ActionAdded, ActionDone
from incident_console.domain.closing import IncidentResolved, ResolutionConfirmed, WrapUpWritten
from incident_console.domain.communication import UpdateWritten
from incident_console.domain.declaring import IncidentDeclared, SeverityChanged
from incident_console.domain.entry import Entry, Event
from incident_console.domain.handover import HandoverOffered
from incident_console.domain.handover_answers import HandoverAccepted
from incident_console.domain.ownership import RoleAssigned
from incident_console.domain.parts import Brief
from incident_console.domain.posting import MessagePosted
from incident_console.domain.response import Escalated, Noted, NoteKind, StatusChanged
from incident_console.domain.vocabulary import Criterion, Remedy, Role, Severity, Status

SHORTEST = 8
SEVERITIES = (Severity.P1, Severity.P2, Severity.P3, Severity.P4)
SHARES = (8, 27, 45, 20)
MINUTES_APART = {Severity.P1: 7.0, Severity.P2: 14.0, Severity.P3: 70.0, Severity.P4: 240.0}
CADENCE = {
    Severity.P1: timedelta(minutes=30),
    Severity.P2: timedelta(hours=1),
    Severity.P3: timedelta(days=1),
    Severity.P4: timedelta(days=5),
}
PROGRESS = (Status.IDENTIFIED, Status.MONITORING)
ENDING = 4
"""Events that an end takes: resolved, confirmed, the wrap-up, the word that it is out."""


def made_id(random: Random, at: datetime) -> str:
    """A UUIDv7 of that time, from the seed."""
    milliseconds = int(at.timestamp() * 1000)
    number = (milliseconds << 80) | (0x7 << 76) | (random.getrandbits(12) << 64)
    return str(UUID(int=number | (0b10 << 62) | random.getrandbits(62)))


class Life:
    """One incident as it goes on, entry by entry."""

    def __init__(self, random: Random, ref: str, began: datetime, console: str, count: int) -> None:
        self.random = random
        self.at = began
        self.console = console
        self.count = count
        self.incident = made_id(random, began)
        self.entries: list[Entry] = []
        self.owner = random.choice(said.PEOPLE)
        self.term = ""
        self.severity = random.choices(SEVERITIES, SHARES)[0]
        self.due: datetime | None = None
        self.updates = 0
        self.actions: list[str] = []
        self.progress = list(PROGRESS)
        self.declare(ref)

    def later(self, share: float = 1.0) -> None:
        """Let some time pass."""
        minutes = self.random.expovariate(1 / MINUTES_APART[self.severity]) * share
        self.at += timedelta(seconds=1 + int(minutes * 60))

    def record(self, event: Event, by: str | None = None) -> Entry:
        name = made_id(self.random, self.at)
        self.term = self.term or name
        entry = Entry(
            id=name,
            incident=self.incident,
            seq=len(self.entries) + 1,
            console=self.console,
            count=self.count + len(self.entries),
            term=self.term,
            occurred_at=self.at,
            recorded_at=self.at,
            by=by or self.owner,
            event=event,
        )
        self.entries.append(entry)
        return entry

    def declare(self, ref: str) -> None:
        random = self.random
        self.title, self.ref = said.title(random), ref
        self.due = self.at + CADENCE[self.severity] / 2
        self.record(
            IncidentDeclared(
                ref=ref,
                title=self.title,
                because=(random.choice(tuple(Criterion)),),
                severity=self.severity,
                severity_confirmed=True,
                impact=said.filled(random, said.IMPACTS),
                scope=random.choice(said.REGIONS),
                client=random.choice(said.CLIENTS) if random.random() < 0.6 else None,
                ticket=f"SUP-{random.randrange(1000, 99999)}" if random.random() < 0.5 else None,
                owner=self.owner,
                started_at=self.at - timedelta(minutes=random.randrange(1, 40)),
                first_update_due=self.due,
            )
        )

    def go_on(self, length: int) -> None:
        """Record what happens until there are so many entries."""
        for role in (Role.CL, Role.OL):
            if len(self.entries) < length and self.random.random() < 0.5:
                self.later(0.2)
                self.record(RoleAssigned(role=role, name=self.random.choice(said.PEOPLE)))
        while (left := length - len(self.entries)) > 0:
            self.later()
            chance = self.random.random()
            due = self.due is not None and self.at > self.due - timedelta(minutes=8)
            if left >= 2 and (due or chance < 0.12):
                self.update()
            elif chance < 0.62:
                self.note()
            elif chance < 0.86:
                self.work()
            elif left >= 2 and chance < 0.90:
                self.hand_over()
            else:
                self.move(chance)

    def update(self, *, out: bool = True) -> None:
        """Write to the client, at the promised time or a little past it."""
        random = self.random
        if self.due is not None and self.at < self.due and random.random() < 0.85:
            self.at = max(self.at, self.due - timedelta(seconds=random.randrange(20, 240)))
        self.updates += 1
        self.due = (self.at + CADENCE[self.severity]).replace(second=0, microsecond=0)
        impact, done, coming = (
            said.filled(random, kind) for kind in (said.IMPACTS, said.STEPS, said.NEXT_STEPS)
        )
        words = (
            f"{self.title} ({self.ref}): update {self.updates}\n\nImpact: {impact}\n\nDone so far: {done}\n\n"
            f"What we do next: {coming}\n\nNext update by {self.due:%H:%M} on {self.due:%d %B %Y} UTC."
        )
        written = self.record(
            UpdateWritten(
                words=words,
                impact=impact,
                done=done,
                next_steps=coming,
                next_update_at=self.due,
            )
        )
        if out:
            self.record(MessagePosted(message=written.id, where=random.choice(said.CHANNELS)))

    def note(self) -> None:
        kind, sentences = self.random.choice(
            (
                (NoteKind.NOTE, said.NOTES),
                (NoteKind.FINDING, said.FINDINGS),
                (NoteKind.ALERT, said.NOTES),
                (NoteKind.DECISION, said.DECISIONS),
            )
        )
        self.record(
            Noted(what=said.filled(self.random, sentences), note=kind), self.random.choice(said.PEOPLE)
        )

    def work(self) -> None:
        """Finish an action, or give somebody a new one."""
        if self.actions and self.random.random() < 0.55:
            self.record(ActionDone(action=self.actions.pop(0)), self.random.choice(said.PEOPLE))
            return
        added = ActionAdded(
            what=said.filled(self.random, said.ACTIONS), owner=self.random.choice(said.PEOPLE)
        )
        self.actions.append(self.record(added).id)

    def hand_over(self, *, accepted: bool = True) -> None:
        to = self.random.choice([name for name in said.PEOPLE if name != self.owner])
        status = said.filled(self.random, said.STEPS)
        offered = self.record(
            HandoverOffered(
                to=to,
                roles=(Role.IC,),
                stands_until=self.at + timedelta(minutes=10),
                brief=Brief(status=status, roles=(Role.IC,), next_update_at=self.due),
            )
        )
        if not accepted:
            return
        self.later(0.1)
        yes = HandoverAccepted(offer=offered.id, to=to, roles=(Role.IC,), given_by=self.owner)
        accepted_by = self.record(yes, to)
        self.owner, self.term = to, accepted_by.id

    def move(self, chance: float) -> None:
        """The response comes further, becomes graver, or calls for help."""
        if self.progress and chance < 0.96:
            self.record(StatusChanged(status=self.progress.pop(0)))
        elif chance < 0.98 and self.severity is not Severity.P1:
            self.severity = SEVERITIES[SEVERITIES.index(self.severity) - 1]
            self.record(SeverityChanged(severity=self.severity, why=said.filled(self.random, said.REASONS)))
        else:
            to = self.random.choice(said.PEOPLE)
            self.record(Escalated(to=to, why=said.filled(self.random, said.REASONS)))

    def end(self) -> None:
        """The three gates."""
        random = self.random
        self.later()
        resolved = self.record(IncidentResolved(remedy=random.choice(tuple(Remedy)), restored_at=self.at))
        self.later(0.3)
        self.record(ResolutionConfirmed(resolution=resolved.id))
        self.later(0.5)
        impact, what = said.filled(random, said.IMPACTS), said.filled(random, said.FINDINGS)
        prevention = said.filled(random, said.ACTIONS)
        words = (
            f"{self.title} ({self.ref}): closed\n\nWhat happened: {what}\n\nImpact: {impact}\n\n"
            f"Prevention: {prevention}"
        )
        written = self.record(
            WrapUpWritten(words=words, what=what, customer_impact=impact, prevention=prevention)
        )
        self.record(MessagePosted(message=written.id, where=random.choice(said.CHANNELS)))
