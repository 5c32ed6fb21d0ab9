"""The single lines of the screen: header, tabs, footer; and what stands in for it all on a very small one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from incident_console.keys.actions import BY_ID, Action, Mode, in_mode
from incident_console.tui.keys import availability
from incident_console.tui.panes.bar import Bar
from incident_console.tui.panes.copied import of_when
from incident_console.tui.panes.opened import Opened
from incident_console.tui.render import card, listing
from incident_console.tui.render.content import join
from incident_console.tui.room.watched import who_watches

if TYPE_CHECKING:
    from textual import events


class Header(Bar):
    """How many are open, how many late, what hangs on me, who I am, what time it is."""

    def draw(self, width: int, height: int) -> Sequence[Content]:
        app = self.app
        saving = app.saving > 0
        header = listing.header(
            app.known,
            app.view(),
            width,
            saving=saving,
            drafts=app.drafts,
            unsaved=app.unsaved_texts,
            on_you=0 if self.listed else len(app.on_you),
            mistakes=app.config.mistakes,
            broken=[each.name for each in app.broken_channels],
            watched=who_watches(app.watchers, app.view(), to_watch=app.config.to_watch),
            copied=of_when(app),
        )
        return [header]

    @property
    def listed(self) -> bool:
        """Whether what waits for me is listed in a pane."""
        screen = self.screen
        wide = screen.has_class("-wide") or screen.has_class("-huge")
        return wide and not screen.has_class("-low") and screen.maximized is None


class Tabs(Bar, can_focus=True):
    """The board on one line, where there is no room for the list."""

    def draw(self, width: int, height: int) -> Sequence[Content]:
        app = self.app
        return [listing.tabs(app.listed, app.chosen, app.view(), width, wanted=app.wanted)]

    def place(self) -> object:
        return self.app.chosen

    def move(self, count: int) -> None:
        self.app.choose_by(count)

    def open_line(self) -> None:
        if self.app.incident is not None:
            self.post_message(Opened(self.app.incident))


GATES = ("close", "confirm", "resolve")
"""The three gates of the end, the last one first: the footer shows the one that can be gone through."""
PASSING = ("accept", "posted")
"""Shown only while there is something to answer or to say."""


AFTER_THE_END = ("review", "analysis", "reopen", "export", "copy", "finish_action", "help", "palette")
"""What the footer shows of an ended incident, the most wanted first."""


class Footer(Bar):
    """The keys that matter now; what cannot be done is dim, and goes first where there is no room."""

    def draw(self, width: int, height: int) -> Sequence[Content]:
        able = self.able()
        return [self.line_of(self.kept(able), able)]

    def able(self) -> frozenset[str]:
        """Return the ids of what can be done now."""
        names = [action.id for action in in_mode(Mode.LIVE) if action.footer]
        names += AFTER_THE_END if self.ended else ()
        return frozenset(name for name in names if availability.reason(self.app, name) is None)

    def kept(self, able: frozenset[str]) -> list[Action]:
        """Return the actions that are shown, in the order of the table."""
        if self.ended:
            passing = [name for name in PASSING if name in able]
            actions = [BY_ID[name] for name in (*passing, *AFTER_THE_END)]
            return fitting(actions, self._wide - 2, self.app.keys, able, rank=actions.index)
        return fitting(self.candidates(able), self._wide - 2, self.app.keys, able)

    @property
    def ended(self) -> bool:
        """Whether the chosen incident has ended."""
        return self.app.incident is not None and not self.app.incident.is_open

    def candidates(self, able: frozenset[str]) -> list[Action]:
        """Return the actions that belong into the footer of an open incident, in the order of the table."""
        gate = [name for name in GATES if name in able][:1]
        passing = [name for name in PASSING if name in able]
        hidden = {*GATES, *PASSING}.difference(gate, passing)
        actions = [each for each in in_mode(Mode.LIVE) if each.footer and each.id not in hidden]
        return actions if self.app.on_show else [action for action in actions if action.id in able]

    def line_of(self, actions: Sequence[Action], able: frozenset[str]) -> Content:
        """Keys and words on one line."""
        parts = []
        for action in actions:
            key, word = ("$focus", "$ink") if action.id in able else ("$dim", "$dim")
            parts.append(join((self.app.keys.get(action.id, ""), key), (action.title, word), gap=" "))
        return join(" ", join(*parts, gap="   "))

    async def on_click(self, event: events.Click) -> None:
        x = 1
        for action in self.kept(self.able()):
            width = _width(action, self.app.keys)
            if x <= event.x < x + width:
                await self.app.go_on_with(action.id)
                return
            x += width + 3


def _width(action: Action, keys: Mapping[str, str]) -> int:
    return len(keys.get(action.id, "")) + 1 + len(action.title)


def fitting(
    actions: Sequence[Action],
    width: int,
    keys: Mapping[str, str],
    able: Collection[str],
    *,
    rank: Callable[[Action], int] = lambda action: action.footer,
) -> list[Action]:
    """Return the actions that fit, in the order they came in.

    What can be done is kept longest, the first in rank before the others.
    """
    kept: list[Action] = []
    room = width
    for action in sorted(actions, key=lambda action: (action.id not in able, rank(action))):
        room -= _width(action, keys) + 3
        if room < -3:
            break
        kept.append(action)
    return [action for action in actions if action in kept]


class Card(Bar):
    """One incident at one glance, for a pane of forty columns and ten lines."""

    def draw(self, width: int, height: int) -> Sequence[Content]:
        incident = self.app.incident
        if incident is None:
            return [join((f"  {listing.NOTHING_MATCHES}", "$quiet"))] if self.app.wanted else []
        return card.card(incident, self.app.view(), width, height)


class Welcome(Bar):
    """What an empty war room says."""

    def draw(self, width: int, height: int) -> Sequence[Content]:
        keys = self.app.keys
        offered = ("declare", "past", "demo", "drill", "help")
        names = [(keys.get(each, ""), BY_ID[each].help) for each in offered]
        lines = [
            join(("No incident is open.", "$ink bold")),
            Content(""),
            *(join((f"{key:>4}  ", "$focus"), (text, "$ink")) for key, text in names),
        ]
        lines = lines if height >= len(lines) else [line for line in lines if line.plain]
        wide = max(line.cell_length for line in lines)
        left = " " * max((width - wide) // 2, 1)
        above = max((height - len(lines)) // 2 - 1, 0)
        return [Content("")] * above + [Content(left) + line for line in lines]
