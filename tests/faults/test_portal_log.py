"""Random histories that are logged in a portal on a socket: there stands the log, whole and in order."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from incident_console.domain.closing import confirm, resolve
from incident_console.domain.colleagues import Colleagues, Portal
from incident_console.domain.declaring import link_ticket
from incident_console.domain.policy import Policy
from incident_console.domain.portal import comments, not_logged
from incident_console.domain.portal_writes import PortalWriteRetried
from incident_console.domain.ticketing import creation
from incident_console.domain.vocabulary import DeliveryOutcome, Remedy
from incident_console.domain.ways import WayOut
from tests.delivery.parcels import channel
from tests.delivery.web import Web, says, serving
from tests.faults.logbook import Logbook, Logging
from tests.faults.postmen import interrupted
from tests.faults.test_postman import LivePost
from tests.long_run import LongRun
from tests.postman.post import done


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


class LivePortal(LivePost):
    """A record by the machine's own clock, whose log is written to a portal."""

    def __init__(self, path: Path, web: Web) -> None:
        super().__init__(path, web, "ticket")
        given = {"url": web.url(), "create": {"url": f"{web.url()}/new", "id": "id"}}
        self.channels = {"ticket": channel("ticket", audience="internal", **given)}  # type: ignore[arg-type]
        portal = Portal(way=WayOut(channel="ticket", fresh=31 * 24 * 3600), creates=True)
        self.policy = Policy(colleagues=Colleagues(portal=portal))
        self.alice = self.sit_down()


@pytest.mark.parametrize("step", ["taken", "sent", "before recording"])
def test_a_postman_who_is_killed_in_mid_comment_leaves_at_most_a_repeat(
    tmp_path: Path, web: Web, step: str
) -> None:
    web.answer = says(200)
    post = LivePortal(tmp_path / "incidents.db", web)
    post.alice.act(post.ref, link_ticket, ticket="SUP-1")
    post.alice.act(post.ref, resolve, remedy=Remedy.RESTORED)
    post.alice.act(post.ref, confirm)
    before = len(web.received)
    assert interrupted(step, post.path, "ticket", web.url(), "") == 9
    for minutes in (10, 20, 30):
        done(post.later(minutes))
    written = [json.loads(each.body)["id"] for each in web.received[before:]]
    wanted = [each.entry.id for each in comments(post.incident)]
    assert list(dict.fromkeys(written)) == wanted
    assert len(written) <= len(wanted) + 1
    assert not_logged(post.incident) == []
    post.alice.store.close()


def test_a_postman_who_is_killed_while_a_ticket_is_created_leaves_a_doubt(tmp_path: Path, web: Web) -> None:
    web.answer = says(200, '{"id": "SUP-9"}')
    post = LivePortal(tmp_path / "incidents.db", web)
    post.alice.create_ticket(post.ref)
    before = len(web.received)
    assert interrupted("sent", post.path, "ticket", web.url(), "") == 9
    for minutes in (10, 20):
        done(post.later(minutes))
    assert len(web.received) == before + 1
    last = creation(post.incident)
    assert last is not None
    assert last.outcome is DeliveryOutcome.UNCERTAIN
    post.alice.store.close()


@pytest.mark.long
def test_whatever_happens_for_long(tmp_path: Path, web: Web, long_run: LongRun) -> None:
    for seed in long_run.rounds():
        folder = tmp_path / str(seed)
        folder.mkdir()
        lived_through(folder, web, seed, 60 + seed % 5 * 40, refuses=seed % 3 == 1, copies=seed % 2 == 1)
