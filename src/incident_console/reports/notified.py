"""How what colleagues are told stands with each of them: who has not heard, why, and whose matter that is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from incident_console.delivery.portal_names import is_for_portal
from incident_console.domain.alarms import alarms, standing
from incident_console.domain.call import Call
from incident_console.domain.calls import called
from incident_console.domain.colleagues import Colleagues
from incident_console.domain.deadlines import people
from incident_console.domain.incident import Incident
from incident_console.domain.naming import outbox_ids
from incident_console.domain.noticing import call_name
from incident_console.domain.text import same_person
from incident_console.domain.turns import Carried
from incident_console.domain.vocabulary import DeliveryOutcome, Proof
from incident_console.domain.ways import Delivery
from incident_console.reports.deliveries import Dispatch
from incident_console.reports.stamps import stamp
from incident_console.reports.way_stages import WORDS, in_words, reason, stage_of
from incident_console.store.delivery_rows import DeliveryRow, RowState
from incident_console.store.notices import ALARM, CALL, Notice
from incident_console.words import Clocks, to_the_second

if TYPE_CHECKING:
    from incident_console.store.store import Store

NO_CLIENT = -1
"""The ledger of what is for no client."""


class Notified(Dispatch, frozen=True, kw_only=True):
    """A notice to colleagues on its way to one recipient.

    `name` is what the outbox calls it, `entry` the id of what it tells of, empty where that is no entry of
    the incident. `call` is the call that it makes, as long as that stands. `says_what_stands`: whether it
    still speaks of something; of what is answered or over nobody need hear any more. `several`: whether its
    channel tells others too.
    """

    notice: Notice
    name: str
    entry: str
    call: Call | None
    says_what_stands: bool
    several: bool

    @property
    def lacks(self) -> bool:
        """Whether colleagues have not heard by it, as far as is known, and still should."""
        return self.delivery.lacks_it and self.says_what_stands


def notified(
    incident: Incident,
    store: Store,
    colleagues: Colleagues,
    now: datetime,
    rows: Iterable[DeliveryRow] | None = None,
) -> list[Notified]:
    """Return how an incident's notices stand at a time (UTC), in the order in which they were made.

    Args:
        rows: those of the queue of which it is asked; all that are for colleagues where nothing is said.

    Raises:
        StoreError: the record cannot be read.
    """
    of_it = store.notices.rows(incident.id) if rows is None else rows
    inside = [row for row in of_it if row.state is not RowState.NEEDLESS]
    if not inside:
        return []
    found = store.notices.several({row.message for row in inside})
    # Of what arrived it does not matter.
    silent = any(delivery_of(row).lacks_it for row in inside)
    stands = standing_names(incident, colleagues, now) if silent else {}
    entries = {entry.id for entry in incident.entries}
    names, here = outbox_ids(incident.ref, {*incident.messages, *found}), store.deliveries.is_here
    times = Counter((row.message, row.channel) for row in inside)
    return [
        Notified(
            delivery=delivery_of(row),
            row=row if here(row) else None,
            elsewhere=not here(row),
            several=times[row.message, row.channel] > 1,
            notice=notice,
            name=names[notice.id],
            entry=next((part for part in notice.name.split("\n") if part in entries), ""),
            call=stands.get(notice.name),
            says_what_stands=notice.kind not in (CALL, ALARM) or notice.name in stands,
        )
        for row in inside
        if (notice := found.get(row.message)) is not None and not is_for_portal(notice)
    ]


def standing_names(incident: Incident, colleagues: Colleagues, now: datetime) -> dict[str, Call | None]:
    """Return the names of the notices that calls and alarms make at a time (UTC), with the call of each."""
    given = standing(alarms(incident), now, colleagues.stages)
    return {
        **{call_name(incident, call): call for call in called(incident, now)},
        **{alarm.name: None for alarm in given},
    }


def delivery_of(row: DeliveryRow) -> Delivery:
    """Return what came of a row for colleagues. Whatever its channel proves, it was at least accepted."""
    outcome = DeliveryOutcome(row.came)
    arrived = outcome is DeliveryOutcome.DELIVERED
    return Delivery(
        channel=row.channel,
        client="",
        recipient=row.recipient,
        ledger=NO_CLIENT,
        wanted=Proof.ACCEPTED,
        needed=False,
        outcome=outcome,
        proof=Proof.ACCEPTED if arrived else Proof.SAID if outcome is DeliveryOutcome.SAID else None,
        attempts=row.attempts,
        reason=row.reason,
    )


# In words


def what(each: Notified, incident: Incident) -> str:
    """Return what colleagues are told, in few words: `bob is called`, `Severity`."""
    return each.notice.subject.removesuffix(f": {incident.title}")


def phone(each: Notified, colleagues: Colleagues) -> str:
    """Return the telephone number of whom a notice calls, as long as they have not answered; else nothing."""
    person = None if each.call is None else colleagues.people.person(each.call.who)
    return "" if person is None or person.phone is None else person.phone


def in_one_line(each: Notified, incident: Incident, clocks: Clocks) -> str:
    """Return how a notice stands with a recipient: `bob is called: bob-page refused: no such number`."""
    how = in_words(each, clocks.now, lambda moment: clocks.ours(moment, to_the_second))
    return f"{what(each, incident)}: {by_channel(each)} {how}"


def by_channel(each: Notified) -> str:
    """Return by which channel colleagues are told, and whom of several there."""
    whom = f" ({each.delivery.recipient})" if each.several and each.delivery.recipient else ""
    return f"{each.delivery.channel}{whom}"


# Whose matter it is


def carried_inside(
    incident: Incident, each: Notified, colleagues: Colleagues, now: datetime
) -> Carried | None:
    """Return a notice that did not arrive as what it is on somebody for at a time (UTC); else None."""
    stage = stage_of(each, now)
    if not each.lacks or not stage.asks:
        return None
    number = phone(each, colleagues)
    why = [f"call {number}" if number else "", reason(each, now)]
    return Carried(
        incident=incident.id,
        ref=incident.ref,
        message=what(each, incident),
        speakers=on_whom(incident, each),
        by_channels=False,
        inside=True,
        stands=WORDS[stage],
        channel=by_channel(each),
        reason=": ".join(part for part in why if part),
        at=each.notice.made_at,
        answer="retry",
    )


def on_whom(incident: Incident, each: Notified) -> tuple[str, ...]:
    """Return on whom it is that colleagues have not heard: whose act it was, and the owner.

    Whoever is called by it hears of the call at their console, or not at all.
    """
    entry = next((entry for entry in incident.entries if entry.id == each.entry), None)
    names = people([incident.owner if entry is None else entry.by, incident.owner])
    return tuple(
        name for name in names if name and (each.call is None or not same_person(name, each.call.who))
    )


# As data


def notice_rows(found: Sequence[Notified], incident: Incident) -> list[dict[str, Any]]:
    """Return how notices stand as `show --json` gives it; `entry` is the number of what they tell of."""
    places = {entry.id: entry.seq for entry in incident.entries}
    return [
        {
            "id": each.name,
            "kind": each.notice.kind,
            "subject": each.notice.subject,
            "entry": places.get(each.entry),
            "made_at": stamp(each.notice.made_at),
            "channel": each.delivery.channel,
            "outcome": each.delivery.outcome.value,
            "attempts": each.attempts,
            "reason": each.reason or None,
            "lacking": each.lacks,
        }
        for each in found
    ]
