"""Keys for the ticket in the support system: named, created, and what is logged in it (R 6.4, R 7)."""

from __future__ import annotations

from collections.abc import Callable

from incident_console.desk import Desk, Done
from incident_console.domain import declaring, portal, portal_writes, ticketing
from incident_console.domain.incident import Incident
from incident_console.domain.procedure import in_short
from incident_console.domain.refusal import Part, Refused
from incident_console.domain.vocabulary import DeliveryOutcome
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.question import Sure
from incident_console.tui.forms.choice import Choice
from incident_console.tui.forms.fields import Line
from incident_console.tui.keys import availability
from incident_console.tui.room.room import Room
from incident_console.tui.room.target import Target
from incident_console.tui.verbs.verb import verb

ASKED = "The support portal is asked for the ticket of {ref}; its number stands here when it has one."

MAY_BE_THERE = "One may be there already, for its answer was lost: look in the portal first."


@verb
async def ticket(app: Room) -> None:
    """Name the ticket; where the portal can create it, that is proposed."""
    target = Target.chosen(app)
    incident = target.incident
    creates = availability.create_ticket(app) is None
    proposed = creates and not is_uncertain(incident)
    how = Choice(
        "how",
        Part.CREATE,
        [(True, "the portal creates it"), (False, "name one that is there")],
        proposed,
        rule="create_ticket",
    )
    number = Line("ticket", Part.TICKET, incident.ticket or "", rule="link_ticket")
    url = Line(
        "url",
        Part.URL,
        incident.ticket_url or "",
        rule="link_ticket",
        placeholder="e.g. https://…, may stay empty",
    )

    def prepare() -> Callable[[Desk], Done]:
        # Whoever typed a number has one.
        if creates and how.value and not number.text.strip():
            return lambda desk: desk.create_ticket(incident.ref)
        return target.act(declaring.link_ticket, ticket=number.text, url=url.maybe)

    about = "Links it with the support system."
    if is_uncertain(incident):
        about = f"{MAY_BE_THERE} {about}"
    dialog = FormDialog(
        f"The ticket of {target.ref}",
        about,
        # What somebody types at once is the number that they have.
        [number, url, how] if creates else [number, url],
        commit="Create or link" if creates else "Link",
        prepare=prepare,
    )
    done = await app.ask(dialog)
    if done is not None and ticketing.is_asked_for(done.incident):
        app.tell(ASKED.format(ref=target.ref))


@verb
async def create_ticket(app: Room) -> None:
    """Have the portal create the ticket."""
    target = Target.chosen(app)
    if (refusal := availability.create_ticket(app)) is not None:
        raise refusal
    before = ""
    if is_uncertain(target.incident):
        before = f"{MAY_BE_THERE} "
    sure = Sure(
        f"Create the ticket of {target.ref}?",
        f"{before}The support portal makes one, and logs in it what clients were told.",
        yes="Create it",
        leave="Not now",
    )
    if await app.ask(sure) == "yes":
        told = ASKED.format(ref=target.ref)
        await app.record(lambda desk: desk.create_ticket(target.ref), told=told)


def is_uncertain(incident: Incident) -> bool:
    """Whether it is not known of the ticket that was asked for last whether it is there."""
    last = ticketing.creation(incident)
    return last is not None and last.outcome is DeliveryOutcome.UNCERTAIN


@verb
async def log_again(app: Room) -> None:
    """Have what is not logged written to the ticket once more, or say that it stands there by hand."""
    target = Target.chosen(app)
    incident = target.incident
    lacking = refused_or_waiting(incident)
    if not lacking:
        raise Refused("all that is to be logged of {ref} is logged", ref=incident.ref)
    how = Choice(
        "how",
        Part.CREATE,
        [(True, "write it once more"), (False, "it is there, written by hand")],
        True,
        rule="log_again",
    )
    ids = [each.entry.id for each in lacking]

    def prepare() -> Callable[[Desk], Done]:
        if how.value:
            return lambda desk: desk.log_again(target.ref, comments=ids)
        return target.act(portal_writes.say_logged, comments=ids)

    dialog = FormDialog(
        f"Log it in {incident.ticket}",
        f"What the support portal lacks of {target.ref}: {in_short(lacking)}.",
        [how],
        commit="Log it",
        prepare=prepare,
    )
    await app.ask(dialog)


def refused_or_waiting(incident: Incident) -> list[portal.Comment]:
    """Return what the portal refused; where it refused nothing, all that is not logged."""
    lacking = portal.not_logged(incident)
    return [each for each in lacking if each.asks] or lacking
