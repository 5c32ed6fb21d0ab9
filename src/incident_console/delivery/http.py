"""One POST to a service: no redirects, no proxies, and it is known whether it was sent."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Mapping
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from urllib.parse import SplitResult, urlsplit

import msgspec

from incident_console.delivery.attempt import AnswerLost, Attempt, NotAllowed, NotSent
from incident_console.delivery.receipt import Receipt, refused, waiting

MOST_READ = 4096
"""Bytes of an answer that are looked at."""
FIRST_FINAL, FIRST_MOVED = 200, 300
"""The statuses below the one announce another one; those between the two are a success."""
LONGEST_STAMP = 12
"""Digits of a time in seconds."""
LONGEST_WAIT = 86_400.0
"""Seconds: whatever a service asks for, it is tried again within a day."""
BUSY = frozenset({408, 420, 425, 429})
"""Statuses that say: not now. 420 is what Statuspage says for 429."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a service answered; `retry_after` in seconds from now, `whole` unless its text broke off.

    `exhausted`: it says that it takes nothing more for now (`X-RateLimit-Remaining: 0`).
    """

    status: int
    text: str
    whole: bool = True
    retry_after: float | None = None
    location: str = ""
    exhausted: bool = False


def web_address(url: str, *, private: bool) -> SplitResult:
    """Return the parts of a web address that may be posted to.

    Raises:
        ValueError: it is none; the sentence does not repeat it, for it may be a secret.
    """
    if any(ord(letter) <= 32 or ord(letter) == 127 for letter in url):
        raise ValueError("there is a blank or a control character in the web address")
    if not url.isascii():
        raise ValueError("the web address has letters that none has; take it as the browser shows it copied")
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        # What is said there repeats parts of it.
        raise ValueError("this is no web address; look at its host and its port") from None
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise ValueError("this is no web address; it begins with https://")
    if parts.scheme == "http" and not private:
        raise ValueError("plain http is allowed only with private = true; use https")
    if parts.username or parts.password:
        raise ValueError("a web address with a name or password in it is not used")
    return parts


def post(url: str, body: bytes, headers: Mapping[str, str], *, private: bool, attempt: Attempt) -> Answer:
    """Post something once, and return the answer. Raises as `ask`."""
    return ask("POST", url, body, headers, private=private, attempt=attempt)


def ask(
    method: str,
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    private: bool,
    attempt: Attempt,
    most: int = MOST_READ,
    ca: str = "",
) -> Answer:
    """Ask a service once, and return the answer.

    Args:
        method: such as POST.
        url: where.
        body: what is sent.
        headers: besides those that every request has.
        private: whether private addresses and plain http are allowed.
        attempt: which holds its connection.
        most: bytes of an answer that are looked at where it is a success.
        ca: a file of certificates to trust besides the system's.

    Raises:
        ValueError, NotAllowed: the address may not be posted to.
        NotSent: the service cannot have all of it.
        AnswerLost: it has, or may have.
    """
    parts = web_address(url, private=private)
    host = parts.hostname or ""
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    connection = attempt.connect(host, port, private=private)
    if secure:
        connection = attempt.secured(connection, host, ca)
    path = parts.path or "/"
    if parts.query:
        path = f"{path}?{parts.query}"
    return exchange(connection, method, path, parts.netloc, body, headers, attempt, most)


def exchange(
    connection: socket.socket,
    method: str,
    path: str,
    netloc: str,
    body: bytes,
    headers: Mapping[str, str],
    attempt: Attempt,
    most: int = MOST_READ,
) -> Answer:
    """Send a request over a connection and read what is answered; raises as `ask`."""
    speaking = http.client.HTTPConnection(netloc)
    speaking.sock = connection
    connection.settimeout(attempt.remaining)
    not_sent = ""
    try:
        speaking.request(
            method, path, body, {"User-Agent": "incident-console", "Connection": "close", **headers}
        )
    except OSError as error:
        # Whoever refuses at the first line closes before all is written, and has answered by then.
        not_sent = f"{netloc}: {attempt.why(error)}"
    try:
        response = speaking.getresponse()
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotSent(not_sent) if not_sent else AnswerLost(attempt.why(error)) from None
    if response.status < FIRST_FINAL:
        raise AnswerLost(f"{response.status}, and nothing after that")
    text, whole = beginning(response, most if response.status < FIRST_MOVED else MOST_READ)
    speaking.close()
    return Answer(
        status=response.status,
        text=text,
        whole=whole and not attempt.over,
        retry_after=asked_to_wait(response.headers, datetime.now(UTC)),
        location=response.headers.get("Location", ""),
        exhausted=is_exhausted(response.headers),
    )


def beginning(response: http.client.HTTPResponse, most: int) -> tuple[str, bool]:
    """Return so many bytes of what is answered, and whether it came as it was announced."""
    try:
        read = response.read(most)
    except (OSError, http.client.HTTPException, ValueError):
        return "", False
    return read.decode("utf-8", "replace"), not response.length or len(read) == most


def is_exhausted(headers: Message) -> bool:
    """Whether a service says that it takes nothing more for now."""
    return str(headers.get("X-RateLimit-Remaining", "")).strip() == "0"


def asked_to_wait(headers: Message, now: datetime) -> float | None:
    """Return after how many seconds a service wants to be asked again, a day at most; None: it says none."""
    found = seconds_of(str(headers.get("Retry-After", "")), now)
    if found is None and is_exhausted(headers):
        return seconds_until(str(headers.get("X-RateLimit-Reset", "")), now)
    return found


def seconds_of(retry_after: str, now: datetime) -> float | None:
    """Return after how many seconds a service wants to be asked again, a day at most; None: it says none.

    Args:
        retry_after: the header: seconds, or a date.
        now: the time at hand (UTC), from which a date is counted.
    """
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), LONGEST_WAIT)
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return min(max((at - now).total_seconds(), 0.0), LONGEST_WAIT)


def seconds_until(reset: str, now: datetime) -> float | None:
    """Return how long it is until a limit is lifted, given in seconds since 1970; a day at most."""
    text = reset.strip()
    if not (text.isascii() and text.isdigit()) or len(text) > LONGEST_STAMP:
        return None
    return min(max(float(text) - now.timestamp(), 0.0), LONGEST_WAIT)


def not_taken(answer: Answer) -> Receipt:
    """Return what an answer that is no success means: sent again later, or refused for good."""
    reason = f"{answer.status} {answer.text}".strip()
    if answer.status in BUSY or answer.status >= 500:
        return waiting(reason, answer.retry_after)
    if 300 <= answer.status < 400:
        try:
            other = urlsplit(answer.location).hostname or "another address"
        except ValueError:
            other = "another address"
        return refused(f"{answer.status}: it sends us to {other}; if that is right, put it into the address")
    return refused(reason)


__all__ = ["Answer", "NotAllowed", "not_taken", "post", "web_address"]
