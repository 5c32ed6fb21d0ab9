"""The post-incident review: causes, not people; follow-ups tracked to completion (R 9, R 10)."""

from __future__ import annotations

from collections.abc import Sequence

from incident_console.domain.authority import contribute, optional, required
from incident_console.domain.entry import Entry, Event, Request
from incident_console.domain.incident import Incident
from incident_console.domain.objections import Ground, Objection
from incident_console.domain.refusal import Part, Refused


class ReviewWritten(Event, frozen=True, kw_only=True):
    """One part of the review or several, written or rewritten; what it leaves out stays as it was."""

    root_cause: str | None = None
    factors: tuple[str, ...] = ()
    recommendations: tuple[str, ...] = ()
    follow_ups: str | None = None

    def apply(self, incident: Incident, entry: Entry) -> None:
        review = incident.review
        review.root_cause = self.root_cause or review.root_cause
        review.follow_ups = self.follow_ups or review.follow_ups
        # Whoever adds a factor takes none away: a review is written by several.
        review.factors.extend(self.factors)
        review.recommendations.extend(self.recommendations)

    @property
    def text(self) -> str:
        parts = (self.root_cause, *self.factors, *self.recommendations, self.follow_ups)
        return "\n".join(part for part in parts if part)


class ReviewCompleted(Event, frozen=True, kw_only=True):
    """The review is done; its follow-ups go on."""

    def apply(self, incident: Incident, entry: Entry) -> None:
        # The word that ended it may have been struck since: then it is reviewed after the next end.
        if not incident.is_open:
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
    follow_ups: str | None = None,
    complete: bool = False,
) -> list[Event]:
    """Write a part of the review, and with `complete` end it (R 9).

    Raises:
        Refused: where nothing is said, or it is to be completed before the end or while a section is missing.
    """
    contribute(incident, request)
    written = ReviewWritten(
        root_cause=optional(root_cause, Part.ROOT_CAUSE),
        factors=tuple(required(text, Part.FACTORS, "the factor") for text in factors),
        recommendations=tuple(
            required(text, Part.RECOMMENDATIONS, "the recommendation") for text in recommendations
        ),
        follow_ups=optional(follow_ups, Part.FOLLOW_UPS),
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
        all_sections(incident, written)
        events.append(ReviewCompleted())
    if not events:
        raise Refused(
            "nothing is said; give {root_cause}, {factors}, {recommendations}, {follow_ups} or {complete}",
            about=Part.ROOT_CAUSE,
            root_cause=Part.ROOT_CAUSE,
            factors=Part.FACTORS,
            recommendations=Part.RECOMMENDATIONS,
            follow_ups=Part.FOLLOW_UPS,
            complete=Part.COMPLETE,
        )
    return events


def all_sections(incident: Incident, written: ReviewWritten) -> None:
    """Refuse a review without one of its sections (R 9); the timeline is the log. Each may say "none".

    Raises:
        Refused: with each that is missing.
    """
    so_far = incident.review
    sections = {
        Part.ROOT_CAUSE: written.root_cause or so_far.root_cause,
        Part.FACTORS: written.factors or so_far.factors,
        Part.FOLLOW_UPS: written.follow_ups
        or so_far.follow_ups
        or any(action.follow_up and action.dropped_at is None for action in incident.actions),
        Part.RECOMMENDATIONS: written.recommendations or so_far.recommendations,
    }
    missing = [part for part, text in sections.items() if not text]
    if not missing:
        return
    named = " and ".join(filter(None, (", ".join(SECTIONS[p] for p in missing[:-1]), SECTIONS[missing[-1]])))
    raise Refused(
        "the review says nothing of {missing} (causes, not people); say it with {part} ('none' will do)",
        about=missing[0],
        missing=named,
        part=missing[0],
    )


SECTIONS = {
    Part.ROOT_CAUSE: "the root cause",
    Part.FACTORS: "contributing factors",
    Part.FOLLOW_UPS: "follow-up actions",
    Part.RECOMMENDATIONS: "preventative recommendations",
}
"""The sections that are written (R 9), by what they are asked for."""
