"""The post-incident review: written a part at a time, and read (R 9)."""

from __future__ import annotations

import click

from incident_console.cli.answers import block, heading, line, say, say_json
from incident_console.cli.caller import Caller
from incident_console.cli.recorded import answer
from incident_console.cli.verbs import option, recording, reference, verb
from incident_console.domain import review
from incident_console.domain.incident import Incident
from incident_console.domain.refusal import Part
from incident_console.wording.commands import sample


@verb(
    "review",
    example=sample("review", Part.ROOT_CAUSE, Part.FACTORS, Part.RECOMMENDATIONS, Part.FOLLOW_UPS)
    + " --complete\nreview INC-7K3Q",
)
@reference
@option("review", Part.ROOT_CAUSE, metavar="TEXT", help="The cause; not the person.")
@option("review", Part.FACTORS, multiple=True, metavar="TEXT", help="A contributing factor.")
@option("review", Part.RECOMMENDATIONS, multiple=True, metavar="TEXT", help="What to change.")
@option("review", Part.FOLLOW_UPS, metavar="TEXT", help="What follows beside the actions; or none.")
@option("review", Part.COMPLETE, is_flag=True, help="The review is done; follow-ups go on.")
@recording
@click.pass_obj
def review_command(
    caller: Caller,
    ref: str,
    root_cause: str | None,
    factors: tuple[str, ...],
    recommendations: tuple[str, ...],
    follow_ups: str | None,
    complete: bool,
    at: str | None,
    as_json: bool,
) -> None:
    """Write the post-incident review, or read it: causes, not people.

    It can be written a part at a time; with nothing but REF it is read.
    """
    if root_cause is None and not factors and not recommendations and follow_ups is None and not complete:
        read(caller, ref, as_json)
        return
    done = caller.desk.act(
        ref,
        review.review,
        at=caller.times.at(at),
        root_cause=root_cause,
        factors=factors,
        recommendations=recommendations,
        follow_ups=follow_ups,
        complete=complete,
    )
    answer(caller, done, as_json)


def read(caller: Caller, ref: str, as_json: bool) -> None:
    """Answer the review as far as it is written, with its follow-ups."""
    from incident_console.reports import views

    incident = caller.incident(ref)
    if as_json:
        follow_ups = [
            views.action_row(action, incident.ref) for action in incident.actions if action.follow_up
        ]
        identity = {"ref": incident.ref, "id": incident.id}
        say_json({**identity, **views.review(incident), "follow_ups": follow_ups})
        return
    say(heading(f"{incident.ref}  Review", standing(caller, incident)))
    for title, texts in sections(incident):
        say(f"{title}")
        for text in texts or ["nothing yet"]:
            say(block(f"- {line(text)}", "  "))


def sections(incident: Incident) -> list[tuple[str, list[str]]]:
    """The parts of the review in order."""
    written = incident.review
    follow_ups = [action for action in incident.actions if action.follow_up]
    done = {True: "done", False: "open"}
    return [
        ("Root cause", [written.root_cause] if written.root_cause else []),
        ("Contributing factors", written.factors),
        ("Recommendations", written.recommendations),
        (
            "Follow-ups",
            [
                *([written.follow_ups] if written.follow_ups else []),
                *(f"{a.n}  {a.text} ({a.owner}, {done[not a.open]})" for a in follow_ups),
            ],
        ),
    ]


def standing(caller: Caller, incident: Incident) -> str:
    """Whether the review is due, complete, or not called for yet."""
    written, clocks = incident.review, caller.clocks(incident.client)
    if written.completed_at is not None:
        return f"complete since {clocks.ours(written.completed_at, with_zone=True)}"
    if written.due_at is not None:
        return f"due {clocks.ours(written.due_at, with_zone=True)}"
    return "due after closing" if incident.is_open else "not called for"
