"""Incidents whose ownership is offered, and what their tests ask."""

from typing import Any

from tests.domain.incident_life import Life, declared

from incident_console.domain.handover import HandoverOffered, offer_handover
from incident_console.domain.offers import OfferChanged
from incident_console.domain.ownership import take_over
from incident_console.domain.parts import Brief
from incident_console.domain.response import escalate
from incident_console.domain.vocabulary import Role


def offered(to: str = "bob", **said: Any) -> Life:
    life = declared()
    life.act(offer_handover, to=to, **{"status": "Rolled back, watching", **said})
    return life


def changed(life: Life) -> tuple[str, tuple[Role, ...], str]:
    """To whom the offer was made that changed last, what is left of it, and why."""
    assert isinstance(life.last, OfferChanged)
    return life.last.to, life.last.left, life.last.why


def taken_over(life: Life) -> None:
    life.act(escalate, to="alice", why="No answer", by="dave")
    life.wait(minutes=6).act(take_over, by="carol", why="No answer")


def brief(life: Life) -> Brief:
    event = life.last
    assert isinstance(event, HandoverOffered)
    return event.brief
