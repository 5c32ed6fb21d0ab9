"""What forms are made of: labelled fields, each with room beneath it for a hint or a fault."""

from __future__ import annotations

import re
from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

FLAG_BEFORE_EXAMPLE = re.compile(r"--[a-z-]+ (?=[\"“])")
FLAG = re.compile(r"--[a-z-]+")


class FieldError(Exception):
    """What stands in a field cannot be used. The text is one line."""

    def __init__(self, field: Field, sentence: str) -> None:
        self.field = field
        super().__init__(sentence)


class Field(Widget):
    """A labelled control."""

    def __init__(
        self, key: str, label: str, *, flag: str = "", names: tuple[str, ...] = (), hint: str = ""
    ) -> None:
        """Make a field.

        Args:
            key: what a draft calls it.
            label: what people call it.
            flag: what the command line calls it, so that a rule's refusal finds its field.
            names: what a rule calls it ("the reason").
            hint: what stands beneath it while nothing is wrong.
        """
        super().__init__()
        self.key = key
        self.label = label
        self.flag = flag
        self.names = names
        self.standing_hint = hint
        self.blamed = False
        self.note = Static("", classes="field--note", markup=False)

    @property
    def control(self) -> Widget:
        """What takes the keys."""
        raise AssertionError("every field has a control")

    @property
    def breaks(self) -> bool:
        """Whether enter breaks the line in it, instead of going on."""
        return False

    def entered(self) -> None:
        """Somebody goes on from it with enter."""

    @property
    def raw(self) -> str:
        """What stands in it, for a draft."""
        return ""

    def restore(self, raw: str) -> None:
        """Put back what a draft held."""

    def compose(self) -> ComposeResult:
        with Horizontal(classes="field--row"):
            yield Static(self.label, classes="field--label", markup=False)
            with Vertical(classes="field--body"):
                yield self.control
                yield self.note
        self.say(self.standing_hint, quiet=True)

    def say(self, text: str, *, wrong: bool = False, quiet: bool = False) -> None:
        """Write beneath the control."""
        self.note.set_class(wrong, "-wrong")
        self.note.set_class(quiet, "-quiet")
        self.note.display = bool(text)
        shown = f"! {text}" if wrong else text
        if str(self.note.content) != shown:
            self.note.update(Content(shown))

    def blame(self, sentence: str) -> None:
        """Say what is wrong with it."""
        self.blamed = True
        self.set_class(True, "-blamed")
        self.say(sentence, wrong=True)
        self.control.scroll_visible()

    def absolve(self) -> None:
        """Forget what was wrong: it is being written anew."""
        if self.blamed:
            self.blamed = False
            self.set_class(False, "-blamed")
            self.say(self.standing_hint, quiet=True)

    def on_input_changed(self) -> None:
        self.absolve()

    def on_text_area_changed(self) -> None:
        self.absolve()

    @property
    def shown(self) -> bool:
        return bool(self.display)


def labels(fields: Sequence[Field]) -> dict[str, str]:
    """What the form calls each of the command line's options."""
    return {field.flag: field.label for field in fields if field.flag}


def blamed(fields: Sequence[Field], sentence: str, in_words: str) -> bool:
    """Put a refusal under the field that it is about; False where it is about none of them.

    Args:
        fields: of the form.
        sentence: as the rule said it, with the names by which fields are found.
        in_words: as it is shown.
    """
    for field in fields:
        if field.shown and (
            (field.flag and field.flag in sentence) or any(name in sentence for name in field.names)
        ):
            field.blame(in_words)
            field.screen.set_focus(field.control)
            return True
    return False


def in_a_form(sentence: str, labels: dict[str, str]) -> str:
    """A refusal as a form says it: its fields instead of the command line's options.

    Args:
        sentence: the rule's words.
        labels: what the form calls each option, such as `--why`.
    """
    without = FLAG_BEFORE_EXAMPLE.sub("", sentence)
    return FLAG.sub(lambda flag: f"“{labels[flag[0]]}”" if flag[0] in labels else flag[0], without)
