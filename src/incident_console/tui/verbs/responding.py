"""Keys for the response: status, actions, the journal (R 6)."""

from __future__ import annotations

from collections.abc import Callable

from incident_console import times
from incident_console.desk import Desk, Done
from incident_console.domain import actions, response
from incident_console.domain.entry import Entry
from incident_console.domain.escalating import Escalation, whom_to_escalate_to
from incident_console.domain.parts import Action
from incident_console.domain.refusal import Part
from incident_console.domain.response import NoteKind
from incident_console.domain.vocabulary import WORKING
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.forms.choice import Choice, Toggles
from incident_console.tui.forms.fields import Line, Prose
from incident_console.tui.forms.moments import Moment
from incident_console.tui.forms.who import Who, WhoIsCalled
from incident_console.tui.room.room import Room
from incident_console.tui.room.target import Target, people
from incident_console.tui.verbs.verb import verb
from incident_console.wording.escalation import no_answer, proposes
from incident_console.wording.people import how_to_reach
from incident_console.words import Clocks

KINDS = [
    (NoteKind.NOTE, "note"),
    (NoteKind.FINDING, "finding"),
    (NoteKind.DECISION, "decision"),
    (NoteKind.INQUIRY, "client asks"),
]


@verb
async def status(app: Room) -> None:
    """Say how far the response has come."""
    target = Target.chosen(app)
    now = target.incident.status
    options = [(each, each.value) for each in WORKING]
    where = Choice("status", Part.STATUS, options, rule="change_status")
    gates = (("resolve", "resolve"), ("confirm", "confirm"), ("wrap up", "close"))
    ends = ", ".join(f"{word} ({app.view().key(action)})" for word, action in gates)
    dialog = FormDialog(
        f"The status of {target.ref}",
        f"It is {now}. How far has the response come? To end it: {ends}.",
        [where],
        commit="Set",
        prepare=lambda: target.act(response.change_status, status=where.value),
    )
    await app.ask(dialog)


@verb
async def note(app: Room) -> None:
    """Write into the journal."""
    target = Target.chosen(app)
    # As the room holds it: where the record's file is gone, a note can still be typed, and is kept.
    clients = [] if app.incident is None else [each.client or "" for each in app.incident.listening]
    what = Prose(
        "what",
        Part.WHAT,
        rule="note",
        paragraphs=True,
        placeholder="what was seen, found or decided",
    )
    kind = Choice("kind", Part.KIND, KINDS, NoteKind.NOTE, rule="note")
    asks = Line(
        "client",
        Part.CLIENT,
        rule="note",
        suggest=clients,
        placeholder="which of them asks, where one does",
    )
    when = Moment(
        "when", Part.AT, rule="note", zoned=target.ours, past=True, optional=True, placeholder="empty: now"
    )

    def changed() -> None:
        """Of several clients one asks; nothing else that is noted is a client's."""
        asks.display = len(clients) > 1 and kind.maybe is NoteKind.INQUIRY

    def prepare() -> Callable[[Desk], Done]:
        who = asks.maybe if asks.shown else None
        return target.act(response.note, at=when.moment, what=what.text, kind=kind.value, client=who)

    dialog = FormDialog(
        f"Note in {target.ref}",
        "Goes into the timeline, for colleagues; an update proposes decisions alone.",
        [what, kind, asks, when],
        commit="Record",
        prepare=prepare,
        changed=changed,
        draft=(target.id, "note"),
    )
    await app.ask(dialog)


@verb
async def add_action(app: Room) -> None:
    """Give somebody work."""
    target = Target.chosen(app)
    what = Line("what", Part.WHAT, rule="add_action")
    owner = Who(
        "owner",
        Part.OWNER,
        rule="add_action",
        people=app.policy.colleagues.people,
        seen=people(app),
        placeholder=f"empty: {app.person}",
    )
    due = Moment(
        "due",
        Part.DUE,
        rule="add_action",
        zoned=target.ours,
        day=times.day_ends,
        optional=True,
        placeholder="may stay empty; a day alone is its end, as eod is today's",
    )
    follow_up = Toggles(
        "follow_up",
        Part.FOLLOW_UP,
        [(True, "a follow-up, to be done after the incident")],
        rule="add_action",
    )
    dialog = FormDialog(
        f"New action in {target.ref}",
        "Open actions are what the next update and a handover say comes next.",
        [what, owner, due, follow_up],
        commit="Add",
        prepare=lambda: target.act(
            actions.add_action,
            what=what.text,
            owner=owner.maybe or app.person,
            due=due.moment,
            follow_up=bool(follow_up.value),
        ),
    )
    await app.ask(dialog)


def pick_action(app: Room, target: Target) -> Choice[str]:
    """A field for choosing among the open actions, beginning with the one under the cursor of their pane."""
    open_ones = target.incident.open_actions
    options = [(action.id, label(action)) for action in open_ones]
    row = under_cursor(app, "#actions")
    known = [action.id for action in open_ones]
    first = row.id if isinstance(row, Action) and row.id in known else next(iter(known), None)
    numbers = [action.n for action in open_ones]
    return Choice("action", Part.ACTION, options, first, rule="finish_action", digits=numbers)


def under_cursor(app: Room, pane: str) -> object:
    """Return what the cursor is on in a pane of the war room."""
    return next((getattr(widget, "picked", None) for widget in app.screen.query(pane)), None)


def label(action: Action) -> str:
    return f"{action.n}  {action.text}  ({action.owner})"


@verb
async def finish_action(app: Room) -> None:
    """Say that an action is done."""
    target = Target.chosen(app)
    which = pick_action(app, target)
    dialog = FormDialog(
        f"Which action of {target.ref} is done?",
        "It goes among the steps that the next update proposes.",
        [which],
        commit="Done",
        prepare=lambda: target.act(actions.finish_action, n=which.value),
    )
    await app.ask(dialog)


@verb
async def assign_action(app: Room) -> None:
    """Give an action to somebody else."""
    target = Target.chosen(app)
    which = pick_action(app, target)
    owner = Who(
        "owner",
        Part.OWNER,
        rule="reassign_action",
        people=app.policy.colleagues.people,
        seen=people(app),
        placeholder="who does it now",
    )
    dialog = FormDialog(
        f"Give an action of {target.ref} to somebody else",
        "They are its owner from now on.",
        [which, owner],
        commit="Reassign",
        prepare=lambda: target.act(actions.reassign_action, n=which.value, owner=owner.text),
    )
    await app.ask(dialog)


@verb
async def drop_action(app: Room) -> None:
    """Give an action up, with the reason."""
    target = Target.chosen(app)
    which = pick_action(app, target)
    why = Prose("why", Part.WHY, rule="drop_action")
    dialog = FormDialog(
        f"Drop an action of {target.ref}",
        "It stays in the record, with the reason.",
        [which, why],
        commit="Drop",
        prepare=lambda: target.act(actions.drop_action, n=which.value, why=why.text),
    )
    await app.ask(dialog)


@verb
async def escalate(app: Room) -> None:
    """Record that somebody was called for help."""
    target = Target.chosen(app)
    known, now = app.policy.colleagues.people, app.reader.now()
    proposed = whom_to_escalate_to(target.incident, app.policy, app.person, now)
    to = WhoIsCalled(
        "to",
        Part.TO,
        proposed.names[0] if proposed is not None and proposed.names else "",
        people=known,
        seen=people(app, but_me=True),
        reach=lambda person: how_to_reach(person, now),
        rule="escalate",
        placeholder="whom you called",
    )
    why = Prose("why", Part.WHY, rule="escalate")
    dialog = FormDialog(
        f"Escalate {target.ref}",
        "Records whom you called for help. After this a silent owner may be relieved by a take-over.",
        [to, why],
        commit="Record",
        note="" if proposed is None else how_the_ladder_stands(proposed, app.view().clocks(None)),
        prepare=lambda: target.act(response.escalate, to=to.text, why=why.text),
    )
    await app.ask(dialog)


def how_the_ladder_stands(proposed: Escalation, clocks: Clocks) -> str:
    """Return whom the ladder proposes, and who has not answered since when."""
    return ". ".join(each for each in (proposes(proposed), no_answer(proposed, clocks)) if each)


@verb
async def strike(app: Room) -> None:
    """Strike a mistaken entry; it stays readable."""
    target = Target.chosen(app)
    incident = target.incident
    able = [e for e in reversed(incident.entries) if e.event.strikable and e.id not in incident.struck]
    options = [
        (
            e.id,
            f"{target.ours.clock(e.occurred_at)}  {e.event.text or 'posted'}"
            + (f"  ({e.by})" if e.by else ""),
        )
        for e in able
    ]
    row = under_cursor(app, "#timeline")
    known = [entry for entry, _ in options]
    first = row.id if isinstance(row, Entry) and row.id in known else next(iter(known), None)
    which = Choice("entry", Part.ENTRY, options, first, rule="strike")
    why = Prose("why", Part.WHY, rule="strike")
    dialog = FormDialog(
        f"Strike an entry of {target.ref}",
        "It no longer counts and stays readable. Changes of state are put right by a new act.",
        [which, why],
        commit="Strike",
        prepare=lambda: target.act(response.strike, seq=which.value, why=why.text),
    )
    await app.ask(dialog)
