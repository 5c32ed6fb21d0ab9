"""One record for several logins of one host: it holds for all of it, or it is refused in a sentence."""

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from incident_console import owners
from incident_console.store import sharing
from incident_console.store.errors import StoreRefused
from incident_console.store.store import Store
from tests.store.logins import (
    ANN,
    BOB,
    GROUP,
    STRANGER,
    Answer,
    killed_as,
    needs_root,
    reachable_folder,
    run_as,
)
from tests.store.scribe import NOON, declare, note, record

UPDATE = ("--impact", "502 for a third", "--done", "rolled back", "--next", "watch", "--next-update", "+30m")


@pytest.fixture
def place() -> Iterator[Path]:
    """Where a record is to be that every login of the host can reach."""
    needs_root()
    with reachable_folder() as folder:
        yield folder / "record" / "incidents.db"


def said(done: Answer) -> str:
    assert done.status == 0, done.stderr
    return done.stdout


def modes(folder: Path) -> dict[str, tuple[int, int]]:
    """Mode and group of a folder and of all in it, by name."""
    found = {"": folder.stat()} | {str(p.relative_to(folder)): p.lstat() for p in folder.rglob("*")}
    return {name: (stat.S_IMODE(each.st_mode), each.st_gid) for name, each in found.items()}


def test_two_logins_work_on_one_record_and_all_that_either_makes_is_both_of_theirs(place: Path) -> None:
    place.parent.mkdir()
    os.chown(place.parent, ANN, ANN)
    ref = said(run_as(ANN, place, "declare", "Checkout answers 502", "--because", "production")).strip()
    assert place.stat().st_mode & 0o777 == 0o600
    assert "shared" in said(run_as(ANN, place, "share", "--group", str(GROUP)))
    said(run_as(ANN, place, "update", ref, *UPDATE))
    said(run_as(BOB, place, "--as", "ann", "update", ref, *UPDATE))
    with Store.open(place) as opened:
        said(run_as(BOB, place, "note", ref, "the pool is full"))
        said(run_as(ANN, place, "note", ref, "scaled it"))
        found = modes(place.parent)
        assert {"incidents.db-wal", "incidents.db-shm"} <= found.keys() or opened.journal() == "delete"
    assert len([name for name in found if name.startswith("incidents.db.outbox/")]) == 2
    for name, (mode, group) in found.items():
        is_folder = name in ("", "incidents.db.outbox")
        assert (name, oct(mode), group) == (name, oct(0o2770 if is_folder else 0o660), GROUP)
    outbox = json.loads(said(run_as(BOB, place, "outbox", "list", "--json")))
    for message in outbox:
        said(run_as(BOB, place, "--as", "ann", "outbox", "posted", message["id"]))
    assert not list((place.parent / "incidents.db.outbox").iterdir())
    assert json.loads(said(run_as(ANN, place, "verify", "--json")))["whole"]


def test_one_who_was_killed_while_writing_leaves_nothing_that_stops_the_other(place: Path) -> None:
    with Store.open(place, group=str(GROUP)):
        pass
    killed_as(BOB, place)
    left = modes(place.parent)
    assert left.keys() >= {"", "incidents.db"}
    assert {mode for name, mode in left.items() if name} == {(0o660, GROUP)}
    said(run_as(ANN, place, "note", ".", "going on"))
    assert json.loads(said(run_as(ANN, place, "verify", "--json")))["events"] == 2


def test_whoever_writes_first_after_all_have_left_makes_the_log_for_all(place: Path) -> None:
    with Store.open(place, group=str(GROUP)):
        pass
    for login in (BOB, ANN, BOB):
        said(run_as(login, place, "declare", f"Trouble of {login}", "--because", "production"))
    with Store.open(place) as opened:
        assert len(opened.board(NOON)) == 3


def test_the_configuration_makes_a_record_shared_from_its_first_moment(place: Path) -> None:
    place.parent.mkdir()
    os.chown(place.parent, ANN, GROUP)
    config = f'[record]\ngroup = "{GROUP}"\n'
    said(run_as(ANN, place, "declare", "Checkout answers 502", "--because", "production", config=config))
    said(run_as(BOB, place, "note", ".", "mine too", config=config))
    assert modes(place.parent)["incidents.db"] == (0o660, GROUP)
    assert modes(place.parent)[""] == (0o2770, GROUP)


def test_a_new_record_is_the_groups_before_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    link = os.link

    def noting(made: Path, name: Path) -> None:
        seen.append(made.stat().st_mode & 0o777)
        link(made, name)

    monkeypatch.setattr(os, "link", noting)
    with Store.open(tmp_path / "x" / "i.db", group=str(os.getegid())):
        assert seen == [0o660]


def test_what_both_logins_wrote_is_told_once_for_each_pair_of_name_and_login(place: Path) -> None:
    with Store.open(place, group=str(GROUP)):
        pass
    said(run_as(ANN, place, "declare", "Checkout answers 502", "--because", "production"))
    for login in (ANN, BOB, ANN, BOB):
        said(run_as(login, place, "note", ".", f"by {login}"))
    said(run_as(BOB, place, "--as", "ann", "note", ".", "as if she were ann"))
    log = said(run_as(BOB, place, "log", "."))
    assert log.count(f"ann (login {ANN})") == 1
    assert log.count(f"bob (login {BOB})") == 1
    assert log.count(f"ann (login {BOB}): note: as if") + log.count(f"ann (login {BOB}): as if") == 1
    rows = json.loads(said(run_as(ANN, place, "log", ".", "--json")))
    assert [row["login"] for row in rows] == [str(n) for n in (ANN, ANN, BOB, ANN, BOB, BOB)]


def test_a_private_record_tells_no_login_in_its_text(tmp_path: Path) -> None:
    from tests.cli.terminal_user import Shell

    shell = Shell(tmp_path)
    ref = shell.declare()
    assert "login" not in shell.say("log", ref)
    assert shell.ask("log", ref)[0]["login"]


def test_doctor_says_with_whom_and_what_is_not_theirs(place: Path) -> None:
    with Store.open(place, group=str(GROUP)) as store:
        declare(store)
    healthy = said(run_as(BOB, place, "doctor"))
    assert f"shared with group {GROUP}: file 0660, folder 2770" in healthy
    stray = place.with_name("incidents.db.failures.log")
    stray.write_text("trouble\n")
    stray.chmod(0o600)
    assert "incidents.db.failures.log is not" in said(run_as(BOB, place, "doctor"))
    with Store.open(place) as store:
        sharing.share(store.path, str(GROUP))
    assert "incidents.db.failures.log is not" not in said(run_as(BOB, place, "doctor"))
    place.parent.parent.chmod(0o700)
    assert "cannot get there" in said(run_as(0, place, "doctor"))


def test_what_fails_in_a_shared_room_is_written_where_all_can_read_it(place: Path) -> None:
    from incident_console.tui.room import failures

    with Store.open(place, group=str(GROUP)):
        pass
    before = os.umask(0o077)
    try:
        written = failures.write(place, "a test", ValueError("x"))
    finally:
        os.umask(before)
    assert (written.stat().st_mode & 0o777, written.stat().st_gid) == (0o660, GROUP)


def test_a_stranger_is_kept_out(place: Path) -> None:
    with Store.open(place, group=str(GROUP)) as store:
        declare(store)
    refused = run_as(STRANGER, place, "list", groups=())
    assert refused.status == 1
    assert len(refused.stderr.splitlines()) == 1


def test_a_login_that_is_not_in_the_group_cannot_share_with_it(place: Path) -> None:
    place.parent.mkdir()
    os.chown(place.parent, STRANGER, STRANGER)
    said(run_as(STRANGER, place, "declare", "Mine", "--because", "production", groups=()))
    refused = run_as(STRANGER, place, "share", "--group", str(GROUP), groups=())
    assert refused.status == 1
    assert f"you are not in the group {GROUP}" in refused.stderr
    assert modes(place.parent)["incidents.db"][0] == 0o600


def test_somebody_elses_record_can_only_be_shared_by_them(place: Path) -> None:
    place.parent.mkdir()
    os.chown(place.parent, ANN, GROUP)
    place.parent.chmod(0o770)
    said(run_as(ANN, place, "declare", "Hers", "--because", "production"))
    place.chmod(0o660)
    os.chown(place, ANN, GROUP)
    for arguments, config in (
        (("share", "--group", str(GROUP)), ""),
        (("note", ".", "x"), f'[record]\ngroup = "{GROUP}"\n'),
    ):
        refused = run_as(BOB, place, *arguments, config=config)
        assert refused.status == 1
        assert f"belongs to the login {ANN}" in refused.stderr
    assert owners.group_of(place) is None


def test_no_link_beside_the_record_gives_away_another_file(place: Path) -> None:
    with Store.open(place, group=str(GROUP)):
        pass
    mine = place.parent.parent / "mine.txt"
    mine.write_text("secret")
    mine.chmod(0o600)
    place.with_name("incidents.db.failures.log").symlink_to(mine)
    with pytest.raises(StoreRefused, match=r"failures\.log cannot be shared"):
        sharing.share(place, str(GROUP))
    assert mine.stat().st_mode & 0o777 == 0o600


def test_there_must_be_such_a_group(tmp_path: Path) -> None:
    with pytest.raises(StoreRefused, match="there is no group sre-of-nowhere on this host"):
        Store.open(tmp_path / "x" / "i.db", group="sre-of-nowhere")
    assert not (tmp_path / "x").exists()


def test_everybodys_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "everybody"
    folder.mkdir()
    folder.chmod(0o1777)
    with pytest.raises(StoreRefused, match="sticky"):
        Store.open(folder / "i.db", group=str(os.getegid()))
    assert not list(folder.iterdir())
    assert folder.stat().st_mode & 0o7777 == 0o1777


def test_a_home_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(StoreRefused, match="no folder of the record's own"):
        Store.open(tmp_path / "i.db", group=str(os.getegid()))
    assert tmp_path.stat().st_mode & 0o777 == 0o700


def test_a_network_filesystem_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(tmp_path / "i.db") as store:
        record(store, declare(store), note())
    monkeypatch.setattr(sharing, "network_filesystem", lambda path: "nfs4")
    with pytest.raises(StoreRefused, match=r"network filesystem \(nfs4\)"):
        sharing.share(tmp_path / "i.db", str(os.getegid()))


def test_a_file_system_that_keeps_no_groups_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(tmp_path / "x" / "i.db"):
        pass
    monkeypatch.setattr(owners, "hand_over", lambda path, gid: None)
    with pytest.raises(StoreRefused, match="keeps no groups"):
        sharing.share(tmp_path / "x" / "i.db", str(os.getegid()))


def test_a_migration_copy_in_a_shared_record_is_the_groups(tmp_path: Path) -> None:
    from incident_console.store import schema

    with Store.open(tmp_path / "x" / "i.db", group=str(os.getegid())) as store:
        copy = schema.copy_before(store._connection, store.path, 1)
    assert copy.stat().st_mode & 0o777 == 0o660
