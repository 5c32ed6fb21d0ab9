"""The postman and the support portal: what is given, and what a lost answer or a killed sender leaves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from tests.delivery.parcels import channel
from tests.delivery.web import Web, cut_after_reading, says, serving
from tests.domain.sent import MAIL, sending, told_by
from tests.domain.sent import came as arrived
from tests.postman.post import Post, done

from incident_console.domain.closing import resolve
from incident_console.domain.colleagues import Colleagues, Portal
from incident_console.domain.communication import send_update
from incident_console.domain.declaring import assess, link_ticket
from incident_console.domain.objections import Ground, Objection
from incident_console.domain.portal import comments
from incident_console.domain.posting import MessagePosted
from incident_console.domain.response import strike
from incident_console.domain.settling import settle
from incident_console.domain.ticketing import creation
from incident_console.domain.vocabulary import DeliveryOutcome, Remedy
from incident_console.domain.ways import WayOut
from incident_console.postman.portal_parcels import comment_parcel
from incident_console.postman.taking import incident_of
from incident_console.store.delivery_rows import RowState


class Logged(Post):
    """Alice's incident, whose log is written to a portal on a socket."""

    def __init__(self, path: Path, web: Web) -> None:
        portal = channel(
            "ticket",
            name="portal",
            audience="internal",
            url=web.url("/tickets/{ticket}/comments"),
            create={"url": web.url("/tickets"), "id": "id", "link": "url"},
        )
        way = WayOut(channel="portal", fresh=31 * 24 * 3600)
        inside = Colleagues(portal=Portal(way=way, creates=True))
        super().__init__(path, {"portal": portal}, (), colleagues=inside)
        self.web = web

    def posted(self, **said: Any) -> None:
        words = {"impact": "30 % fail", "done": "rolled back", "next_steps": "scale", **said}
        self.alice.act(self.ref, send_update, **words, next_update=self.later(), posted=True)

    def later(self) -> datetime:
        return self.alice.now() + timedelta(minutes=30)

    def link(self, ticket: str = "SUP-1") -> None:
        self.alice.act(self.ref, link_ticket, ticket=ticket)

    def carry(self) -> None:
        done(self.postman())

    def kill(self) -> None:
        """A postman sends what is due, and is gone before he says so; his lease runs out."""
        gone = self.postman()
        gone.turn(0)
        for _ in gone._under_way:
            gone._came.get(timeout=10)
        gone.close()
        self.clock.advance(minutes=2)

    @property
    def given(self) -> list[dict[str, Any]]:
        return [json.loads(each.body) for each in self.web.received]

    @property
    def states(self) -> list[str]:
        return [each.outcome.value for each in comments(self.incident)]


@pytest.fixture
def web() -> Iterator[Web]:
    with serving(says(201, '{"id": "SUP-9", "url": "https://portal.example/SUP-9"}')) as running:
        yield running


@pytest.fixture
def post(tmp_path: Path, web: Web) -> Iterator[Logged]:
    made = Logged(tmp_path / "incidents.db", web)
    yield made
    made.alice.store.close()


def test_a_ticket_is_created_from_what_is_known_by_then(post: Logged) -> None:
    post.alice.create_ticket(post.ref)
    post.alice.act(post.ref, assess, impact="30 % of checkouts fail", scope="EU web")
    post.carry()
    (asked,) = post.given
    assert (asked["kind"], asked["ref"], asked["ticket"]) == ("ticket", post.ref, None)
    assert (asked["severity"], asked["impact"], asked["scope"]) == ("P2", "30 % of checkouts fail", "EU web")
    assert (asked["because"], asked["owner"], asked["declared_at"]) == (
        ["production"],
        "alice",
        "2026-11-20T12:00:00Z",
    )
    assert "Scope: EU web" in asked["text"]
    assert (post.incident.ticket, post.incident.ticket_url) == ("SUP-9", "https://portal.example/SUP-9")


def test_a_comment_whose_answer_is_lost_goes_again_under_the_same_id(post: Logged, web: Web) -> None:
    post.link()
    post.posted()
    web.answer = cut_after_reading
    post.carry()
    assert post.states == ["waiting"]
    web.answer = says(201)
    post.clock.advance(minutes=1)
    post.carry()
    assert post.states == ["delivered"]
    first, second = post.given
    assert first == second
    assert first["id"] == comments(post.incident)[0].entry.id
    assert first["id"] in first["text"]


def test_a_creation_whose_answer_is_lost_is_uncertain_and_is_not_repeated(post: Logged, web: Web) -> None:
    web.answer = cut_after_reading
    post.alice.create_ticket(post.ref)
    post.carry()
    post.clock.advance(minutes=30)
    post.carry()
    last = creation(post.incident)
    assert last is not None
    assert last.outcome is DeliveryOutcome.UNCERTAIN
    assert len(post.given) == 1


@pytest.mark.parametrize("what", ["comment", "creation"])
def test_who_was_killed_in_the_middle_leaves_a_repeat_or_a_doubt(post: Logged, what: str) -> None:
    if what == "comment":
        post.link()
        post.posted()
    else:
        post.alice.create_ticket(post.ref)
    post.kill()
    post.carry()
    post.clock.advance(minutes=1)
    post.carry()
    last = creation(post.incident)
    if what == "comment":
        assert post.states == ["delivered"]
        assert len({each["id"] for each in post.given}) == 1
        assert len(post.given) == 2
    else:
        assert last is not None
        assert last.outcome is DeliveryOutcome.UNCERTAIN
        assert len(post.given) == 1


def test_a_ticket_named_while_one_is_created_stays_and_the_other_one_is_named(post: Logged) -> None:
    post.alice.create_ticket(post.ref)
    carrier = post.postman()
    carrier.turn(0)
    post.link()
    while carrier.turn(5 if carrier.busy else 0):
        pass
    assert post.incident.ticket == "SUP-1"
    assert "SUP-9 is not used" in post.incident.entries[-1].event.text


def test_what_waits_for_the_wrong_ticket_is_not_written_any_more(post: Logged, web: Web) -> None:
    post.link()
    post.posted()
    web.answer = says(503)
    post.carry()
    post.link("SUP-2")
    web.answer = says(201)
    post.clock.advance(minutes=10)
    post.carry()
    assert [each.path for each in web.received] == ["/tickets/SUP-1/comments", "/tickets/SUP-2/comments"]


def test_what_no_longer_holds_is_needless_and_holds_nothing_up(
    post: Logged, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.link()
    post.alice.act(post.ref, resolve, remedy=Remedy.RESTORED)
    post.posted()

    def merged(desk: Any, row: Any) -> Any:
        """The incident as another copy's earlier word would make it: it was resolved in vain."""
        incident = incident_of(desk, row)
        assert incident is not None
        entries = [
            replace(each, objection=Objection(ground=Ground.ENDED)) if each.seq == 3 else each
            for each in incident.entries
        ]
        return replace(incident, entries=entries)

    monkeypatch.setattr("incident_console.postman.postman.incident_of", merged)
    post.carry()
    post.carry()
    assert [each["kind"] for each in post.given] == ["update"]
    states = [row.state for row in post.alice.store.deliveries.of()]
    assert states == [RowState.NEEDLESS, RowState.ENDED]


def test_several_clients_are_named_and_each_text_stands_once(post: Logged) -> None:
    post.ref = post.alice.declare(
        title="Search", because=post.incident.because, clients=["ACME", "Globex"]
    ).incident.ref
    post.link()
    post.posted()
    post.carry()
    (comment,) = post.given
    assert comment["clients"] == ["ACME", "Globex"]
    assert comment["text"].startswith(
        "Update 1 is out to ACME, Globex, written by alice (2026-11-20 12:00 UTC)"
    )
    assert comment["text"].count("30 % fail") == 1


def test_a_striking_says_who_struck_what_and_why(post: Logged) -> None:
    post.link()
    post.posted()
    seq = next(each.seq for each in post.incident.entries if isinstance(each.event, MessagePosted))
    post.alice.act(post.ref, strike, seq=seq, why="it went to another client")
    post.carry()
    _, struck = post.given
    assert struck["kind"] == "struck"
    assert struck["text"].startswith(
        "The striking of update 1: it went to another client (alice, 2026-11-20 "
    )


def test_what_somebody_settled_says_when_it_had_arrived_and_who_says_so() -> None:
    life = sending(told_by(MAIL), client="ACME").update(30, posted=False)
    arrived(life.wait(minutes=1), DeliveryOutcome.UNCERTAIN)
    message = life.incident.waiting[0].id
    life.wait(minutes=40).act(settle, message=message, arrived=True)
    (settled,) = comments(life.incident)
    parcel = comment_parcel(life.incident, settled, "SUP-1")
    assert parcel.text.startswith(
        "Update 1 is out to ACME by mail, written by alice, and arrived as alice says (2026-09-01 14:01 UTC)"
    )
    assert parcel.at == settled.told[0].out_at
