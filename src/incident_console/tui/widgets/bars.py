"""The single lines of the screen: header, tabs, footer; and what stands in for it all on a very small one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from incident_console.tui.actions import ACTIONS, BY_ID, Action
from incident_console.tui.present import board, card, join
from incident_console.tui.widgets.pane import Pane

if TYPE_CHECKING:
    from textual import events


class Bar(Pane, can_focus=False):
    """Lines without a rule, from edge to edge."""

    FRAMED = False
    ALLOW_MAXIMIZE = False

    @property
    def line_width(self) -> int:
        return self._wide


class Header(Bar):
    """How many are open, how many late, what hangs on me, who I am, what time it is."""

    def draw(self, width: int, height: int) -> Sequence[Content]:
        app = self.app
        saving = app.saving > 0
        return [board.header(app.board, app.view(), width, saving=saving, drafts=app.drafts)]


class Tabs(Bar, can_focus=True):
    """The board on one line, where there is no room for the list."""

    def draw(self, width: int, height: int) -> Sequence[Content]:
        app = self.app
        return [board.tabs(app.listed, app.chosen, app.view(), width, wanted=app.wanted)]

    def move(self, count: int) -> None:
        self.app.choose_by(count)


class Footer(Bar):
    """The keys that matter now; what cannot be done is dim."""

    def draw(self, width: int, height: int) -> Sequence[Content]:
        return [self.line_of(fitting(self.candidates(), width - 1, self.app.keys))]

    def candidates(self) -> list[Action]:
        """The actions of the footer, in the order of the table."""
        actions = [action for action in ACTIONS if action.footer]
        if self.app.board:
            return actions
        return [action for action in actions if action.needs(self.app) is None]

    def line_of(self, actions: Sequence[Action]) -> Content:
        """Keys and words on one line."""
        parts = []
        for action in actions:
            able = action.needs(self.app) is None
            key = (self.app.keys.get(action.id, ""), "$focus" if able else "$rule")
            parts.append(join(key, (action.title, "$ink" if able else "$rule"), gap=" "))
        return join(" ", join(*parts, gap="   "))

    def on_click(self, event: events.Click) -> None:
        x = 1
        for action in fitting(self.candidates(), self._wide - 1, self.app.keys):
            width = _width(action, self.app.keys)
            if x <= event.x < x + width:
                self.app.perform(action)
                return
            x += width + 3


def _width(action: Action, keys: dict[str, str]) -> int:
    return len(keys.get(action.id, "")) + 1 + len(action.title)


def fitting(actions: Sequence[Action], width: int, keys: dict[str, str]) -> list[Action]:
    """Return the actions that fit, the first in rank kept longest, in the order they came in."""
    kept: list[Action] = []
    room = width
    for action in sorted(actions, key=lambda action: action.footer):
        room -= _width(action, keys) + 3
        if room < -3:
            break
        kept.append(action)
    return [action for action in actions if action in kept]


class Card(Bar):
    """One incident at one glance, for a pane of forty columns and ten lines."""

    def draw(self, width: int, height: int) -> Sequence[Content]:
        incident = self.app.incident
        return [] if incident is None else card.card(incident, self.app.view(), width, height)


class Welcome(Bar):
    """What an empty war room says."""

    def draw(self, width: int, height: int) -> Sequence[Content]:
        keys = self.app.keys
        offered = ("declare", "demo", "drill", "help")
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
