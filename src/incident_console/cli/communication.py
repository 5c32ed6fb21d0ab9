"""`update`, `reschedule`, `away`, `back`, `told`: what the client hears (C, Communication; C, Presence)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from incident_console.cli.answers import block, heading, line, say, say_json
from incident_console.cli.caller import Caller
from incident_console.cli.client_names import for_clients
from incident_console.cli.people_names import OTHER, PERSON
from incident_console.cli.recorded import answer
from incident_console.cli.typed import TIME, Given, OneOf, completing
from incident_console.cli.verbs import argument, option, out, posting, recording, reference, verb
from incident_console.domain import absence, communication, promises
from incident_console.domain.addressing import those_meant
from incident_console.domain.communication import UpdateWritten
from incident_console.domain.ending import say_told
from incident_console.domain.inquiries import ALL, open_inquiries
from incident_console.domain.refusal import Part
from incident_console.domain.vocabulary import PromiseKind
from incident_console.reports.stamps import stamp
from incident_console.wording.commands import sample
from incident_console.wording.verbs import flag

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class QuestionGiven(Given):
    """The number of a client's question, or `all`; the open ones are offered where a shell completes it."""

    name = "question"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        typed = super().convert(value, param, ctx).strip()
        if typed.casefold() == ALL:
            return ALL
        if not (typed.isascii() and typed.isdigit()):
            self.fail(f"“{typed}” is no number of a question; give one (see: show), or all.", param, ctx)
        return int(typed)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        found = [CompletionItem(ALL)]
        with completing(ctx) as caller:
            asked = open_inquiries(caller.incident(ctx.params["ref"]))
            found += [CompletionItem(str(each.seq), help=line(each.text)) for each in asked]
        return [item for item in found if item.value.startswith(incomplete)]


@verb(
    "update",
    example=sample("send_update", Part.IMPACT, Part.DONE, Part.NEXT, Part.NEXT_UPDATE, posted=True),
)
@reference
@option(
    "send_update",
    Part.IMPACT,
    required=True,
    metavar="TEXT",
    help='The impact now; "unchanged" is an answer.',
)
@option(
    "send_update", Part.DONE, required=True, metavar="TEXT", help="Steps taken since the previous update."
)
@option("send_update", Part.NEXT, required=True, metavar="TEXT", help="What comes next.")
@option(
    "send_update",
    Part.NEXT_UPDATE,
    required=True,
    type=TIME,
    metavar="TIME",
    help="When the client hears next, on their clock.",
)
@option("send_update", Part.INVESTIGATING, metavar="TEXT", help="What is being looked into.")
@option("send_update", Part.WAITING_ON, type=OTHER, metavar="WHO", help="Whom you are waiting for.")
@option("send_update", Part.EXPECTING, metavar="TEXT", help="What you expect of them.")
@option(
    "send_update",
    Part.ANSWERS,
    multiple=True,
    type=QuestionGiven(),
    metavar="SEQ|all",
    help="The question of a client that it answers, by its number; can be repeated.",
)
@for_clients("send_update", "For this client alone, where there are several; can be repeated.")
@click.option("--dry-run", is_flag=True, help="Print what the client would read, and record nothing.")
@posting
@recording
@click.pass_obj
def update_command(
    caller: Caller,
    /,
    ref: str,
    next_update: str,
    dry_run: bool,
    posted: bool,
    where: str | None,
    at: str | None,
    as_json: bool,
    clients: tuple[str, ...],
    **parts: Any,
) -> None:
    """Write a client update: impact, done, next, time of the next.

    A clock time is read on the first client's clock.
    """
    moment = caller.times.at(at)
    option = flag(Part.NEXT_UPDATE)
    meant = those_meant(caller.desk.incident(ref), clients)
    parts["next_update"] = caller.times.promised(next_update, option, ref, moment, meant=meant)
    parts["clients"] = clients
    parts |= out(posted, where)
    if dry_run:
        preview(caller, ref, moment, parts, as_json)
    else:
        answer(caller, caller.desk.act(ref, communication.send_update, at=moment, **parts), as_json)


def preview(caller: Caller, ref: str, moment: Any, parts: dict[str, Any], as_json: bool) -> None:
    """Print what the client would read. The rule is asked as for a real update, so it may refuse."""
    from incident_console.messages import heard_at, worded

    incident, request = caller.incident(ref), caller.desk.request(moment)
    written = communication.send_update(incident, request, **parts)[0]
    assert isinstance(written, UpdateWritten)
    written = worded(incident, written, caller.policy, heard_at(incident, request))
    assert isinstance(written, UpdateWritten)
    text, texts = written.words, by_client(written)
    if as_json:
        due = stamp(written.next_update_at)
        say_json(
            {
                "ref": incident.ref,
                "id": incident.id,
                "text": text,
                **({"texts": [{"client": c, "text": t} for c, t in texts]} if texts else {}),
                "occurred_at": stamp(request.at),
                "next_update_at": due,
            }
        )
    elif texts:
        say("\n\n".join(f"{heading(who)}\n{block(text, width=10_000)}" for who, text in alike(texts)))
    else:
        say(block(text, width=10_000))


def by_client(written: UpdateWritten) -> list[tuple[str, str]]:
    """What each of several clients would read."""
    return [(each.client, written.for_client(each.client).words) for each in written.to]


def alike(texts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Each different text once, with whose it is."""
    whose: dict[str, list[str]] = {}
    for client, text in texts:
        whose.setdefault(text, []).append(client)
    return [(line(", ".join(clients)), text) for text, clients in whose.items()]


@verb("reschedule", example=sample("reschedule", Part.DUE, Part.WHY, posted=True))
@reference
@argument("reschedule", Part.DUE, type=TIME)
@option("reschedule", Part.WHY, required=True, metavar="TEXT", help="The reason, which the client reads.")
@option("reschedule", Part.WATCHER, type=PERSON, metavar="NAME", help="Who watches the clock; else you.")
@option(
    "reschedule",
    Part.PROMISE,
    type=OneOf(*(kind.value for kind in PromiseKind)),
    help="Which promise; else the update, and after the end the analysis.",
)
@for_clients("reschedule", "The promise to this client alone; can be repeated.")
@posting
@recording
@click.pass_obj
def reschedule_command(
    caller: Caller,
    ref: str,
    due: str,
    why: str,
    watcher: str | None,
    promise: str | None,
    clients: tuple[str, ...],
    posted: bool,
    where: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    """Give what was promised another time, told to the client.

    TIME is read on the client's clock, the first one's of several.
    """
    moment = caller.times.at(at)
    incident = caller.desk.incident(ref)
    kind = PromiseKind(promise) if promise else promises.meant(incident)
    analysis = kind is PromiseKind.ANALYSIS
    option = flag(Part.DUE, "reschedule")
    meant = [ledger for ledger, _ in promises.promised_to(incident, kind, clients)]
    promised = caller.times.promised(due, option, ref, moment, analysis=analysis, meant=meant)
    done = caller.desk.act(
        ref,
        promises.reschedule,
        at=moment,
        due=promised,
        why=why,
        watcher=watcher,
        promise=kind,
        clients=clients,
        **out(posted, where),
    )
    answer(caller, done, as_json)


@verb(
    "away",
    example=sample("go_away", Part.UNTIL, Part.EXPECT, Part.SOUNDED_OUT) + " --asked carol --posted",
)
@reference
@option(
    "go_away",
    Part.UNTIL,
    required=True,
    type=TIME,
    metavar="TIME",
    help="When you are back, on the client's clock.",
)
@option("go_away", Part.EXPECT, required=True, metavar="TEXT", help="What the client can expect until then.")
@option(
    "go_away",
    Part.SOUNDED_OUT,
    multiple=True,
    type=PERSON,
    metavar="NAME",
    help="Whom you asked to cover; can be repeated.",
)
@posting
@recording
@click.pass_obj
def away_command(
    caller: Caller,
    ref: str,
    until: str,
    expect: str,
    sounded_out: tuple[str, ...],
    posted: bool,
    where: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    """Leave with nobody to cover, and tell the client. A handover comes first."""
    moment = caller.times.at(at)
    back = caller.times.promised(until, flag(Part.UNTIL), ref, moment)
    done = caller.desk.act(
        ref,
        absence.go_away,
        at=moment,
        until=back,
        expect=expect,
        sounded_out=sounded_out,
        **out(posted, where),
    )
    answer(caller, done, as_json)


@verb("back", example="back INC-7K3Q")
@reference
@recording
@click.pass_obj
def back_command(caller: Caller, ref: str, at: str | None, as_json: bool) -> None:
    """Say that you are back; an update is asked for."""
    answer(caller, caller.desk.act(ref, absence.come_back, at=caller.times.at(at)), as_json)


@verb("told", example=sample("say_told", Part.WHAT, ref="INC-7K3Q"))
@reference
@argument("say_told", Part.WHAT)
@recording
@click.pass_obj
def told_command(caller: Caller, ref: str, what: str, at: str | None, as_json: bool) -> None:
    """Say that the client knows it is over, though more was promised.

    For an ended incident that still owes its client a word, as a merge can leave one.
    """
    answer(caller, caller.desk.act(ref, say_told, at=caller.times.at(at), what=what), as_json)
