"""The status line in words: a row of the board, or of what is owed, as plain text, for tmux or as JSON.

tmux asks every few seconds, so nothing is imported here but the lightest of the standard library. The
countdown is made as in `words.py`; a test holds them together.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime

TITLE_CELLS = 32
NAME_CELLS = 20
CLIENT_CELLS = 14
"""What each may take: the line of tmux has other things to say too."""
SOON_SECONDS = 600
"""From when on a deadline is near: the first heads-up (ten minutes)."""


class Owed(tuple[object, ...]):
    """A row of what is owed where nothing is open."""


def as_line(found: tuple[object, ...] | None, name: str, now: datetime, form: str) -> str:
    """Return the line, for tmux with colours; there it is empty while nothing is open or owed."""
    if found is None:
        return "no open incidents" if form == "plain" else ""
    if isinstance(found, Owed):
        return owed_line(found, now, form)
    text = shown_in_tmux if form == "tmux" else printable
    reference, title, severity, _, owner, drill, unsent, told, _, due, *rest = found
    count, overdue, offered, client, several = rest
    clock, style = clock_words(due, now)
    others, others_late = int(str(count)) - 1, int(str(overdue)) - (style == LATE)
    head = f"{'DRILL ' if drill else ''}{text(str(severity or 'P?'), 4)} {text(str(reference), 12)}"
    urgent = f"#[{style}]{head} {clock}#[default]" if form == "tmux" else f"{head} {clock}"
    to = f"to {text(str(client), CLIENT_CELLS)}" if several and client else ""
    parts = [f"{urgent} {text(str(owner), NAME_CELLS)}", to, text(str(title), TITLE_CELLS)]
    if not told:
        parts.append("client not told")
    if unsent:
        parts.append(f"{unsent} not out yet")
    if others:
        parts.append(f"+{others} open, {others_late} overdue" if others_late else f"+{others} open")
    parts += [f"offered to you: {text(ref, 12)}" for ref in offers(offered, name)[:1]]
    return " · ".join(part for part in parts if part)


def owed_line(found: Owed, now: datetime, form: str) -> str:
    """Return what is owed first, how far its time is, and who owes it: `owed INC-7K3Q analysis −21 d ann`."""
    text = shown_in_tmux if form == "tmux" else printable
    reference, kind, due, who, drill, count = found
    words, style = clock_words(due, now)
    at = moment(due)
    left = words if at is None else days((at - now).total_seconds())
    what = text(str(kind).replace("_", "-"), NAME_CELLS)
    head = f"{'DRILL ' if drill else ''}owed {text(str(reference), 12)} {what} {left}"
    urgent = f"#[{style}]{head}#[default]" if form == "tmux" else head
    others = f" · +{int(str(count)) - 1} owed" if int(str(count)) > 1 else ""
    return f"{urgent} {text(str(who), NAME_CELLS)}{others}"


def days(seconds: float) -> str:
    """Return the time left or over in whole days, and within a day as the countdown says it."""
    whole = int(abs(seconds)) // 86400
    sign = "−" if seconds < 0 else ""
    return f"{sign}{whole} d" if whole else countdown(seconds if seconds >= 0 else min(seconds, -1))


LATE, SOON, CALM = "fg=red,bold", "fg=yellow", "fg=green"


def clock_words(due: object, now: datetime) -> tuple[str, str]:
    """Return the countdown in words, and its colour for tmux."""
    if due is None:
        return "no deadline", CALM
    at = moment(due)
    if at is None:
        return "DAMAGED", LATE
    seconds = (at - now).total_seconds()
    if seconds < 0:
        return f"{countdown(min(seconds, -1))} overdue", LATE
    return countdown(seconds), SOON if seconds <= SOON_SECONDS else CALM


def moment(text: object) -> datetime | None:
    """Return a time of the record; None where what stands there is none, because it was damaged."""
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def countdown(seconds: float) -> str:
    """Return the time left or, with a minus, the time over: `04:12`, `−04:12`, `2 h 05`, `3 d 4 h`."""
    whole = math.ceil(seconds)
    sign = "−" if whole < 0 else ""
    minutes, second = divmod(abs(whole), 60)
    hours, minute = divmod(minutes, 60)
    if not hours:
        return f"{sign}{minute:02}:{second:02}"
    days, hour = divmod(hours, 24)
    if days:
        return f"{sign}{days} d {hour} h" if hour else f"{sign}{days} d"
    return f"{sign}{hours} h {minute:02}" if minute else f"{sign}{hours} h"


def offers(offered: object, name: str) -> list[str]:
    """Return the references of what is offered to a person."""
    pairs = [pair.split("\x1f", 1) for pair in str(offered or "").split("\x1e") if pair]
    return sorted(reference for reference, to in pairs if same_name(to, name))


def same_name(one: str, other: str) -> bool:
    """Whether two names mean one person, as the rules tell people apart; they are asked beyond ASCII only."""
    first, second = (" ".join(name.split()).lstrip("@ ").lower().replace("`", "'") for name in (one, other))
    if not (first + second).isascii():
        from incident_console.domain.text import same_person

        return same_person(one, other)
    return first == second != ""


def as_json(found: tuple[object, ...] | None, now: datetime) -> str:
    """Return the same as a JSON object, `null` where nothing is open."""
    import json

    if found is None or isinstance(found, Owed):
        return "null"
    reference, title, severity, status, owner, drill, unsent, _, kind, due, *rest = found
    count, overdue, _, client, _ = rest
    clock, at = None, None if due is None else moment(due)
    if at is not None:
        seconds = int((at - now).total_seconds())
        clock = {"kind": kind, "due_at": f"{at:%Y-%m-%dT%H:%M:%SZ}", "overdue": at < now, "seconds": seconds}
        clock["client"] = client
    answer = {"ref": reference, "title": title, "severity": severity, "status": status, "owner": owner}
    answer |= {"drill": bool(drill), "unsent": unsent, "clock": clock, "open": count, "overdue": overdue}
    answer["damaged"] = due is not None and at is None
    return json.dumps(answer)


def printable(text: str, cells: int) -> str:
    """Return a text on one line without anything that steers a terminal, cut to a width."""
    return cut("".join(characters(text)).strip(), cells)


def characters(text: str) -> Iterator[str]:
    for character in text:
        if character.isprintable() and not "\ufe00" <= character <= "\ufe0f":
            yield character
        elif character in "\n\t\r\u00a0":
            yield " "


def cut(text: str, cells: int) -> str:
    """Cut to a number of terminal cells; what may be wide counts as two."""
    kept, width = "", 0
    for character in text:
        width += 2 if character >= "\u1100" else 1
        if width > cells:
            return kept[:-1].rstrip() + "…"
        kept += character
    return kept


def shown_in_tmux(text: str, cells: int) -> str:
    """The same for tmux, which would read `#(…)`, `#[…]` and `#{…}` as orders: every `#` is doubled."""
    return printable(text, cells).replace("#", "##")
