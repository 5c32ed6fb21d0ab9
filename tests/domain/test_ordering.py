"""Where events stand that were written by people who did, or did not, know of each other."""

from __future__ import annotations

import itertools

import pytest

from incident_console.domain.ordering import Circular, Link, order

NOTHING = b""


def link(
    id: str, at: str, *, console: str = "a", count: int = 1, seen: str = "", prev: str = "", refers: str = ""
) -> Link:
    return Link(
        id=id,
        incident="one",
        console=console,
        count=count,
        recorded_at=at,
        hash=id.encode(),
        seen=seen.encode(),
        prev=prev.encode(),
        refers_to=(refers,) if refers else (),
    )


def test_those_who_did_not_know_of_each_other_stand_by_their_clocks() -> None:
    links = [
        link("1", "14:00"),
        link("2", "14:01", seen="1", prev="1", count=2),
        link("x", "14:02", console="b", seen="1"),
        link("3", "14:03", seen="2", prev="2", count=3),
    ]
    for given in itertools.permutations(links):
        assert order(given) == {"one": ["1", "2", "x", "3"]}


def test_in_one_moment_they_stand_by_console_then_by_count() -> None:
    links = [
        link("1", "14:00"),
        link("y", "14:01", console="c", seen="1", count=1),
        link("x", "14:01", console="b", seen="1", count=9),
    ]
    assert order(links) == {"one": ["1", "x", "y"]}


@pytest.mark.parametrize("how", ["seen", "prev", "refers"])
def test_whoever_knew_stands_behind_whatever_the_clock_says(how: str) -> None:
    links = [link("1", "14:00"), link("2", "13:00", console="b", **{how: "1"})]  # type: ignore[arg-type]
    assert order(links) == {"one": ["1", "2"]}
    # And whoever knew of that one stands behind both, before a later clock.
    links += [link("3", "12:00", console="c", seen="2"), link("4", "14:01", console="d", seen="1")]
    assert order(links) == {"one": ["1", "2", "3", "4"]}


def test_two_once_ordered_stay_so_whatever_else_comes() -> None:
    links = [
        link("1", "14:00"),
        link("2", "13:00", console="b", seen="1"),
        link("3", "13:30", console="c", seen="1"),
    ]
    before = order(links)["one"]
    more = [link("0", "13:59", console="d", seen="1"), link("4", "15:00", console="e", seen="1")]
    after = order([*more, *links])["one"]
    assert [event for event in after if event in before] == before


def test_a_long_chain_is_followed_without_recursion() -> None:
    links = [link("0", "14:00")]
    for number in range(1, 3000):
        links.append(link(str(number), "13:00", seen=str(number - 1), prev=str(number - 1), count=number))
    assert order(links[::-1])["one"] == [str(number) for number in range(3000)]


def test_events_that_each_come_after_the_other_are_refused() -> None:
    with pytest.raises(Circular):
        order([link("1", "14:00", refers="2"), link("2", "14:00", refers="1")])
    with pytest.raises(Circular):
        order([link("1", "14:00", refers="1")])
