"""The room follows what the postman makes of messages: it reads when the record has changed, not by key."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from incident_console.config import Config
from incident_console.delivery.queue import Attempted
from incident_console.domain import closing, response
from incident_console.domain.vocabulary import DeliveryOutcome, Proof, Remedy
from incident_console.domain.ways import WayOut
from incident_console.store.deliveries import Deliveries
from incident_console.store.leases import Beat, taken
from incident_console.store.store import Store
from incident_console.tui.app import IncidentConsole
from incident_console.tui.panes.timeline_pane import TimelinePane
from incident_console.tui.render.on_you import turn_line
from tests.postman.post import Post
from tests.tui.scene import Room

MAIL, CHAT = WayOut(channel="mail"), WayOut(channel="chat")
GUARD = "events_are_never_changed"
BUSY = "mailbox busy (451)"


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    """An incident whose client is told by mail and by a chat."""
    made = Post(tmp_path / "incidents.db", {}, (MAIL, CHAT))
    yield made
    made.alice.store.close()


@asynccontextmanager
async def opened(
    post: Post, person: str = "alice", size: tuple[int, int] = (120, 40), path: Path | None = None
) -> AsyncIterator[Room]:
    record = Store.open(path or post.path)
    app = IncidentConsole(record, person=person, config=Config(policy=post.policy), clock=post.clock)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        yield Room(app, pilot)


def came(
    post: Post, channel: str, outcome: DeliveryOutcome, *, recipient: str | None = None, **more: Any
) -> None:
    """What the postman of another console makes of the last message by a channel."""
    rows = post.alice.store.deliveries.of()
    row = [row for row in rows if row.channel == channel and recipient in (None, row.recipient)][-1]
    held = taken("a postman", Beat.of(post.clock), 60)
    (row,) = post.alice.store.deliveries.lease([row], held)
    post.alice.deliver([Attempted(row=row, outcome=outcome, at=post.alice.now(), **more)])


async def test_what_is_tried_again_and_what_came_of_it_is_seen_without_a_key(post: Post) -> None:
    post.update()
    async with opened(post) as room:
        assert "update 1  sending …   mail ⋯ waits to be sent   chat ⋯ waits" in room.pane("#on-the-way")
        assert "nothing waits for you" in room.pane("#on-you")
        again = post.alice.now() + timedelta(seconds=30)
        came(post, "mail", DeliveryOutcome.WAITING, reason=BUSY, again_at=again)
        await room.until(lambda: f"mail ⋯ trying again 12:00:30, {BUSY}" in room.pane("#on-the-way"))
        assert f"mail trying again 12:00:30, {BUSY}" in " ".join(room.pane("#timeline").split())
        assert "update 1 trying again 12:00:30 by mail" in room.pane("#clock")
        post.clock.step(again)
        came(post, "mail", DeliveryOutcome.REFUSED, reason="550")
        await room.until(lambda: "mail ✗ refused: 550" in room.pane("#on-the-way"))
        assert "✉ update 1 refused by mail: 550  m sends again" in room.pane("#state")
        assert "✉ update 1 refused by mail: 550" in room.pane("#on-you")
        assert "update 1 refused by mail: 550" in room.pane("#clock")


async def test_the_cursor_stays_with_a_message_that_is_out_meanwhile(post: Post) -> None:
    post.update()
    post.alice.act(post.ref, response.note, what="the pool is full")
    async with opened(post) as room:
        await room.press("T", "j")
        timeline = room.app.screen.query_one(TimelinePane)
        written = timeline.picked
        assert written is not None
        assert written.id in room.app.incident.messages  # type: ignore[union-attr]
        came(post, "mail", DeliveryOutcome.DELIVERED, proof=Proof.ACCEPTED)
        await room.until(lambda: timeline.together)
        assert timeline.picked is not None
        assert timeline.together[timeline.picked.id].id == written.id


async def test_a_very_small_screen_says_what_is_being_sent(post: Post) -> None:
    post.update()
    async with opened(post, size=(40, 10)) as room:
        assert "update 1  sending …   mail ⋯ " in room.screen


async def test_whoever_does_not_speak_to_clients_is_not_asked(post: Post) -> None:
    post.update()
    came(post, "mail", DeliveryOutcome.REFUSED, reason="550")
    async with opened(post, "oli") as room:
        assert "nothing waits for you" in room.pane("#on-you")
        assert "mail ✗ refused: 550" in room.pane("#on-the-way")


async def test_the_line_takes_no_room_before_anything_is_on_its_way_and_none_later(post: Post) -> None:
    async with opened(post) as room:
        line = room.app.screen.query_one("#on-the-way")
        assert line.size.height == 0
        post.update()
        await room.until(lambda: line.size.height == 1)
        came(post, "mail", DeliveryOutcome.DELIVERED, proof=Proof.ACCEPTED)
        came(post, "chat", DeliveryOutcome.DELIVERED, proof=Proof.ACCEPTED)
        await room.until(lambda: "update 1  sent" in room.pane("#on-the-way"))
        room.tick(60)
        await room.until(lambda: line.size.height == 0)


@pytest.mark.parametrize(("size", "high"), [((120, 40), 2), ((80, 24), 2), ((60, 20), 1), ((40, 10), 0)])
async def test_it_takes_as_much_as_the_screen_has(post: Post, size: tuple[int, int], high: int) -> None:
    post.update()
    came(post, "mail", DeliveryOutcome.REFUSED, reason="550 no such mailbox at that address, sorry " * 3)
    async with opened(post, size=size) as room:
        assert room.app.screen.query_one("#on-the-way").size.height == high
        assert "update 1 refused" in room.screen


async def test_no_key_reads_the_queue(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    post.update()
    async with opened(post) as room:
        asked: list[object] = []
        monkeypatch.setattr(Deliveries, "of", lambda self, **more: asked.append(more))
        await room.press("T", "j", "k", "j", "G", "I", "O", "question_mark", "escape", "u", "x", "escape")
        assert asked == []


async def test_what_a_line_opens_to_follows_the_record(post: Post) -> None:
    post.update()
    async with opened(post) as room:
        await room.press("T", "enter")
        assert "waits to be sent" in room.screen
        came(post, "mail", DeliveryOutcome.REFUSED, reason="550 no such mailbox")
        await room.until(lambda: "refused 12:00:00, tried once" in room.screen)
        assert room.screen.index("550 no such mailbox") < room.screen.index("Impact: 30 % fail")
        came(post, "chat", DeliveryOutcome.DELIVERED, proof=Proof.ACCEPTED, url="https://chat.example/p1")
        await room.until(lambda: "https://chat.example/p1" in room.screen)


async def test_a_copy_of_the_file_says_that_its_messages_wait_elsewhere(post: Post, tmp_path: Path) -> None:
    post.update()
    post.alice.store.close()
    copy = tmp_path / "copy.db"
    shutil.copyfile(post.path, copy)
    async with opened(post, path=copy) as room:
        said = "mail ? waiting elsewhere, or sent already   chat ? waiting elsewhere, or sent already"
        assert said in room.pane("#on-the-way")
        assert "✉ update 1 by mail waiting elsewhere, or sent already  m sends it" in room.pane("#state")
        assert "update 1 waiting elsewhere" in room.pane("#on-you")


async def test_what_is_no_longer_fresh_is_on_somebody_once_its_time_has_come(post: Post) -> None:
    post.update()
    async with opened(post) as room:
        assert "nothing waits for you" in room.pane("#on-you")
        room.tick(3600)
        await room.until(lambda: "update 1 too old to go by itself by" in " ".join(on_you(room)))
        assert "mail ✗ too old to go by itself" in room.pane("#on-the-way")


def on_you(room: Room) -> list[str]:
    """What waits for whoever sits here, uncut."""
    view = room.app.view()
    return [turn_line(each, view, 200, here=True).plain for each in room.app.on_you]


async def test_the_end_takes_nothing_along_that_a_channel_was_not_told(post: Post) -> None:
    post.update()
    came(post, "mail", DeliveryOutcome.DELIVERED, proof=Proof.ACCEPTED)
    came(post, "chat", DeliveryOutcome.DELIVERED, proof=Proof.ACCEPTED)
    post.alice.act(post.ref, closing.resolve, remedy=Remedy.RESTORED)
    post.alice.act(post.ref, closing.confirm)
    post.alice.act(post.ref, closing.close, what="a pool", customer_impact="errors", prevention="alerts")
    came(post, "mail", DeliveryOutcome.DELIVERED, proof=Proof.ACCEPTED)
    came(post, "chat", DeliveryOutcome.REFUSED, reason="410 gone")
    other = post.declare("Search is slow")
    async with opened(post) as room:
        assert room.app.chosen == other
        assert any("wrap-up refused by chat: 410 gone" in line for line in on_you(room))
        await room.press("O", "enter")
        await room.until(lambda: room.app.chosen == post.ref)
        assert "Not told  chat: update 1 last" in " ".join(room.pane("#clock").split("\n"))


async def test_what_is_damaged_takes_nothing_else_from_whoever_it_waits_for(post: Post) -> None:
    post.update()
    sane = post.declare("Search is slow")
    post.update(sane)
    came(post, "mail", DeliveryOutcome.REFUSED, reason="550")
    post.alice.store.close()
    connection = sqlite3.connect(post.path)
    (guard,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (GUARD,)).fetchone()
    connection.execute(f"DROP TRIGGER {GUARD}")
    connection.execute("UPDATE events SET body = '{' WHERE position = 2")
    connection.execute(guard)
    connection.commit()
    connection.close()
    async with opened(post) as room:
        assert [turn.ref for turn in room.app.on_you if turn.message] == [sane]
