"""Beyond some hundred open incidents nothing is left out: counts are of all, and the filter looks at all."""

from datetime import timedelta
from pathlib import Path

import pytest
from textual.widgets import Input

from incident_console.clock import FixedClock
from incident_console.config import Config
from incident_console.desk import Desk
from incident_console.domain.ending import StandDownWritten
from incident_console.domain.policy import Policy
from incident_console.reports.matching import ended, matches
from incident_console.store.store import Store
from incident_console.tui.app import IncidentConsole
from incident_console.tui.room.record import HISTORY_LIMIT
from tests.store.scribe import NOON, declared, entries_for, write
from tests.tui.scene import Room

COUNT = 620


def crowd(path: Path) -> None:
    """So many incidents of alice, each due later than the one before; the last one has a name of its own."""
    begin = NOON.replace(hour=1, microsecond=0)
    with Store.open(path) as store, store.writing():
        for n in range(COUNT):
            title = "Ørsted cannot log in" if n == COUNT - 1 else f"Checkout {n}"
            due = begin + timedelta(minutes=n)
            event = declared(ref=f"INC-{n:04}", title=title, first_update_due=due)
            write(store, str(n), entries_for(store, str(n), event))


async def test_the_header_counts_all_and_the_filter_finds_the_last(tmp_path: Path) -> None:
    crowd(tmp_path / "x.db")
    clock = FixedClock(NOON.replace(hour=23, microsecond=0))
    store = Store.open(tmp_path / "x.db")
    app = IncidentConsole(store, person="alice", config=Config(policy=Policy()), clock=clock)
    async with app.run_test(size=(120, 40)) as pilot:
        room = Room(app, pilot)
        await pilot.pause()
        assert f"{COUNT} open" in room.pane("#header")
        assert f"{COUNT} overdue" in room.pane("#header")
        assert f"IC of {COUNT}" in room.pane("#header")
        await room.press("slash", *"orsted")
        assert [row.ref for row in app.listed] == [f"INC-{COUNT - 1:04}"]
        assert f"1 of {COUNT}" in room.pane("#list")


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record of so many false alarms, one after the other; the first ones have names of their own."""
    path = tmp_path_factory.mktemp("past") / "x.db"
    names = {0: "Ørsted cannot log in", 1: "100 % of_carts", 2: "支払いサービスが停止"}
    with Store.open(path) as store, store.writing():
        for n in range(COUNT):
            event = declared(ref=f"INC-{n:04}", title=names.get(n, f"Checkout {n}"), client="Straßen AG")
            over = StandDownWritten(why="a false alarm", silent=True)
            at = NOON.replace(microsecond=0) - timedelta(days=COUNT - n)
            write(store, str(n), entries_for(store, str(n), event, over, at=at))
    return path


WANTED = {
    "orsted": 1,
    "Ørsted": 1,
    "of_carts": 1,
    "サービス": 1,
    "停電": 0,
    "strassen log": 1,
    "STRASSE checkout 61": 16,
    '"checkout 61"': 11,
    "heckout 3": 197,
    "inc-0003": 1,
    "stood down orsted": 1,
    "alice p2 log": 1,
    "update": 0,
    "checkout": 500,
    "nowhere": 0,
}
"""What is typed into the filter, and how many it finds."""


@pytest.mark.parametrize("wanted", WANTED)
def test_what_the_filter_finds_of_all_that_has_ended_is_what_it_lets_through(past: Path, wanted: str) -> None:
    with Store.open(past) as store:
        through = [row for row in store.history(limit=-1) if matches(row, wanted)]
        assert ended(store, wanted, HISTORY_LIMIT) == through[:HISTORY_LIMIT]
        assert ended(store, wanted, 7) == through[:7]
        assert min(len(through), HISTORY_LIMIT) == WANTED[wanted]


async def test_the_filter_looks_at_all_that_has_ended(past: Path) -> None:
    store = Store.open(past)
    clock = FixedClock(NOON.replace(microsecond=0))
    app = IncidentConsole(store, person="alice", config=Config(policy=Policy()), clock=clock)
    async with app.run_test(size=(120, 40)) as pilot:
        room = Room(app, pilot)
        await room.press("E")
        assert len(app.listed) == HISTORY_LIMIT
        await room.press("slash")
        field = app.screen.query_one("#filter", Input)
        for wanted, ref in (("orsted", "INC-0000"), ("heckout 9", "INC-0619"), ("サービス", "INC-0002")):
            field.value = wanted
            await pilot.pause()
            assert app.listed[0].ref == ref
            assert app.number_on_show == COUNT
        field.value = "orsted"
        await pilot.pause()
        assert f"1 of {COUNT}" in room.pane("#list")
        field.value = ""
        await pilot.pause()
        chosen = 1
        assert len(app.listed) == HISTORY_LIMIT + chosen


def test_all_of_them_are_offered_where_all_are_meant(tmp_path: Path) -> None:
    crowd(tmp_path / "x.db")
    with Store.open(tmp_path / "x.db") as store:
        desk = Desk(store, FixedClock(NOON.replace(hour=23)), Policy(), "alice")
        assert len(desk.offer_all(to="bob", status="my shift ends")) == COUNT
