"""Several people, what they draw their commands from, and how a command is given to one of the lives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.domain.incident_life import Life, Rule, Shift, state
from tests.domain.life_invariants import whole

from incident_console.domain.incident import Incident
from incident_console.domain.judging import judge
from incident_console.domain.refusal import Refused
from incident_console.domain.vocabulary import Severity, Status

RIGHT = "whoever may"
who = st.sampled_from([RIGHT, RIGHT, RIGHT, RIGHT, "alice", "@Bob", "carol"])
people = st.sampled_from(["alice", "bob", "Carol", "@dave"])
ago = st.sampled_from([0, 0, 0, 0, 0, 1, 10, 90])
ahead = st.sampled_from([30, 30, 5, 1, 90, 1500, -5])
seldom = st.integers(min_value=0, max_value=5).map(lambda n: n == 3)
yes = st.booleans()
terms = st.sampled_from([None, None, 1, 2])
pick = st.integers(min_value=0, max_value=30)
clients = st.sampled_from(["acme", "Globex", "Initech", "Umbrella"])
some_clients = st.sampled_from([(), (), (), ("acme",), ("Globex", "Initech"), ("Umbrella",)])
Fits = Callable[[Incident], object]


def where(fits: Fits) -> Callable[[Any], Any]:
    """Only while there is an incident that it fits."""
    return precondition(lambda lives: any(fits(life.incident) for life in lives.shift.lives.values()))


def is_open(incident: Incident) -> bool:
    return incident.is_open


def has_ended(incident: Incident) -> bool:
    return not incident.is_open


def is_resolved(incident: Incident) -> bool:
    return incident.status is Status.RESOLVED


def is_offered(incident: Incident) -> object:
    return incident.offer


def is_left(incident: Incident) -> object:
    return incident.away


def promises_something(incident: Incident) -> object:
    return incident.update_promise or incident.analysis_promise


def waits(incident: Incident) -> object:
    return incident.waiting


class People(RuleBasedStateMachine):
    """Two incidents of one client, one of nobody named, one of three; four people, and time that passes."""

    def __init__(self) -> None:
        super().__init__()
        self.shift = Shift()
        self.checked: dict[str, int] = {}

    @initialize(severity=st.sampled_from([None, *Severity]), owner=people, back=ago)
    def begin(self, severity: Severity | None, owner: str, back: int) -> None:
        early = self.shift.now - timedelta(minutes=back)
        Life(self.shift, "INC-7K3Q").declare(client="Acme", severity=severity, owner=owner, at=early)
        Life(self.shift, "INC-9WXY").declare(client="acme", by="bob")
        Life(self.shift, "INC-2BCD").declare(by="carol", severity=Severity.P3)
        Life(self.shift, "INC-3CDF").declare(clients=["ACME", "Globex", "Initech"], owner=owner)

    def teardown(self) -> None:
        """What the rules took holds when it is judged anew: these logs were never merged."""
        assert judge({life.incident.id: life.entries for life in self.shift.lives.values()}) == {}

    def one(self, n: int, fits: Fits = is_open) -> Life:
        """One of the lives that it fits, else any."""
        lives = list(self.shift.lives.values())
        fitting = [life for life in lives if fits(life.incident)] or lives
        return fitting[n % len(fitting)]

    def give(
        self,
        life: Life,
        asked: Rule,
        by: str = RIGHT,
        right: str = "",
        back: int = 0,
        term: int | None = None,
        **said: Any,
    ) -> bool:
        """Give a command, which is taken whole or leaves nothing."""
        lives = list(self.shift.lives.values())
        before = [(len(other.entries), state(other.incident)) for other in lives]
        by = (right or life.incident.owner) if by == RIGHT else by
        try:
            life.act(asked, by=by, at=life.now - timedelta(minutes=back), term=term, **said)
        except Refused:
            assert [(len(other.entries), state(other.incident)) for other in lives] == before
            return False
        self.every_life_is_whole()
        return True

    def later(self, minutes: int, back: int = 0) -> datetime:
        return self.shift.now + timedelta(minutes=minutes - back, seconds=17)

    @rule(minutes=st.sampled_from([1, 1, 4, 6, 11, 31, 61, 400]))
    def wait(self, minutes: int) -> None:
        self.shift.now += timedelta(minutes=minutes, seconds=minutes % 3)

    @rule(seconds=st.sampled_from([2, 2, 59, 700]))
    def set_the_clock_back(self, seconds: int) -> None:
        self.shift.set_back = True
        self.shift.now -= timedelta(seconds=seconds)

    @invariant()
    def every_life_is_whole(self) -> None:
        for ref, life in self.shift.lives.items():
            if len(life.entries) > self.checked.get(ref, 0):
                whole(life)
                self.checked[ref] = len(life.entries)
