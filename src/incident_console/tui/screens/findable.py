"""What the palette can find: actions, incidents, people and themes, each with its names and what it does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Protocol, runtime_checkable

import msgspec

from incident_console.domain.refusal import Refused
from incident_console.domain.summary import SummaryRow
from incident_console.keys.actions import Action, Mode, in_mode
from incident_console.keys.aliases import ALIASES
from incident_console.keys.ranking import rank
from incident_console.tui.keys import availability
from incident_console.tui.room.room import Room
from incident_console.tui.room.target import people
from incident_console.wording.names import status_name

Do = Callable[[], Awaitable[None]]


class Findable(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that can be found by its name or another word for it, and is done by `do`."""

    id: str
    name: str
    explanation: str
    do: Do
    key: str = ""
    aliases: tuple[str, ...] = ()
    able: bool = True
    offered: bool = True
    """Whether it is listed before anything is typed."""


def everything(app: Room) -> list[Findable]:
    """Return all that can be found now: actions as in the table, then incidents, people, themes."""
    return [*actions(app), *incidents(app), *persons(app), *themes(app)]


def actions(app: Room) -> Iterator[Findable]:
    """Yield every action of the table; one that cannot be done now says why."""
    for action in in_mode(Mode.LIVE):
        yield _action(app, action, availability.reason(app, action.id))


def _action(app: Room, action: Action, reason: Refused | None) -> Findable:
    async def do() -> None:
        await app.go_on_with(action.id)

    return Findable(
        id=action.id,
        name=action.title,
        explanation=action.help if reason is None else f"not now: {app.in_words(reason)}",
        do=do,
        key=app.keys.get(action.id, ""),
        aliases=(*ALIASES.get(action.id, ()), action.id.replace("_", " ")),
        able=reason is None,
    )


@runtime_checkable
class Filtered(Protocol):
    """A screen whose list of incidents can be narrowed."""

    def clear_filter(self) -> None:
        """Show all of them."""

    def show_only(self, words: str) -> None:
        """Show those that a few words name."""


def incidents(app: Room) -> Iterator[Findable]:
    """Yield the incidents that are on the board, and the ended ones that owe something."""
    for row in {row.ref: row for row in (*app.on_show, *app.known)}.values():
        yield _incident(app, row)


def _incident(app: Room, row: SummaryRow) -> Findable:
    async def do() -> None:
        _room(app).clear_filter()
        app.go_to(row.ref)

    whose = " ".join([row.owner, *row.clients])
    stands = f"{row.severity or 'P?'}, {status_name(row.status)}, {row.owner}"
    return Findable(
        id=row.ref,
        name=row.title,
        explanation=f"{row.ref}: {stands}; go there",
        do=do,
        aliases=(row.ref, row.ticket or "", whose),
        offered=False,
    )


def persons(app: Room) -> Iterator[Findable]:
    """Yield the people who are seen on the board, each with what hangs on them."""
    for name in people(app):
        yield _person(app, name)


def _person(app: Room, name: str) -> Findable:
    async def do() -> None:
        _room(app).show_only(name)

    return Findable(
        id=f"person {name}",
        name=name,
        explanation="show only the incidents that they own, lead or are offered",
        do=do,
        offered=False,
    )


def themes(app: Room, *, offered: bool = False) -> Iterator[Findable]:
    """Yield the looks that the war room can have."""
    for name in app.available_themes:
        yield _theme(app, name, offered=offered)


def _theme(app: Room, name: str, *, offered: bool) -> Findable:
    async def do() -> None:
        app.theme = name

    worn = name == app.theme
    return Findable(
        id=f"theme {name}",
        name=f"Theme {name}",
        explanation="how the war room looks now" if worn else "let the war room look like this",
        do=do,
        offered=offered,
    )


def found(query: str, among: Sequence[Findable], recent: Sequence[str]) -> list[Findable]:
    """Return what answers a query, the best first.

    Without one it is what is offered. Of what answers equally well, what was used lately comes first, then
    what can be done now, then the rest, each as it stands in the table.

    Args:
        query: what somebody typed.
        among: all that there is.
        recent: the ids of what was used lately, the latest first.
    """
    used = {each: place for place, each in enumerate(recent)}
    if not query.strip():
        offered = [each for each in among if each.offered or each.id in used]
        return sorted(offered, key=lambda each: (used.get(each.id, len(used)), not each.able))
    ranked = [
        (match, used.get(each.id, len(used)), not each.able, place)
        for place, each in enumerate(among)
        if (match := rank(query, each.name, each.aliases)) is not None
    ]
    return [among[place] for *_, place in sorted(ranked)]


def _room(app: Room) -> Filtered:
    """Return the live screen, which lies below all others."""
    live = app.screen_stack[0]
    assert isinstance(live, Filtered)
    return live
