"""Who has a message in hand: a lease ends when its holder can no longer be at work, whatever clocks say."""

from datetime import UTC, datetime, timedelta

import pytest

from incident_console.clock import FixedClock
from incident_console.store.leases import Beat, Lease, boot_id, taken

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def at(seconds: float, *, wall: timedelta = timedelta(), boot: str = "one") -> Beat:
    """So many seconds after noon by the beat; the wall clock was stepped besides."""
    return Beat(boot=boot, beat=100 + seconds, at=NOON + timedelta(seconds=seconds) + wall)


@pytest.fixture
def lease() -> Lease:
    return taken("me", at(0), 20)


@pytest.mark.parametrize("step", [timedelta(hours=1), timedelta(hours=-1)])
def test_a_clock_that_steps_neither_ends_a_lease_nor_makes_it_longer(lease: Lease, step: timedelta) -> None:
    assert not lease.is_over(at(19, wall=step))
    assert lease.is_over(at(20, wall=step))


def test_a_lease_ends_with_the_boot_in_which_it_was_taken(lease: Lease) -> None:
    assert lease.is_over(Beat(boot="two", beat=101, at=NOON))


@pytest.mark.parametrize("boot", ["", "one"])
def test_where_the_beat_says_nothing_the_wall_decides(boot: str) -> None:
    lease = taken("me", at(0, boot=boot), 20)
    before = Beat(boot=boot, beat=1, at=NOON + timedelta(seconds=19))
    after = Beat(boot=boot, beat=1, at=NOON + timedelta(seconds=20))
    assert not lease.is_over(before)
    assert lease.is_over(after)


def test_without_a_boot_a_lease_from_the_future_is_none() -> None:
    assert taken("me", at(0, boot=""), 20).is_over(at(1, wall=timedelta(hours=-1), boot=""))


def test_a_lease_that_sleeps_with_the_machine_goes_on_after_it(lease: Lease) -> None:
    assert not lease.is_over(at(1, wall=timedelta(hours=8)))


def test_the_time_at_hand_is_the_clocks() -> None:
    clock = FixedClock(NOON)
    clock.advance(seconds=3)
    assert Beat.of(clock) == Beat(boot=boot_id(), beat=3, at=NOON + timedelta(seconds=3))
