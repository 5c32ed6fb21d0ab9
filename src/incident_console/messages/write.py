"""The words of a message to the client (C, Communication; C, Presence; C, Closing)."""

from __future__ import annotations

from datetime import datetime

import msgspec

from incident_console import languages
from incident_console.domain.entry import MessageEvent, Request
from incident_console.domain.incident import Incident
from incident_console.domain.ledger import Ledger
from incident_console.domain.policy import ClientProfile, Policy
from incident_console.domain.refusal import Refused
from incident_console.domain.text import clean
from incident_console.messages.contents import contents, is_silent, must_say
from incident_console.messages.render import LANGUAGES, TemplateBroken, ours_says, theirs_says

DRILL_BANNER = "DRILL – this is an exercise"
DRILL_BANNERS = {languages.ENGLISH: DRILL_BANNER, languages.GERMAN: "ÜBUNG – dies ist eine Übung"}

__all__ = ["DRILL_BANNER", "TemplateBroken", "worded", "words"]


def worded(incident: Incident, event: MessageEvent, policy: Policy, at: datetime) -> MessageEvent:
    """Return the message with its words; each of several clients has their own where these differ.

    Raises:
        TemplateBroken, Refused: as `words`.
    """
    if not event.to:
        return msgspec.structs.replace(event, words=words(incident, event, policy, at))
    texts = [words(incident, event, policy, at, incident.ledger_of(each.client)) for each in event.to]
    to = tuple(
        msgspec.structs.replace(each, words="" if text == texts[0] else text)
        for each, text in zip(event.to, texts, strict=True)
    )
    return msgspec.structs.replace(event, words=texts[0], to=to)


def words(
    incident: Incident, event: MessageEvent, policy: Policy, at: datetime, ledger: Ledger | None = None
) -> str:
    """What the client will read, on their clock; empty for a message that nobody is to be sent.

    A template in the client's own folder wins over ours; times in it are in the client's language. Ours
    are in that language where we have it, else in English, times and all.

    Args:
        incident: as it stands before the event.
        event: what is to be told; its own `words` are not looked at.
        policy: whose client profile names the zone, the language and the folder of templates.
        at: when the client reads it, UTC.
        ledger: of the client who reads it; the first one's where nobody else is meant.

    Raises:
        TemplateBroken: the client's own template cannot be used; the sentence names file and line,
            and `fallback` holds the text by our template.
        Refused: the text would be longer than what is recorded.
    """
    if is_silent(event):
        return ""
    ledger = ledger or incident.concerned[0]
    client = policy.client(ledger.client)
    language, written = read_by(client), written_for(client)
    values = contents(incident, event, policy, at, written, ledger)
    ours = framed(ours_says(event.kind, values, written), written, drill=incident.drill)
    if not client.templates:
        return ours
    if language != written:
        values = contents(incident, event, policy, at, language, ledger)
    theirs = theirs_says(client.templates, event.kind, values, must_say(event, values), fallback=ours)
    return ours if theirs is None else framed(theirs, written, drill=incident.drill)


def heard_at(incident: Incident, request: Request) -> datetime:
    """When the client hears what a request writes (UTC): not before its owner owned it, if it is said now.

    A clock that was set back since the owner took over makes nobody else the owner.
    """
    return request.at if request.backdated else max(request.at, incident.tenure.since)


def read_by(client: ClientProfile) -> str:
    """The known language that a client reads: English, unless another one was agreed on."""
    return languages.spoken(client.language or languages.ENGLISH) or languages.ENGLISH


def written_for(client: ClientProfile) -> str:
    """The language of our own texts for a client: theirs where we have it, else English."""
    language = languages.base(read_by(client))
    return language if language in LANGUAGES else languages.ENGLISH


def framed(text: str, language: str, *, drill: bool) -> str:
    """The text cleaned; a drill says first and last that it is one, whatever the template says."""
    if drill:
        # Last as well: what is quoted or cut still says that nothing has happened.
        text = f"{DRILL_BANNERS[language]}\n\n{text}\n\n{DRILL_BANNERS[language]}"
    try:
        return clean(text)
    except ValueError as error:
        raise Refused("{why}", why=str(error)) from error
