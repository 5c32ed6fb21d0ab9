"""Keys for the clients of an incident: who is hit too, and who is not after all (C, Communication)."""

from __future__ import annotations

from typing import Any

from incident_console.desk import Done
from incident_console.domain import clients
from incident_console.domain.refusal import Part
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.question import Sure
from incident_console.tui.dialogs.sending import carried, message_form
from incident_console.tui.forms.choice import Choice
from incident_console.tui.forms.fields import Line, Prose
from incident_console.tui.room.room import Room
from incident_console.tui.room.target import Target
from incident_console.tui.room.target import clients as known_clients
from incident_console.tui.verbs.verb import verb


@verb
async def add_client(app: Room) -> None:
    """Name one more client, or the one who had no name."""
    target = Target.chosen(app)
    named = target.incident.clients
    suggest = [name for name in known_clients(app) if name not in named]
    client = Line("client", Part.CLIENT, rule="add_client", suggest=suggest)
    will = (
        f"Beside {target.audience_names}: they are owed a first update from now."
        if named
        else "Names the client of this incident; what they were promised stays."
    )
    dialog = FormDialog(
        f"A client of {target.ref}",
        will,
        [client],
        commit="Add",
        prepare=lambda: target.act(clients.add_client, client=client.text),
    )
    done = await app.ask(dialog)
    if done is not None:
        app.tell(f"{client.text.strip()} is a client of {target.ref}.{hears_first(app, done, client.text)}")


def hears_first(app: Room, done: Done, client: str) -> str:
    """Return by when who joined hears first, and with which key."""
    ledger = done.incident.ledger_of(client.strip())
    due = None if ledger is None or ledger.was_told else ledger.first_update_due
    if due is None:
        return ""
    view = app.view()
    return f" They hear first by {view.told(due, client, with_zone=True)}: {view.key('update')}"


@verb
async def drop_client(app: Room) -> None:
    """Say that a client is not concerned; told to them if they were told anything."""
    target = Target.chosen(app)
    names = target.incident.clients
    who = Choice("client", Part.CLIENT, [(name, name) for name in names], rule="drop_client")
    why = Prose("why", Part.WHY, rule="drop_client")

    def arguments() -> dict[str, Any]:
        return {"client": who.value, "why": why.text}

    form = message_form(
        target,
        f"Who is not concerned by {target.ref}?",
        "They get no further updates. Who was told anything is told this too, and leaves when they are.",
        [who, why],
        clients.drop_client,
        arguments,
        commit="Read it and drop",
        sure=lambda: Sure(
            f"Is {who.value} no client of {target.ref}?",
            "They were told nothing of it, and are owed no update any more.",
            yes="Drop them",
            leave="Back to writing",
        ),
    )
    done = await app.ask(form)
    if done is None:
        return
    if done.waiting is None:
        app.tell(f"{who.value} is no client of {target.ref} any more; they had been told nothing.")
    else:
        await carried(app, done)
