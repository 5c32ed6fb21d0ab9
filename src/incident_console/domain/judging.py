"""Whether each entry of a merged log holds where it stands: judged one by one, by what stands before it.

Each is judged with only the strikes before it, and by the small predicate beside its rule (`against`), never
by the rule itself: that would need the agreements of that day, and every later refusal would rewrite history.
Incidents that are tied by a duplicate are judged in one pass. The event with which a duplicate leaves stands
beside its echo in the survivor, so that it is judged by the survivor as its author saw it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from incident_console.domain.entry import Entry
from incident_console.domain.folding import absorb, twin_of
from incident_console.domain.incident import Incident
from incident_console.domain.objections import Ground, Objection


def judge(logs: Mapping[str, Sequence[Entry]]) -> dict[str, Objection]:
    """The objections to entries, by the event's id; whatever is not named holds.

    Args:
        logs: the entries of each incident in their order, by its id, with those that it is tied to.
    """
    return Pass(logs).to_the_end()


class Pass:
    """One pass through the logs of incidents that are tied."""

    def __init__(self, logs: Mapping[str, Sequence[Entry]]) -> None:
        self.logs = logs
        # In the order of the ids, not of whoever asks: every copy is to come to the same verdicts.
        self.at = dict.fromkeys(sorted(logs), 0)
        self.stood = {incident: Incident() for incident in logs}
        self.objections: dict[str, Objection] = {}
        self.done: set[str] = set()
        self.crossed: set[str] = set()
        self.before: dict[str, Incident] = {}
        """The duplicates as they stood before the event with which they left, by its id."""
        entries = [(entry, place) for log in logs.values() for place, entry in enumerate(log)]
        self.where = {entry.id: entry.incident for entry, _ in entries}
        self.echoes = {
            entry.event.follows: (entry.incident, place)
            for entry, place in entries
            if entry.event.follows is not None
        }

    def to_the_end(self) -> dict[str, Objection]:
        """Judge every entry."""
        while left := [incident for incident in self.at if self.next(incident) is not None]:
            went = [incident for incident in left if self.go_on(incident)]
            if not went:
                self.take(min((self.head(incident) for incident in left), key=self.turn))
        return self.objections

    def next(self, incident: str) -> Entry | None:
        """The entry that is to be judged next, None at the end."""
        log, at = self.logs[incident], self.at[incident]
        return log[at] if at < len(log) else None

    def head(self, incident: str) -> Entry:
        entry = self.next(incident)
        assert entry is not None
        return entry

    def turn(self, entry: Entry) -> tuple[bool, object, str, int, str]:
        """Whose turn it is where all wait for each other: two incidents that each went into the other."""
        leaves = entry.event.leaves_for(self.stood[entry.incident]) is not None
        return not leaves, entry.recorded_at, entry.console, entry.count, entry.id

    def go_on(self, incident: str) -> bool:
        """Judge entries of an incident until one has to wait; tell whether there were any."""
        went = False
        while (entry := self.next(incident)) is not None and not self.waits(entry):
            self.take(entry)
            went = True
        return went

    def waits(self, entry: Entry) -> bool:
        """Whether an entry cannot be judged yet: an echo before its cause, for instance."""
        cause = entry.event.follows
        if cause is not None and cause in self.where:
            return cause not in self.done
        survivor = entry.event.leaves_for(self.stood[entry.incident])
        echo = self.echoes.get(entry.id)
        if survivor is None or echo is None or echo[0] != survivor:
            return False
        return self.at[survivor] < echo[1]

    def against(self, entry: Entry) -> Objection | None:
        """Why an entry does not hold; what was imported is history, and was judged elsewhere."""
        incident, cause = self.stood[entry.incident], entry.event.follows
        if incident.imported:
            return None
        if cause is not None:
            duplicate = self.where.get(cause)
            if duplicate is None:
                return None
            if cause in self.crossed:
                return entry.event.against(incident, entry, self.before.get(cause))
            return Objection(ground=Ground.BY_ITSELF, what=self.stood[duplicate].ref)
        survivor = self.stood.get(entry.event.leaves_for(incident) or "")
        return entry.event.against(incident, entry, survivor)

    def take(self, entry: Entry) -> None:
        """Judge an entry, and let it change its incident as far as it holds."""
        incident = self.stood[entry.incident]
        if (objection := self.against(entry)) is not None:
            self.objections[entry.id] = objection
        if entry.objection != objection:
            entry = msgspec.structs.replace(entry, objection=objection)
        goes, went_into = entry.event.leaves_for(incident), incident.went_into
        if goes is not None:
            self.before[entry.id] = twin_of(incident)
        absorb(incident, entry)
        # Said in two copies, a duplicate's message leaves once, and both echoes are of that.
        if incident.went_into != went_into or (goes is not None and goes == went_into):
            self.crossed.add(entry.id)
        self.at[entry.incident] += 1
        self.done.add(entry.id)
