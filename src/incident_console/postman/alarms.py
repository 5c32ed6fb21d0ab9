"""Alarms by channels: whoever carries messages finds that one's time is there; the record has each once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from incident_console.clock import new_id
from incident_console.delivery.notifying import notify
from incident_console.desk import Desk
from incident_console.domain.alarms import Alarm, alarms, next_moment, standing
from incident_console.domain.calls import calls
from incident_console.domain.colleagues import distinct
from incident_console.domain.incident import Incident
from incident_console.domain.noticing import call_name, lapsed
from incident_console.domain.summary import SummaryRow
from incident_console.reports.alarm_words import alarm_subject, alarm_text
from incident_console.reports.notice_words import notice_of
from incident_console.store.errors import StoreError
from incident_console.store.notices import ALARM, CALL, Notice

AHEAD = timedelta(hours=1)
"""How far ahead it is looked for what ended incidents owe, and how often."""
TOO_LATE = timedelta(days=1)
"""What an ended incident has owed for longer is on the list of what is owed, and alarms nobody at night."""


class Alarms:
    """Gives the alarms of a record whose time has come, by the channels of an incident's colleagues."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._inside = desk.policy.colleagues
        self._known: dict[str, tuple[int, list[Alarm]]] = {}
        """The alarms of each incident, with the number of its last entry by which they were found."""
        self._given: set[str] = set()
        """The names of those that the record has, or that are no matter of this file."""
        self.besides = False
        """Whether the last tick had anybody told of something that is no alarm."""
        self._lapse_at: dict[str, datetime] = {}
        """When an offer that stands lapses, by its incident."""
        self._said: set[tuple[str, datetime]] = set()
        self._look_at = self._ticked = datetime.min.replace(tzinfo=UTC)

    def look_again(self) -> None:
        """Have the record read at the next tick."""
        self._look_at = datetime.min.replace(tzinfo=UTC)

    @property
    def nobody(self) -> bool:
        """Whether there is nobody whom it could alarm."""
        return not self._inside.reachable

    def tick(self, now: datetime) -> list[Alarm]:
        """Give the alarms whose time (UTC) has come, and return them; each comes once, whoever gives it.

        Raises:
            StoreError: nothing was recorded; they are given at the next tick.
        """
        # A clock that was set back shows nothing of what it was looked ahead for.
        turned_back, self._ticked = now < self._ticked, now
        self.besides = False
        if self.nobody or (now < self._look_at and not turned_back):
            return []
        self._look(now)
        due = [
            (incident, alarm)
            for incident, (_, found) in self._known.items()
            for alarm in standing(found, now, self._inside.stages)
            if alarm.name not in self._given
        ]
        given = [] if not due else self._desk.together(lambda desk: self._give(desk, due, now))
        self._given.update(alarm.name for _, alarm in due)
        self._say_what_lapsed(now)
        moments = [next_moment(found, now) for _, found in self._known.values()]
        moments += [each for each in self._lapse_at.values() if each > now]
        self._look_at = min([now + AHEAD / 2, *(each for each in moments if each is not None)])
        return given

    def _say_what_lapsed(self, now: datetime) -> None:
        """Have whoever made an offer told by their own channels that it lapsed."""
        for of, at in self._lapse_at.items():
            if now < at or (of, at) in self._said:
                continue
            self._desk.together(lambda desk, of=of: self._tell(desk, desk.by_id(of), now))  # type: ignore[misc]
            self._said.add((of, at))

    def _tell(self, desk: Desk, incident: Incident, now: datetime) -> None:
        for each in lapsed(incident, now, self._inside):
            (call,) = each.calls
            if self._is_of_here(incident, call.event):
                self.besides |= notify(
                    desk.store, notice_of(each, incident, desk.policy, now), each.ways, now
                )

    def _look(self, now: datetime) -> None:
        store = self._desk.store
        rows = [*store.board(now), *store.owed_between(now - TOO_LATE, now + AHEAD)]
        known, self._lapse_at = {}, {}
        for row in rows:
            if row.damaged or row.drill or row.imported:
                continue
            before = self._known.get(row.id)
            known[row.id] = before if before is not None and before[0] == row.version else self._read(row)
            if row.offer_stands_until is not None:
                self._lapse_at[row.id] = row.offer_stands_until
        self._known = known

    def _read(self, row: SummaryRow) -> tuple[int, list[Alarm]]:
        try:
            return row.version, alarms(self._desk.by_id(row.id))
        except StoreError:
            return row.version, []

    def _give(self, desk: Desk, due: list[tuple[str, Alarm]], now: datetime) -> list[Alarm]:
        """Record those that still stand and that nobody has given, with a row for each who is to hear."""
        given = []
        for of, alarm in due:
            incident = desk.by_id(of)
            stands = alarm in standing(alarms(incident), now, self._inside.stages)
            if (
                stands
                and self._is_of_here(incident, alarm.event)
                and self._record(desk, incident, alarm, now)
            ):
                given.append(alarm)
        return given

    def _is_of_here(self, incident: Incident, event: str) -> bool:
        """Whether an event was recorded in this very file: elsewhere the other file's watch tells of it."""
        entry = next((each for each in reversed(incident.entries) if each.id == event), None)
        set_by = incident.entries[-1] if entry is None else entry
        return set_by.console == self._desk.store.console

    def _record(self, desk: Desk, incident: Incident, alarm: Alarm, now: datetime) -> bool:
        notice = Notice(
            id=new_id(),
            incident=incident.id,
            name=alarm.name,
            kind=ALARM,
            made_at=now,
            due_at=alarm.due_at,
            subject=alarm_subject(alarm, incident),
            text=alarm_text(alarm, incident, desk.policy, now),
        )
        ways = distinct((*self._inside.ways, *self._inside.ways_to(alarm.people)))
        return notify(desk.store, notice, ways, now)


def is_needless(desk: Desk, notice: Notice, incident: Incident) -> bool:
    """Whether what has not gone out yet speaks of what is over, or says less than a later alarm."""
    if notice.kind == CALL:
        return notice.name not in {call_name(incident, call) for call in calls(incident)}
    if notice.kind != ALARM:
        return False
    found = standing(alarms(incident), desk.now(), desk.policy.colleagues.stages)
    return notice.name not in {alarm.name for alarm in found}
