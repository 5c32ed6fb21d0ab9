"""What each kind of message tells the client, taken from the record; only the owner is named."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from incident_console import languages
from incident_console.domain.absence import AbsenceAnnounced
from incident_console.domain.authority import term_of
from incident_console.domain.clients import ClientDropped
from incident_console.domain.closing import AnalysisWritten, WrapUpWritten
from incident_console.domain.communication import UpdateWritten, last_told
from incident_console.domain.duplicates import DuplicateWritten
from incident_console.domain.ending import StandDownWritten
from incident_console.domain.entry import MessageEvent
from incident_console.domain.incident import Incident
from incident_console.domain.ledger import Ledger
from incident_console.domain.lives import impact_since
from incident_console.domain.parts import Tenure
from incident_console.domain.policy import Policy
from incident_console.domain.promises import RescheduleWritten
from incident_console.domain.text import same_person
from incident_console.domain.unsaid import impact_told, says_unchanged
from incident_console.domain.vocabulary import PromiseKind, Remedy
from incident_console.languages import length_in_words
from incident_console.messages.moments import Moment, moment, span
from incident_console.messages.phrases import (
    Statements,
    in_language,
    sentence,
    statements,
)


class Telling:
    """A message being written: the incident before it, for whom, their zone and language, when they read."""

    def __init__(
        self, incident: Incident, policy: Policy, at: datetime, language: str, ledger: Ledger
    ) -> None:
        self.incident = incident
        self.at = at
        self.language = language
        self.ledger = ledger
        self.zone: ZoneInfo = policy.zone_for(ledger.client)

    def when(self, time: datetime | None) -> Moment | None:
        """A time on the client's clock."""
        return None if time is None else moment(time, self.zone, self.at, self.language)

    def proposed(self, text: str) -> str:
        """A text of an update; a line that is word for word what a form proposes, in this reader's language.

        Of several clients, the first one's language is the one in which it was proposed.
        """
        if not self.incident.has_several:
            return text
        wanted = languages.base(self.language)
        lines = text.split("\n")
        return "\n".join(in_language(line, wanted) for line in lines)

    def tenure(self) -> Tenure:
        """Who owned it at that time."""
        return self.incident.tenures[term_of(self.incident, self.at, backdated=True)]

    def owner_is_new(self) -> bool:
        """Whether somebody else led when the client last had an update."""
        told = last_told(self.incident, self.ledger)
        if told is None:
            return False
        return not same_person(self.incident.tenures[told[1].out_in].name, self.tenure().name)


def contents(
    incident: Incident, event: MessageEvent, policy: Policy, at: datetime, language: str, ledger: Ledger
) -> dict[str, Any]:
    """The values that a template of that kind may use, times and durations in a language that is known.

    `ledger` is that of the client who reads it.
    """
    telling = Telling(incident, policy, at, language, ledger)
    common: dict[str, Any] = {
        "title": incident.title,
        "ref": incident.ref,
        "ticket": incident.ticket,
        "client": ledger.client,
        "severity": incident.severity.value if incident.severity else None,
        "status": incident.status.value,
        "owner": telling.tenure().name,
        "drill": incident.drill,
        "language": language,
        "at": telling.when(at),
    }
    return {**common, **particulars(event, telling)}


def particulars(event: MessageEvent, telling: Telling) -> dict[str, Any]:
    """What only this kind of message tells."""
    match event:
        case UpdateWritten():
            return update(event, telling)
        case RescheduleWritten():
            return reschedule(event, telling)
        case AbsenceAnnounced():
            return absence(event, telling)
        case WrapUpWritten():
            return wrap_up(event, telling)
        case StandDownWritten():
            return {"why": statements(event.why)}
        case DuplicateWritten():
            return duplicate(event, telling)
        case ClientDropped():
            return {"why": statements(event.why)}
        case AnalysisWritten():
            return {"what": event.what}
    raise TypeError(f"{type(event).__name__} is no message for a client")


def is_silent(event: MessageEvent) -> bool:
    """Whether nobody is to be told, since the client never heard of the incident."""
    return isinstance(event, StandDownWritten | DuplicateWritten | ClientDropped) and event.silent


def must_say(event: MessageEvent, values: dict[str, Any]) -> tuple[str, ...]:
    """What no template may leave out: the time that is being promised, the name under which it goes on."""
    if isinstance(event, DuplicateWritten):
        return (event.of_ref,)
    promised = next(
        (values[name] for name in ("next_update", "due", "until", "analysis_by") if name in values), None
    )
    return (promised.clock,) if isinstance(promised, Moment) else ()


def update(event: UpdateWritten, telling: Telling) -> dict[str, Any]:
    """The four parts, and what is being looked into or waited for."""
    incident = telling.incident
    return {
        "number": incident.updates_written + 1,
        "previous": telling.when(telling.ledger.last_update_at),
        "new_owner": telling.owner_is_new(),
        "impact": statements(telling.proposed(event.impact)),
        "impact_before": (
            statements(impact_told(incident, telling.ledger)[0])
            if says_unchanged(event.impact)
            else Statements()
        ),
        "done": statements(telling.proposed(event.done)),
        "next_steps": statements(event.next_steps),
        "investigating": statements(event.investigating or ""),
        "waiting_on": event.waiting_on,
        "expecting": statements(event.expecting or ""),
        "next_update": telling.when(event.next_update_at),
    }


def reschedule(event: RescheduleWritten, telling: Telling) -> dict[str, Any]:
    """The new time beside the old one, and whether the old one has been missed."""
    promise = telling.ledger.open_promise(event.promise)
    before = promise.due_at if promise is not None else None
    return {
        "analysis": event.promise is PromiseKind.ANALYSIS,
        "due": telling.when(event.due_at),
        "before": telling.when(before),
        "missed": before is not None and telling.at > before,
        "earlier": before is not None and event.due_at < before,
        "why": statements(event.why),
    }


def absence(event: AbsenceAnnounced, telling: Telling) -> dict[str, Any]:
    """Back when, what to expect, and what becomes of the promised update."""
    promise = telling.ledger.update_promise
    promised = promise.due_at if promise is not None else None
    stays = promised is not None and promised >= event.until
    since, until = span(telling.at, event.until, telling.zone, telling.language)
    return {
        "since": since,
        "until": until,
        "expect": statements(event.expect),
        "promised": telling.when(promised),
        "stays": stays,
    }


def wrap_up(event: WrapUpWritten, telling: Telling) -> dict[str, Any]:
    """What happened, when service was restored, the impact, the follow-ups, and prevention or analysis."""
    incident = telling.incident
    began, restored = incident.started_at, event.restored_at
    if incident.reopened_at is not None:
        began = impact_since(incident)
    lasted = None if began is None or restored is None or restored < began else restored - began
    return {
        "what": statements(event.what),
        "began": telling.when(began),
        "restored": telling.when(restored),
        "lasted": None if lasted is None else length_in_words(lasted, telling.language),
        "workaround": incident.remedy is Remedy.WORKAROUND,
        "mitigated": incident.remedy is Remedy.MITIGATED,
        "customer_impact": statements(event.customer_impact),
        "follow_ups": [sentence(" ".join(action.text.split())) for action in event.follow_ups],
        "prevention": statements(event.prevention or ""),
        "analysis_by": telling.when(event.analysis_by),
    }


def duplicate(event: DuplicateWritten, telling: Telling) -> dict[str, Any]:
    """The name under which it goes on, and by when at the latest the client hears again."""
    promise = telling.ledger.update_promise
    ahead = promise is not None and promise.due_at > telling.at
    # A time that has passed would be one more that was not kept: it is not promised again.
    return {"of_ref": event.of_ref, "by": telling.when(promise.due_at) if promise and ahead else None}
