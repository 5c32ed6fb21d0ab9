"""What the support portal's channel needs: programs of the team's own, or requests by HTTP."""

from __future__ import annotations

import re
from collections.abc import Iterator

from incident_console.config.channel_settings import (
    URL,
    Hidden,
    Setting,
    address,
    behind_a_word,
    program,
    secret,
    severities,
)
from incident_console.config.table import Table

METHODS = ("POST", "PUT", "PATCH")
REQUEST = ("url", "method", "headers", "body", "id", "link")
"""The settings of a request, that of a comment and that of a creation."""
LOGIN = ("user", "password", "ca")
NAMES = ("run", "create", "create_for", *REQUEST, *LOGIN)

FILLED_IN = ("ticket", "ref", "client", "id")
"""What may stand in braces in an address: the ticket's id, the reference, the client, the entry's own id."""
SET_BY_ITSELF = ("host", "content-length", "connection", "transfer-encoding", "idempotency-key")
HARMLESS = ("accept", "accept-language", "content-type", "user-agent", "prefer", "x-atlassian-token")
"""Headers whose value may be shown; so may one that names the version of an interface."""

# Patterns as texts: `re` compiles and keeps them at their first use, which most starts do without.
_HEADER = r"[A-Za-z0-9!#$%&'*+.^_`|~-]+"
_TELLING = r"auth|token|cookie|key|secret|passw|credential|session|signature"
_SECRET_IN_ADDRESS = rf"(?i)://.*[?&][^=&]*(?:{_TELLING})[^=&]*=[^{{&]"
_VERSION = r"(?i)[a-z-]+-version"
_PATH = r"[^\s{}]+"
_BRACES = r"\{([^{}]*)\}"


def ticket(table: Table, private: bool) -> Iterator[tuple[str, Setting | None]]:
    """Yield how comments are written and tickets created, and for which severities that happens by itself."""
    by_program = "run" in table
    if by_program:
        for name in (*REQUEST, *LOGIN):
            if name in table:
                table.mistake(name, "it belongs to a log by HTTP, and this one is written by a program (run)")
        yield "run", program(table, "run", ("ticket", "ref", "client"))
    elif "url" in table:
        yield from request(table, private, ("ticket", "ref", "client", "id"))
        yield from login(table)
        names_the_ticket(table)
    else:
        table.mistake("run", "give a program (run) or a web address (url) by which comments are written")
    yield "create", creation(table, private, by_program=by_program)
    yield "create_for", create_for(table)


def creation(table: Table, private: bool, *, by_program: bool) -> Setting | None:
    """Return how a ticket is created; None where it cannot be from here."""
    if "create" not in table:
        return None
    if by_program:
        run = program(table, "create", ("ref", "client"))
        if isinstance(run, tuple) and any("{ticket}" in each for each in run):
            table.mistake("create", "there is no ticket yet; take {ticket} out")
            return None
        return run
    given = table.table("create")
    if not table.is_mistaken("create"):
        given.only(*REQUEST)
        found = dict(request(given, private, ("ref", "client", "id")))
        return {name: value for name, value in found.items() if value is not None}
    return None


def create_for(table: Table) -> Setting | None:
    """Return the severities at which a ticket is created by itself."""
    found = severities(table, "create_for")
    if found and "create" not in table:
        table.mistake("create_for", "nothing says how a ticket is created; give create as well")
        return None
    return found


def request(table: Table, private: bool, filled_in: tuple[str, ...]) -> Iterator[tuple[str, Setting | None]]:
    """Yield a request, and where in its answer the id and the web address stand.

    Args:
        table: what gives it.
        private: whether plain http is allowed.
        filled_in: what may stand in braces in its address.
    """
    yield "url", web_address(table, private, filled_in)
    method = table.text("method")
    if method is not None and method not in METHODS:
        table.mistake("method", f"“{method}” writes nothing; give {', '.join(METHODS)}")
        method = None
    yield "method", method
    yield "headers", headers(table)
    yield "body", table.long_text("body")
    place = table.text("id")
    if place is not None and not re.fullmatch(_PATH, place):
        table.mistake("id", 'say where in the answer the id stands, such as "key" or "ticket.id"')
        place = None
    yield "id", place
    yield "link", link(table)


def web_address(table: Table, private: bool, filled_in: tuple[str, ...]) -> Setting | None:
    """Return the address of a request, in whose path and query something may be filled in."""
    given = table.text("url") or ""
    if "{" in given.partition("://")[2].partition("/")[0]:
        table.mistake("url", "the host is always the same; what is filled in stands behind it")
        return None
    if re.search(_SECRET_IN_ADDRESS, given):
        table.mistake("url", "it holds a secret; say where the address is: env:NAME, file:PATH")
        return None
    if not all_known(table, "url", given, filled_in):
        return None
    return address(table, "url", private)


def all_known(table: Table, key: str, given: str, filled_in: tuple[str, ...]) -> bool:
    """Whether what stands in braces can be filled in; anything else is a mistake."""
    unknown = next((each for each in re.findall(_BRACES, given) if each not in filled_in), None)
    if unknown is not None:
        known = " and ".join(f"{{{each}}}" for each in filled_in)
        why = "there is no ticket yet; " if unknown == "ticket" else ""
        table.mistake(key, f"{why}only {known} are filled in")
    return unknown is None


def names_the_ticket(table: Table) -> None:
    """Point out a comment by HTTP that does not say of which ticket it is one."""
    url, body = table.text("url") or "", table.long_text("body")
    literal = re.fullmatch(URL, url) is not None
    if literal and "{ticket}" not in url and body is not None and "ticket" not in body:
        table.mistake("url", "nothing says which ticket it is; put {ticket} into the address or the body")


def link(table: Table) -> Setting | None:
    """Return where in an answer the web address stands, or the address with `{id}` in it."""
    given = table.text("link")
    if given is None:
        return None
    if "://" in given:
        host = given.partition("://")[2].partition("/")[0]
        if "{" in host or not re.fullmatch(URL, given):
            table.mistake("link", "this is no web address; give one such as https://portal.example/{id}")
            return None
        return given if all_known(table, "link", given, FILLED_IN) else None
    if not re.fullmatch(_PATH, given):
        table.mistake("link", 'say where in the answer the address stands, or give "https://…/{id}"')
        return None
    return given


def headers(table: Table) -> Setting | None:
    """Return the headers of a request; of secrets, where they are. No mistake repeats a value."""
    given, found = table.table("headers"), dict[str, Setting]()
    for name in given:
        if not re.fullmatch(_HEADER, name):
            given.mistake(name, "this is no name of a header")
        elif name.lower() in SET_BY_ITSELF:
            given.mistake(name, "this header is set by itself; take it out")
        elif (value := header(given, name)) is not None:
            found[name] = value
    return found or None


def header(table: Table, name: str) -> str | None:
    """Return the value of a header; one that may be a secret is hidden, one that must be one is a mistake."""
    value = table.text(name)
    if value is None or behind_a_word(value):
        return value
    if not (value.isascii() and value.isprintable()):
        table.mistake(name, "a header holds letters of ASCII alone")
        return None
    if name.lower() in HARMLESS or re.fullmatch(_VERSION, name):
        return value
    if re.search(_TELLING, name, re.IGNORECASE):
        table.mistake(
            name, 'say where the secret is: env:NAME, file:PATH, cmd:PROGRAM ARG…; or "Bearer env:NAME"'
        )
        return None
    return Hidden(value)


def login(table: Table) -> Iterator[tuple[str, Setting | None]]:
    """Yield who logs in (Basic), and which certificates are trusted besides the machine's."""
    user, password = table.text("user"), secret(table, "password")
    if (user is None) is not ("password" not in table):
        table.mistake("password" if user is None else "user", "a user and a password belong together")
    if user is not None and ":" in user:
        table.mistake("user", "a user's name holds no colon: what stands behind it would be the password")
        user = None
    if user is not None and any(each.lower() == "authorization" for each in table.table("headers")):
        table.mistake("user", "the headers log in already (Authorization); take one of the two out")
    ca = table.file("ca")
    yield "user", user
    yield "password", password
    yield "ca", None if ca is None else str(ca)
