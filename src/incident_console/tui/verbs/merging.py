"""Keys for copies that went apart: bringing one in, and saying that a client knows it is over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from incident_console.desk import Desk
from incident_console.domain import ending
from incident_console.domain.refusal import Part
from incident_console.paths import NoSuchPlace, expanded
from incident_console.reports import merging
from incident_console.store.merging import Merged
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.question import Sure
from incident_console.tui.dialogs.reading import Reading
from incident_console.tui.forms.field import FieldError
from incident_console.tui.forms.fields import Line, Prose
from incident_console.tui.render.content import shown
from incident_console.tui.room.room import Room
from incident_console.tui.room.target import Target
from incident_console.tui.verbs.verb import verb


@verb
async def merge(app: Room) -> None:
    """Bring in what another copy of the record holds, and read what came of it."""
    path = Line("path", "File", placeholder="e.g. ~/laptop/incidents.db")

    def given() -> Path:
        if not path.text:
            raise FieldError(path, "the file is missing; give the path of another copy of the record")
        try:
            return expanded(path.text)
        except NoSuchPlace as problem:
            raise FieldError(path, str(problem)) from problem

    def bring_in() -> Callable[[Desk], Merged]:
        file = given()
        return lambda desk: desk.merge(file)

    dialog = FormDialog(
        "Merge another copy of the record",
        "All that it holds comes in; it is only read. What does not hold on both sides is named.",
        [path],
        commit="Merge",
        prepare=bring_in,
    )
    merged = await app.ask(dialog)
    if merged is not None:
        app.refresh_board()
        await app.ask(answer(app, merged))


def answer(app: Room, merged: Merged) -> Reading:
    """What a merge brought, to be read."""
    incidents = {came.ref: app.reader.incident(came.ref) for came in merged.touched}
    lines = merging.sentences(merged, incidents, app.view().clocks)
    return Reading("Merged", "What came, and what does not hold", [shown(line) for line in lines], yes="")


@verb
async def told(app: Room) -> None:
    """Say that the client of an ended incident knows that it is over."""
    target = Target.chosen(app)
    how = Prose("what", Part.WHAT, rule="say_told")
    dialog = FormDialog(
        f"The client of {target.ref} knows that it is over",
        "The word that they were promised beyond the end is owed no longer.",
        [how],
        commit="Record",
        prepare=lambda: target.act(ending.say_told, what=how.text),
        sure=lambda: Sure(
            f"Does the client of {target.ref} know?",
            "What they were promised beyond the end is owed no longer.",
            yes="They know",
            leave="Back to writing",
        ),
    )
    if await app.ask(dialog) is not None:
        app.tell(f"Recorded: the client of {target.ref} knows that it is over.")
