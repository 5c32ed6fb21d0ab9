"""`people`: who may be called, with their telephone numbers, also when the network is down (R 6.8)."""

from __future__ import annotations

import click

from incident_console.cli.answers import line, say, say_json, table
from incident_console.cli.caller import Caller
from incident_console.cli.failures import Failed
from incident_console.cli.typed import Reference
from incident_console.cli.verbs import as_json, verb
from incident_console.domain.colleagues import Person
from incident_console.domain.escalating import whom_to_escalate_to
from incident_console.domain.text import name_key
from incident_console.reports.stamps import stamp
from incident_console.wording.escalation import no_answer, proposes
from incident_console.wording.people import how_to_reach


@verb("people", example="people\npeople bob\npeople --for INC-7K3Q")
@click.argument("words", metavar="[WORDS]", nargs=-1)
@click.option("--for", "ref", type=Reference(), metavar="REF", help="Whom its ladder proposes to call.")
@as_json
@click.pass_obj
def people_command(caller: Caller, words: tuple[str, ...], ref: str | None, as_json: bool) -> None:
    """List the people of the configuration: telephone numbers, teams, deputies.

    With words, those in whose name, spellings or team each of them is found.
    """
    people = caller.policy.colleagues.people
    if ref is not None:
        say_whom_to_call(caller, ref, as_json)
        return
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


def say_whom_to_call(caller: Caller, ref: str, as_json: bool) -> None:
    """Say whom to escalate to, how they are reached, and who has not answered since when."""
    incident, people, now = caller.incident(ref), caller.policy.colleagues.people, caller.now()
    found = whom_to_escalate_to(incident, caller.policy, caller.by, now)
    if found is None:
        raise Failed("no ladder says whom to call: it needs a table such as [ladders.sre]")
    if as_json:
        say_json(
            {
                "ladder": found.ladder,
                "rung": found.rung,
                "rungs": found.rungs,
                "names": list(found.names),
                "unanswered": [{"name": each.name, "since": stamp(each.since)} for each in found.unanswered],
                "next_at": stamp(found.next_at),
            }
        )
        return
    said = [line(each) for each in (proposes(found), no_answer(found, caller.clocks(None))) if each]
    for name in found.names:
        person = people.person(name)
        reach = "not in the configuration" if person is None else how_to_reach(person, now)
        said.append(f"  {line(name)}  {line(reach)}")
    say("\n".join(said))


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
