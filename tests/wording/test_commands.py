"""Proposed commands can be pasted: quoted for a shell, with names and texts that begin with a dash."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from textual.theme import BUILTIN_THEMES

from incident_console.cli.main import cli
from incident_console.config.themes import OURS, TEXTUALS
from incident_console.domain.refusal import Act
from incident_console.domain.text import harmless
from incident_console.domain.vocabulary import Severity
from incident_console.tui.render import themes
from incident_console.wording.commands import command
from tests.wording.test_refusals import parse

NAMES = (
    "bob",
    "bob d",
    "-bob",
    "--as",
    "--to",
    "o'brien",
    'a "b" c',
    "$HOME `id` !!",
    "Łukasz",
    "*",
    "…x",
    "a\\b",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_arrives_as_it_was_whatever_it_begins_with(name: str) -> None:
    offer = command(Act("offer_handover", "INC-7K3Q", to=name, status=name), UTC)
    assert (parse(offer)["to"], parse(offer)["status"]) == (name, name)
    assign = command(Act("assign", "INC-7K3Q", role="CL", name=name), UTC)
    assert parse(assign)["name"] == name
    note = command(Act("note", "INC-7K3Q", what=name, kind="finding"), UTC)
    assert (parse(note)["what"], parse(note)["kind"]) == (name, "finding")
    accept = command(Act("accept_handover", "INC-7K3Q", by=name), UTC)
    assert name in "".join(shlex.split(accept))


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(harmless))
def test_any_text_arrives_as_it_was(text: str) -> None:
    line = command(Act("escalate", "INC-7K3Q", to=text, why=text), UTC)
    assert (parse(line)["to"], parse(line)["why"]) == (text, text)


def test_the_program_takes_a_person_by_a_name_that_begins_with_a_dash() -> None:
    line = command(Act("confirm", "INC-7K3Q", by="-bob"), UTC)
    assert line == "--as=-bob confirm INC-7K3Q"
    answer = CliRunner().invoke(cli, ["--db", "/nonexistent/x.db", *shlex.split(line)])
    assert "no value" not in answer.output
    assert "No such" not in answer.output


def test_what_is_still_to_be_said_is_left_open_and_times_carry_their_offset() -> None:
    due = datetime(2026, 9, 1, 14, 30, tzinfo=UTC)
    act = Act("reschedule", "INC-7K3Q", due=due, posted=True)
    assert command(act, UTC) == "reschedule INC-7K3Q 2026-09-01T14:30Z --why … --posted"
    assert "2026-09-01T16:30+02:00" in command(act, ZoneInfo("Europe/Berlin"))
    assert command(Act("change_severity", "INC-7K3Q", severity=Severity.P2), UTC) == (
        "severity INC-7K3Q P2 --why …"
    )


def test_the_themes_that_a_configuration_may_name_are_those_that_there_are() -> None:
    assert set(TEXTUALS) == set(BUILTIN_THEMES)
    assert tuple(theme.name for theme in themes.OWN) == OURS
