"""A proposal: what is worth doing, and why. What an act calls for is worked out in `proposals.py`."""

from __future__ import annotations

from collections.abc import Callable

from incident_console.domain.refusal import Act


class Proposal:
    """Why something is worth doing, with `{name}` where a value stands, and what it is."""

    def __init__(self, why: str, act: Act, **values: object) -> None:
        self.why = why
        self.act = act
        self.values = values

    def said(self, show: Callable[[object], str]) -> str:
        """Return the reason with each value as `show` puts it."""
        return self.why.format_map({name: show(value) for name, value in self.values.items()})


Found = list[Proposal]
