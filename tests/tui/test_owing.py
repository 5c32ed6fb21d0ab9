"""What has ended and is still owed."""

from datetime import timedelta

from incident_console.delivery.outbox import outbox_id
from incident_console.domain import closing, handover, response
from incident_console.domain.vocabulary import Remedy, Status
from incident_console.tui.panes.incident_list import IncidentList
from tests.tui.scene import Scene, at


def ended(scene: Scene) -> None:
    """Bring INC-7K3Q to its end with an analysis owed and a follow-up."""
    alice = scene.desk("alice")
    alice.act("INC-7K3Q", handover.withdraw_handover)
    alice.act("INC-7K3Q", response.change_status, status=Status.MONITORING)
    for waiting in alice.incident("INC-7K3Q").waiting:
        alice.posted(outbox_id(alice.incident("INC-7K3Q"), waiting), where="mail", at=None)
    alice.act(
        "INC-7K3Q", response.add_action, what="Watch the pool", owner="oli", follow_up=True, due=at(18, 0)
    )
    alice.act("INC-7K3Q", closing.resolve, remedy=Remedy.RESTORED, restored_at=at(14, 30))
    alice.act("INC-7K3Q", closing.confirm)
    alice.act(
        "INC-7K3Q",
        closing.close,
        what="A pool was full.",
        customer_impact="30 % failed.",
        analysis_by=at(23, 0),
        posted=True,
    )


async def test_what_ended_and_is_still_owed_is_listed_by_itself(scene: Scene) -> None:
    ended(scene)
    async with scene.room() as room:
        listed = room.pane("#list")
        assert listed.index("BACK") < listed.index("── Ended ──") < listed.index("7K3Q")
        assert "tomorrow 00:00 CET" in listed
        assert "3 open" in room.pane("#header")
        assert "INC-7K3Q" not in {row.ref for row in room.app.board}
        await room.press("G")
        assert room.app.chosen == "INC-7K3Q"
        assert "Analysis" in room.pane("#clock")
        await room.press("k")
        assert room.app.chosen == "INC-BACK"


async def test_a_follow_up_that_is_late_is_in_sight_after_the_end(scene: Scene) -> None:
    ended(scene)
    async with scene.room() as room:
        await room.press("G")
        room.tick(timedelta(hours=5).total_seconds())
        await room.until(lambda: "2 late" in room.pane("#actions"))
        assert "follow-up 2 of bob was due 15:00 (and 1 more)" in room.pane("#state")
        assert "15:00 late" in room.pane("#actions").splitlines()[1]


async def test_the_ended_ones_are_parted_in_the_tabs(scene: Scene) -> None:
    ended(scene)
    async with scene.room(size=(80, 24)) as room:
        assert "│  " in room.pane("#tabs")


async def test_a_click_finds_its_row_below_the_line_that_parts(scene: Scene) -> None:
    ended(scene)
    async with scene.room() as room:
        rows = room.app.screen.query_one(IncidentList)
        at_line = next(y for y, line in enumerate(room.pane("#list").splitlines()) if "7K3Q" in line)
        await room.pilot.click(rows, offset=(4, at_line))
        assert room.app.chosen == "INC-7K3Q"
        await room.pilot.click(rows, offset=(4, at_line - 2))
        assert room.app.chosen == "INC-7K3Q"
