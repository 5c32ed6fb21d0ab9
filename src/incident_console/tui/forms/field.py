"""What forms are made of: labelled fields, each with room beneath it for a hint or a fault."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from incident_console.domain.refusal import Part, Refused
from incident_console.domain.text import displayed
from incident_console.tui.render.view import View
from incident_console.wording.sentences import by_keys
from incident_console.wording.verbs import example, wording


class FieldError(Exception):
    """What stands in a field cannot be used. The text is one line."""

    def __init__(self, field: Field, sentence: str) -> None:
        self.field = field
        super().__init__(sentence)


class Field(Widget):
    """A labelled control."""

    def __init__(self, key: str, called: Part | str, *, rule: str = "", hint: str = "") -> None:
        """Make a field.

        Args:
            key: what a draft calls it.
            called: the part that it is for, by which a refusal finds it; else what people call it.
            rule: the rule that is asked with it, which may call the part in its own way.
            hint: what stands beneath it while nothing is wrong.
        """
        super().__init__()
        self.key = key
        self.part = called if isinstance(called, Part) else None
        self.rule = rule
        self.label = wording(called, rule).label if isinstance(called, Part) else called
        self.standing_hint = hint
        self.blamed = False
        self.note = Static("", classes="field--note", markup=False)

    @property
    def sample(self) -> str:
        """An example of what may be said in it, as a placeholder."""
        typed = "" if self.part is None else example(self.rule, self.part)
        return f"e.g. {typed}" if typed else ""

    @property
    def standing(self) -> str:
        """What stands beneath it now, while nothing is wrong."""
        return self.standing_hint

    @property
    def control(self) -> Widget:
        """What takes the keys."""
        raise AssertionError("every field has a control")

    @property
    def breaks(self) -> bool:
        """Whether a key breaks the line in it."""
        return False

    holds_text = False
    """Whether something is written in it: a draft of which nothing is written is none."""

    @property
    def raw(self) -> str:
        """What stands in it, for a draft."""
        return ""

    @property
    def written(self) -> bool:
        """Whether there are words in it, for the sake of which a draft is kept."""
        return False

    def restore(self, raw: str) -> None:
        """Put back what a draft held."""

    def compose(self) -> ComposeResult:
        with Horizontal(classes="field--row"):
            yield Static(self.label, classes="field--label", markup=False)
            with Vertical(classes="field--body"):
                yield self.control
                yield self.note
        self.say(self.standing, quiet=True)

    def show_label(self, shown: bool) -> None:
        """Show what it is called, or leave the place empty: what stands above it may be called the same."""
        for label in self.query(".field--label").results(Static):
            label.update(self.label if shown else "")

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
            self.say(self.standing, quiet=True)

    def on_input_changed(self) -> None:
        self.absolve()

    def on_text_area_changed(self) -> None:
        self.absolve()

    @property
    def shown(self) -> bool:
        return bool(self.display)


def blame(fields: Sequence[Field], about: Part | None, sentence: str) -> bool:
    """Put a refusal under the field of the part that it is about; False where the form has none."""
    for field in fields:
        if about is not None and field.part is about and field.shown:
            field.blame(sentence)
            field.screen.set_focus(field.control)
            return True
    return False


def in_a_form(
    problem: Exception | str, fields: Sequence[Field], view: View, client: str | None = None
) -> str:
    """Return what went wrong as a form says it: with the labels of its fields, and the example of one.

    Args:
        problem: a rule's refusal, or anything else that has a sentence of its own.
        fields: of the form.
        view: who looks.
        client: of the incident that the form is about, on whose clock it is told times.
    """
    if not isinstance(problem, Refused):
        return displayed(str(problem))
    about = next((field for field in fields if field.part is problem.about), None)
    rule = about.rule if about is not None else next((field.rule for field in fields), "")
    labels = {field.part: field.label for field in fields if field.part is not None}
    sample = "" if problem.about is None else example(rule, problem.about)
    return displayed(
        by_keys(problem, view.clocks(client), view.keys, rule=rule, labels=labels, sample=sample)
    )
