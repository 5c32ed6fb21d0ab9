"""Keys for what comes after the end: the promised analysis, the review (C, Closing; R 9)."""

from __future__ import annotations

from typing import Any

from incident_console.domain import closing
from incident_console.domain import review as reviewing
from incident_console.domain.incident import Incident
from incident_console.domain.refusal import Part
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.sending import message_form, write
from incident_console.tui.forms.choice import Toggles
from incident_console.tui.forms.fields import Prose
from incident_console.tui.room.room import Room
from incident_console.tui.room.target import Target
from incident_console.tui.verbs.verb import verb
from incident_console.wording.clients import names


@verb
async def analysis(app: Room) -> None:
    """Send the analysis that the wrap-up promised."""
    target = Target.chosen(app)
    what = Prose(
        "what",
        Part.WHAT,
        rule="send_analysis",
        paragraphs=True,
        placeholder="the cause, and what changes",
    )
    form = message_form(
        target,
        f"Send the analysis of {target.ref}",
        f"What the wrap-up promised{to_whom(target.incident)}; that promise ends when it is out.",
        [what],
        closing.send_analysis,
        lambda: {"what": what.text},
        commit="Read it and send",
        draft="analysis",
    )
    await write(app, form)


def to_whom(incident: Incident) -> str:
    """Return to which of several clients an analysis is promised."""
    owed = [ledger.client for ledger in incident.ledgers if ledger.analysis_promise is not None]
    return f" {names(owed)}" if incident.has_several and owed else ""


@verb
async def review(app: Room) -> None:
    """Write a part of the post-incident review, or complete it. Causes, not people (R 9)."""
    target = Target.chosen(app)
    so_far = target.incident.review
    cause = Prose(
        "root_cause",
        Part.ROOT_CAUSE,
        so_far.root_cause,
        rule="review",
        paragraphs=True,
        placeholder="causes, not people",
    )
    factors = Prose(
        "factors",
        Part.FACTORS,
        rule="review",
        paragraphs=True,
        placeholder="what contributed, a line each",
        hint=so_many(so_far.factors),
    )
    advice = Prose(
        "recommendations",
        Part.RECOMMENDATIONS,
        rule="review",
        paragraphs=True,
        placeholder="what would prevent it, a line each",
        hint=so_many(so_far.recommendations),
    )
    follow_ups = Prose(
        "follow_ups",
        Part.FOLLOW_UPS,
        so_far.follow_ups,
        rule="review",
        placeholder="beside the actions; or none",
    )
    complete = Toggles(
        "complete", Part.COMPLETE, [(True, "the review is done; follow-ups go on")], rule="review"
    )

    def arguments() -> dict[str, Any]:
        changed = cause.text.strip() != so_far.root_cause
        return {
            "root_cause": cause.maybe if changed else None,
            "factors": lines(factors.text),
            "recommendations": lines(advice.text),
            "follow_ups": follow_ups.maybe if follow_ups.text.strip() != so_far.follow_ups else None,
            "complete": bool(complete.value),
        }

    dialog = FormDialog(
        f"Review of {target.ref}",
        "What you write is added to what is there. The wording is about causes, never about people.",
        [cause, factors, advice, follow_ups, complete],
        commit="Record",
        prepare=lambda: target.act(reviewing.review, **arguments()),
        draft=(target.id, "review"),
    )
    await app.ask(dialog)


def lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def so_many(written: list[str]) -> str:
    """Return what is written already, in one line."""
    return f"written so far: {'; '.join(written)}" if written else ""
