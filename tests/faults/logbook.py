"""A support portal on a socket that goes wrong at random, and a record that is logged in it at random."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from incident_console.clock import FixedClock
from incident_console.config.channels import Channel
from incident_console.delivery.kinds import carry as send
from incident_console.delivery.parcel import Parcel
from incident_console.delivery.receipt import Receipt
from incident_console.desk import Desk
from incident_console.domain import closing, communication, declaring, reopening, response
from incident_console.domain.colleagues import Colleagues, Portal
from incident_console.domain.incident import Incident
from incident_console.domain.policy import Policy
from incident_console.domain.posting import MessagePosted
from incident_console.domain.refusal import Refused
from incident_console.domain.vocabulary import Criterion, Remedy
from incident_console.domain.ways import WayOut
from incident_console.postman.postman import Postman
from incident_console.store.store import Store
from tests.delivery.parcels import channel
from tests.delivery.web import Received, Web, says
from tests.postman.post import NOON

COMMENTS = re.compile(r"/tickets/([^/]+)/comments")
SOON = 0.3
"""Seconds that an attempt may take."""


class Logbook:
    """What a portal holds: the event of each comment, by ticket, in the order in which it was written."""

    def __init__(self) -> None:
        self.tickets: dict[str, list[str]] = {}
        self.mood = "well"
        self.lost = 0
        """How often what was taken was not answered."""

    def __call__(self, connection: socket.socket, request: Received) -> None:
        status = {"busy": 503, "closed": 403}.get(self.mood)
        if status is not None:
            says(status, "no")(connection, request)
            return
        answer = self.take(request.path, json.loads(request.body))
        if self.mood == "silent":
            self.lost += 1
            return
        says(201, json.dumps(answer))(connection, request)

    def take(self, path: str, told: dict[str, Any]) -> dict[str, Any]:
        found = COMMENTS.fullmatch(path)
        if found is None:
            name = f"NEW-{len(self.tickets) + 1}"
            self.tickets[name] = []
            return {"id": name, "url": f"https://portal.example/{name}"}
        assert told["id"] in told["text"], "whoever reads it knows a repeat by the event's id"
        self.tickets.setdefault(found[1], []).append(told["id"])
        return {}


class File:
    """A copy of the record at which alice sits, and its postman."""

    def __init__(self, path: Path, clock: FixedClock, web: Web) -> None:
        self.path, self.clock = path, clock
        self.channel = channel(
            "ticket",
            name="portal",
            audience="internal",
            url=web.url("/tickets/{ticket}/comments"),
            create={"url": web.url("/tickets"), "id": "id", "link": "url"},
            deadline=SOON,
        )
        way = WayOut(channel="portal", fresh=31 * 24 * 3600)
        self.policy = Policy(colleagues=Colleagues(portal=Portal(way=way, creates=True)))
        self.alice, self.carrier = self.sit_down("alice"), self.postman()

    def sit_down(self, name: str) -> Desk:
        store = Store.open(self.path)
        # What is tested is not the disk.
        store._connection.execute("PRAGMA synchronous=OFF")
        return Desk(store, self.clock, self.policy, name)

    def postman(self, how: Callable[[Parcel, Channel], Receipt] = send) -> Postman:
        return Postman(self.sit_down("postman"), {"portal": self.channel}, how)

    def done(self) -> None:
        self.carrier.look_again()
        while self.carrier.turn(10 if self.carrier.busy else 0):
            pass

    def close(self) -> None:
        self.done()
        self.carrier.close()
        self.carrier.desk.store.close()
        self.alice.store.close()

    @property
    def incidents(self) -> list[Incident]:
        ids = self.alice.store._connection.execute("SELECT id FROM incidents ORDER BY id").fetchall()
        return [self.alice.by_id(each) for (each,) in ids]


class Logging:
    """What people, postmen and the portal do, at random."""

    def __init__(
        self, folder: Path, web: Web, book: Logbook, seed: int, *, refuses: bool, copies: bool
    ) -> None:
        self.folder, self.web, self.book, self.chance = folder, web, book, Random(seed)
        self.refuses, self.copies, self.number, self.killed = refuses, copies, 0, 0
        self.clock = FixedClock(NOON)
        self.file = File(folder / "incidents.db", self.clock, web)
        self.copy: File | None = None
        for name in ("Checkout answers 502", "Search is slow"):
            self.file.alice.declare(title=name, because=[Criterion.PRODUCTION])

    def step(self) -> None:
        self.number += 1
        acts, weights = zip(*ACTS, strict=True)
        (act,) = self.chance.choices(acts, weights)
        with suppress(Refused):
            act(self)
        self.clock.advance(seconds=self.chance.choice((0, 1, 6, 30)))
        for each in filter(None, (self.file, self.copy)):
            each.carrier.turn(0.002)

    def some(self) -> tuple[Desk, str]:
        file = self.copy if self.copy is not None and self.chance.random() < 0.4 else self.file
        return file.alice, self.chance.choice(file.incidents).ref

    def update(self) -> None:
        alice, ref = self.some()
        alice.act(
            ref,
            communication.send_update,
            impact="30 % fail",
            done=f"step {self.number}",
            next_steps="scale the pool",
            next_update=self.clock.now() + timedelta(minutes=45),
            posted=True,
        )

    def take_back_a_word(self) -> None:
        alice, ref = self.some()
        said = [each for each in alice.incident(ref).entries if isinstance(each.event, MessagePosted)]
        if said:
            alice.act(ref, response.strike, seq=self.chance.choice(said).id, why="a mistake")

    def end_and_begin_again(self) -> None:
        alice, ref = self.some()
        alice.act(ref, closing.resolve, remedy=Remedy.RESTORED)
        if self.chance.random() < 0.5:
            alice.act(ref, closing.confirm)
        alice.act(ref, reopening.reopen, why="it is back")

    def link(self) -> None:
        # Two who know nothing of each other and name the same ticket both write what they hold into it.
        alice, ref = self.file.alice, self.some()[1]
        alice.act(ref, declaring.link_ticket, ticket=f"{ref}-{self.chance.choice('AB')}")

    def create(self) -> None:
        _, ref = self.some()
        self.file.alice.create_ticket(ref)

    def log_again(self) -> None:
        alice, ref = self.some()
        alice.log_again(ref)

    def change_mood(self) -> None:
        moods = ["well", "well", "busy", "silent", *(["closed"] if self.refuses else [])]
        self.book.mood = self.chance.choice(moods)

    def let_time_pass(self) -> None:
        self.clock.advance(minutes=self.chance.choice((1, 2, 5)))

    def kill(self) -> None:
        """A postman takes what is due in hand, sends it, and is gone before he says so."""
        postman = self.file.postman()
        postman.turn(0)
        for _ in postman._under_way:
            postman._came.get(timeout=10)
            self.killed += 1
        postman.close()
        postman.desk.store.close()

    def make_a_copy(self) -> None:
        if self.copies and self.copy is None:
            path = self.folder / f"copy-{self.number}.db"
            self.file.alice.store.backup(path)
            self.copy = File(path, self.clock, self.web)

    def bring_together(self) -> None:
        if self.copy is not None:
            self.file.alice.merge(self.copy.path)
            self.copy.alice.merge(self.file.path)

    def come_to_rest(self) -> None:
        """Let the portal be well, and time pass, until all is written that ever will be."""
        self.book.mood = "well"
        for _ in range(3):
            self.bring_together()
            for each in filter(None, (self.file, self.copy)):
                for _ in range(3):
                    each.done()
                    self.clock.advance(minutes=6)
        if self.refuses:
            for incident in self.file.incidents:
                with suppress(Refused):
                    self.file.alice.log_again(incident.ref)
            self.file.done()
            self.bring_together()


ACTS: tuple[tuple[Callable[[Logging], None], int], ...] = (
    (Logging.update, 10),
    (Logging.change_mood, 6),
    (Logging.let_time_pass, 4),
    (Logging.take_back_a_word, 3),
    (Logging.end_and_begin_again, 3),
    (Logging.link, 2),
    (Logging.create, 2),
    (Logging.log_again, 2),
    (Logging.kill, 4),
    (Logging.make_a_copy, 1),
    (Logging.bring_together, 3),
)
