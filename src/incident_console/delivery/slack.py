"""Slack's incoming webhooks, by our own POST: delivered is 200 and the body `ok`."""

from __future__ import annotations

import json

from incident_console.delivery.attempt import AnswerLost, Attempt, NotAllowed, NotSent
from incident_console.delivery.http import not_taken, post
from incident_console.delivery.parcel import Parcel
from incident_console.delivery.receipt import Receipt, delivered, refused, uncertain, waiting
from incident_console.delivery.settings import Slack
from incident_console.domain.vocabulary import Proof

LONGEST = 40_000
"""Characters that Slack takes in a message; it cuts off the rest without a word."""


def send(parcel: Parcel, settings: Slack) -> Receipt:
    """Post a message once. Slack knows no key, so an answer that gets lost leaves it uncertain."""
    text = escaped(parcel.text)
    if len(text) > LONGEST:
        return refused(f"Slack takes {LONGEST:,} characters at most, and this has {len(text):,}: shorten it")
    body = json.dumps({"text": text, "unfurl_links": False, "unfurl_media": False}).encode()
    headers = {"Content-Type": "application/json; charset=utf-8"}
    with Attempt(settings.deadline) as attempt:
        try:
            answer = post(settings.url, body, headers, private=settings.private, attempt=attempt)
        except (ValueError, NotAllowed) as error:
            return refused(str(error))
        except NotSent as error:
            return waiting(str(error))
        except AnswerLost as error:
            return uncertain(f"it was sent, and then: {error}")
    if answer.status == 200 and not answer.whole:
        return uncertain("it was sent, and the answer broke off")
    if 200 < answer.status < 300:
        return uncertain(f"it was sent, and the answer is no word of Slack's: {answer.status} {answer.text}")
    if answer.status == 200:
        return delivered(Proof.POSTED) if answer.text.strip() == "ok" else refused(f"200 {answer.text}")
    return not_taken(answer)


def escaped(text: str) -> str:
    """Return a text in which nothing is an order to Slack: `<!channel>` in a title would call everybody."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
