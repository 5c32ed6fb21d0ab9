"""A table as sqlite-utils is told of it."""

from __future__ import annotations

import msgspec


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A table: the types of its columns, its key, and which columns may be empty. Every one is STRICT."""

    columns: dict[str, type]
    key: str | tuple[str, ...] | None = None
    empty: frozenset[str] = frozenset()

    @property
    def full(self) -> set[str]:
        """The columns that always hold something."""
        key = {self.key} if isinstance(self.key, str) and self.columns[self.key] is int else set()
        return self.columns.keys() - self.empty - key
