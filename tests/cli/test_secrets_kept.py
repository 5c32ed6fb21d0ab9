"""Secrets in every kind of setting stand in nothing that is printed or written, whatever goes wrong."""

from __future__ import annotations

import socket
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.terminal_user import UPDATE, Shell
from tests.delivery.web import Answering, Received, Web, says, serving

CANARY = "canary7f3a9c51d2"
PATH_CANARY = f"/services/T0/B0/{CANARY}path"
LOGIN = b64encode(f"incidents:{CANARY}password".encode()).decode()
SIGNING = f"whsec_{CANARY}{'A' * 24}"


def repeating(status: int) -> Answering:
    """Answer with what came in, as some services do: the path, and each header that may hold a secret."""

    def answer(connection: socket.socket, request: Received) -> None:
        headers = (request.headers.get(name, "") for name in ("authorization", "private-token", "x-any"))
        says(status, f"{request.path} {' '.join(headers)}")(connection, request)

    return answer


@pytest.fixture
def web() -> Iterator[Web]:
    with serving(says(200, "ok")) as running:
        yield running


@pytest.fixture
def secretive(shell: Shell, web: Web, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A shell whose channels have a secret in each place that may hold one."""
    monkeypatch.setenv("SLACK", web.url(PATH_CANARY))
    monkeypatch.setenv("PASSWORD", f"{CANARY}password")
    folder = shell.config.parent / "secrets"
    folder.mkdir()
    (folder / "hook").write_text(SIGNING)
    (folder / "hook").chmod(0o600)
    (folder / "token").write_text(f"{CANARY}token")
    (folder / "token").chmod(0o600)
    (folder / "url").write_text(web.url(PATH_CANARY))
    shell.configure(
        f"""
channels = ["env-slack", "clear-slack", "cmd-hook", "mail", "gone"]
[channels.env-slack]
kind = "slack"
audience = "client"
url = "env:SLACK"
private = true
[channels.clear-slack]
kind = "slack"
audience = "client"
url = "{web.url(PATH_CANARY)}"
private = true
[channels.cmd-hook]
kind = "webhook"
audience = "client"
url = "cmd:sh -c 'cat /proc/[0-9]*/cmdline >> {folder.parent}/processes; cat {folder}/url'"
secret = "file:{folder}/hook"
private = true
[channels.mail]
kind = "smtp"
audience = "client"
to = ["a@acme.example"]
from = "b@us.example"
host = "localhost"
port = {web.port}
security = "none"
user = "incidents"
password = "env:PASSWORD"
private = true
deadline = "1s"
[channels.portal]
kind = "ticket"
url = "{web.url(f"/{CANARY}part/{{ticket}}")}"
user = "incidents"
password = "env:PASSWORD"
headers = {{ Private-Token = "file:{folder}/token", X-Any = "{CANARY}any" }}
private = true
[channels.portal.create]
url = "env:SLACK"
headers = {{ Cookie = "s cmd:cat {folder}/token" }}
[internal]
channels = ["inside"]
[channels.inside]
kind = "slack"
audience = "internal"
url = "env:SLACK"
private = true
[watch]
heartbeat = "{web.url(PATH_CANARY)}"
private = true
metrics = "figures.prom"
[channels.gone]
kind = "slack"
audience = "client"
url = "file:{folder}/none"
"""
    )
    return shell


def test_no_secret_is_printed_or_written(secretive: Shell, web: Web) -> None:
    said = ""

    def run(*arguments: str) -> None:
        nonlocal said
        result = secretive.run(*arguments)
        said += result.output

    ref = secretive.declare()
    for answer in (
        says(200, "ok"),
        repeating(404),
        repeating(500),
    ):
        web.answer = answer
        run("channel", "test", "portal", "--ticket", "OPS-17")
        run("channel", "test", "portal", "--ticket", "OPS-17", "--json")
        run("update", ref, *UPDATE, "--next-update", "+30m")
        run("update", ref, *UPDATE, "--next-update", "+30m", "--json")
    for channel in ("env-slack", "clear-slack", "cmd-hook", "mail", "gone"):
        run("channel", "test", channel)
    secretive.pass_minutes(45)
    for command in (
        ("outbox", "list"), ("outbox", "list", "--json"), ("channel", "list"), ("channel", "list", "--json"),
        ("config", "show"), ("config", "show", "--json"), ("config", "check"), ("config", "check", "--send"),
        ("show", ref), ("show", ref, "--json"), ("log", ref), ("log", ref, "--json"), ("doctor",),
        ("watch", "--once"), ("watch", "--once", "--json"), ("watch", "--install"),
        *(("export", ref, "--format", form) for form in ("md", "html", "json", "csv")),
    ):  # fmt: skip
        run(*command)
    assert "404" in said
    assert CANARY not in said
    assert LOGIN not in said
    assert said.count("/•••/OPS-17 Basic ••• ••• •••") >= 2, "the portal repeats how it was logged in to"
    processes = secretive.config.parent / "processes"
    assert processes.stat().st_size, "what ran beside was looked at"
    assert CANARY.encode() not in processes.read_bytes()
    assert "alarm" in said
    assert "500" in said, "the service repeats its address"
    for path in [*written(secretive.db.parent), secretive.config.parent / "figures.prom"]:
        assert CANARY.encode() not in path.read_bytes(), path


def written(folder: Path) -> list[Path]:
    """All files of a record: the record, its log, its outbox folder, reports of crashes."""
    found = [path for path in folder.rglob("*") if path.is_file()]
    assert any(path.suffix == ".db" for path in found)
    return found
