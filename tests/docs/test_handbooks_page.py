"""The page that goes through both handbooks: each sentence names its tests, and they are there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "HANDBOOKS.md").read_text("utf-8")
SENTENCES = re.split(r"^- \*\*", PAGE, flags=re.MULTILINE)[1:]


def test_each_sentence_names_tests_that_are_there() -> None:
    assert SENTENCES
    for sentence in SENTENCES:
        named = re.findall(r"^  - `([\w/]+)(?:::(\w+))?`$", sentence, re.MULTILINE)
        assert named, sentence
        for file, name in named:
            source = (ROOT / "tests" / f"{file}.py").read_text("utf-8")
            assert not name or f"def test_{name}(" in source, f"{file}::{name}"
