"""The channels that stay on this machine: a program of the team's own, and a file."""

from __future__ import annotations

import errno
import json
import os
import stat
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from tests.delivery.parcels import QUICK, channel, parcel

from incident_console.delivery.kinds import carry
from incident_console.delivery.receipt import Receipt
from incident_console.domain.vocabulary import DeliveryOutcome, Proof


def program(folder: Path, source: str) -> None:
    """Write a program `page` into the configuration's folder."""
    path = folder / "page"
    path.write_text(f"#!{sys.executable} -S\nimport json, os, signal, sys, time\n{source}\n")
    path.chmod(0o700)


def by_program(folder: Path, *arguments: str, deadline: float = 5.0, **given: Any) -> Receipt:
    run = ("./page", *arguments)
    return carry(parcel(**given), channel("command", run=run, folder=folder, deadline=deadline))


@pytest.mark.parametrize(
    ("source", "outcome", "reason"),
    [
        ("sys.exit(0)", DeliveryOutcome.DELIVERED, ""),
        ("sys.exit(75)", DeliveryOutcome.WAITING, "status 75"),
        ("sys.exit('nobody is on call')", DeliveryOutcome.REFUSED, "nobody is on call"),
        ("if os.fork() == 0: os.setsid(), time.sleep(4)", DeliveryOutcome.DELIVERED, ""),
        ("os.kill(os.getpid(), signal.SIGKILL)", DeliveryOutcome.UNCERTAIN, "signal 9"),
        ("sys.stderr.write('x' * 1_000_000); sys.exit(3)", DeliveryOutcome.REFUSED, "status 3"),
    ],
    ids=["0", "75", "other", "leaves-something-running", "killed", "chatty"],
)
def test_what_a_program_s_end_means(
    tmp_path: Path, source: str, outcome: DeliveryOutcome, reason: str
) -> None:
    program(tmp_path, source)
    receipt = by_program(tmp_path)
    assert receipt.outcome is outcome
    assert reason in receipt.reason
    assert len(receipt.reason) <= 300


def test_a_program_that_does_not_end_is_stopped_with_all_it_started(tmp_path: Path) -> None:
    program(tmp_path, "child = os.fork()\nopen(f'{child}.pid' if child else 'x', 'w')\ntime.sleep(600)")
    receipt = by_program(tmp_path, deadline=QUICK)
    assert receipt.outcome is DeliveryOutcome.UNCERTAIN
    (found,) = tmp_path.glob("*.pid")
    until = time.monotonic() + 5
    while lives(found.stem) and time.monotonic() < until:
        time.sleep(0.01)
    assert not lives(found.stem)


def lives(process: str) -> bool:
    """Whether a process goes on; one that was killed takes a moment to go."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_program_that_is_not_there_is_waited_for(tmp_path: Path) -> None:
    assert by_program(tmp_path).outcome is DeliveryOutcome.WAITING


def test_a_program_gets_the_message_and_no_shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTHER_CHANNELS_SECRET", "canary")
    program(
        tmp_path,
        "told = json.load(sys.stdin)\n"
        "heard = {'argv': sys.argv[1:], 'told': told, 'environ': dict(os.environ)}\n"
        "json.dump(heard, open('told.json', 'w'))",
    )
    receipt = by_program(tmp_path, "--ref={ref}", "{client}", "$(touch x); `id`", client="--exec=ACME; rm")
    assert receipt.outcome is DeliveryOutcome.DELIVERED
    told = json.loads((tmp_path / "told.json").read_text())
    assert told["argv"] == ["--ref=INC-7K3Q", "exec=ACME; rm", "$(touch x); `id`"]
    assert told["told"]["text"] == parcel().text
    assert told["told"]["id"] == parcel().key
    assert "canary" not in json.dumps(told["environ"])
    assert "PATH" in told["environ"]


def test_what_is_typed_never_chooses_the_program(tmp_path: Path) -> None:
    for name in ("ACME", "INC-7K3Q"):
        (tmp_path / name).write_text(f"#!{sys.executable} -S\nopen('called', 'w')\n")
        (tmp_path / name).chmod(0o700)
    for run in (("./{client}",), ("./{ref}", "x")):
        receipt = carry(parcel(), channel("command", run=run, folder=tmp_path))
        assert receipt.outcome is DeliveryOutcome.WAITING
    assert not (tmp_path / "called").exists()


def by_file(path: Path, **given: Any) -> Receipt:
    return carry(parcel(**given), channel("file", path=str(path)))


def test_messages_stand_one_after_another_in_a_private_file(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.write_text("before\n")
    path.chmod(0o644)
    assert by_file(path).proof is Proof.ACCEPTED
    assert by_file(path, key="f" * 32).outcome is DeliveryOutcome.DELIVERED
    written = path.read_text()
    assert written.startswith("before\n--- 2026-11-21T14:30:00Z INC-7K3Q update to ACME 0123456789abcdef")
    assert written.count(parcel().text) == 2
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\v", "\f", "\x85", "\u2028"])
def test_no_text_imitates_the_heading_of_another_message(tmp_path: Path, end: str) -> None:
    path = tmp_path / "out.txt"
    heading = "--- 2026-11-21T14:31:00Z INC-0000 update to Globex 0123"
    by_file(path, text=f"{heading}{end}{heading}\nall is well - --- --{end}--")
    lines = path.read_bytes().decode().splitlines()
    assert [line.startswith("---") for line in lines if "---" in line] == [True, False, False, False]
    assert lines[-2] == "--"
    assert f" {heading}" in lines


def test_a_link_a_pipe_and_a_folder_are_not_written_to(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("")
    link, pipe = tmp_path / "link", tmp_path / "pipe"
    link.symlink_to(target)
    os.mkfifo(pipe)
    for path in (link, pipe, tmp_path, tmp_path / "none" / "out.txt"):
        assert by_file(path).outcome is DeliveryOutcome.WAITING, path
    assert target.read_text() == ""


def test_what_is_no_file_keeps_its_rights(tmp_path: Path) -> None:
    """A program's pipe, or a device: whoever else uses it still can."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe, 0o666)
    pipe.chmod(0o666)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        receipt = by_file(pipe)
        assert (receipt.outcome, "it is no file" in receipt.reason) == (DeliveryOutcome.WAITING, True)
        assert stat.S_IMODE(pipe.stat().st_mode) == 0o666
        assert os.read(reader, 100) == b""
    finally:
        os.close(reader)


def test_what_may_not_be_on_the_disk_is_uncertain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(handle: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    receipt = by_file(tmp_path / "out.txt")
    assert receipt.outcome is DeliveryOutcome.UNCERTAIN
    assert "Input/output error" in receipt.reason
