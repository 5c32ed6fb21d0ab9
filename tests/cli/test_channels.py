"""Messages that go out by channels, by commands: what is sent, what is said of it, and what to do then."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.cli.terminal_user import UPDATE, Shell
from tests.delivery.web import Web, cut_after_reading, says, serving

WRAP_UP = ("--what", "a release", "--customer-impact", "an hour", "--prevention", "stages")
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture
def web() -> Iterator[Web]:
    with serving(says(200, "ok")) as running:
        yield running


@pytest.fixture
def told(shell: Shell, web: Web, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A shell whose clients are told by Slack and by a web hook."""
    monkeypatch.setenv("ACME_SLACK", web.url())
    monkeypatch.setenv("HOOK_SECRET", SECRET)
    shell.configure(
        f"""
channels = ["acme-slack"]
[channels.acme-slack]
kind = "slack"
audience = "client"
url = "env:ACME_SLACK"
private = true
[channels.hook]
kind = "webhook"
audience = "client"
url = "{web.url("/hook")}"
secret = "env:HOOK_SECRET"
private = true
[channels.pager]
kind = "file"
audience = "internal"
path = "pager.txt"
"""
    )
    return shell


def written(shell: Shell, *more: str) -> Any:
    return shell.ask("update", shell.declare(), *UPDATE, "--next-update", "+30m", *more)


def test_an_update_is_carried_out_before_the_command_answers(told: Shell, web: Web) -> None:
    answer = written(told)
    (delivery,) = answer["deliveries"]
    assert (delivery["channel"], delivery["outcome"], delivery["proof"]) == (
        "acme-slack",
        "delivered",
        "posted",
    )
    assert answer["clock"]["kind"] == "next_update"
    assert answer["outbox"] is None
    assert len(web.received) == 1
    shown = told.ask("show", answer["ref"])
    assert [each["outcome"] for each in shown["deliveries"]] == ["delivered"]
    assert told.ask("outbox") == []


def test_what_is_refused_is_recorded_and_said_on_stderr_with_what_to_do(told: Shell, web: Web) -> None:
    web.answer = says(404, "no_service")
    result = told.run("update", told.declare(), *UPDATE, "--next-update", "+30m")
    assert result.exit_code == 0
    assert "Refused by acme-slack: 404 no_service" in result.stderr
    assert "outbox retry" in result.stderr
    (waiting,) = told.ask("outbox")
    assert waiting["deliveries"][0]["outcome"] == "refused"
    web.answer = says(200, "ok")
    answer = told.ask("outbox", "retry", waiting["id"])
    assert [each["outcome"] for each in answer["deliveries"]] == ["delivered"]
    assert len(web.received) == 2
    assert told.ask("outbox") == []


def test_what_is_uncertain_is_settled_by_whoever_looked(told: Shell, web: Web) -> None:
    web.answer = cut_after_reading
    result = told.run("update", told.declare(), *UPDATE, "--next-update", "+30m")
    assert "Uncertain by acme-slack" in result.stderr
    assert "--arrived" in result.stderr
    (waiting,) = told.ask("outbox")
    assert f"outbox settle {waiting['id']} --arrived" in told.say("outbox", "list")
    assert told.run("outbox", "retry", waiting["id"]).exit_code == 1
    told.ask("outbox", "settle", waiting["id"], "--arrived")
    assert told.ask("outbox") == []
    assert len(web.received) == 1


def test_what_is_left_to_others_says_who_carries_it(told: Shell, web: Web) -> None:
    result = told.run("update", told.declare(), *UPDATE, "--next-update", "+30m", "--later")
    assert result.exit_code == 0
    assert web.received == []
    assert "Nobody carries it" in result.stderr
    assert "outbox send" in result.stderr
    assert "No message is left" in told.say("outbox", "send")
    assert len(web.received) == 1


def test_what_has_to_wait_is_sent_by_the_next_command_of_its_channel(told: Shell, web: Web) -> None:
    web.answer = says(503)
    ref = told.declare()
    result = told.run("update", ref, *UPDATE, "--next-update", "+30m")
    assert "Waits to be sent by acme-slack: 503; again at 14:00:05" in result.stderr
    web.answer = says(200, "ok")
    assert told.ask("outbox", "retry") == []
    assert len(web.received) == 2


def test_what_was_posted_by_hand_goes_out_by_no_channel(told: Shell, web: Web) -> None:
    assert "deliveries" not in written(told, "--posted")
    assert web.received == []


def test_a_message_that_waits_is_listed_with_its_ways(told: Shell, web: Web) -> None:
    web.answer = says(400, "bad \x1b[31m")
    told.run("update", told.declare(), *UPDATE, "--next-update", "+30m")
    said = told.say("outbox", "list")
    assert "by acme-slack: refused: 400 bad" in said
    assert "\x1b" not in said
    (waiting,) = told.ask("outbox")
    whole = told.say("outbox", "show", waiting["id"])
    assert "Next update by" in whole
    assert "by acme-slack: refused" in whole
    for place in (said, whole, told.say("show", waiting["ref"])):
        assert "once what keeps it is mended: " in place
        assert f"outbox retry {waiting['id']}" in place


def test_what_waits_says_when_it_is_tried_again_and_who_carries_it(told: Shell, web: Web) -> None:
    web.answer = says(429, "slow down", Retry_After="90")
    told.run("update", told.declare(), *UPDATE, "--next-update", "+30m")
    said = told.say("outbox", "list")
    assert "by acme-slack: trying again 14:01:30, 429 slow down" in said
    assert "Nobody carries it" in said
    told.pass_minutes(120)
    said = told.say("outbox", "list")
    assert "by acme-slack: too old to go by itself" in said
    assert "it is too old to go by itself; if it is still to go out: " in said
    assert "Nobody carries it" not in said


def test_what_is_overtaken_is_not_proposed_to_be_sent_again(told: Shell, web: Web) -> None:
    web.answer = says(404, "no_service")
    ref = told.declare()
    told.run("update", ref, *UPDATE, "--next-update", "+30m")
    web.answer = says(200, "ok")
    told.run("update", ref, *UPDATE, "--next-update", "+40m")
    for said in (told.say("outbox", "list"), told.say("show", ref)):
        assert "overtaken" in said
        assert "outbox retry" not in said
    assert "outbox discard" in told.say("outbox", "list")


def test_what_is_discarded_is_not_proposed_to_be_sent_again(told: Shell, web: Web) -> None:
    web.answer = says(404, "no_service")
    told.run("update", told.declare(), *UPDATE, "--next-update", "+30m")
    (waiting,) = told.ask("outbox")
    result = told.run("outbox", "discard", waiting["id"], "--why", "it is said by phone")
    assert "Refused by acme-slack" in result.stderr
    assert "outbox retry" not in result.stderr


def test_what_is_worth_doing_next_says_nothing_of_posting_where_a_channel_carries_it(
    told: Shell, web: Web
) -> None:
    result = told.run("declare", "Checkout answers 502", "--because", "sla", "--severity", "P1")
    assert "--next-update" in result.stderr
    assert "--posted" not in result.stderr
    drill = told.run("declare", "An exercise", "--because", "sla", "--severity", "P1", "--drill")
    assert "--posted" in drill.stderr


def test_a_wrap_up_that_a_channel_has_asks_for_the_review(told: Shell, web: Web) -> None:
    ref = told.declare("Checkout answers 502", "--severity", "P1")
    told.run("update", ref, *UPDATE, "--next-update", "+30m")
    told.say("resolve", ref, "--criterion", "restored")
    told.say("confirm", ref)
    result = told.run("close", ref, *WRAP_UP)
    assert result.stderr.count("the review is due by") == 1


def test_each_of_several_clients_has_their_text_named(told: Shell, web: Web) -> None:
    web.answer = says(404)
    ref = told.declare("Platform down", "--client", "ACME", "--client", "Globex")
    told.run("update", ref, *UPDATE, "--next-update", "+30m")
    (waiting,) = told.ask("outbox")
    assert "What ACME and Globex read:" in told.say("outbox", "show", waiting["id"])


def test_the_channels_are_listed_without_their_secrets(told: Shell, web: Web) -> None:
    said = told.say("channel", "list")
    assert "acme-slack" in said
    assert "env:ACME_SLACK" in said
    assert "canary" not in said
    rows = told.ask("channel", "list")
    assert {each["name"]: each["audience"] for each in rows} == {
        "acme-slack": "client",
        "hook": "client",
        "pager": "internal",
    }
    assert "canary" not in json.dumps(rows)
    assert SECRET not in json.dumps(rows)


def test_a_channel_is_tried_with_a_marked_message(told: Shell, web: Web) -> None:
    assert "acme-slack: delivered, posted" in told.say("channel", "test", "acme-slack")
    assert "TEST" in json.loads(web.received[0].body)["text"]
    assert told.ask("list") == []
    web.answer = says(400, "invalid_token")
    result = told.run("channel", "test", "hook")
    assert result.exit_code == 1
    assert "hook: refused: 400 invalid_token" in result.output
    assert told.run("channel", "test", "none").exit_code == 1


def test_all_channels_are_tried_by_config_check(told: Shell, web: Web) -> None:
    result = told.run("config", "check", "--send")
    assert result.exit_code == 0
    assert "hook: delivered, accepted" in result.output
    assert "pager: delivered" in result.output
    assert len(web.received) == 2
    web.answer = says(400, "invalid_token")
    result = told.run("config", "check", "--send", "--json")
    assert result.exit_code == 1
    answer = json.loads(result.stdout)
    assert [(each["channel"], each["outcome"]) for each in answer["sent"]] == [
        ("acme-slack", "refused"),
        ("hook", "refused"),
        ("pager", "delivered"),
    ]


def test_a_drill_reaches_nobody(told: Shell, web: Web) -> None:
    ref = told.declare("An exercise", "--drill")
    told.run("update", ref, *UPDATE, "--next-update", "+30m")
    assert web.received == []


def test_who_interrupts_the_sending_is_told_that_it_is_recorded(
    told: Shell, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*given: object) -> None:
        raise KeyboardInterrupt

    ref = told.declare()
    with monkeypatch.context() as patched:
        patched.setattr("incident_console.postman.carrying.carry", interrupted)
        result = told.run("update", ref, *UPDATE, "--next-update", "+30m")
    assert result.exit_code == 0
    assert "it is recorded" in result.stderr
    assert [each["outcome"] for each in told.ask("show", ref)["deliveries"]] == ["waiting"]


@pytest.mark.parametrize(
    ("kind", "environment", "said"),
    [
        ("slack", {}, "url: the environment has no HERE"),
        ("slack", {"HERE": "http://canary.example/x"}, "url: plain http is allowed only with private"),
        ("slack", {"HERE": "canary"}, "url: this is no web address"),
        ("webhook", {"HERE": "https://a.example/", "SECRET": "canary"}, "secret: the secret"),
        ("webhook", {"HERE": "https://a.example/"}, "secret: the environment has no SECRET"),
    ],
)
def test_what_keeps_a_channel_from_sending_is_named_with_its_line(
    shell: Shell,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    environment: dict[str, str],
    said: str,
) -> None:
    for name in ("HERE", "SECRET"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    secret = 'secret = "env:SECRET"' if kind == "webhook" else ""
    shell.configure(f'\n[channels.c]\nkind = "{kind}"\naudience = "client"\nurl = "env:HERE"\n{secret}\n')
    result = shell.run("config", "check")
    assert result.exit_code == 1
    line = 5 if said.startswith("url") else 6
    assert f"{shell.config}:{line}: channels.c.{said}" in result.stderr
    assert "canary" not in result.output


PORTAL = """
[channels.portal]
kind = "ticket"
url = "{url}"
headers = {{ Authorization = "Bearer env:TOKEN" }}
body = '''
{body}
'''
private = true
[channels.pager]
kind = "file"
audience = "internal"
path = "pager.txt"
"""


def test_the_portal_is_tried_by_a_comment_to_a_ticket_that_is_named(
    shell: Shell, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOKEN", "x")
    shell.configure(PORTAL.format(url=web.url("/t/{ticket}"), body='{"c": {{ text | tojson }}}'))
    result = shell.run("channel", "test", "portal")
    assert result.exit_code == 1
    assert "channel test portal --ticket ID" in result.stderr
    assert shell.run("channel", "test", "pager", "--ticket", "OPS-17").exit_code == 1
    assert not web.received
    (tried,) = shell.ask("channel", "test", "portal", "--ticket", "OPS-17")
    assert (tried["channel"], tried["outcome"]) == ("portal", "delivered")
    assert web.received[0].path == "/t/OPS-17"
    assert json.loads(web.received[0].body)["c"].startswith("TEST: ")
    checked = shell.ask("config", "check", "--send")
    assert [each["channel"] for each in checked["sent"]] == ["pager"]
    assert "channel test portal --ticket ID" in checked["warnings"][0]
    assert len(web.received) == 1


def test_what_the_portal_lacks_is_named_with_the_line_of_its_setting(
    shell: Shell, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TOKEN", raising=False)
    shell.configure(PORTAL.format(url=web.url("/t/{ticket}"), body="{{ nothing }}"))
    result = shell.run("config", "check")
    assert f"{shell.config}:5: channels.portal.headers.Authorization: the environment has no TOKEN" in (
        result.stderr
    )
    monkeypatch.setenv("TOKEN", "x")
    assert f"{shell.config}:6: channels.portal.body: " in shell.run("config", "check").stderr
    assert not web.received
