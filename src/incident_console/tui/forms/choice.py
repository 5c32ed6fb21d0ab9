"""Choosing among a few: one of them, or any of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from incident_console.domain.refusal import Part
from incident_console.tui.forms.field import FieldError
from incident_console.tui.forms.options import Chooser, Options

V = TypeVar("V")


class Choice(Chooser, Generic[V]):
    """One of several values."""

    def __init__(
        self,
        key: str,
        called: Part | str,
        options: Sequence[tuple[V, str]],
        chosen: V | None = None,
        *,
        rule: str = "",
        hint: str = "",
        without: str = "",
        optional: bool = False,
        digits: Sequence[int] | None = None,
    ) -> None:
        """Make it; with `optional` there may be none. See `Options` for the digits."""
        super().__init__(key, called, rule=rule, hint=hint)
        self.without = without
        self.values = [value for value, _ in options]
        taken = frozenset({self.values.index(chosen)}) if chosen in self.values else frozenset()
        labels = [words for _, words in options]
        self.options = Options(labels, taken, many=False, optional=optional, digits=digits)

    @property
    def maybe(self) -> V | None:
        """The value, or None where none was chosen."""
        return next((self.values[n] for n in self.options.taken), None)

    @property
    def value(self) -> V:
        """The value.

        Raises:
            FieldError: none was chosen.
        """
        for n in self.options.taken:
            return self.values[n]
        raise FieldError(self, "choose one: with its first letter, its digit or the arrows")


class Toggles(Chooser, Generic[V]):
    """Any of several values."""

    def __init__(
        self,
        key: str,
        called: Part | str,
        options: Sequence[tuple[V, str]],
        chosen: Sequence[V] = (),
        *,
        rule: str = "",
        hint: str = "",
        without: str = "",
    ) -> None:
        super().__init__(key, called, rule=rule, hint=hint)
        self.without = without
        self.values = [value for value, _ in options]
        taken = frozenset(n for n, value in enumerate(self.values) if value in chosen)
        self.options = Options([words for _, words in options], taken, many=True)

    @property
    def value(self) -> list[V]:
        """The values, in the order of the options."""
        return [self.values[n] for n in sorted(self.options.taken)]

    def take(self, values: Sequence[V]) -> None:
        """Choose these, and no others."""
        self.options.taken = frozenset(n for n, value in enumerate(self.values) if value in values)
