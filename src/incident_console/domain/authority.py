"""Who may do what, and when: asked once by every rule.

A decision belongs to the owner of the term in which it is made; a message to the owner or the
Communications Lead; a fact to everybody with a name.
"""

from __future__ import annotations

from datetime import datetime

from incident_console.domain.entry import Entry, Event, Request
from incident_console.domain.incident import Incident
from incident_console.domain.objections import Ground, Objection
from incident_console.domain.owed import owes_after_its_end
from incident_console.domain.refusal import Act, Missing, Part, Refused, Unusable
from incident_console.domain.text import TextRefused, clean, name_key, same_person
from incident_console.domain.vocabulary import Role, Status

DECISIONS = {
    "change_severity": "change the severity",
    "assess": "assess it",
    "change_status": "change the status",
    "assign": "assign the {role}",
    "offer_handover": "offer its ownership",
    "go_away": "announce their absence",
    "drop_client": "drop a client",
    "confirm": "confirm its resolution",
    "close": "close it",
    "reopen": "send it back",
    "stand_down": "stand it down",
    "mark_duplicate": "mark it as a duplicate",
}
"""The owner's alone, by the rule: what it is that they do (R 4, IC).

An ended incident is reopened by anybody, and whoever holds another role may offer that.
"""

WORDS = {
    "send_update": "update the client",
    "reschedule": "reschedule",
    "send_analysis": "send the analysis",
    "discard_message": "discard a message",
}
"""The owner's and the Communications Lead's, by the rule (R 4, CL)."""


def who_may(incident: Incident, rule: str) -> tuple[str, ...]:
    """Return who may do what a rule does, first whose part it is; nobody is named where everybody may."""
    if rule in WORDS:
        return tuple(reversed(speakers(incident)))
    return (incident.owner,) if rule in DECISIONS else ()


def decide(incident: Incident, request: Request, rule: str, **values: object) -> None:
    """Let only the owner of the present term pass; `values` are what its words leave open.

    Raises:
        Refused: for anybody else, for a decision made under an earlier term, or at an impossible time.
    """
    act = DECISIONS[rule].format(**values)
    in_time(incident, request)
    # Before the name: an owner of an earlier turn has the right name, and decided about something else.
    in_term(incident, request, act)
    since = incident.tenure.since
    if not same_person(request.by, incident.owner):
        raise Refused(
            "only {owner}, who owns {ref} since {since}, may {act}; ask them, or accept a handover first",
            owner=incident.owner,
            ref=incident.ref,
            since=since,
            act=act,
        )
    if request.backdated and request.at < since and incident.terms > 1:
        raise Refused(
            "{owner} owns {ref} only since {since} and cannot {act} before that; give a later {at}",
            about=Part.AT,
            owner=incident.owner,
            ref=incident.ref,
            since=since,
            act=act,
            at=Part.AT,
        )


def in_term(incident: Incident, request: Request, act: str) -> None:
    """Refuse what was decided while somebody else owned it, or in an earlier turn of the same owner."""
    if request.term is not None and request.term != incident.term:
        raise Refused(
            "{owner} owns {ref} since {since}, after you decided to {act}; look at it again and ask them",
            owner=incident.owner,
            ref=incident.ref,
            since=incident.tenure.since,
            act=act,
        )


def term_of(incident: Incident, at: datetime, *, backdated: bool) -> int:
    """Return the place of the term of ownership to which something belongs, counted from 0.

    What is backdated belongs to who owned it then; what is said now to the present owner, whatever a clock
    that was set back shows.
    """
    last = len(incident.tenures) - 1
    if not backdated:
        return last
    return next((place for place in range(last, 0, -1) if incident.tenures[place].since <= at), 0)


def another_term(incident: Incident, entry: Entry) -> Objection | None:
    """Why a decision of one term does not hold in another."""
    if entry.term == incident.term:
        return None
    return Objection(ground=Ground.OWNER, who=incident.owner, at=incident.tenure.since)


def over(incident: Incident) -> Objection | None:
    """Why nothing is decided about it any more."""
    return None if incident.is_open else Objection(ground=Ground.ENDED, at=incident.closed_at)


def overruled(incident: Incident, entry: Entry) -> Objection | None:
    """Why what the owner decided about an open incident does not hold."""
    return another_term(incident, entry) or over(incident)


def no_speaker(incident: Incident, entry: Entry) -> Objection | None:
    """Why words to the client do not stand: by then others were to write to them."""
    if may_speak(incident, entry.by):
        return None
    return Objection(ground=Ground.SPEAKER, who=" or ".join(speakers(incident)))


def speak(incident: Incident, request: Request, rule: str) -> None:
    """Let the owner and the Communications Lead pass.

    Raises:
        Refused: for anybody else, or at an impossible time.
    """
    in_time(incident, request)
    act = WORDS[rule]
    if may_speak(incident, request.by):
        return
    raise Refused(
        "only {voices} may {act} for {ref}; ask them, or be assigned as CL",
        voices=" or ".join(speakers(incident)),
        act=act,
        ref=incident.ref,
    )


def speakers(incident: Incident) -> tuple[str, ...]:
    """Who may write to the client: the owner and the Communications Lead."""
    lead = incident.holder(Role.CL)
    return (incident.owner,) if same_person(lead, incident.owner) else (incident.owner, lead)


def may_speak(incident: Incident, name: str) -> bool:
    """Whether somebody may write to the client."""
    return any(same_person(name, voice) for voice in speakers(incident))


def contribute(incident: Incident, request: Request, *, before_declaration: bool = False) -> None:
    """Let everybody with a name pass.

    Raises:
        Refused: at an impossible time.
    """
    in_time(incident, request, before_declaration=before_declaration)


def in_time(incident: Incident, request: Request, *, before_declaration: bool = False) -> None:
    """Refuse what has not happened yet, or is said to have happened before the incident was declared."""
    named(request)
    past_only(request.at, request.now, Part.AT)
    declared = incident.declared_at
    if before_declaration or not request.backdated or declared is None:
        return
    if request.at < declared:
        raise Refused(
            "{ref} was declared at {declared}; give a later {at} (only notes may be older)",
            about=Part.AT,
            ref=incident.ref,
            declared=declared,
            at=Part.AT,
        )


def named(request: Request) -> None:
    """Refuse what nobody puts their name to."""
    if not name_key(request.by):
        raise Refused("nobody is named; say who you are with {by}", about=Part.BY, by=Part.BY)


def after_the_last(incident: Incident, request: Request, *kinds: type[Event]) -> None:
    """Refuse to backdate something to before it was last set: the log would end with the older word."""
    times = [
        entry.occurred_at
        for entry in incident.entries
        if isinstance(entry.event, kinds) and entry.id not in incident.struck
    ]
    if request.backdated and times and request.at < max(times):
        raise Refused(
            "it was last set at {last}; give a later {at}, or leave it away",
            about=Part.AT,
            last=max(times),
            at=Part.AT,
        )


def past_only(moment: datetime, now: datetime, part: Part) -> None:
    """Refuse a time that is still to come."""
    if moment > now:
        raise Refused(
            "{part} {moment} is still to come; give a time up to {now}",
            about=part,
            part=part,
            moment=moment,
            now=now,
        )


def now_only(request: Request, act: str) -> None:
    """Refuse another time for what takes effect between two people at the moment it is said."""
    if request.backdated:
        raise Refused(
            "{act} counts from the moment it is said; leave {at} away", about=Part.AT, act=act, at=Part.AT
        )


def while_open(incident: Incident) -> None:
    """Refuse where the incident has ended."""
    if not incident.is_open:
        how = {Status.DUPLICATE: f"a duplicate of {incident.duplicate_of}", Status.STOOD_DOWN: "stood down"}
        raise Refused(
            "{ref} is {how}; reopen it first",
            then=Act("reopen", incident.ref),
            ref=incident.ref,
            how=how.get(incident.status, "closed"),
        )


def while_owned(incident: Incident) -> None:
    """Refuse where the incident has ended and owes nothing: until then it has an owner who answers for it."""
    if not owes_after_its_end(incident):
        while_open(incident)


def required(text: str | None, part: Part, what: str) -> str:
    """Return the cleaned text of a part, which must say something; `what` is how people call it.

    Raises:
        Refused: where it is empty or too long.
    """
    cleaned = optional(text, part)
    if not cleaned:
        raise Missing(part, what)
    return cleaned


def optional(text: str | None, part: Part) -> str | None:
    """Return the cleaned text of a part, or None where nothing was said.

    Raises:
        Refused: where it is too long.
    """
    if text is None:
        return None
    try:
        return clean(text) or None
    except TextRefused as error:
        raise Unusable(part, str(error)) from error
