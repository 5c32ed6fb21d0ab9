"""What people, postmen and machines do to messages on their way, at random."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from random import Random

from incident_console.clock import FixedClock
from incident_console.delivery.kinds import carry as send
from incident_console.delivery.outbox import outbox_id
from incident_console.delivery.receipt import waiting
from incident_console.desk import Done
from incident_console.domain import absence, communication, posting, promises, response
from incident_console.domain.folding import fold
from incident_console.domain.incident import Incident
from incident_console.domain.message import Message
from incident_console.domain.refusal import Refused
from incident_console.domain.settling import DeliveryRetried
from incident_console.domain.vocabulary import Criterion, DeliveryOutcome
from incident_console.domain.ways import Delivery
from incident_console.store.delivery_rows import RowState, key
from tests.faults.files import File
from tests.faults.services import Services, row_of
from tests.postman.post import NOON


class Correspondence:
    """One record with its people, a copy of it now and then, and what they caused by their word."""

    def __init__(self, folder: Path, services: Services, seed: int) -> None:
        self.folder, self.services, self.chance = folder, services, Random(seed)
        self.clock, self.number = FixedClock(NOON), 0
        self.file = File(folder / "incidents.db", self.clock, services, postmen=2)
        self.copy: File | None = None
        self.old: Path | None = None
        self.allowed: Counter[tuple[str, str]] = Counter()
        """How often a row may be taken once more, for somebody said so: it was lost, or waited elsewhere."""
        self.spoken: set[tuple[str, str]] = set()
        """The rows that somebody had sent once more, which they may be out of their turn."""
        self.stopped: dict[tuple[str, str], int] = {}
        """The rows that go out no more by somebody's word, and how often they had been taken by then."""
        self.went_back = False
        for name in ("Checkout answers 502", "Search is slow"):
            self.file.alice.declare(title=name, because=[Criterion.PRODUCTION])

    def step(self) -> None:
        """Do something, and let everybody's postmen look."""
        self.number += 1
        acts, weights = zip(*ACTS, strict=True)
        (act,) = self.chance.choices(acts, weights)
        over = self.over()
        with suppress(Refused):
            act(self)
        # What was over, and waits again, goes behind what was written later: a word was taken back.
        self.spoken |= over - self.over()
        self.clock.advance(seconds=self.chance.choice((0, 1, 6, 30)))
        for postman in self.chance.sample(self.file.postmen, 2):
            postman.turn(0.002)
        if self.copy is not None:
            self.copy.postmen[0].turn(0.002)

    def over(self) -> set[tuple[str, str]]:
        """The rows of which the record itself knows what became of them."""
        return {row_of(message, each) for _, message, each in self.file.sent if not each.waiting}

    def some_file(self) -> File:
        return self.copy if self.copy is not None and self.chance.random() < 0.3 else self.file

    def some_message(self, file: File) -> tuple[Incident, Message]:
        incident = self.chance.choice(file.incidents)
        messages = list(incident.messages.values())
        if not messages:
            raise Refused("there is none yet")
        return incident, self.chance.choice(messages[-4:])

    def write(self) -> None:
        file = self.some_file()
        ref, soon = self.chance.choice(file.incidents).ref, self.clock.now() + timedelta(minutes=45)
        said = f"step {self.number}"
        match self.chance.randrange(5):
            case 0:
                file.alice.act(ref, promises.reschedule, due=soon, why=said)
            case 1:
                file.alice.act(ref, absence.go_away, until=soon, expect=said)
                file.alice.act(ref, absence.come_back)
            case _:
                file.alice.act(
                    ref,
                    communication.send_update,
                    impact="30 % fail",
                    done=said,
                    next_steps="scale the pool",
                    next_update=soon,
                )

    def say_posted(self) -> None:
        file = self.some_file()
        incident, message = self.some_message(file)
        waited = self.waits(file, message)
        file.alice.act(incident.ref, posting.say_posted, message=message.id)
        self.stop(waited, message)

    def waits(self, file: File, message: Message) -> list[Delivery]:
        """Return the deliveries of a message that nobody is sending, and this file would."""
        queue = file.alice.store.deliveries
        rows = {each.destination: each for each in queue.of(message=message.id) if queue.is_here(each)}
        return [
            each
            for each in message.deliveries.values()
            if (row := rows.get(each.destination)) is not None and row.state is RowState.WAITING
        ]

    def stop(self, deliveries: list[Delivery], message: Message) -> None:
        """Note that by somebody's word these go out no more."""
        taken = Counter(self.services.all_taken)
        for each in deliveries:
            row = row_of(message, each)
            self.stopped[row] = taken[row]

    def take_back_a_word(self) -> None:
        file = self.some_file()
        incident = self.chance.choice(file.incidents)
        said = [each for each in incident.entries if isinstance(each.event, posting.MessagePosted)]
        if not said:
            return
        posted = self.chance.choice(said)
        self.stopped.clear()
        file.alice.act(incident.ref, response.strike, seq=posted.id, why="a mistake")

    def discard(self) -> None:
        file = self.some_file()
        incident, message = self.some_message(file)
        waited = self.waits(file, message)
        file.alice.discard(outbox_id(incident, message), why="needless")
        self.stop(waited, message)

    def retry(self) -> None:
        file = self.some_file()
        incident, message = self.some_message(file)
        rows = {
            row.id for row in file.alice.store.deliveries.of() if file.alice.store.deliveries.is_here(row)
        }
        done = file.alice.retry(outbox_id(incident, message))
        for each in retried(done):
            row = row_of(message, each)
            self.spoken.add(row)
            if each.waiting and key(message.id, each.destination) not in rows:
                self.allowed[row] += 1

    def settle(self) -> None:
        file = self.some_file()
        incident, message = self.some_message(file)
        lost = self.chance.random() < 0.4
        unknown = [each for each in message.deliveries.values() if each.outcome is DeliveryOutcome.UNCERTAIN]
        file.alice.settle(outbox_id(incident, message), arrived=not lost, lost=lost)
        if lost:
            self.allowed.update(row_of(message, each) for each in unknown)

    def change_answers(self) -> None:
        self.services.change(self.chance)

    def set_the_clock(self) -> None:
        self.clock.step(self.clock.now() + timedelta(minutes=self.chance.choice((-60, 60))))

    def let_time_pass(self) -> None:
        self.clock.advance(minutes=self.chance.choice((1, 2, 5)))

    def kill(self) -> None:
        """A postman takes rows in hand, sends them or not, and is gone."""
        how = self.chance.choice([send, lambda parcel, channel: waiting("he never came so far")])
        postman = self.file.postman(how)
        postman.turn(0)
        self.file.kill(postman)

    def make_a_copy(self) -> None:
        if self.copy is not None:
            return
        with suppress(Refused):
            self.write()
        path = self.folder / f"copy-{self.number}.db"
        if self.chance.random() < 0.5:
            self.file.alice.store.backup(path)
        else:
            self.at_rest()
            shutil.copyfile(self.file.path, path)
        self.copy = File(path, self.clock, self.services, postmen=1)

    def at_rest(self) -> None:
        """Have all of the record in its one file."""
        self.file.close()
        self.file.alice = self.file.sit_down("alice")
        self.file.alice.store.checkpoint()
        self.file.postmen = [self.file.postman() for _ in range(2)]

    def bring_together(self) -> None:
        if self.copy is None:
            return
        into, other = (self.file, self.copy) if self.chance.random() < 0.6 else (self.copy, self.file)
        into.alice.merge(other.path)
        if self.chance.random() < 0.5:
            self.copy.done()
            self.file.alice.merge(self.copy.path)
            self.copy.close()
            self.copy = None

    def keep_a_backup(self) -> None:
        with suppress(Refused):
            self.write()
        self.at_rest()
        self.old = self.folder / "kept"
        shutil.copyfile(self.file.path, self.old)

    def restore(self) -> None:
        """What was kept takes the record's place, by a new file or over the old one."""
        if self.old is None:
            return
        self.went_back = True
        self.file.close()
        for name in ("-wal", "-shm"):
            Path(f"{self.file.path}{name}").unlink(missing_ok=True)
        if self.chance.random() < 0.5:
            self.old.replace(self.file.path)
        else:
            shutil.copyfile(self.old, self.file.path)
            self.old.unlink()
        self.old = None
        self.file = File(self.file.path, self.clock, self.services, postmen=2)

    def come_to_rest(self) -> None:
        """Let services be well, and everybody's time pass, until nothing more is under way."""
        self.services.well()
        for file in (self.file, *([self.copy] if self.copy else [])):
            for _ in range(4):
                file.done()
                self.clock.advance(minutes=4)
            file.done()
        if self.copy is not None:
            self.copy.alice.merge(self.file.path)
            self.file.alice.merge(self.copy.path)
            assert self.copy.alice.store.verify().whole
            self.copy.close()
            self.copy = None
            # What the copy took back may wait here once more.
            self.file.done()


def retried(done: Done) -> list[Delivery]:
    """Return the deliveries that somebody had sent once more, as they stood before."""
    found = []
    for entry in done.entries:
        if isinstance(entry.event, DeliveryRetried):
            before = fold(done.incident.entries[: entry.seq - 1])
            message = before.messages[entry.event.message]
            found += [message.deliveries[to.key] for to in entry.event.to]
    return found


ACTS: tuple[tuple[Callable[[Correspondence], None], int], ...] = (
    (Correspondence.write, 12),
    (Correspondence.change_answers, 8),
    (Correspondence.let_time_pass, 5),
    (Correspondence.retry, 4),
    (Correspondence.settle, 4),
    (Correspondence.kill, 4),
    (Correspondence.say_posted, 2),
    (Correspondence.take_back_a_word, 1),
    (Correspondence.discard, 1),
    (Correspondence.set_the_clock, 1),
    (Correspondence.make_a_copy, 2),
    (Correspondence.bring_together, 2),
    (Correspondence.keep_a_backup, 1),
    (Correspondence.restore, 1),
)
