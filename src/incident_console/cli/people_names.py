"""People as they are named on the command line: completed, under one spelling, pointed out if unknown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from incident_console.cli.answers import point_out_nobody
from incident_console.cli.caller import Caller
from incident_console.cli.typed import Given, completing
from incident_console.domain.text import name_key

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class PersonName(Given):
    """The name of a person."""

    name = "person"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        name = super().convert(value, param, ctx)
        caller = None if ctx is None or ctx.resilient_parsing else ctx.find_object(Caller)
        if caller is None:
            return name
        people = caller.policy.colleagues.people
        if people.is_unknown(name):
            point_out_nobody(name, people)
        spelt = people.spelt(name)
        caller.named.append(spelt)
        return spelt

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        names: list[str] = []
        with completing(ctx) as caller:
            names += known(caller)
        wanted = name_key(incomplete)
        return [CompletionItem(name) for name in names if name_key(name).startswith(wanted)]


def known(caller: Caller) -> Iterable[str]:
    """The people who are configured, and those who own or lead open incidents."""
    names = list(caller.policy.colleagues.people.names())
    if caller.reader is not None:
        for row in caller.reader.board(caller.now()):
            names += [row.owner, row.offered_to or ""]
    return {name_key(name): name for name in reversed(names) if name}.values()


class SoughtPerson(PersonName):
    """The name of a person of whom something is found: it is recorded nowhere, and taken as it is given."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return Given.convert(self, value, param, ctx)


class Other(PersonName):
    """Whoever is waited for, somebody of another company perhaps: completed, and nothing is pointed out."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return str(value)


PERSON, SOUGHT, OTHER = PersonName(), SoughtPerson(), Other()
