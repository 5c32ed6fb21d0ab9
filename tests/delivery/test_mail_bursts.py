"""Mails one after another go by one connection; whatever becomes of it, each arrives once or waits."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme
from tests.delivery.mail import Mailbox, delivering_to, speaking
from tests.delivery.parcels import channel, parcel

from incident_console.delivery import burst
from incident_console.delivery.kinds import carry
from incident_console.delivery.receipt import Receipt
from incident_console.domain.vocabulary import DeliveryOutcome

DELIVERED, REFUSED, WAITING, UNCERTAIN = (
    DeliveryOutcome.DELIVERED,
    DeliveryOutcome.REFUSED,
    DeliveryOutcome.WAITING,
    DeliveryOutcome.UNCERTAIN,
)


@pytest.fixture(autouse=True)
def alone() -> Iterator[None]:
    """No test finds a connection of another's."""
    yield
    burst.BURST.close()


def mails(port: int, recipients: int = 3, **settings: Any) -> list[Receipt]:
    whole = {"from": "Incidents <incidents@us.example>", "host": "localhost", "security": "none", **settings}
    given = channel("smtp", port=port, deadline=2.0, **whole)
    return [carry(parcel(recipient=f"r{n}@acme.example"), given) for n in range(recipients)]


def outcomes(receipts: list[Receipt]) -> list[DeliveryOutcome]:
    return [each.outcome for each in receipts]


def test_all_recipients_are_reached_by_one_connection_each_with_a_mail_of_their_own() -> None:
    with speaking({}) as (port, heard):
        assert outcomes(mails(port, 5)) == [DELIVERED] * 5
    assert [line[:4] for line in heard if line[:4] in ("ehlo", "RCPT", "rcpt")].count("ehlo") == 1
    assert [line.split("<")[1] for line in heard if line.lower().startswith("rcpt")] == [
        f"r{n}@acme.example>" for n in range(5)
    ]
    assert heard.count(".") == 5


def test_it_is_hung_up_a_moment_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(burst, "LINGER", 0.05)
    with speaking({}) as (port, heard):
        mails(port, 1)
        until = time.monotonic() + 5
        while "QUIT" not in heard and time.monotonic() < until:
            time.sleep(0.01)
        assert heard[-1] == "QUIT"
        assert outcomes(mails(port, 1)) == [DELIVERED]


def test_by_tls_too(tmp_path: Path) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    given: dict[str, Any] = {"ca": str(tmp_path / "ca.pem"), "user": "incidents", "password": "right"}
    for security in ("tls", "starttls"):
        mailbox = Mailbox()
        with delivering_to(mailbox, **{security: context}) as port:
            assert outcomes(mails(port, security=security, **given)) == [DELIVERED] * 3
            assert len(mailbox.mails) == 3
            assert len(mailbox.peers) == 1
            assert mails(port, 1, security=security, **{**given, "password": "wrong"})[0].outcome is REFUSED


@pytest.mark.parametrize(
    ("step", "second"),
    [("MAIL", b"421 too many\r\n"), ("RCPT", b"452 too many\r\n"), ("MAIL", b""), ("DATA", b"junk\r\n")],
    ids=["421", "452", "cut", "junk"],
)
def test_what_a_connection_says_that_has_had_enough_is_asked_in_another(step: str, second: bytes) -> None:
    polite = b"354 go on\r\n" if step == "DATA" else b"250 OK\r\n"
    with speaking({step: [polite, second, polite]}) as (port, heard):
        assert outcomes(mails(port)) == [DELIVERED] * 3
    assert heard.count(".") == 3
    assert sum(line.lower().startswith("ehlo") for line in heard) == 2


def test_who_is_refused_in_both_is_refused() -> None:
    with speaking({"RCPT": [b"250 OK\r\n", b"550 nobody\r\n", b"550 nobody\r\n", b"250 OK\r\n"]}) as (
        port,
        heard,
    ):
        assert outcomes(mails(port)) == [DELIVERED, REFUSED, DELIVERED]
    assert heard.count(".") == 2


def test_an_answer_that_is_lost_in_the_second_leaves_it_uncertain_and_sends_nothing_again() -> None:
    with speaking({".": [b"250 queued\r\n", b"", b"250 queued\r\n"]}) as (port, heard):
        assert outcomes(mails(port)) == [DELIVERED, UNCERTAIN, DELIVERED]
    assert heard.count(".") == 3


def test_a_server_that_says_more_than_it_was_asked_is_not_listened_to_any_longer() -> None:
    """What it says behind its answer would be taken for that to the next message."""
    more = b"250 queued\r\n250 OK\r\n250 OK\r\n354 go on\r\n250 queued\r\n"
    with speaking({".": more}) as (port, heard):
        assert outcomes(mails(port)) == [DELIVERED] * 3
    assert sum(line.lower().startswith("ehlo") for line in heard) == 3
    assert heard.count(".") == 3


def test_no_secret_is_kept_beside_the_connection() -> None:
    with speaking({"EHLO": b"250-mail.example\r\n250 AUTH PLAIN\r\n", "AUTH": b"235 yes\r\n"}) as (port, _):
        assert outcomes(mails(port, 1, user="incidents", password="canary-password")) == [DELIVERED]
        kept = [*burst.BURST._kept]
        assert len(kept) == 1
        assert kept[0].password != "canary-password"
