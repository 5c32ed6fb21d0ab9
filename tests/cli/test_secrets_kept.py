"""Secrets in every kind of setting stand in nothing that is printed or written, whatever goes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.terminal_user import UPDATE, Shell
from tests.delivery.web import Web, says, serving

CANARY = "canary7f3a9c51d2"
PATH_CANARY = f"/services/T0/B0/{CANARY}path"
SIGNING = f"whsec_{CANARY}{'A' * 24}"


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
        says(404, f"no {PATH_CANARY} {CANARY}path"),
        says(500, PATH_CANARY),
    ):
        web.answer = answer
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
