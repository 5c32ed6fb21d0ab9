"""A mistake in the configuration costs its entry and is named; where it decides what opens, it is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from incident_console import paths
from incident_console.config import Config, parse_config
from incident_console.config.doubt import in_doubt
from incident_console.tui.render import listing
from incident_console.tui.start import settled as start
from incident_console.tui.start.settled import Given, settled
from tests.tui.scene import Scene

LONDON = 'zone = "Europe/London"\n'


class Person:
    """Somebody at the keyboard, who answers what they are asked."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def __call__(self, question: str) -> str:
        self.asked.append(question)
        if not self.answers:
            raise EOFError
        return self.answers.pop(0)


def written(text: str) -> Path:
    """The configuration of this home, with a text in it."""
    path = paths.default_config()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def start_with(text: str, person: Person, *, db: str | None = None, by: str | None = None) -> Config | None:
    written(text)
    return settled(None, Given(db, by, visit=False), person)


def test_a_mistake_in_an_entry_costs_that_entry_and_asks_nobody() -> None:
    nobody = Person()
    config = start_with(f'{LONDON}theme = "pink"\n[keymap]\nupdate = "nonsense+q"\n', nobody)
    assert config is not None
    assert nobody.asked == []
    assert config.policy.zone == "Europe/London"
    assert [each.key for each in config.mistakes] == ["theme", "keymap.update"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("db = 7", "which record is meant"),
        ('db = ""', "which record is meant"),
        ('bd = "a.db"', "which record is meant"),
        ('database = "a.db"', "which record is meant"),
        ('record = "a.db"', "which record is meant"),
        ('[display]\nbell = true\ndb = "a.db"', "which record is meant"),
        ("name = 7", "who you are"),
        ('nmae = "alice"', "who you are"),
        ('[handover]\nname = "alice"', "who you are"),
        ("name = alice", "which record is meant, and who you are"),
        ("\xff", "which record is meant, and who you are"),
    ],
)
def test_where_another_record_or_another_name_may_have_been_meant_it_is_asked(text: str, what: str) -> None:
    path = written("")
    path.write_bytes(text.encode("latin-1"))
    leaves = Person("", "open", "q")
    assert settled(None, Given(None, None, visit=False), leaves) is None
    first, *again = leaves.asked
    assert f"leaves open {what}." in first
    assert f"e  edit {path}, then go on" in first
    assert str(paths.data_folder() / "incidents.db") in first
    assert all("opened" not in question for question in again)


@pytest.mark.parametrize(
    "text",
    ['zoen = "UTC"', '[display]\nzone = "UTC"', '[clients.ACME]\ncolour = "red"', '[keymap]\nnope = "x"'],
)
def test_other_mistakes_leave_neither_open(text: str) -> None:
    config = parse_config(text, Path("config.toml"))
    assert config.mistakes or "keymap" in text
    assert (in_doubt(config, "db"), in_doubt(config, "name")) == (None, None)


def test_what_is_given_by_hand_or_elsewhere_in_the_file_leaves_nothing_open() -> None:
    nobody = Person()
    assert start_with("db = 7\nname = 7", nobody, db="/x.db", by="alice") is not None
    assert start_with('db = "a.db"\ndatabase = "b.db"', nobody) is not None
    assert settled(None, Given(None, None, visit=True), nobody) is not None
    assert nobody.asked == []


def test_the_default_record_opens_where_that_is_the_answer() -> None:
    goes_on = Person("D ")
    config = start_with(f"{LONDON}db = 7", goes_on)
    assert config is not None
    assert config.db is None
    assert config.policy.zone == "Europe/London"
    assert [each.key for each in config.mistakes] == ["db"]


def test_a_file_that_was_mended_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "edit", lambda path: path.write_text('db = "mended.db"'))
    config = start_with("db = [", mends := Person("e"))
    assert config is not None
    assert config.db == paths.default_config().parent / "mended.db"
    assert len(mends.asked) == 1


@pytest.mark.parametrize(("editor", "said"), [("no-such-editor", "cannot be used"), ("false", "status 1")])
def test_an_editor_that_fails_leaves_the_question(
    editor: str, said: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EDITOR", editor)
    monkeypatch.delenv("VISUAL", raising=False)
    asked_again = Person("e", "q")
    assert start_with("db = 7", asked_again) is None
    assert len(asked_again.asked) == 2
    assert said in capfd.readouterr().err


def test_what_the_file_holds_cannot_steer_the_terminal() -> None:
    leaves = Person()
    start_with('"na\\u001b]0;x\\u0007me" = "alice"\ndb = 7', leaves)
    assert leaves.asked
    assert not any(sign < " " for question in leaves.asked for sign in question.replace("\n", ""))


@pytest.mark.parametrize("width", [120, 80, 60])
async def test_the_header_names_what_is_not_in_force(scene: Scene, width: int) -> None:
    config = parse_config('"\\u001b[31mtheme" = 1\nzone = "Mars"\ntheme = "pink"', Path("config.toml"))
    app = scene.app()
    line = listing.header([], app.view(), width, saving=False, drafts=(), mistakes=config.mistakes).plain
    assert "! config" in line
    assert "\x1b" not in line
    if width == 120:
        assert "theme (+2)" in line
