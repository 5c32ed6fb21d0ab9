"""Mail against a real server: the phase of a failure decides, and threads hold in mail programs."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from email.message import MIMEPart
from pathlib import Path
from typing import Any

import pytest
import trustme
from tests.delivery.mail import Mailbox, delivering_to
from tests.delivery.parcels import QUICK, channel, parcel
from tests.delivery.web import hang, says, serving

from incident_console.delivery.kinds import carry
from incident_console.delivery.receipt import Receipt
from incident_console.domain.vocabulary import DeliveryOutcome, Proof

DELIVERED, REFUSED, WAITING, UNCERTAIN = (
    DeliveryOutcome.DELIVERED,
    DeliveryOutcome.REFUSED,
    DeliveryOutcome.WAITING,
    DeliveryOutcome.UNCERTAIN,
)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def server_tls(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    return context


@pytest.fixture
def ca(authority: trustme.CA, tmp_path: Path) -> str:
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    return str(tmp_path / "ca.pem")


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def port(mailbox: Mailbox) -> Iterator[int]:
    with delivering_to(mailbox) as port:
        yield port


def by_mail(
    port: int, *, deadline: float = 5.0, given: dict[str, Any] | None = None, **settings: Any
) -> Receipt:
    whole = {"from": "Incidents <incidents@us.example>", "host": "localhost", "security": "none", **settings}
    return carry(parcel(**(given or {})), channel("smtp", port=port, deadline=deadline, **whole))


def typed(body: MIMEPart) -> str:
    """What was written into a mail, with the ends of lines as they were typed."""
    return str(body.get_content()).replace("\r\n", "\n").rstrip("\n")


def test_a_mail_arrives_as_text_and_as_html(mailbox: Mailbox, port: int) -> None:
    receipt = by_mail(port)
    assert (receipt.outcome, receipt.proof) == (DELIVERED, Proof.ACCEPTED)
    mail = mailbox.mails[0]
    assert mail["To"] == "status@acme.example"
    assert mail["Subject"] == "Checkout errors (INC-7K3Q)"
    text, html = (mail.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    assert typed(text) == parcel().text
    assert "<ul><li>one</li><li>two</li></ul>" in html.get_content()


def test_what_was_typed_is_no_markup(mailbox: Mailbox, port: int) -> None:
    by_mail(port, given={"text": "<script>alert(1)</script> & more"})
    html = mailbox.mails[0].get_body(("html",))
    assert html is not None
    assert "<script>" not in html.get_content()
    assert "&lt;script&gt;" in html.get_content()


def test_the_messages_of_an_incident_are_one_thread(mailbox: Mailbox, port: int) -> None:
    by_mail(port)
    by_mail(port, given={"key": "f" * 32, "number": 5})
    first, second = mailbox.mails
    assert first["References"] == second["References"] == first["In-Reply-To"]
    assert first["Message-ID"] != second["Message-ID"]
    for name in (b"Message-ID", b"References", b"In-Reply-To"):
        line = next(line for line in mailbox.raw[0].split(b"\r\n") if line.startswith(name))
        assert b"=?" not in line, "an encoded word is no id to a mail program"
        assert len(line.split(b": ")[1]) <= 60


@pytest.mark.parametrize("domain", ["us.example", f"{'a' * 50}.example", "größe.example"])
def test_ids_stay_on_one_line_whatever_the_domain(mailbox: Mailbox, port: int, domain: str) -> None:
    settings: dict[str, Any] = {"from": f"incidents@{domain}"}
    by_mail(port, **settings)
    for raw in mailbox.raw:
        assert b"Message-ID: <" in raw


@pytest.mark.parametrize(
    "text",
    [".\n..dots\n.", "no end", "ends\n", "Grüße aus Köln", "x" * 5_000, "a\r\nb", "\n\n"],
    ids=["dots", "no-end", "ends", "umlauts", "long", "crlf", "empty"],
)
def test_every_text_arrives_as_it_was_written(mailbox: Mailbox, port: int, text: str) -> None:
    assert by_mail(port, given={"text": text}).outcome is DELIVERED
    body = mailbox.mails[0].get_body(("plain",))
    assert body is not None
    assert typed(body) == text.replace("\r\n", "\n").rstrip("\n")


def test_a_title_cannot_write_headers(mailbox: Mailbox, port: int) -> None:
    assert by_mail(port, given={"title": "one\nBcc: all@acme.example\n\ntwo"}).outcome is DELIVERED
    assert mailbox.mails[0]["Bcc"] is None
    assert mailbox.mails[0]["Subject"] == "one Bcc: all@acme.example two (INC-7K3Q)"


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("550 5.1.1 no such user", REFUSED),
        ("451 4.2.2 mailbox busy", WAITING),
        ("421 going down", WAITING),
    ],
)
def test_a_recipient_that_the_server_does_not_take(
    mailbox: Mailbox, port: int, said: str, outcome: DeliveryOutcome
) -> None:
    mailbox.recipient = said
    receipt = by_mail(port)
    assert receipt.outcome is outcome
    assert said in receipt.reason
    assert not mailbox.mails


@pytest.mark.parametrize(("said", "outcome"), [("554 spam", REFUSED), ("452 full", WAITING)])
def test_a_message_that_the_server_does_not_take(
    mailbox: Mailbox, port: int, said: str, outcome: DeliveryOutcome
) -> None:
    mailbox.message = said
    receipt = by_mail(port)
    assert (receipt.outcome, said in receipt.reason) == (outcome, True)


def test_a_250_that_is_lost_leaves_it_uncertain(mailbox: Mailbox, port: int) -> None:
    mailbox.goes_after_taking = True
    receipt = by_mail(port)
    assert receipt.outcome is UNCERTAIN
    assert len(mailbox.mails) == 1, "the server has it"


def test_starttls_is_verified(mailbox: Mailbox, server_tls: ssl.SSLContext, ca: str) -> None:
    with delivering_to(mailbox, starttls=server_tls) as port:
        assert by_mail(port, security="starttls", ca=ca).outcome is DELIVERED
        assert mailbox.secure == [True]
        unknown = by_mail(port, security="starttls")
        assert unknown.outcome is WAITING
        assert "certificate" in unknown.reason
        assert by_mail(port, security="starttls", ca=ca, host="127.0.0.1").outcome is WAITING
        assert len(mailbox.mails) == 1


def test_tls_from_the_first_byte(mailbox: Mailbox, server_tls: ssl.SSLContext, ca: str) -> None:
    with delivering_to(mailbox, tls=server_tls) as port:
        assert by_mail(port, security="tls", ca=ca).outcome is DELIVERED
        assert by_mail(port, security="tls", ca=f"{ca}.gone").outcome is WAITING


def test_nothing_goes_in_the_clear_where_tls_is_asked_for(mailbox: Mailbox, port: int) -> None:
    receipt = by_mail(port, security="starttls")
    assert receipt.outcome is REFUSED
    assert "STARTTLS" in receipt.reason
    assert not mailbox.mails


def test_a_login(mailbox: Mailbox, port: int) -> None:
    assert by_mail(port, user="incidents", password="right").outcome is DELIVERED
    receipt = by_mail(port, user="incidents", password="canary-password")
    assert receipt.outcome is REFUSED
    assert "535" in receipt.reason
    assert "canary" not in receipt.reason


def test_a_server_that_says_nothing_is_left_at_the_deadline() -> None:
    with serving(hang) as web:
        receipt = by_mail(web.port, deadline=QUICK)
        assert receipt.outcome is WAITING
        assert "no answer within 0.3 s" in receipt.reason


def test_a_server_that_speaks_another_language_is_waited_for() -> None:
    with serving(says(200)) as web:
        assert by_mail(web.port, deadline=QUICK).outcome is WAITING


def test_a_mail_server_inside_needs_the_channel_s_leave(mailbox: Mailbox, port: int) -> None:
    given: dict[str, Any] = {
        "from": "a@us.example",
        "host": "localhost",
        "port": port,
        "security": "starttls",
    }
    receipt = carry(parcel(), channel("smtp", private=False, **given))
    assert receipt.outcome is REFUSED
    assert "private = true" in receipt.reason


def test_mail_without_tls_needs_the_channel_s_leave() -> None:
    given: dict[str, Any] = {"from": "a@us.example", "host": "mail.invalid", "security": "none"}
    receipt = carry(parcel(), channel("smtp", private=False, **given))
    assert (receipt.outcome, "mail without TLS" in receipt.reason) == (REFUSED, True)
