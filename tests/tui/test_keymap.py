"""Keys as configured: what cannot be is said with its line when the configuration is read."""

from pathlib import Path

import pytest

from incident_console.config import ConfigError, parse_config
from incident_console.keys import keymap

HEAD = 'name = "alice"\n\n[keymap]\n'


def check(lines: str) -> None:
    keymap.checked(parse_config(HEAD + lines, Path("config.toml"))).understood()


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('updat = "u"', "config.toml:4: keymap.updat: unknown action; did you mean update?"),
        (
            'update = "ctrl+enter"',
            "config.toml:4: keymap.update: “ctrl+enter” does not reach a program inside tmux",
        ),
        ('update = "alt+enter"', "does not reach a program"),
        ('update = "ctrl+1"', "does not reach a program"),
        ('update = "ctrl+."', "does not reach a program"),
        ('update = "ü"', "does not reach a program"),
        ('update = "nonsense"', "does not reach a program"),
        ('update = "ctrl+h"', "a terminal sends backspace for ctrl+h"),
        ('update = "ctrl+i"', "a terminal sends tab for ctrl+i"),
        ('update = "ctrl+b"', "it is the prefix of tmux"),
        (
            'note = "u"',
            "config.toml:4: keymap.note: u is the key of update already; give update another one too",
        ),
        ('note = "n"\nstatus = "f9,n"', "config.toml:5: keymap.status: n is the key of note already"),
        ('note = "?"', "? is the key of help already"),
    ],
)
def test_what_cannot_be(lines: str, said: str) -> None:
    with pytest.raises(ConfigError) as refused:
        check(lines)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    "lines",
    [
        'update = "f5"',
        'update = "n"\nnote = "u"',
        'palette = ";,ctrl+p"',
        'update = "ctrl+g, B"',
        'update = "space"',
        'take_over = "t"\nreschedule = "ctrl+t"',
    ],
)
def test_what_can_be(lines: str) -> None:
    check(lines)


@pytest.mark.parametrize(
    ("key", "read"),
    [
        ("question_mark", "?"),
        ("colon", ":"),
        ("escape", "Esc"),
        ("ctrl+p", "Ctrl+P"),
        ("f1", "F1"),
        ("f", "f"),
        ("G", "G"),
        ("down", "↓"),
    ],
)
def test_keys_as_people_read_them(key: str, read: str) -> None:
    assert keymap.shown_key(key) == read


def test_signs_may_be_written_as_signs() -> None:
    config = parse_config(HEAD + 'palette = ";"', Path("config.toml"))
    assert keymap.textual_keymap(config.keymap) == {"palette": "semicolon"}


def test_an_entry_that_cannot_be_costs_itself_alone() -> None:
    lines = 'update = "f5"\nupdat = "g"\nnote = "f5"\nstatus = "ctrl+b"\nmore = "ctrl+g"\n'
    config = keymap.checked(parse_config(HEAD + lines, Path("config.toml")))
    assert config.keymap == {"update": "f5"}
    assert [each.key for each in config.mistakes] == [
        "keymap.updat",
        "keymap.note",
        "keymap.status",
        "keymap.more",
    ]
    assert not list(keymap.clashes(config.keymap))
