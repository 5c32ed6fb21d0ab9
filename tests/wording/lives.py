"""Incidents in which somebody runs into a rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from incident_console import domain
from incident_console.domain import actions, declaring, response
from incident_console.domain.ending import HistoryEnded
from incident_console.domain.vocabulary import DeliveryOutcome, MessageKind, Remedy, Role, Severity, Status
from tests.domain.incident_life import Life, Rule, Shift, clock, declared
from tests.domain.sent import MAIL, came, sending, told_by

UPDATE = {
    "impact": "All checkouts fail",
    "done": "Rolled back",
    "next_steps": "Scale the pool",
    "next_update": clock("15:00"),
}
WHOLE: dict[str, Any] = {
    "root_cause": "x",
    "factors": ["none"],
    "recommendations": ["none"],
    "follow_ups": "none",
}
WRAP_UP = {"what": "A release", "customer_impact": "30 % failed", "prevention": "Staged releases"}
FOR_EACH: Mapping[str, dict[str, Any]] = {
    "assess": {"impact": "x"},
    "change_severity": {"severity": Severity.P2, "why": "x"},
    "link_ticket": {"ticket": "SUP-1"},
    "add_client": {"client": "Globex"},
    "drop_client": {"client": "Globex", "why": "x"},
    "assign": {"role": Role.CL, "name": "carol"},
    "offer_handover": {"to": "bob", "status": "Fine"},
    "decline_handover": {"why": "x"},
    "take_over": {"why": "x"},
    "send_update": UPDATE,
    "reschedule": {"due": clock("15:30"), "why": "x"},
    "go_away": {"until": clock("15:30"), "expect": "Mail"},
    "change_status": {"status": Status.IDENTIFIED},
    "add_action": {"what": "x", "owner": "oli"},
    "finish_action": {"n": 1},
    "drop_action": {"n": 1, "why": "x"},
    "reassign_action": {"n": 1, "owner": "oli"},
    "note": {"what": "x"},
    "escalate": {"to": "dave", "why": "x"},
    "write_report": {"conditions": "x", "actions": "y", "needs": "z"},
    "strike": {"seq": 2, "why": "x"},
    "resolve": {"remedy": Remedy.RESTORED},
    "close": WRAP_UP,
    "send_analysis": {"what": "x"},
    "say_told": {"what": "By phone"},
    "reopen": {"why": "x"},
    "stand_down": {"why": "x"},
    "review": {"factors": ("x",)},
}
"""What a rule is asked where nothing about it is to be refused."""


@cache
def rules() -> dict[str, Rule]:
    """Every public function of the domain, by its name."""
    found: dict[str, Rule] = {}
    for each in iter_modules(domain.__path__):
        module = import_module(f"{domain.__name__}.{each.name}")
        for name, value in vars(module).items():
            if callable(value) and getattr(value, "__module__", "") == module.__name__ and name[0] != "_":
                found.setdefault(name, value)
    return found


def act(life: Life, rule: Rule, **said: Any) -> Life:
    life.act(rule, **said)
    return life


def offered(**said: Any) -> Life:
    return act(declared(), rules()["offer_handover"], **{"to": "bob", "status": "Fine", **said})


def away() -> Life:
    return act(declared().update(), rules()["go_away"], until=clock("16:00"), expect="Mail")


def history() -> Life:
    """An incident brought in from another tool."""
    life = Life()
    request = life.request(by="alice")
    life.record(
        request, [declaring.IncidentDeclared(ref=life.ref, title="Old", owner="alice", imported=True)]
    )
    life.record(request, [HistoryEnded()])
    return life


def pair(**said: Any) -> Life:
    """An incident beside another one, INC-9WXY, which is declared with what is said."""
    shift = Shift()
    Life(shift, "INC-9WXY").declare(**said)
    return declared(shift)


def other(life: Life) -> Any:
    return life.shift.lives["INC-9WXY"].incident


def ended_pair() -> Life:
    life = pair()
    life.shift.lives["INC-9WXY"].close()
    return life


def pointed_at() -> Life:
    life = pair()
    act(life.shift.lives["INC-9WXY"], rules()["mark_duplicate"], survivor=life.incident)
    return life


def survivor_gone() -> Life:
    """A duplicate's message waits while its survivor ends."""
    life = pair().update()
    act(life, rules()["mark_duplicate"], survivor=other(life))
    life.shift.lives["INC-9WXY"].close()
    return life


def overtaken() -> Life:
    """Another time was written for a promise that an update ended meanwhile."""
    life = act(declared().update(), rules()["reschedule"], **FOR_EACH["reschedule"])
    return life.wait(minutes=5).update()


def message(kind: MessageKind) -> Callable[[Life], str]:
    return lambda life: life.waiting(kind).id


def sent(life: Life) -> str:
    return next(iter(life.incident.messages))


def discarded() -> Life:
    life = declared().update(posted=False)
    return act(life, rules()["discard_message"], message=life.incident.waiting[0].id, why="x")


def restatused() -> Life:
    return act(declared().wait(minutes=5), response.change_status, status=Status.IDENTIFIED)


def called() -> Life:
    return act(declared(), response.escalate, by="bob", to="alice", why="x").wait(minutes=2)


def with_action(*done: str) -> Life:
    life = act(declared(), actions.add_action, what="Scale", owner="oli")
    for rule in done:
        act(life, rules()[rule], **FOR_EACH[rule])
    return life


def handed_on() -> Life:
    return declared().wait(minutes=10).hand_over("bob").wait(minutes=10)


def confirmed() -> Life:
    return declared().wait(minutes=5).resolve().wait(minutes=5).confirm().wait(minutes=5)


def struck() -> Life:
    return act(declared().note(), response.strike, seq=2, why="x")


def reviewed() -> Life:
    return act(declared().close(), rules()["review"], complete=True, **WHOLE)


def absorbed_beside_a_third() -> Life:
    life = pointed_at()
    Life(life.shift, "INC-BCDF").declare()
    return life


def of_two(**said: Any) -> Life:
    """An incident of ACME and Globex."""
    return declared(clients=("ACME", "Globex"), **said)


def asked_by_globex() -> Life:
    """Globex asked something at 14:05; it is a few minutes later."""
    life = of_two().wait(minutes=5).note("When?", kind=response.NoteKind.INQUIRY, client="Globex")
    return life.wait(minutes=3)


def one_knows_the_end() -> Life:
    """ACME was told that it is over, Globex was not."""
    life = of_two().close(posted=False)
    wrap_up = life.waiting(MessageKind.WRAP_UP).id
    return act(life, rules()["say_posted"], message=wrap_up, clients=["ACME"])


def without_globex() -> Life:
    return act(of_two(), rules()["drop_client"], client="Globex", why="x")


def by_mail(outcome: DeliveryOutcome | None = None) -> Life:
    """An update that goes out by mail, and what came of it there."""
    life = sending(told_by(MAIL)).wait(minutes=5).update(posted=False)
    return life if outcome is None else came(life, outcome)
