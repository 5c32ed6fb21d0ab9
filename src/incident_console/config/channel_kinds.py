"""What a channel of each kind needs, as the configuration gives it. Secrets are named by where they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from incident_console.config.channel_settings import (
    MAIL_ADDRESS,
    Setting,
    address,
    addresses,
    matching,
    needed,
    port,
    program,
    secret,
)
from incident_console.config.table import Table
from incident_console.config.ticket_settings import NAMES as TICKET
from incident_console.config.ticket_settings import ticket

SECURITIES = {"starttls": 587, "tls": 465, "none": 25}
"""How a connection to a mail server is made safe, and the port for that."""

# Patterns as texts: `re` compiles and keeps them at their first use, which most starts do without.
_SENDER = rf"[^<>\r\n]*<{MAIL_ADDRESS}>|{MAIL_ADDRESS}"
_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9.:-]*[A-Za-z0-9])?"


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
    yield "run", program(table, "run", ("ref", "client"))


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
    "ticket": ticket,
}
"""How the settings of each kind of channel are read."""

NAMES: Mapping[str, tuple[str, ...]] = {
    "smtp": ("to", "from", "host", "port", "security", "user", "password", "ca"),
    "slack": ("url",),
    "webhook": ("url", "secret"),
    "command": ("run",),
    "file": ("path",),
    "ticket": TICKET,
}
"""The settings of each kind."""

LOG = "ticket"
"""The kind of the support portal."""

SHOWS = ("slack",)
"""The kinds whose service says that a message can be read, and not only that it was taken."""
