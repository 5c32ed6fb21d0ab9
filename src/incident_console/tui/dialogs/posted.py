"""The question whether a message is out, and what is said where it is not (C, Communication)."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from incident_console.desk import Done
from incident_console.domain.refusal import Part
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.pause import Pause
from incident_console.tui.forms.fields import Moment
from incident_console.tui.forms.key_hints import KeyHint
from incident_console.tui.room.room import Room
from incident_console.tui.room.target import Target


class PostedForm(FormDialog[Done]):
    """Asks whether a message is out. While no field has the focus, y says yes and n says not yet."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "posted", "Posted"),
        Binding("n", "not_yet", "Not yet"),
    ]

    def on_mount(self) -> None:
        self.pause = Pause(self, self.show_answers)
        self.show_answers()
        self.call_after_refresh(self.pause.begin)

    def keys(self) -> list[KeyHint]:
        return [
            KeyHint("y", "It is posted", "commit", id="commit"),
            KeyHint("n", "Not yet", "cancel", id="no"),
            KeyHint("", "one moment", "wait", id="wait"),
            KeyHint("enter", "Say where and when", "go_on", id="walk"),
        ]

    def show_answers(self) -> None:
        """Show the keys that count now."""
        for hint in self.query(KeyHint):
            hint.display = self.pause.over != (hint.id == "wait")

    def action_posted(self) -> None:
        if not self.pause.holds():
            self.action_commit()

    def action_not_yet(self) -> None:
        if not self.pause.holds():
            self.action_cancel()

    async def action_enter(self) -> None:
        if self.focused is not None or not self.pause.holds():
            await super().action_enter()

    def show_keys(self) -> None:
        """Once a field has the focus, letters are text: other keys say yes and no."""
        self.query_one("#commit", KeyHint).reword("ctrl+s", "It is posted")
        self.query_one("#no", KeyHint).reword("esc", "Not yet")
        self.query_one("#walk", KeyHint).reword("enter", "Next")


def posted_at(target: Target) -> Moment:
    """Return a field for when it was posted, if that was earlier."""
    return Moment(
        "when",
        Part.AT,
        rule="say_posted",
        zoned=target.ours,
        past=True,
        optional=True,
        placeholder="empty: now",
    )


def say_unsent(app: Room, name: str) -> None:
    """Say that a message still waits, and the key for when it does no longer."""
    key = app.view().key("posted")
    app.tell(f"{name} waits unsent: post it, then say so with {key}", severity="warning")
