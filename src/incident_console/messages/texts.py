"""A message to several clients as each of them reads it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

MOSTLY = 2 / 3
"""From which part of its lines on a text is another one, rather than the same one with differences."""


class Texts:
    """A message as each of its readers gets it. A text is made when it is first asked for.

    So forty clients cost a key no more than one; whoever has nothing else to do makes one more at a time.
    """

    def __init__(self, readers: Sequence[str | None], make: Callable[[str | None], str]) -> None:
        """Take the clients who read it, the first one first, and what makes the text for one."""
        self.readers = list(readers)
        self.make = make
        self.made: dict[str | None, str] = {}

    def of(self, reader: str | None) -> str:
        """Return what a client reads.

        Raises:
            Refused, TemplateBroken: it cannot be written.
        """
        if reader not in self.made:
            self.made[reader] = self.make(reader)
        return self.made[reader]

    @property
    def first(self) -> str:
        return self.of(self.readers[0])

    @property
    def all(self) -> tuple[str, ...]:
        """What each of them reads, in their order."""
        return tuple(self.of(reader) for reader in self.readers)

    @property
    def complete(self) -> bool:
        """Whether every text was made."""
        return len(self.made) == len(self.readers)

    def make_one_more(self) -> None:
        """Make the next text that was not asked for yet, if there is one."""
        for reader in self.readers:
            if reader not in self.made:
                self.of(reader)
                return

    @property
    def groups(self) -> list[list[str | None]]:
        """The readers whose texts were made, those who read the same together, in their order."""
        alike: dict[str, list[str | None]] = {}
        for reader in self.readers:
            if reader in self.made:
                alike.setdefault(self.made[reader], []).append(reader)
        return list(alike.values())

    @property
    def all_groups(self) -> list[list[str | None]]:
        """All readers, those who read the same together, in their order."""
        while not self.complete:
            self.make_one_more()
        return self.groups

    def next_after(self, reader: str | None) -> str | None:
        """Return the first reader of the next different text; after the last one that of the first."""
        groups = self.groups
        place = next((n for n, group in enumerate(groups) if reader in group), 0)
        while place + 1 >= len(groups) and not self.complete:
            self.make_one_more()
            groups = self.groups
        return groups[(place + 1) % len(groups)][0]

    def differing(self, reader: str | None) -> frozenset[int]:
        """The lines of a text, by number, that are not as the first reader gets them."""
        common = frozenset(self.first.splitlines())
        return frozenset(
            n for n, line in enumerate(self.of(reader).splitlines()) if line and line not in common
        )

    def differs_throughout(self, reader: str | None) -> bool:
        """Whether a text has hardly a line in common with the first one, as in another language."""
        lines = [line for line in self.of(reader).splitlines() if line]
        return len(self.differing(reader)) > MOSTLY * len(lines)
