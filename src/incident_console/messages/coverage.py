"""Which of its texts a client would read in another language than agreed, before any of them is sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from incident_console import languages
from incident_console.domain.entry import MessageEvent
from incident_console.domain.incident import Incident
from incident_console.domain.policy import ClientProfile, Policy
from incident_console.domain.text import name_key
from incident_console.domain.vocabulary import MessageKind
from incident_console.messages.markup import html_values, their_html
from incident_console.messages.render import LANGUAGES, MARKUP, TemplateBroken
from incident_console.messages.write import read_by, words

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
        yield from misnamed(folder)
        yield from broken(client)


def misnamed(folder: Path) -> Iterator[str]:
    """Yield which files of a folder are the template of no message."""
    texts = {FILE.format(kind=kind) for kind in MessageKind}
    known = texts | {f"{kind}{MARKUP}" for kind in MessageKind}
    for file in sorted(folder.glob("*.jinja")):
        if file.name not in known:
            yield (
                f"templates: {file} is the template of no message; there are {', '.join(sorted(texts))}, "
                f"and the same with {MARKUP} for the HTML of mails"
            )


def broken(client: ClientProfile) -> Iterator[str]:
    """Yield which templates of a client do not work, each tried with a message of its kind."""
    from incident_console.messages.samples import NOW, sample_incident, sample_messages

    policy = Policy(clients={name_key(client.name): client})
    incident = sample_incident(policy, client.name)
    for event in sample_messages():
        try:
            text = words(incident, event, policy, NOW)
            their_html(client.templates or "", event.kind, sample_values(incident, event, client, text))
        except TemplateBroken as problem:
            yield f"templates: {problem}"


def sample_values(
    incident: Incident, event: MessageEvent, client: ClientProfile, text: str
) -> dict[str, object]:
    """Return what a template of HTML is given for a sample."""
    return html_values(
        text=text,
        title=incident.title,
        ref=incident.ref,
        client=client.name,
        kind=event.kind,
        number=2,
        drill=False,
    )


def file_of(folder: Path, kind: MessageKind) -> Path:
    """Return the template of a kind of message, as a client's folder has it."""
    return folder / FILE.format(kind=kind)
