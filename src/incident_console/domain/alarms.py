"""Who is to be alarmed beyond the consoles: a client's clock nears, is overdue, and still is five minutes on.

C, Regular updates: “ensure someone is actively monitoring the clock”. An alarm comes whoever has answered a
call meanwhile: it ends with its deadline alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

import msgspec

from incident_console.domain.alarm_stages import Stage
from incident_console.domain.call import Call, Why
from incident_console.domain.calling import Acts
from incident_console.domain.calls import SECOND, by_time
from incident_console.domain.deadlines import people
from incident_console.domain.incident import Incident

LONG_OVERDUE = timedelta(minutes=5)
STAGES = tuple(Stage)


class Alarm(msgspec.Struct, frozen=True, kw_only=True):
    """A moment of a deadline at which people are alarmed, from `at` on; all times are UTC.

    `about` is the kind of the deadline, `event` the entry that set it (empty where none did by itself),
    `people` who watches it or owes it, `n` and `text` the number and words of a follow-up.
    """

    incident: str
    stage: Stage
    at: datetime
    due_at: datetime
    about: str
    event: str
    people: tuple[str, ...]
    n: int = 0
    text: str = ""

    @property
    def deadline(self) -> tuple[str, str, str]:
        """What tells its deadline from others of the incident."""
        return self.about, self.event, f"{self.due_at:%Y-%m-%dT%H:%M:%S.%f}"

    @property
    def name(self) -> str:
        """What tells it from every other alarm, in every copy of the record."""
        return "\n".join(("alarm", self.incident, self.stage, *self.deadline, str(self.n)))


def alarms(incident: Incident) -> list[Alarm]:
    """Return all alarms of an incident's deadlines as it stands, those too that are still to come, in order.

    A drill alarms nobody beyond its consoles, nor does a past incident that was imported.
    """
    if incident.imported or incident.drill or not incident.entries:
        return []
    alike: dict[tuple[str, str, datetime, int], list[Call]] = {}
    for call in by_time(incident, Acts(incident)):
        if call.why is not Why.LAPSED:
            alike.setdefault((call.about, call.event, due(call), call.n), []).append(call)
    found = [alarm for calls in alike.values() for alarm in of_deadline(incident, calls)]
    return sorted(found, key=lambda alarm: (alarm.at, alarm.due_at))


def due(call: Call) -> datetime:
    """Return the time (UTC) to which a call of a deadline belongs."""
    return call.until + SECOND if call.why is Why.NEARS and call.until is not None else call.since


def of_deadline(incident: Incident, calls: list[Call]) -> Iterator[Alarm]:
    """Yield the alarms of one deadline: as it nears where a client waits, at its time, five minutes later."""
    first, due_at = calls[0], due(calls[0])
    moments = {
        Stage.NEARS: min((call.since for call in calls if call.why is Why.NEARS), default=None),
        Stage.OVERDUE: due_at,
        Stage.FIVE_MINUTES: due_at + LONG_OVERDUE,
    }
    for stage, at in moments.items():
        if at is not None:
            yield Alarm(
                incident=incident.id,
                stage=stage,
                at=at,
                due_at=due_at,
                about=first.about,
                event=first.event,
                people=tuple(people(call.who for call in calls)),
                n=first.n,
                text=first.text,
            )


def standing(found: Collection[Alarm], now: datetime, on: Collection[Stage] = STAGES) -> list[Alarm]:
    """Return the alarms that are to have been given at a time (UTC): of each deadline the last one reached.

    Args:
        found: all alarms of an incident.
        now: UTC.
        on: at which stages anybody is to be alarmed.
    """
    reached: dict[tuple[tuple[str, str, str], int], Alarm] = {}
    for alarm in found:
        if alarm.stage in on and alarm.at <= now:
            reached[alarm.deadline, alarm.n] = alarm
    return list(reached.values())


def next_moment(found: Collection[Alarm], now: datetime) -> datetime | None:
    """Return when the next alarm comes after a time (both UTC); None where none will by itself."""
    return min((alarm.at for alarm in found if alarm.at > now), default=None)
