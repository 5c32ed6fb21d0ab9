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
from incident_console.desk import Desk
from incident_console.domain.colleagues import Colleagues, Listed, Person
from incident_console.domain.ways import WayOut
from incident_console.postman.alarms import Alarms
from incident_console.postman.postman import Postman


class Team(Post):
    """A record whose colleagues are alarmed by a web hook, and bob by one of his own."""

    def __init__(self, path: Path, web: Web) -> None:
        inside = {"url": web.url(), "secret": SECRET, "audience": "internal"}
        colleagues = Colleagues(
            ways=(WayOut(channel="sre"),),
            people=Listed([Person(name="bob", phone="+00 000 00", ways=(WayOut(channel="bob-page"),))]),
        )
        channels = {name: named(name, inside) for name in ("sre", "bob-page")}
        super().__init__(path, channels, (), colleagues=colleagues)
        self.config = Config(channels=self.channels, policy=self.policy)

    def alarms(self, desk: Desk | None = None) -> Alarms:
        return Alarms(desk or self.sit_down())

    def send(self) -> None:
        """Have all that is due sent."""
        done(Postman(self.sit_down(), self.channels))


def named(name: str, given: dict[str, Any]) -> Channel:
    return msgspec.structs.replace(channel("webhook", **given), name=name)
