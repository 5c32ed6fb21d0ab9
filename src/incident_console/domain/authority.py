"""Who may do what, and when: asked once by every rule.

A decision belongs to the owner of the term in which it is made; a message to the owner or the
Communications Lead; a fact to everybody with a name.
"""

from __future__ import annotations

from datetime import datetime

from incident_console.domain.entry import Event, Request
from incident_console.domain.incident import Incident
from incident_console.domain.text import clean, name_key, same_person
from incident_console.domain.vocabulary import Refused, Role, Status, refusal_time


def decide(incident: Incident, request: Request, act: str) -> None:
    """Let only the owner of the present term pass.

    Raises:
        Refused: for anybody else, for a decision made under an earlier term, or at an impossible time.
    """
    in_time(incident, request)
    in_term(incident, request, act)
    since = incident.tenure.since
    if not same_person(request.by, incident.owner):
        raise Refused(
            f"only {incident.owner}, who owns {incident.ref} since {refusal_time(since)}, may {act}; "
            "ask them, or accept a handover first"
        )
    if request.at < since and incident.term > 1:
        raise Refused(
            f"{incident.owner} owns {incident.ref} only since {refusal_time(since)} and cannot {act} "
            "before that; give a later --at"
        )


def in_term(incident: Incident, request: Request, act: str) -> None:
    """Refuse what was decided while somebody else owned it, or in an earlier turn of the same owner."""
    if request.term is not None and request.term != incident.term:
        raise Refused(
            f"{incident.owner} owns {incident.ref} since {refusal_time(incident.tenure.since)}, "
            f"after you decided to {act}; look at it again and ask them"
        )


def speak(incident: Incident, request: Request, act: str) -> None:
    """Let the owner and the Communications Lead pass.

    Raises:
        Refused: for anybody else, or at an impossible time.
    """
    in_time(incident, request)
    allowed = speakers(incident)
    if any(same_person(request.by, name) for name in allowed):
        return
    voices = " or ".join(allowed)
    raise Refused(f"only {voices} may {act} for {incident.ref}; ask them, or be assigned as CL")


def speakers(incident: Incident) -> tuple[str, ...]:
    """Who may write to the client: the owner and the Communications Lead."""
    lead = incident.holder(Role.CL)
    return (incident.owner,) if same_person(lead, incident.owner) else (incident.owner, lead)


def contribute(incident: Incident, request: Request, *, before_declaration: bool = False) -> None:
    """Let everybody with a name pass.

    Raises:
        Refused: at an impossible time.
    """
    in_time(incident, request, before_declaration=before_declaration)


def in_time(incident: Incident, request: Request, *, before_declaration: bool = False) -> None:
    """Refuse what has not happened yet, or happened before the incident was declared."""
    named(request)
    past_only(request.at, request.now, "--at")
    declared = incident.declared_at
    if declared is not None and request.at < declared and not before_declaration:
        raise Refused(
            f"{incident.ref} was declared at {refusal_time(declared)}; give a later --at "
            "(only notes may be older)"
        )


def named(request: Request) -> None:
    """Refuse what nobody puts their name to."""
    if not name_key(request.by):
        raise Refused("nobody is named; say who you are with --as NAME")


def after_the_last(incident: Incident, request: Request, *kinds: type[Event]) -> None:
    """Refuse to set something at a time before it was last set: the log would end with the older word."""
    times = [
        entry.occurred_at
        for entry in incident.entries
        if isinstance(entry.event, kinds) and entry.seq not in incident.struck
    ]
    if times and request.at < max(times):
        raise Refused(f"it was last set at {refusal_time(max(times))}; give a later --at, or leave it away")


def past_only(moment: datetime, now: datetime, name: str) -> None:
    """Refuse a time that is still to come."""
    if moment > now:
        raise Refused(
            f"{name} {refusal_time(moment)} is still to come; give a time up to {refusal_time(now)}"
        )


def now_only(request: Request, act: str) -> None:
    """Refuse `--at` for what takes effect between two people at the moment it is said."""
    if request.at != request.now:
        raise Refused(f"{act} counts from the moment it is said; leave --at away")


def while_open(incident: Incident) -> None:
    """Refuse where the incident has ended."""
    if not incident.is_open:
        how = {Status.DUPLICATE: f"a duplicate of {incident.duplicate_of}", Status.STOOD_DOWN: "stood down"}
        raise Refused(
            f"{incident.ref} is {how.get(incident.status, 'closed')}; reopen it first: "
            f"reopen {incident.ref} --why …"
        )


def required(text: str | None, name: str, example: str) -> str:
    """The cleaned text, which must say something.

    Raises:
        Refused: where it is empty or too long.
    """
    cleaned = optional(text)
    if not cleaned:
        raise Refused(f"{name} is missing; say it in words, for example: {example}")
    return cleaned


def optional(text: str | None) -> str | None:
    """The cleaned text, or None where nothing was said."""
    if text is None:
        return None
    try:
        return clean(text) or None
    except ValueError as error:
        raise Refused(str(error)) from error
