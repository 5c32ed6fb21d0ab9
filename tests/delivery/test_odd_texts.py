"""Texts that hold what few programs take go out by every kind of channel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.delivery.mail import speaking
from tests.delivery.parcels import channel, parcel
from tests.delivery.web import says, serving

from incident_console.config.channels import Channel
from incident_console.delivery.kinds import KINDS, carry
from incident_console.domain.vocabulary import DeliveryOutcome


@pytest.fixture(scope="module")
def channels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Channel]]:
    folder = tmp_path_factory.mktemp("channels")
    page = folder / "page"
    page.write_text("#!/bin/sh\ncat >/dev/null\n")
    page.chmod(0o700)
    with serving(says(200, "ok")) as web, speaking({}) as (port, _):
        mail: dict[str, Any] = {"from": "a@us.example", "host": "localhost", "port": port, "security": "none"}
        yield {
            "slack": channel("slack", url=web.url()),
            "webhook": channel("webhook", url=web.url(), secret="whsec_" + "A" * 32),
            "smtp": channel("smtp", **mail),
            "command": channel("command", run=("./page", "{client}"), folder=folder),
            "file": channel("file", path=str(folder / "out")),
            "ticket": channel(
                "ticket", url=web.url("/{ticket}"), body='{"t": {{ [title, client, text] | tojson }}}'
            ),
        }


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize(
    "text",
    ["half a \ud800", "a\0b", "a\u2028b\x85c", "\x1b]0;x\x07", "a\rb\r.\r\nc", "", "ü" * 30_000],
    ids=["half", "nul", "separators", "escape", "returns", "empty", "long"],
)
def test_it_goes_out(channels: dict[str, Channel], kind: str, text: str) -> None:
    short = text[:80]
    sent = parcel(text=text, title=text[:200], client=short, html=text, ticket=short or "1")
    receipt = carry(sent, channels[kind])
    assert receipt.outcome is DeliveryOutcome.DELIVERED, receipt
