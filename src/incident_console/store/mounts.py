"""Which filesystem a path lies on, and whether a SQLite file is safe there."""

from __future__ import annotations

import os
from pathlib import Path

MOUNTINFO = Path("/proc/self/mountinfo")

NETWORK = {
    *(
        "9p",
        "afs",
        "acfs",
        "beegfs",
        "ceph",
        "cifs",
        "coda",
        "davfs",
        "drvfs",
        "glusterfs",
        "gfs",
        "gfs2",
        "gpfs",
    ),
    *(
        "lustre",
        "ncpfs",
        "nfs",
        "nfs3",
        "nfs4",
        "ocfs2",
        "orangefs",
        "panfs",
        "prl_fs",
        "pvfs2",
        "smb",
        "smb2",
    ),
    *("smb3", "smbfs", "vboxsf", "virtiofs", "vmhgfs"),
}
LOCAL_FUSE = {
    *(
        "bindfs",
        "cryfs",
        "encfs",
        "ext2",
        "exfat",
        "fuse-overlayfs",
        "gocryptfs",
        "mergerfs",
        "ntfs",
        "ntfs-3g",
    ),
}


def mounts(mountinfo: str) -> list[tuple[str, str]]:
    """Return (mount point, filesystem type) in the order of mounting; the last one at a place is seen."""
    found = []
    for line in mountinfo.splitlines():
        before, separator, after = line.partition(" - ")
        fields = before.split(" ")
        if separator and len(fields) >= 5 and after:
            found.append((unescape(fields[4]), after.split(" ")[0]))
    return found


def unescape(name: str) -> str:
    """Undo the octal escapes that the kernel writes for blanks and backslashes."""
    for escape, character in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        name = name.replace(escape, character)
    return name


def filesystem(path: str, mountinfo: str) -> str | None:
    """Return the type of the filesystem under an absolute, resolved path; None if it cannot be told."""
    best, kind = -1, None
    for point, name in mounts(mountinfo):
        root = point.rstrip("/") + "/"
        if (path + "/").startswith(root) and len(root) >= best:
            best, kind = len(root), name
    return kind


def network_filesystem(path: str, mountinfo: str | None = None) -> str | None:
    """Return the name of the network filesystem under a path, or None where it is local or cannot be told.

    A FUSE filesystem counts as one unless it is known to be local: nobody answers for its locks.

    Args:
        path: absolute and resolved.
        mountinfo: the text to read instead of the kernel's own.
    """
    if os.name == "nt" and path.startswith("\\\\"):
        return "a Windows share"
    if mountinfo is None:
        try:
            mountinfo = MOUNTINFO.read_text(errors="surrogateescape")
        except OSError:
            # Where the kernel tells nothing of mounts there is nothing to refuse by.
            return None
    kind = filesystem(path, mountinfo)
    if kind is None:
        return None
    if kind == "fuse" or (kind.startswith("fuse.") and kind.removeprefix("fuse.") not in LOCAL_FUSE):
        return kind
    return kind if kind in NETWORK else None
