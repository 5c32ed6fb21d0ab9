"""A file to which messages are appended, one after another, for another program to read."""

from __future__ import annotations

import os
import re

from incident_console.delivery.parcel import Parcel
from incident_console.delivery.receipt import Receipt, delivered, uncertain, waiting
from incident_console.delivery.settings import File
from incident_console.domain.vocabulary import Proof
from incident_console.private_files import open_to_append

HEADING = "---"
"""How the line above a message begins."""
LINE_ENDS = "\n\r\v\f\x1c-\x1e\x85\u2028\u2029"
"""What any program may take for the end of a line."""


def send(parcel: Parcel, settings: File) -> Receipt:
    """Append a message once, on the disk before it is delivered; the file is its owner's alone (0600)."""
    path = settings.folder / settings.path
    try:
        handle = open_to_append(path)
    except OSError as error:
        return waiting(f"{path} cannot be written: {error.strerror or error}")
    try:
        return append(handle, entry(parcel))
    finally:
        os.close(handle)


def append(handle: int, written: bytes) -> Receipt:
    """Write all of it in one piece, so that what two consoles write stands one after the other."""
    try:
        count = os.write(handle, written)
    except OSError as error:
        return waiting(f"nothing was written: {error.strerror or error}")
    if count < len(written):
        return uncertain(f"only {count} of {len(written)} bytes were written; the disk is full")
    try:
        os.fsync(handle)
    except OSError as error:
        return uncertain(f"it may not be on the disk: {error.strerror or error}")
    return delivered(Proof.ACCEPTED)


def entry(parcel: Parcel) -> bytes:
    """Return a message with a line above it that says what it is, and an empty one below.

    Nothing in its text can be taken for such a line: one that begins as they do has a blank before it.
    """
    to = f" to {parcel.client}" if parcel.client else ""
    head = f"{HEADING} {parcel.at:%Y-%m-%dT%H:%M:%SZ} {parcel.ref} {parcel.kind}{to} {parcel.key}"
    text = re.sub(rf"(^|[{LINE_ENDS}])(?={HEADING})", r"\1 ", parcel.text)
    return f"{head}\n{text}\n\n".encode("utf-8", "replace")
