"""Fields for the name of a person: completed, pointed out if unknown, and recorded under one spelling."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from textual.app import ComposeResult
from textual.widgets import Digits

from incident_console.domain.colleagues import People, Person
from incident_console.domain.refusal import Part
from incident_console.domain.text import displayed
from incident_console.tui.forms.fields import Line
from incident_console.tui.forms.names import LastName
from incident_console.tui.room.room import Room
from incident_console.wording.people import is_away, nobody_called

LARGE_CELLS = 3
"""How wide a large character is."""
MARGIN = 2
"""What is free beside a large number (`styles/dialogs.tcss`)."""


def large(phone: str, room: int) -> str:
    """Return the number at the beginning of a telephone entry, if need be without what parts its digits.

    Empty where it has no room, in characters.
    """
    found = re.match(r"[+\d\s()./-]*\d", phone)
    number = "" if found is None else found[0].strip()
    bare = re.sub(r"[\s()./-]", "", number)
    return next((each for each in (number, bare) if len(each) <= room), "")


class Who(Line):
    """The name of a person; with `several`, names parted by commas.

    `people` are those of the configuration, `seen` further names that are known from the record.
    """

    app: Room

    def __init__(
        self,
        key: str,
        called: Part | str,
        text: str = "",
        *,
        people: People,
        seen: Sequence[str],
        rule: str = "",
        placeholder: str = "",
        several: bool = False,
    ) -> None:
        known = list(dict.fromkeys((*seen, *people.names())))
        suggest = None if several else known
        super().__init__(key, called, text, rule=rule, placeholder=placeholder, suggest=suggest)
        self.people = people
        self.several = several
        if several:
            self.input.suggester = LastName(known)

    @property
    def typed_names(self) -> Iterator[str]:
        """What stands in it, name by name."""
        parts = self.input.value.split(",") if self.several else [self.input.value]
        return (part.strip() for part in parts if part.strip())

    @property
    def names(self) -> tuple[str, ...]:
        """The names in it, as they are recorded."""
        return tuple(self.people.spelt(name) for name in self.typed_names)

    @property
    def text(self) -> str:
        return ", ".join(self.names)

    @property
    def standing(self) -> str:
        unknown = next((name for name in self.typed_names if self.people.is_unknown(name)), None)
        if unknown is not None:
            return displayed(f"{nobody_called(unknown, self.people.names())}; it is recorded as you type it")
        return self.away or self.standing_hint

    @property
    def away(self) -> str:
        """Whoever stands in it and has said that they are away."""
        board, clocks = self.app.board, self.app.view().clocks
        said = (is_away(name, board, clocks) for name in self.names)
        return displayed(next(filter(None, said), ""))

    def on_input_changed(self) -> None:
        self.absolve()
        self.say(self.standing, quiet=True)


class WhoIsCalled(Who):
    """Whom somebody calls now: their telephone number stands large beneath the name."""

    def __init__(
        self,
        key: str,
        called: Part | str,
        text: str = "",
        *,
        people: People,
        seen: Sequence[str],
        reach: Callable[[Person], str],
        rule: str = "",
        placeholder: str = "",
    ) -> None:
        super().__init__(key, called, text, people=people, seen=seen, rule=rule, placeholder=placeholder)
        self.reach = reach
        self.phone = Digits("", classes="field--phone")

    def compose(self) -> ComposeResult:
        yield from super().compose()
        self.phone.display = False
        yield self.phone

    @property
    def standing(self) -> str:
        person = self.people.person(self.input.value)
        if person is None:
            return super().standing
        return ". ".join(filter(None, (self.away, displayed(self.reach(person)))))

    def show_phone(self) -> None:
        """Show the number of whoever is named now, if it stands there whole: one that is cut is another."""
        person = self.people.person(self.input.value)
        number = (
            "" if person is None or person.phone is None else large(displayed(person.phone), self.room_for)
        )
        self.phone.display = bool(number)
        self.phone.update(number)

    @property
    def room_for(self) -> int:
        """How many large characters have room."""
        return (self.content_size.width - MARGIN) // LARGE_CELLS

    def on_resize(self) -> None:
        self.show_phone()

    def on_input_changed(self) -> None:
        super().on_input_changed()
        self.show_phone()
