"""Files for the benchmarks: seeded, believable, written through the store, kept in build/bench.

python -m benchmarks.data 100000 2000000
"""

from __future__ import annotations

import hashlib
import shutil
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import msgspec

from benchmarks.lives import ENDING, SHORTEST, Life
from incident_console.domain.entry import Entry
from incident_console.domain.folding import fold
from incident_console.domain.naming import REFERENCE_ALPHABET
from incident_console.domain.summarising import summary
from incident_console.store import tables
from incident_console.store.projection import derived
from incident_console.store.store import Store

FOLDER = Path(__file__).parents[1] / "build" / "bench"
SEED = 4
OPEN = 200
YEARS = 5
LONG = 2_000
"""Entries of the one long incident; it is open, and called LONG_REF."""
LONG_REF = "INC-LNG2"
EVENTS_A_TRANSACTION = 4_000
PER_INCIDENT = 20


def lengths(random: Random, incidents: int, events: int) -> list[int]:
    """How many entries each incident has: most about the mean, a few many times that; the sum is exact."""
    if events < incidents * SHORTEST:
        raise ValueError(f"an incident has at least {SHORTEST} events; {events} are too few for {incidents}")
    weights = [random.lognormvariate(0, 0.6) for _ in range(incidents)]
    share = (events - incidents * SHORTEST) / sum(weights)
    reached, before, found = 0.0, 0, []
    for weight in weights:
        reached += weight * share
        found.append(SHORTEST + round(reached) - before)
        before = round(reached)
    return found


def references(random: Random) -> Iterator[str]:
    """References as people see them, each once; with a fifth character where the four are taken."""
    taken = {LONG_REF}
    while True:
        ref = "INC-" + "".join(random.choices(REFERENCE_ALPHABET, k=4))
        while ref in taken:
            ref = "INC-" + "".join(random.choices(REFERENCE_ALPHABET, k=5))
        taken.add(ref)
        yield ref


def ended(ref: str, length: int, began: datetime, console: str, count: int, seed: str) -> list[Entry]:
    """An incident that ran its course."""
    life = Life(Random(seed), ref, began, console, count)
    life.go_on(length - ENDING)
    life.end()
    return life.entries


def still_open(ref: str, length: int, now: datetime, console: str, count: int, seed: str) -> list[Entry]:
    """An incident whose last entry is minutes old; one in ten is overdue, a few are offered or unsent."""

    def lived(began: datetime) -> Life:
        life = Life(Random(seed), ref, began, console, count)
        life.go_on(length - 2)
        last = life.random.random()
        if last < 0.12:
            life.note()
            life.update(out=False)
        elif last < 0.2:
            life.note()
            life.hand_over(accepted=False)
        else:
            life.update()
        return life

    began = now - timedelta(days=30)
    trial = lived(began)
    overdue = trial.random.random() < 0.1 and trial.due is not None
    end = trial.due if overdue and trial.due is not None else trial.at
    ago = timedelta(seconds=trial.random.randrange(60, 900))
    return lived((began + (now - end) - ago).replace(microsecond=0)).entries


def lives(incidents: int, events: int, seed: int, now: datetime, console: str) -> Iterator[list[Entry]]:
    """The entries of one incident after the other, the open ones last."""
    random = Random(seed)
    refs = references(random)
    opened = min(OPEN, incidents // 2)
    many = lengths(random, incidents - 1, events - LONG)
    start = now - timedelta(days=365 * YEARS)
    apart = timedelta(days=365 * YEARS - 31) / incidents
    count = 1
    for n, length in enumerate(many):
        name = f"{seed}/{n}"
        if n < incidents - opened:
            made = ended(next(refs), length, start + n * apart, console, count, name)
        else:
            made = still_open(next(refs), length, now, console, count, name)
        count += len(made)
        yield made
    yield still_open(LONG_REF, LONG, now, console, count, f"{seed}/long")


def make_large(
    path: Path,
    incidents: int = 100_000,
    events: int = 2_000_000,
    seed: int = SEED,
    now: datetime | None = None,
) -> None:
    """Make a record of that size, some thousands of events in a transaction.

    Args:
        path: where nothing is yet.
        incidents: how many, of which 200 (at most half) are open.
        events: in all; one open incident has 2,000 of them.
        seed: the same one makes the same texts and lengths.
        now: when the open ones are open, UTC; by default the present time.
    """
    moment = (now or datetime.now(UTC)).replace(microsecond=0)
    with Store.open(path) as store:
        everything = lives(incidents, events, seed, moment, store.console)
        while batch := next_batch(everything):
            with store.writing():
                for entries in batch:
                    incident = fold(entries)
                    store.append(entries, summary(incident), derived(incident))


def next_batch(everything: Iterator[list[Entry]]) -> list[list[Entry]]:
    """Incidents for one transaction."""
    batch: list[list[Entry]] = []
    held = 0
    for entries in everything:
        batch.append(entries)
        held += len(entries)
        if held >= EVENTS_A_TRANSACTION:
            break
    return batch


def edition() -> str:
    """Short name of what made a file: another schema, or other lives, make other files."""
    here = Path(__file__).parent
    schema = (tables.TABLES, tables.INDEXES, tables.SEARCH, tables.PLAIN_INDEXES)
    # Sorted, for the order of a set differs from one process to the next.
    parts = [msgspec.json.encode(schema, enc_hook=repr, order="sorted")]
    parts += [(here / name).read_bytes() for name in ("lives.py", "vocabulary.py")]
    return hashlib.sha256(b"".join(parts)).hexdigest()[:8]


def cached(incidents: int, events: int | None = None, seed: int = SEED) -> Path:
    """The file of that size, made where it is not there yet. Not to be written to: take a `copy`."""
    events = incidents * PER_INCIDENT if events is None else events
    path = FOLDER / f"{incidents}-{events}-{seed}-{edition()}.db"
    if not path.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        for old in FOLDER.glob(f"{incidents}-{events}-{seed}-*"):
            old.unlink()
        making = path.with_suffix(".making")
        for left in FOLDER.glob(f"{making.name}*"):
            left.unlink()
        began = time.monotonic()
        make_large(making, incidents, events, seed)
        making.rename(path)
        print(f"made {path.name} in {time.monotonic() - began:.0f} s", file=sys.stderr)
    return path


def copy(incidents: int, to: Path) -> Path:
    """A copy of the file of that size to work on."""
    shutil.copyfile(cached(incidents), to)
    to.chmod(0o600)
    return to


if __name__ == "__main__":
    print(cached(*map(int, sys.argv[1:3])))
