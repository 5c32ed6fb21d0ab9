"""What a client would read in another language than agreed is pointed out before it is sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from incident_console.domain.policy import ClientProfile
from incident_console.domain.vocabulary import MessageKind
from incident_console.messages.coverage import file_of, shortcomings
from incident_console.messages.markup import html_values, their_html
from incident_console.messages.render import OURS


def filled(folder: Path, *kinds: MessageKind) -> Path:
    folder.mkdir(exist_ok=True)
    for kind in kinds:
        file_of(folder, kind).write_text((OURS / "en" / f"{kind}.txt.jinja").read_text())
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
        "wrap_up.txt.jinja, line 1 cannot",
        "absence.txt.jinja cannot",
    ):
        assert any(name in each for each in said), said


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{{ ref }}\n{{ nothing_of_the_kind }}", "update.txt.jinja, line 2 cannot be used"),
        ("{{ ref }}", "leaves out"),
        ("{{ 'a' * 70000 }}", "more than 64 KB"),
        ("{{ ''.__class__ }}", "update.txt.jinja, line 1 cannot be used"),
    ],
    ids=["unknown", "without-its-time", "long", "escaping"],
)
def test_each_template_is_tried_with_a_sample(tmp_path: Path, source: str, said: str) -> None:
    folder = filled(tmp_path / "en", MessageKind.UPDATE)
    file_of(folder, MessageKind.UPDATE).write_text(source)
    (found,) = amiss("en", folder)
    assert said in found


def test_a_template_of_html_is_tried_too(tmp_path: Path) -> None:
    folder = filled(tmp_path / "en")
    (folder / "update.html.jinja").write_text(
        "<h1>{{ title }}</h1>\n{% for each in paragraphs %}<p>{{ each }}</p>{% endfor %}"
    )
    assert amiss("en", folder) == []
    (folder / "update.html.jinja").write_text("<h1>{{ title }}</h1>\n{{ owner }}")
    (found,) = amiss("en", folder)
    assert "update.html.jinja, line 2" in found


@pytest.mark.parametrize("kind", MessageKind)
def test_what_is_typed_is_no_markup_in_a_template_of_theirs(tmp_path: Path, kind: MessageKind) -> None:
    (tmp_path / f"{kind}.html.jinja").write_text("<p>{{ text }}</p>")
    values = html_values(text="<b>&", title="", ref="", client="", kind=kind, number=0, drill=False)
    assert their_html(str(tmp_path), kind, values) == "<p>&lt;b&gt;&amp;</p>"
