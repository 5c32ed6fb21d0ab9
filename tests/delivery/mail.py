"""A mail server on a socket of its own: aiosmtpd, with TLS, refusals, and an answer that gets lost."""

from __future__ import annotations

import ssl
from asyncio import Transport
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from socket import SHUT_RDWR, create_server, socket
from threading import Event, Thread
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


class Mailbox:
    """What the server has got, and what it answers at each step."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.taken: list[EmailMessage] = []
        self.secure: list[bool] = []
        self.peers: set[Any] = set()
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
        # Looked at once: whoever runs the test may change it meanwhile.
        answer = self.message
        raw = envelope.original_content or b""
        self.raw.append(raw)
        self.mails.append(message_from_bytes(raw, policy=policy.default))
        self.secure.append(session.ssl is not None)
        self.peers.add(session.peer)
        if answer.startswith("250"):
            self.taken.append(self.mails[-1])
        if self.goes_after_taking:
            cast("Transport", server.transport).abort()
        return answer


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


POLITE: Mapping[str, bytes] = {
    "": b"220 mail.example\r\n",
    "EHLO": b"250-mail.example\r\n250 8BITMIME\r\n",
    "MAIL": b"250 OK\r\n",
    "RCPT": b"250 OK\r\n",
    "DATA": b"354 go on\r\n",
    ".": b"250 queued\r\n",
    "QUIT": b"221 bye\r\n",
}
"""What a server answers to each step; the empty one is its greeting, the dot the end of a message."""


@contextmanager
def speaking(answers: Mapping[str, bytes | list[bytes]]) -> Iterator[tuple[int, list[str]]]:
    """Run a server that answers each step with these very bytes; give its port, and the lines that it got.

    Of several answers to a step each is given once, and the last one from then on.

    Bytes that end with `…` or `·` go on for ever; where nothing is answered the connection is closed.
    """
    listening, heard = create_server(("127.0.0.1", 0)), list[str]()
    said: dict[str, list[bytes]] = {
        step: [*given] if isinstance(given, list) else [given]
        for step, given in {**POLITE, **answers}.items()
    }

    def next_answer(step: str) -> bytes:
        given = said.get(step, [b"500 what?\r\n"])
        return given.pop(0) if len(given) > 1 else given[0]

    def serve(connection: socket) -> None:
        with suppress(OSError), connection, connection.makefile("rb") as lines:
            answer(connection, next_answer(""))
            in_message = False
            for line in lines:
                heard.append(line.decode("latin-1").rstrip("\r\n"))
                if in_message and heard[-1] != ".":
                    continue
                step = "." if in_message else heard[-1].split(" ")[0].upper()
                given = next_answer(step)
                if not given:
                    return
                answer(connection, given)
                in_message = step == "DATA" and given.startswith(b"354")

    def accept() -> None:
        with suppress(OSError):
            while True:
                Thread(target=serve, args=(listening.accept()[0],), daemon=True).start()

    Thread(target=accept, daemon=True).start()
    try:
        yield listening.getsockname()[1], heard
    finally:
        with suppress(OSError):
            listening.shutdown(SHUT_RDWR)
        listening.close()


def answer(connection: socket, given: bytes) -> None:
    """Answer once, or for ever."""
    said = given.removesuffix(FOR_EVER).removesuffix(DRIP)
    connection.sendall(said)
    while given.endswith(FOR_EVER):
        connection.sendall(said * 100)
    patience = Event()
    while given.endswith(DRIP) and not patience.wait(0.02):
        connection.sendall(said)


FOR_EVER, DRIP = "…".encode(), "·".encode()
"""What stands behind an answer that goes on for ever: as fast as can be, or a byte at a time."""
