"""Sharing a record among several logins of one host: folder and file become a group's, or it is refused."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

import msgspec

from incident_console import owners
from incident_console.store.errors import StoreRefused
from incident_console.store.file import make_folder
from incident_console.store.mounts import network_filesystem


class Shared(msgspec.Struct, frozen=True, kw_only=True):
    """With whom a record is shared.

    `closed` is a folder above its own which the group cannot pass: until that changes, nobody gets there.
    """

    group: str
    gid: int
    closed: Path | None


def share(record: Path, group: str) -> Shared:
    """Make a record that exists a group's: its folder, itself, and all that lies beside it.

    Args:
        record: resolved.
        group: the name of a group of this host, or its number.

    Raises:
        StoreRefused: it cannot hold; the sentence says why. What was a group's already stays so.
    """
    gid = member_of(group)
    check_place(record, group)
    # The file before its folder: what SQLite makes beside it from now on takes its mode.
    for path in (record, record.parent, *owners.beside(record)):
        if path in owners.not_theirs(record, gid):
            give(path, gid, group)
    if left := owners.not_theirs(record, gid):
        raise StoreRefused(
            f"{left[0]} could not be given to {group}: its file system keeps no groups; "
            "give a record on a local disk with --db"
        )
    return Shared(group=group, gid=gid, closed=owners.closed_above(record, gid))


def holds(record: Path, group: str) -> bool:
    """Tell whether a record that exists is shared with a group already."""
    return owners.group_of(record) == number_of(group)


def make_shared_folder(record: Path, group: str) -> int:
    """Make the folder of a record that does not exist yet a group's; return the group's number.

    Raises:
        StoreRefused: it cannot hold.
    """
    gid = member_of(group)
    check_place(record, group)
    folder = record.parent
    try:
        make_folder(folder)
    except OSError as error:
        raise StoreRefused(
            f"{folder} cannot be made ({error.strerror}); have it made for {group}, or give another file "
            "with --db"
        ) from error
    if folder in owners.not_theirs(record, gid):
        give(folder, gid, group)
    return gid


def number_of(group: str) -> int:
    """Return the number of a group.

    Raises:
        StoreRefused: this host has no such group.
    """
    if os.name != "posix":
        raise StoreRefused("this system has no groups of logins to share a record with; leave the group out")
    import grp

    try:
        return int(group) if group.isascii() and group.isdecimal() else grp.getgrnam(group).gr_gid
    except (KeyError, ValueError, OverflowError):
        raise StoreRefused(
            f"there is no group {group} on this host; make it (groupadd), or name one that there is"
        ) from None


def member_of(group: str) -> int:
    """Return the number of a group that who acts belongs to; root belongs to every one.

    Raises:
        StoreRefused: there is none such, or who acts does not belong to it.
    """
    gid = number_of(group)
    if os.geteuid() != 0 and gid not in {os.getegid(), *os.getgroups()}:
        raise StoreRefused(
            f"you are not in the group {group}; have yourself added to it, log in again, then try again"
        )
    return gid


def check_place(record: Path, group: str) -> None:
    """Refuse a place where sharing cannot hold, or would give away more than the record.

    Raises:
        StoreRefused: a network filesystem, a folder that is everybody's, a home.
    """
    folder = record.parent
    if (kind := network_filesystem(str(record))) is not None:
        raise StoreRefused(
            f"{record} lies on a network filesystem ({kind}); share one on a local disk, with --db"
        )
    if str(folder) in private_places():
        raise StoreRefused(
            f"{folder} is no folder of the record's own, and all in it would be {group}'s; "
            "give a record in a folder of its own with --db"
        )
    if folder.exists() and folder.stat().st_mode & stat.S_ISVTX:
        raise StoreRefused(
            f"in {folder} nobody may take away what others made (sticky bit), so sharing cannot hold there; "
            "give a record in a folder of its own with --db"
        )


def private_places() -> set[str]:
    """Return folders that are never a record's own: the root, and the home of who acts."""
    import pwd

    places = {"/", str(Path.home().resolve())} if "HOME" in os.environ else {"/"}
    # In a container the user may have no entry.
    with suppress(KeyError):
        places.add(pwd.getpwuid(os.geteuid()).pw_dir)
    return places


def give(path: Path, gid: int, group: str) -> None:
    """Give one file or folder to a group.

    Raises:
        StoreRefused: it is another login's, or no file.
    """
    try:
        owners.hand_over(path, gid)
    except FileNotFoundError:
        return
    except PermissionError as error:
        raise StoreRefused(
            f"{path} belongs to {login_of(path)}, who alone can share it with {group}: "
            f"have them do it (incident-console share --group {group})"
        ) from error
    except OSError as error:
        raise StoreRefused(
            f"{path} cannot be shared ({error.strerror or error}); give another file with --db"
        ) from error


def login_of(path: Path) -> str:
    import pwd

    owner = os.lstat(path).st_uid
    try:
        return pwd.getpwuid(owner).pw_name
    except KeyError:
        return f"the login {owner}"
