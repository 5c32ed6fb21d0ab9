"""The one thread that writes."""

import asyncio
import threading
from pathlib import Path

import pytest

from incident_console.clock import FixedClock
from incident_console.desk import Desk
from incident_console.domain.policy import Policy
from incident_console.domain.refusal import Refused
from incident_console.store.errors import StoreRefused
from incident_console.store.store import Store
from incident_console.tui.room.writer import Writer
from tests.tui.scene import at


def writer(folder: Path) -> Writer:
    return Writer(lambda: Desk(Store.open(folder / "a.db"), FixedClock(at(13, 2)), Policy(), "alice"))


async def test_acts_run_one_after_another_off_the_loops_thread(tmp_path: Path) -> None:
    made = writer(tmp_path)
    threads: list[int] = []
    order: list[int] = []

    def act(n: int) -> int:
        threads.append(threading.get_ident())
        order.append(n)
        return n

    answers = await asyncio.gather(*(made.do(lambda _, n=n: act(n)) for n in range(5)))  # type: ignore[misc]
    assert answers == order == [0, 1, 2, 3, 4]
    assert len(set(threads)) == 1
    assert threading.get_ident() not in threads
    assert made.close()


async def test_what_an_act_raises_comes_back(tmp_path: Path) -> None:
    made = writer(tmp_path)

    def refuse(_: Desk) -> None:
        raise Refused("no")

    with pytest.raises(Refused):
        await made.do(refuse)
    assert await made.do(lambda desk: desk.by) == "alice"
    assert made.close()


async def test_a_record_that_cannot_be_opened_is_said_with_each_act(tmp_path: Path) -> None:
    def gone() -> Desk:
        raise StoreRefused("it is not there")

    made = Writer(gone)
    for _ in range(2):
        with pytest.raises(StoreRefused):
            await made.do(lambda desk: desk.by)
    assert made.close()


async def test_what_was_handed_over_is_finished_before_it_closes(tmp_path: Path) -> None:
    made = writer(tmp_path)
    begun = threading.Event()
    done: list[str] = []

    def slow(_: Desk) -> None:
        begun.set()
        threading.Event().wait(0.1)
        done.append("saved")

    task = asyncio.create_task(made.do(slow))
    await asyncio.to_thread(begun.wait)
    assert await asyncio.to_thread(made.close)
    await task
    assert done == ["saved"]
    with pytest.raises(RuntimeError):
        await made.do(lambda desk: desk.by)


async def test_a_disk_that_never_answers_does_not_hold_up_the_exit(tmp_path: Path) -> None:
    made = writer(tmp_path)
    begun, never = threading.Event(), threading.Event()

    def stuck(_: Desk) -> None:
        begun.set()
        never.wait(10)

    task = asyncio.create_task(made.do(stuck))
    await asyncio.to_thread(begun.wait)
    assert not await asyncio.to_thread(made.close, 0.1)
    never.set()
    await task


def test_one_that_was_never_used_closes_at_once(tmp_path: Path) -> None:
    assert writer(tmp_path).close()
