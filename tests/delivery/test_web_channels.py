"""Slack and signed web hooks against servers on real sockets: what each answer means."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme
from standardwebhooks import Webhook
from tests.delivery.parcels import QUICK, channel, parcel
from tests.delivery.web import Web, cut_after_reading, drip, hang, says, serving

from incident_console.delivery.http import seconds_of
from incident_console.delivery.kinds import carry
from incident_console.delivery.receipt import Receipt
from incident_console.domain.vocabulary import DeliveryOutcome, Proof

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
DELIVERED, REFUSED, WAITING, UNCERTAIN = (
    DeliveryOutcome.DELIVERED,
    DeliveryOutcome.REFUSED,
    DeliveryOutcome.WAITING,
    DeliveryOutcome.UNCERTAIN,
)


@pytest.fixture
def web() -> Iterator[Web]:
    with serving(says(200, "ok")) as running:
        yield running


def by_slack(web: Web, *, deadline: float = 5.0, text: str = "Impact") -> Receipt:
    return carry(parcel(text=text), channel("slack", url=web.url(), deadline=deadline))


def by_webhook(web: Web, *, deadline: float = 5.0) -> Receipt:
    return carry(parcel(), channel("webhook", url=web.url(), secret=SECRET, deadline=deadline))


@pytest.mark.parametrize(
    ("answer", "outcome", "reason"),
    [
        (says(200, "ok"), DELIVERED, ""),
        (says(200, '{"ok":false,"error":"channel_not_found"}'), REFUSED, "channel_not_found"),
        (says(400, "invalid_payload"), REFUSED, "400 invalid_payload"),
        (says(404, "no_service"), REFUSED, "404 no_service"),
        (says(410, "channel_is_archived"), REFUSED, "410 channel_is_archived"),
        (says(429, "rate_limited"), WAITING, "429 rate_limited"),
        (says(420), WAITING, "420"),
        (says(500, "rollup_error"), WAITING, "500 rollup_error"),
        (says(302, Location="https://other.example/x"), REFUSED, "sends us to other.example"),
        (cut_after_reading, UNCERTAIN, "it was sent"),
    ],
    ids=["ok", "200-error", "400", "404", "410", "429", "420", "500", "redirect", "cut-after-reading"],
)
def test_what_slack_answers(web: Web, answer: object, outcome: DeliveryOutcome, reason: str) -> None:
    web.answer = answer  # type: ignore[assignment]
    receipt = by_slack(web)
    assert receipt.outcome is outcome
    assert reason in receipt.reason
    assert (receipt.proof is Proof.POSTED) is (outcome is DELIVERED)
    assert len(web.received) == 1, "sent once, and nowhere else"


@pytest.mark.parametrize(
    ("answer", "outcome", "reason"),
    [
        (says(200), DELIVERED, ""),
        (says(204), DELIVERED, ""),
        (says(410), REFUSED, "wants nothing more"),
        (says(400, "bad signature"), REFUSED, "400 bad signature"),
        (says(503, Retry_After="120"), WAITING, "503"),
        (says(307, Location="http://169.254.169.254/"), REFUSED, "169.254.169.254"),
        (cut_after_reading, WAITING, "same webhook-id"),
    ],
    ids=["200", "204", "410", "400", "503", "redirect", "cut-after-reading"],
)
def test_what_a_receiver_of_hooks_answers(
    web: Web, answer: object, outcome: DeliveryOutcome, reason: str
) -> None:
    web.answer = answer  # type: ignore[assignment]
    receipt = by_webhook(web)
    assert receipt.outcome is outcome
    assert reason in receipt.reason
    assert receipt.retry_after == (120 if "503" in receipt.reason else None)


@pytest.mark.parametrize("answer", [hang, drip], ids=["hang", "drip"])
def test_the_deadline_is_that_of_the_whole_attempt(web: Web, answer: object) -> None:
    web.answer = answer  # type: ignore[assignment]
    assert by_slack(web, deadline=QUICK).outcome is UNCERTAIN
    # A hook's success is its status alone: what drips behind it is of no account.
    receipt = by_webhook(web, deadline=QUICK)
    assert receipt.outcome is (DELIVERED if answer is drip else WAITING)


def test_who_closes_before_reading_cannot_have_it() -> None:
    with serving(says(200), deaf=True) as deaf:
        receipt = carry(
            parcel(text="x" * 30_000), channel("webhook", url=deaf.url(), secret=SECRET, deadline=2)
        )
        assert receipt.outcome is WAITING


def test_nobody_there_is_waited_for() -> None:
    with serving(says(200)) as gone:
        pass
    receipt = by_slack(gone)
    assert receipt.outcome is WAITING
    assert "cannot be reached" in receipt.reason


def test_a_name_that_leads_nowhere_is_waited_for() -> None:
    receipt = carry(parcel(), channel("slack", url="https://nowhere.invalid/x"))
    assert receipt.outcome is WAITING
    assert "nowhere.invalid" in receipt.reason


def test_what_is_typed_is_no_order_to_slack(web: Web) -> None:
    by_slack(web, text="<!channel> & <@U1>")
    assert json.loads(web.received[0].body)["text"] == "&lt;!channel&gt; &amp; &lt;@U1&gt;"


def test_what_slack_would_cut_off_is_refused(web: Web) -> None:
    receipt = by_slack(web, text="<" * 15_000)
    assert receipt.outcome is REFUSED
    assert "40,000" in receipt.reason
    assert not web.received


def test_a_hook_is_signed_and_its_id_stays(web: Web) -> None:
    web.answer = says(500)
    by_webhook(web)
    web.answer = says(200)
    by_webhook(web)
    first, second = web.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == parcel().key
    told = Webhook(SECRET).verify(second.body, second.headers)
    assert told["text"] == parcel().text
    assert told["type"] == "incident.update"
    with pytest.raises(Exception, match="match"):
        Webhook("whsec_" + "A" * 32).verify(second.body, second.headers)


@pytest.mark.parametrize("secret", ["whsec_not base64!", "whsec_c2hvcnQ="], ids=["no-base64", "short"])
def test_a_secret_that_would_be_cut_in_silence_signs_nothing(web: Web, secret: str) -> None:
    receipt = carry(parcel(), channel("webhook", url=web.url(), secret=secret))
    assert receipt.outcome is REFUSED
    assert secret not in receipt.reason
    assert not web.received


def test_an_address_inside_is_connected_to_only_where_the_channel_allows_it(web: Web) -> None:
    for host in ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]"):
        url = f"https://{host}:{web.port}/x"
        receipt = carry(parcel(), channel("slack", url=url, private=False))
        assert receipt.outcome is REFUSED, host
        assert "private = true" in receipt.reason
    assert not web.connections


def test_plain_http_is_used_only_where_the_channel_allows_it() -> None:
    receipt = carry(parcel(), channel("slack", url="http://hooks.example/x", private=False))
    assert receipt.outcome is REFUSED
    assert "plain http" in receipt.reason


def test_a_certificate_that_nobody_vouches_for_is_not_spoken_to() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("localhost").configure_cert(context)
    with serving(says(200, "ok"), tls=context) as web:
        receipt = by_slack(web)
        assert receipt.outcome is WAITING
        assert "certificate" in receipt.reason
        assert not web.received


def test_over_tls_it_arrives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with serving(says(200, "ok"), tls=context) as web:
        assert by_slack(web).outcome is DELIVERED
        # The same machine under a name that the certificate does not bear.
        other = carry(parcel(), channel("slack", url=web.url(host="127.0.0.1")))
        assert other.outcome is WAITING
        assert len(web.received) == 1


def test_what_a_service_repeats_of_the_address_is_masked(web: Web) -> None:
    web.answer = says(404, "no_service at /services/T000/B000/canary-path-secret \x1b[31mred")
    receipt = by_slack(web)
    assert "canary" not in receipt.reason
    assert "\x1b" not in receipt.reason
    assert "no_service" in receipt.reason


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120),
        ("999999999999", 86_400),
        ("Sat, 21 Nov 2026 14:31:30 GMT", 90),
        ("Sat, 21 Nov 2026 14:00:00 GMT", 0),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_when_a_service_wants_to_be_asked_again(said: str, seconds: float | None) -> None:
    assert seconds_of(said, datetime(2026, 11, 21, 14, 30, tzinfo=UTC)) == seconds


def test_what_is_for_colleagues_goes_by_no_channel_to_clients(web: Web) -> None:
    receipt = carry(parcel(audience="internal"), channel("slack", url=web.url()))
    assert receipt.outcome is REFUSED
    receipt = carry(parcel(), channel("slack", url=web.url(), audience="internal"))
    assert receipt.outcome is REFUSED
    assert not web.received
