"""The field that says for whom a message is: all clients who listen, or those who are ticked."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.visual import VisualType

from incident_console.domain.refusal import Part
from incident_console.tui.forms.field import FieldError
from incident_console.tui.forms.options import GAP, Chooser, Options
from incident_console.tui.render.content import safe

LINES = 3
"""How many lines of names are in sight."""


class Flow(Options):
    """Options one after the other in lines, a few around the cursor in sight."""

    def offer(self, labels: Sequence[str], taken: frozenset[int]) -> None:
        """Have other options."""
        self.labels = [safe(label) for label in labels]
        self.cursor = min(self.cursor, max(len(labels) - 1, 0))
        self.taken = taken
        self.refresh(layout=True)

    def lines(self, width: int) -> list[list[int]]:
        """Which options stand in each line, by their places."""
        found: list[list[int]] = [[]]
        at = 0
        for n, cell in enumerate(self.cells):
            long = cell_len(cell)
            if found[-1] and at + long > width:
                found.append([])
                at = 0
            found[-1].append(n)
            at += long + GAP
        return found

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return min(len(self.lines(width)), LINES)

    def action_step(self, step: int) -> None:
        """Go to the line above or below."""
        lines = self.lines(self.content_size.width)
        at = next(n for n, line in enumerate(lines) if self.cursor in line)
        if not 0 <= at + step < len(lines):
            self.flash()
            return
        place = lines[at].index(self.cursor)
        self.cursor = lines[at + step][min(place, len(lines[at + step]) - 1)]

    def take(self, typed: str) -> None:
        """0 takes all, or none where all are taken; every other key is answered as by any options."""
        if typed == "0" and self.spelling.counts:
            every = frozenset(range(len(self.labels)))
            self.taken = frozenset() if self.taken == every else every
        else:
            super().take(typed)

    def render(self) -> VisualType:
        width, cells = self.content_size.width, self.cells
        lines = self.lines(width)
        at = next((n for n, line in enumerate(lines) if self.cursor in line), 0)
        top = max(min(at - LINES // 2, len(lines) - LINES), 0)
        return Content("\n").join(
            [
                Content(" " * GAP).join([self.cell(n, cells[n]) for n in line]).truncate(width, ellipsis=True)
                for line in lines[top : top + LINES]
            ]
        )


class Readers(Chooser):
    """For whom a message is. Where all are ticked it is for whoever listens when it is written."""

    def __init__(self, clients: Sequence[str], *, rule: str, ticked: Sequence[str] | None = None) -> None:
        """Make it, with all of them ticked, or these; it is shown only where there are several."""
        super().__init__("clients", Part.CLIENTS, rule=rule)
        self.clients = list(clients)
        taken = (n for n, client in enumerate(clients) if ticked is None or client in ticked)
        self.options: Flow = Flow(self.clients, frozenset(taken), many=True)
        self.display = self.several

    def on_mount(self) -> None:
        self.count()

    def offer(self, clients: Sequence[str]) -> None:
        """Offer other clients: who was there before stays ticked or not, who is new is ticked."""
        if list(clients) == self.clients:
            return
        left_out = [client for n, client in enumerate(self.clients) if n not in self.options.taken]
        self.clients = list(clients)
        self.options.offer(clients, frozenset(n for n, each in enumerate(clients) if each not in left_out))
        self.display = self.several
        self.count()

    @property
    def several(self) -> bool:
        return len(self.clients) > 1

    @property
    def some(self) -> bool:
        """Whether it is for some of several only."""
        return self.several and len(self.options.taken) < len(self.clients)

    @property
    def ticked(self) -> list[str]:
        """Those whom it is for."""
        return [client for n, client in enumerate(self.clients) if n in self.options.taken]

    @property
    def names(self) -> tuple[str, ...]:
        """Those whom it is for, by name; nobody where it is for all.

        Raises:
            FieldError: nobody is ticked.
        """
        if not self.some:
            return ()
        if not self.options.taken:
            raise FieldError(self, "tick whom it is for; 0 ticks all")
        return tuple(self.ticked)

    @property
    def raw(self) -> str:
        return "\n".join(self.ticked) if self.some else ""

    def restore(self, raw: str) -> None:
        """Tick who was ticked, as far as they are still clients."""
        kept = raw.split("\n") if raw else self.clients
        self.options.taken = frozenset(n for n, client in enumerate(self.clients) if client in kept)

    def count(self) -> None:
        """Say how many of them are meant."""
        if not self.blamed:
            some = f"{len(self.options.taken)} of {len(self.clients)}; 0 ticks all"
            self.say(some if self.some else "", quiet=True)

    def absolve(self) -> None:
        super().absolve()
        self.count()
