"""What somebody should act on in an incident, most pressing first, each with the key for it."""

from __future__ import annotations

from textual.content import Content

from incident_console.domain.actions import overdue_actions
from incident_console.domain.authority import speakers
from incident_console.domain.call import Why
from incident_console.domain.calls import called
from incident_console.domain.drafting import resolution_untold
from incident_console.domain.incident import Incident
from incident_console.domain.inquiries import open_inquiries
from incident_console.domain.message import Message
from incident_console.domain.ownership import handover_notice_due
from incident_console.domain.parts import Absence
from incident_console.domain.promises import longer_than_cadence
from incident_console.domain.vocabulary import Role, Status
from incident_console.reports.verdicts import verdict
from incident_console.reports.way_stages import Stage, stage_of
from incident_console.tui.render import portal
from incident_console.tui.render.calls import action_of
from incident_console.tui.render.content import Styled, first_fit, join, safe
from incident_console.tui.render.inside import in_brief, key_does, lacking
from incident_console.tui.render.view import View
from incident_console.tui.render.ways import by_channels_alone, held_up, in_fewer_words
from incident_console.wording.clients import names
from incident_console.wording.names import NOT_OUT, message_name
from incident_console.wording.turns import reason
from incident_console.words import ago, clock, left

Forms = str | tuple[Content, ...]
"""A notice in one form, or in fewer and fewer words."""
Found = list[tuple[str, Forms, str]]
"""Notices, each with its sign and how it is done."""

SHOWN_ELSEWHERE = (Why.OFFERED, Why.NEARS, Why.PASSED)
"""Calls that have a notice of their own, or the clock."""


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
        *_unheard(incident, view),
        *_not_logged(incident, view),
        *_gates(incident, view),
        *_follow_ups(incident, view),
        *_inquiries(incident, view),
        *_cadence(incident, view),
        *_introduction(incident, view),
        *_resolution(incident, view),
    ]
    return [_notice(sign, text, (hint, view.hint_style), width) for sign, text, hint in found]


def _notice(sign: str, text: Forms, hint: Styled, width: int) -> Content:
    forms = (join((text, "$ink bold")),) if isinstance(text, str) else text
    short, *brief = (join((f"{sign} ", "$focus"), form) for form in forms)
    words, style = hint
    return first_fit(width, join(short, (f"  {words}" if words else "", style)), short, *brief)


def _drill(incident: Incident, view: View) -> Found:
    return [(view.glyphs.dot, "DRILL: nothing of this reaches a client", "")] if incident.drill else []


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
    reading = safe(verdict(last, incident, view.clocks(incident.client), dates=clock) or "")
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    entry = f"conflict: entry {last.seq}"
    by = f"{entry} of {safe(last.by)}"
    forms = (
        f"{by} {reading}{more}",
        f"{by} {reading.partition(':')[0].partition(',')[0]}{more}",
        f"{entry}{more}",
    )
    return [(view.glyphs.conflict, tuple(join((form, "$ink bold")) for form in forms), "")]


def _owed_word(incident: Incident, view: View) -> Found:
    """A word that a client was promised beyond the end."""
    promise = incident.owed_promise
    if promise is None:
        return []
    due = view.clocks(promise.client).told(promise.due_at, with_zone=True)
    whom = safe(promise.client or "") if incident.has_several else "the client"
    text = f"ended, and {whom} was promised a word by {due}"
    form = join((text, "$overdue bold"))
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


WAYS_ON = {
    Stage.UNCERTAIN: "settles it",
    Stage.REFUSED: "sends again",
    Stage.STALE: "sends it",
    Stage.ELSEWHERE: "sends it",
}
"""What the key does about a message of which nothing more comes by itself."""


def _stuck(incident: Incident, view: View) -> Found:
    """What does not arrive by a channel, and why, until somebody says what becomes of it."""
    found = [(message, how) for message, how in held_up(incident, view) if how.stage.asks]
    if not found:
        return []
    forms = in_fewer_words(*found[0], incident, len(found) - 1)
    hint = (f"{view.key('posted')} {WAYS_ON[found[0][1].stage]}", "$quiet")
    in_red = [join((form, "$overdue bold")) for form in forms]
    return [(view.glyphs.unsent, (*(join(form, hint, gap="  ") for form in in_red), in_red[-1]), "")]


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


def _unheard(incident: Incident, view: View) -> Found:
    """What colleagues have not heard, a call of one of them for instance, and why; until that is over."""
    found = [each for each in lacking(incident, view) if stage_of(each, view.now).asks]
    if not found:
        return []
    *whole, without = (join((form, "$soon")) for form in in_brief(found[0], incident, view, len(found) - 1))
    hint = (key_does(found[0], view), "$quiet")
    forms = [join(form, hint, gap="  ") for form in whole]
    # Whom to ring up is worth more than the key, which stands in the footer.
    return [(view.glyphs.unsent, (*forms, whole[-1], join(without, hint, gap="  "), without), "")]


def _not_logged(incident: Incident, view: View) -> Found:
    """What the support portal lacks though it was tried: refused, uncertain, or down."""
    found = portal.lacking(incident, view)
    if not found:
        return []
    said, hint = portal.in_brief(found, incident, view), (portal.key_for(found, view), "$quiet")
    return [(view.glyphs.dot, (*(join(form, hint, gap="  ") for form in said), *said), "")]


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
