"""Writing an incident as a document into a file, for review or for keeping."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from incident_console.desk import Desk
from incident_console.reports.files import NotWritten, file_name, write_new
from incident_console.store.errors import StoreRefused
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.forms.field import FieldError
from incident_console.tui.forms.fields import Line
from incident_console.tui.room.room import Room
from incident_console.tui.room.target import Target
from incident_console.tui.verbs.verb import verb

ENDINGS = {".md": "md", ".html": "html", ".json": "json", ".csv": "csv"}
"""The format, by how a file's name ends."""


@verb
async def export(app: Room) -> None:
    """Write the chosen incident into a new file; its name says in which format."""
    target = Target.chosen(app)
    file = Line("path", "File", str(unused(Path.cwd(), target.ref)))
    endings = ", ".join(ENDINGS)

    def prepare() -> Callable[[Desk], Path]:
        path = Path(file.text.strip()).expanduser()
        form = ENDINGS.get(path.suffix.lower())
        if form is None:
            raise FieldError(file, f"the ending says the format: {endings}")
        return partial(written, ref=target.ref, form=form, path=path, damage=app.damage)

    dialog = FormDialog(
        f"Export {target.ref}",
        f"A document for review or for keeping; the ending says the format: {endings}.",
        [file],
        commit="Write",
        prepare=prepare,
    )
    path = await app.ask(dialog)
    if path is not None:
        app.tell(f"Written: {path}.")


def unused(folder: Path, ref: str) -> Path:
    """Return a name for a document of an incident that no file has yet."""
    plain = folder / file_name(ref, "md")
    numbered = (plain.with_name(f"{plain.stem}-{n}.md") for n in range(2, 100))
    return next((path for path in (plain, *numbered) if not path.exists()), plain)


def written(desk: Desk, *, ref: str, form: str, path: Path, damage: str) -> Path:
    """Write the document and return where it is.

    Args:
        damage: why it is not all of the incident; empty where it is.

    Raises:
        StoreRefused: the name is taken or unfit, or the disk refuses.
    """
    from incident_console.reports.export import export as document

    incident = desk.incident(ref)
    anchor = desk.store.anchor(incident.id)
    text = document(incident, form, desk.now(), desk.policy, anchor=anchor, damaged=damage)
    try:
        return write_new(path, text)
    except NotWritten as error:
        raise StoreRefused(str(error)) from error
