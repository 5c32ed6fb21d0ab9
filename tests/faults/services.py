"""Services on sockets that go wrong at random, and what each of them took."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from incident_console.config.channels import Channel
from incident_console.delivery.slack import escaped
from incident_console.domain.message import Message
from incident_console.domain.vocabulary import Proof
from incident_console.domain.ways import Delivery, WayOut
from incident_console.store.delivery_rows import key
from tests.delivery.mail import Mailbox
from tests.delivery.parcels import channel
from tests.delivery.web import Answering, Received, Web, cut_after_reading, hang, says
from tests.postman.post import SECRET

RECIPIENTS = ("ops@acme.example", "it@acme.example")
SOON = 0.3
"""Seconds that an attempt may take."""


class Services:
    """Slack, a receiver of hooks and a mail server, each on a socket; what they took, by its row."""

    def __init__(self, slack: Web, hook: Web, mailbox: Mailbox, mail_port: int) -> None:
        self.slack, self.hook, self.mailbox = slack, hook, mailbox
        mail: dict[str, Any] = {"from": "incidents@us.example", "host": "localhost", "port": mail_port}
        self.channels: dict[str, Channel] = {
            "slack": channel("slack", url=slack.url(), deadline=SOON),
            "hook": channel("webhook", name="hook", url=hook.url(), secret=SECRET, deadline=SOON),
            "mail": channel(
                "smtp",
                **mail, to=RECIPIENTS, security="none", deadline=SOON, name="mail",
            ),
        }  # fmt: skip
        self.ways = (
            WayOut(channel="slack", proof=Proof.POSTED),
            WayOut(channel="hook"),
            WayOut(channel="mail", recipients=RECIPIENTS),
        )
        self.taken: list[tuple[str, str]] = []
        """What each service took, in order: by Slack the text, by the others the key."""
        self.well()

    def well(self) -> None:
        """Have all of them take what comes."""
        self.slack.answer, self.hook.answer = self.takes(says(200, "ok")), self.takes(says(200))
        self.mailbox.recipient, self.mailbox.message = "250 OK", "250 OK"
        self.mailbox.goes_after_taking = False

    def change(self, chance: Random) -> None:
        """Have one of them answer otherwise from now on."""
        no = [
            says(503),
            says(429, Retry_After="20"),
            says(400, "no"),
            says(302, Location="https://x.example/"),
        ]
        answers = [*(self.takes(says(200, "ok")),) * 4, self.takes(cut_after_reading), *no]
        if chance.random() < 0.1:
            answers = [self.takes(hang)]
        match chance.randrange(3):
            case 0:
                self.slack.answer = chance.choice(answers)
            case 1:
                self.hook.answer = chance.choice(answers)
            case _:
                self.mailbox.recipient = chance.choice(["250 OK", "250 OK", "550 nobody", "451 later"])
                self.mailbox.message = chance.choice(["250 OK", "250 OK", "554 no", "451 later"])
                self.mailbox.goes_after_taking = chance.random() < 0.2

    def takes(self, answer: Answering) -> Answering:
        """A way to answer of a service that takes what it is sent."""

        def taking(connection: object, request: Received) -> None:
            told = json.loads(request.body)
            found = request.headers.get("webhook-id")
            self.taken.append(("slack", told["text"]) if found is None else ("hook", found))
            answer(connection, request)  # type: ignore[arg-type]

        return taking

    @property
    def all_taken(self) -> list[tuple[str, str]]:
        """What was taken by any of them; of mails in the order among themselves."""
        keys = [str(mail["Message-ID"])[1:].partition("@")[0] for mail in self.mailbox.taken]
        return [*self.taken, *(("mail", each) for each in keys)]


def row_of(message: Message, delivery: Delivery) -> tuple[str, str]:
    """Return by what a service knows a delivery."""
    if delivery.channel == "slack":
        return "slack", escaped(message.words_for(delivery.client or None))
    return delivery.channel, key(message.id, delivery.destination)
