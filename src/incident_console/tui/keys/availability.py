"""Why an action cannot be done now: asked of the rules themselves, with arguments that they would accept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from incident_console.domain import (
    absence,
    clients,
    closing,
    communication,
    declaring,
    ending,
    handover,
    handover_answers,
    ownership,
    portal_writes,
    posting,
    promises,
    reopening,
    reporting,
    response,
    settling,
    ticketing,
)
from incident_console.domain.authority import decide, while_open
from incident_console.domain.entry import Event, Request
from incident_console.domain.incident import Incident
from incident_console.domain.refusal import Act, Refused
from incident_console.domain.text import same_person
from incident_console.domain.vocabulary import Remedy, Role, Severity, Status
from incident_console.keys.actions import BY_ID
from incident_console.tui.room.room import Room
from incident_console.tui.room.spot import PointsAt

SAMPLE = "…"
"""Words for the probe; they are never recorded."""
NOBODY = "somebody else"

Need = Callable[[Room], Refused | None]


def reason(app: Room, action: str) -> Refused | None:
    """Return why an action of the table cannot be done now; None where it can."""
    if app.reader.store.is_copy and not BY_ID[action].reads:
        return Refused("{file} is a copy that cannot be written here", file=app.reader.store.path.name)
    need = NEEDS.get(action)
    return None if need is None else need(app)


def chosen(app: Room) -> Refused | None:
    """It needs an incident."""
    return None if app.incident is not None else app.nothing_chosen()


def probe(app: Room, rule: Callable[..., list[Event]], **arguments: object) -> Refused | None:
    """Ask a rule, which records nothing, and return its refusal."""
    if app.incident is None:
        return app.nothing_chosen()
    try:
        rule(app.incident, app.reader.request(), **arguments)
    except Refused as refusal:
        return refusal
    return None


def update(app: Room) -> Refused | None:
    later = app.reader.now() + timedelta(hours=1)
    return probe(
        app, communication.send_update, impact=SAMPLE, done=SAMPLE, next_steps=SAMPLE, next_update=later
    )


def reschedule(app: Room) -> Refused | None:
    """Either promise may be moved, whichever stands."""
    later = app.reader.now() + timedelta(days=900)
    kinds = promises.movable(app.incident) if app.incident is not None else []
    return probe(app, promises.reschedule, due=later, why=SAMPLE, promise=kinds[0] if kinds else None)


def away(app: Room) -> Refused | None:
    later = app.reader.now() + timedelta(hours=1)
    return probe(app, absence.go_away, until=later, expect=SAMPLE)


def back(app: Room) -> Refused | None:
    return probe(app, absence.come_back)


def posted(app: Room) -> Refused | None:
    if app.incident is None:
        return app.nothing_chosen()
    if any(each.lacks for told in app.notified.values() for each in told):
        return None
    left = posting.left_to_go_out(app.incident)
    if not left:
        return Refused("no message of {ref} is left to go out", ref=app.incident.ref)
    refusals = [
        refused
        for message in left
        if (refused := probe(app, posting.say_posted, message=message.id)) is not None
        and probe(app, settling.settle, message=message.id, arrived=True) is not None
    ]
    return None if len(refusals) < len(left) else refusals[0]


def discard(app: Room) -> Refused | None:
    if app.incident is None:
        return app.nothing_chosen()
    waiting = posting.left_to_discard(app.incident)
    if not waiting:
        return Refused("no message of {ref} is left to go out: none to discard", ref=app.incident.ref)
    refusals = [probe(app, posting.discard_message, message=m.id, why=SAMPLE) for m in waiting]
    return None if None in refusals else refusals[0]


def drop_client(app: Room) -> Refused | None:
    """Return whether any client may be dropped."""
    if app.incident is None:
        return app.nothing_chosen()
    names = app.incident.clients or [SAMPLE]
    refusals = [probe(app, clients.drop_client, client=name, why=SAMPLE) for name in names]
    return None if None in refusals else refusals[0]


def hand_over(app: Room) -> Refused | None:
    """Whoever holds any of the roles may offer it."""
    refusals = [probe(app, handover.offer_handover, to=NOBODY, roles=(role,), status=SAMPLE) for role in Role]
    return None if None in refusals else refusals[0]


def hand_over_all(app: Room) -> Refused | None:
    if any(row.open and same_person(row.owner, app.person) for row in app.board):
        return None
    return Refused("{who} owns no open incident; there is nothing to hand over", who=app.person)


def offered_elsewhere(app: Room) -> bool:
    """Return whether another incident waits for my answer: the key goes there."""
    return any(row.is_offered_to(app.person, app.now) for row in app.known)


def accept(app: Room) -> Refused | None:
    return None if offered_elsewhere(app) else probe(app, handover_answers.accept_handover)


def decline(app: Room) -> Refused | None:
    return None if offered_elsewhere(app) else probe(app, handover_answers.decline_handover, why=SAMPLE)


def withdraw(app: Room) -> Refused | None:
    return probe(app, handover_answers.withdraw_handover)


def brief(app: Room) -> Refused | None:
    return probe(app, _offered)


def _offered(incident: Incident, request: Request) -> list[Event]:
    handover_answers.offered(incident, request)
    return []


def take_over(app: Room) -> Refused | None:
    return probe(app, ownership.take_over, why=SAMPLE)


def roles(app: Room) -> Refused | None:
    """Return why no role can be assigned: the IC may be named formally by anybody, the leads by the owner."""
    if app.incident is None:
        return app.nothing_chosen()
    if probe(app, ownership.assign, role=Role.IC, name=app.incident.owner) is None:
        return None
    return probe(app, ownership.assign, role=Role.CL, name=NOBODY)


def severity(app: Room) -> Refused | None:
    """Return whether the severity may be changed at all; to what it is already, the rule answers."""
    if app.incident is None:
        return app.nothing_chosen()
    other = next(each for each in Severity if each is not app.incident.severity)
    return probe(app, declaring.change_severity, severity=other, why=SAMPLE)


def assess(app: Room) -> Refused | None:
    return probe(app, declaring.assess, impact=SAMPLE)


def status(app: Room) -> Refused | None:
    if app.incident is None:
        return app.nothing_chosen()
    other = Status.MONITORING if app.incident.status is not Status.MONITORING else Status.IDENTIFIED
    return probe(app, response.change_status, status=other)


def open_action(app: Room) -> Refused | None:
    if app.incident is None:
        return app.nothing_chosen()
    if app.incident.open_actions:
        return None
    return Refused(
        "{ref} has no open action; add one first",
        then=Act("add_action", app.incident.ref),
        ref=app.incident.ref,
    )


def create_ticket(app: Room) -> Refused | None:
    last = None if app.incident is None else ticketing.creation(app.incident)
    writing = None if last is None else app.written.get(last.request.id)
    return probe(app, ticketing.create_ticket, under_way=writing is not None and writing.is_under_way)


def report(app: Room) -> Refused | None:
    return probe(app, reporting.write_report, conditions=SAMPLE, actions=SAMPLE, needs=SAMPLE)


def escalate(app: Room) -> Refused | None:
    return probe(app, response.escalate, to=NOBODY, why=SAMPLE)


def resolve(app: Room) -> Refused | None:
    return probe(app, closing.resolve, remedy=Remedy.WORKAROUND)


def confirm(app: Room) -> Refused | None:
    return probe(app, closing.confirm)


def close(app: Room) -> Refused | None:
    return probe(app, closing.close, what=SAMPLE, customer_impact=SAMPLE, prevention=SAMPLE)


def reopen(app: Room) -> Refused | None:
    return probe(app, reopening.reopen, why=SAMPLE)


def stand_down(app: Room) -> Refused | None:
    return probe(app, ending.stand_down, why=SAMPLE)


def duplicate(app: Room) -> Refused | None:
    """Return whether it may be marked at all; which survivors are possible, the rule answers."""
    if app.incident is None:
        return app.nothing_chosen()
    try:
        decide(app.incident, app.reader.request(), "mark_duplicate")
        while_open(app.incident)
    except Refused as refusal:
        return refusal
    if sum(row.open for row in app.board) < 2:
        return Refused("no other incident is open; there is nothing it could be a duplicate of")
    return None


def called(app: Room) -> Refused | None:
    return None if app.called else Refused("nothing calls you")


def anything(app: Room) -> Refused | None:
    return None if app.on_show else app.nothing_chosen()


def any_ended(app: Room) -> Refused | None:
    """Return whether there is an ended incident to list."""
    if app.ended or app.reader.store.history(limit=1):
        return None
    return Refused("no incident has ended yet")


def drafts(app: Room) -> Refused | None:
    return None if app.drafts else Refused("you have no draft; what you write and leave unsent is kept here")


def told(app: Room) -> Refused | None:
    return probe(app, ending.say_told, what=SAMPLE)


def analysis(app: Room) -> Refused | None:
    return probe(app, closing.send_analysis, what=SAMPLE)


def replayed(app: Room) -> Refused | None:
    """It needs an incident: the one that somebody has found, else the chosen one."""
    return None if isinstance(app.screen, PointsAt) else chosen(app)


NEEDS: dict[str, Need] = {
    "update": update,
    "reschedule": reschedule,
    "posted": posted,
    "discard": discard,
    "add_client": lambda app: probe(app, clients.add_client, client=SAMPLE),
    "drop_client": drop_client,
    "away": away,
    "back": back,
    "hand_over": hand_over,
    "hand_over_all": hand_over_all,
    "accept": accept,
    "decline": decline,
    "withdraw": withdraw,
    "brief": brief,
    "take_over": take_over,
    "roles": roles,
    **dict.fromkeys(("severity_p1", "severity_p2", "severity_p3", "severity_p4"), severity),
    "assess": assess,
    "status": status,
    "create_ticket": create_ticket,
    # The same key says that it was written by hand.
    "log_again": lambda app: probe(app, portal_writes.say_logged),
    **dict.fromkeys(("finish_action", "assign_action", "drop_action"), open_action),
    "escalate": escalate,
    "report": report,
    "resolve": resolve,
    "confirm": confirm,
    "close": close,
    "reopen": reopen,
    "stand_down": stand_down,
    "duplicate": duplicate,
    "analysis": analysis,
    "called": called,
    "drafts": drafts,
    "told": told,
    **dict.fromkeys(("ticket", "note", "add_action", "strike", "review", "copy", "export"), chosen),
    "course": chosen,
    "log": chosen,
    "replay": replayed,
    **dict.fromkeys(("open", "zoom", "pane_state", "pane_roles", "pane_timeline"), chosen),
    **dict.fromkeys(("pane_actions", "pane_procedure"), chosen),
    **dict.fromkeys(("filter", "pane_list"), anything),
    "history": any_ended,
}
"""What an action needs, by its id; those that are not here can always be done."""
