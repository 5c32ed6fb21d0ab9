"""Every refusal of the rules, as the war room says it: keys instead of commands, and still a sentence."""

import ast
import re
from pathlib import Path

import pytest

from incident_console import domain
from incident_console.tui.keys.actions import BY_ID
from incident_console.tui.render.view import ACTIONS, COMMAND, by_keys

FOLDER = Path(domain.__file__).parent


def said(node: ast.expr) -> str:
    """The text of a literal, with something in each of its gaps."""
    if isinstance(node, ast.JoinedStr):
        return "".join(said(part) for part in node.values)
    if isinstance(node, ast.Constant):
        return str(node.value)
    return "INC-7K3Q"


def refusals() -> list[str]:
    found = []
    for file in sorted(FOLDER.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refused" and node.args:
                found.append(said(node.args[0]))
    return sorted({each for each in found if COMMAND.search(each)})


def test_there_are_refusals_that_name_commands() -> None:
    assert len(refusals()) > 3


@pytest.mark.parametrize("sentence", refusals())
def test_a_refusal_with_keys_is_a_sentence(sentence: str) -> None:
    command = COMMAND.search(sentence)
    assert command is not None
    assert ACTIONS.get(command[1], command[1]) in {*BY_ID, "outbox", "log", "list"}
    keys = {name: name[0] for name in BY_ID}
    for known in (keys, {}):
        spoken = by_keys(sentence, known)
        assert "--" not in spoken
        assert not re.search(r"; (first|then)( \(|$)|[:;,]$|  ", spoken), spoken
