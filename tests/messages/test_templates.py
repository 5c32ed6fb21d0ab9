"""A client's own templates win; a broken one is named by file and line, and never sends nonsense."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.domain.incident_life import Shift, clock, declared

from incident_console.domain.communication import UpdateWritten
from incident_console.domain.policy import ClientProfile, Policy
from incident_console.domain.vocabulary import MessageKind
from incident_console.messages import TemplateBroken, words
from incident_console.messages.render import OURS

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


def test_every_kind_has_a_template_in_the_package() -> None:
    assert {file.name for file in OURS.iterdir()} == {f"{kind}.txt.jinja" for kind in MessageKind}


def test_a_clients_own_template_wins_and_a_changed_one_counts_at_once(tmp_path: Path) -> None:
    file = tmp_path / "update.txt.jinja"
    file.write_text("Hello {{ client }}: {{ impact[0] }} Next at {{ next_update }}")
    assert read(tmp_path) == "Hello ACME: All fails. Next at 14:30 UTC"
    file.write_text("Dear {{ client }}, next at {{ next_update.clock }}")
    assert read(tmp_path) == "Dear ACME, next at 14:30"


def test_a_folder_without_this_kind_leaves_ours(tmp_path: Path) -> None:
    assert "Impact: All fails." in read(tmp_path)
    assert "Impact: All fails." in read(tmp_path / "nowhere")


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
