"""Short questions, answered by one letter: is that meant, and because of what."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from incident_console.domain.vocabulary import Criterion
from incident_console.tui.dialogs.frame import Dialog
from incident_console.tui.dialogs.pause import Pause
from incident_console.tui.forms.key_hints import KeyHint
from incident_console.wording.names import CRITERIA


class Sure(Dialog[str]):
    """Asks whether what ends or moves something is meant; “yes” counts once the hands have rested."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("y,ctrl+s", "yes", "Yes")]

    def __init__(self, question: str, will: str, *, yes: str, leave: str) -> None:
        """Take the question, what a yes does, and the words for yes and for escape."""
        super().__init__(question, will)
        self.add_class("-small")
        self.yes = yes
        self.leave_word = leave
        self.pause = Pause(self, self.show_answers)

    def keys(self) -> list[KeyHint]:
        return [
            KeyHint("y", self.yes, "yes", id="yes"),
            KeyHint("", "one moment", "wait", id="wait"),
            KeyHint("esc", self.leave_word, "cancel"),
        ]

    def on_mount(self) -> None:
        self.show_answers()
        self.call_after_refresh(self.pause.begin)

    def show_answers(self) -> None:
        """Show the keys that count now."""
        for hint in self.query(KeyHint):
            hint.display = hint.id is None or self.pause.over == (hint.id == "yes")

    def action_yes(self) -> None:
        if not self.pause.holds():
            self.dismiss("yes")


LETTERS = {Criterion.PRODUCTION: "p", Criterion.SLA: "l", Criterion.STABILITY: "s"}
ANSWERS = [(LETTERS[criterion], criterion, words) for criterion, words in CRITERIA.items()]
"""For each criterion of a declaration its letter and what it says."""


class Because(Dialog[Criterion]):
    """Asks for the criterion of a declaration that names none."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, f"answer({place})", words) for place, (key, _, words) in enumerate(ANSWERS)
    ]

    def __init__(self) -> None:
        super().__init__("Because?", "The letter declares the incident.")
        self.add_class("-small")

    def middle(self) -> ComposeResult:
        for place, (key, _, words) in enumerate(ANSWERS):
            yield KeyHint(key, words, f"answer({place})")

    def keys(self) -> list[KeyHint]:
        return [KeyHint("esc", "Back", "cancel")]

    def action_answer(self, place: int) -> None:
        self.dismiss(ANSWERS[place][1])


def losing(count: int) -> Sure:
    """Return the question that is asked before so many texts are lost."""
    what = "a text that is" if count == 1 else f"{count} texts that are"
    return Sure(
        f"Leave, and lose {what} not saved?",
        "The record could not take it. While you stay it is kept, and saved as soon as that is possible.",
        yes="Leave and lose it",
        leave="Stay",
    )
