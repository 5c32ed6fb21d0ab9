"""The documentation says what the program says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_keys_commands_and_configuration_in_the_documentation_are_current() -> None:
    answer = subprocess.run(
        [sys.executable, "docs/make.py", "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_every_picture_and_page_that_the_documentation_names_is_there() -> None:
    missing = []
    for page in [ROOT / "README.md", ROOT / "ARCHITECTURE.md", *(ROOT / "docs").glob("*.md")]:
        for target in links(page.read_text()):
            if not (page.parent / target).exists():
                missing.append(f"{page.name}: {target}")
    assert missing == []


def links(text: str) -> list[str]:
    """The local targets of a page's links."""
    found = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text)
    return [target for target in found if "://" not in target]


def test_nothing_in_the_manual_page_is_an_instruction_but_ours() -> None:
    page = (ROOT / "docs" / "incident-console.1").read_text()
    used = {line.split()[0] for line in page.splitlines() if line.startswith((".", "'"))}
    assert used == {".TH", ".SH", ".SS", ".PP", ".TP", ".B", ".nf", ".fi", ".RS", ".RE"}
