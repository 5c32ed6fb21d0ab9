"""Saving a copy of the record as it is held open, also where its own file was deleted or replaced."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from incident_console.desk import Desk
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.forms.field import FieldError
from incident_console.tui.forms.fields import Line
from incident_console.tui.room.room import Room
from incident_console.tui.verbs.verb import verb


@verb
async def save_copy(app: Room) -> None:
    """Copy what the war room holds open into a new file; nothing is overwritten."""
    store, moment = app.reader.store, app.reader.now()
    proposed = store.path.with_name(f"{store.path.name}.held-{moment:%Y%m%dT%H%M%SZ}")
    path = Line("path", "File", str(proposed))

    def given() -> Path:
        if not path.text.strip():
            raise FieldError(path, "the file is missing; give the path of a file that does not exist yet")
        return Path(path.text.strip()).expanduser()

    def copying() -> Callable[[Desk], Path]:
        to = given()
        # What is held is in the reader's handle: the writer's may be of another file, or of none.
        return lambda desk: store.save_copy(to)

    dialog = FormDialog(
        "Save a copy of the record",
        "All that this console holds open, as it is now; nothing is overwritten.",
        [path],
        commit="Save",
        prepare=copying,
    )
    written = await app.ask(dialog)
    if written is not None:
        app.tell(f"Saved: {written}.")
