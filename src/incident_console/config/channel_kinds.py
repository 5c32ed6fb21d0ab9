"""What a channel of each kind needs, as the configuration gives it. Secrets are named by where they are."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence

from incident_console.config.table import Table

SECURITIES = {"starttls": 587, "tls": 465, "none": 25}
"""How a connection to a mail server is made safe, and the port for that."""

SECRETS = ("env:", "file:", "cmd:")
"""How it is said where a secret is: in the environment, in a private file, or what a program answers."""

# Patterns as texts: `re` compiles and keeps them at their first use, which most starts do without.
_ADDRESS = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?"
_SENDER = rf"[^<>\r\n]*<{_ADDRESS}>|{_ADDRESS}"
_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9.:-]*[A-Za-z0-9])?"
_VARIABLE = r"[A-Za-z_][A-Za-z0-9_]*"
URL = r"(https?)://([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?(?:[/?#]\S*)?"

Setting = str | int | bool | tuple[str, ...]


class Hidden(str):
    """A secret that stands in the configuration itself; whoever prints what holds it does not print it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'…'"


def smtp(table: Table, private: bool) -> Iterator[tuple[str, Setting | None]]:
    """Yield what a mail server is told."""
    security = table.text("security") or "starttls"
    if security not in SECURITIES:
        table.mistake("security", f"unknown security {security}; give {', '.join(SECURITIES)}")
        security = "starttls"
    if security == "none" and not private:
        table.mistake(
            "security", "mail without TLS is sent in the clear; if that is meant, set private = true"
        )
    user, password = table.text("user"), secret(table, "password")
    if (user is None) is not ("password" not in table):
        table.mistake("password" if user is None else "user", "a user and a password belong together")
    ca = table.file("ca")
    yield "to", addresses(table, "to")
    yield "from", matching(table, "from", _SENDER, 'an address such as "Incidents <incidents@us.example>"')
    yield "host", matching(table, "host", _HOST, "the name of a mail server")
    yield "port", port(table, SECURITIES[security])
    yield "security", security
    yield "user", user
    yield "password", password
    yield "ca", None if ca is None else str(ca)


def slack(table: Table, private: bool) -> Iterator[tuple[str, Setting | None]]:
    """Yield an incoming webhook of Slack: its address is the secret."""
    yield "url", address(table, "url", private)


def webhook(table: Table, private: bool) -> Iterator[tuple[str, Setting | None]]:
    """Yield where signed web hooks go, and what signs them."""
    yield "url", address(table, "url", private)
    yield "secret", needed(table, "secret", secret(table, "secret"))


def command(table: Table, private: bool) -> Iterator[tuple[str, Setting | None]]:
    """Yield a program with its arguments."""
    argv = table.texts("run", '["./page", "{ref}"]')
    if argv and re.search(r"\{(ref|client)\}", argv[0]):
        table.mistake("run", "the program itself is always the same; {ref} and {client} stand behind it")
        argv = None
    yield "run", needed(table, "run", tuple(argv) if argv and all(argv[:1]) else None)


def file(table: Table, private: bool) -> Iterator[tuple[str, Setting | None]]:
    """Yield the file to which messages are appended."""
    path = table.file("path")
    yield "path", needed(table, "path", None if path is None else str(path))


KINDS: Mapping[str, Callable[[Table, bool], Iterator[tuple[str, Setting | None]]]] = {
    "smtp": smtp,
    "slack": slack,
    "webhook": webhook,
    "command": command,
    "file": file,
}
"""How the settings of each kind of channel are read."""

NAMES: Mapping[str, tuple[str, ...]] = {
    "smtp": ("to", "from", "host", "port", "security", "user", "password", "ca"),
    "slack": ("url",),
    "webhook": ("url", "secret"),
    "command": ("run",),
    "file": ("path",),
}
"""The settings of each kind."""

SHOWS = ("slack",)
"""The kinds whose service says that a message can be read, and not only that it was taken."""


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
        if not re.fullmatch(_ADDRESS, each):
            table.mistake(key, f"“{each}” is no mail address; give one such as status@acme.example")
    found = tuple(dict.fromkeys(each for each in given or () if re.fullmatch(_ADDRESS, each)))
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
