"""What a command carries before it answers: what stands before its message too, in one deadline for all."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from tests.delivery.web import hang, says, serving
from tests.postman.post import Post, hooked

from incident_console.domain.ways import WayOut
from incident_console.postman import carrying
from incident_console.postman.carrying import carry_out
from incident_console.store.delivery_rows import RowState


def states(post: Post) -> list[RowState]:
    return [row.state for row in post.alice.store.deliveries.of()]


def test_older_messages_of_the_same_channel_go_first(tmp_path: Path) -> None:
    with serving(says(200)) as web, hooked(tmp_path / "incidents.db", web) as post:
        other = post.declare("Search is slow")
        post.update(done="first")
        second = post.update(other, done="second").entries[0].id
        carry_out(post.alice, post.channels, [second])
        assert [json.loads(each.body)["ref"] for each in web.received] == [post.ref, other]
        assert states(post) == [RowState.ENDED] * 2


def test_what_goes_by_other_channels_is_left(tmp_path: Path) -> None:
    with serving(says(200)) as web, hooked(tmp_path / "incidents.db", web) as post:
        post.update(done="first")
        second_channel = msgspec.structs.replace(post.channels["webhook"], name="second")
        post.channels = {**post.channels, "second": second_channel}
        post.alice.policy = msgspec.structs.replace(post.policy, usual_ways=(WayOut(channel="second"),))
        second = post.update(post.declare("Search is slow")).entries[0].id
        carry_out(post.alice, post.channels, [second])
        assert states(post) == [RowState.WAITING, RowState.ENDED]
        assert len(web.received) == 1


def test_one_deadline_is_that_of_all_and_nothing_is_left_in_the_middle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrying, "SECONDS", 0.4)
    with serving(hang) as web, hooked(tmp_path / "incidents.db", web) as post:
        post.channels = {"webhook": msgspec.structs.replace(post.channels["webhook"], deadline=0.3)}
        messages = [post.update(ref).entries[0].id for ref in (post.ref, post.declare(), post.declare())]
        carry_out(post.alice, post.channels, messages)
        assert web.connections == 1
        assert states(post) == [RowState.WAITING] * 3
        assert [row.attempts for row in post.alice.store.deliveries.of()] == [1, 0, 0]


def test_what_was_begun_comes_back_before_a_command_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A template, or a machine that is busy, takes time of which the deadline of a channel knows nothing."""
    monkeypatch.setattr(carrying, "carry", lambda postman, *given: postman.turn(0))
    with serving(says(200)) as web, hooked(tmp_path / "incidents.db", web) as post:
        message = post.update().entries[0].id
        carry_out(post.alice, post.channels, [message])
        assert post.outcomes == ["delivered"]
