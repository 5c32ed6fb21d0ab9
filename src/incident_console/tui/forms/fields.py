"""Fields for a line, for prose, and for a time."""

from __future__ import annotations

from textual.suggester import SuggestFromList

from incident_console.domain.refusal import Part
from incident_console.tui.forms.field import Field
from incident_console.tui.forms.inputs import LineInput, ProseInput


class Line(Field):
    """A text on one line."""

    holds_text = True

    def __init__(
        self,
        key: str,
        called: Part | str,
        text: str = "",
        *,
        rule: str = "",
        hint: str = "",
        placeholder: str = "",
        suggest: list[str] | None = None,
    ) -> None:
        super().__init__(key, called, rule=rule, hint=hint)
        suggester = SuggestFromList(suggest, case_sensitive=False) if suggest else None
        self.input = LineInput(
            text,
            placeholder=placeholder or self.sample,
            suggester=suggester,
            compact=True,
            select_on_focus=False,
        )
        self.input.proposed = text

    @property
    def control(self) -> LineInput:
        return self.input

    @property
    def text(self) -> str:
        return self.input.value

    @property
    def maybe(self) -> str | None:
        """The text, or None where nothing was typed."""
        return self.text.strip() or None

    @property
    def raw(self) -> str:
        return self.input.value

    @property
    def written(self) -> bool:
        return bool(self.text.strip())

    def propose(self, text: str) -> None:
        """Put in a text of the program's; the first letter replaces it."""
        self.restore(text)
        self.input.proposed = self.input.value

    def restore(self, raw: str) -> None:
        self.input.value = raw.replace("\n", " ")
        self.input.cursor_position = len(self.input.value)


class Prose(Field):
    """A text of several lines. With `paragraphs`, ctrl+j breaks the line."""

    holds_text = True

    def __init__(
        self,
        key: str,
        called: Part | str,
        text: str = "",
        *,
        rule: str = "",
        hint: str = "",
        placeholder: str = "",
        paragraphs: bool = False,
    ) -> None:
        super().__init__(key, called, rule=rule, hint=hint)
        self.area = ProseInput(text, paragraphs=paragraphs, placeholder=placeholder or self.sample)
        self.area.proposed = text

    def propose(self, text: str) -> None:
        """Put in a text of the program's; the first letter replaces it."""
        self.restore(text)
        self.area.proposed = text

    def on_mount(self) -> None:
        self.area.move_cursor(self.area.document.end)

    @property
    def control(self) -> ProseInput:
        return self.area

    @property
    def breaks(self) -> bool:
        return self.area.paragraphs

    @property
    def text(self) -> str:
        return self.area.text

    @property
    def maybe(self) -> str | None:
        """The text, or None where nothing was typed."""
        return self.text.strip() or None

    @property
    def raw(self) -> str:
        return self.area.text

    @property
    def written(self) -> bool:
        return bool(self.text.strip())

    def restore(self, raw: str) -> None:
        self.area.load_text(raw)
        self.area.move_cursor(self.area.document.end)
