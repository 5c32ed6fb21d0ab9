"""What a channel of each kind needs to send, with its secrets revealed for the length of one attempt."""

from __future__ import annotations

from pathlib import Path

import msgspec


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What all kinds have.

    `deadline` is in seconds, for a whole attempt. `private`: whether private and loopback addresses, and
    plain http, are allowed. Relative paths are from `folder`, the configuration's.
    """

    deadline: float = 10.0
    private: bool = False
    folder: Path = Path()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"  # It holds secrets, and exceptions show what they are given.


class Smtp(Settings, frozen=True, kw_only=True):
    """A mail server. `security` is `starttls`, `tls` or `none`; `ca` a file of the certificates to trust."""

    sender: str = msgspec.field(name="from")
    host: str
    port: int = 587
    security: str = "starttls"
    user: str = ""
    password: str = ""
    ca: str = ""


class Slack(Settings, frozen=True, kw_only=True):
    """An incoming webhook of Slack; its address is the secret."""

    url: str


class Webhook(Settings, frozen=True, kw_only=True):
    """A receiver of signed web hooks."""

    url: str
    secret: str


class Command(Settings, frozen=True, kw_only=True):
    """A program, called without a shell."""

    run: tuple[str, ...]


class File(Settings, frozen=True, kw_only=True):
    """A file to which messages are appended."""

    path: str


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A request to the support portal, and where in its answer the id and the web address stand."""

    url: str
    method: str = "POST"
    headers: dict[str, str] = {}
    body: str = ""
    id: str = ""
    link: str = ""

    def __repr__(self) -> str:
        return "Request(…)"


class Ticket(Settings, frozen=True, kw_only=True):
    """The support portal: how comments are written, by a program (`run`) or by HTTP, and tickets created."""

    run: tuple[str, ...] = ()
    url: str = ""
    method: str = "POST"
    headers: dict[str, str] = {}
    body: str = ""
    id: str = ""
    link: str = ""
    user: str = ""
    password: str = ""
    ca: str = ""
    create: tuple[str, ...] | Request | None = None

    @property
    def comment(self) -> Request:
        """The request that writes a comment."""
        return Request(
            url=self.url,
            method=self.method,
            headers=self.headers,
            body=self.body,
            id=self.id,
            link=self.link,
        )
