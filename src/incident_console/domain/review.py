"""The post-incident review: causes, not people; follow-ups tracked to completion (R 9, R 10)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from incident_console.domain.authority import contribute, optional, required
from incident_console.domain.entry import Entry, Event, Request
from incident_console.domain.incident import Incident
from incident_console.domain.parts import Action
from incident_console.domain.vocabulary import Refused


class ReviewWritten(Event, frozen=True, kw_only=True):
    """A part of the review."""

    root_cause: str | None = None
    factors: tuple[str, ...] = ()
    recommendations: tuple[str, ...] = ()

    def apply(self, incident: Incident, entry: Entry) -> None:
        review = incident.review
        review.root_cause = self.root_cause or review.root_cause
        review.factors.extend(self.factors)
        review.recommendations.extend(self.recommendations)

    @property
    def text(self) -> str:
        return "\n".join(part for part in (self.root_cause, *self.factors, *self.recommendations) if part)


class ReviewCompleted(Event, frozen=True, kw_only=True):
    """The review is done; its follow-ups go on."""

    def apply(self, incident: Incident, entry: Entry) -> None:
        incident.review.completed_at = entry.occurred_at


def review(
    incident: Incident,
    request: Request,
    *,
    root_cause: str | None = None,
    factors: Sequence[str] = (),
    recommendations: Sequence[str] = (),
    complete: bool = False,
) -> list[Event]:
    """Write a part of the review, and with `complete` end it (R 9).

    Raises:
        Refused: where nothing is said, or it is to be completed before the end or without a root cause.
    """
    contribute(incident, request)
    written = ReviewWritten(
        root_cause=optional(root_cause),
        factors=tuple(required(text, "the factor", "--factor") for text in factors),
        recommendations=tuple(
            required(text, "the recommendation", "--recommendation") for text in recommendations
        ),
    )
    events: list[Event] = [written] if written.text else []
    if complete:
        if incident.is_open:
            raise Refused(f"{incident.ref} is {incident.status}; the review is completed after the end")
        if incident.review.completed_at is not None:
            raise Refused(f"the review of {incident.ref} is complete already")
        if not (written.root_cause or incident.review.root_cause):
            raise Refused('the root cause is missing; add --root-cause "…" (causes, not people)')
        events.append(ReviewCompleted())
    if not events:
        raise Refused("nothing is said; give --root-cause, --factor, --recommendation or --complete")
    return events


def overdue_follow_ups(incident: Incident, now: datetime) -> list[Action]:
    """Open actions whose date is past."""
    return [action for action in incident.open_actions if action.due is not None and action.due < now]
