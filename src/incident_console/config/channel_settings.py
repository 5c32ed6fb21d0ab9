"""Reading one setting of a channel: what is secret is named by where it is, and no mistake repeats it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence

from incident_console.config.table import Table
from incident_console.domain.vocabulary import Severity

SECRETS = ("env:", "file:", "cmd:")
"""How it is said where a secret is: in the environment, in a private file, or what a program answers."""

# Patterns as texts: `re` compiles and keeps them at their first use, which most starts do without.
MAIL_ADDRESS = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?"
_VARIABLE = r"[A-Za-z_][A-Za-z0-9_]*"
URL = r"(https?)://([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?(?:[/?#]\S*)?"

SEVERITIES = tuple(str(each) for each in Severity)

Setting = str | int | bool | tuple[str, ...] | Mapping[str, "Setting"]


class Hidden(str):
    """A secret that stands in the configuration itself; whoever prints what holds it does not print it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'…'"


def needed(table: Table, key: str, value: Setting | None) -> Setting | None:
    """Return a setting without which the channel cannot send; where it is not there, that is a mistake."""
    if value is None and not table.is_mistaken(key):
        table.mistake(key, "it is needed for a channel of this kind")
    return value


def matching(table: Table, key: str, pattern: str, what: str) -> Setting | None:
    """Return a needed text of a form."""
    value = table.text(key)
    if value is not None and not re.fullmatch(pattern, value):
        table.mistake(key, f"“{value}” is not {what}")
        return None
    return needed(table, key, value)


def addresses(table: Table, key: str) -> Setting | None:
    """Return mail addresses, each once."""
    given = table.texts(key, '["status@acme.example"]')
    for each in given or ():
        if not re.fullmatch(MAIL_ADDRESS, each):
            table.mistake(key, f"“{each}” is no mail address; give one such as status@acme.example")
    found = tuple(dict.fromkeys(each for each in given or () if re.fullmatch(MAIL_ADDRESS, each)))
    return needed(table, key, found or None)


def port(table: Table, usual: int) -> int:
    """Return the port that is given, else the usual one, also where it is a mistake."""
    value = table.number("port")
    if value is None:
        return usual
    if not 0 < value < 1 << 16:
        table.mistake("port", f"{value} is no port; give one such as {usual}")
        return usual
    return value


def secret(table: Table, key: str) -> str | None:
    """Return where a secret is; one that stands in the file itself is a mistake, and is not repeated."""
    value = table.text(key)
    if value is None or is_reference(value):
        return value
    table.mistake(key, "say where the secret is: env:NAME, file:PATH or cmd:PROGRAM ARG…")
    return None


def address(table: Table, key: str, private: bool) -> Setting | None:
    """Return a web address, or where it is; no mistake repeats it, since it may be the secret."""
    value = table.text(key)
    if value is None or is_reference(value):
        return needed(table, key, value)
    match = re.fullmatch(URL, value)
    if match is None:
        table.mistake(key, "this is no web address; give https://…, or where it is: env:NAME, file:PATH")
        return None
    if match[1] == "http" and not private:
        table.mistake(key, "it is not https; if that is meant, set private = true")
        return None
    return Hidden(value)


def program(table: Table, key: str, filled_in: tuple[str, ...]) -> Setting | None:
    """Return a program with its arguments, in which the names in braces are filled in."""
    argv = table.texts(key, '["./page", "{ref}"]')
    if argv and re.search(r"\{(ref|client|ticket)\}", argv[0]):
        known = " and ".join(f"{{{each}}}" for each in filled_in)
        table.mistake(key, f"the program itself is always the same; {known} stand behind it")
        argv = None
    return needed(table, key, tuple(argv) if argv and all(argv[:1]) else None)


def severities(table: Table, key: str) -> tuple[str, ...] | None:
    """Return a list of severities, each once; None where it is not there."""
    given = table.texts(key, '["P1", "P2"]')
    if given is None:
        return None
    for each in given:
        if each not in SEVERITIES:
            table.mistake(key, f"unknown severity {each}; there are {', '.join(SEVERITIES)}")
    return tuple(each for each in SEVERITIES if each in given)


def behind_a_word(text: str) -> bool:
    """Whether a text says where a secret is, also behind a word such as Bearer."""
    return is_reference(text) or is_reference(text.partition(" ")[2].lstrip())


def is_reference(text: str) -> bool:
    """Whether a text says where a secret is, and can be understood."""
    kind, _, where = text.partition(":")
    if f"{kind}:" not in SECRETS or not where.strip():
        return False
    if kind == "env":
        return re.fullmatch(_VARIABLE, where) is not None
    return kind == "file" or bool(words_of(where))


def words_of(command: str) -> Sequence[str]:
    """Return a program and its arguments; nothing where a quotation mark is missing."""
    try:
        return shlex.split(command)
    except ValueError:
        return ()
