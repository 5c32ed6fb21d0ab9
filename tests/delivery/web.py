"""An HTTP server on a socket of its own that answers as services do when something goes wrong."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Answering = Callable[[socket.socket, "Received"], None]


@dataclass
class Received:
    """A request as it came in."""

    method: str = ""
    path: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass
class Web:
    """A running server: where it is, what it has got, and how it answers next."""

    port: int
    secure: bool
    answer: Answering
    received: list[Received] = field(default_factory=list)
    connections: int = 0

    def url(self, path: str = "/services/T000/B000/canary-path-secret", host: str = "localhost") -> str:
        return f"{'https' if self.secure else 'http'}://{host}:{self.port}{path}"


def says(status: int, body: str = "", **headers: str) -> Answering:
    """Answer every request so."""
    lines = [f"HTTP/1.1 {status} -", f"Content-Length: {len(body.encode())}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    answer = ("\r\n".join(lines) + "\r\n\r\n" + body).encode()
    return lambda connection, request: connection.sendall(answer)


def cut_after_reading(connection: socket.socket, request: Received) -> None:
    """Take it, and go without a word."""


def drip(connection: socket.socket, request: Received) -> None:
    """Answer with a byte at a time, for ever."""
    patience = threading.Event()
    with suppress(OSError):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        while not patience.wait(0.02):
            connection.sendall(b"o")


def hang(connection: socket.socket, request: Received) -> None:
    """Say nothing until the other side goes."""
    with suppress(OSError):
        while connection.recv(1024):
            pass


@contextmanager
def serving(
    answer: Answering, *, tls: ssl.SSLContext | None = None, deaf: bool = False, port: int = 0
) -> Iterator[Web]:
    """Run a server as long as the block goes on. `deaf`: it closes every connection without reading."""
    listening = socket.create_server(("127.0.0.1", port))
    web = Web(port=listening.getsockname()[1], secure=tls is not None, answer=answer)

    def one(connection: socket.socket) -> None:
        with suppress(OSError, ssl.SSLError, ValueError):
            if deaf:
                # Closing with unread bytes resets the connection.
                connection.close()
                return
            if tls is not None:
                connection = tls.wrap_socket(connection, server_side=True)
            with connection:
                request = read(connection)
                if request is not None:
                    web.received.append(request)
                    web.answer(connection, request)

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listening.accept()
                web.connections += 1
                threading.Thread(target=one, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield web
    finally:
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)  # which also ends the waiting for the next one
        listening.close()


def read(connection: socket.socket) -> Received | None:
    """Read a request whole."""
    got = b""
    while b"\r\n\r\n" not in got:
        part = connection.recv(65536)
        if not part:
            return None
        got += part
    head, _, body = got.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    while len(body) < int(headers.get("content-length", "0")):
        part = connection.recv(65536)
        if not part:
            return None
        body += part
    method, path, _ = first.split(" ", 2)
    return Received(method=method, path=path, headers=headers, body=body)
