"""One connection to a mail server for a burst of messages: kept for a moment, then hung up."""

from __future__ import annotations

import atexit
import smtplib
import ssl
import threading
from contextlib import suppress
from typing import NamedTuple

from incident_console.delivery.attempt import Attempt
from incident_console.delivery.settings import Smtp

LINGER = 1.0
"""Seconds for which a connection waits for the next message: between two, what came of one is recorded."""
GOODBYE = 0.5
"""Seconds that saying goodbye may take."""


class Kept(NamedTuple):
    """A conversation that waits for the next message, and what hangs up."""

    conversation: smtplib.SMTP
    timer: threading.Timer


class Burst:
    """The conversations that wait for a next message, one for each server and login."""

    def __init__(self) -> None:
        self._kept: dict[Smtp, Kept] = {}
        self._lock = threading.Lock()

    def keep(self, settings: Smtp, conversation: smtplib.SMTP) -> None:
        """Keep a conversation in which a message was answered, for whoever is next in time."""
        key = whose(settings)
        timer = threading.Timer(LINGER, self._end, (key, conversation))
        timer.daemon = True
        with self._lock:
            before = self._kept.pop(key, None)
            self._kept[key] = Kept(conversation, timer)
        if before is not None:
            end(before)
        timer.start()

    def take(self, settings: Smtp, attempt: Attempt) -> smtplib.SMTP | None:
        """Return a conversation that goes on, as the attempt's; None where there is none."""
        with self._lock:
            kept = self._kept.pop(whose(settings), None)
        if kept is None:
            return None
        kept.timer.cancel()
        if kept.conversation.sock is None or not is_silent(kept.conversation):
            hang_up(kept.conversation)
            return None
        attempt.adopt(kept.conversation.sock)
        return kept.conversation

    def close(self) -> None:
        """Hang up everywhere."""
        with self._lock:
            kept, self._kept = [*self._kept.values()], {}
        for each in kept:
            end(each)

    def _end(self, key: Smtp, conversation: smtplib.SMTP) -> None:
        with self._lock:
            if (kept := self._kept.get(key)) is None or kept.conversation is not conversation:
                return
            del self._kept[key]
        hang_up(conversation)


def whose(settings: Smtp) -> Smtp:
    """Return what two messages have to share to go by one connection; the password only by its hash."""
    from msgspec.structs import replace

    return replace(settings, password=str(hash(settings.password)), deadline=0.0)


def is_silent(conversation: smtplib.SMTP) -> bool:
    """Whether a server has said nothing more: the next answer would be taken for another's."""
    sock, file = conversation.sock, conversation.file
    if sock is None or file is None:
        return False
    try:
        sock.setblocking(False)
        return not file.peek(1)
    except (BlockingIOError, ssl.SSLWantReadError):
        return True
    except (OSError, ValueError):
        return False


def end(kept: Kept) -> None:
    kept.timer.cancel()
    hang_up(kept.conversation)


def hang_up(conversation: smtplib.SMTP) -> None:
    """End a conversation; its messages were answered, and how it ends changes nothing."""
    with suppress(OSError, ValueError, smtplib.SMTPException):
        if conversation.sock is not None:
            conversation.sock.settimeout(GOODBYE)
            conversation.putcmd("QUIT")
    with suppress(OSError):
        conversation.close()


BURST = Burst()
atexit.register(BURST.close)
