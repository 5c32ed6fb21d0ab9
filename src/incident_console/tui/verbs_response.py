"""Keys for the response: declaring, classifying, status, actions, the journal (R 5, R 6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from incident_console.desk import Desk, Done
from incident_console.domain import declaring, response
from incident_console.domain.incident import WORKING, Action, Criterion, Severity
from incident_console.domain.response import NoteKind
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.subject import Subject, clients, people
from incident_console.tui.verbs_client import offer_earlier
from incident_console.tui.widgets.choice import Choice, Toggles
from incident_console.tui.widgets.fields import Line, Moment, Prose
from incident_console.tui.widgets.form import Zoned

if TYPE_CHECKING:
    from incident_console.tui.app import IncidentConsole

BECAUSE = [
    (Criterion.PRODUCTION, "production affected"),
    (Criterion.SLA, "SLA at risk"),
    (Criterion.STABILITY, "stability at risk"),
]
SEVERITIES = [(each, f"{each} {each.word}") for each in Severity]
KINDS = [
    (NoteKind.NOTE, "note"),
    (NoteKind.FINDING, "finding"),
    (NoteKind.DECISION, "decision"),
    (NoteKind.INQUIRY, "client asks"),
]


async def declare(app: IncidentConsole) -> None:
    """Declare an incident: a title is enough, all else has a default or may follow."""
    dialog = declaration(app)
    done = await app.ask(dialog)
    if done is None:
        return
    app.chosen = done.incident.ref
    due = done.incident.first_update_due
    zoned = Zoned(app.reader.now, app.policy.zone_for(done.incident.client))
    first = f" The first update is due {zoned.full(due)}: u" if due is not None else ""
    app.tell(f"{done.incident.ref} is declared, {done.incident.owner} owns it.{first}")


def declaration(app: IncidentConsole) -> FormDialog[Done]:
    """The form of a declaration (R 5), in the order in which people know the answers."""
    zoned = Zoned(app.reader.now, app.policy.zone_for(None))
    owner_now = app.policy.on_call or app.person
    title = Line("title", "Title", names=("the title",), placeholder="what is wrong, in a few words")
    because = Toggles("because", "Because", BECAUSE, [Criterion.PRODUCTION], flag="--because")
    severity = Choice(
        "severity", "Severity", SEVERITIES, hint=f"none: {declaring.DEFAULT_SEVERITY}, to be confirmed"
    )
    impact = Prose("impact", "Impact", placeholder="not yet known")
    scope = Prose("scope", "Scope", placeholder="not yet known")
    client = Line("client", "Client", suggest=clients(app), placeholder="who waits for news")
    ticket = Line("ticket", "Ticket", placeholder="none yet")
    owner = Line("owner", "Owner", suggest=people(app), placeholder=owner_now, names=("a name",))
    began = Moment(
        "began",
        "Impact began",
        zoned=zoned,
        past=True,
        optional=True,
        flag="--started-at",
        placeholder="not known: 14:02 or -20m",
    )
    drill = Toggles("drill", "Drill", [(True, "a drill, not the real thing")])

    def prepare() -> Callable[[Desk], Done]:
        arguments: dict[str, Any] = {
            "title": title.text,
            "because": because.value,
            "severity": severity.maybe,
            "impact": impact.maybe,
            "scope": scope.maybe,
            "client": client.maybe,
            "ticket": ticket.maybe,
            "owner": owner.maybe,
            "started_at": began.moment,
            "drill": bool(drill.value),
        }
        return lambda desk: desk.declare(**arguments)

    return FormDialog(
        "Declare an incident",
        "Begins the record and names the owner. A title is enough: ctrl+s declares from any field.",
        [title, because, severity, impact, scope, client, ticket, owner, began, drill],
        commit="Declare",
        prepare=prepare,
        draft=("", "declaration"),
    )


async def severity_p1(app: IncidentConsole) -> None:
    await change_severity(app, Severity.P1)


async def severity_p2(app: IncidentConsole) -> None:
    await change_severity(app, Severity.P2)


async def severity_p3(app: IncidentConsole) -> None:
    await change_severity(app, Severity.P3)


async def severity_p4(app: IncidentConsole) -> None:
    await change_severity(app, Severity.P4)


async def change_severity(app: IncidentConsole, severity: Severity) -> None:
    """Set the severity with its reason; after a rise, offer to bring a long promise forward."""
    subject = Subject.chosen(app)
    was = subject.incident.severity
    why = Prose("why", "Why", flag="--why", names=("the reason",), placeholder="iOS is affected too")
    now = "unknown" if was is None else f"{was} {was.word}"
    dialog = FormDialog(
        f"{subject.ref} to {severity} {severity.word}",
        f"It is {now}. The cadence of updates follows the severity; a promise already made stands.",
        [why],
        commit=f"Set {severity}",
        prepare=lambda: subject.act(declaring.change_severity, severity=severity, why=why.text),
    )
    if await app.ask(dialog) is None:
        return
    app.tell(f"{subject.ref} is {severity} {severity.word} now.")
    if was is None or severity < was:
        await offer_earlier(app, subject)


async def assess(app: IncidentConsole) -> None:
    """Say what impact and scope are now."""
    subject = Subject.chosen(app)
    incident = subject.incident
    impact = Prose("impact", "Impact", incident.impact or "", placeholder="not yet known", flag="--impact")
    scope = Prose("scope", "Scope", incident.scope or "", placeholder="not yet known", flag="--scope")
    dialog = FormDialog(
        f"Impact and scope of {subject.ref}",
        "What is affected and how far, as you see it now. Clients read it only when an update says so.",
        [impact, scope],
        commit="Record",
        prepare=lambda: subject.act(declaring.assess, impact=impact.maybe, scope=scope.maybe),
    )
    await app.ask(dialog)


async def ticket(app: IncidentConsole) -> None:
    """Name the ticket."""
    subject = Subject.chosen(app)
    incident = subject.incident
    number = Line(
        "ticket",
        "Ticket",
        incident.ticket or "",
        names=("the ticket is", "the ticket,"),
        placeholder="SUP-1042",
    )
    url = Line(
        "url",
        "Address",
        incident.ticket_url or "",
        names=("address",),
        placeholder="https://…, may stay empty",
    )
    dialog = FormDialog(
        f"The ticket of {subject.ref}",
        "Links it with the support system.",
        [number, url],
        commit="Link",
        prepare=lambda: subject.act(declaring.link_ticket, ticket=number.text, url=url.maybe),
    )
    await app.ask(dialog)


async def status(app: IncidentConsole) -> None:
    """Say how far the response has come."""
    subject = Subject.chosen(app)
    now = subject.incident.status
    where = Choice("status", "Status", [(each, each.value) for each in WORKING], now, names=("already",))
    dialog = FormDialog(
        f"The status of {subject.ref}",
        "How far the response has come. An end goes through resolve, confirm and wrap up.",
        [where],
        commit="Set",
        prepare=lambda: subject.act(response.change_status, status=where.value),
    )
    await app.ask(dialog)


async def note(app: IncidentConsole) -> None:
    """Write into the journal."""
    subject = Subject.chosen(app)
    what = Prose(
        "what", "What", names=("the note",), paragraphs=True, placeholder="what was seen, found or decided"
    )
    kind = Choice("kind", "Kind", KINDS, NoteKind.NOTE)
    when = Moment(
        "when", "When", zoned=subject.zoned, past=True, optional=True, flag="--at", placeholder="empty: now"
    )

    def prepare() -> Callable[[Desk], Done]:
        return subject.act(response.note, at=when.moment, what=what.text, kind=kind.value)

    dialog = FormDialog(
        f"Note in {subject.ref}",
        "Goes into the timeline, and among the steps that the next update proposes.",
        [what, kind, when],
        commit="Record",
        prepare=prepare,
        draft=(subject.id, "note"),
    )
    await app.ask(dialog)


async def add_action(app: IncidentConsole) -> None:
    """Give somebody work."""
    subject = Subject.chosen(app)
    what = Line("what", "What", names=("the action",), placeholder="scale the pool")
    owner = Line("owner", "Owner", app.person, names=("a name",), suggest=people(app))
    due = Moment("due", "Due", zoned=subject.zoned, optional=True, placeholder="may stay empty")
    follow_up = Toggles("follow_up", "Later", [(True, "a follow-up, to be done after the incident")])
    dialog = FormDialog(
        f"New action in {subject.ref}",
        "Open actions are what the next update and a handover say comes next.",
        [what, owner, due, follow_up],
        commit="Add",
        prepare=lambda: subject.act(
            response.add_action,
            what=what.text,
            owner=owner.text,
            due=due.moment,
            follow_up=bool(follow_up.value),
        ),
    )
    await app.ask(dialog)


def pick_action(subject: Subject) -> Choice[int]:
    """A field for choosing among the open actions."""
    actions = subject.incident.open_actions
    options = [(action.n, label(action)) for action in actions]
    return Choice("action", "Action", options, actions[0].n if actions else None)


def label(action: Action) -> str:
    return f"{action.n}  {action.text}  ({action.owner})"


async def finish_action(app: IncidentConsole) -> None:
    """Say that an action is done."""
    subject = Subject.chosen(app)
    which = pick_action(subject)
    dialog = FormDialog(
        f"Which action of {subject.ref} is done?",
        "It goes among the steps that the next update proposes.",
        [which],
        commit="Done",
        prepare=lambda: subject.act(response.finish_action, n=which.value),
    )
    await app.ask(dialog)


async def assign_action(app: IncidentConsole) -> None:
    """Give an action to somebody else."""
    subject = Subject.chosen(app)
    which = pick_action(subject)
    owner = Line("owner", "To", names=("a name",), suggest=people(app), placeholder="who does it now")
    dialog = FormDialog(
        f"Give an action of {subject.ref} to somebody else",
        "They are its owner from now on.",
        [which, owner],
        commit="Reassign",
        prepare=lambda: subject.act(response.reassign_action, n=which.value, owner=owner.text),
    )
    await app.ask(dialog)


async def drop_action(app: IncidentConsole) -> None:
    """Give an action up, with the reason."""
    subject = Subject.chosen(app)
    which = pick_action(subject)
    why = Prose(
        "why", "Why", flag="--why", names=("the reason",), placeholder="not needed after the rollback"
    )
    dialog = FormDialog(
        f"Drop an action of {subject.ref}",
        "It stays in the record, with the reason.",
        [which, why],
        commit="Drop",
        prepare=lambda: subject.act(response.drop_action, n=which.value, why=why.text),
    )
    await app.ask(dialog)


async def escalate(app: IncidentConsole) -> None:
    """Record that somebody was called for help."""
    subject = Subject.chosen(app)
    to = Line(
        "to",
        "To",
        flag="--to",
        names=("a name",),
        suggest=people(app, but_me=True),
        placeholder="whom you called",
    )
    why = Prose("why", "Why", flag="--why", names=("the reason",), placeholder="no progress for an hour")
    dialog = FormDialog(
        f"Escalate {subject.ref}",
        "Records whom you called for help. After this a silent owner may be relieved by a take-over.",
        [to, why],
        commit="Record",
        prepare=lambda: subject.act(response.escalate, to=to.text, why=why.text),
    )
    await app.ask(dialog)


async def strike(app: IncidentConsole) -> None:
    """Strike a mistaken entry; it stays readable."""
    subject = Subject.chosen(app)
    incident = subject.incident
    able = [e for e in reversed(incident.entries) if e.event.strikable and e.seq not in incident.struck]
    options = [
        (e.seq, f"{subject.zoned.full(e.occurred_at)}  {e.event.text or 'posted'}  ({e.by})") for e in able
    ]
    which = Choice("entry", "Entry", options, able[0].seq if able else None, names=("entry",))
    why = Prose("why", "Why", flag="--why", names=("the reason",), placeholder="wrong incident")
    dialog = FormDialog(
        f"Strike an entry of {subject.ref}",
        "It no longer counts and stays readable. Changes of state are put right by a new act.",
        [which, why],
        commit="Strike",
        prepare=lambda: subject.act(response.strike, seq=which.value, why=why.text),
    )
    await app.ask(dialog)
