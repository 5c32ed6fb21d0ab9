"""What the desk itself refuses: each site is run into, and no sentence is put together by hand."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import incident_console
from incident_console import desk as desks
from incident_console.clock import FixedClock
from incident_console.desk import Desk
from incident_console.domain import communication
from incident_console.domain.naming import letters
from incident_console.domain.policy import ClientProfile, Policy
from incident_console.domain.refusal import Act, Part, Refused
from incident_console.domain.vocabulary import Criterion
from incident_console.store.store import Store
from tests.cli.terminal_user import START, Shell

SOURCE = Path(incident_console.__file__).parent
PARTS: dict[str, Any] = {"impact": "x", "done": "x", "next_steps": "x", "next_update": START.replace(hour=15)}


def made(file: Path) -> list[ast.Call]:
    """Every place in a module where a refusal is made."""
    calls = (node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call))
    return [call for call in calls if getattr(call.func, "id", "") == "Refused"]


def test_every_refusal_of_the_program_is_a_plain_sentence_with_values() -> None:
    by_hand = [
        f"{file.relative_to(SOURCE)}:{call.lineno}"
        for file in SOURCE.rglob("*.py")
        for call in made(file)
        if not (call.args and isinstance(call.args[0], ast.Constant))
    ]
    assert by_hand == []


def desk(folder: Path, by: str = "alice", policy: Policy | None = None) -> Desk:
    return Desk(Store.open(folder / "incidents.db"), FixedClock(START), policy or Policy(), by)


def declared(at: Desk) -> str:
    return at.declare(title="Down", because=[Criterion.PRODUCTION], client="ACME").incident.ref


def nobody(folder: Path) -> None:
    desk(folder, by="@")


def owner_of_nothing(folder: Path) -> None:
    declared(desk(folder))
    desk(folder, by="bob").offer_all(to="carol", status="x")


def no_name(folder: Path) -> None:
    desk(folder).posted("nonsense")


def no_number(folder: Path) -> None:
    here = desk(folder)
    here.posted(f"{declared(here).removeprefix('INC-')}-99")


def several(folder: Path) -> None:
    here = desk(folder)
    ref = declared(here)
    for _ in range(24):
        here.act(ref, communication.send_update, **PARTS)
    first = [letters(each, 1) for each in here.incident(ref).messages]
    twice = next(letter for letter in first if first.count(letter) > 1)
    here.posted(f"{ref.removeprefix('INC-')}-{twice}")


def broken_template(folder: Path) -> None:
    (folder / "update.txt.jinja").write_text("{{ broken")
    profile = ClientProfile(name="ACME", templates=str(folder))
    here = desk(folder, policy=Policy(clients={"ACME": profile}))
    here.act(declared(here), communication.send_update, **PARTS)


def read_otherwise(folder: Path) -> None:
    here = desk(folder)
    ref = declared(here)
    here.as_read(lambda desk: desk.act(ref, communication.send_update, **PARTS), "other words")


RUNS: dict[Callable[[Path], None], tuple[Part | None, tuple[Act, ...]]] = {
    nobody: (Part.BY, ()),
    owner_of_nothing: (None, ()),
    no_name: (Part.MESSAGE, (Act("read_outbox"),)),
    no_number: (Part.MESSAGE, (Act("read_outbox"),)),
    several: (Part.MESSAGE, (Act("read_outbox"),)),
    broken_template: (None, ()),
    read_otherwise: (None, ()),
}


def run(folder: Path, runs: Callable[[Path], None]) -> Refused:
    with pytest.raises(Refused) as caught:
        runs(folder)
    return caught.value


@pytest.mark.parametrize("runs", RUNS, ids=lambda runs: runs.__name__)
def test_what_the_desk_refuses_says_what_it_is_about(tmp_path: Path, runs: Callable[[Path], None]) -> None:
    refusal = run(tmp_path, runs)
    assert (refusal.about, refusal.then) == RUNS[runs]


def test_everything_that_the_desk_refuses_is_run_into(tmp_path: Path) -> None:
    sites = {str(ast.literal_eval(call.args[0])) for call in made(Path(desks.__file__))}
    met = set()
    for runs in RUNS:
        folder = tmp_path / runs.__name__
        folder.mkdir()
        met.add(run(folder, runs).sentence)
    assert sites - met == set()


def test_by_command_the_names_of_the_outbox_are_pointed_to(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    shell.declare()
    sentence = "nonsense is no message; the outbox names them like 7K3Q-H4TC; see: outbox list"
    assert shell.refused("outbox", "posted", "nonsense") == sentence
    assert "say who you are with --as NAME" in shell.refused("note", ".", "x", by="@")
