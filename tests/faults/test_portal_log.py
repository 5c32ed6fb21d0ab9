"""Random histories that are logged in a portal on a socket: there stands the log, whole and in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from incident_console.domain.portal import PortalWriteRetried, comments, not_logged
from tests.delivery.web import Web, says, serving
from tests.faults.logbook import Logbook, Logging
from tests.long_run import LongRun


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    with serving(says(200)) as running:
        yield running


def lived_through(folder: Path, web: Web, seed: int, steps: int, *, refuses: bool, copies: bool) -> None:
    book = Logbook()
    web.answer = book
    life = Logging(folder, web, book, seed, refuses=refuses, copies=copies)
    for _ in range(steps):
        life.step()
    life.come_to_rest()
    holds(life)
    for file in filter(None, (life.file, life.copy)):
        assert file.alice.store.verify().whole
        file.close()


def holds(life: Logging) -> None:
    """All of each log stands in its ticket: once, but where an answer was lost, or somebody said so."""
    repeats, asked = 0, 0
    for incident in life.file.incidents:
        if incident.ticket is None:
            continue
        wanted = [each.entry.id for each in comments(incident)]
        there = life.book.tickets.get(incident.ticket, [])
        first = list(dict.fromkeys(there))
        assert set(wanted) <= set(there), "what a client was told is not logged"
        assert not_logged(incident) == []
        if not life.refuses and not life.copies:
            assert first == wanted, "the log stands in its order"
        repeats += sum(count - 1 for count in Counter(there).values())
        again = (entry.event for entry in incident.entries)
        asked += sum(len(each.about) for each in again if isinstance(each, PortalWriteRetried))
    assert repeats <= life.book.lost + life.killed + asked


@pytest.mark.parametrize("seed", range(2))
def test_whatever_happens_the_ticket_holds_the_log_in_order(tmp_path: Path, web: Web, seed: int) -> None:
    lived_through(tmp_path, web, seed, 80, refuses=False, copies=False)


@pytest.mark.parametrize("seed", range(2))
def test_two_copies_and_a_portal_that_refuses_leave_nothing_out(tmp_path: Path, web: Web, seed: int) -> None:
    lived_through(tmp_path, web, seed, 80, refuses=seed == 1, copies=True)


@pytest.mark.long
def test_whatever_happens_for_long(tmp_path: Path, web: Web, long_run: LongRun) -> None:
    for seed in long_run.rounds():
        folder = tmp_path / str(seed)
        folder.mkdir()
        lived_through(folder, web, seed, 60 + seed % 5 * 40, refuses=seed % 3 == 1, copies=seed % 2 == 1)
