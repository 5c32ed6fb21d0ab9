"""The end and what follows: three gates, analysis, reopening, false alarms, duplicates (R 8, R 9)."""

from __future__ import annotations

import click

from incident_console.cli.caller import Caller
from incident_console.cli.recorded import answer
from incident_console.cli.verbs import TIME, Reference, out, posting, recording, reference, verb
from incident_console.domain import closing, ending, reopening
from incident_console.domain.vocabulary import Remedy


@verb("resolve", example="resolve . --criterion restored --restored-at 14:52")
@reference
@click.option(
    "--criterion",
    required=True,
    type=click.Choice([remedy.value for remedy in Remedy], case_sensitive=False),
    help="Service restored, verified workaround in place, or mitigated and no matter of the SLA.",
)
@click.option(
    "--restored-at", type=TIME, metavar="TIME", help="When service was back, on your clock; else now."
)
@recording
@click.pass_obj
def resolve_command(
    caller: Caller, ref: str, criterion: str, restored_at: str | None, at: str | None, as_json: bool
) -> None:
    """First gate: say that it is resolved, and on which ground. Updates go on."""
    restored = caller.happened(restored_at, "--restored-at")
    done = caller.desk.act(
        ref, closing.resolve, at=caller.at(at), remedy=Remedy(criterion), restored_at=restored
    )
    answer(caller, done, as_json)


@verb("confirm", example="confirm INC-7K3Q")
@reference
@recording
@click.pass_obj
def confirm_command(caller: Caller, ref: str, at: str | None, as_json: bool) -> None:
    """Second gate: confirm the resolution, as its owner."""
    answer(caller, caller.desk.act(ref, closing.confirm, at=caller.at(at)), as_json)


@verb(
    "close",
    example='close . --what "release 2.41 broke the checkout; restored 14:52" \\\n'
    '    --customer-impact "30 % of checkouts failed" --prevention "canary for the pool" --posted',
)
@reference
@click.option("--what", required=True, metavar="TEXT", help="What happened, and when service was restored.")
@click.option("--customer-impact", required=True, metavar="TEXT", help="What customers noticed.")
@click.option("--prevention", metavar="TEXT", help="What prevents a recurrence.")
@click.option("--analysis-by", type=TIME, metavar="TIME", help="When the client gets an analysis; a promise.")
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
    posted_in: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    """Third gate: the wrap-up message. It is closed when that is out."""
    moment = caller.at(at)
    by = caller.promised(analysis_by, "--analysis-by", ref, moment)
    done = caller.desk.act(
        ref,
        closing.close,
        at=moment,
        what=what,
        customer_impact=customer_impact,
        prevention=prevention,
        analysis_by=by,
        **out(posted, posted_in),
    )
    answer(caller, done, as_json)


@verb("analysis", example='analysis INC-7K3Q "a lock in the new driver; replaced" --posted')
@reference
@click.argument("text", metavar="TEXT")
@posting
@recording
@click.pass_obj
def analysis_command(
    caller: Caller,
    ref: str,
    text: str,
    posted: bool,
    posted_in: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    """Send the analysis that the wrap-up promised."""
    done = caller.desk.act(ref, closing.send_analysis, at=caller.at(at), what=text, **out(posted, posted_in))
    answer(caller, done, as_json)


@verb("reopen", example='reopen INC-7K3Q --why "errors are back"')
@reference
@click.option("--why", required=True, metavar="TEXT", help="The reason.")
@recording
@click.pass_obj
def reopen_command(caller: Caller, ref: str, why: str, at: str | None, as_json: bool) -> None:
    """Open an ended incident again, or send a resolution back."""
    answer(caller, caller.desk.act(ref, reopening.reopen, at=caller.at(at), why=why), as_json)


@verb("stand-down", example='stand-down . --why "the probe was wrong" --posted')
@reference
@click.option("--why", required=True, metavar="TEXT", help="The reason.")
@posting
@recording
@click.pass_obj
def stand_down_command(
    caller: Caller,
    ref: str,
    why: str,
    posted: bool,
    posted_in: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    """End a false alarm. A client who was told anything is told this too."""
    done = caller.desk.act(ref, ending.stand_down, at=caller.at(at), why=why, **out(posted, posted_in))
    answer(caller, done, as_json)


@verb("duplicate", example="duplicate INC-9BXW INC-7K3Q --posted")
@reference
@click.argument("of", type=Reference(), metavar="OF")
@posting
@recording
@click.pass_obj
def duplicate_command(
    caller: Caller, ref: str, of: str, posted: bool, posted_in: str | None, at: str | None, as_json: bool
) -> None:
    """Say that REF is the same incident as OF, which goes on.

    OF keeps the earlier of the two promises.
    """
    done = caller.desk.duplicate(ref, of, at=caller.at(at), **out(posted, posted_in))
    answer(caller, done, as_json)
