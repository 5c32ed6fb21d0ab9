"""Asking the record from a dialog: a refusal comes back to it, so that it can be put right there."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

import msgspec

from incident_console.desk import Desk
from incident_console.domain.incident import Refused
from incident_console.messages import TemplateBroken
from incident_console.store.errors import StoreError

if TYPE_CHECKING:
    from incident_console.tui.app import IncidentConsole

T = TypeVar("T")
Rest = ParamSpec("Rest")
Verb = Callable[Concatenate["IncidentConsole", Rest], Coroutine[Any, Any, None]]

FLAG_BEFORE_EXAMPLE = re.compile(r"--[a-z-]+ (?=[\"“])")
FLAG = re.compile(r"--[a-z-]+")


class Refusal(msgspec.Struct, frozen=True):
    """Why nothing was recorded, in one line."""

    sentence: str


def verb(does: Verb[Rest]) -> Verb[Rest]:
    """What a key does. Where a rule refuses it from the start, that is said, and nothing else happens."""

    @wraps(does)
    async def run(app: IncidentConsole, /, *args: Rest.args, **arguments: Rest.kwargs) -> None:
        try:
            await does(app, *args, **arguments)
        except (Refused, TemplateBroken, StoreError) as refusal:
            app.refuse(str(refusal))

    return run


async def attempt(app: IncidentConsole, act: Callable[[Desk], T], *, said: str = "") -> T | Refusal:
    """Record something; where it is refused, answer with the refusal instead of showing it in passing."""

    def tried(desk: Desk) -> T | Refusal:
        try:
            return act(desk)
        except (Refused, TemplateBroken, StoreError) as error:
            return Refusal(str(error))

    answer = await app.record(tried)
    if answer is None:
        return Refusal("nothing was recorded; your text is kept, try again")
    if said and not isinstance(answer, Refusal):
        app.tell(said)
    return answer


def in_a_form(sentence: str, labels: dict[str, str]) -> str:
    """A refusal as a form says it: its fields instead of the command line's options.

    Args:
        sentence: the rule's words.
        labels: what the form calls each option, such as `--why`.
    """
    without = FLAG_BEFORE_EXAMPLE.sub("", sentence)
    return FLAG.sub(lambda flag: f"“{labels[flag[0]]}”" if flag[0] in labels else flag[0], without)
