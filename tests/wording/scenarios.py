"""For every refusal of the rules somebody who runs into it: what was done before, and what is asked then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, NamedTuple

from incident_console import domain
from incident_console.domain import actions, declaring, response
from incident_console.domain.ending import HistoryEnded
from incident_console.domain.refusal import Refused
from incident_console.domain.vocabulary import (
    DeliveryOutcome,
    MessageKind,
    PromiseKind,
    Remedy,
    Role,
    Severity,
    Status,
)
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


class Scenario(NamedTuple):
    """A rule that refuses: its name, what was done before, and what it is asked beside what would do."""

    rule: str
    life: Callable[[], Life]
    said: dict[str, Any]

    @property
    def name(self) -> str:
        shown = {name: getattr(value, "__name__", value) for name, value in self.said.items()}
        return f"{self.rule} {' '.join(f'{name}={value}' for name, value in shown.items())}"[:60]

    def meet(self) -> tuple[Life, Refused]:
        """Live up to it, and run into the refusal."""
        life = self.life()
        said = {**FOR_EACH.get(self.rule, {}), **self.said}
        given = {name: value(life) if callable(value) else value for name, value in said.items()}
        if self.rule == "declare":
            try:
                life.declare(**given)
            except Refused as refusal:
                return life, refusal
            raise AssertionError("it was not refused")
        return life, life.refusal(rules()[self.rule], **given)


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


EARLY = clock("13:00")
SCENARIOS: tuple[Scenario, ...] = (
    Scenario("come_back", declared, {}),
    Scenario("come_back", away, {"by": "bob"}),
    Scenario("send_update", declared, {"by": "mallory"}),
    Scenario("change_status", declared, {"by": "mallory"}),
    Scenario("change_status", handed_on, {"at": clock("14:05")}),
    Scenario("change_status", handed_on, {"term": 1}),
    Scenario("escalate", declared, {"at": EARLY}),
    Scenario("note", declared, {"by": "@"}),
    Scenario(
        "change_status",
        lambda: restatused().wait(minutes=5),
        {"status": Status.MONITORING, "at": clock("14:01")},
    ),
    Scenario("note", declared, {"at": clock("14:01")}),
    Scenario("declare", Life, {"started_at": clock("14:01")}),
    Scenario("resolve", declared, {"restored_at": clock("14:01")}),
    Scenario("assign", lambda: declared().wait(minutes=5), {"at": clock("14:01")}),
    Scenario("send_update", lambda: declared().close(), {}),
    Scenario("resolve", lambda: declared().resolve(), {}),
    Scenario("confirm", declared, {}),
    Scenario("confirm", confirmed, {}),
    Scenario("confirm", lambda: declared().wait(minutes=5).resolve(), {"at": clock("14:01")}),
    Scenario("close", declared, {}),
    Scenario("close", lambda: declared().resolve(), {}),
    Scenario("close", confirmed, {"at": clock("14:06")}),
    Scenario("close", confirmed, {"prevention": None}),
    Scenario("close", confirmed, {"prevention": None, "analysis_by": clock("14:00")}),
    Scenario("send_analysis", history, {}),
    Scenario("send_analysis", declared, {}),
    Scenario("resolve", lambda: declared(started_at=clock("13:30")), {"restored_at": EARLY}),
    Scenario("send_update", declared, {"waiting_on": "The vendor"}),
    Scenario("send_update", declared, {"expecting": "A fix"}),
    Scenario("send_update", declared, {"next_update": clock("13:59")}),
    Scenario("send_update", declared, {"answers": [1]}),
    Scenario("send_update", asked_by_globex, {"answers": [2], "clients": ["ACME"]}),
    Scenario("send_update", asked_by_globex, {"answers": [2], "at": clock("14:03")}),
    Scenario("note", of_two, {"client": "ACME"}),
    Scenario("declare", Life, {"because": []}),
    Scenario("assess", declared, {"impact": " "}),
    Scenario("change_severity", declared, {"severity": Severity.P1}),
    Scenario("add_client", of_two, {"client": "acme"}),
    Scenario("drop_client", without_globex, {"client": "ACME"}),
    Scenario("drop_client", without_globex, {}),
    Scenario("drop_client", of_two, {"client": "Umbrella"}),
    Scenario("send_update", of_two, {"clients": ["Umbrella"]}),
    Scenario("send_update", without_globex, {"clients": ["Globex"]}),
    Scenario("send_update", one_knows_the_end, {"clients": ["ACME"]}),
    Scenario("reschedule", one_knows_the_end, {"clients": ["ACME"]}),
    Scenario(
        "say_posted",
        lambda: of_two().update(posted=False, clients=["ACME"]),
        {"message": sent, "clients": ["Globex"]},
    ),
    Scenario("link_ticket", declared, {"url": "file:///etc/passwd"}),
    Scenario("mark_duplicate", declared, {"survivor": lambda life: life.incident}),
    Scenario("mark_duplicate", ended_pair, {"survivor": other}),
    Scenario("mark_duplicate", pointed_at, {"survivor": other}),
    Scenario(
        "mark_duplicate",
        absorbed_beside_a_third,
        {"survivor": lambda life: life.shift.lives["INC-BCDF"].incident},
    ),
    Scenario("mark_duplicate", lambda: pair(client="ACME"), {"survivor": other}),
    Scenario("mark_duplicate", lambda: pair(drill=True), {"survivor": other}),
    Scenario("say_posted", survivor_gone, {"message": message(MessageKind.DUPLICATE)}),
    Scenario("offer_handover", declared, {"by": "mallory", "roles": (Role.CL,)}),
    Scenario("offer_handover", declared, {"to": "ALICE"}),
    Scenario("offer_handover", offered, {"to": "carol"}),
    Scenario("offer_handover", declared, {"status": None}),
    Scenario("accept_handover", declared, {"by": "bob"}),
    Scenario("accept_handover", lambda: offered().wait(minutes=30), {"by": "bob"}),
    Scenario(
        "decline_handover",
        lambda: act(declared().wait(minutes=5), rules()["offer_handover"], to="bob", status="Fine"),
        {"by": "bob", "at": clock("14:01")},
    ),
    Scenario("accept_handover", offered, {"by": "mallory"}),
    Scenario("decline_handover", offered, {"by": "mallory"}),
    Scenario("withdraw_handover", offered, {"by": "mallory"}),
    Scenario("assign", lambda: act(declared(), rules()["assign"], role=Role.CL, name="carol"), {}),
    Scenario("take_over", declared, {}),
    Scenario("take_over", declared, {"by": "bob"}),
    Scenario("take_over", called, {"by": "bob"}),
    Scenario("assign", declared, {"role": Role.IC, "name": "bob"}),
    Scenario(
        "assign",
        lambda: act(declared(), rules()["assign"], role=Role.IC, name="alice"),
        {"role": Role.IC, "name": "alice"},
    ),
    Scenario(
        "say_posted",
        lambda: act(declared().update().wait(minutes=5), rules()["reschedule"], **FOR_EACH["reschedule"]),
        {"message": message(MessageKind.RESCHEDULE), "at": clock("14:01")},
    ),
    Scenario("discard_message", away, {"message": message(MessageKind.ABSENCE), "why": "x"}),
    Scenario("say_posted", declared, {"message": "none"}),
    Scenario("say_posted", lambda: declared().update(), {"message": sent}),
    Scenario(
        "say_posted",
        discarded,
        {"message": sent},
    ),
    Scenario("say_posted", lambda: by_mail(DeliveryOutcome.DELIVERED), {"message": sent}),
    Scenario("send_update", by_mail, {"at": clock("14:02")}),
    Scenario("settle", lambda: by_mail(DeliveryOutcome.REFUSED), {"message": sent, "arrived": True}),
    Scenario("settle", lambda: by_mail(DeliveryOutcome.UNCERTAIN), {"message": sent}),
    Scenario("retry", lambda: by_mail(DeliveryOutcome.UNCERTAIN), {"message": sent}),
    Scenario("retry", lambda: by_mail(DeliveryOutcome.DELIVERED), {"message": sent}),
    Scenario("retry", lambda: declared().update(posted=False), {"message": sent}),
    Scenario(
        "retry",
        lambda: act(by_mail(), rules()["discard_message"], message=sent(by_mail()), why="x"),
        {"message": sent},
    ),
    Scenario("say_told", lambda: declared().close(), {}),
    Scenario(
        "send_update",
        lambda: declared().update().wait(minutes=5).update().wait(minutes=5),
        {"at": clock("14:02")},
    ),
    Scenario("reschedule", declared, {}),
    Scenario("say_posted", overtaken, {"message": message(MessageKind.RESCHEDULE)}),
    Scenario("accept_handover", lambda: act(offered(), rules()["withdraw_handover"]), {"by": "bob"}),
    Scenario("reschedule", lambda: declared().close(), {}),
    Scenario("reschedule", lambda: declared().update().close(), {"promise": PromiseKind.UPDATE}),
    Scenario(
        "reschedule",
        lambda: act(declared().close(analysis_by=clock("12:00", 4)), rules()["reopen"], why="x"),
        {},
    ),
    Scenario("reschedule", lambda: declared().update(), {"due": clock("14:30")}),
    Scenario("reschedule", away, {"watcher": "alice"}),
    Scenario("reopen", history, {}),
    Scenario("reopen", lambda: declared().wait(minutes=5).close(), {"at": clock("14:01")}),
    Scenario("reopen", declared, {}),
    Scenario("reopen", lambda: declared().resolve(), {"started_at": clock("13:59")}),
    Scenario("reopen", lambda: declared().wait(minutes=5).close(), {"started_at": clock("14:01")}),
    Scenario("finish_action", declared, {}),
    Scenario("finish_action", lambda: with_action("finish_action"), {}),
    Scenario("finish_action", lambda: with_action("drop_action"), {}),
    Scenario("change_status", declared, {"status": Status.CLOSED}),
    Scenario("change_status", lambda: declared().resolve(), {}),
    Scenario("change_status", declared, {"status": Status.INVESTIGATING}),
    Scenario("strike", declared, {}),
    Scenario("strike", struck, {}),
    Scenario("strike", declared, {"seq": 1}),
    Scenario("review", declared, {"factors": ()}),
    Scenario("review", declared, {"complete": True}),
    Scenario("review", reviewed, {"complete": True}),
    Scenario("review", lambda: declared().close(), {"complete": True}),
)
