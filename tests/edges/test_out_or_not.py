"""A message is out, or not out yet: every place that speaks of one says it with these words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.cli.terminal_user import UPDATE, Shell

from incident_console import statusline, statusline_words
from incident_console.domain.briefing import make_brief
from incident_console.domain.incident import Incident
from incident_console.domain.policy import Policy
from incident_console.domain.summarising import summary
from incident_console.domain.turns import Turn, turns
from incident_console.domain.vocabulary import Role
from incident_console.tui.render import attention, brief, record, timeline
from incident_console.tui.render.on_you import turn_line
from incident_console.tui.render.view import Glyphs, View
from incident_console.tui.screens.help_text import help_text
from incident_console.wording.names import NOT_OUT

OTHER_WORDS = re.compile(
    r"unsent|undelivered|(not|been|never) (sent|posted|told)|waits? to|waiting to|to be told|not yet out",
    re.I,
)
"""What it was called before, here and there."""


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def by_command(shell: Shell, ref: str) -> dict[str, str]:
    """Where commands speak of the messages of an open incident with an offer."""
    now = shell.clock.now()
    line = statusline_words.as_line(statusline.read(str(shell.db), now), "alice", now, "plain")
    said = {name: shell.say(*name.split(), ref) for name in ("show", "log", "handover show")}
    said |= {name: shell.say(*name.split()) for name in ("list", "outbox list")}
    return said | {"status line": line, "document": shell.say("export", ref, "--format", "md")}


def in_the_room(incident: Incident, now: View) -> dict[str, str]:
    """Where the war room speaks of them."""
    written = next(entry for entry in incident.entries if entry.id in incident.messages)
    moving = brief.unsent(make_brief(incident, (Role.IC,), "as it stands"))
    return {
        "on you": "\n".join(turn_line(each, now, 80, here=True).plain for each in on_alice(incident, now)),
        "state": "\n".join(line.plain for line in attention.notices(incident, now, 200)),
        "timeline": timeline.entry_lines(written, incident, now, 200)[0].plain,
        "brief": "" if moving is None else moving.plain,
    }


def on_alice(incident: Incident, now: View) -> list[Turn]:
    return turns("alice", [summary(incident)], (), (), (), now.now)


def view(shell: Shell) -> View:
    return View(me="alice", now=shell.clock.now(), policy=Policy(), glyphs=Glyphs.of(False), keys={})


def everywhere(shell: Shell, ref: str) -> dict[str, str]:
    return by_command(shell, ref) | in_the_room(shell.folded(ref), view(shell))


def test_what_is_written_is_not_out_yet_everywhere_and_then_it_is_out(shell: Shell) -> None:
    ref = shell.declare()
    answer = shell.ask("update", ref, *UPDATE, "--next-update", "+30m")
    shell.say("handover", "offer", ref, "--to", "bob", "--status", "calm")
    places = everywhere(shell, ref)
    assert [name for name, said in places.items() if NOT_OUT not in said.lower()] == []
    assert [name for name, said in places.items() if OTHER_WORDS.search(said)] == []
    shell.say("outbox", "posted", answer["outbox"])
    shell.say("handover", "withdraw", ref)
    shell.say("handover", "offer", ref, "--to", "bob", "--status", "calm")
    places = everywhere(shell, ref)
    assert [name for name, said in places.items() if NOT_OUT in said.lower()] == []
    assert [name for name, said in places.items() if OTHER_WORDS.search(said)] == []
    assert "update 1 is out" in places["log"]


def test_what_is_out_to_some_of_several_clients_is_not_out_yet_to_the_others(shell: Shell) -> None:
    ref = shell.declare("Checkout answers 502", "--client", "ACME", "--client", "Initech")
    answer = shell.ask("update", ref, *UPDATE, "--next-update", "+30m")
    said = shell.say("outbox", "posted", answer["outbox"], "--client", "ACME")
    assert f"out to ACME; {NOT_OUT} to Initech" in said
    shell.say("handover", "offer", ref, "--to", "bob", "--status", "calm")
    places = everywhere(shell, ref)
    assert [name for name, said in places.items() if OTHER_WORDS.search(said)] == []
    assert f"{NOT_OUT} to Initech" in places["show"]
    assert "update 1 (out to 1 of 2)" in places["log"]
    entry = next(each for each in shell.folded(ref).entries if each.seq == answer["seq"])
    _, full = record.entry_in_full(entry, shell.folded(ref), view(shell))
    assert f"{NOT_OUT} to Initech" in full.plain


def test_what_will_never_be_out_is_discarded_or_overtaken(shell: Shell) -> None:
    ref = shell.declare()
    answer = shell.ask("update", ref, *UPDATE, "--next-update", "+30m")
    shell.say("outbox", "discard", answer["outbox"], "--why", "a typing error")
    assert "update 1 (discarded)" in shell.say("log", ref)
    assert "discarded" in shell.say("export", ref, "--format", "md")
    assert shell.say("outbox", "list") == "No message is left to go out.\n"


def test_the_help_of_the_war_room_says_what_it_means() -> None:
    assert f"{NOT_OUT} " in help_text({}, Glyphs.of(False)).plain
