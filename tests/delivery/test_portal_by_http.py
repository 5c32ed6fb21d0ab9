"""The support portal by HTTP: what is sent, what its answers mean, and what is never shown of it."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import trustme
from tests.delivery.parcels import QUICK, channel, parcel
from tests.delivery.web import Answering, Web, cut_after_reading, drip, hang, says, serving

from incident_console.config.channel_settings import Hidden, Setting
from incident_console.delivery.attempt import Attempt
from incident_console.delivery.http import ask, seconds_until
from incident_console.delivery.kinds import carry, unready
from incident_console.delivery.receipt import Receipt
from incident_console.domain.vocabulary import DeliveryOutcome, Proof

DELIVERED, REFUSED, WAITING, UNCERTAIN = (
    DeliveryOutcome.DELIVERED,
    DeliveryOutcome.REFUSED,
    DeliveryOutcome.WAITING,
    DeliveryOutcome.UNCERTAIN,
)
FACTS: dict[str, Any] = {
    "event": "UpdateWritten",
    "seq": 9,
    "message": "7K3Q-H4TC",
    "by": "alice",
    "clients": ["ACME"],
}
CREATED = json.dumps({"ticket": {"id": 17, "pad": "x" * 20_000}, "web": "https://p.example/17"})


@pytest.fixture
def web() -> Iterator[Web]:
    with serving(says(201, CREATED)) as running:
        yield running


def by_http(
    web: Web, given: Mapping[str, Setting] | None = None, *, more: Any = None, **settings: Any
) -> Receipt:
    """What comes of a comment to OPS-17, or of a creation where `more` says so."""
    create: dict[str, Setting] = {"url": web.url("/tickets"), "id": "ticket.id", "link": "web"}
    portal = channel(
        "ticket",
        **{
            "audience": "internal",
            "url": web.url("/tickets/{ticket}/comments"),
            "create": {**create, **(given or {})},
            **settings,
        },
    )
    sent = {"ticket": "OPS-17", "facts": FACTS} if more is None else more
    return carry(parcel(audience="internal", **sent), portal)


def creation(web: Web, **given: Any) -> Receipt:
    settings = {
        name: given.pop(name) for name in ("deadline", "user", "password", "headers") if name in given
    }
    return by_http(web, given, more={"kind": "ticket", "facts": {"severity": "P1"}}, **settings)


def test_a_comment_is_posted_with_the_id_that_stays_the_same(web: Web) -> None:
    web.answer = says(200)
    receipt = by_http(web)
    assert (receipt.outcome, receipt.proof) == (DELIVERED, Proof.ACCEPTED)
    (got,) = web.received
    assert (got.method, got.path) == ("POST", "/tickets/OPS-17/comments")
    assert got.headers["content-type"] == "application/json; charset=utf-8"
    assert got.headers["idempotency-key"] == parcel().key
    told = json.loads(got.body)
    assert {name: told[name] for name in FACTS} == FACTS
    assert (told["id"], told["ticket"], told["text"]) == (parcel().key, "OPS-17", parcel().text)


def test_a_ticket_is_created_and_named_though_the_answer_is_long(web: Web) -> None:
    receipt = creation(web)
    assert (receipt.outcome, receipt.ticket, receipt.url) == (DELIVERED, "17", "https://p.example/17")
    told = json.loads(web.received[0].body)
    assert (told["kind"], told["ticket"], told["severity"]) == ("ticket", None, "P1")


@pytest.mark.parametrize(
    ("answer", "of_comment", "of_creation"),
    [
        (says(200, "[]"), DELIVERED, UNCERTAIN),
        (says(201, '{"ticket": {}}'), DELIVERED, UNCERTAIN),
        (says(204), DELIVERED, UNCERTAIN),
        (says(302, Location="https://elsewhere.example/"), REFUSED, REFUSED),
        (says(400, "no such project"), REFUSED, REFUSED),
        (says(401), REFUSED, REFUSED),
        (says(403, "forbidden"), REFUSED, REFUSED),
        (says(404), REFUSED, REFUSED),
        (says(410), REFUSED, REFUSED),
        (says(422), REFUSED, REFUSED),
        (says(429, Retry_After="93"), WAITING, WAITING),
        (says(500), WAITING, WAITING),
        (says(503), WAITING, WAITING),
        (says(502), WAITING, UNCERTAIN),
        (says(504), WAITING, UNCERTAIN),
        (cut_after_reading, WAITING, UNCERTAIN),
        (hang, WAITING, UNCERTAIN),
        (drip, DELIVERED, UNCERTAIN),
    ],
    ids=[
        "no-ticket", "no-id", "204", "302", "400", "401", "403", "404", "410", "422", "429", "500", "503",
        "502", "504", "cut", "hang", "drip",
    ],
)  # fmt: skip
def test_what_an_answer_means(
    web: Web, answer: Answering, of_comment: DeliveryOutcome, of_creation: DeliveryOutcome
) -> None:
    """A comment whose answer got lost goes again under its id; a ticket is not created twice."""
    web.answer = answer
    assert by_http(web, deadline=QUICK).outcome is of_comment
    receipt = creation(web, deadline=QUICK)
    assert receipt.outcome is of_creation
    assert receipt.ticket == ""
    assert len(web.received) == 2


@pytest.mark.parametrize(
    ("headers", "body", "seconds"),
    [
        ({"Retry_After": "30"}, "secondary", 30),
        ({"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "soon"}, "limited", 60),
        ({"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "9" * 30}, "limited", 60),
        ({}, "You have exceeded a secondary rate limit.", 60),
    ],
)
def test_what_is_forbidden_by_a_limit_waits(
    web: Web, headers: dict[str, str], body: str, seconds: float
) -> None:
    web.answer = says(403, body, **headers)
    for receipt in (by_http(web), creation(web)):
        assert (receipt.outcome, receipt.retry_after) == (WAITING, seconds)


def test_only_of_a_success_more_than_a_beginning_is_looked_at(web: Web) -> None:
    for status, length in ((201, 50_000), (400, 4096)):
        web.answer = says(status, "x" * 50_000)
        with Attempt(5) as attempt:
            answer = ask("POST", web.url(), b"", {}, private=True, attempt=attempt, most=1 << 20)
        assert len(answer.text) == length


def test_a_limit_is_lifted_at_a_second_since_1970() -> None:
    now = datetime(2026, 11, 21, 14, 30, tzinfo=UTC)
    at = int(now.timestamp())
    assert seconds_until(str(at + 40), now) == 40
    assert seconds_until(str(at - 40), now) == 0
    assert seconds_until(str(at + 10**9), now) == 86_400
    assert seconds_until("٣", now) is seconds_until("", now) is seconds_until("-1", now) is None


def test_what_is_filled_in_is_one_part_of_the_address_and_never_its_host(web: Web) -> None:
    web.answer = says(200)
    for ticket in ("../../admin?x=1#y", "a b/ä%2F", "@elsewhere.example"):
        assert by_http(web, more={"ticket": ticket}).outcome is DELIVERED
    assert [got.path for got in web.received] == [
        "/tickets/..%2F..%2Fadmin%3Fx%3D1%23y/comments",
        "/tickets/a%20b%2F%C3%A4%252F/comments",
        "/tickets/%40elsewhere.example/comments",
    ]


@pytest.mark.parametrize("ticket", [".", ".."])
def test_a_ticket_that_leads_elsewhere_is_refused(web: Web, ticket: str) -> None:
    assert by_http(web, more={"ticket": ticket}).outcome is REFUSED
    assert not web.received


@pytest.mark.parametrize("url", ["https://{ticket}/x", "https://{ticket}:1/", "https://a.{ref}.example"])
def test_a_host_that_would_be_filled_in_is_refused_also_where_it_comes_from_elsewhere(
    web: Web, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("PORTAL", url)
    assert by_http(web, url="env:PORTAL", more={"ticket": "127.0.0.1"}).outcome is REFUSED
    assert not web.connections


def test_a_comment_without_a_ticket_goes_nowhere(web: Web) -> None:
    assert by_http(web, more={}).outcome is REFUSED
    assert not web.received


def test_the_body_is_written_by_the_template_and_quoted_right(web: Web) -> None:
    web.answer = says(200)
    text = 'a "quoted" \\ line\nand <tags> & ünïcode \u2028'
    body = '{"c": {{ text | tojson }}, "n": {{ seq }}, "who": {{ by | tojson }}}'
    assert by_http(web, body=body, more={"ticket": "1", "text": text, "facts": FACTS}).outcome is DELIVERED
    assert json.loads(web.received[0].body) == {"c": text, "n": 9, "who": "alice"}
    assert "ünïcode".encode() in web.received[0].body


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('{"c": "{{ text }}"}', "no JSON"),
        ("{{ nothing }}", "'nothing' is undefined"),
        ("{% if %}", "its body cannot be written"),
        ("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", "0.2 seconds"),
        ("{{ text.__class__.__mro__ }}", "cannot be written"),
        ("{{ 'a' * 999999 }}", "more than 256 KB"),
    ],
)
def test_a_body_that_cannot_be_written_waits_until_it_is_mended(
    web: Web, monkeypatch: pytest.MonkeyPatch, body: str, said: str
) -> None:
    monkeypatch.setattr("incident_console.messages.render.SECONDS", 0.2)
    receipt = by_http(web, body=body)
    assert receipt.outcome is WAITING
    assert said in receipt.reason
    assert not web.received


def test_another_kind_of_body_is_sent_as_it_is_written(web: Web) -> None:
    web.answer = says(200)
    settings: dict[str, Any] = {"method": "PUT", "headers": {"content-type": "text/plain"}}
    assert by_http(web, body="{{ ticket }}: {{ text }}", **settings).outcome is DELIVERED
    (got,) = web.received
    assert (got.method, got.headers["content-type"]) == ("PUT", "text/plain")
    assert got.body.decode() == f"OPS-17: {parcel().text}"


def test_headers_and_login_are_sent_and_a_creation_s_own_come_first(
    web: Web, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TOKEN", "canary-token-1")
    headers = {"X-Any": Hidden("1"), "Private-Token": "env:TOKEN", "Authorization": "Bearer env:TOKEN"}
    assert by_http(web, headers=headers).outcome is DELIVERED
    creation(web, headers={"X-Any": "2", "authorization": "Token env:TOKEN"})
    monkeypatch.setenv("TOKEN", "pässword")
    by_http(web, user="bot@us.example/token", password="env:TOKEN")
    first, second, third = (each.headers for each in web.received)
    assert (first["x-any"], first["private-token"]) == ("1", "canary-token-1")
    assert first["authorization"] == "Bearer canary-token-1"
    assert (second["x-any"], second["authorization"]) == ("2", "Token canary-token-1")
    login = b64encode("bot@us.example/token:pässword".encode()).decode()
    assert third["authorization"] == f"Basic {login}"


def test_what_a_creation_has_of_its_own_stands_before_the_channel_s(web: Web) -> None:
    given: dict[str, Setting] = {"headers": {"x-any": "own"}, "method": "PUT"}
    by_http(web, given, headers={"X-Any": "common", "X-More": "m"}, more={"kind": "ticket"})
    (got,) = web.received
    assert (got.method, got.headers["x-any"], got.headers["x-more"]) == ("PUT", "own", "m")


@pytest.mark.parametrize(
    "token", ["canary\nX-Evil: 1", "canary\r\n\r\nGET / HTTP/1.1", "canaryä", "canary\0"]
)
def test_a_header_that_none_can_be_is_not_sent(
    web: Web, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, token: str
) -> None:
    (tmp_path / "token").write_text(token)
    (tmp_path / "token").chmod(0o600)
    receipt = by_http(web, headers={"Authorization": "Bearer file:token"}, folder=tmp_path)
    assert receipt.outcome is WAITING
    assert "the header Authorization holds what no header can" in receipt.reason
    assert "canary" not in receipt.reason
    assert not web.received


def test_no_secret_is_repeated_in_any_form(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = 'canary"tok/en+1'
    monkeypatch.setenv("TOKEN", secret)
    login = b64encode(f"bot:{secret}".encode()).decode()
    forms = [
        secret,
        json.dumps(secret)[1:-1],
        "canary%22tok%2Fen%2B1",
        login,
        b64encode(secret.encode()).decode(),
    ]
    for status in (400, 500):
        web.answer = says(status, " and ".join(forms))
        receipts = [
            by_http(web, user="bot", password="env:TOKEN"),
            by_http(web, headers={"X-Token": "env:TOKEN"}, user="bot"),
            by_http(web, headers={"X-Token": Hidden(secret)}, user="bot"),
            by_http(web, headers={"url": Hidden(secret)}, user="bot"),
            creation(web, user="bot", password="env:TOKEN"),
            by_http(web, {"headers": {"X": "Bearer env:TOKEN"}}, user="bot", more={"kind": "ticket"}),
        ]
        for receipt in receipts:
            assert str(status) in receipt.reason
            for form in (*forms, "canary"):
                assert form not in receipt.reason


def test_a_ticket_s_id_that_repeats_a_secret_is_not_taken(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", "canary-token-1")
    web.answer = says(201, '{"ticket": {"id": "x canary-token-1"}}')
    receipt = creation(web, headers={"X-Token": "env:TOKEN"})
    assert (receipt.outcome, receipt.ticket) == (UNCERTAIN, "")
    assert "canary" not in receipt.reason


def test_where_the_link_of_a_comment_stands(web: Web) -> None:
    web.answer = says(201, json.dumps({"pad": "x" * 9000, "html_url": "https://p.example/17#c1"}))
    assert by_http(web, link="html_url").url == "https://p.example/17#c1"
    web.answer = says(201, '{"id": "a/b"}')
    assert by_http(web, link="https://p.example/{ticket}#{id}").url == "https://p.example/OPS-17#a%2Fb"
    web.answer = says(201, "no JSON")
    assert by_http(web, link="html_url").url == ""


def test_a_server_with_certificates_of_its_own(tmp_path: Path) -> None:
    import ssl

    authority = trustme.CA()
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(tls)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    with serving(says(200), tls=tls) as web:
        assert by_http(web, ca=str(tmp_path / "ca.pem")).outcome is DELIVERED
        assert by_http(web).outcome is WAITING


@pytest.mark.parametrize(
    ("settings", "setting", "said"),
    [
        ({}, None, ""),
        ({"body": '{"c": {{ text | tojson }}}'}, None, ""),
        ({"body": '{"c": {{ id | tojson }}}'}, None, ""),
        ({"body": '{"c": {{ title | tojson }}}'}, "body", "leaves out {{ text }}"),
        ({"body": '{"c": "{{ text }}"}'}, "body", "no JSON"),
        ({"body": "{{ severity }}"}, "body", "undefined"),
        ({"create": {"url": "https://p.example/", "body": "{{ seq }}"}}, "create.body", "undefined"),
        ({"create": {"url": "env:UNSET_HERE"}}, "create.url", "the environment has no UNSET_HERE"),
        ({"headers": {"X-A": "Bearer env:UNSET_HERE"}}, "headers.X-A", "the environment has no"),
        ({"url": "env:PORTAL"}, "url", "web address"),
    ],
)
def test_what_could_not_be_written_is_known_before(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, Any], setting: str | None, said: str
) -> None:
    monkeypatch.setenv("PORTAL", "https://canary:canary@p.example/{ticket}")
    given = {"url": "https://p.example/{ticket}", **settings}
    found = unready(channel("ticket", audience="internal", **given))
    if setting is None:
        assert found is None
    else:
        assert found is not None
        assert found[0] == setting
        assert said in found[1]
        assert "canary" not in found[1]
