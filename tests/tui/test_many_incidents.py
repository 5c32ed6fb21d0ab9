"""Beyond some hundred open incidents nothing is left out: counts are of all, and the filter looks at all."""

from datetime import timedelta
from pathlib import Path

from incident_console.clock import FixedClock
from incident_console.config import Config
from incident_console.desk import Desk
from incident_console.domain.policy import Policy
from incident_console.store.store import Store
from incident_console.tui.app import IncidentConsole
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


def test_all_of_them_are_offered_where_all_are_meant(tmp_path: Path) -> None:
    crowd(tmp_path / "x.db")
    with Store.open(tmp_path / "x.db") as store:
        desk = Desk(store, FixedClock(NOON.replace(hour=23)), Policy(), "alice")
        assert len(desk.offer_all(to="bob", status="my shift ends")) == COUNT
