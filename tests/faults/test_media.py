"""Media that take nothing more, full or only read: reading goes on, and the sentence names the disk."""

from __future__ import annotations

import errno
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from incident_console import statusline
from incident_console.delivery.kinds import carry
from incident_console.domain.vocabulary import DeliveryOutcome
from incident_console.store import engine, file, file_troubles, opening
from incident_console.store.errors import StoreError, StoreRefused
from incident_console.store.store import Store
from tests.cli.in_process import answer
from tests.cli.terminal_user import UPDATE, Shell
from tests.delivery.parcels import channel, parcel
from tests.delivery.web import Answering, Received, says, serving
from tests.postman.post import ENOUGH, done, hooked
from tests.postman.team import Team
from tests.postman.watching import Said, going, watch_of
from tests.small_disk import fill, free, small_disk
from tests.store.scribe import NOON, declare, note

READING = (
    ["list", "--json"],
    ["show", ".", "--json"],
    ["log", ".", "--json"],
    ["search", "pool", "--json"],
    ["export", ".", "--format", "json"],
    ["metrics", "--json"],
    ["verify", "--json"],
    ["statusline", "--json"],
    ["list", "--owed"],
    ["history", "pool"],
    ["show", ".", "--at", "-1m", "--as-known"],
    ["log", ".", "--at", "-1m"],
    ["procedure", "."],
    ["review", "."],
    ["handover", "show", "."],
    ["action", "list"],
    ["outbox", "list"],
)
SOON = ("--next-update", "+30m", "--json")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk") as place:
        yield place


def some_record(place: Path) -> Path:
    path = place / "incidents.db"
    with Store.open(path) as store:
        declare(store, note("pool at 100 %"))
    return path


@pytest.mark.mounts
@pytest.mark.parametrize("left", ["closed in order", "left with its log"])
def test_a_full_disk_is_read_and_named_where_it_is_to_be_written(disk: Path, left: str) -> None:
    path = some_record(disk)
    if left == "left with its log":
        died = (
            "import os, sys; from tests.store.scribe import *\n"
            "store = Store.open(sys.argv[1]); record(store, store.find('.'), note('pool again')); os._exit(0)"
        )
        root = Path(__file__).parents[2]
        subprocess.run([sys.executable, "-c", died, str(path)], check=True, cwd=root)
        Path(f"{path}-shm").unlink()
    fill(disk)
    for command in READING:
        done = answer("--db", str(path), *command, INCIDENT_CONSOLE_AS="alice")
        assert (done.returncode, done.stderr) == (0, ""), command
    log = json.loads(answer("--db", str(path), "log", ".", "--json").stdout)
    assert len(log) == (2 if left == "closed in order" else 3)
    for written in (path, disk / "new.db"):
        done = answer("--db", str(written), "--as", "alice", "declare", "x", "--because", "sla")
        assert (done.returncode, done.stderr.count("\n")) == (1, 1)
        assert f"the disk that holds {written} is full" in done.stderr
        assert "rights" not in done.stderr
        assert "who may" not in done.stderr
    assert {each.name for each in disk.iterdir()} <= {
        "incidents.db",
        *map(path.name.__add__, ("-wal", "-shm")),
        "filling",
    }
    free(disk)
    assert answer("--db", str(path), "--as", "alice", "note", ".", "goes on").returncode == 0
    assert json.loads(answer("--db", str(path), "verify", "--json").stdout)["whole"]


@pytest.mark.mounts
def test_a_disk_that_is_only_read_is_read_by_every_command_alike(disk: Path) -> None:
    path = some_record(disk)
    written = json.loads(answer("--db", str(path), "--as", "alice", "update", ".", *UPDATE, *SOON).stdout)
    there = set(disk.iterdir())
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    for command in (*READING, ["outbox", "show", written["outbox"]]):
        done = answer("--db", str(path), *command, INCIDENT_CONSOLE_AS="alice")
        said = [] if command[0] == "statusline" else ["A copy that cannot be written here"]
        assert done.returncode == 0, command
        assert [line.partition(":")[0] for line in done.stderr.splitlines()] == said, command
    assert set(disk.iterdir()) == there


def test_where_no_index_can_be_made_the_log_is_read_without_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = some_record(tmp_path)
    real = engine.connect

    def without_room(
        name: str, *, read_only: bool = False, immutable: bool = False, alone: bool = False
    ) -> engine.Connection:
        if not immutable and not alone:
            raise engine.OperationalError("disk I/O error")
        return real(name, read_only=read_only, immutable=immutable, alone=alone)

    monkeypatch.setattr(engine, "connect", without_room)
    with pytest.raises(StoreRefused, match="check who may read and write it"):
        Store.open(path, read_only=True)
    monkeypatch.setattr(file_troubles, "disk_is_full", lambda path: True)
    with Store.open(path, read_only=True) as store:
        assert len(store.board(NOON)) == 1
        assert store.verify().whole
        with pytest.raises(engine.Error, match="readonly"):
            store._connection.execute("DELETE FROM drafts")
    found = statusline.read(str(path), NOON)
    assert found is not None
    with pytest.raises(StoreRefused, match=r"the disk that holds .* is full"):
        Store.open(path)


def test_an_unfinished_record_of_a_full_disk_is_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_space(path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def full(path: Path) -> None:
        raise engine.OperationalError("database or disk is full")

    for failing in (no_space, full):
        with pytest.raises(StoreRefused, match=r"the disk that holds .* is full \("):
            file.create(tmp_path / "x.db", failing)
    assert list(tmp_path.iterdir()) == []


def test_a_disk_with_room_is_not_called_full(tmp_path: Path) -> None:
    assert not file_troubles.disk_is_full(tmp_path / "x.db")
    assert not file_troubles.is_full(tmp_path / "x.db", PermissionError(errno.EACCES, "Permission denied"))
    assert opening.may_write(tmp_path)


def fills(disk: Path) -> Answering:
    """A service that takes a message while the disk beside it fills."""

    def answer(connection: socket.socket, request: Received) -> None:
        fill(disk)
        says(200, "ok")(connection, request)

    return answer


@pytest.mark.mounts
def test_what_a_service_said_while_the_disk_filled_is_recorded_when_there_is_room(disk: Path) -> None:
    with serving(says(200, "ok")) as web, hooked(disk / "incidents.db", web, "slack") as post:
        post.update()
        web.answer = fills(disk)
        postman = post.postman()
        postman.turn(0)
        for _ in range(2):
            with pytest.raises(StoreError, match="full"):
                postman.turn(ENOUGH)
        free(disk)
        done(postman)
        assert post.outcomes == ["delivered"]
        assert len(web.received) == 1
        assert post.alice.store.verify().whole


@pytest.mark.mounts
def test_a_command_whose_disk_fills_while_it_sends_has_recorded_its_message(
    disk: Path,
) -> None:
    """What came of it is then uncertain, and nobody is told twice."""
    with serving(says(200, "ok")) as web:
        shell = Shell(disk)
        shell.configure(
            'channels = ["slack"]\n[channels.slack]\nkind = "slack"\naudience = "client"\nprivate = true\n'
            f'url = "{web.url()}"'
        )
        ref = shell.declare()
        web.answer = fills(disk)
        result = shell.run("update", ref, *UPDATE, "--next-update", "+30m")
        assert result.exit_code == 0, result.output
        assert "It is recorded; what came of sending it could not be" in result.stderr
        free(disk)
        web.answer = says(200, "ok")
        shell.pass_minutes(5)
        shell.run("outbox", "send")
        assert [each["outcome"] for each in shell.ask("show", ref)["deliveries"]] == ["uncertain"]
        assert len(web.received) == 1


@pytest.mark.mounts
def test_a_watch_waits_for_room_on_a_full_disk_and_gives_its_alarm_then(disk: Path) -> None:
    said = Said()
    with serving(says(200)) as web:
        team = Team(disk / "incidents.db", web)
        with going(watch_of(team, said)):
            said.until("watching")
            fill(disk)
            team.clock.advance(minutes=30)
            assert "full" in said.until("trouble")
            assert web.received == [], "what is not recorded is not sent"
            free(disk)
            said.until(f"sent {team.ref}")
        assert len(web.received) == 1
        team.alice.store.close()


@pytest.mark.mounts
def test_a_file_on_a_full_disk_is_waited_for(disk: Path) -> None:
    path = disk / "out.txt"
    given = channel("file", path=str(path))
    assert carry(parcel(), given).outcome is DeliveryOutcome.DELIVERED
    fill(disk)
    long = parcel(text="x" * 8000)
    assert carry(long, given).outcome in (DeliveryOutcome.WAITING, DeliveryOutcome.UNCERTAIN)
    assert carry(long, given).outcome is DeliveryOutcome.WAITING
    free(disk)
    assert carry(parcel(text="goes on"), given).outcome is DeliveryOutcome.DELIVERED
    assert path.read_text().endswith("goes on\n\n")
