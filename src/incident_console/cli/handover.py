"""`assign` and `handover …`: roles, and the handover in two phases (C, Ownership; C, Presence; R 4)."""

from __future__ import annotations

from datetime import datetime
from itertools import zip_longest

import click

from incident_console.cli.answers import block, heading, labelled, line, say, say_json
from incident_console.cli.caller import Caller
from incident_console.cli.carrying import carried
from incident_console.cli.failures import recorded_already
from incident_console.cli.moments import away_from
from incident_console.cli.people_names import PERSON
from incident_console.cli.recorded import (
    answer,
    answer_of,
    data,
    propose,
    say_entry,
    say_of_people,
    say_trouble,
)
from incident_console.cli.turns import called_lines
from incident_console.cli.typed import ROLE, Reference
from incident_console.cli.verbs import Chapter, argument, as_json, at, option, recording, reference, verb
from incident_console.domain import handover, handover_answers, ownership
from incident_console.domain.authority import now_only
from incident_console.domain.calls import called
from incident_console.domain.incident import Incident
from incident_console.domain.parts import Brief, Offer
from incident_console.domain.portal import is_kept, not_logged, not_logged_since
from incident_console.domain.refusal import Part
from incident_console.domain.vocabulary import Role
from incident_console.reports.called import called_rows
from incident_console.reports.handover_rows import handover as handover_row
from incident_console.wording.commands import sample
from incident_console.wording.names import NOT_OUT, deadline_name, waiting_said


@verb("assign", example="assign . CL bob\nassign INC-7K3Q OL carol")
@reference
@argument("assign", Part.ROLE, type=ROLE)
@argument("assign", Part.NAME, type=PERSON)
@recording
@click.pass_obj
def assign_command(caller: Caller, ref: str, role: str, name: str, at: str | None, as_json: bool) -> None:
    """Assign a role. IC names the present owner formally; somebody else needs a handover."""
    done = caller.desk.act(ref, ownership.assign, at=caller.times.at(at), role=Role(role), name=name)
    answer(caller, done, as_json)


@click.group("handover", cls=Chapter)
def handover_command() -> None:
    """Pass the baton: offer, brief, acknowledge. Nothing moves before the yes."""


@handover_command.command(
    "offer",
    example=sample("offer_handover", Part.TO, Part.STATUS) + "\nhandover offer --all --to bob",
)
@click.argument("ref", required=False, type=Reference(), metavar="[REF]")
@click.option("--all", "everything", is_flag=True, help="Every open incident that you own, instead of REF.")
@option("offer_handover", Part.TO, required=True, type=PERSON, metavar="NAME", help="Who is to take over.")
@option("offer_handover", Part.ROLES, multiple=True, type=ROLE, help="The roles that move; IC by default.")
@option(
    "offer_handover", Part.STATUS, metavar="TEXT", help="How things stand; else as the latest update said."
)
@recording
@click.pass_obj
def offer_command(
    caller: Caller,
    ref: str | None,
    everything: bool,
    to: str,
    roles: tuple[str, ...],
    status: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    """Offer your roles to somebody, with a brief made from the record."""
    if everything == (ref is not None):
        raise click.UsageError("Name one incident, or give --all for every open one that you own.")
    moving = [Role(role) for role in roles] or [Role.IC]
    if ref is not None:
        done = caller.desk.act(
            ref, handover.offer_handover, at=caller.times.at(at), to=to, roles=moving, status=status
        )
        answer(caller, done, as_json)
        return
    if at is not None:
        now_only(caller.desk.request(caller.times.at(at)), "an offer")
    offers = caller.desk.offer_all(to=to, roles=moving, status=status)
    with recorded_already(*(done.incident for done in offers)):
        say_trouble(caller)
        say_of_people(caller)
        offers = [carried(caller, done) for done in offers]
        answers = [answer_of(caller, done) for done in offers]
        if as_json:
            say_json([data(caller, given) for given in answers])
            return
        for given in answers:
            for entry in given.entries:
                say_entry(caller, given, entry)
            propose(caller, given)


@handover_command.command("show", example="handover show INC-7K3Q")
@reference
@as_json
@click.pass_obj
def show_command(caller: Caller, ref: str, as_json: bool) -> None:
    """Read the brief of the offer that stands."""
    incident = caller.incident(ref)
    offer = incident.standing_offer(caller.now())
    if as_json:
        row = handover_row(offer)
        say_json(None if row is None else {**row, "called": called_rows(called(incident, caller.now()))})
    elif offer is not None:
        say_brief(caller, incident, offer)
    elif (end := handover_answers.became_of_offer(incident, caller.by)) is not None:
        ended = f"{line(end.by)} {line(end.why)} at {caller.clocks(None).ours_in_full(end.at)}"
        owned = f"{line(incident.owner)} owns it."
        say(f"No handover of {incident.ref} to {line(end.to)} is offered any more: {ended}; {owned}")
    else:
        since = caller.clocks(None).ours_in_full(incident.tenure.since)
        say(f"No handover of {incident.ref} is offered; {line(incident.owner)} owns it since {since}.")


def say_brief(caller: Caller, incident: Incident, offer: Offer) -> None:
    """Print the brief of an offer, its times on the reader's clock, and what accepting it takes."""
    clocks, now, brief = caller.clocks(incident.client), caller.now(), offer.brief
    say(heading(f"Handover of {incident.ref}", cutoff(line(incident.title))))
    roles = ", ".join(role.full_name for role in offer.roles)
    until = f"{clocks.ours_in_full(offer.stands_until)}, {away_from(offer.stands_until, now)}"
    pairs = [
        ("From, to", f"{line(offer.by)} to {line(offer.to)}: {roles}"),
        ("Stands", f"until {until}"),
        ("Status", brief.status),
        ("Waiting", "" if brief.waiting_on is None else f"on {waiting_said(brief.waiting_on)}"),
        ("Clients" if brief.clients else "Client", heard_next(caller, brief, incident.client)),
    ]
    say("\n".join(labelled(pairs)))
    say("\nOpen actions" if brief.actions else "\nNo open actions")
    for action in brief.actions:
        say(block(f"{action.n}  {line(action.text)} ({line(action.owner)})", "  "))
    if brief.inquiries:
        say("\nNot answered yet")
    for each in brief.inquiries:
        who = f"{line(each.client)}: " if each.client and incident.has_several else ""
        say(block(f"{each.seq}  {who}{line(each.text)} ({clocks.ours(each.asked_at)})", "  "))
    if turns := called_lines(called(incident, now), incident.ref, clocks):
        say("\n".join(["\nWhose turn it is", *(f"  {each}" for each in turns)]))
    if brief.latest_update:
        sent = "" if brief.latest_update_at is None else f", {clocks.ours_in_full(brief.latest_update_at)}"
        say(f"\nLatest update{sent}\n{block(brief.latest_update, '  ')}")
    else:
        say("\nNo update is out yet")
    if brief.report:
        due = brief.next_report_at
        following = "" if due is None else f", the next one {clocks.ours_in_full(due)}"
        say(f"\nLatest report inside{following}\n{block(brief.report, '  ')}")
    for words, to, why in zip_longest(brief.unsent, brief.unsent_to, brief.unsent_why):
        whom = f" to {line(to)}" if to else ""
        stands = f": it {line(why)}" if why else ""
        say(f"\n{NOT_OUT.capitalize()}{whom}{stands}\n{block(words, '  ')}")
    for words in brief.overtaken:
        say(f"\nOvertaken, to be written anew\n{block(words, '  ')}")
    lacking = not_logged(incident) if is_kept(incident, caller.policy) else []
    since = not_logged_since(lacking)
    if since is not None:
        names = line(", ".join(each.name for each in lacking))
        say(f"\nNot logged in the support portal since {clocks.ours_in_full(since)}\n{block(names, '  ')}")
    say(f"\nTo take over, and send the next update: handover accept {incident.ref}")


def heard_next(caller: Caller, brief: Brief, client: str | None) -> str:
    """When the client hears next; of several each, in a line of its own and on its own clock."""

    def next_word(kind: str, due: datetime, of: str | None) -> str:
        when = caller.clocks(of).told_in_full(due)
        return f"{deadline_name(kind)} {when}, {away_from(due, caller.now())}"

    if brief.clients:
        each_name = [line(each.client) for each in brief.clients]
        return "\n".join(
            f"{name}: {next_word(each.next_kind, each.next_update_at, each.client)}"
            for name, each in zip(each_name, brief.clients, strict=True)
        )
    if brief.next_update_at is None:
        return "no further word is promised"
    return next_word(brief.next_kind, brief.next_update_at, client)


def cutoff(title: str) -> str:
    return title if len(title) <= 40 else title[:39] + "…"


@handover_command.command("accept", example="--as bob handover accept INC-7K3Q")
@reference
@recording
@click.pass_obj
def accept_command(caller: Caller, ref: str, at: str | None, as_json: bool) -> None:
    """Acknowledge: you take over, and will send the next update."""
    answer(caller, caller.desk.act(ref, handover_answers.accept_handover, at=caller.times.at(at)), as_json)


@handover_command.command("decline", example=sample("decline_handover", Part.WHY))
@reference
@option("decline_handover", Part.WHY, required=True, metavar="TEXT", help="The reason.")
@at
@as_json
@click.pass_obj
def decline_command(caller: Caller, ref: str, why: str, at: str | None, as_json: bool) -> None:
    """Say no, with the reason; everything stays where it was."""
    done = caller.desk.act(ref, handover_answers.decline_handover, at=caller.times.at(at), why=why)
    answer(caller, done, as_json)


@handover_command.command("withdraw", example="handover withdraw INC-7K3Q")
@reference
@recording
@click.pass_obj
def withdraw_command(caller: Caller, ref: str, at: str | None, as_json: bool) -> None:
    """Take your offer back; everything stays where it was."""
    answer(caller, caller.desk.act(ref, handover_answers.withdraw_handover, at=caller.times.at(at)), as_json)


@handover_command.command("take", example=sample("take_over", Part.WHY))
@reference
@option("take_over", Part.WHY, required=True, metavar="TEXT", help="The reason.")
@recording
@click.pass_obj
def take_command(caller: Caller, ref: str, why: str, at: str | None, as_json: bool) -> None:
    """Take over from an owner who was escalated to and does not answer."""
    answer(caller, caller.desk.act(ref, ownership.take_over, at=caller.times.at(at), why=why), as_json)
