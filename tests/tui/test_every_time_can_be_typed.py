"""Every time that the war room shows, read back by typing it where it would be typed.

alice is on Lord Howe Island, where the clocks were set back by half an hour ten minutes ago; her client is
in Kathmandu.
"""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from incident_console.clock import FixedClock
from incident_console.config import Config
from incident_console.desk import Desk
from incident_console.domain import actions, communication, declaring, handover, response
from incident_console.domain.folding import fold
from incident_console.domain.policy import ClientProfile, Policy
from incident_console.domain.vocabulary import Criterion, Severity
from incident_console.store.store import Store
from incident_console.tui.app import IncidentConsole
from tests.printed_times import known, strays
from tests.tui.scene import Room

LORD_HOWE, KATHMANDU = ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Kathmandu")
POLICY = Policy(
    zone="Australia/Lord_Howe",
    clients={"acme": ClientProfile(name="ACME", zone="Asia/Kathmandu", channel="Slack #acme")},
)
NOW = datetime(2026, 4, 4, 15, 10, 12, tzinfo=UTC)
"""01:40 by the clock that was set back from 02:00 to 01:30."""


TYPED = (
    datetime(2026, 4, 4, 17, 15, tzinfo=UTC),
    datetime(2026, 4, 5, 13, 29, tzinfo=UTC),
)
"""23:00 in Kathmandu, and the end of the day on Lord Howe Island."""


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A night's incident, with something from before the change, in the hour that came twice, and after."""
    clock, path = FixedClock(utc("2026-04-03T12:17")), tmp_path_factory.mktemp("night") / "incidents.db"
    with Store.open(path) as store:
        alice, oli = Desk(store, clock, POLICY, "alice"), Desk(store, clock, POLICY, "oli")
        ref = alice.declare(
            title="Checkout fails",
            because=[Criterion.PRODUCTION],
            severity=Severity.P1,
            client="ACME",
            started_at=utc("2026-04-03T10:04"),
        ).incident.ref
        oli.act(ref, response.note, what="seen first", at=utc("2025-12-24T08:07"))
        clock.step(utc("2026-04-04T14:41"))
        update(alice, ref, utc("2026-04-04T15:04"), posted=True)
        clock.step(utc("2026-04-04T14:53"))
        alice.act(ref, actions.add_action, what="scale", owner="oli", due=utc("2026-04-04T18:53"))
        alice.act(ref, actions.add_action, what="report", owner="oli", due=utc("2026-04-04T15:08"))
        alice.act(ref, handover.offer_handover, to="bob")
        other = alice.declare(
            title="Search is slow", because=[Criterion.SLA], severity=Severity.P4, client="Initech"
        ).incident.ref
        alice.act(other, declaring.assess, impact="slow")
        clock.step(NOW)
        update(alice, ref, utc("2026-04-04T18:10"))
        oli.act(ref, response.note, what="seen late", at=utc("2026-04-04T14:56"))
    return path


@pytest.fixture
def night(lived: Path, tmp_path: Path) -> Path:
    """The record of that night, to write into."""
    return Path(shutil.copy(lived, tmp_path / "incidents.db"))


def update(desk: Desk, ref: str, until: datetime, *, posted: bool = False) -> None:
    desk.act(
        ref,
        communication.send_update,
        impact="30 % fail",
        done="looked",
        next_steps="scale",
        next_update=until,
        posted=posted,
    )


SCREENS: dict[str, list[str]] = {
    "the room": [],
    "the other incident": ["j"],
    "ended ones": ["E"],
    "duties": ["R"],
    "the timeline": ["T", "z"],
    "its end": ["T", "z", "G"],
    "an entry": ["T", "enter"],
    "the oldest entry": ["T", "G", "enter"],
    "an action": ["A", "enter"],
    "a step": ["P", "G", "enter"],
    "the composer": ["u"],
    "what would be sent": ["u", "f2", "ctrl+s"],
    "a new time": ["t", *"23:00", "tab"],
    "an absence": ["l", "n", *"23:00", "tab"],
    "a note": ["n", *"x", "tab", "tab", *"-9m"],
    "an action's form": ["a", *"x", "enter", *"oli", "enter", *"eod"],
    "what is posted": ["m"],
    "a declaration": ["d"],
    "resolving": ["v"],
    "handing over": ["h", *"bob", "ctrl+s"],
    "copying": ["Y"],
    "a strike": ["colon", *"strike", "enter"],
    "discarding": ["colon", *"discard", "enter"],
    "help": ["question_mark"],
}


SIZES = ((160, 50), (120, 40))


def uncut(room: Room) -> str:
    """What is on the screen, without what a dialog leaves over to its sides: that may be half a time."""
    lines = room.screen.splitlines()
    for frame in room.app.screen.children if room.app.screen.is_modal else ():
        for y in range(frame.region.y, frame.region.bottom):
            lines[y] = lines[y][frame.region.x : frame.region.right]
    return "\n".join(lines)


@pytest.mark.parametrize("keys", SCREENS.values(), ids=SCREENS)
async def test_what_the_room_shows(night: Path, keys: list[str]) -> None:
    with Store.open(night, read_only=True) as store:
        incidents = [fold(store.entries(row.id)) for row in store.board(NOW, limit=-1)]
    minutes = (-20, -9, 0, 30, 31, 32, 33, 34, 35, 60)
    meant = known(incidents, *(NOW + timedelta(minutes=each) for each in minutes), *TYPED)
    app = IncidentConsole(
        Store.open(night), person="alice", config=Config(policy=POLICY), clock=FixedClock(NOW)
    )
    async with app.run_test(size=SIZES[0], notifications=True) as pilot:
        await pilot.pause()
        room = Room(app, pilot)
        await room.press(*keys)
        for size in SIZES:
            if app.size != size:
                await pilot.resize_terminal(*size)
            # The preview follows when the hands rest; until then it may ask for a time, with examples.
            await room.skip(1)
            screen = uncut(room)
            assert strays(screen, NOW, LORD_HOWE, meant, fields=KATHMANDU) == [], screen
            assert strays(room.said, NOW, LORD_HOWE, meant) == [], room.said
