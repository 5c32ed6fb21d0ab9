"""Copies of one record that go apart: people who do not know of each other, clocks that differ, merges."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from incident_console.clock import FixedClock
from incident_console.delivery.outbox import outbox_id
from incident_console.delivery.queue import Attempted
from incident_console.desk import Desk
from incident_console.domain import (
    absence,
    actions,
    clients,
    closing,
    communication,
    declaring,
    ending,
    handover,
    handover_answers,
    ownership,
    posting,
    promises,
    reopening,
    response,
    review,
)
from incident_console.domain.delivering import FINAL
from incident_console.domain.incident import Incident
from incident_console.domain.policy import Policy
from incident_console.domain.refusal import Refused
from incident_console.domain.response import NoteKind
from incident_console.domain.vocabulary import (
    Criterion,
    DeliveryOutcome,
    Proof,
    Remedy,
    Role,
    Severity,
    Status,
)
from incident_console.store import overwrites
from incident_console.store.file import identity
from incident_console.store.leases import Beat, taken
from incident_console.store.merging import Merged
from incident_console.store.store import Store

BEGIN = datetime(2026, 9, 1, 14, 0, tzinfo=UTC)
PEOPLE = ("alice", "bob", "carol", "dave")


class Copy:
    """One copy of the record on a machine with a clock of its own."""

    def __init__(self, path: Path, now: datetime, policy: Policy | None = None) -> None:
        self.path = path
        self.policy = policy or Policy()
        self.clock = FixedClock(now)
        self.open()

    def open(self) -> None:
        self.store = Store.open(self.path)
        # What is tested is not the disk.
        self.store._connection.execute("PRAGMA synchronous=OFF")
        self.desks = {name: Desk(self.store, self.clock, self.policy, name, login="root") for name in PEOPLE}

    def close(self) -> None:
        self.store.close()

    def desk(self, name: str) -> Desk:
        return self.desks[name]

    def copied(self, path: Path, ahead: timedelta = timedelta()) -> Copy:
        """Another copy, as `cp` makes it, on a machine whose clock is so far ahead."""
        self.close()
        shutil.copyfile(self.path, path)
        self.open()
        return Copy(path, self.clock.now() + ahead, self.policy)

    def overwritten(self, content: bytes) -> None:
        """Put an older state into this very file, as `cp backup over.db` does, where nobody will notice."""
        self.close()
        overwrites.place(identity(self.path)).unlink(missing_ok=True)
        with self.path.open("r+b") as file:
            file.truncate(0)
            file.write(content)
        self.open()

    def content(self) -> bytes:
        """What the file holds, with nothing beside it."""
        self.close()
        content = self.path.read_bytes()
        self.open()
        return content

    def merge(self, other: Copy) -> Merged:
        """Bring in what the other copy has."""
        other.store.checkpoint()
        return self.desk("alice").merge(other.path)

    def incidents(self) -> list[Incident]:
        ids = self.store._connection.execute("SELECT id FROM incidents ORDER BY id").fetchall()
        return [self.desk("alice")._current(incident) for (incident,) in ids]

    def later(self, minutes: int) -> datetime:
        return self.clock.now() + timedelta(minutes=minutes)


Act = Callable[[Random, Copy, Incident], None]


def by(random: Random, copy: Copy, right: str) -> Desk:
    """Mostly whoever may, else anybody."""
    known = {name.lower(): name for name in PEOPLE}
    return copy.desk(known.get(right.lower(), "bob") if random.random() < 0.8 else random.choice(PEOPLE))


def acts(rule: Any, right: str = "owner", /, **said: Any) -> Act:
    """An act of one rule; what is said may depend on the incident."""

    def act(random: Random, copy: Copy, incident: Incident) -> None:
        given = {
            key: value(random, copy, incident) if callable(value) else value for key, value in said.items()
        }
        who = {
            "owner": incident.owner,
            "anybody": random.choice(PEOPLE),
            "offered": incident.offer.to if incident.offer else "bob",
            "giver": incident.offer.by if incident.offer else "bob",
            "lead": incident.holder(Role.CL),
        }[right]
        by(random, copy, who).act(incident.ref, rule, **given)

    return act


def chance(share: float) -> Callable[[Random, Copy, Incident], bool]:
    return lambda random, copy, incident: random.random() < share


def by_hand(share: float) -> Callable[[Random, Copy, Incident], bool]:
    """Whether a message is posted while it is written; seldom where there are channels."""
    return lambda random, copy, incident: random.random() < (0.2 if copy.policy.usual_ways else share)


mostly = by_hand(0.7)


def soon(low: int, high: int) -> Callable[[Random, Copy, Incident], datetime]:
    return lambda random, copy, incident: copy.later(random.randrange(low, high))


def anybody(random: Random, copy: Copy, incident: Incident) -> str:
    return random.choice(PEOPLE)


def one_of(*values: Any) -> Callable[[Random, Copy, Incident], Any]:
    return lambda random, copy, incident: random.choice(values)


def waiting(random: Random, copy: Copy, incident: Incident) -> str:
    return random.choice(incident.waiting).id if incident.waiting else "none"


def some_action(random: Random, copy: Copy, incident: Incident) -> int:
    return random.randrange(1, 4)


CLIENTS = ("Acme", "Globex", "Initech")


def client(random: Random, copy: Copy, incident: Incident) -> str:
    return random.choice([*incident.clients, *CLIENTS])


def to_some(random: Random, copy: Copy, incident: Incident) -> tuple[str, ...]:
    """Mostly all of its clients, else one or two of them."""
    if random.random() < 0.6:
        return ()
    return tuple(random.sample(incident.clients, min(len(incident.clients), random.choice((1, 1, 2)))))


def strikable(random: Random, copy: Copy, incident: Incident) -> str:
    able = [entry.id for entry in incident.entries if entry.event.strikable]
    return random.choice(able) if able else "none"


def declare(random: Random, copy: Copy, incident: Incident) -> None:
    copy.desk(random.choice(PEOPLE)).declare(
        title=f"Incident {random.randrange(1000)}",
        because=[Criterion.SLA],
        owner=random.choice(PEOPLE),
        severity=random.choice(list(Severity)),
        clients=random.choice(((), ("Acme",), ("Acme",), ("ACME", "Globex"), CLIENTS)),
    )


def duplicate(random: Random, copy: Copy, incident: Incident) -> None:
    others = [other for other in copy.incidents() if other.id != incident.id and other.is_open]
    if others:
        other = random.choice(others)
        by(random, copy, incident.owner).duplicate(
            incident.ref, other.ref, posted=by_hand(0.6)(random, copy, incident)
        )


def take(random: Random, copy: Copy, incident: Incident) -> None:
    taker = copy.desk(random.choice(PEOPLE))
    taker.act(incident.ref, response.escalate, to=incident.owner, why="No answer")
    copy.clock.advance(minutes=6)
    taker.act(incident.ref, ownership.take_over, why="No answer")


def end(random: Random, copy: Copy, incident: Incident) -> None:
    owner = by(random, copy, incident.owner)
    if incident.status is not Status.RESOLVED:
        owner.act(incident.ref, closing.resolve, remedy=Remedy.RESTORED)
    if incident.confirmed_at is None:
        owner.act(incident.ref, closing.confirm)
    owner.act(
        incident.ref,
        closing.close,
        what="A release",
        customer_impact="An hour",
        prevention="Stages" if random.random() < 0.5 else None,
        analysis_by=copy.later(2000) if random.random() < 0.6 else None,
        posted=by_hand(0.7)(random, copy, incident),
    )


def everybody_hands_over(random: Random, copy: Copy, incident: Incident) -> None:
    copy.desk(random.choice(PEOPLE)).offer_all(to=random.choice(PEOPLE), status="Watching")


def deliver(random: Random, copy: Copy, incident: Incident) -> None:
    """What came of some attempts from this copy; a row that is another's was tried there."""
    for _ in range(random.randrange(1, 5)):
        deliver_one(random, copy)


def deliver_one(random: Random, copy: Copy) -> None:
    rows = copy.store.deliveries
    due = rows.due(copy.clock.now())
    if not due:
        return
    (row,) = rows.lease([random.choice(due)], taken("postman", Beat.of(copy.clock), 30))
    copy.clock.advance(seconds=random.choice((0, 2, 70)))
    outcome = random.choice((*(DeliveryOutcome.DELIVERED,) * 4, *FINAL))
    proof = Proof.POSTED if outcome is DeliveryOutcome.DELIVERED else None
    at = copy.clock.now() - timedelta(seconds=random.choice((0, 1)))
    copy.desk("alice").deliver([Attempted(row=row, outcome=outcome, at=at, proof=proof, reason="because")])


def look(random: Random, copy: Copy, incident: Incident) -> None:
    """Somebody looks what came of a message, or has it sent once more from here."""
    sent = [message for message in incident.messages.values() if message.deliveries]
    if not sent:
        return
    name, desk = outbox_id(incident, random.choice(sent)), copy.desk(random.choice(PEOPLE))
    if random.random() < 0.5:
        desk.retry(name)
    else:
        arrived = random.random() < 0.6
        desk.settle(name, arrived=arrived, lost=not arrived)


OFFERED = ((Role.IC,), (Role.IC, Role.CL), (Role.CL,))
TO_SOME: dict[str, Any] = {
    "impact": "Half fail",
    "done": "Rolled back",
    "next_steps": "Scale",
    "clients": to_some,
}

ACTS: tuple[tuple[int, Act], ...] = (
    (12, deliver),
    (3, look),
    (1, declare),
    (2, acts(declaring.assess, impact="Half fail")),
    (3, acts(declaring.change_severity, severity=one_of(*Severity), why="Seen anew")),
    (1, acts(declaring.link_ticket, "anybody", ticket="SUP-1")),
    (3, acts(ownership.assign, role=one_of(*Role), name=anybody)),
    (5, acts(handover.offer_handover, to=anybody, status="Watching", roles=one_of(*OFFERED))),
    (6, acts(handover_answers.accept_handover, "offered")),
    (1, acts(handover_answers.decline_handover, "offered", why="No")),
    (1, acts(handover_answers.withdraw_handover, "giver")),
    (1, everybody_hands_over),
    (3, take),
    (6, acts(communication.send_update, "lead", next_update=soon(5, 90), posted=mostly, **TO_SOME)),
    (3, acts(promises.reschedule, "lead", due=soon(5, 90), why="Slow", posted=by_hand(0.7), clients=to_some)),
    (4, acts(posting.say_posted, "anybody", message=waiting)),
    (3, acts(posting.say_posted, "anybody", message=waiting, clients=to_some)),
    (2, acts(clients.add_client, "anybody", client=client)),
    (3, acts(clients.drop_client, client=client, why="Another pool", posted=by_hand(0.5))),
    (1, acts(posting.discard_message, "lead", message=waiting, why="Overtaken")),
    (2, acts(absence.go_away, until=soon(30, 200), expect="Mail is read", posted=by_hand(0.6))),
    (1, acts(absence.come_back)),
    (2, acts(response.change_status, status=one_of(Status.IDENTIFIED, Status.MONITORING))),
    (2, acts(actions.add_action, "anybody", what="Scale", owner=anybody)),
    (1, acts(actions.finish_action, "anybody", n=some_action)),
    (1, acts(actions.drop_action, "anybody", n=some_action, why="Not needed")),
    (1, acts(actions.reassign_action, "anybody", n=some_action, owner=anybody)),
    (2, acts(response.note, "anybody", what="Seen", kind=one_of(*NoteKind))),
    (2, acts(response.strike, "anybody", seq=strikable, why="A mistake")),
    (3, acts(closing.resolve, "anybody", remedy=one_of(*Remedy))),
    (2, acts(closing.confirm)),
    (3, end),
    (2, acts(closing.send_analysis, "lead", what="A pool", posted=by_hand(0.6))),
    (3, acts(reopening.reopen, "owner", why="It is back")),
    (1, acts(ending.stand_down, why="A false alarm", posted=by_hand(0.5))),
    (3, duplicate),
    (1, acts(review.review, "anybody", root_cause="A pool", complete=chance(0.5))),
    (1, acts(ending.say_told, "anybody", what="By phone")),
)  # fmt: skip


def live(random: Random, copy: Copy, number: int) -> None:
    """So many attempts to do something; most are taken, the others leave nothing."""
    for _ in range(number):
        copy.clock.advance(seconds=random.choice((0, 1, 40, 130, 400, 900)))
        (act,) = random.choices([act for _, act in ACTS], [weight for weight, _ in ACTS])
        with suppress(Refused):
            act(random, copy, random.choice(copy.incidents()))
