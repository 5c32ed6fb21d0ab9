"""The messages that are left to go out, as a list: how each stands, and what is done about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from incident_console.cli.answers import cut, line, say, say_json, table
from incident_console.cli.caller import Caller
from incident_console.cli.carrying import is_left, to_do, who_carries
from incident_console.cli.failures import PROGRAM
from incident_console.cli.unheard import list_inside, unheard_by_incident
from incident_console.domain.waiting_messages import set_aside
from incident_console.wording.names import NOT_OUT, message_kind, message_name
from incident_console.words import clock

if TYPE_CHECKING:
    from incident_console.domain.incident import Incident
    from incident_console.reports.deliveries import Way
    from incident_console.store.board import WaitingMessage
    from incident_console.store.store import Store


def list_outbox(caller: Caller, as_json: bool) -> None:
    """List what waits to reach clients, what a merge set aside, and what colleagues have not heard."""
    store = caller.reader
    waiting = [] if store is None else store.outbox(limit=-1, unfinished=True)
    incidents = {message.ref: caller.incident(message.ref) for message in waiting}
    if as_json:
        found = [(incidents[message.ref], message) for message in waiting]
        say_json([outbox_row(caller, incident, row.id) for incident, row in found])
        return
    aside = [] if store is None else set_aside_lines(caller, store)
    if not waiting:
        say("No message is left to go out.")
    else:
        say_waiting(caller, waiting, incidents)
    if aside:
        say("\nNot to be posted any more, for it does not hold beside what another copy recorded:")
        say("\n".join(aside))
    if unheard_by_incident(caller):
        say("\nFor colleagues, and no client's:")
        list_inside(caller, as_json=False)
    if store is not None:
        say_not_logged(caller, store)


def say_not_logged(caller: Caller, store: Store) -> None:
    """Name the incidents of which the support portal lacks something."""
    portal = caller.policy.colleagues.portal
    if portal is None:
        return
    from incident_console.cli.portal import lacking_by_incident

    if lacking := lacking_by_incident(caller, store, portal):
        say("\nNot in the support portal yet; show says what, and why:")
        say("\n".join(f"{ref}  {left}" for ref, left in lacking))


def outbox_row(caller: Caller, incident: Incident, message: str) -> dict[str, Any]:
    """Return a message that waits as JSON has it, with what came of it at each recipient."""
    from incident_console.reports.deliveries import delivery_rows
    from incident_console.reports.message_rows import unsent_row

    row = unsent_row(incident.messages[message], incident)
    ways = ways_of_message(caller, incident, message)
    return {**row, "deliveries": delivery_rows(incident, ways)} if ways else row


def ways_of_message(caller: Caller, incident: Incident, message: str) -> list[Way]:
    """Return what came of a message at each recipient; nothing where it has no channel."""
    if not incident.messages[message].deliveries or caller.reader is None:
        return []
    from incident_console.reports.deliveries import ways_of

    return ways_of(incident, caller.reader.deliveries, [incident.messages[message]])


def say_waiting(caller: Caller, waiting: list[WaitingMessage], incidents: Mapping[str, Incident]) -> None:
    """The messages that wait, and what to do with them."""
    from incident_console.reports.message_rows import unsent_row

    clocks, rows, postable = caller.clocks(None), [], []
    for message in waiting:
        incident = incidents[message.ref]
        row = unsent_row(incident.messages[message.id], incident)
        since = clocks.ours_in_full(message.waiting_since)
        text = cut(line(message.text), 60)
        kind = message_kind(message.kind) + (" (overtaken)" if row["overtaken"] else "")
        whom = f"to {cut(line(', '.join(row['clients'])), 40)}" if incident.has_several else ""
        stands = NOT_OUT if incident.messages[message.id].waiting else "out, not by all channels"
        rows.append((row["id"], kind, f"{stands}, written {since}", whom, text))
        if not row["overtaken"]:
            postable.append(row["id"])
    several = any(whom for *_, whom, _ in rows)
    lines, left = table(rows if several else [(*row[:3], row[4]) for row in rows]), False
    for message, row_text in zip(waiting, lines, strict=True):
        say(row_text)
        ways = ways_of_message(caller, incidents[message.ref], message.id)
        say_each_way(caller, ways)
        for each in to_do(caller, incidents[message.ref], ways):
            say(f"  {each}")
        left |= is_left(caller, ways)
    say_below(caller, postable, rows, several)
    if left:
        say(f"\n{who_carries(caller)}")


def say_each_way(caller: Caller, ways: list[Way]) -> None:
    """Say how far a message is by each of its ways."""
    if not ways:
        return
    from incident_console.cli.ways import says

    for each in ways:
        say(f"  {says(each, caller.clocks(None))}")
        if each.delivery.url:
            say(f"    {line(each.delivery.url)}")


def say_below(caller: Caller, postable: list[str], rows: Sequence[tuple[str, ...]], several: bool) -> None:
    """Say below the messages what a person does about them."""
    if postable:
        command = f"{PROGRAM} {caller.on_this_record()}outbox posted {postable[0]}"
        say(f"\nWhen one is posted: {line(command)}")
        if several:
            say("With --client NAME where not all have it.")
    if len(postable) < len(rows):
        over = next(name for name, *_ in rows if name not in postable)
        command = f"{PROGRAM} {caller.on_this_record()}outbox discard {over} --why …"
        say("\nWhat is overtaken speaks of a promise that no longer stands: it is not to be posted.")
        say(f"To have it here no more: {line(command)}")


def set_aside_lines(caller: Caller, store: Store) -> list[str]:
    """What a merge took out of the outbox, and why, as long as the client has heard nothing newer."""
    from incident_console.delivery.outbox import outbox_id
    from incident_console.reports.verdicts import conflict

    rows: list[tuple[str, ...]] = []
    for ref in store.set_aside():
        incident, _ = caller.readable(ref)
        entries = {entry.id: entry for entry in incident.entries}
        for message in set_aside(incident):
            why = conflict(entries[message.id], incident, caller.clocks(incident.client), dates=clock)
            name = outbox_id(incident, message)
            rows.append((name, message_name(message), f"of {line(message.by)}", line(why or "")))
    return table(rows)
