"""Which console this is: an id of its own for this file on this machine, minted anew in a copy."""

from __future__ import annotations

import os
from pathlib import Path

from incident_console.store import engine
from incident_console.store.file import Identity

MACHINE_FILES = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))


def machine() -> str:
    """Return a name for this machine that gives nothing of it away."""
    from hashlib import sha256

    source = ""
    for path in MACHINE_FILES:
        try:
            source = path.read_text().strip()
        except OSError:
            # Not every system has each of these files.
            continue
        if source:
            break
    if not source:
        import uuid

        source = f"{uuid.getnode():x}"
    return sha256(f"incident-console {source} {node()}".encode()).hexdigest()[:32]


def node() -> str:
    """Return the name of this machine in its network."""
    if hasattr(os, "uname"):
        return os.uname().nodename
    import platform

    return platform.node()


def known(connection: engine.Connection, identity: Identity) -> str | None:
    """Return the console that this machine is in this very file, None where it has not written here yet."""
    found = engine.value(
        connection,
        "SELECT id FROM consoles WHERE machine = ? AND inode = ?",
        (machine(), signed(identity[1])),
    )
    return None if found is None else str(found)


def mint(connection: engine.Connection, identity: Identity) -> str:
    """Return this machine's console in this very file, entering a new one if need be.

    A copied or restored file has another inode, so that two copies never count under one id.
    """
    import uuid

    joined = connection.in_transaction
    if not joined:
        connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(
            "INSERT INTO consoles (id, machine, inode, started_at)"
            " VALUES (?, ?, ?, strftime('%Y-%m-%dT%H:%M:%f000Z', 'now')) ON CONFLICT DO NOTHING",
            (str(uuid.uuid4()), machine(), signed(identity[1])),
        )
        if not joined:
            connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction and not joined:
            connection.execute("ROLLBACK")
        raise
    minted = known(connection, identity)
    assert minted is not None
    return minted


def renew(connection: engine.Connection, identity: Identity) -> None:
    """Forget this machine's console in this very file.

    Its count went on twice, or went back: whatever is written next gets a new one.
    """
    connection.execute(
        "DELETE FROM consoles WHERE machine = ? AND inode = ?", (machine(), signed(identity[1]))
    )


def forget_all(connection: engine.Connection) -> None:
    """Take every console out of a copy: whoever writes into it is another one than in the original."""
    connection.execute("DELETE FROM consoles")


def signed(number: int) -> int:
    """Bring an inode into SQLite's range of integers."""
    return number - (1 << 64) if number >= 1 << 63 else number
