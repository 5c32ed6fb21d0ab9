"""The outbox folder: each message that waits as a private file beside the record, to be posted by hand."""

from __future__ import annotations

import os
import re
from pathlib import Path

import msgspec

from incident_console import owners, private_files
from incident_console.domain import naming
from incident_console.domain.incident import Incident
from incident_console.domain.message import Addressee, Message

LONGEST = 80
"""Characters of a file's name before its ending."""

UNSAFE = re.compile(r"[^A-Za-z0-9-]+")


class Filed(msgspec.Struct, frozen=True):
    """What came of bringing the folder up to date."""

    changed: bool
    """Whether a file was written or removed."""
    troubles: tuple[str, ...] = ()
    """What could not be done, each in one line."""


def outbox_id(incident: Incident, message: Message) -> str:
    """What the outbox calls a message: `7K3Q-H4TC`, the same on every copy."""
    return naming.outbox_id(incident.ref, message.id, incident.messages)


def folder(record: Path) -> Path:
    """Where the files of a record's messages are; it is made with the first of them."""
    return record.expanduser().absolute().with_name(f"{record.name}.outbox")


def file_name(incident: Incident, message: Message, to: Addressee | None = None) -> str:
    """A name of letters, digits and dashes, whatever the reference and the client's name are made of.

    The client is in it, with their number, where the incident has several.
    """
    for_whom = "" if to is None else f"-{to.ledger + 1}-{(to.client or '').lower()}"
    return UNSAFE.sub("-", f"{outbox_id(incident, message)}-{message.kind}{for_whom}")[:LONGEST] + ".txt"


def files_of(record: Path, incident: Incident, message: Message) -> list[Path]:
    """The files of a message, one for each client whom it waits for; none once it is out."""
    place = folder(record)
    paths = [place / file_name(incident, message, named(incident, each)) for each in message.to_tell]
    return [path for path in paths if path.exists()]


def file_of(record: Path, incident: Incident, message: Message) -> Path | None:
    """The file of a message for the first client whom it waits for; None where it has none."""
    return next(iter(files_of(record, incident, message)), None)


def named(incident: Incident, to: Addressee) -> Addressee | None:
    """The client whom a file names: nobody where there is only one."""
    return to if incident.has_several else None


def bring_up_to_date(record: Path, incident: Incident) -> Filed:
    """Write the file of each message of an incident that is to be posted, and remove those of its others.

    What goes out by itself has none as long as that may still succeed.
    What is recorded stays so whatever comes of it. Files of other names are left alone.
    """
    if not incident.messages:
        return Filed(changed=False)
    place = folder(record)
    present = names_in(place)
    waiting = {
        file_name(incident, message, named(incident, each)): message.words_for(each.client)
        for message in incident.waiting
        for each in incident.to_post(message)
    }
    changed, troubles = False, []
    # One that is there stays: the words of a message never change, and somebody may be posting from it.
    for name in waiting.keys() - present:
        try:
            owners.make_folder(place, record)
            private_files.replace(place / name, f"{waiting[name]}\n", owners.giving(record))
            changed = True
        except OSError as error:
            troubles.append(f"{name} in the outbox folder could not be written: {error.strerror or error}")
    for name in sorted(over(incident, present - waiting.keys())):
        try:
            (place / name).unlink(missing_ok=True)
            changed = True
        except OSError as error:
            why = f"could not be removed: {error.strerror or error}"
            troubles.append(f"{name} in the outbox folder is not to be posted any more, and {why}")
    return Filed(changed, tuple(troubles))


def names_in(place: Path) -> frozenset[str]:
    """The files in a folder, without links; none where it cannot be read, so that what waits is written."""
    try:
        with os.scandir(place) as found:
            return frozenset(each.name for each in found if each.is_file(follow_symlinks=False))
    except OSError:
        return frozenset()


def over(incident: Incident, names: frozenset[str]) -> frozenset[str]:
    """Those of the names that are an incident's messages'."""
    begin = UNSAFE.sub("-", f"{incident.ref.removeprefix(naming.PREFIX)}-")
    if not any(name.startswith(begin) for name in names):
        return frozenset()
    theirs = {file_name(incident, message) for message in incident.messages.values()}
    if incident.has_several:
        theirs |= {
            file_name(incident, message, each)
            for message in incident.messages.values()
            for each in message.addressees.values()
        }
    return names & theirs
