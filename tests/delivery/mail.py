"""A mail server on a socket of its own: aiosmtpd, with TLS, refusals, and an answer that gets lost."""

from __future__ import annotations

import ssl
from asyncio import Transport
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from socket import create_server
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


class Mailbox:
    """What the server has got, and what it answers at each step."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.secure: list[bool] = []
        self.recipient = "250 OK"
        self.message = "250 OK queued"
        self.goes_after_taking = False

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        raw = envelope.original_content or b""
        self.raw.append(raw)
        self.mails.append(message_from_bytes(raw, policy=policy.default))
        self.secure.append(session.ssl is not None)
        if self.goes_after_taking:
            cast("Transport", server.transport).abort()
        return self.message


def login(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: LoginPassword
) -> AuthResult:
    return AuthResult(success=given.password == b"right", handled=False)


@contextmanager
def delivering_to(
    mailbox: Mailbox,
    *,
    starttls: ssl.SSLContext | None = None,
    tls: ssl.SSLContext | None = None,
    **more: Any,
) -> Iterator[int]:
    """Run a server as long as the block goes on, and give its port."""
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(
        mailbox,
        hostname="127.0.0.1",
        port=port,
        ssl_context=tls,
        tls_context=starttls,
        require_starttls=starttls is not None,
        authenticator=login,
        auth_require_tls=False,
        **more,
    )
    controller.start()
    try:
        yield port
    finally:
        controller.stop()
