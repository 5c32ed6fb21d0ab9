"""Other logins of this host, as root can be them: numbers are enough, nobody is entered anywhere."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from incident_console.cli.main import cli
from incident_console.store.store import Store
from tests.store.scribe import declare

GROUP, ANN, BOB, STRANGER = 54711, 54001, 54002, 54003


def needs_root() -> None:
    """Skip where nobody else can be acted for."""
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("only root can act as several logins")


@contextmanager
def reachable_folder() -> Iterator[Path]:
    """A folder that every login can get to, as pytest's own cannot be."""
    folder = Path(tempfile.mkdtemp(prefix="incident-console-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


class Answer(NamedTuple):
    """What came of a command."""

    status: int
    stdout: str
    stderr: str


def run_as(
    login: int,
    record: Path,
    *arguments: str,
    groups: tuple[int, ...] = (GROUP,),
    mask: int = 0o077,
    config: str = "",
) -> Answer:
    """Run a command in a process of another login, with the umask of somebody careful."""
    settings = record.parent.parent / f"{login}.toml"
    settings.write_text(config)
    settings.chmod(0o644)
    names = {ANN: "ann", BOB: "bob"}
    options = ["--db", str(record), "--as", names.get(login, "eve"), "--config", str(settings)]
    # Started anew rather than forked from here: SQLite's locks are known by process.
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["tests.store.logins_loaded"])
    here, there = processes.Pipe()
    process = processes.Process(target=act, args=(there, login, groups, mask, [*options, *arguments]))
    process.start()
    there.close()
    assert here.poll(60), "no answer within a minute"
    answer = Answer(*here.recv())
    process.join()
    return answer


def act(answers: Connection, login: int, groups: tuple[int, ...], mask: int, arguments: list[str]) -> None:
    """Become somebody else for good, and run a command."""
    become(login, groups, mask)
    result = CliRunner().invoke(cli, arguments)
    answers.send((result.exit_code, result.stdout, result.stderr))


def killed_as(login: int, record: Path) -> None:
    """Write into a record as another login, and be killed: what SQLite keeps beside it stays."""
    process = multiprocessing.get_context("forkserver").Process(target=write_and_die, args=(login, record))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL


def write_and_die(login: int, record: Path) -> None:
    become(login, (GROUP,), 0o077)
    with Store.open(record) as store:
        declare(store)
        os.kill(os.getpid(), signal.SIGKILL)


def become(login: int, groups: tuple[int, ...], mask: int) -> None:
    """Be another login for good."""
    os.chdir("/")
    os.environ.clear()
    os.environ.update(HOME="/nonexistent", TZ="UTC", LOGNAME="somebody-else", TERM="dumb")
    os.setgroups(groups)
    os.setresgid(login, login, login)
    os.setresuid(login, login, login)
    os.umask(mask)
