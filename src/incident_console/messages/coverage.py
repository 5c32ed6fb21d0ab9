"""Which of its texts a client would read in another language than agreed, before any of them is sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from incident_console import languages
from incident_console.domain.policy import ClientProfile
from incident_console.domain.vocabulary import MessageKind
from incident_console.messages.render import LANGUAGES, one_line, template
from incident_console.messages.write import read_by

FILE = "{kind}.txt.jinja"
"""The name of the template of a kind of message, in a client's folder."""


def shortcomings(client: ClientProfile) -> Iterator[str]:
    """Yield what is amiss with the templates of a client, a sentence without its full stop each."""
    folder = None if client.templates is None else Path(client.templates)
    if folder is not None and not folder.is_dir():
        yield f"templates: there is no folder {folder}"
    language = read_by(client)
    own = languages.base(language) in LANGUAGES
    lacking = [kind for kind in MessageKind if folder is None or not file_of(folder, kind).is_file()]
    if lacking and not own:
        named = ", ".join(FILE.format(kind=kind) for kind in lacking)
        where = "no templates are named" if folder is None else f"{folder} lacks {named}"
        what = "all texts" if len(lacking) == len(MessageKind) else "these texts"
        ours = " and ".join(LANGUAGES)
        yield f"language: our texts come in {ours}, and {where}, so {what} go out in English"
    if folder is not None:
        yield from unusable(folder)


def unusable(folder: Path) -> Iterator[str]:
    """Yield which files of a folder are no template of ours, or none that can be read as one."""
    known = {FILE.format(kind=kind) for kind in MessageKind}
    for file in sorted(folder.glob("*.jinja")):
        if file.name not in known:
            yield f"templates: {file} is the template of no message; there are {', '.join(sorted(known))}"
            continue
        try:
            template(file)
        # Whatever a template does wrong comes as an exception of any kind.
        except Exception as error:
            yield f"templates: {file} cannot be used: {one_line(error)}"


def file_of(folder: Path, kind: MessageKind) -> Path:
    """Return the template of a kind of message, as a client's folder has it."""
    return folder / FILE.format(kind=kind)
