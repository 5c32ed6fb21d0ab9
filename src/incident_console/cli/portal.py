"""What commands say of the support portal: what creating a ticket came to, what is logged (R 6.4, R 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from incident_console.cli.answers import advise, line
from incident_console.cli.failures import PROGRAM
from incident_console.domain.portal import comments, is_kept
from incident_console.domain.portal_writes import LoggedByHand, PortalWriteRetried
from incident_console.domain.refusal import Act
from incident_console.domain.ticketing import creation
from incident_console.domain.vocabulary import DeliveryOutcome
from incident_console.wording.commands import command
from incident_console.words import clock

if TYPE_CHECKING:
    from incident_console.cli.caller import Caller
    from incident_console.desk import Done
    from incident_console.domain.colleagues import Portal
    from incident_console.domain.incident import Incident
    from incident_console.reports.portal_state import Writing
    from incident_console.store.store import Store


def say_portal(caller: Caller, done: Done) -> None:
    """Say on stderr what came of what an act had written to the portal; nothing where it had nothing."""
    from incident_console.reports.portal_state import comment_writings, creation_writing

    incident, store = done.incident, caller.desk.store
    if not done.entries or not is_kept(incident, caller.policy):
        return
    asked, last = creation(incident), creation_writing(incident, store)
    by_this = asked is not None and asked.request.seq >= done.entries[0].seq
    if by_this and last is not None:
        say_creation(caller, incident, last)
    if incident.ticket is not None:
        mine = comments_of(done, whole=by_this)
        say_comments(
            caller, incident, [each for each in comment_writings(incident, store) if each.about in mine]
        )


def say_ticket(caller: Caller, incident: Incident) -> None:
    """Say on stderr what came of creating the ticket, and of all that is logged in it."""
    from incident_console.reports.portal_state import comment_writings, creation_writing

    store = caller.desk.store
    if (last := creation_writing(incident, store)) is not None:
        say_creation(caller, incident, last)
    if incident.ticket is not None:
        say_comments(caller, incident, comment_writings(incident, store))


def portal_data(caller: Caller, done: Done) -> dict[str, Any]:
    """Return what came of what an act had written to the portal, as JSON has it; mostly nothing."""
    from incident_console.reports.portal_state import portal_row

    row = portal_row(done.incident, caller.desk.store) if done.entries else None
    if row is None:
        return {}
    asked = creation(done.incident)
    by_this = asked is not None and asked.request.seq >= done.entries[0].seq
    mine = comments_of(done, whole=by_this)
    told = [each for each in row["comments"] if each["event"] in mine]
    if not by_this and not told:
        return {}
    return {"portal": {**row, "creation": row["creation"] if by_this else None, "comments": told}}


def comments_of(done: Done, *, whole: bool) -> set[str]:
    """Return the comments that an act is told of, by their entries: its own, of a new ticket all of them."""
    from incident_console.cli.carrying import written

    incident, entries = done.incident, {entry.id for entry in done.entries}
    messages = {message.id for message in written(done)}
    again = (entry.event for entry in done.entries)
    about = {
        each for one in again if isinstance(one, PortalWriteRetried | LoggedByHand) for each in one.about
    }
    return {
        each.entry.id
        for each in comments(incident)
        if whole
        or incident.ticket_by in entries
        or each.entry.id in entries | about
        or (each.message is not None and each.message.id in messages)
    }


def say_creation(caller: Caller, incident: Incident, last: Writing) -> None:
    """Say what came of creating the ticket, and what is to be done where it is not there."""
    if last.is_there:
        return advise(line(f"The portal created the ticket {last.write.ticket if last.write else ''}."))
    if last.outcome is DeliveryOutcome.WAITING:
        advise(line(f"The ticket is not created yet: {last.said(caller.now(), clocked(caller))}"))
        return say_carrier(caller, last)
    why = f": {last.reason}" if last.reason else ""
    by_hand, once_more = (to_type(caller, act) for act in ways_on(incident))
    if last.outcome is DeliveryOutcome.UNCERTAIN:
        advise(line(f"Whether the portal created a ticket is uncertain{why}"))
        advise(
            f"Look there; where it is, name it, else have it created once more:\n  {by_hand}\n  {once_more}"
        )
    else:
        advise(line(f"The portal did not create a ticket{why}"))
        advise(f"Once what keeps it is mended, or by hand:\n  {once_more}\n  {by_hand}")
    return None


def ways_on(incident: Incident) -> tuple[Act, Act]:
    """Return what names the ticket by hand, and what has it created once more."""
    return Act("link_ticket", incident.ref), Act("create_ticket", incident.ref, create=True)


def say_comments(caller: Caller, incident: Incident, found: list[Writing]) -> None:
    """Say which comments are logged, and which are not, and why."""
    logged = [each.name for each in found if each.is_there]
    if logged:
        advise(line(f"Logged in {incident.ticket}: {', '.join(logged)}."))
    lacking = [each for each in found if not each.is_there]
    for each in lacking:
        how = each.said(caller.now(), clocked(caller))
        advise(line(f"Not logged in {incident.ticket}: {each.name}, {how}"))
        if each.asks(caller.now()):
            advise(f"Once what keeps it is mended:\n  {retried(caller, incident, each)}")
    for each in lacking[:1]:
        say_carrier(caller, each)


def say_carrier(caller: Caller, each: Writing) -> None:
    """Say who carries what still waits in this file."""
    from incident_console.cli.carrying import who_carries

    if each.row is not None and each.row.is_due_by_itself(caller.now()):
        advise(who_carries(caller))


def clocked(caller: Caller) -> Any:
    return lambda moment: caller.clocks(None).ours(moment, clock)


def retried(caller: Caller, incident: Incident, each: Writing) -> str:
    """Return the command that has a comment written once more."""
    from incident_console.reports.portal_state import comment_id

    return to_type(caller, Act("log_again", message=comment_id(incident, each.about)))


def to_type(caller: Caller, act: Act) -> str:
    return line(f"{PROGRAM} {caller.on_this_record()}{command(act, caller.clocks(None).mine)}")


def lacking_by_incident(caller: Caller, store: Store, portal: Portal) -> list[tuple[str, int]]:
    """Return the incidents of which the portal lacks something that was tried, and how much of each."""
    from incident_console.reports.portal_state import lacking, writings

    found = []
    for each in store.deliveries.left_inside(portal.way.channel):
        row = store.summary(each)
        if row is not None:
            incident = caller.incident(row.ref)
            left = lacking(incident, writings(incident, store, caller.policy).values(), caller.now())
            found += [(row.ref, len(left))] if left else []
    return found
