"""The page of keys as text: what the focus is on first, then all actions, the signs and the words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec
from textual.content import Content

from incident_console.keys.actions import ACTIONS, BY_ID, Action, Group, Mode
from incident_console.keys.aliases import ALIASES
from incident_console.keys.keymap import bound, shown_key
from incident_console.keys.ranking import rank
from incident_console.tui.render.content import BLANK, join, stack, wrapped
from incident_console.tui.render.view import Glyphs
from incident_console.wording.names import NOT_OUT

COLUMNS_FROM = 110
"""From this width on the page has two columns."""
ROOMY = 76
"""From this width on a column has the titles in a column of their own."""
GUTTER = 3
KEY, TITLE = 10, 18
"""How wide keys and titles are."""

WORDS = (
    ("promise", "a time for the next update that the client has read; it ends kept, late or moved"),
    ("brief", "what a handover carries: status, latest update, open actions, the next client time"),
    (NOT_OUT, "written, but the client has not got it: the old promise stands until it arrives"),
    ("term", "the time of one owner; only an accepted handover begins the next"),
)

MOVING = ("next", "previous", "zoom", "step_back")


class Place(msgspec.Struct, frozen=True):
    """What the focus is on, and the keys that matter there: each with what it does."""

    name: str
    actions: Sequence[Action] = ()
    keys: Sequence[tuple[str, str]] = ()


PANES = {
    "list": ("The list", ("open", "declare", "filter", "history", "accept", *MOVING)),
    "tabs": ("The list", ("open", "declare", "filter", "history", "accept", *MOVING)),
    "state": ("The incident", ("status", "assess", "severity_p1", "ticket", "add_client", "resolve")),
    "clock": ("The next update", ("update", "reschedule", "posted", "away", "back")),
    "roles": ("Roles", ("roles", "hand_over", "accept", "withdraw", "brief", "take_over")),
    "timeline": ("The timeline", ("open", "note", "strike", "copy", *MOVING)),
    "on-you": ("On you", ("open", "update", "posted", "accept", "finish_action", "called", *MOVING)),
    "actions": ("Actions", ("add_action", "finish_action", "assign_action", "drop_action", "open", *MOVING)),
    "procedure": ("The procedure", ("open", "escalate", *MOVING)),
}
"""By the id of a pane of the live screen, what it is called and the actions that matter there."""


def pane(name: str | None) -> Place | None:
    """Return the keys that matter in a pane of the live screen, by its id; None for another."""
    found = PANES.get(name or "")
    return None if found is None else Place(found[0], [BY_ID[action] for action in found[1]])


def help_text(
    keymap: Mapping[str, str],
    glyphs: Glyphs,
    width: int = 200,
    *,
    here: Place | None = None,
    query: str = "",
    mode: Mode | None = None,
) -> Content:
    """Return the whole page, or what answers a query; what is long goes on below its own column.

    Args:
        keymap: keys as configured.
        width: in cells; a wide page has two columns.
        here: what the focus is on, whose keys stand on top.
        query: words of which each begins a word of what is looked for.
        mode: where the keys are to be had; without one, all but those of a replay, which has its own page.
    """
    two = width >= COLUMNS_FROM
    column = (width - GUTTER) // 2 if two else width
    sections = [lines for lines in _sections(keymap, glyphs, column, here, query, mode) if lines]
    if not sections:
        return stack(join(("No key does that: try another word, or fewer letters", "$quiet")))
    return stack(*(_side_by_side(sections, column) if two else _below(sections)))


Lines = list[Content]


def _sections(
    keymap: Mapping[str, str], glyphs: Glyphs, width: int, here: Place | None, query: str, mode: Mode | None
) -> Iterator[Lines]:
    if not query:
        if here is not None:
            yield _here(here, keymap, width)
        name = shown_key(bound(BY_ID["palette"], keymap)[0])
        yield [
            _heading("Keys"),
            *_hanging(join("  "), f"What has no key is done by its name, after {name}", 2, width),
        ]
    actions = [each for each in ACTIONS if _is_wanted(each, mode)]
    for group in Group:
        wanted = [each for each in actions if each.group is group and _answers(each, keymap, query)]
        yield _section(group, (_action(each, keymap, width) for each in wanted))
    for title, pairs in (("Signs", signs(glyphs)), ("Words", WORDS)):
        found = [pair for pair in pairs if not query or rank(query, "", pair) is not None]
        yield _section(title, (_pair(*pair, width) for pair in found))


def _is_wanted(action: Action, mode: Mode | None) -> bool:
    return action.mode is not Mode.REPLAY if mode is None else action.mode is mode


def _answers(action: Action, keymap: Mapping[str, str], query: str) -> bool:
    keys = [shown_key(key) for key in bound(action, keymap)]
    if query in keys:
        return True
    return rank(query, action.title, (*ALIASES.get(action.id, ()), action.help)) is not None


def _section(title: str, entries: Iterable[Lines]) -> Lines:
    lines = [line for entry in entries for line in entry]
    return [_heading(title), *lines] if lines else []


def _here(here: Place, keymap: Mapping[str, str], width: int) -> Lines:
    entries = [_action(each, keymap, width) for each in here.actions]
    entries += [_pair(key, does, width) for key, does in here.keys]
    return _section(f"Here: {here.name}", entries)


def _below(sections: Sequence[Lines]) -> Lines:
    lines: Lines = []
    for section in sections:
        lines += [*([BLANK] if lines else []), *section]
    return lines


def _side_by_side(sections: Sequence[Lines], width: int) -> Lines:
    """Return the sections in two columns, parted where they come out most alike in length."""
    splits = [(_below(sections[:n]), _below(sections[n:])) for n in range(1, len(sections) + 1)]
    left, right = min(splits, key=lambda pair: max(map(len, pair)))
    height = max(len(left), len(right))
    rows = zip(left + [BLANK] * (height - len(left)), right + [BLANK] * (height - len(right)), strict=True)
    return [join(one, " " * (width + GUTTER - one.cell_length), other) for one, other in rows]


def _heading(text: str) -> Content:
    return join((text, "$ink bold"))


def _action(action: Action, keymap: Mapping[str, str], width: int) -> Lines:
    """Key, title and help; where there is little room, the help behind its title, as one text."""
    keys = " ".join(shown_key(key) for key in bound(action, keymap))
    lead = join((f"  {keys:<{KEY}} ", "$focus"))
    if width >= ROOMY:
        titled = join(lead, (f"{action.title:<{TITLE}} ", "$ink"))
        return _hanging(titled, action.help, titled.cell_length, width)
    first, *more = _hanging(lead, f"{action.title}  {action.help}", lead.cell_length, width)
    at = lead.cell_length
    return [first.stylize("$ink", at, at + len(action.title)), *more]


def _pair(left: str, right: str, width: int) -> Lines:
    named = join((f"  {left:<{KEY}} ", "$focus"))
    return _hanging(named, right, named.cell_length, width)


def _hanging(lead: Content, text: str, column: int, width: int) -> Lines:
    """Return a text behind its lead, further lines below its own beginning."""
    first, *more = wrapped(text, max(width - column, 10))
    lead = join(lead, " " * (column - lead.cell_length))
    quiet = [join((line.plain, "$quiet")) for line in (first, *more)]
    return [join(lead, quiet[0]), *(join(" " * column, line) for line in quiet[1:])]


def signs(glyphs: Glyphs) -> tuple[tuple[str, str], ...]:
    """Return what each sign stands for."""
    severities = " ".join((glyphs.p1, glyphs.p2, glyphs.p3, glyphs.p4))
    return (
        (severities, "P1 critical, P2 high, P3 medium, P4 low"),
        (
            f"{glyphs.soon} {glyphs.overdue}",
            "due soon (ten minutes) and very soon (five); overdue",
        ),
        (glyphs.baton, "a handover, offered or answered"),
        (glyphs.unsent, f"a message that is {NOT_OUT}"),
        (
            f"{glyphs.sending} {glyphs.refused} {glyphs.uncertain}",
            "a message by a channel: on its way, refused, or nobody knows whether it arrived",
        ),
        (glyphs.said, "what the client was told"),
        (glyphs.away, "the owner is away, nobody covers"),
    )
