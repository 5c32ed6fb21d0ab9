"""A field for several names on one line, parted by commas, each completed from those that are known."""

from __future__ import annotations

from collections.abc import Sequence

from textual.suggester import Suggester

from incident_console.domain.refusal import Part
from incident_console.domain.text import name_key
from incident_console.tui.forms.fields import Line


class LastName(Suggester):
    """Completes the name that is being typed, with one that is not there yet."""

    def __init__(self, known: Sequence[str]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self.known = list(known)

    async def get_suggestion(self, value: str) -> str | None:
        begun = value.rpartition(",")[2].lstrip()
        before = value[: len(value) - len(begun)]
        there = {name_key(name) for name in parted(before, self.known)}
        for name in self.known:
            if begun and name.casefold().startswith(begun.casefold()) and name_key(name) not in there:
                return f"{before}{name}"
        return None


class Names(Line):
    """Names parted by commas; beneath it stands how many they are, where that is more than one."""

    def __init__(
        self, key: str, called: Part | str, known: Sequence[str], *, rule: str = "", placeholder: str = ""
    ) -> None:
        super().__init__(key, called, rule=rule, placeholder=placeholder)
        self.known = list(known)
        self.input.suggester = LastName(known)

    @property
    def names(self) -> tuple[str, ...]:
        """The names in it. One that is known stays whole, also where it has a comma in it."""
        return tuple(parted(self.text, self.known))

    def on_input_changed(self) -> None:
        count = len(self.names)
        self.say(f"{count} clients: {' · '.join(self.names)}" if count > 1 else "", quiet=True)


def parted(text: str, known: Sequence[str]) -> list[str]:
    """Return the names in a text, parted by commas, but for the commas within names that are known."""
    whole = {name_key(name) for name in known if "," in name}
    pieces = [piece.strip() for piece in text.split(",")]
    found = []
    at = 0
    while at < len(pieces):
        ends = range(len(pieces), at + 1, -1)
        end = next((end for end in ends if name_key(", ".join(pieces[at:end])) in whole), at + 1)
        name = ", ".join(pieces[at:end])
        found += [name] if name else []
        at = end
    return found
