"""`--at` and `--as-known` where an incident is read: as it stood, or as it was known, at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from incident_console.cli.caller import Caller
from incident_console.cli.failures import Failed
from incident_console.cli.typed import TIME
from incident_console.domain.incident import Incident
from incident_console.words import Clocks, dated

if TYPE_CHECKING:
    from incident_console.domain.past import Past, Which

Function = TypeVar("Function", bound=Callable[..., Any])


class LookBack(NamedTuple):
    """At which time of the past an incident is shown (UTC), and of which past."""

    at: datetime
    which: Which

    def row(self) -> dict[str, Any]:
        """What JSON tells of it."""
        from incident_console.domain.past import Which
        from incident_console.reports.stamps import stamp

        return {"at": stamp(self.at), "as_known": self.which is Which.KNOWN}

    def said(self, clocks: Clocks) -> str:
        """What stands above a sheet or a log: `as it happened, at 14:30 UTC, Sat 21 Nov`."""
        return f"{self.which}, at {clocks.ours(self.at, dated, with_zone=True)}"


def at_a_time(function: Function) -> Function:
    """Give a command that reads an incident its --at and --as-known."""
    known = click.option(
        "--as-known", is_flag=True, help="What was recorded by then; else what had happened by then."
    )
    at = click.option("--at", type=TIME, metavar="TIME", help="As it stood at an earlier time (your clock).")
    return at(known(function))


def looked_back(
    caller: Caller, incident: Incident, at: str | None, *, as_known: bool
) -> tuple[Incident, LookBack | None]:
    """Return the incident as it stood at a time, if one was given; the caller answers as at that time.

    Raises:
        UsageError: a time still to come, or none where one is needed.
        Failed: the incident was not there yet.
    """
    if at is None:
        if as_known:
            raise click.UsageError("--as-known says which past is meant; give --at TIME with it.")
        return incident, None
    from incident_console.domain.past import Past, Which

    moment = caller.times.happened(at, "--at")
    assert moment is not None
    if moment > caller.now():
        raise click.BadParameter("it is still to come; give a time that is past.", param_hint="'--at'")
    past = Past(incident.entries, Which.KNOWN if as_known else Which.HAPPENED)
    place = past.place(moment)
    if not 0 < past.first <= place:
        raise Failed(not_yet(incident, past, moment, caller.clocks(incident.client)))
    caller.look_back(moment)
    return past.at(place), LookBack(moment, past.which)


def not_yet(incident: Incident, past: Past, at: datetime, clocks: Clocks) -> str:
    """Why there is nothing to show at a time, and from when on there is."""
    from incident_console.domain.past import Which

    def when(moment: datetime) -> str:
        return clocks.ours(moment, dated, with_zone=True)

    began = when(past.times[past.first - 1]) if past.first else "no time that can be read"
    if past.which is Which.HAPPENED:
        return f"{incident.ref} was not declared yet at {when(at)}; give a time from {began} on"
    sentence = f"nothing of {incident.ref} was recorded yet at {when(at)}; give a time from {began} on"
    happening = incident.declared_at is not None and incident.declared_at <= at
    return f"{sentence}, or leave out --as-known for what had happened" if happening else sentence
