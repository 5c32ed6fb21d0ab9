"""A client's own templates win; a broken one is named by file and line, and never sends nonsense."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.domain.incident_life import Shift, clock, declared

from incident_console.domain.closing import WrapUpWritten
from incident_console.domain.communication import UpdateWritten
from incident_console.domain.policy import ClientProfile, Policy
from incident_console.domain.vocabulary import MessageKind
from incident_console.messages import TemplateBroken, render, words
from incident_console.messages.in_child import Stopped, answer_of
from incident_console.messages.render import LANGUAGES, OURS

UPDATE = UpdateWritten(impact="all fails", done="looked", next_steps="look", next_update_at=clock("14:30"))


def read(folder: Path, *, drill: bool = False) -> str:
    policy = Policy(clients={"ACME": ClientProfile(name="ACME", templates=str(folder))})
    given = declared(Shift(policy=policy), client="ACME", drill=drill)
    return words(given.incident, UPDATE, policy, given.now)


def broken(folder: Path, source: str) -> TemplateBroken:
    (folder / "update.txt.jinja").write_text(source)
    with pytest.raises(TemplateBroken) as found:
        read(folder)
    assert "\n" not in str(found.value)
    assert found.value.fallback.endswith("Next update by 14:30 UTC.")
    return found.value


def test_every_kind_has_a_template_in_each_of_our_languages() -> None:
    assert {folder.name for folder in OURS.iterdir()} == set(LANGUAGES)
    for folder in OURS.iterdir():
        assert {file.name for file in folder.iterdir()} == {f"{kind}.txt.jinja" for kind in MessageKind}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en-US", "16:00 CEST (UTC+2), Thu 3 Sep / 1 h 20 min"),
        ("de", "Donnerstag, 3. September, 16:00 Uhr MESZ (UTC+2) / 1 Stunde 20 Minuten"),
        ("fr", "16:00 CEST (UTC+2), jeudi, 3 septembre 2026 / 1 heure 20 minutes"),
        ("pt-BR", "16:00 CEST (UTC+2), quinta-feira, 3 de setembro de 2026 / 1 hora 20 minutos"),
        ("ja", "16:00 CEST (UTC+2), 木曜日, 2026年9月3日 / 1 時間 20 分"),
    ],
)
def test_a_teams_own_template_has_times_in_the_clients_language(
    tmp_path: Path, language: str, said: str
) -> None:
    (tmp_path / "wrap_up.txt.jinja").write_text("{{ analysis_by }} / {{ lasted }}")
    client = ClientProfile(name="ACME", templates=str(tmp_path), language=language, zone="Europe/Berlin")
    given = declared(Shift(policy=Policy(clients={"ACME": client})), client="ACME", started_at=clock("13:40"))
    wrap_up = WrapUpWritten(
        what="x", customer_impact="x", analysis_by=clock("14:00", 3), restored_at=clock("15:00")
    )
    assert words(given.incident, wrap_up, given.shift.policy, given.now) == said
    # What it has no template for is said by ours, in English but for German, times and all.
    ours = words(given.incident, UPDATE, given.shift.policy, given.now).splitlines()[-1]
    german = "Das nächste Update erhalten Sie bis spätestens 16:30 Uhr MESZ (UTC+2)."
    assert ours == (german if language == "de" else "Next update by 16:30 CEST (UTC+2).")


def test_a_clients_own_template_wins_and_a_changed_one_counts_at_once(tmp_path: Path) -> None:
    file = tmp_path / "update.txt.jinja"
    file.write_text("Hello {{ client }}: {{ impact[0] }} Next at {{ next_update }}")
    assert read(tmp_path) == "Hello ACME: all fails. Next at 14:30 UTC"
    file.write_text("Dear {{ client }}, next at {{ next_update.clock }}")
    assert read(tmp_path) == "Dear ACME, next at 14:30"


def test_statements_read_as_a_text_where_a_template_sets_them_as_one(tmp_path: Path) -> None:
    (tmp_path / "update.txt.jinja").write_text("{{ done }} {{ next_update }}")
    assert read(tmp_path).startswith("looked. 14:30")


def test_a_folder_without_this_kind_leaves_ours(tmp_path: Path) -> None:
    assert "Impact: all fails." in read(tmp_path)
    assert "Impact: all fails." in read(tmp_path / "nowhere")


def test_a_drill_says_so_whatever_the_template_says(tmp_path: Path) -> None:
    (tmp_path / "update.txt.jinja").write_text("all real, {{ next_update }}")
    assert read(tmp_path, drill=True).splitlines()[::4] == ["DRILL – this is an exercise"] * 2


@pytest.mark.parametrize(
    ("source", "line", "said"),
    [
        ("one\n{% if %}", 2, "Expected an expression"),
        ("one\n\n{{ imapct }} {{ next_update }}", 3, "'imapct' is undefined"),
        ("{{ next_update }}\n{{ ''.__class__.__mro__ }}", 2, "unsafe"),
        ("{{ next_update }}\n{{ impact.append('x') }}", 2, "is unsafe"),
        ("{{ next_update }}\n{{ 1 / 0 }}", 2, "division by zero"),
        ("{% include 'other' %}{{ next_update }}", 1, "no loader"),
        ("all is well", None, "leaves out “14:30”"),
        ("", None, "leaves out “14:30”"),
    ],
)
def test_a_broken_template_is_named_with_its_line(
    tmp_path: Path, source: str, line: int | None, said: str
) -> None:
    found = broken(tmp_path, source)
    assert (found.file, found.line) == (tmp_path / "update.txt.jinja", line)
    assert said in str(found)


def test_a_template_that_is_no_text_is_broken_too(tmp_path: Path) -> None:
    (tmp_path / "update.txt.jinja").write_bytes(b"\xff\xfe")
    with pytest.raises(TemplateBroken):
        read(tmp_path)
    (tmp_path / "update.txt.jinja").unlink()
    (tmp_path / "update.txt.jinja").mkdir()
    with pytest.raises(TemplateBroken):
        read(tmp_path)


def test_jinja_is_loaded_with_the_first_message_only() -> None:
    code = "import sys, incident_console.messages; sys.exit('jinja2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


NEVER_ENDING = (
    "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "{% for a in range(99999) %}{% for b in range(99999) %}{{ a }}{% endfor %}{% endfor %}",
    "{{ 10 ** 10 ** 10 }}",
    "{% set x = 10 ** 8 %}{{ x ** x }}",
    "{{ 'a' * 10 ** 11 }}",
    "{{ 'a' | center(10 ** 11) }}",
    "{{ '%99999999999d' % 1 }}",
    "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
)


@pytest.mark.parametrize("source", NEVER_ENDING)
def test_a_template_that_never_ends_is_stopped(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(render, "SECONDS", 0.3)
    children: list[int] = []
    fork = os.fork

    def noted() -> int:
        children.append(fork())
        return children[-1]

    monkeypatch.setattr(os, "fork", noted)
    (tmp_path / "update.txt.jinja").write_text(source, "utf-8")
    with pytest.raises(TemplateBroken, match=r"cannot be used: .*; mend it, or move it away") as broken:
        read(tmp_path)
    assert "Impact: all fails." in broken.value.fallback
    with pytest.raises(ChildProcessError):
        os.waitpid(children.pop(), os.WNOHANG)


def waiting() -> bytes:
    signal.pause()
    return b"never"


def test_two_seconds_are_what_it_gets() -> None:
    assert render.SECONDS == 2
    with pytest.raises(Stopped, match=r"within 0.01 seconds"):
        answer_of(waiting, 0.01)
