"""Signed web hooks, as the Standard Webhooks specification says: `webhook-id` stays the same on every try."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from incident_console.delivery.attempt import AnswerLost, Attempt, NotAllowed, NotSent
from incident_console.delivery.http import not_taken, post
from incident_console.delivery.parcel import Parcel
from incident_console.delivery.receipt import Receipt, delivered, refused, waiting
from incident_console.delivery.settings import Webhook
from incident_console.domain.vocabulary import Proof

GONE = 410
"""The status by which an address says that nobody is to call it any more."""
PREFIX = "whsec_"
SHORTEST, LONGEST = 24, 64
"""Bytes of a secret, by the specification."""


def send(parcel: Parcel, settings: Webhook) -> Receipt:
    """Post a message once, signed. The receiver knows it by its id, so that a lost answer is no loss."""
    from standardwebhooks import Webhook as Signer

    if (wrong := amiss(settings.secret)) is not None:
        return refused(wrong)
    body = json.dumps({"type": f"incident.{parcel.kind}", **parcel.as_values()}, ensure_ascii=False)
    # The signature of one instant differs by zone: it is signed in UTC.
    now = datetime.now(UTC)
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "webhook-id": parcel.key,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Signer(settings.secret).sign(parcel.key, now, body),
    }
    with Attempt(settings.deadline) as attempt:
        try:
            answer = post(settings.url, body.encode(), headers, private=settings.private, attempt=attempt)
        except (ValueError, NotAllowed) as error:
            return refused(str(error))
        except NotSent as error:
            return waiting(str(error))
        except AnswerLost as error:
            return waiting(f"it was sent, and then: {error}; it goes again under the same webhook-id")
    if 200 <= answer.status < 300:
        return delivered(Proof.ACCEPTED)
    if answer.status == GONE:
        return refused("410: the receiver wants nothing more")
    return not_taken(answer)


def amiss(secret: str) -> str | None:
    """Return what is wrong with a secret: one that is no base64 would be cut to a few bytes in silence."""
    from base64 import b64decode

    try:
        length = len(b64decode(secret.removeprefix(PREFIX), validate=True))
    except ValueError:
        return "the secret is no base64; take it as the receiver shows it, whsec_ and all"
    if not SHORTEST <= length <= LONGEST:
        return f"the secret has {length} bytes; the specification asks for {SHORTEST} to {LONGEST}"
    return None
