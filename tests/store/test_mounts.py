"""Telling network filesystems from local ones."""

from pathlib import Path

import pytest

from incident_console.store import file
from incident_console.store.errors import StoreRefused
from incident_console.store.mounts import filesystem, network_filesystem

MOUNTS = r"""
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:26 / /mnt/nas rw - nfs4 nas:/export rw,vers=4.2
31 22 0:27 / /home/alice/far\040away rw - fuse.sshfs alice@host: rw
32 22 0:28 / /mnt/nas/disk rw - xfs /dev/vdb rw
33 22 0:29 / /secret rw - fuse.gocryptfs /dev/fuse rw
34 22 0:30 / /wsl rw - 9p drvfs rw
35 22 0:31 / /over rw - ext4 /dev/vdc rw
36 35 0:32 / /over rw - cifs //server/share rw
37 22 0:33 / /unknown rw master:5 - fuse.somecloud cloud rw
this line is broken
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/x.db", None),
        ("/mnt/nas/x.db", "nfs4"),
        ("/mnt/nasty/x.db", None),
        ("/mnt/nas/disk/x.db", None),
        ("/home/alice/far away/x.db", "fuse.sshfs"),
        ("/secret/x.db", None),
        ("/wsl/x.db", "9p"),
        ("/over/x.db", "cifs"),
        ("/unknown/x.db", "fuse.somecloud"),
    ],
)
def test_the_innermost_mount_decides(path: str, kind: str | None) -> None:
    assert network_filesystem(path, MOUNTS) == kind


def test_without_a_list_of_mounts_nothing_is_claimed() -> None:
    assert filesystem("/x.db", "") is None
    assert network_filesystem("/x.db", "") is None


def test_a_file_on_a_network_filesystem_is_refused_before_it_is_made_or_opened(tmp_path: Path) -> None:
    mounts = f"30 22 0:26 / {tmp_path} rw - nfs4 nas:/export rw"
    with pytest.raises(StoreRefused, match=r"network filesystem \(nfs4\).*local disk"):
        file.examine(tmp_path / "new.db", mountinfo=mounts)
    assert not list(tmp_path.iterdir())
