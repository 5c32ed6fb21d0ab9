"""Something to be read before a key counts: a brief before taking over, a message before it is sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Self

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from incident_console.tui.dialogs.frame import Dialog
from incident_console.tui.dialogs.pause import Pause
from incident_console.tui.forms.key_hints import KeyHint
from incident_console.tui.render import letters
from incident_console.tui.render.content import shown
from incident_console.tui.render.view import Glyphs
from incident_console.tui.room.outgoing import Outgoing

Part = Content | Callable[[], Content]
"""A paragraph; one that is called says something else every second."""


class Pages(VerticalScroll):
    """What is to be read; it knows when its end has been on screen."""

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self.look()

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self.look)

    def look(self) -> None:
        if self.is_attached and self.size.height and self.scroll_offset.y >= self.max_scroll_y:
            self.screen.post_message(EndSeen())


class EndSeen(events.Event, bubble=False):
    """The end was on screen."""


class Reading(Dialog[str]):
    """A text with an answer that counts once its end has been seen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,ctrl+s", "yes", "Yes"),
        Binding("n", "no", "No"),
        Binding("space,pagedown,enter", "page_down", "On", show=False),
        Binding("pageup", "page_up", "Back", show=False),
        Binding("down,j", "line(1)", show=False),
        Binding("up,k", "line(-1)", show=False),
        Binding("G,end", "to_end", show=False),
        Binding("g,home", "to_start", show=False),
    ]

    def __init__(
        self,
        title: str,
        will: str,
        paragraphs: Sequence[Part],
        *,
        yes: str,
        no: str = "",
        full: bool = False,
        leave: str = "Back",
    ) -> None:
        """Make it.

        Args:
            title: what it is.
            will: what a yes does.
            paragraphs: what is to be read.
            yes: the word for the yes; empty where there is nothing to answer.
            no: the word for the no; empty where escape is the only other way.
            full: whether it fills the screen.
            leave: the word for escape.
        """
        super().__init__(title, will)
        self.paragraphs = paragraphs
        self.parts = [
            Static(part if isinstance(part, Content) else part(), classes="reading--part", markup=False)
            for part in paragraphs
        ]
        self.yes = yes
        self.no = no
        self.leave_word = leave
        self.end_seen = False
        self.pause = Pause(self, self.show_answers)
        self.set_class(full, "-full")

    @classmethod
    def before_sending(cls, does: str, outgoing: Outgoing, glyphs: Glyphs) -> Self:
        """Return the last look at a message: its words, for whom, and when they will hear again.

        Raises:
            Refused, TemplateBroken: one of its readers' texts cannot be written.
        """
        several = len(outgoing.texts.readers) > 1
        head = [Content.assemble(("To    ", "$quiet"), shown(outgoing.to, "bold"))]
        if outgoing.next_word:
            head.append(Content.assemble(("Then  ", "$quiet"), shown(outgoing.next_word, "bold")))
        head += [Content.assemble(("But   ", "$quiet"), shown(each, "bold")) for each in outgoing.missed]
        return cls(
            f"Read it once more: {does}",
            f"Exactly what {'each of them' if several else 'the client'} will read. "
            "Nothing is recorded until you press y.",
            [Content("\n").join(head), *letters.in_turn(outgoing.texts, glyphs)],
            yes="Send",
            leave="Back to writing",
            full=several,
        )

    def middle(self) -> ComposeResult:
        with Pages(classes="reading"):
            yield from self.parts

    def keys(self) -> list[KeyHint]:
        hints = []
        if self.yes:
            hints.append(KeyHint("y", self.yes, "yes", id="yes"))
        if self.no:
            hints.append(KeyHint("n", self.no, "no", id="no"))
        hints.append(KeyHint("", "one moment", "wait", id="wait"))
        hints.append(KeyHint("space", "Read on", "page_down", id="on"))
        hints.append(KeyHint("esc", self.leave_word, "cancel"))
        return hints

    @property
    def pages(self) -> Pages:
        return self.query_one(Pages)

    def on_mount(self) -> None:
        self.pages.focus()
        self.show_answers()
        self.call_after_refresh(self.pause.begin)
        self.watch(self.app, "now", self.tick, init=False)

    def tick(self) -> None:
        """Bring up to date what depends on the time."""
        for widget, part in zip(self.parts, self.paragraphs, strict=True):
            if not isinstance(part, Content):
                widget.update(part(), layout=False)

    def on_end_seen(self) -> None:
        if not self.end_seen:
            self.end_seen = True
            self.show_answers()

    def show_answers(self) -> None:
        """Show the keys that count now."""
        ready = self.pause.over
        if self.yes:
            self.query_one("#yes").display = ready and self.end_seen
        if self.no:
            self.query_one("#no").display = ready
        self.query_one("#wait").display = not ready and bool(self.yes or self.no)
        self.query_one("#on").display = not self.end_seen

    def action_yes(self) -> None:
        if not self.yes or self.pause.holds():
            return
        if self.end_seen:
            self.dismiss("yes")
        else:
            self.app.tell("Read it to its end first: space goes on", severity="warning")

    def action_no(self) -> None:
        if self.no and not self.pause.holds():
            self.dismiss("no")

    def action_page_down(self) -> None:
        self.pages.scroll_page_down(animate=False)

    def action_page_up(self) -> None:
        self.pages.scroll_page_up(animate=False)

    def action_line(self, step: int) -> None:
        self.pages.scroll_relative(y=step, animate=False)

    def action_to_end(self) -> None:
        self.pages.scroll_end(animate=False)

    def action_to_start(self) -> None:
        self.pages.scroll_home(animate=False)
