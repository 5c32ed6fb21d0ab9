"""Keys for ownership: handing over, taking over, roles (C, Ownership; C, Presence; R 4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from incident_console.desk import Desk, Done
from incident_console.domain import handover, handover_answers, ownership
from incident_console.domain.communication import latest_words
from incident_console.domain.entry import Event, Request
from incident_console.domain.handover import HandoverOffered
from incident_console.domain.incident import Incident
from incident_console.domain.refusal import Part, Refused
from incident_console.domain.text import same_person
from incident_console.domain.vocabulary import Role
from incident_console.tui.dialogs import brief as briefs
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.question import Sure
from incident_console.tui.dialogs.reading import Reading
from incident_console.tui.forms.choice import Choice, Toggles
from incident_console.tui.forms.fields import Prose
from incident_console.tui.forms.who import Who
from incident_console.tui.room.room import Refusal, Room
from incident_console.tui.room.target import Target, people
from incident_console.tui.verbs.verb import verb


def proposed_status(incident: Incident) -> str:
    """Return how things stand, from the record, for the giver to put into their own words."""
    said_last = latest_words(incident)
    latest = None if said_last is None else said_last.event
    steps = getattr(latest, "next_steps", "")
    lines = [
        f"{incident.status.value.capitalize()}.",
        incident.impact or "",
        f"Next: {steps}" if steps else "",
    ]
    return "\n".join(line for line in lines if line) if latest or incident.impact else ""


@verb
async def hand_over(app: Room) -> None:
    """Offer roles that I hold, after looking at the brief that goes with them."""
    target = Target.chosen(app)
    mine = target.my_roles
    to = Who(
        "to",
        Part.TO,
        app.proposed_taker,
        rule="offer_handover",
        people=app.policy.colleagues.people,
        seen=people(app, but_me=True),
        placeholder="who takes over",
    )
    roles = Toggles(
        "roles",
        Part.ROLES,
        [(role, f"{role} {role.full_name}") for role in mine],
        mine[:1],
        rule="offer_handover",
    )
    status = Prose(
        "status",
        Part.STATUS,
        proposed_status(target.incident),
        rule="offer_handover",
        placeholder="how things stand, in your words",
        paragraphs=True,
    )

    def arguments() -> dict[str, Any]:
        return {"to": to.text, "roles": roles.value, "status": status.maybe}

    def review() -> Reading:
        for event in target.ask(handover.offer_handover, **arguments()):
            if isinstance(event, HandoverOffered):
                return briefs.to_offer(target, event.brief, event.roles, app.person, event.to)
        raise Refused("there is nothing to offer")

    dialog = FormDialog(
        f"Hand over {target.ref}",
        "Offers your roles with a brief made from the record. Nothing moves until the other person says yes.",
        [to, status, roles],
        commit="Look at the brief",
        prepare=lambda: target.act(handover.offer_handover, **arguments()),
        review=review,
        draft=(target.id, "handover"),
    )
    done = await app.ask(dialog)
    if done is not None and done.incident.offer is not None:
        minutes = int(app.policy.offer_stands.total_seconds() // 60)
        app.tell(
            f"Offered to {done.incident.offer.to}, who has {minutes} min to say yes. You own it until then."
        )


@verb
async def hand_over_all(app: Room) -> None:
    """Offer every incident that I own to one person."""
    mine = [row for row in app.board if same_person(row.owner, app.person)]
    to = Who(
        "to",
        Part.TO,
        rule="offer_handover",
        people=app.policy.colleagues.people,
        seen=people(app, but_me=True),
        placeholder="who takes over",
    )
    options = [(role, f"{role} {role.full_name}") for role in Role]
    roles = Toggles(
        "roles", Part.ROLES, options, [Role.IC], rule="offer_handover", hint="where you hold them all"
    )
    status = Prose(
        "status",
        Part.STATUS,
        rule="offer_handover",
        paragraphs=True,
        placeholder="one for all; empty: the latest update of each",
    )

    def prepare() -> Callable[[Desk], list[Done]]:
        given, moving, words = to.text, roles.value, status.maybe
        return lambda desk: desk.offer_all(to=given, roles=moving, status=words)

    dialog = FormDialog(
        "Hand over all my incidents",
        what_is_offered([row.ref for row in mine]),
        [to, status, roles],
        commit=f"Offer all {len(mine)}",
        prepare=prepare,
        draft=("", "handover_all"),
    )
    done = await app.ask(dialog)
    if done:
        app.tell(f"{len(done)} offered to {to.text.strip()}. You own each until they say yes to it.")


def what_is_offered(refs: list[str]) -> str:
    """Return what handing over all of them will do."""
    if len(refs) == 1:
        return f"Offers {refs[0]} to one person."
    listed = ", ".join(refs[:8]) + (", …" if len(refs) > 8 else "")
    return f"Offers all {len(refs)} or none ({listed}) to one person, who accepts each for itself."


def accept_what_was_read(incident: Incident, request: Request, *, offer: str) -> list[Event]:
    """Say yes to the offer whose brief was on the screen, not to a later one."""
    events = handover_answers.accept_handover(incident, request)
    # A yes counts for what was read (C, Presence: the brief is what is handed over).
    if incident.offer is None or incident.offer.id != offer:
        raise Refused("{ref} was offered anew while you read; read the new brief", ref=incident.ref)
    return events


@verb
async def accept(app: Room) -> None:
    """Read the brief to its end, and take over or decline; only who takes over goes to that incident."""
    target = Target.offered_to_me(app)
    offer = handover_answers.offered(target.incident, app.reader.request())
    answer = await app.ask(briefs.to_accept(target, offer.brief, offer.roles, offer.by, offer.to))
    if answer == "no":
        await decline(app)
    if answer != "yes":
        return
    done = await app.attempt(target.act(accept_what_was_read, offer=offer.id))
    if isinstance(done, Refusal):
        app.refuse(done.problem)
        return
    # Only now: what is in view is what keys act on, and reading an offer is no yes.
    if app.chosen != target.ref:
        app.go_to(target.ref)
    app.tell(f"You took over {target.ref} from {offer.by}.")
    if ownership.handover_notice_due(done.incident):
        app.tell("Tell the client who owns it now: an update is begun for you.")
        await app.go_on_with("update")


@verb
async def brief(app: Room) -> None:
    """Read what the standing handover carries."""
    target = Target.chosen(app)
    offer = handover_answers.offered(target.incident, app.reader.request())
    if same_person(offer.to, app.person):
        await accept(app)
        return
    await app.ask(briefs.to_read(target, offer.brief, offer.roles, offer.by, offer.to))


@verb
async def decline(app: Room) -> None:
    """Say no, with the reason."""
    target = Target.offered_to_me(app)
    offer = handover_answers.offered(target.incident, app.reader.request())
    why = Prose("why", Part.WHY, rule="decline_handover")
    dialog = FormDialog(
        f"Decline {target.ref}",
        f"Says no to {offer.by}. Everything stays where it is, and {offer.by} sees why.",
        [why],
        commit="Decline",
        prepare=lambda: target.act(handover_answers.decline_handover, why=why.text),
    )
    if await app.ask(dialog) is not None:
        app.tell(f"Declined; {offer.by} still owns {target.ref}.")


@verb
async def withdraw(app: Room) -> None:
    """Take my offer back."""
    target = Target.chosen(app)
    offer = handover_answers.offered(target.incident, app.reader.request())
    question = Sure(
        f"Withdraw the offer of {target.ref} to {offer.to}?",
        f"{offer.to} can no longer say yes. You keep what you offered.",
        yes="Withdraw",
        leave="Let it stand",
    )
    if await app.ask(question) != "yes":
        return
    done = await app.attempt(
        target.act(handover_answers.withdraw_handover), told=f"{target.ref} is no longer offered."
    )
    if isinstance(done, Refusal):
        app.refuse(done.problem)


@verb
async def take_over(app: Room) -> None:
    """Take ownership from an owner who does not answer."""
    target = Target.chosen(app)
    owner = target.incident.owner
    why = Prose("why", Part.WHY, rule="take_over")
    dialog = FormDialog(
        f"Take over {target.ref}, which {owner} does not answer for",
        f"Exceptional: moves ownership to you without {owner}'s yes, and is shown and counted as such.",
        [why],
        commit="Take over",
        prepare=lambda: target.act(ownership.take_over, why=why.text),
        sure=lambda: Sure(
            f"Take {target.ref} over from {owner}?",
            f"You own it at once, without {owner}'s yes. The record shows it as exceptional.",
            yes="Take over",
            leave="Back to writing",
        ),
    )
    if await app.ask(dialog) is not None:
        app.tell(f"You own {target.ref} now, and will send the next update.")


@verb
async def roles(app: Room) -> None:
    """Assign CL or OL, or name the owner formally as IC."""
    target = Target.chosen(app)
    incident = target.incident
    options = [(role, f"{role} {role.full_name}") for role in (Role.CL, Role.OL, Role.IC)]
    free = next((role for role in (Role.CL, Role.OL) if role not in incident.leads), Role.CL)
    role = Choice("role", Part.ROLE, options, free, rule="assign")
    name = Who(
        "name",
        Part.NAME,
        rule="assign",
        people=app.policy.colleagues.people,
        seen=people(app),
        placeholder="who takes the role",
    )

    def changed() -> None:
        chosen = role.maybe
        if chosen is None:
            return
        role.say("; ".join(chosen.duties), quiet=True)
        if chosen is Role.IC and not name.text:
            name.propose(incident.owner)

    def arguments() -> dict[str, Any]:
        return {"role": role.value, "name": name.text}

    dialog = FormDialog(
        f"Assign a role in {target.ref}",
        "The owner assigns CL and OL. As IC only the present owner can be named; a handover moves it.",
        [name, role],
        commit="Assign",
        prepare=lambda: target.act(ownership.assign, **arguments()),
        changed=changed,
    )
    done = await app.ask(dialog)
    if done is not None:
        app.tell(f"{role.value.full_name} of {target.ref}: {done.incident.holder(role.value)}")
