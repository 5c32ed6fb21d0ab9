"""What a service says, as it may be shown: harmless, in one line, without any form of a secret."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from typing import Any, cast
from urllib.parse import quote, unquote

import msgspec

from incident_console.config.channels import Channel
from incident_console.delivery import secrets
from incident_console.delivery.receipt import Receipt, uncertain
from incident_console.domain.text import harmless, shortened

LONGEST_REASON = 300
"""Characters of what a service says that are recorded."""
SHORTEST_PART = 8
"""Letters of a part of a web address; to hide shorter ones would leave nothing to read."""


def presentable(receipt: Receipt, channel: Channel, known: Mapping[str, str]) -> Receipt:
    """Return a receipt as it may be shown: what a service says is hostile, and may hold a secret.

    Args:
        receipt: what came of it.
        channel: by which it was sent.
        known: what was revealed of its secrets, by where each stands.
    """
    secret = [part for name, each in known.items() for part in forms(channel, name, each)]
    # A ticket is found under the portal's own address, which is to be read whole.
    plain = [name for name in known if is_plain_address(channel, name)]
    in_links = [
        part for name, each in known.items() if name not in plain for part in forms(channel, name, each)
    ]
    if receipt.ticket and hidden(receipt.ticket, in_links) != receipt.ticket:
        receipt = uncertain("the ticket's id holds a secret, or what cannot be shown")
    return msgspec.structs.replace(
        receipt,
        reason=hidden(receipt.reason, secret),
        url=hidden(receipt.url, in_links),
    )


def hidden(text: str, secret: list[str]) -> str:
    """Return one line that can be shown. What it hides is looked for in what is left of it."""
    return shortened(secrets.masked(harmless(text, lines=False), secret), LONGEST_REASON)


def forms(channel: Channel, name: str, secret: str) -> Iterator[str]:
    """Yield a secret in the forms in which services repeat it: as it is, coded, or the telling part of it."""
    if is_address(name):
        rest = secret.partition("://")[2].partition("/")[2]
        parts = [each for each in re.split(r"[/?&=#]", rest) if len(each) >= SHORTEST_PART]
        if is_plain_address(channel, name):
            parts = [each for each in parts if looks_made_up(each)]
        else:
            parts += [secret, *([rest] if len(rest) >= SHORTEST_PART else [])]
        for each in parts:
            yield each
            yield unquote(each)
        return
    yield secret
    yield json.dumps(secret)[1:-1]
    yield quote(secret, safe="")
    # So does a login go over the line, in mail and on the web.
    user = str(channel.settings.get("user", ""))
    for credentials in (secret, f"\0{user}\0{secret}", f"{user}:{secret}"):
        yield b64encode(credentials.encode("utf-8", "replace")).decode()


def is_address(name: str) -> bool:
    """Whether a setting is a web address, by where it stands."""
    return name in ("url", "create.url")


def is_plain_address(channel: Channel, name: str) -> bool:
    """Whether a setting is the support portal's address that stands in the configuration itself.

    Whoever knows it cannot write there: that takes the login. One that is a secret is named by where it is.
    """
    value = cast(Any, channel.settings)
    for each in name.split(".") if channel.is_log and is_address(name) else ():
        value = value.get(each) if isinstance(value, Mapping) else None
    return isinstance(value, str) and not secrets.split(value)[1]


def looks_made_up(part: str) -> bool:
    """Whether a part of an address is no word, as what holds letters and digits is none."""
    return re.search(r"[A-Za-z]", part) is not None and re.search(r"\d", part) is not None
