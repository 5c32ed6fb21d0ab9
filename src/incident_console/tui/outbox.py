"""Messages as private files beside the record, for whoever posts them by hand."""

from __future__ import annotations

import os
import re
from pathlib import Path

from incident_console.domain.incident import Incident
from incident_console.domain.parts import Message
from incident_console.paths import outbox_folder

UNSAFE = re.compile(r"[^A-Za-z0-9-]+")


def outbox_id(incident: Incident, message: Message) -> str:
    """What the outbox calls a message: `7K3Q-5`."""
    return f"{incident.ref.removeprefix('INC-')}-{message.seq}"


def file_name(incident: Incident, message: Message) -> str:
    """A name of letters, digits and dashes, whatever the reference is made of."""
    return UNSAFE.sub("-", f"{outbox_id(incident, message)}-{message.kind}") + ".txt"


def write(record: Path, incident: Incident, message: Message) -> Path | str:
    """Write a message into the outbox folder for its owner alone (0600).

    Returns:
        The file, or in one line why there is none: the message itself is recorded all the same.
    """
    try:
        path = outbox_folder(record) / file_name(incident, message)
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
        with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(message.words + "\n")
    except OSError as error:
        return f"the file in the outbox folder could not be written: {error.strerror or error}"
    return path


def forget(record: Path, incident: Incident, message: Message) -> None:
    """Take the file of a message away that is out, or will never be."""
    try:
        (outbox_folder(record) / file_name(incident, message)).unlink(missing_ok=True)
    except OSError:
        return
