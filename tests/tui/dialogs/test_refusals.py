"""Every refusal of a rule lands in its form under the field that it is about, in words of the form."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest

from incident_console.desk import Desk
from incident_console.domain import (
    absence,
    clients,
    closing,
    communication,
    handover,
    handover_answers,
    ownership,
    reopening,
    response,
)
from incident_console.domain.refusal import Part
from incident_console.domain.text import LIMIT
from incident_console.domain.vocabulary import Criterion, PromiseKind, Remedy, Role
from incident_console.store.store import Store
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.reading import Reading
from incident_console.tui.forms.choice import Choice
from incident_console.tui.forms.field import Field
from incident_console.wording.verbs import VERBS, wording
from tests.tui.dialogs.room import POLICY, Room, World, room
from tests.wording.scenarios import SCENARIOS
from tests.wording.test_refusals import texts

ALWAYS_NOW = {
    "send_update",
    "close",
    "resolve",
    "reopen",
    "change_status",
    "confirm",
    "escalate",
    "assign",
} | {"write_report"}
"""What the war room records when it is done, so that its forms ask for no time."""

NO_FIELD = {
    *((rule, Part.AT) for rule in ALWAYS_NOW | {"decline_handover"}),
    ("change_severity", Part.SEVERITY),  # its key says which
    ("note", Part.BY),  # who sits here was asked at the start
    *(("mark_duplicate", part) for part in (Part.WHERE, Part.POSTED)),
    ("declare", Part.CLIENT),  # one field takes all clients
    *((rule, Part.CLIENTS) for rule in ("say_posted", "reschedule")),  # asked for where there are several
    ("drop_client", Part.AT),
}
"""What no form asks for, and why."""


def offered(world: World) -> None:
    world.desk("alice").act(world.ref, handover.offer_handover, to="bob", status="Fine")


def resolved(world: World) -> None:
    world.alice.act(world.ref, closing.resolve, remedy=Remedy.RESTORED)


def confirmed(world: World) -> None:
    resolved(world)
    world.alice.act(world.ref, closing.confirm)


def called(world: World) -> None:
    world.desk("bob").act(world.ref, response.escalate, to="alice", why="no answer")
    world.clock.advance(minutes=10)


def waiting(world: World) -> None:
    world.alice.act(
        world.ref,
        communication.send_update,
        impact="x",
        done="x",
        next_steps="x",
        next_update=world.clock.now() + timedelta(minutes=30),
    )


def two_clients(world: World) -> None:
    world.alice.act(world.ref, clients.add_client, client="Globex")


def another(world: World) -> None:
    world.desk("dave").declare(title="Another", because=[Criterion.SLA], client="ACME")


def closed(world: World) -> None:
    confirmed(world)
    world.alice.act(
        world.ref,
        closing.close,
        what="x",
        customer_impact="x",
        analysis_by=world.clock.now() + timedelta(days=3),
        posted=True,
    )


def reopened(world: World) -> None:
    """An analysis is promised, and no update yet."""
    closed(world)
    world.alice.act(world.ref, reopening.reopen, why="errors are back")


def both_promised(world: World) -> None:
    reopened(world)
    world.told()


def ended_beside_a_promise(world: World) -> None:
    """The incident ends here; in a copy, its client was promised one more update."""
    copy = world.path.with_name("copy.db")
    world.alice.store.backup(copy)
    closed(world)
    world.clock.advance(minutes=1)
    apart = Desk(Store.open(copy), world.clock, POLICY, "alice")
    apart.act(
        world.ref,
        communication.send_update,
        impact="x",
        done="x",
        next_steps="x",
        next_update=world.clock.now() + timedelta(minutes=30),
        posted=True,
    )
    apart.store.close()
    world.alice.merge(copy)


FORMS: dict[str, tuple[str, str, Callable[[World], None] | None]] = {
    "declare": ("declare", "alice", None),
    "add_client": ("add_client", "alice", None),
    "drop_client": ("drop_client", "alice", two_clients),
    "assess": ("assess", "alice", None),
    "change_severity": ("severity_p1", "alice", None),
    "link_ticket": ("ticket", "alice", None),
    "assign": ("roles", "alice", None),
    "offer_handover": ("hand_over", "alice", None),
    "decline_handover": ("decline", "bob", offered),
    "take_over": ("take_over", "bob", called),
    "reschedule": ("reschedule", "alice", both_promised),
    "go_away": ("away", "alice", None),
    "change_status": ("status", "alice", None),
    "add_action": ("add_action", "alice", None),
    "finish_action": ("finish_action", "alice", None),
    "drop_action": ("drop_action", "alice", None),
    "reassign_action": ("assign_action", "alice", None),
    "note": ("note", "alice", None),
    "escalate": ("escalate", "alice", None),
    "write_report": ("report", "alice", None),
    "strike": ("strike", "alice", None),
    "resolve": ("resolve", "alice", None),
    "close": ("close", "alice", confirmed),
    "send_analysis": ("analysis", "alice", closed),
    "reopen": ("reopen", "alice", closed),
    "stand_down": ("stand_down", "alice", None),
    "mark_duplicate": ("duplicate", "alice", another),
    "review": ("review", "alice", closed),
    "discard_message": ("discard", "alice", waiting),
    "say_posted": ("posted", "alice", waiting),
    "say_told": ("told", "alice", ended_beside_a_promise),
}
"""For each rule with a form: the action that opens it, who does it, and what must have happened."""

POSTED_LATER = {Part.WHERE, Part.POSTED}
"""Whether a message is out is asked in a form of its own, when it is written."""


async def opened(here: Room, rule: str) -> FormDialog[Any]:
    """The form of a rule, opened by its action."""
    here.app.action_act(FORMS[rule][0])
    if rule == "go_away":
        await here.until(Reading)
        await here.press("n")
    await here.until(FormDialog)
    return here.dialog


def refused_parts(rule: str) -> set[Part]:
    """What refusals of a rule can be about."""
    by_scenario = {refusal.about for each in SCENARIOS if each.rule == rule for _, refusal in (each.meet(),)}
    by_length = {part for name, part in texts() if name == rule}
    return {part for part in by_scenario | by_length if part is not None}


IN_ONE_ROOM = {
    f"{person}, {before.__name__ if before else 'told'}": [
        rule for rule, (_, *rest) in FORMS.items() if rest == [person, before]
    ]
    for _, person, before in FORMS.values()
}
"""The rules whose forms open on the same record at the same person's console."""


@pytest.mark.parametrize("rules", IN_ONE_ROOM.values(), ids=IN_ONE_ROOM)
def test_what_a_rule_refuses_has_a_field_in_its_form(told: World, rules: list[str]) -> None:
    async def go() -> None:
        _, person, before = FORMS[rules[0]]
        if before is not None:
            before(told)
        async with room(told, person) as here:
            for rule in rules:
                form = await opened(here, rule)
                assert_a_field_for_each(rule, form.fields)
                await here.press("escape")
                assert here.app.screen is not form, rule

    asyncio.run(go())


def assert_a_field_for_each(rule: str, asked: Iterable[Field]) -> None:
    """What the rule can refuse is asked for, but for what no form asks."""
    fields = {field.part: field for field in asked if field.part is not None}
    wanted = {part for part in refused_parts(rule) if (rule, part) not in NO_FIELD}
    if rule != "say_posted":
        wanted -= POSTED_LATER
    else:
        wanted -= {Part.MESSAGE}  # the form is about the only one that waits
    assert wanted <= set(fields), rule
    for part, field in fields.items():
        assert field.label == wording(part, field.rule).label, rule
        assert field.rule in VERBS, rule


def test_which_promise_is_moved_is_asked_only_where_both_stand(told: World) -> None:
    async def go() -> None:
        reopened(told)
        async with room(told) as here:
            form = await opened(here, "reschedule")
            assert "promise" not in [field.key for field in form.fields]
        told.told()
        async with room(told) as here:
            await opened(here, "reschedule")
            choice = here.field("promise")
            assert isinstance(choice, Choice)
            assert (choice.values, choice.value) == (list(PromiseKind), PromiseKind.UPDATE)

    asyncio.run(go())


def test_every_rule_that_a_person_asks_by_key_is_here() -> None:
    without_form = {"accept_handover", "withdraw_handover", "come_back", "confirm", "send_update"}
    by_choice = {"retry", "settle", "create_ticket", "log_again", "say_logged"}
    looks = {"read_log", "read_outbox", "read_board"}
    assert set(FORMS) == set(VERBS) - without_form - by_choice - looks


def under(field: Field) -> str:
    return str(field.note.content) if field.blamed else ""


def test_an_offer_to_a_person_called_status_desk_is_blamed_on_the_person(told: World) -> None:
    told.alice.act(told.ref, handover.offer_handover, to="status desk", status="Fine")
    told.desk("status desk").act(told.ref, handover_answers.accept_handover)

    async def go() -> None:
        async with room(told, "status desk") as here:
            await opened(here, "offer_handover")
            await here.type("Status Desk", "to")
            await here.press("ctrl+s")
            await here.settle()
            assert "name another person with “To”" in under(here.field("to"))
            assert under(here.field("status")) == ""

    asyncio.run(go())


def test_an_offer_that_stands_to_status_desk_is_said_below_all_fields_with_its_key(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            await opened(here, "offer_handover")
            await here.type("carol", "to")
            told.desk("alice").act(told.ref, handover.offer_handover, to="status desk", status="Fine")
            await here.press("ctrl+s")
            await here.settle()
            assert [under(field) for field in here.dialog.fields] == ["", "", ""]
            assert "is offered to status desk until" in str(here.dialog.fault.content)
            assert str(here.dialog.fault.content).endswith("withdraw that first (W)")

    asyncio.run(go())


@pytest.mark.parametrize(
    ("rule", "key"), [("note", "what"), ("escalate", "why"), ("assess", "scope"), ("escalate", "to")]
)
def test_a_text_that_is_too_long_is_blamed_on_its_field(told: World, rule: str, key: str) -> None:
    async def go() -> None:
        async with room(told) as here:
            form = await opened(here, rule)
            for field in form.fields:
                if field.key != key and field.key in ("what", "why", "to"):
                    await here.type("words", field.key)
            await here.type("x" * (LIMIT + 1), key)
            await here.press("ctrl+s")
            await here.settle()
            assert "at most" in under(here.field(key))
            assert [field.key for field in here.dialog.fields if field.blamed] == [key]

    asyncio.run(go())


def test_what_is_missing_is_asked_for_with_an_example_and_no_option(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            await opened(here, "stand_down")
            await here.press("ctrl+s")
            await here.settle()
            said = under(here.field("why"))
            assert said == '! the reason is missing; say it in words, for example: "the alert was wrong"'

    asyncio.run(go())


def test_times_of_what_the_client_is_told_are_on_their_clock(told: World) -> None:
    async def go() -> None:
        told.alice.act(told.ref, absence.go_away, until=told.clock.now() + timedelta(hours=2), expect="mail")
        told.alice.act(told.ref, ownership.assign, role=Role.CL, name="carol")
        async with room(told, "carol") as here:
            await opened(here, "reschedule")
            await here.type("2026-11-21T12:00", "due")
            await here.type("later", "why")
            await here.press("ctrl+s")
            await here.settle()
            assert "the new time 12:00 is not in the future" in under(here.field("due"))

    asyncio.run(go())
