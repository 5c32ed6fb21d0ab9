"""What a client would read in another language than agreed is pointed out before it is sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from incident_console.domain.policy import ClientProfile
from incident_console.domain.vocabulary import MessageKind
from incident_console.messages.coverage import file_of, shortcomings


def filled(folder: Path, *kinds: MessageKind) -> Path:
    folder.mkdir(exist_ok=True)
    for kind in kinds:
        file_of(folder, kind).write_text("{{ ref }}")
    return folder


def amiss(language: str | None, folder: Path | None) -> list[str]:
    templates = None if folder is None else str(folder)
    return list(shortcomings(ClientProfile(name="ACME", language=language, templates=templates)))


@pytest.mark.parametrize("language", [None, "en", "en-GB", "de", "de-AT"])
def test_a_language_of_ours_needs_no_template(language: str | None, tmp_path: Path) -> None:
    assert amiss(language, None) == []
    assert amiss(language, filled(tmp_path / "some", MessageKind.UPDATE)) == []


def test_another_language_without_templates_goes_out_in_english() -> None:
    (said,) = amiss("fr", None)
    assert said.startswith("language: our texts come in en and de, and no templates are named")
    assert said.endswith("so all texts go out in English")


@pytest.mark.parametrize("missing", MessageKind)
def test_each_template_that_is_missing_is_named(missing: MessageKind, tmp_path: Path) -> None:
    folder = filled(tmp_path / "fr", *(kind for kind in MessageKind if kind is not missing))
    (said,) = amiss("fr", folder)
    assert f"lacks {missing}.txt.jinja, so these texts go out in English" in said


def test_a_whole_folder_is_enough(tmp_path: Path) -> None:
    assert amiss("fr", filled(tmp_path / "fr", *MessageKind)) == []


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert amiss("en", tmp_path / "nowhere") == [f"templates: there is no folder {tmp_path / 'nowhere'}"]


def test_a_file_that_is_no_template_of_ours_or_cannot_be_read_as_one_is_named(tmp_path: Path) -> None:
    folder = filled(tmp_path / "en", MessageKind.UPDATE)
    (folder / "updates.txt.jinja").write_text("x")
    file_of(folder, MessageKind.WRAP_UP).write_text("{% if %}")
    file_of(folder, MessageKind.ABSENCE).write_bytes(b"\xff")
    said = amiss("en", folder)
    assert len(said) == 3
    for name in (
        "updates.txt.jinja is the template of no",
        "wrap_up.txt.jinja cannot",
        "absence.txt",
    ):
        assert any(name in each for each in said), said
