"""What has ended and is still owed."""

from datetime import datetime, timedelta

from incident_console.delivery.outbox import outbox_id
from incident_console.domain import actions, closing, handover, handover_answers, response
from incident_console.domain.vocabulary import Remedy, Role, Severity, Status
from incident_console.tui.panes.incident_list import IncidentList
from tests.tui.scene import Scene, at


def ended(scene: Scene) -> None:
    """Bring INC-7K3Q to its end with an analysis owed and a follow-up."""
    alice = scene.desk("alice")
    alice.act("INC-7K3Q", handover_answers.withdraw_handover)
    alice.act("INC-7K3Q", response.change_status, status=Status.MONITORING)
    for waiting in alice.incident("INC-7K3Q").waiting:
        alice.posted(outbox_id(alice.incident("INC-7K3Q"), waiting), where="mail", at=None)
    alice.act(
        "INC-7K3Q", actions.add_action, what="Watch the pool", owner="oli", follow_up=True, due=at(18, 0)
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
        assert "Owed      follow-up 2 of bob by 15:00" in room.pane("#clock")
        assert "V Review   U Analysis   o Reopen   X Export   Y Copy" in room.pane("#footer")
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


def owes_a_follow_up(scene: Scene, due: datetime | None) -> str:
    """An ended incident of alice's that owes oli's follow-up alone."""
    alice = scene.desk("alice")
    ref = scene.declare("alice", "Pool full", Severity.P3)
    alice.act(ref, actions.add_action, what="Watch it", owner="oli", follow_up=True, due=due)
    alice.act(ref, closing.resolve, remedy=Remedy.RESTORED, restored_at=None)
    alice.act(ref, closing.confirm)
    alice.act(
        ref, closing.close, what="A pool was full.", customer_impact="none", prevention="alerts", posted=True
    )
    return ref


async def test_a_follow_up_joins_the_list_when_it_is_late_however_long_the_room_was_open(
    scene: Scene,
) -> None:
    ref = owes_a_follow_up(scene, at(17, 0))
    owes_a_follow_up(scene, None)
    async with scene.room() as room:
        assert room.app.owing == (), "what does not press is not read"
        room.tick(timedelta(hours=2, minutes=20).total_seconds())
        room.app._look()
        assert ref not in {row.ref for row in room.app.listed}
        room.tick(timedelta(minutes=10).total_seconds())
        assert [row.ref for row in room.app.listed if not row.open] == [ref]


async def test_what_is_offered_after_the_end_is_known_though_nothing_of_it_presses(scene: Scene) -> None:
    ref = owes_a_follow_up(scene, None)
    scene.desk("alice").act(ref, handover.offer_handover, to="bob", roles=(Role.IC,), status="all done")
    async with scene.room("bob") as room:
        assert [row.ref for row in room.app.known if row.is_offered_to("bob", room.app.now)] == [ref]


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
