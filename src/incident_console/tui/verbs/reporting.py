"""The key for a report to colleagues, which no client reads (R 4, CL)."""

from __future__ import annotations

from incident_console.domain import reporting
from incident_console.domain.refusal import Part
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.forms.fields import Prose
from incident_console.tui.forms.moments import Moment
from incident_console.tui.room.room import Room
from incident_console.tui.room.target import Target
from incident_console.tui.verbs.verb import verb

RULE = "write_report"


@verb
async def report(app: Room) -> None:
    """Report to colleagues, begun from what was logged since the last report."""
    target = Target.chosen(app)
    begun = reporting.proposed_report(target.incident)
    conditions = Prose("conditions", Part.CONDITIONS, begun.conditions, rule=RULE, paragraphs=True)
    actions = Prose("actions", Part.REPORTED_ACTIONS, begun.actions, rule=RULE, paragraphs=True)
    needs = Prose("needs", Part.NEEDS, rule=RULE, placeholder="what is needed, from whom; or: nothing")
    following = Moment(
        "next_report",
        Part.NEXT_REPORT,
        rule=RULE,
        zoned=target.ours,
        optional=True,
        placeholder="may stay empty: none is promised",
    )
    ways = [way.channel for way in app.policy.colleagues.ways]
    where = f"by {', '.join(ways)}" if ways else "into the timeline alone: no channel is for colleagues"
    dialog = FormDialog(
        f"INSIDE: report to colleagues about {target.ref}",
        f"Goes {where}. No client reads it, and their clock goes on.",
        [conditions, actions, needs, following],
        commit="Report inside",
        prepare=lambda: target.act(
            reporting.write_report,
            conditions=conditions.text,
            actions=actions.text,
            needs=needs.text,
            next_report=following.moment,
        ),
        draft=(target.id, "report"),
    )
    dialog.add_class("-inside")
    await app.ask(dialog)
