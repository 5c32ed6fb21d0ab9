"""`people`: who may be called, with their telephone numbers, also when the network is down (R 6.8)."""

from __future__ import annotations

import click

from incident_console.cli.answers import line, say, say_json, table
from incident_console.cli.caller import Caller
from incident_console.cli.failures import Failed
from incident_console.cli.verbs import as_json, verb
from incident_console.domain.colleagues import Person
from incident_console.domain.text import name_key
from incident_console.wording.people import how_to_reach


@verb("people", example="people\npeople bob")
@click.argument("words", metavar="[WORDS]", nargs=-1)
@as_json
@click.pass_obj
def people_command(caller: Caller, words: tuple[str, ...], as_json: bool) -> None:
    """List the people of the configuration: telephone numbers, teams, deputies.

    With words, those in whose name, spellings or team each of them is found.
    """
    people = caller.policy.colleagues.people
    wanted = [name_key(word) for word in words]
    everybody = (person for name in people.names() if (person := people.person(name)) is not None)
    found = [person for person in everybody if all(is_about(word, person) for word in wanted)]
    if as_json:
        say_json([row(person) for person in found])
        return
    if not found:
        names = "the configuration names nobody: it needs tables such as [people.bob]"
        raise Failed(f"nobody is found by {' '.join(words)}" if people else names)
    now = caller.now()
    rows = []
    for person in found:
        deputy = f"deputy {line(person.deputy)}" if person.deputy else ""
        ways = ", ".join(line(way.channel) for way in person.ways)
        rows.append((line(person.name), line(how_to_reach(person, now)), deputy, ways))
    say("\n".join(table(rows)))


def is_about(word: str, person: Person) -> bool:
    """Whether a word is found in what somebody is known by."""
    return any(word in name_key(each) for each in (person.name, *person.names, person.team or ""))


def row(person: Person) -> dict[str, object]:
    """A person in JSON."""
    return {
        "name": person.name,
        "names": list(person.names),
        "team": person.team,
        "phone": person.phone,
        "zone": person.zone,
        "deputy": person.deputy,
        "channels": [way.channel for way in person.ways],
    }
