"""The words of a message to the client (C, Communication; C, Presence; C, Closing)."""

from __future__ import annotations

from datetime import datetime

from incident_console.domain.entry import MessageEvent
from incident_console.domain.incident import Incident
from incident_console.domain.policy import Policy
from incident_console.domain.text import clean
from incident_console.domain.vocabulary import Refused
from incident_console.messages.contents import contents, is_silent, must_say
from incident_console.messages.render import TemplateBroken, ours_says, theirs_says

DRILL_BANNER = "DRILL – this is an exercise"

__all__ = ["DRILL_BANNER", "TemplateBroken", "words"]


def words(incident: Incident, event: MessageEvent, policy: Policy, at: datetime) -> str:
    """What the client will read, on their clock; empty for a message that nobody is to be sent.

    A template in the client's own folder wins over ours.

    Args:
        incident: as it stands before the event.
        event: what is to be told; its own `words` are not looked at.
        policy: whose client profile names the zone and the folder of templates.
        at: when the client reads it, UTC.

    Raises:
        TemplateBroken: the client's own template cannot be used; the sentence names file and line,
            and `fallback` holds the text by our template.
        Refused: the text would be longer than what is recorded.
    """
    if is_silent(event):
        return ""
    values = contents(incident, event, policy, at)
    ours = framed(ours_says(event.kind, values), drill=incident.drill)
    folder = policy.client(incident.client).templates
    if not folder:
        return ours
    theirs = theirs_says(folder, event.kind, values, must_say(event, values), fallback=ours)
    return ours if theirs is None else framed(theirs, drill=incident.drill)


def framed(text: str, *, drill: bool) -> str:
    """The text cleaned; a drill says first and last that it is one, whatever the template says."""
    if drill:
        text = f"{DRILL_BANNER}\n\n{text}\n\n{DRILL_BANNER}"
    try:
        return clean(text)
    except ValueError as error:
        raise Refused(str(error)) from error
