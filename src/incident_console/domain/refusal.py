"""How a rule says no: a sentence with values, what it is about, and what could be done instead.

A rule speaks of things. Who shows a refusal names its parts as people see them there, prints times on the
reader's clock, and turns what could be done into something that can be done at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum


class Part(StrEnum):
    """What somebody says when they ask for something; each is named as the rules' arguments are."""

    BY = "by"
    AT = "at"
    INCIDENT = "incident"

    TITLE = "title"
    BECAUSE = "because"
    SEVERITY = "severity"
    IMPACT = "impact"
    SCOPE = "scope"
    CLIENT = "client"
    CLIENTS = "clients"
    TICKET = "ticket"
    URL = "url"
    CREATE = "create"
    OWNER = "owner"
    STARTED_AT = "started_at"

    TO = "to"
    NAME = "name"
    ROLE = "role"
    ROLES = "roles"
    STATUS = "status"

    DONE = "done"
    NEXT = "next_steps"
    NEXT_UPDATE = "next_update"
    INVESTIGATING = "investigating"
    WAITING_ON = "waiting_on"
    EXPECTING = "expecting"
    ANSWERS = "answers"
    POSTED = "posted"
    WHERE = "where"
    MESSAGE = "message"
    ARRIVED = "arrived"
    LOST = "lost"

    DUE = "due"
    WHY = "why"
    WATCHER = "watcher"
    PROMISE = "promise"
    UNTIL = "until"
    EXPECT = "expect"
    SOUNDED_OUT = "sounded_out"

    CONDITIONS = "conditions"
    REPORTED_ACTIONS = "actions"
    NEEDS = "needs"
    NEXT_REPORT = "next_report"

    WHAT = "what"
    KIND = "kind"
    ACTION = "n"
    FOLLOW_UP = "follow_up"
    ENTRY = "seq"

    REMEDY = "remedy"
    RESTORED_AT = "restored_at"
    CUSTOMER_IMPACT = "customer_impact"
    PREVENTION = "prevention"
    ANALYSIS_BY = "analysis_by"
    SURVIVOR = "survivor"

    ROOT_CAUSE = "root_cause"
    FACTORS = "factors"
    RECOMMENDATIONS = "recommendations"
    FOLLOW_UPS = "follow_ups"
    COMPLETE = "complete"


class Act:
    """Something that could be done: a rule by its name, the incident that it is asked about, its arguments.

    What must be said and is not among the arguments is left to whoever does it, as is what is given as `...`.
    `by` is who would do it, where only they can. Three acts only look and are no rules: `read_log`,
    `read_outbox` and `read_board`.
    """

    def __init__(self, rule: str, ref: str = "", *, by: str | None = None, **arguments: object) -> None:
        self.rule = rule
        self.ref = ref
        self.by = by
        self.arguments = arguments

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Act) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        arguments = "".join(f", {name}={value!r}" for name, value in self.arguments.items())
        return f"Act({self.rule!r}, {self.ref!r}{arguments})"

    @property
    def looks(self) -> bool:
        """Whether it changes nothing."""
        return self.rule in LOOKS


LOOKS = frozenset({"read_log", "read_outbox", "read_board"})


class Refused(Exception):
    """A rule says no: one line with the reason, and what would be accepted.

    Args:
        sentence: with `{name}` where one of the values stands.
        about: the part that was refused; None where it is none of them.
        then: what could be done instead.
        values: people, references, times (UTC), durations, parts, words.
    """

    def __init__(
        self,
        sentence: str,
        *,
        about: Part | None = None,
        then: Act | Sequence[Act] = (),
        **values: object,
    ) -> None:
        self.sentence = sentence
        self.about = about
        self.then = (then,) if isinstance(then, Act) else tuple(then)
        self.values = values
        super().__init__(sentence)

    def said(self, show: Callable[[object], str]) -> str:
        """Return the sentence with each value as `show` puts it; what could be done is not in it."""
        if not self.values:
            return self.sentence
        return self.sentence.format_map({name: show(value) for name, value in self.values.items()})

    def __str__(self) -> str:
        return self.said(plain)


class Missing(Refused):
    """Something that must be said was not; who shows it adds an example."""

    def __init__(self, about: Part, what: str) -> None:
        super().__init__("{what} is missing; say it in words", about=about, what=what)


class Unusable(Refused):
    """What was given for a part cannot be used; the sentence says why, and who shows it says where."""

    def __init__(self, about: Part, why: str) -> None:
        super().__init__("{why}", about=about, why=why)


def plain(value: object) -> str:
    """Return a value as a log names it: times in UTC, parts by their names."""
    if isinstance(value, datetime):
        return refusal_time(value)
    if isinstance(value, timedelta):
        return f"{int(value.total_seconds() // 60)} minutes"
    if isinstance(value, Part):
        return value.value.replace("_", " ")
    return str(value)


def refusal_time(moment: datetime) -> str:
    """Return a time as a log names it."""
    return moment.strftime("%Y-%m-%d %H:%M UTC")
