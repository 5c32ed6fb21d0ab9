"""The rules speak of incidents: nothing in them tells by what means they are asked."""

from __future__ import annotations

import re
import tokenize
from pathlib import Path

import pytest

from incident_console import domain
from incident_console.cli.main import MODULE_OF
from incident_console.wording.verbs import VERBS

FILES = sorted(Path(domain.__file__).parent.glob("*.py"))
OPTION = re.compile(r"--[a-z]")
EDGES = re.compile(r"\bcommand lines?\b|\boptions?\b|\bwar room\b|\bscreens?\b|\bpress\b|\bclick\b")


def said(file: Path) -> list[tuple[int, str]]:
    """Every text and comment of a module, with its line."""
    kinds = (tokenize.STRING, tokenize.COMMENT)
    with file.open("rb") as source:
        return [
            (each.start[0], each.string) for each in tokenize.tokenize(source.readline) if each.type in kinds
        ]


def commands() -> re.Pattern[str]:
    """Commands as somebody would type them: two words of one, or one before an incident."""
    of_two = [verb.command for verb in VERBS.values() if " " in verb.command]
    of_one = [name for name in MODULE_OF if " " not in name]
    two = "|".join(re.escape(each) for each in of_two)
    one = "|".join(re.escape(each) for each in of_one)
    return re.compile(rf"\b({two})\b|: ({one})( (INC-|\{{|\.|…)|$)|see: |\b({one}) (INC-|REF\b)")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_rule_names_no_option_no_command_and_no_key(file: Path) -> None:
    typed = commands()
    found = [
        (line, text)
        for line, text in said(file)
        if OPTION.search(text) or typed.search(text) or EDGES.search(text)
    ]
    assert found == []


@pytest.mark.parametrize(
    "sentence",
    [
        "{owner} owns it; offer a handover: handover offer {ref} --to {name}",
        "{ref} is closed; reopen it first: reopen {ref}",
        "{ref} has no entry 3; see: log {ref}",
        "give a later --at",
    ],
)
def test_what_is_looked_for_would_be_found(sentence: str) -> None:
    assert OPTION.search(sentence) or commands().search(sentence)
