"""Mail servers that lie, flood, or repeat what is secret: it is known what may have arrived."""

from __future__ import annotations

import tracemalloc
from typing import Any

import pytest
from tests.delivery.mail import DRIP, FOR_EVER, speaking
from tests.delivery.parcels import channel, parcel

from incident_console.delivery.kinds import carry
from incident_console.delivery.receipt import Receipt
from incident_console.domain.vocabulary import DeliveryOutcome

DELIVERED, REFUSED, WAITING, UNCERTAIN = (
    DeliveryOutcome.DELIVERED,
    DeliveryOutcome.REFUSED,
    DeliveryOutcome.WAITING,
    DeliveryOutcome.UNCERTAIN,
)
LOGIN = b"250-mail.example\r\n250 AUTH PLAIN LOGIN\r\n"


def by_mail(port: int, **given: Any) -> Receipt:
    whole = {"from": "Incidents <incidents@us.example>", "host": "localhost", "security": "none", **given}
    return carry(parcel(), channel("smtp", port=port, **{"deadline": 2.0, **whole}))


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        (b"250 OK\r\n", DELIVERED),
        (b"251 forwarded\r\n", DELIVERED),
        (b"200 fine\r\n", DELIVERED),
        (b"354 go on\r\n", UNCERTAIN),
        (b"120 soon\r\n", UNCERTAIN),
        (b"999 what\r\n", UNCERTAIN),
        (b"OK\r\n", UNCERTAIN),
        (b"\r\n", UNCERTAIN),
        (b"250-no end\r\n", UNCERTAIN),
        (b"250", UNCERTAIN),
        (b"250-and so on\r\n" + FOR_EVER, UNCERTAIN),
        (b"250 " + b"x" * 100_000 + b"\r\n", UNCERTAIN),
        (b"250 \x1b]0;x\x07\xff\xfe\r\n", DELIVERED),
        (b"", UNCERTAIN),
        (b"451 \x1b[31mlater\r\n", WAITING),
        (b"554-5.7.1 no\r\n554 spam\r\n", REFUSED),
    ],
)
def test_what_the_answer_to_a_whole_message_means(said: bytes, outcome: DeliveryOutcome) -> None:
    with speaking({".": said}) as (port, heard):
        receipt = by_mail(port, deadline=0.5)
    assert receipt.outcome is outcome
    assert heard.count(".") == 1, "it was sent"
    assert "\x1b" not in receipt.reason


@pytest.mark.parametrize("step", ["", "EHLO", "MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize(
    "said",
    [b"250-and so on\r\n" + FOR_EVER, b"", b"junk\r\n", b"421 going\r\n"],
    ids=["flood", "cut", "junk", "421"],
)
def test_what_was_not_sent_waits(step: str, said: bytes) -> None:
    tracemalloc.start()
    try:
        with speaking({step: said}) as (port, heard):
            receipt = by_mail(port, deadline=0.5)
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()
    assert receipt.outcome is WAITING, receipt
    assert "." not in heard


def test_who_says_yes_to_everything_and_goes_has_nothing() -> None:
    yes = b"250 OK\r\n"
    with speaking({"": b"220 hi\r\n", "DATA": yes, ".": b""}) as (port, heard):
        assert by_mail(port).outcome is WAITING
    assert "." not in heard


def test_who_drops_starttls_gets_nothing() -> None:
    with speaking({}) as (port, heard):
        receipt = by_mail(port, security="starttls", user="incidents", password="canary-password")
    assert receipt.outcome is REFUSED
    assert "nothing is sent in the clear" in receipt.reason
    assert not any(line.startswith(("AUTH", "MAIL")) for line in heard)


def test_what_is_said_before_tls_is_not_believed() -> None:
    """A second answer behind that to STARTTLS, as somebody in the middle puts it there."""
    ehlo = b"250-mail.example\r\n250 STARTTLS\r\n"
    with speaking({"EHLO": ehlo, "STARTTLS": b"220 go on\r\n250 mail.example\r\n"}) as (port, heard):
        assert by_mail(port, security="starttls").outcome is WAITING
    assert not any(line.startswith("MAIL") for line in heard)


@pytest.mark.parametrize("password", ["canary-password", "canary-päßword"])
def test_a_login_is_repeated_in_no_form(password: str) -> None:
    from base64 import b64encode

    plain = b64encode(f"\0incidents\0{password}".encode())
    alone = b64encode(password.encode())
    said = b"535 not " + plain + b" nor " + alone + b" nor " + password.encode() + b"\r\n"
    with speaking({"EHLO": LOGIN, "AUTH": said}) as (port, _):
        receipt = by_mail(port, user="incidents", password=password)
    assert receipt.outcome is REFUSED
    for form in (password, plain.decode(), alone.decode()):
        assert form not in receipt.reason


@pytest.mark.parametrize(
    "answers",
    [
        {"EHLO": b"250-mail.example\r\n250 AUTH GSSAPI\r\n"},
        {"EHLO": b"250-mail.example\r\n250 AUTH CRAM-MD5\r\n", "AUTH": b"334 no=base64=\r\n"},
        {"EHLO": b"250-mail.example\r\n250 AUTH LOGIN\r\n", "AUTH": b"334 VXNlcg==\r\n"},
    ],
    ids=["unknown", "bad-challenge", "asks-again"],
)
def test_a_way_of_logging_in_that_is_none(answers: dict[str, bytes]) -> None:
    with speaking(answers) as (port, heard):
        receipt = by_mail(port, user="incidents", password="canary-password")
    assert receipt.outcome is REFUSED
    assert "canary" not in receipt.reason
    assert "." not in heard


@pytest.mark.parametrize(
    ("sender", "recipient"),
    [
        ("a@us.example\r\nBcc: b@us.example", "c@acme.example"),
        ("a@us.example", "c@acme.example>\r\nDATA"),
        ("a\u2028b <a@us.example>", "c@acme.example"),
    ],
)
def test_an_address_cannot_write_commands_or_headers(sender: str, recipient: str) -> None:
    with speaking({}) as (port, heard):
        given: Any = {"from": sender, "host": "localhost", "security": "none", "port": port}
        receipt = carry(parcel(recipient=recipient), channel("smtp", **given))
    assert receipt.outcome in (REFUSED, DELIVERED)
    assert not any(line.startswith("Bcc") for line in heard)
    assert heard.count("DATA") <= 1


def test_a_server_that_says_a_byte_at_a_time_is_left_at_the_deadline() -> None:
    with speaking({"EHLO": b"2" + DRIP}) as (port, heard):
        receipt = by_mail(port, deadline=0.3)
    assert (receipt.outcome, receipt.reason) == (WAITING, "localhost: no answer within 0.3 s")
    assert "." not in heard
