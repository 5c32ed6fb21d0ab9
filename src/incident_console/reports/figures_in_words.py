"""The figures of an incident in words; what cannot be had is said so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from incident_console.reports.names import NEVER_ANSWERED
from incident_console.words import late, length


def figures(of: dict[str, Any]) -> list[tuple[str, str]]:
    """The figures in words; what cannot be had is said so."""
    made = of["promises"]
    gaps = ", ".join(str(gap) for gap in of["update_gaps_minutes"])
    known = [
        ("Updates that went out", str(of["updates"])),
        ("Updates that named no next time", str(of["updates_without_promise"])),
        ("Promises", f"{made['made']} made: " + ", ".join(f"{count} {name}" for name, count in outcomes(of))),
        ("Promises longer than the cadence", str(of["longer_than_cadence"])),
        ("Late by", ", ".join(length(timedelta(seconds=seconds)) for seconds in of["late_seconds"]) or "–"),
        ("From the start of impact to the first word", in_minutes(of["first_update_minutes"])),
        ("Minutes between updates", gaps or "–"),
        ("Longest silence", in_minutes(of["longest_silence_minutes"])),
        ("Length of the impact", in_minutes(of["impact_minutes"])),
        ("Reports to colleagues", str(of["reports"])),
        ("Handovers", str(of["handovers"])),
        ("Take-overs", str(of["takeovers"])),
        (
            "Time without an owner",
            length(timedelta(seconds=of["unowned_seconds"])) if of["unowned_seconds"] else "none",
        ),
    ]
    return [*known, *by_client(of)]


def by_client(of: dict[str, Any]) -> list[tuple[str, str]]:
    """The promises to each of several clients, in words."""
    return [(f"Promises to {each['client']}", made(each["promises"])) for each in of.get("clients", ())]


def made(promises: dict[str, int]) -> str:
    """How many promises were made and what became of them: `3 made: 2 kept, 1 open`."""
    kinds = ", ".join(f"{count} {name}" for name, count in promises.items() if count and name != "made")
    return f"{promises['made']} made: {kinds}" if kinds else "none made"


def outcomes(of: dict[str, Any]) -> list[tuple[str, int]]:
    """How many promises ended how, in words; those that nothing answered are set apart from the open ones."""
    made, unanswered = of["promises"], of["promises_never_answered"]
    counts = [(name, made[name]) for name in ("kept", "late", "moved")]
    apart = [(NEVER_ANSWERED, unanswered)] if unanswered else []
    return [*counts, ("open", made["open"] - unanswered), *apart]


def in_minutes(figure: int | None) -> str:
    """A figure in minutes as people read it; None is one that the record cannot tell."""
    return "cannot be had" if figure is None else length(timedelta(minutes=figure)) if figure else "0 min"


def promises_in_words(figures: dict[str, Any]) -> str:
    """Return what became of the promises: `4 made: 3 kept, 1 late (4 min at most)`."""
    seconds = figures["late_seconds"]
    worst = f" ({late(max(seconds)).removesuffix(' late')} at most)" if seconds else ""
    counts = [
        f"{count} {name}{worst if name == 'late' else ''}" for name, count in outcomes(figures) if count
    ]
    number = figures["promises"]["made"]
    return f"{number} made: {', '.join(counts)}" if counts else "none made"
