"""What messages, deadlines and statuses are called, wherever people read of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_console.domain.urgency import DeadlineKind
from incident_console.domain.vocabulary import Criterion, MessageKind, Remedy
from incident_console.words import flat

if TYPE_CHECKING:
    from incident_console.domain.message import Message
    from incident_console.domain.news import News
    from incident_console.domain.parts import Waiting

NOT_OUT = "not out yet"
"""What is said everywhere of a message that was written and that the client has not got; else it is `out`.

`statusline_words`, which loads nothing of the program, says the same."""

MESSAGES: dict[MessageKind, str] = {
    MessageKind.UPDATE: "update",
    MessageKind.RESCHEDULE: "new time",
    MessageKind.ABSENCE: "notice of absence",
    MessageKind.WRAP_UP: "wrap-up",
    MessageKind.STAND_DOWN: "all-clear",
    MessageKind.DUPLICATE: "pointer to the other incident",
    MessageKind.ANALYSIS: "analysis",
    MessageKind.CLIENT_DROP: "notice that it is not theirs",
}

DEADLINES: dict[DeadlineKind, str] = {
    DeadlineKind.FIRST_UPDATE: "first update",
    DeadlineKind.NEXT_UPDATE: "next update",
    DeadlineKind.BACK: "return",
    DeadlineKind.WRAP_UP: "wrap-up",
    DeadlineKind.ANALYSIS: "analysis",
    DeadlineKind.REVIEW: "review",
}


CRITERIA: dict[Criterion, str] = {
    Criterion.PRODUCTION: "production affected",
    Criterion.SLA: "SLA at risk",
    Criterion.STABILITY: "stability at risk",
}
"""What each criterion of a declaration says (R 5)."""

REMEDIES: dict[Remedy, str] = {
    Remedy.RESTORED: "service is restored",
    Remedy.WORKAROUND: "a verified workaround is in place",
    Remedy.MITIGATED: "mitigated, no longer a matter of the SLA",
}
"""What each criterion of a resolution says (R 8)."""


def message_kind(kind: str) -> str:
    """Return what messages of a kind are called: `wrap-up`."""
    return MESSAGES[MessageKind(kind)]


def message_name(message: Message) -> str:
    """Return what a message is called in a list: `update 3`, `wrap-up`."""
    name = MESSAGES[message.kind]
    return f"{name} {message.number}" if message.number else name


def the_message(message: Message | None) -> str:
    """Return what a message is called in a sentence: `update 3`, `the wrap-up`."""
    if message is None:
        return "a message"
    return message_name(message) if message.number else f"the {message_name(message)}"


def deadline_name(kind: str) -> str:
    """Return what the clock counts down to; a kind that is none of ours counts as the next update."""
    return DEADLINES[DeadlineKind(kind)] if kind in DEADLINES else "next update"


def until_assigned(owner: str, *, is_open: bool) -> str:
    """Return who has a lead's role that nobody was assigned: the owner, as `alice, until assigned`.

    Of what has ended, where nobody will be assigned any more, it is `alice, as the owner`.
    """
    return f"{owner}, until assigned" if is_open else f"{owner}, as the owner"


def status_name(status: str) -> str:
    """Return a status as people say it: `stood down`."""
    return status.replace("_", " ")


def news_said(news: News) -> str:
    """Return what clients have not heard of yet: `done, action 2: scale the pool`."""
    forms = {
        "owner": "{text} owns it; an update introduces them",
        "action": "done, action {n}: {text}",
        "decision": "decision: {text}",
    }
    text = REMEDIES[Remedy(news.text)] if news.topic == "resolution" else flat(news.text)
    return forms.get(news.topic, "{text}").format(text=text, n=news.n)


def waiting_said(waiting: Waiting) -> str:
    """Return for whom the response waits, and what they are expected to do."""
    return f"{waiting.who}: {flat(waiting.expecting).removesuffix('.')}"
