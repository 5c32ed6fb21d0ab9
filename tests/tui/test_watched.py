"""Who watches without a screen, in the header and on leaving."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from incident_console.clock import FixedClock
from incident_console.store.leases import Beat, taken
from incident_console.store.watches import GOOD_FOR, Watcher
from incident_console.tui.render import listing
from incident_console.tui.render.view import Glyphs, View
from incident_console.tui.room.watched import left_unwatched, who_watches
from tests.postman.post import Post


@pytest.fixture
def post(tmp_path: Path) -> Post:
    return Post(tmp_path / "incidents.db", {}, ())


def view(post: Post) -> View:
    return View(
        me="alice", now=post.alice.now(), policy=post.policy, glyphs=Glyphs.of(True), keys={}, shared=False
    )


def watcher(clock: FixedClock, who: str = "watch@host") -> Watcher:
    beat = Beat.of(clock)
    return Watcher(
        id=who, who=who, since=datetime(2026, 11, 20, 11, 2, tzinfo=UTC), lease=taken(who, beat, GOOD_FOR)
    )


def test_it_says_who_watches_and_since_when(post: Post) -> None:
    one, other = watcher(post.clock), watcher(post.clock, "watch@other")
    assert who_watches([one], view(post), to_watch=True) == "watched by watch@host since 11:02"
    assert who_watches([one, other], view(post), to_watch=False).startswith(
        "watched by watch@host and 1 more"
    )


def test_that_nobody_watches_is_news_where_a_watch_had_something_to_do(post: Post) -> None:
    assert who_watches([], view(post), to_watch=True) == "nobody watches but you"
    assert who_watches([], view(post), to_watch=False) == ""


def test_the_header_has_it_where_there_is_room_and_loses_nothing_for_it(post: Post) -> None:
    rows = post.alice.store.board(post.alice.now())
    without = {
        width: listing.header(rows, view(post), width, saving=False, drafts=["Update"], on_you=2).plain
        for width in (60, 80, 120)
    }
    for width, plain in without.items():
        with_it = listing.header(
            rows,
            view(post),
            width,
            saving=False,
            drafts=["Update"],
            on_you=2,
            watched="watched by watch@host since 11:02",
        ).plain
        assert ("1 draft" in with_it) == ("1 draft" in plain)
        assert "on you" in with_it or "on you" not in plain
        assert width < 120 or "watched by watch@host" in with_it


def test_whoever_leaves_is_told_which_promise_nobody_watches(post: Post) -> None:
    def left() -> str:
        return left_unwatched(post.alice.store.board(post.alice.now()), view(post), to_watch=True)

    assert left() == "", "nothing was promised yet"
    from incident_console.domain.communication import send_update

    post.alice.act(
        post.ref,
        send_update,
        impact="30 % fail",
        done="rolled back",
        next_steps="scale",
        next_update=post.alice.now() + timedelta(minutes=30),
        posted=True,
    )
    assert left().startswith(f"{post.ref}: the client was promised the next update by 12:30")
    assert left().endswith("and nobody watches now: incident-console watch")
