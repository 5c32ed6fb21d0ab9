"""Services that lie, flood, repeat what is secret or lead inside: it is known what may have arrived."""

from __future__ import annotations

import socket
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.delivery.parcels import QUICK, channel, parcel
from tests.delivery.web import Answering, Received, Web, says, serving

from incident_console.config.channels import Channel
from incident_console.delivery.addresses import is_public
from incident_console.delivery.http import seconds_of
from incident_console.delivery.kinds import carry
from incident_console.delivery.parcel import Parcel
from incident_console.delivery.receipt import Receipt
from incident_console.domain.vocabulary import DeliveryOutcome

DELIVERED, REFUSED, WAITING, UNCERTAIN = (
    DeliveryOutcome.DELIVERED,
    DeliveryOutcome.REFUSED,
    DeliveryOutcome.WAITING,
    DeliveryOutcome.UNCERTAIN,
)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture
def web() -> Iterator[Web]:
    with serving(says(200, "ok")) as running:
        yield running


def by_slack(web: Web, path: str = "/services/T0/B0/canary-path") -> Receipt:
    return carry(parcel(), channel("slack", url=web.url(path)))


def by_hook(web: Web, path: str = "/hook") -> Receipt:
    return carry(parcel(), channel("webhook", url=web.url(path), secret=SECRET))


def by_comment(web: Web, path: str = "/{ticket}") -> Receipt:
    return carry(parcel(ticket="OPS-17"), channel("ticket", url=web.url(path)))


def by_creation(web: Web, path: str = "/tickets") -> Receipt:
    return carry(parcel(kind="ticket"), channel("ticket", create={"url": web.url(path)}))


POSTS = {"slack": by_slack, "webhook": by_hook, "comment": by_comment, "creation": by_creation}


def anywhere(url: str, **given: Any) -> dict[str, tuple[Parcel, Channel]]:
    """What is posted to an address by each way."""
    return {
        "slack": (parcel(), channel("slack", url=url, **given)),
        "webhook": (parcel(), channel("webhook", url=url, secret=SECRET, **given)),
        "comment": (parcel(ticket="OPS-17"), channel("ticket", url=url, **given)),
        "creation": (parcel(kind="ticket"), channel("ticket", create={"url": url}, **given)),
    }


def raw(said: bytes) -> Answering:
    return lambda connection, request: connection.sendall(said)


def flood(connection: socket.socket, request: Received) -> None:
    connection.sendall(b"HTTP/1.1 400 -\r\n\r\n")
    while True:
        connection.sendall(bytes(1 << 20))


def headers_without_end(connection: socket.socket, request: Received) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"X: " + b"y" * 4096 + b"\r\n")


@pytest.mark.parametrize(
    ("answer", "by_one", "by_key"),
    [
        (raw(b"HTTP/1.1 103 Early Hints\r\n\r\n"), UNCERTAIN, WAITING),
        (raw(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nok"), DELIVERED, DELIVERED),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\no"), REFUSED, DELIVERED),
        (raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nok"), UNCERTAIN, DELIVERED),
        (raw(b"220 mail.example\r\n"), UNCERTAIN, WAITING),
        (raw(b"\xff\xfe\x00" * 100), UNCERTAIN, WAITING),
        (headers_without_end, UNCERTAIN, WAITING),
        (says(202), UNCERTAIN, DELIVERED),
        (says(200, "\x1f\x8b\x08 what is no word"), REFUSED, DELIVERED),
        (flood, REFUSED, REFUSED),
    ],
    ids=[
        "early-hints", "continue", "long-length", "bad-chunk",
        "mail", "noise", "headers", "202", "gzip", "flood",
    ],
)  # fmt: skip
def test_what_a_strange_answer_means(
    web: Web, answer: Answering, by_one: DeliveryOutcome, by_key: DeliveryOutcome
) -> None:
    """What may have arrived is uncertain; where the service knows a second try it goes again.

    A comment holds its entry's id; a creation that names no ticket is not repeated, whatever the status.
    """
    web.answer = answer
    tracemalloc.start()
    try:
        assert by_slack(web).outcome is by_one
        assert by_hook(web).outcome is by_key
        assert by_comment(web).outcome is by_key
        assert by_creation(web).outcome is (REFUSED if by_key is REFUSED else UNCERTAIN)
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()
    assert len(web.received) == 4


@pytest.mark.parametrize(
    "said",
    [
        "1e99",
        "-5",
        "nan",
        "٣",
        "9" * 5000,
        "Sat, 21 Nov 2026 14:31:30 +99999999999999999999",
        "Sat, 99 Nov 99999",
    ],
)
def test_a_retry_after_that_means_nothing_stops_nothing(web: Web, said: str) -> None:
    found = seconds_of(said, datetime(2026, 11, 21, 14, 30, tzinfo=UTC))
    assert found is None or 0 <= found <= 86_400
    if said.isascii():
        web.answer = says(503, Retry_After=said)
        for post in (by_hook, by_comment, by_creation):
            assert post(web).outcome is WAITING


@pytest.mark.parametrize(
    "repeated",
    [
        "token=canary-token-1 is wrong",
        "no hook at /x/canary%2Fpath-1",
        "no hook at /x/canary/path-1",
        "bad part canary%2Fpath-1",
        "can\x1b[0mary-tok\u200ben-1",
        r"https:\/\/localhost\/x\/canary%2Fpath-1?token=canary-token-1",
    ],
)
@pytest.mark.parametrize("way", sorted(POSTS))
def test_no_form_of_an_address_that_is_a_secret_is_repeated(web: Web, way: str, repeated: str) -> None:
    web.answer = says(404, f"{repeated} {'x' * 280}")
    reason = POSTS[way](web, "/x/canary%2Fpath-1?token=canary-token-1").reason
    assert "canary" not in reason
    assert "404" in reason


@pytest.mark.parametrize("way", sorted(POSTS))
def test_an_address_with_letters_that_none_has_is_no_riddle(web: Web, way: str) -> None:
    receipt = POSTS[way](web, "/größe")
    assert receipt.outcome is REFUSED
    assert not web.received


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "0", "[::1]", "[::ffff:127.0.0.1]"])
def test_no_spelling_of_this_machine_is_public(web: Web, host: str) -> None:
    for sent, by in anywhere(f"https://{host}:{web.port}/x", private=False, deadline=QUICK).values():
        receipt = carry(sent, by)
        assert receipt.outcome in (REFUSED, WAITING)
        if receipt.outcome is WAITING:
            assert "no address" in receipt.reason
    assert not web.connections


@pytest.mark.parametrize(
    "address",
    [
        "::7f00:1", "::ffff:10.0.0.1", "::ffff:0:7f00:1", "64:ff9b::a00:1", "64:ff9b:1::7f00:1",
        "2002:7f00:1::", "2001:0:7f00:1::", "fec0::1", "fe80::1%eth0", "fd00::1", "5f00::1", "3fff::1",
        "2001:db8::1", "ff0e::1",
        "::", "0.0.0.0", "100.64.0.1", "169.254.169.254", "198.18.0.1", "224.0.0.1", "255.255.255.255",
    ],
)  # fmt: skip
def test_what_leads_inside_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:4700::1111", "64:ff9b::808:808"])
def test_what_is_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("way", sorted(POSTS))
def test_the_address_that_was_looked_at_is_the_one_that_is_connected_to(
    web: Web, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """A name server that answers something public first, and then this machine."""
    answers = [("192.0.2.1", 9), ("127.0.0.1", web.port)]
    asked: list[str] = []

    def looked_up(host: str, port: int, **more: object) -> list[object]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", answers[min(len(asked), 2) - 1])]

    monkeypatch.setattr("socket.getaddrinfo", looked_up)
    monkeypatch.setattr(
        "incident_console.delivery.addresses.is_public", lambda address: address != "127.0.0.1"
    )
    given = anywhere(f"https://hooks.example:{web.port}/x", private=False, deadline=QUICK)
    assert carry(*given[way]).outcome is WAITING
    assert asked == ["hooks.example"]
    assert not web.connections


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example:canary/x",
        "https://[canary/x",
        "https://canary:canary@hooks.example/x",
        "canary",
        "https://hooks.example/canary x",
        "https://hooks.exämple/canary",
        "ftp://hooks.example/canary",
    ],
)
def test_what_is_wrong_with_an_address_is_said_without_it(url: str) -> None:
    for sent, by in anywhere(url).values():
        receipt = carry(sent, by)
        assert receipt.outcome is REFUSED
        assert "web address" in receipt.reason
        assert "canary" not in receipt.reason
