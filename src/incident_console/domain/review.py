"""The post-incident review: causes, not people; follow-ups tracked to completion (R 9, R 10)."""

from __future__ import annotations

from collections.abc import Sequence

from incident_console.domain.authority import contribute, optional, required
from incident_console.domain.entry import Entry, Event, Request
from incident_console.domain.incident import Incident
from incident_console.domain.objections import Ground, Objection
from incident_console.domain.refusal import Part, Refused


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
        incident.review.completed_at = incident.review.completed_at or entry.occurred_at

    def against(self, incident: Incident, entry: Entry, other: Incident | None = None) -> Objection | None:
        return Objection(ground=Ground.REOPENED) if incident.is_open else None


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
        root_cause=optional(root_cause, Part.ROOT_CAUSE),
        factors=tuple(required(text, Part.FACTORS, "the factor") for text in factors),
        recommendations=tuple(
            required(text, Part.RECOMMENDATIONS, "the recommendation") for text in recommendations
        ),
    )
    events: list[Event] = [written] if written.text else []
    if complete:
        if incident.is_open:
            raise Refused(
                "{ref} is {status}; the review is completed after the end",
                about=Part.COMPLETE,
                ref=incident.ref,
                status=incident.status,
            )
        if incident.review.completed_at is not None:
            raise Refused("the review of {ref} is complete already", about=Part.COMPLETE, ref=incident.ref)
        if not (written.root_cause or incident.review.root_cause):
            raise Refused(
                "the root cause is missing; say it with {root_cause} (causes, not people)",
                about=Part.ROOT_CAUSE,
                root_cause=Part.ROOT_CAUSE,
            )
        events.append(ReviewCompleted())
    if not events:
        raise Refused(
            "nothing is said; give {root_cause}, {factors}, {recommendations} or {complete}",
            about=Part.ROOT_CAUSE,
            root_cause=Part.ROOT_CAUSE,
            factors=Part.FACTORS,
            recommendations=Part.RECOMMENDATIONS,
            complete=Part.COMPLETE,
        )
    return events
