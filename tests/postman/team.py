"""A record whose colleagues are alarmed by channels, and one of them by a channel of his own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from tests.delivery.parcels import channel
from tests.delivery.web import Web
from tests.postman.post import SECRET, Post, done

from incident_console.config import Config
from incident_console.config.channels import Channel
from incident_console.config.inside import Inside
from incident_console.desk import Desk
from incident_console.postman.alarms import Alarms
from incident_console.postman.postman import Postman


class Team(Post):
    """A record whose colleagues are alarmed by a web hook, and bob by one of his own."""

    def __init__(self, path: Path, web: Web) -> None:
        inside = {"url": web.url(), "secret": SECRET, "audience": "internal"}
        super().__init__(path, {name: named(name, inside) for name in ("sre", "bob-page")}, ())
        self.config = Config(
            channels=self.channels,
            inside=Inside(channels=("sre",), people={"bob": ("bob-page",)}),
            policy=self.policy,
        )

    def alarms(self, desk: Desk | None = None, config: Config | None = None) -> Alarms:
        return Alarms(desk or self.sit_down(), config or self.config)

    def send(self) -> None:
        """Have all that is due sent."""
        done(Postman(self.sit_down(), self.channels, inside=self.config.inside))


def named(name: str, given: dict[str, Any]) -> Channel:
    return msgspec.structs.replace(channel("webhook", **given), name=name)
