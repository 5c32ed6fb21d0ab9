"""Keys as configured: checked when the configuration is read, and named as people read them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from msgspec.structs import replace

from incident_console.config import Config, ConfigError, in_order
from incident_console.keys.actions import ACTIONS, BY_ID, Action, Mode, keys_of

NAMED = {
    *("enter", "tab", "shift+tab", "escape", "space", "backspace", "delete", "insert"),
    *("up", "down", "left", "right", "home", "end", "pageup", "pagedown"),
    *(
        "shift+up",
        "shift+down",
        "shift+left",
        "shift+right",
        "ctrl+up",
        "ctrl+down",
        "ctrl+left",
        "ctrl+right",
    ),
    *(f"f{n}" for n in range(1, 13)),
}
"""Keys with a name that reach a program inside tmux."""

SIGNS = {
    "?": "question_mark", "/": "slash", ":": "colon", ".": "full_stop", ";": "semicolon", "-": "minus",
    "+": "plus", "=": "equals_sign", "_": "underscore", "!": "exclamation_mark", "@": "at",
    "#": "number_sign", "$": "dollar_sign", "%": "percent_sign", "^": "circumflex_accent",
    "&": "ampersand", "*": "asterisk",
    "(": "left_parenthesis", ")": "right_parenthesis",
    "[": "left_square_bracket", "]": "right_square_bracket",
    "{": "left_curly_bracket", "}": "right_curly_bracket", "<": "less_than_sign", ">": "greater_than_sign",
    "|": "vertical_line", "\\": "backslash", "'": "apostrophe", '"': "quotation_mark", "`": "grave_accent",
    "~": "tilde", ",": "comma",
}  # fmt: skip
"""Signs by what Textual calls them; a comma parts keys, and is one by this name only."""

SPELT = {name: sign for sign, name in SIGNS.items()}
SHORT = {
    "enter": "Enter", "escape": "Esc", "tab": "Tab", "shift+tab": "Shift+Tab", "space": "Space", "up": "↑",
    "down": "↓", "left": "←", "right": "→", "home": "Home", "end": "End",
    "pageup": "PgUp", "pagedown": "PgDn",
}  # fmt: skip

SAME = {"ctrl+h": "backspace", "ctrl+i": "tab", "ctrl+m": "enter", "ctrl+j": "enter", "ctrl+[": "escape"}
OTHERS = {
    "ctrl+b": "it is the prefix of tmux",
    "ctrl+a": "it is the prefix of screen, and goes to the start of a line",
    "ctrl+k": "it belongs to pane navigators",
    "ctrl+l": "it belongs to pane navigators",
    "ctrl+c": "it copies, and interrupts",
}
_CONTROL = re.compile(r"ctrl\+[a-z]")


def checked(config: Config) -> Config:
    """Return a configuration without the entries of its keymap that cannot be, which are mistakes of it.

    These are: an unknown action, a key that never arrives, one key for two actions.
    """
    mistakes = list(config.mistakes)
    keymap = dict(config.keymap)
    for name, keys in config.keymap.items():
        if (problem := unusable(name, keys)) is not None:
            mistakes.append(_mistake(config, name, problem))
            del keymap[name]
    while (clash := next(clashes(keymap), None)) is not None:
        key, names = clash
        remapped = max((n for n in names if n in keymap), key=lambda n: config.keymap_lines.get(n, 0))
        other = next(name for name in names if name != remapped)
        problem = f"{shown_key(key)} is the key of {other} already; give {other} another one too"
        mistakes.append(_mistake(config, remapped, problem))
        del keymap[remapped]
    return replace(config, keymap=MappingProxyType(keymap), mistakes=in_order(mistakes))


def _mistake(config: Config, id: str, sentence: str) -> ConfigError:
    from pathlib import Path

    name = f"keymap.{id}"
    return ConfigError(config.path or Path("-"), config.keymap_lines.get(id), f"{name}: {sentence}", name)


def unusable(name: str, keys: str) -> str | None:
    """Return why an entry of the keymap cannot be, None where it can."""
    if name not in BY_ID:
        near = difflib.get_close_matches(name, BY_ID, 1)
        guess = f"did you mean {near[0]}? " if near else ""
        return f"unknown action; {guess}incident-console keys lists them"
    problems = (impossible(key.strip()) for key in keys.split(","))
    return next((problem for problem in problems if problem is not None), None)


def impossible(key: str) -> str | None:
    """Return why a key cannot be used, None where it can."""
    if key in SAME:
        return f"a terminal sends {SAME[key]} for {key}; give {SAME[key]}, or another key"
    if key in OTHERS:
        return f"{key} is taken: {OTHERS[key]}; give another key"
    if key in NAMED or key in SPELT or key in SIGNS or _CONTROL.fullmatch(key):
        return None
    if len(key) == 1 and key.isalnum() and key.isascii():
        return None
    accepted = "give a letter, a sign, f1 to f12, or ctrl+ and a letter"
    return f"“{key}” does not reach a program inside tmux; {accepted}"


def clashes(
    keymap: Mapping[str, str], actions: Iterable[Action] = ACTIONS
) -> Iterator[tuple[str, list[str]]]:
    """Yield keys that stand for several actions within a mode, with those."""
    used: dict[tuple[Mode, str], list[str]] = {}
    for action in actions:
        for key in dict.fromkeys(bound(action, keymap)):
            used.setdefault((action.mode, key), []).append(action.id)
    yield from ((key, ids) for (_, key), ids in used.items() if len(ids) > 1)


def bound(action: Action, keymap: Mapping[str, str]) -> list[str]:
    """Return the keys of an action as Textual names them."""
    return [SIGNS.get(key, key) for key in keys_of(action, keymap)]


def textual_keymap(keymap: Mapping[str, str]) -> dict[str, str]:
    """Return the configured keymap as Textual reads it."""
    return {name: ",".join(bound(BY_ID[name], keymap)) for name in keymap}


def shown_key(key: str) -> str:
    """Return a key as people read it: `?`, `Esc`, `Ctrl+P`, `F1`."""
    if key in SPELT:
        return SPELT[key]
    if key in SHORT:
        return SHORT[key]
    if key.startswith("ctrl+"):
        return f"Ctrl+{key[5:].upper()}"
    return key.upper() if len(key) > 1 and key[0] == "f" and key[1:].isdigit() else key


def shown_keys(keymap: Mapping[str, str]) -> dict[str, str]:
    """Return the first key of each action that has one, as people read it."""
    return {action.id: shown_key(keys[0]) for action in ACTIONS if (keys := bound(action, keymap))}


def keys_table(keymap: Mapping[str, str] | None = None, *, markdown: bool = False) -> str:
    """Return all actions with their keys as a table, in plain text or Markdown."""
    rows: list[tuple[str, str, str]] = []
    for action in ACTIONS:
        keys = " ".join(shown_key(key) for key in bound(action, keymap or {}))
        rows.append((keys, action.id, action.help))
    if markdown:
        lines = ["| Keys | Action | What it does |", "|---|---|---|"]
        return "\n".join([*lines, *(f"| {_code(keys)} | `{name}` | {what} |" for keys, name, what in rows)])
    wide = max(len(keys) for keys, _, _ in rows)
    long = max(len(name) for _, name, _ in rows)
    lines = []
    for group in dict.fromkeys(action.group for action in ACTIONS):
        lines += ["", str(group)]
        lines += [
            f"  {keys:<{wide}}  {name:<{long}}  {what}"
            for keys, name, what in rows
            if BY_ID[name].group == group
        ]
    return "\n".join(lines[1:])


def _code(keys: str) -> str:
    return " ".join(f"`{key}`" for key in keys.split()) or "`:` by name"
