"""What each channel was told last, by commands: what has not arrived stays in sight until somebody speaks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cli.terminal_user import UPDATE, Shell
from tests.delivery.web import Web, says, serving

WRAP_UP = ("--what", "a release", "--customer-impact", "an hour", "--prevention", "stages")


@pytest.fixture
def web() -> Iterator[Web]:
    with serving(says(200, "ok")) as running:
        yield running


@pytest.fixture
def told(shell: Shell, web: Web, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A shell whose clients are told by Slack, and by a file that always takes it."""
    monkeypatch.setenv("ACME_SLACK", web.url())
    shell.configure(
        """
channels = ["journal", "acme-slack"]
[channels.acme-slack]
kind = "slack"
audience = "client"
url = "env:ACME_SLACK"
private = true
[channels.journal]
kind = "file"
audience = "client"
path = "journal.txt"
"""
    )
    return shell


def test_a_refusal_of_one_channel_stays_in_sight_though_another_told_the_client(
    told: Shell, web: Web
) -> None:
    web.answer = says(404, "no_service")
    ref = told.declare()
    told.run("update", ref, *UPDATE, "--next-update", "+30m")
    said = told.say("show", ref)
    assert "journal: update 1 at" in said
    assert "acme-slack: told nothing yet" in said
    assert "update 1 by acme-slack: refused: 404 no_service" in said
    (listed,) = told.ask("outbox", "list")
    assert [each["outcome"] for each in listed["deliveries"]] == ["delivered", "refused"]
    assert "out, not by all channels" in told.say("outbox", "list")
    told.say("outbox", "posted", listed["id"], "--posted-in", "Slack, by hand")
    assert told.ask("outbox", "list") == []
    assert [each["outcome"] for each in told.ask("show", ref)["deliveries"]] == ["delivered", "said"]


def test_closing_names_the_channels_that_were_not_told_that_it_is_over(told: Shell, web: Web) -> None:
    ref = told.declare()
    told.run("update", ref, *UPDATE, "--next-update", "+30m")
    told.say("resolve", ref, "--criterion", "restored")
    told.say("confirm", ref)
    web.answer = says(403, "invalid_token")
    result = told.run("close", ref, *WRAP_UP)
    assert result.exit_code == 0
    assert "acme-slack was told update 1 last, and not that it is over" in result.stderr
    shown = told.ask("show", ref)
    assert shown["status"] == "closed"
    assert [(each["channel"], each["kind"], each["behind"]) for each in shown["last_told"]] == [
        ("journal", "wrap_up", False),
        ("acme-slack", "update", True),
    ]
    assert "not told that it is over" in told.say("show", ref)


def test_without_channels_the_sheet_says_nothing_of_them(shell: Shell) -> None:
    ref = shell.declare()
    shell.run("update", ref, *UPDATE, "--next-update", "+30m", "--posted")
    assert "Channels" not in shell.say("show", ref)
    assert shell.ask("show", ref)["last_told"] == []
