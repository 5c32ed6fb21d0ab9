"""Every refusal of every rule: what it is about has an option, and what it proposes can be done."""

from __future__ import annotations

import ast
import shlex
from datetime import UTC
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
import pytest

from incident_console import domain
from incident_console.cli.main import cli
from incident_console.domain.naming import outbox_id
from incident_console.domain.refusal import LOOKS, Act, Missing, Part, Refused, Unusable
from incident_console.domain.text import LIMIT
from incident_console.domain.vocabulary import DeliveryOutcome
from incident_console.wording.commands import LEFT_OPEN, command
from incident_console.wording.parts import PARTS
from incident_console.wording.sentences import by_command
from incident_console.wording.verbs import BESIDES, RULES, VERBS, wording
from incident_console.words import Clocks
from tests.domain.incident_life import Life, declared
from tests.wording.lives import FOR_EACH, by_mail, rules
from tests.wording.scenarios import SCENARIOS, Scenario

FOLDER = Path(domain.__file__).parent
KINDS = ("Refused", "Missing", "Unusable")
EVERYWHERE = {Part.BY}
"""Said once for all commands."""


def sites() -> set[str]:
    """The sentence of every refusal that stands in the rules."""
    found = set()
    for file in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refused":
                sentence = node.args[0]
                assert isinstance(sentence, ast.Constant), f"{file.name}:{node.lineno} is no plain sentence"
                found.add(str(sentence.value))
    return found


def command_of(rule: str) -> click.Command:
    """The command that asks a rule."""
    found: click.Command = cli
    context = click.Context(cli)
    for word in VERBS[rule].command.split():
        assert isinstance(found, click.Group)
        below = found.get_command(context, word)
        assert below is not None, f"there is no command {VERBS[rule].command}"
        found = below
    return found


def parse(line: str) -> dict[str, object]:
    """What click understands of a command line, without the program's name."""
    words = shlex.split(line)
    if words[0] == "--as":
        words = words[2:]
    elif words[0].startswith("--as="):
        words = words[1:]
    below: click.Command = cli
    context = click.Context(cli)
    while isinstance(below, click.Group):
        found = below.get_command(context, words[0])
        assert found is not None, line
        below, words = found, words[1:]
    return below.make_context("it", words, parent=context).params


@pytest.fixture(scope="module")
def met() -> dict[str, tuple[Scenario, Life, Refused]]:
    return {f"{n} {each.name}": (each, *each.meet()) for n, each in enumerate(SCENARIOS)}


def test_every_refusal_of_the_rules_has_somebody_who_runs_into_it(
    met: dict[str, tuple[Scenario, Life, Refused]],
) -> None:
    assert sites() - {refusal.sentence for _, _, refusal in met.values()} == set()


@pytest.mark.parametrize("scenario", SCENARIOS, ids=[f"{n} {each.name}" for n, each in enumerate(SCENARIOS)])
def test_a_refusal_lands_on_an_option_and_what_it_proposes_can_be_done(scenario: Scenario) -> None:
    life, refusal = scenario.meet()
    if refusal.about is not None:
        assert_asked_for(scenario.rule, refusal.about)
    for part in refusal.values.values():
        if isinstance(part, Part):
            assert_asked_for(scenario.rule, part)
    reader = Clocks(ZoneInfo("Europe/Berlin"), UTC, life.now)
    sentence = by_command(refusal, reader, scenario.rule)
    assert "\n" not in sentence
    assert "{" not in sentence
    for act in refusal.then:
        assert command(act, reader.mine) in sentence
        assert_can_be_done(act, scenario.meet()[0])


def assert_asked_for(rule: str, part: Part) -> None:
    """The command of a rule takes the part, by the name that the table gives it."""
    if part in EVERYWHERE:
        return
    named = {each.name: each for each in command_of(rule).params}
    assert part.value in named, f"{VERBS[rule].command} takes no {part}"
    taken, called = named[part.value], wording(part, rule).flag
    if isinstance(taken, click.Option):
        assert taken.opts == [called]
    else:
        assert taken.human_readable_name.strip("[]") == called


def assert_can_be_done(act: Act, life: Life) -> None:
    """Click understands the proposed command, and the rule that it asks says yes to it."""
    parsed = parse(command(act, UTC))
    assert set(act.arguments) <= set(parsed)
    if act.rule in LOOKS:
        return
    said: dict[str, Any] = {part.value: LEFT_OPEN for part in VERBS[act.rule].needs} | act.arguments
    if act.rule == "offer_handover":
        said["status"] = "Fine"
    about = next(each for each in life.shift.lives.values() if each.ref == act.ref)
    if "message" in act.arguments:
        messages = about.incident.messages
        (said["message"],) = (
            each for each in messages if outbox_id(about.ref, each, messages) == act.arguments["message"]
        )
    about.act(rules()[act.rule], by=act.by or about.incident.owner, **said)


@pytest.mark.parametrize("rule", sorted(set(VERBS) - LOOKS))
def test_every_act_is_a_rule_and_every_command_asks_one(rule: str) -> None:
    assert rule in rules()
    taken = {each.name for each in command_of(rule).params}
    assert {part.value for part in VERBS[rule].needs} <= taken
    assert {part.value for part in VERBS[rule].examples} <= taken
    asks = RULES[VERBS[rule].command]
    assert (asks == rule) is (rule not in BESIDES)


def test_every_part_has_its_words() -> None:
    assert set(PARTS) == set(Part)


def texts() -> list[tuple[str, Part]]:
    """Every text that a rule takes, and the parts by which they are called."""
    found = []
    for rule in VERBS:
        if rule in LOOKS:
            continue
        annotations = rules()[rule].__annotations__
        for name, kind in annotations.items():
            if name not in ("ref", "message") and kind in (
                "str",
                "str | None",
                "Sequence[str]",
                "tuple[str, ...]",
            ):
                found.append((rule, Part(name)))
    return found


def long_enough(part: Part) -> str:
    return "https://" + "x" * LIMIT if part is Part.URL else "x" * (LIMIT + 1)


def offered_life() -> Life:
    life = declared()
    life.act(rules()["offer_handover"], to="bob", status="Fine")
    return life


def called_life() -> Life:
    life = declared()
    life.act(rules()["escalate"], by="bob", to="alice", why="x")
    return life.wait(minutes=10)


def with_action() -> Life:
    life = declared()
    life.act(rules()["add_action"], what="Scale", owner="oli")
    return life


BEFORE = {
    "decline_handover": ("bob", offered_life),
    "take_over": ("bob", called_life),
    "close": ("alice", lambda: declared().resolve().confirm()),
    "reopen": ("alice", lambda: declared().close()),
    "reschedule": ("alice", lambda: declared().update()),
    "discard_message": ("alice", lambda: declared().update(posted=False)),
    "say_posted": ("alice", lambda: declared().update(posted=False)),
    "retry": ("alice", by_mail),
    "settle": ("alice", lambda: by_mail(DeliveryOutcome.UNCERTAIN)),
    "drop_action": ("alice", with_action),
    "reassign_action": ("alice", with_action),
    "send_analysis": ("alice", lambda: declared().close()),
    "drop_client": ("alice", lambda: declared(clients=("ACME", "Globex"))),
}


@pytest.mark.parametrize(("rule", "part"), texts(), ids=str)
def test_a_text_that_is_too_long_names_its_part(rule: str, part: Part) -> None:
    by, before = BEFORE.get(rule, ("alice", declared))
    life = before()
    several = part in (Part.FACTORS, Part.RECOMMENDATIONS, Part.SOUNDED_OUT, Part.CLIENTS)
    said = {**FOR_EACH.get(rule, {}), part.value: (long_enough(part),) if several else long_enough(part)}
    if rule in ("say_posted", "discard_message", "retry", "settle"):
        said["message"] = life.incident.waiting[0].id
    if rule == "mark_duplicate":
        said["survivor"] = Life(life.shift, "INC-9WXY").declare().incident
    if part is Part.WHERE and rule != "say_posted":
        said["posted"] = True
    if rule == "settle":
        said["arrived"] = True
    if part is Part.EXPECTING:
        said["waiting_on"] = "x"
    if rule == "declare":
        with pytest.raises(Refused) as caught:
            Life().declare(**said)
        refusal = caught.value
    else:
        refusal = life.refusal(rules()[rule], by=by, **said)
    assert refusal.about is part
    reader = Clocks(UTC, UTC, life.now)
    assert isinstance(refusal, Unusable)
    assert by_command(refusal, reader, rule).startswith(f"{wording(part, rule).flag}: ")


@pytest.mark.parametrize(
    ("rule", "part", "sentence"),
    [
        (
            "change_severity",
            Part.WHY,
            'the reason is missing; say it in words, for example: --why "iOS is affected too"',
        ),
        ("note", Part.WHAT, 'the note is missing; say it in words, for example: "pool at 100 %"'),
        ("link_ticket", Part.TICKET, "the ticket is missing; say it in words, for example: SUP-1042"),
        (
            "send_update",
            Part.DONE,
            'what was done is missing; say it in words, for example: --done "rolled back 2.41"',
        ),
    ],
)
def test_what_is_missing_is_asked_for_with_an_example(rule: str, part: Part, sentence: str) -> None:
    refusal = declared().refusal(rules()[rule], **{**FOR_EACH[rule], part.value: " "})
    assert isinstance(refusal, Missing)
    reader = Clocks(UTC, UTC, declared().now)
    assert by_command(refusal, reader, rule) == sentence
