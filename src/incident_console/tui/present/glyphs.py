"""The signs that the screen draws with, each one cell wide, each with a twin from ASCII."""

from __future__ import annotations

import msgspec


class Glyphs(msgspec.Struct, frozen=True, kw_only=True):
    """One set of signs."""

    p1: str = "▲"
    p2: str = "◆"
    p3: str = "●"
    p4: str = "○"
    unknown: str = "?"
    on_time: str = "✓"
    soon: str = "◷"
    overdue: str = "!"
    baton: str = "⇄"
    said: str = "»"
    unsent: str = "✉"
    dot: str = "·"
    done: str = "✓"
    todo: str = "○"
    pointer: str = "▌"
    rule: str = "─"
    thumb: str = "┃"
    work: str = "▸"
    gate: str = "■"
    away: str = "☾"
    struck: str = "×"
    minus: str = "−"
    ellipsis: str = "…"

    @classmethod
    def of(cls, ascii: bool) -> Glyphs:
        """Return the set that the configuration asks for."""
        return ASCII if ascii else SIGNS

    def severity(self, severity: str | None) -> str:
        """Return the sign of a severity."""
        return {"P1": self.p1, "P2": self.p2, "P3": self.p3, "P4": self.p4}.get(severity or "", self.unknown)


SIGNS = Glyphs()
ASCII = Glyphs(
    p1="!",
    p2="*",
    p3="o",
    p4=".",
    on_time="+",
    soon="~",
    overdue="!",
    baton="@",
    said=">",
    unsent="=",
    dot="-",
    done="x",
    todo=" ",
    pointer="|",
    rule="-",
    thumb="|",
    work=">",
    gate="#",
    away="z",
    struck="~",
    minus="-",
    ellipsis=".",
)
