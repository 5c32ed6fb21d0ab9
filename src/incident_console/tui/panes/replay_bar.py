"""What a replay has beside the panes of the war room: its bar, its keys, its card on a very small screen."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from incident_console.tui.panes.bar import Bar
from incident_console.tui.render import card, replay
from incident_console.tui.room.moment import Moment


class ReplayBar(Bar):
    """Of what it is, of when, which past; the map; what happened last."""

    def __init__(self, moment: Moment, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.moment = moment
        self.playing = False

    def draw(self, width: int, height: int) -> Sequence[Content]:
        going, view, inner = self.moment.replay, self.moment.view(), max(width - 2, 0)
        incident = self.moment.incident
        assert incident is not None
        lines = [
            replay.head(going, incident.ref, view, inner, playing=self.playing, today=self.app.now),
            replay.whole(going, view, inner),
            replay.beneath(going, incident, view, inner),
        ]
        return [Content(" ") + line for line in lines[:height]]


class ReplayKeys(Bar):
    """The keys of a replay."""

    def __init__(self, moment: Moment, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.moment = moment

    def draw(self, width: int, height: int) -> Sequence[Content]:
        return [Content(" ") + replay.foot(self.moment.replay, self.app.keys, width - 2)]


class ReplayCard(Bar):
    """The incident at one glance, where there is no room for panes."""

    def __init__(self, moment: Moment, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.moment = moment

    def draw(self, width: int, height: int) -> Sequence[Content]:
        incident = self.moment.incident
        assert incident is not None
        return card.card(incident, self.moment.view(), width, height)
