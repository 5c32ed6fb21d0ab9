"""How many keys the common acts take, where what is typed into a field is no key."""

from __future__ import annotations

from collections.abc import Callable

from incident_console.domain.incident import Incident
from incident_console.domain.vocabulary import Severity, Status
from tests.tui.dialogs.room import Room, World, room

Recorded = Callable[[Incident], object]


async def act(here: Room, keys: str) -> int:
    """Press keys, parted by spaces, and put in what stands in quotes; return how many keys that were."""
    count = 0
    for part in keys.split(" "):
        if part.startswith("“"):
            await here.type(part.strip("“”").replace("_", " "))
            continue
        await here.press(part)
        count += 1
    return count


LIFE: list[tuple[str, int, str, Recorded]] = [
    ("update", 4, "u ctrl+s y y", lambda now: len(now.updates) == 2),
    ("note", 2, "n “the_pool_is_full” ctrl+s", lambda now: now.entries[-1].event.text == "the pool is full"),
    ("action", 2, "a “Call_the_vendor” ctrl+s", lambda now: now.open_actions[-1].text == "Call the vendor"),
    ("done", 2, "x enter", lambda now: len(now.open_actions) == 1),
    ("status", 3, "s m enter", lambda now: now.status is Status.MONITORING),
    ("severity", 2, "3 “no_card_is_hit” enter", lambda now: now.severity is Severity.P3),
    (
        "reschedule",
        5,
        "t “+90m” enter “the_vendor_needs_longer” ctrl+s y y",
        lambda now: now.update_promise is not None and now.update_promise.due_at.minute == 4,
    ),
]
END: list[tuple[str, int, str, Recorded]] = [
    ("resolve and confirm", 4, "v ctrl+s c y", lambda now: now.confirmed_at is not None),
    (
        "wrap-up",
        7,
        "w “a_pool_was_full” enter “checkouts_failed” enter “an_alert_at_80_%” ctrl+s y y",
        lambda now: now.status is Status.CLOSED,
    ),
]


async def live(world: World, person: str, acts: list[tuple[str, int, str, Recorded]]) -> None:
    async with room(world, person) as here:
        for name, at_most, keys, recorded in acts:
            count = await act(here, keys)
            assert recorded(world.read()), f"{name}:\n{here.text}"
            assert count <= at_most, name


async def test_declaring_with_its_criterion(world: World) -> None:
    async with room(world) as here:
        assert await act(here, "d “Search_is_slow” ctrl+s p") <= 3
        assert any(row.title == "Search is slow" for row in here.app.board)


async def test_the_acts_of_a_life(told: World) -> None:
    await live(told, "alice", LIFE)


async def test_handing_over(told: World) -> None:
    await live(told, "alice", [("hand over", 4, "h “carol” ctrl+s end y", lambda now: now.offer)])
    await live(told, "carol", [("accept", 3, "y end y", lambda now: now.owner == "carol")])


async def test_the_end(told: World) -> None:
    await live(told, "alice", END)
