"""Random histories of two and three copies, merged in every order: one record comes of it.

Where one fails, its number is in the name of the test, and INCIDENT_CONSOLE_MERGE_SEED runs it alone.
"""

from __future__ import annotations

import itertools
import os
import shutil
import time
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from incident_console.domain.calls import called
from incident_console.domain.folding import fold
from incident_console.domain.incident import Incident
from incident_console.reports.timeline import headline
from incident_console.reports.verdicts import verdict
from incident_console.store import anchors
from tests.domain.random_sending import BY_CHANNELS
from tests.long_run import LongRun
from tests.store.apart import BEGIN, Copy, declare, live
from tests.store.merge_invariants import at_every_prefix, held, logs, never_apart, whole

QUICK = 10
CLOCKS = (0, 0, 1, -7, 45, -90, 60 * 24, -60 * 24)
"""By how many minutes another machine's clock may differ."""


def history(folder: Path, seed: str) -> list[Copy]:
    """Copies of one record that went apart, some of them forks by a restored backup."""
    random = Random(seed)
    # Every other history is of people who send by channels.
    copies = [Copy(folder / "0.db", BEGIN, BY_CHANNELS if random.random() < 0.5 else None)]
    first = copies[0]
    for _ in range(random.choice((1, 2, 3))):
        declare(random, first, None)  # type: ignore[arg-type]
    live(random, first, random.randrange(3, 14))
    never_apart(first.store)
    for number in range(1, random.choice((2, 3))):
        source = random.choice(copies)
        copies.append(source.copied(folder / f"{number}.db", timedelta(minutes=random.choice(CLOCKS))))
    for round_ in range(random.choice((1, 1, 2))):
        if round_:
            one, other = random.sample(copies, 2)
            one.merge(other)
        for copy in copies:
            if random.random() < 0.15:
                copies.append(forked(random, copy, folder / f"{len(copies)}.db"))
                break
        for copy in copies:
            live(random, copy, random.randrange(3, 16))
    return copies


def forked(random: Random, copy: Copy, path: Path) -> Copy:
    """Go on, keep that as another copy, and put the state of before back into the file."""
    before = copy.content()
    live(random, copy, random.randrange(2, 8))
    other = copy.copied(path)
    copy.overwritten(before)
    return other


def merged_in_every_order(copies: list[Copy], folder: Path) -> list[Copy]:
    """A fresh copy for each order of merging, at most six, each merged so."""
    results = []
    for number, order in enumerate(itertools.islice(itertools.permutations(copies[:4]), 6)):
        ahead = timedelta(minutes=number)
        result = order[0].copied(folder / f"merged-{number}.db", ahead)
        for other in order[1:]:
            result.merge(other)
        results.append(result)
    return results


def one_record_comes_of_it(folder: Path, seed: str) -> None:
    copies = history(folder, seed)
    results = merged_in_every_order(copies, folder)
    try:
        first = held(results[0].store)
        for result in results[1:]:
            assert held(result.store) == first
        for other in (*copies[:4], *results[1:]):
            again = results[0].merge(other)
            assert (again.ids, again.moved, again.verdicts) == ((), (), ())
        whole(results[0].store)
        for incident, entries in logs(results[0].store).items():
            at_every_prefix(entries)
            assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
            row = results[0].store.summary(incident)
            assert row is not None
            assert row.owner == fold(entries).owner
        # What goes on after a merge goes on as in a file that was never apart.
        live(Random(seed), results[-1], 6)
        whole(results[-1].store)
        nothing_was_rewritten(copies, results[0])
        anchors_hold(copies, results)
        for each in results[0].incidents():
            all_can_be_read(each)
    finally:
        for copy in (*copies, *results):
            copy.close()


def nothing_was_rewritten(copies: list[Copy], merged: Copy) -> None:
    """Every event of every copy is there as it was, and two that were in order still are."""
    stored = "SELECT id, hash, body FROM events"
    after = {row[0]: row for row in merged.store._connection.execute(stored).fetchall()}
    places = {entry.id: entry.seq for entries in logs(merged.store).values() for entry in entries}
    for copy in copies[:4]:
        for row in copy.store._connection.execute(stored).fetchall():
            assert after[row[0]] == row
        for entries in logs(copy.store).values():
            order = [places[entry.id] for entry in entries]
            assert order == sorted(order)


def anchors_hold(copies: list[Copy], results: list[Copy]) -> None:
    """What an anchor of any copy knew is in every file that all were merged into."""
    for copy in copies[:4]:
        anchor = anchors.anchor(copy.store._connection)
        for result in results:
            assert anchors.differences(result.store._connection, None, anchor) == []


def all_can_be_read(incident: Incident) -> None:
    """Each entry has its words, and an offer that another act ended is told by that act or behind it."""
    said = [headline(entry, incident) for entry in incident.entries]
    assert all(said)
    assert all((verdict(e, incident) is None) is (e.objection is None) for e in incident.entries)
    for loss in incident.offer_losses:
        act = next(entry for entry in incident.entries if entry.id == loss.entry)
        assert loss.recorded or loss.to in headline(act, incident)
    called(incident, incident.entries[-1].recorded_at)


def random_everywhere(monkeypatch: pytest.MonkeyPatch, seed: str) -> None:
    """Have identifiers come of the seed too, so that a history can be had again."""
    monkeypatch.setattr(os, "urandom", Random(f"ids {seed}").randbytes)


SEED = os.environ.get("INCIDENT_CONSOLE_MERGE_SEED")


@pytest.mark.parametrize("seed", [SEED] if SEED else [str(number) for number in range(QUICK)])
def test_copies_that_went_apart_become_one_record(
    tmp_path: Path, seed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    random_everywhere(monkeypatch, seed)
    one_record_comes_of_it(tmp_path, seed)


@pytest.mark.long
def test_many_more_copies_become_one_record(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, long_run: LongRun
) -> None:
    histories = 0
    for _ in long_run.rounds():
        seed = f"long {time.time_ns()}"
        random_everywhere(monkeypatch, seed)
        folder = tmp_path_factory.mktemp("apart")
        try:
            one_record_comes_of_it(folder, seed)
        except BaseException as error:
            error.add_note(f"INCIDENT_CONSOLE_MERGE_SEED='{seed}' runs this one again")
            raise
        shutil.rmtree(folder)
        histories += 1
    print(f"{histories} histories")
