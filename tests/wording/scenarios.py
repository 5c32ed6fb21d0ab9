"""For every refusal of the rules somebody who runs into it: what was done before, and what is asked then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from incident_console.domain.colleagues import Portal
from incident_console.domain.refusal import Refused
from incident_console.domain.vocabulary import (
    DeliveryOutcome,
    MessageKind,
    PromiseKind,
    Role,
    Severity,
    Status,
)
from tests.domain.incident_life import Life, clock, declared
from tests.domain.logged import PORTAL, asked_for, linked, logged
from tests.wording.lives import (
    FOR_EACH,
    absorbed_beside_a_third,
    act,
    asked_by_globex,
    away,
    by_mail,
    called,
    confirmed,
    discarded,
    ended_pair,
    handed_on,
    history,
    message,
    of_two,
    offered,
    one_knows_the_end,
    other,
    overtaken,
    pair,
    pointed_at,
    restatused,
    reviewed,
    rules,
    sent,
    struck,
    survivor_gone,
    with_action,
    without_globex,
)


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


EARLY = clock("13:00")
SCENARIOS: tuple[Scenario, ...] = (
    Scenario("create_ticket", declared, {}),
    Scenario("create_ticket", lambda: logged(Portal(way=PORTAL.way)), {}),
    Scenario("create_ticket", lambda: logged(drill=True), {}),
    Scenario("create_ticket", lambda: linked(logged()), {}),
    Scenario("create_ticket", lambda: asked_for(logged()), {"under_way": True}),
    Scenario("log_again", lambda: logged().resolve(), {}),
    Scenario("log_again", lambda: linked(logged()), {}),
    Scenario("log_again", lambda: linked(declared().update(30)), {}),
    Scenario("say_logged", lambda: linked(logged()), {}),
    Scenario("come_back", declared, {}),
    Scenario("come_back", away, {"by": "bob"}),
    Scenario("send_update", declared, {"by": "mallory"}),
    Scenario("change_status", declared, {"by": "mallory"}),
    Scenario("change_status", handed_on, {"at": clock("14:05")}),
    Scenario("change_status", handed_on, {"term": 1}),
    Scenario("escalate", declared, {"at": EARLY}),
    Scenario("write_report", declared, {"conditions": ""}),
    Scenario("write_report", declared, {"actions": ""}),
    Scenario("write_report", declared, {"needs": ""}),
    Scenario("write_report", declared, {"next_report": EARLY}),
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
