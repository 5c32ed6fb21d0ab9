"""One attempt to reach a service: a deadline for all of it, at which its sockets are closed."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from contextlib import suppress
from types import TracebackType
from typing import Self

from incident_console.delivery.addresses import NotAllowed, NotFound, addresses_of


class NotSent(Exception):
    """The service cannot have it; the sentence says why. It may be sent once more."""


class AnswerLost(Exception):
    """It was sent whole, and what became of it is not known."""


class Attempt:
    """The connections of one attempt. Timeouts of sockets are per read, so a watchdog ends it as a whole.

    Use it as a context: when it ends, so do its connections.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until = time.monotonic() + seconds
        self._held: list[socket.socket] = []
        self._lock = threading.Lock()
        self._over = False
        self._watchdog = threading.Timer(seconds, self._cut)
        self._watchdog.daemon = True

    def __enter__(self) -> Self:
        self._watchdog.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._watchdog.cancel()
        with self._lock:
            for resource in self._held:
                resource.close()

    @property
    def remaining(self) -> float:
        """How many seconds are left; never less than a moment, which sockets need to fail in time."""
        return max(self._until - time.monotonic(), 0.001)

    @property
    def took_too_long(self) -> str:
        return f"no answer within {self._seconds:g} s"

    @property
    def over(self) -> bool:
        """Whether the deadline has passed."""
        return self._over

    def why(self, error: Exception) -> str:
        """Return what went wrong with a connection in a few words."""
        # A library may tell of a timeout in words of its own, a moment before the watchdog.
        if self._over or time.monotonic() >= self._until or isinstance(error, TimeoutError):
            return self.took_too_long
        if isinstance(error, ssl.SSLCertVerificationError):
            return f"its certificate is not accepted: {error.verify_message}"
        if isinstance(error, OSError) and error.strerror:
            return error.strerror[:1].lower() + error.strerror[1:]
        return "the connection was closed"

    def connect(self, host: str, port: int, *, private: bool) -> socket.socket:
        """Return a connection to one of a host's addresses that may be connected to.

        Raises:
            NotAllowed: it has none such.
            NotSent: none can be reached.
        """
        try:
            found = addresses_of(host, port, private=private, seconds=self.remaining)
        except NotFound as nowhere:
            raise NotSent(str(nowhere)) from None
        failure = ""
        for family, address in found:
            connection = socket.socket(family, socket.SOCK_STREAM)
            self._hold(connection)
            connection.settimeout(self.remaining)
            try:
                connection.connect(address)
            except OSError as error:
                failure = self.why(error)
                connection.close()
            else:
                return connection
        raise NotSent(f"{host} port {port} cannot be reached: {failure}")

    def secured(self, connection: socket.socket, host: str, ca: str = "") -> socket.socket:
        """Return a connection over TLS, verified to be the host's.

        Args:
            connection: what was connected to the host.
            host: the name that its certificate must bear.
            ca: a file of certificates to trust besides the system's; none where it is empty.

        Raises:
            NotSent: its certificate is not accepted, or it does not speak TLS.
        """
        try:
            connection.settimeout(self.remaining)
            return tls_context(ca).wrap_socket(connection, server_hostname=host)
        except (OSError, ValueError) as error:
            raise NotSent(f"no secure connection to {host}: {self.why(error)}") from None

    def adopt(self, connection: socket.socket) -> None:
        """Take over a connection that an attempt before has made."""
        connection.settimeout(self.remaining)
        with self._lock:
            self._held.append(socket.fromfd(connection.fileno(), connection.family, connection.type))

    def _hold(self, connection: socket.socket) -> None:
        with self._lock:
            # A duplicate stays its own when TLS takes the first one over, and cuts both.
            self._held.append(connection.dup())

    def _cut(self) -> None:
        with self._lock:
            self._over = True
            for resource in self._held:
                # It may have ended by itself just now.
                with suppress(OSError):
                    resource.shutdown(socket.SHUT_RDWR)


def tls_context(ca: str = "") -> ssl.SSLContext:
    """Return what verifies a server: by the system's certificates, and by those of a file.

    Raises:
        OSError: the file cannot be read, or holds no certificate.
    """
    context = ssl.create_default_context()
    if ca:
        context.load_verify_locations(cafile=ca)
    return context


__all__ = ["AnswerLost", "Attempt", "NotAllowed", "NotSent", "tls_context"]
