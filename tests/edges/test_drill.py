"""The drill says what to press next, whatever was done before; the partner plays along."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from incident_console.clock import FixedClock
from incident_console.desk import Desk
from incident_console.domain import closing, communication, declaring, handover, handover_answers, posting
from incident_console.domain.incident import Incident
from incident_console.domain.policy import Policy
from incident_console.domain.vocabulary import Remedy, Severity
from incident_console.keys.actions import BY_ID
from incident_console.store.store import Store
from incident_console.tui.start.drill import (
    OWNING,
    READING,
    declared,
    next_hint,
    partner_accepts,
    partner_hands_back,
    partner_of,
)

START = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)


class Walk:
    """A drill on a real record, and its hints."""

    def __init__(self, path: Path) -> None:
        self.clock = FixedClock(START)
        store = Store.open(path, create=True)
        self.desks = {name: Desk(store, self.clock, Policy(), name) for name in ("alice", "robin")}
        self.reference = declared(self.desks["alice"]).incident.ref

    @property
    def incident(self) -> Incident:
        return self.desks["alice"].incident(self.reference)

    def do(self, rule: Callable[..., Any], by: str = "alice", **arguments: Any) -> Incident:
        self.clock.advance(seconds=1)
        return self.desks[by].act(self.reference, rule, **arguments).incident

    def asks(self) -> str | None:
        hint = next_hint(self.incident, "alice", self.clock.now())
        assert hint.action is None or hint.action in BY_ID
        return hint.action


def test_a_whole_incident_step_by_step(tmp_path: Path) -> None:
    walk = Walk(tmp_path / "a.db")
    assert walk.incident.drill
    assert walk.asks() == "update"
    parts = {"impact": "i", "done": "d", "next_steps": "n"}
    walk.do(communication.send_update, **parts, next_update=START + timedelta(minutes=30))
    assert walk.asks() == "posted"
    walk.do(posting.say_posted, message=walk.incident.waiting[0].id)
    assert walk.asks() == "severity_p1"
    walk.do(declaring.change_severity, severity=Severity.P1, why="iOS too")
    assert walk.asks() == "hand_over"
    walk.do(handover.offer_handover, to="robin", status="calm")
    assert walk.asks() is None
    play_partner(walk)
    assert walk.asks() == "accept"
    walk.do(handover_answers.accept_handover)
    assert walk.asks() == "update", "the new owner introduces themselves"
    walk.do(communication.send_update, **parts, next_update=START + timedelta(minutes=40), posted=True)
    assert walk.asks() == "resolve"
    walk.do(closing.resolve, remedy=Remedy.RESTORED)
    assert walk.asks() == "confirm"
    walk.do(closing.confirm)
    assert walk.asks() == "close"
    walk.do(closing.close, what="w", customer_impact="c", prevention="p")
    assert walk.asks() == "posted"
    walk.do(posting.say_posted, message=walk.incident.waiting[0].id)
    assert walk.asks() == "leave"
    assert walk.clock.now() - START < timedelta(minutes=2)


def play_partner(walk: Walk) -> None:
    """Robin reads, says yes, keeps it a while, and offers it back."""
    assert not partner_accepts(walk.incident, "robin", walk.clock.now())
    walk.clock.advance(READING)
    assert partner_accepts(walk.incident, "robin", walk.clock.now())
    walk.do(handover_answers.accept_handover, by="robin")
    assert walk.asks() is None
    assert not partner_hands_back(walk.incident, "robin", walk.clock.now())
    walk.clock.advance(OWNING)
    assert partner_hands_back(walk.incident, "robin", walk.clock.now())
    walk.do(handover.offer_handover, by="robin", to="alice", status="calm")
    assert not partner_hands_back(walk.incident, "robin", walk.clock.now()), "one offer at a time"


def test_a_declined_or_lapsed_offer_comes_again(tmp_path: Path) -> None:
    walk = Walk(tmp_path / "a.db")
    parts = {"impact": "i", "done": "d", "next_steps": "n"}
    walk.do(communication.send_update, **parts, next_update=START + timedelta(minutes=30), posted=True)
    walk.do(handover.offer_handover, to="robin")
    walk.clock.advance(READING)
    walk.do(handover_answers.accept_handover, by="robin")
    walk.do(handover.offer_handover, by="robin", to="alice")
    walk.do(handover_answers.decline_handover, why="not yet")
    walk.clock.advance(OWNING)
    assert partner_hands_back(walk.incident, "robin", walk.clock.now())


def test_the_key_in_force_is_named() -> None:
    hint = next_hint(None, "alice", START)
    assert "declared" in hint.line({})


def test_the_partner_is_never_a_namesake() -> None:
    assert partner_of("alice") == "robin"
    assert partner_of("@Robin") == "kim"
