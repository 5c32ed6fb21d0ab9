"""The end and what follows: three gates, analysis, reopening, false alarms, duplicates (R 8, R 9)."""

from __future__ import annotations

import click

from incident_console.cli.caller import Caller
from incident_console.cli.recorded import answer
from incident_console.cli.typed import TIME, OneOf, Reference
from incident_console.cli.verbs import argument, option, out, posting, recording, reference, verb
from incident_console.domain import closing, ending, reopening
from incident_console.domain.refusal import Part
from incident_console.domain.vocabulary import Remedy
from incident_console.wording.commands import sample
from incident_console.wording.names import REMEDIES
from incident_console.wording.verbs import flag


@verb("resolve", example=sample("resolve", Part.REMEDY, Part.RESTORED_AT))
@reference
@option(
    "resolve",
    Part.REMEDY,
    required=True,
    type=OneOf(*(remedy.value for remedy in Remedy)),
    help=f"How: {'; '.join(REMEDIES.values())}.",
)
@option(
    "resolve",
    Part.RESTORED_AT,
    type=TIME,
    metavar="TIME",
    help="When service was back, on your clock; else now.",
)
@recording
@click.pass_obj
def resolve_command(
    caller: Caller, ref: str, remedy: str, restored_at: str | None, at: str | None, as_json: bool
) -> None:
    """First gate: say that it is resolved, and on which ground. Updates go on."""
    restored = caller.times.happened(restored_at, flag(Part.RESTORED_AT))
    done = caller.desk.act(
        ref, closing.resolve, at=caller.times.at(at), remedy=Remedy(remedy), restored_at=restored
    )
    answer(caller, done, as_json)


@verb("confirm", example="confirm INC-7K3Q")
@reference
@recording
@click.pass_obj
def confirm_command(caller: Caller, ref: str, at: str | None, as_json: bool) -> None:
    """Second gate: confirm the resolution, as its owner."""
    answer(caller, caller.desk.act(ref, closing.confirm, at=caller.times.at(at)), as_json)


@verb(
    "close",
    example=sample("close", Part.WHAT, Part.CUSTOMER_IMPACT, Part.PREVENTION, posted=True),
)
@reference
@option(
    "close", Part.WHAT, required=True, metavar="TEXT", help="What happened, and when service was restored."
)
@option("close", Part.CUSTOMER_IMPACT, required=True, metavar="TEXT", help="What customers noticed.")
@option("close", Part.PREVENTION, metavar="TEXT", help="What prevents a recurrence.")
@option(
    "close", Part.ANALYSIS_BY, type=TIME, metavar="TIME", help="When the client gets an analysis; a promise."
)
@posting
@recording
@click.pass_obj
def close_command(
    caller: Caller,
    ref: str,
    what: str,
    customer_impact: str,
    prevention: str | None,
    analysis_by: str | None,
    posted: bool,
    where: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    """Third gate: the wrap-up message. It is closed when that is out."""
    moment = caller.times.at(at)
    by = caller.times.promised(analysis_by, flag(Part.ANALYSIS_BY), ref, moment, analysis=True)
    done = caller.desk.act(
        ref,
        closing.close,
        at=moment,
        what=what,
        customer_impact=customer_impact,
        prevention=prevention,
        analysis_by=by,
        **out(posted, where),
    )
    answer(caller, done, as_json)


@verb("analysis", example=sample("send_analysis", Part.WHAT, ref="INC-7K3Q", posted=True))
@reference
@argument("send_analysis", Part.WHAT)
@posting
@recording
@click.pass_obj
def analysis_command(
    caller: Caller,
    ref: str,
    what: str,
    posted: bool,
    where: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    """Send the analysis that the wrap-up promised."""
    done = caller.desk.act(
        ref, closing.send_analysis, at=caller.times.at(at), what=what, **out(posted, where)
    )
    answer(caller, done, as_json)


@verb("reopen", example=sample("reopen", Part.WHY, ref="INC-7K3Q"))
@reference
@option("reopen", Part.WHY, required=True, metavar="TEXT", help="The reason.")
@option(
    "reopen",
    Part.STARTED_AT,
    type=TIME,
    metavar="TIME",
    help="Since when the impact is back, on your clock; else now.",
)
@recording
@click.pass_obj
def reopen_command(
    caller: Caller, ref: str, why: str, started_at: str | None, at: str | None, as_json: bool
) -> None:
    """Open an ended incident again, or send a resolution back."""
    back = caller.times.happened(started_at, flag(Part.STARTED_AT))
    done = caller.desk.act(ref, reopening.reopen, at=caller.times.at(at), why=why, started_at=back)
    answer(caller, done, as_json)


@verb("stand-down", example=sample("stand_down", Part.WHY, posted=True))
@reference
@option("stand_down", Part.WHY, required=True, metavar="TEXT", help="The reason.")
@posting
@recording
@click.pass_obj
def stand_down_command(
    caller: Caller,
    ref: str,
    why: str,
    posted: bool,
    where: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    """End a false alarm. A client who was told anything is told this too."""
    done = caller.desk.act(ref, ending.stand_down, at=caller.times.at(at), why=why, **out(posted, where))
    answer(caller, done, as_json)


@verb("duplicate", example=sample("mark_duplicate", Part.SURVIVOR, ref="INC-9BXW", posted=True))
@reference
@argument("mark_duplicate", Part.SURVIVOR, type=Reference())
@posting
@recording
@click.pass_obj
def duplicate_command(
    caller: Caller, ref: str, survivor: str, posted: bool, where: str | None, at: str | None, as_json: bool
) -> None:
    """Say that REF is the same incident as OF, which goes on.

    OF keeps the earlier of the two promises.
    """
    done = caller.desk.duplicate(ref, survivor, at=caller.times.at(at), **out(posted, where))
    answer(caller, done, as_json)
