"""People by the command line: found, completed, pointed out, called, and escalated to by their ladder."""

from __future__ import annotations

import json
from collections.abc import Iterator

import click
import pytest

from incident_console.cli.main import cli
from incident_console.cli.people_names import PersonName
from tests.cli.terminal_user import UPDATE, Shell

CONFIG = """
[channels.bob-page]
kind = "file"
audience = "internal"
path = "bob.txt"
[channels.sre]
kind = "file"
audience = "internal"
path = "sre.txt"
[internal]
channels = ["sre"]
on = ["declared", "severity"]
[people.bob]
names = ["robert.m"]
team = "sre"
phone = "+49 555 0199"
zone = "Europe/Berlin"
channels = ["bob-page"]
[people.carol]
phone = "+49 555 0177"
[ladders.sre]
rungs = [["bob"], ["carol", "dan"]]
"""


@pytest.fixture
def team(shell: Shell) -> Shell:
    shell.configure(CONFIG)
    return shell


def told(shell: Shell, name: str) -> str:
    path = shell.config.parent / name
    return path.read_text() if path.exists() else ""


def test_escalating_calls_them_and_shows_how_they_are_reached(team: Shell) -> None:
    ref = team.declare()
    result = team.run("escalate", ref, "--to", "Robert.M", "--why", "no progress")
    assert "Call bob: +49 555 0199, sre" in result.stderr
    assert "no answer from bob since" in result.stderr
    assert "bob is called: alice escalated: no progress" in told(team, "bob.txt")
    assert "0199" not in told(team, "bob.txt")
    (call,) = [each for each in team.ask("show", ref)["called"] if each["why"] == "escalated"]
    assert call["who"] == "bob"


def test_it_says_whom_the_ladder_proposes_and_who_has_not_answered(team: Shell) -> None:
    ref = team.declare()
    said = team.say("people", "--for", ref)
    assert "ladder sre, rung 1 of 2: bob\n" in said
    assert "bob  +49 555 0199, sre" in said
    team.run("escalate", ref, "--to", "bob", "--why", "no progress")
    assert "no answer from bob since" in team.say("show", ref)
    team.pass_minutes(5)
    told = team.ask("people", "--for", ref)
    assert (told["rung"], told["names"], told["unanswered"][0]["name"]) == (2, ["carol", "dan"], "bob")
    assert "no answer from bob" in team.say("procedure", ref)


def test_a_name_that_nobody_has_is_pointed_out_and_recorded(team: Shell) -> None:
    result = team.run("declare", "Search", "--because", "production", "--owner", "carl")
    assert "nobody called carl; did you mean carol?" in result.stderr
    assert team.ask("list")[0]["owner"] == "carl"


@pytest.mark.parametrize(
    "named",
    [
        ("handover", "offer", "REF", "--to", "bob", "--status", "quiet"),
        ("handover", "offer", "--all", "--to", "Robert.M", "--status", "quiet"),
        ("escalate", "REF", "--to", "bob", "--why", "no progress"),
        ("assign", "REF", "CL", "bob"),
        ("action", "add", "REF", "look", "--owner", "bob"),
        ("away", "REF", "--until", "+1h", "--expect", "mail", "--asked", "bob"),
        ("declare", "Mail is slow", "--because", "sla"),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_whoever_is_named_and_has_said_that_they_are_away_is_pointed_out(
    team: Shell, named: tuple[str, ...]
) -> None:
    team.configure('on_call = "bob"\n' + CONFIG)
    theirs = team.declare("Search is slow", by="bob")
    team.ask("away", theirs, "--until", "15:30", "--expect", "mail at my return", by="bob")
    ref = team.declare("Checkout", "--owner", "alice")
    result = team.run(*(ref if word == "REF" else word for word in named))
    assert f"bob is away until 15:30 UTC ({theirs}) and may not answer." in result.stderr
    team.ask("back", theirs, by="bob")
    assert "is away" not in team.run("escalate", ref, "--to", "bob", "--why", "still none").stderr


def test_a_spelling_is_recorded_as_the_name(team: Shell) -> None:
    ref = team.declare()
    team.run("assign", ref, "CL", "@ROBERT.m")
    assert team.ask("show", ref)["roles"]["CL"] == "bob"


def test_a_team_hears_what_it_asked_for_when_the_command_ends(team: Shell) -> None:
    ref = team.declare()
    result = team.run("severity", ref, "P1", "--why", "iOS too")
    assert "Colleagues were told by sre." in result.stderr
    assert told(team, "sre.txt").count("iOS too") == 1
    assert told(team, "sre.txt").count(" notice ") == 2


def test_people_are_listed_with_their_numbers_and_no_document_has_one(team: Shell) -> None:
    assert "+49 555 0199, sre" in team.run("people", "sre").stdout
    assert [each["name"] for each in team.ask("people")] == ["bob", "carol"]
    ref = team.declare()
    team.run("escalate", ref, "--to", "bob", "--why", "no progress")
    for form in ("md", "html", "json", "csv"):
        assert "0199" not in team.run("export", ref, "--format", form).stdout
    assert "0199" not in json.dumps([team.ask("show", ref), team.ask("log", ref)])


def test_names_complete(team: Shell) -> None:
    ref = team.declare()
    command = cli.get_command(click.Context(cli), "escalate")
    assert command is not None
    context = click.Context(cli, info_name="incident-console")
    context.params.update(db=str(team.db), config=str(team.config))
    inner = click.Context(command, parent=context)
    inner.params["ref"] = ref
    (parameter,) = [each for each in command.params if each.name == "to"]
    assert [item.value for item in parameter.type.shell_complete(inner, parameter, "CA")] == ["carol"]


PEOPLE = {
    ("declare", "owner"),
    ("assign", "name"),
    ("handover offer", "to"),
    ("escalate", "to"),
    ("action add", "owner"),
    ("action assign", "owner"),
    ("reschedule", "watcher"),
    ("away", "sounded_out"),
    ("update", "waiting_on"),
    ("import", "owner"),
    ("history", "owner"),
}
"""Every command that takes a person, and by which parameter."""


def commands(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield f"{before}{name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")


def test_every_command_that_takes_a_person_knows_people() -> None:
    called = {each for _, each in PEOPLE} - {"name"}
    taken = {
        (name, str(each.name))
        for name, command in commands(cli)
        for each in command.params
        if isinstance(each.type, PersonName) or each.name in called
    }
    assert taken == PEOPLE
    for name, command in commands(cli):
        for each in command.params:
            assert isinstance(each.type, PersonName) == ((name, each.name) in PEOPLE), (name, each.name)


def test_who_acts_completes_and_is_pointed_out_where_nobody_is_called_so(team: Shell) -> None:
    context = click.Context(cli, info_name="incident-console")
    context.params.update(db=str(team.db), config=str(team.config))
    (parameter,) = [each for each in cli.params if each.name == "name"]
    assert [item.value for item in parameter.shell_complete(context, "BO")] == ["bob"]
    ref = team.declare()
    result = team.run("note", ref, "on it", by="carl")
    assert "nobody called carl; did you mean carol?" in result.stderr
    assert team.ask("log", ref)[-1]["by"] == "carl"
    assert "nobody called" not in team.run("show", ref, by="carl").stderr
    assert "nobody called" not in team.run("note", ref, "on it", by="Robert.M").stderr


def test_who_is_on_call_is_recorded_by_their_name(team: Shell) -> None:
    team.configure('on_call = "robert.m"\n' + CONFIG)
    ref = team.declare()
    assert team.ask("show", ref)["owner"] == "bob"


def test_whoever_is_waited_for_may_be_anybody(team: Shell) -> None:
    ref = team.declare()
    waiting = ("--waiting-on", "CloudPay", "--expecting", "a fix")
    result = team.run("update", ref, *UPDATE, "--next-update", "+30m", "--posted", *waiting)
    assert "nobody called CloudPay" not in result.stderr
    assert team.ask("show", ref)["waiting_on"]["who"] == "CloudPay"
