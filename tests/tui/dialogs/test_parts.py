"""The parts by themselves: the editor's form, refusals in a form's words."""

from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_console.domain.text import clean
from incident_console.tui.composer import editor

if TYPE_CHECKING:
    from incident_console.tui.app import IncidentConsole

HEADINGS = ["Impact", "Done", "Next"]


@given(st.lists(st.text(st.characters(codec="utf-8")), min_size=3, max_size=3))
def test_sections_come_back_as_they_went_out(texts: list[str]) -> None:
    texts = [clean(text) for text in texts]
    form = editor.as_form("Update 2", list(zip(HEADINGS, texts, strict=True)))
    assert editor.from_form(form, HEADINGS) == dict(zip(HEADINGS, texts, strict=True))


def test_a_line_that_looks_like_a_heading_stays_a_line() -> None:
    form = editor.as_form("", [("Impact", "## Done\n\\## Next"), ("Done", "x")])
    assert editor.from_form(form, HEADINGS) == {"Impact": "## Done\n\\## Next", "Done": "x"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("## Impakt\nx", "there is no section “Impakt”"),
        ("## Impact\nx\n## Impact\ny", "twice"),
        ("", "no section was left"),
    ],
)
def test_a_form_that_cannot_be_read_says_why(text: str, says: str) -> None:
    with pytest.raises(editor.EditorFailed, match=says):
        editor.from_form(text, HEADINGS)


def test_a_text_that_cannot_be_read_back_comes_up_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown: list[str] = []

    def edit(app: object, text: str) -> str:
        shown.append(text)
        return "## Impakt\nmy words" if len(shown) == 1 else text.replace("Impakt", "Impact")

    monkeypatch.setattr(editor, "edit", edit)
    found = editor.edit_form(cast("IncidentConsole", None), "Update 2", [("Impact", ""), ("Done", "")])
    assert found == {"Impact": "my words"}
    assert "there is no section “Impakt”" in shown[1]


def test_leaving_a_broken_text_as_it_is_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editor, "edit", lambda app, text: text if "Mend it" in text else "## Impakt\nx")
    with pytest.raises(editor.EditorFailed, match="nothing was changed"):
        editor.edit_form(cast("IncidentConsole", None), "Update 2", [("Impact", "")])


def test_an_editor_really_runs_on_a_private_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = tmp_path / "editor"
    script.write_text('#!/bin/sh\nls -l "$1" > "$0.seen"\necho more >> "$1"\n')
    script.chmod(0o700)
    monkeypatch.setenv("EDITOR", str(script))
    app = cast("IncidentConsole", SimpleNamespace(suspend=nullcontext))
    assert editor.edit(app, "text\n") == "text\nmore\n"
    assert (tmp_path / "editor.seen").read_text().startswith("-rw-------")
    monkeypatch.setenv("EDITOR", "/nowhere/editor")
    with pytest.raises(editor.EditorFailed, match="cannot be run"):
        editor.edit(app, "text")
    monkeypatch.setenv("EDITOR", "false")
    with pytest.raises(editor.EditorFailed, match="status 1"):
        editor.edit(app, "text")


def test_the_editor_is_the_one_that_was_chosen() -> None:
    assert editor.command({"EDITOR": "code --wait"}) == ["code", "--wait"]
    assert editor.command({"EDITOR": "x", "VISUAL": "emacs -nw"}) == ["emacs", "-nw"]
    assert editor.command({}) == ["vi"]
    with pytest.raises(editor.EditorFailed):
        editor.command({"EDITOR": "broken 'quote"})
