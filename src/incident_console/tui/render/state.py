"""What is true of an incident: severity, status, impact, and what wants attention."""

from __future__ import annotations

from textual.content import Content

from incident_console.domain.actions import overdue_actions
from incident_console.domain.authority import speakers
from incident_console.domain.call import Why
from incident_console.domain.calls import called
from incident_console.domain.communication import waiting_on
from incident_console.domain.drafting import resolution_untold
from incident_console.domain.incident import Incident
from incident_console.domain.inquiries import open_inquiries
from incident_console.domain.lives import impact_said, open_for
from incident_console.domain.message import Message
from incident_console.domain.ownership import handover_notice_due
from incident_console.domain.parts import Absence
from incident_console.domain.procedure import NOT_YET_KNOWN, is_known
from incident_console.domain.promises import longer_than_cadence
from incident_console.domain.vocabulary import Role, Status
from incident_console.messages.contents import impact_told
from incident_console.reports.verdicts import verdict
from incident_console.tui.render.calls import action_of
from incident_console.tui.render.clients import LABEL_CELLS, each_client
from incident_console.tui.render.content import first_fit, join, safe, wrapped
from incident_console.tui.render.letters import names
from incident_console.tui.render.view import View
from incident_console.tui.render.ways import by_channels_alone, held_up, in_fewer_words
from incident_console.wording.names import NOT_OUT, message_name, status_name, waiting_said
from incident_console.wording.turns import reason
from incident_console.words import ago, clock, left, length

CLIENT_CELLS = 24
WORDS = {"P1": "Critical", "P2": "High", "P3": "Medium", "P4": "Low"}


def severity_style(severity: str | None) -> str:
    return f"${severity.lower()}" if severity in WORDS else "$quiet"


def severity(severity: str | None, view: View, *, confirmed: bool = True) -> Content:
    """Return a severity by sign, name and word."""
    label = f"{view.glyphs.severity(severity)} {severity or 'P?'} {WORDS.get(severity or '', 'unknown')}"
    unsure = ("" if confirmed or severity is None else " to be confirmed", "$quiet")
    return join((label, f"{severity_style(severity)} bold"), unsure)


def life(incident: Incident, view: View) -> str:
    """Return how long it has been open since its declaration, or when it ended."""
    if incident.declared_at is None:
        return ""
    lasted = length(open_for(incident, view.now))
    ended = incident.closed_at or incident.declared_at
    return f"open {lasted}" if incident.is_open else f"ended {view.ours(ended)} after {lasted}"


def impact_began(incident: Incident, view: View) -> str:
    """Return since when there is impact, where that is not since the declaration or the reopening."""
    since = impact_said(incident) if incident.is_open else None
    return "" if since is None else f"impact since {view.ours(since)}"


def where_it_stands(incident: Incident, view: View, width: int) -> Content:
    """Severity, status, how long, and, where there is room, the impact's beginning and who declared it."""
    declared = ""
    if incident.declared_at is not None:
        when = view.ours(incident.declared_at)
        declared = f"declared {when}" + (f" by {safe(incident.declared_by)}" if incident.declared_by else "")
    short = join(
        severity(incident.severity, view, confirmed=incident.severity_confirmed),
        (status_name(incident.status), "$ink"),
        (life(incident, view), "$quiet"),
        gap="   ",
    )
    since = join(short, (impact_began(incident, view), "$quiet"), gap="   ")
    return first_fit(width, join(since, (declared, "$quiet"), gap="   "), since, short)


def client_and_ticket(incident: Incident, width: int) -> Content:
    """Whose it is and under which number; the client stays longer, cut short where it must be."""
    client, ticket = (join((safe(part or ""), "$quiet")) for part in (incident.client, incident.ticket))
    more = (f" +{len(incident.clients) - 1}" if len(incident.clients) > 1 else "", "$quiet")
    cut = join(client.truncate(CLIENT_CELLS, ellipsis=True), more)
    client = join(client, more)
    return first_fit(width, *(join(*parts, gap="  ") for parts in ((client, ticket), (cut, ticket), (cut,))))


def only_told(incident: Incident) -> tuple[str, int]:
    """The impact that the client has read and the record does not hold, and in which update; else nothing."""
    if not incident.is_open or is_known(incident.impact):
        return "", 0
    told, number = impact_told(incident, incident.concerned[0])
    return (told, number) if is_known(told) else ("", 0)


def labelled(label: str, text: str | None, width: int, limit: int, hint: str = "") -> list[Content]:
    """Return a part of the assessment with its label, in so many lines at most; 0 for all it takes.

    Args:
        hint: how it can be recorded, where nothing is.
    """
    room = width - LABEL_CELLS
    unknown = join((NOT_YET_KNOWN, "$quiet"))
    forms = (join(unknown, (hint, "$ink"), gap="  "), unknown) if hint else (unknown,)
    value = wrapped(safe(text), room, limit) if text else [first_fit(room, *forms)]
    labels = [label, *[""] * (len(value) - 1)]
    return [
        join((f"{name:<{LABEL_CELLS}}", "$quiet"), line) for name, line in zip(labels, value, strict=True)
    ]


def state(incident: Incident, view: View, width: int, height: int = 0) -> list[Content]:
    """Return the lines of the state: what is known, then what wants attention, most pressing first.

    Args:
        height: the lines in sight, where impact and scope take two each if there are as many; 0 for all.
    """
    attention = notices(incident, view, width)
    waiting = _waiting(incident, width)
    spare = height - 3 - len(attention) - len(waiting)
    limits = (1 + (spare > 0), 1 + (spare > 1)) if height else (0, 0)
    impact = labelled("Impact", incident.impact, width, limits[0], _impact_hint(incident, view))
    if height and len(impact) == 1 and spare > 0:
        limits = (1, 2)
    scope = labelled("Scope", incident.scope, width, limits[1])
    taken = 1 + len(impact) + len(scope) + len(waiting) + len(attention)
    told = each_client(incident, view, width, max(height - taken, 1) if height else 0)
    stands = [where_it_stands(incident, view, width), *impact, *scope]
    # Where there is little room, what wants a hand comes before what only has to be known.
    rest = [*told, *attention, *waiting] if height and spare < 0 else [*waiting, *told, *attention]
    return [*stands, *rest]


def _waiting(incident: Incident, width: int) -> list[Content]:
    """Return for whom the response waits, what they are expected to do, and since which update."""
    waiting = waiting_on(incident)
    if waiting is None:
        return []
    said = join(("Waiting on ", "$quiet"), (safe(waiting_said(waiting)), "$ink"))
    since = join(said, (f" (since update {waiting.update})", "$quiet"))
    return [first_fit(width, since, said)]


def _impact_hint(incident: Incident, view: View) -> str:
    """Return where the client knows more than the record: the key with which its owner puts that right."""
    mine = view.is_me(incident.owner)
    _, number = only_told(incident)
    return f"{view.key('assess')} takes what update {number} says" if number and mine else ""


def notices(incident: Incident, view: View, width: int) -> list[Content]:
    """Return what somebody should act on, each with the key for it."""
    found = [
        *_drill(incident, view),
        *_conflicts(incident, view),
        *_calls_me(incident, view),
        *_offered_to_me(incident, view),
        *_absence(incident, view),
        *_owed_word(incident, view),
        *_stuck(incident, view),
        *_unsent(incident, view),
        *_gates(incident, view),
        *_follow_ups(incident, view),
        *_inquiries(incident, view),
        *_cadence(incident, view),
        *_introduction(incident, view),
        *_resolution(incident, view),
    ]
    return [_notice(sign, text, hint, width) for sign, text, hint in found]


Said = str | tuple[Content, ...]
"""A notice in one form, or in fewer and fewer words."""
Found = list[tuple[str, Said, str]]


def _notice(sign: str, text: Said, hint: str, width: int) -> Content:
    forms = (join((text, "$ink bold")),) if isinstance(text, str) else text
    short, *brief = (join((f"{sign} ", "$focus"), form) for form in forms)
    return first_fit(width, join(short, (f"  {hint}" if hint else "", "$quiet")), short, *brief)


def _drill(incident: Incident, view: View) -> Found:
    return [(view.glyphs.dot, "DRILL: nothing of this reaches a client", "")] if incident.drill else []


SHOWN_ELSEWHERE = (Why.OFFERED, Why.NEARS, Why.PASSED)
"""Calls that have a notice of their own, or the clock."""


def _calls_me(incident: Incident, view: View) -> Found:
    """What I was called for here, until I have acted."""
    return [
        (
            view.glyphs.called,
            f"called {clock(call.since, view.zone, view.now)}: {safe(reason(call))}",
            f"{view.key(action_of(call))} answers",
        )
        for call in called(incident, view.now)
        if view.is_me(call.who) and call.why not in SHOWN_ELSEWHERE
    ]


def _conflicts(incident: Incident, view: View) -> Found:
    """What does not hold beside what another copy recorded: the latest of it, and how many there are."""
    found = incident.conflicts
    if not found:
        return []
    last = found[-1]
    said = safe(verdict(last, incident, view.clocks(incident.client), dates=clock) or "")
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    entry = f"conflict: entry {last.seq}"
    by = f"{entry} of {safe(last.by)}"
    forms = (f"{by} {said}{more}", f"{by} {said.partition(':')[0].partition(',')[0]}{more}", f"{entry}{more}")
    return [(view.glyphs.conflict, tuple(join((form, "$ink bold")) for form in forms), "")]


def _owed_word(incident: Incident, view: View) -> Found:
    """A word that a client was promised beyond the end."""
    promise = incident.owed_promise
    if promise is None:
        return []
    due = view.clocks(promise.client).told(promise.due_at, with_zone=True)
    whom = safe(promise.client or "") if incident.has_several else "the client"
    said = f"ended, and {whom} was promised a word by {due}"
    form = join((said, "$overdue bold"))
    return [(view.glyphs.overdue, (form,), f"{view.key('told')} says that they know")]


def _offered_to_me(incident: Incident, view: View) -> Found:
    offer = incident.standing_offer(view.now)
    if offer is None or not view.is_me(offer.to):
        return []
    stands = left(offer.stands_until - view.now)
    what = _roles(offer.roles)
    return [
        (
            view.glyphs.baton,
            f"{safe(offer.by)} offers you the {what}, {stands} left",
            f"{view.key('accept')} reads the brief",
        )
    ]


def _absence(incident: Incident, view: View) -> Found:
    away = incident.away
    if away is None:
        return []
    until = view.told(away.until, incident.client)
    mine = view.is_me(away.who)
    who = "you are" if mine else f"{safe(away.who)} is"
    told = ("" if away.told else f"  {not_told(incident, away)}", "$overdue bold")
    hint = f"{view.key('back')} when you are back" if mine else ""
    gone = f"{who} away until {until}"
    texts = (join((f"{gone}{more}", "$ink bold"), told) for more in (", nobody covers", ""))
    brief = join((f"away until {until}", "$ink bold"), told)
    return [(view.glyphs.away, (*texts, brief), hint)]


def not_told(incident: Incident, away: Absence) -> str:
    """Which of several clients have not heard of an absence."""
    left = incident.messages[away.message].to_tell
    if not incident.has_several or not left:
        return "client not told"
    return f"{names([each.client for each in left], 1)} not told"


def _stuck(incident: Incident, view: View) -> Found:
    """What does not arrive by a channel, and why, until somebody says what becomes of it."""
    found = [(message, how) for message, how in held_up(incident, view) if how.stage.asks]
    if not found:
        return []
    forms = in_fewer_words(*found[0], incident, len(found) - 1)
    hint = (f"{view.key('posted')} settles it", "$quiet")
    said = [join((form, "$overdue bold")) for form in forms]
    return [(view.glyphs.unsent, (*(join(form, hint, gap="  ") for form in said), said[-1]), "")]


def _unsent(incident: Incident, view: View) -> Found:
    """What is to be posted by hand; what channels carry is not."""
    waiting = [message for message in incident.waiting if not by_channels_alone(incident, message, view)]
    if not waiting:
        return []
    since = ago(view.now - waiting[0].written_at)
    names = ", ".join(_waits(message, incident) for message in waiting[:3])
    more = f" and {len(waiting) - 3} more" if len(waiting) > 3 else ""
    return [
        (
            view.glyphs.unsent,
            f"{NOT_OUT}: {names}{more}, written {since}",
            f"{view.key('posted')} when it is posted" if incident.postable else "",
        )
    ]


def _waits(message: Message, incident: Incident) -> str:
    """A message that waits, and whether it is overtaken."""
    name = message_name(message)
    if incident.is_overtaken(message):
        return f"{name} (overtaken)"
    if not incident.has_several:
        return name
    return f"{name} to {names([each.client for each in message.to_tell], 1)}"


def _gates(incident: Incident, view: View) -> Found:
    if incident.status is not Status.RESOLVED:
        return []
    ground = f"resolved ({incident.remedy})" if incident.remedy else "resolved"
    if incident.confirmed_at is None:
        mine = view.is_me(incident.owner)
        hint = f"{view.key('confirm')} confirms, {view.key('reopen')} sends it back" if mine else ""
        whom = "you" if mine else safe(incident.owner)
        return [(view.glyphs.gate, f"{ground}, waits for {whom} to confirm", hint)]
    return [(view.glyphs.gate, f"{ground} and confirmed", f"{view.key('close')} sends the wrap-up")]


def _follow_ups(incident: Incident, view: View) -> Found:
    """Work that outlives the incident and is late (R 9)."""
    late = [] if incident.is_open else overdue_actions(incident, view.now)
    if not late or late[0].due is None:
        return []
    due = view.ours(late[0].due)
    more = f" (and {len(late) - 1} more)" if len(late) > 1 else ""
    text = f"follow-up {late[0].n} of {safe(late[0].owner)} was due {due}{more}"
    return [(view.glyphs.work, text, f"{view.key('finish_action')} says that it is done")]


def _inquiries(incident: Incident, view: View) -> Found:
    asked = open_inquiries(incident)
    if not asked:
        return []
    more = f" (and {len(asked) - 1} more)" if len(asked) > 1 else ""
    hint = f"{view.key('update')} answers" if incident.is_open else ""
    return [("?", f"{safe(asked[-1].who)} asks: {safe(asked[-1].text)}{more}", hint)]


def _cadence(incident: Incident, view: View) -> Found:
    due = longer_than_cadence(incident, view.policy, view.now)
    if due is None:
        return []
    when = view.told(due, incident.client, with_zone=True)
    asks = (f"{incident.severity} asks for an update by {when}", "$ink bold")
    brings = (f": {view.key('reschedule')} brings it forward", "$quiet")
    return [(view.glyphs.dot, (join(asks, brings), join(asks)), "")]


def _introduction(incident: Incident, view: View) -> Found:
    if not handover_notice_due(incident) or not view.is_me(incident.owner):
        return []
    whom = "not every client has" if incident.has_several else "the client has not"
    text = f"{whom} heard from you as the owner yet"
    return [(view.glyphs.said, text, f"{view.key('update')} writes an update")]


def _resolution(incident: Incident, view: View) -> Found:
    """What clients have not heard: that it is resolved. Once it is confirmed the wrap-up says it."""
    untold = resolution_untold(incident, incident.listening)
    if untold is None or incident.confirmed_at is not None or not any(map(view.is_me, speakers(incident))):
        return []
    whom = "not every client has" if incident.has_several else "the client has not"
    text = f"{whom} heard that it is resolved"
    return [(view.glyphs.said, text, f"{view.key('update')} writes an update that says so")]


def _roles(roles: tuple[Role, ...]) -> str:
    return " and ".join(roles) if len(roles) < 3 else ", ".join(roles)
