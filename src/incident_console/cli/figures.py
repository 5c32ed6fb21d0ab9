"""`metrics`: what was promised and kept, and how long clients heard nothing (R 10)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import click

from incident_console.cli.answers import heading, labelled, line, say, say_json, table
from incident_console.cli.caller import Caller
from incident_console.cli.damage import presenting
from incident_console.cli.failures import Failed
from incident_console.cli.typed import TIME, Reference
from incident_console.cli.verbs import as_json, verb
from incident_console.domain.incident import Incident
from incident_console.store.errors import StoreError
from incident_console.words import length


@verb("metrics", example="metrics INC-7K3Q\nmetrics --since 2026-01-01 --json")
@click.argument("ref", required=False, type=Reference(), metavar="[REF]")
@click.option("--since", type=TIME, metavar="TIME", help="Only what was declared from then on.")
@click.option("--until", type=TIME, metavar="TIME", help="Only what was declared up to then; a day is whole.")
@as_json
@click.pass_obj
def metrics_command(
    caller: Caller, ref: str | None, since: str | None, until: str | None, as_json: bool
) -> None:
    """The figures of one incident, or of all of them.

    All of them: in sum and by severity, with medians, without drills.
    """
    from incident_console.reports import metrics

    now = caller.now()
    if ref is not None:
        if since is not None or until is not None:
            raise click.UsageError("--since and --until are for the figures of all; leave REF away.")
        incident, damage = caller.readable(ref)
        with presenting(caller, incident, damage):
            figures = metrics.of(incident, now)
            if as_json:
                say_json(figures)
            else:
                say_one(caller, incident, figures)
        return
    begin, end = caller.times.happened(since, "--since"), caller.times.until(until, "--until")
    damaged: list[str] = []
    with presenting(caller):
        all_of_them = metrics.of_all(every(caller, begin, end, damaged), now)
        if as_json:
            say_json({**all_of_them, "left_out": damaged})
        else:
            say_all(caller, all_of_them, begin, end)
    if damaged:
        raise Failed(f"{', '.join(damaged)} left out, being damaged; verify names the places")


def every(
    caller: Caller, since: datetime | None, until: datetime | None, damaged: list[str]
) -> Iterator[Incident]:
    """Every incident, open or ended, declared at or after a time and before another (UTC).

    The damaged ones are only named.
    """
    store = caller.reader
    if store is None:
        return
    for row in (*store.board(caller.now(), limit=-1), *store.history(limit=-1)):
        if row.damaged:
            damaged.append(line(row.ref))
        elif (since is None or row.declared_at >= since) and (until is None or row.declared_at < until):
            try:
                incident = caller.incident(row.ref)
            except StoreError:
                damaged.append(line(row.ref))
            else:
                yield incident


def say_one(caller: Caller, incident: Incident, figures: dict[str, Any]) -> None:
    clocks = caller.clocks(incident.client)
    say(heading(f"{incident.ref}  {line(incident.title)}"))
    say("\n".join(labelled(shared(figures), 18)))
    if several := figures.get("clients"):
        from incident_console.reports.figures_in_words import made

        say("\nPromises to each client")
        each = [(line(one["client"] or ""), made(one["promises"])) for one in several]
        say("\n".join("  " + row for row in table(each)))
    rows = []
    ended = "now" if incident.closed_at is None else clocks.ours_in_full(incident.closed_at)
    for owner in figures["owners"]:
        since = clocks.ours_in_full(datetime.fromisoformat(owner["from"]))
        until = clocks.ours_in_full(datetime.fromisoformat(owner["to"])) if owner["to"] else ended
        rows.append((line(owner["name"]), f"{since} to {until}"))
    say("\nOwners")
    say("\n".join("  " + each for each in table(rows)))


def say_all(caller: Caller, figures: dict[str, Any], since: datetime | None, until: datetime | None) -> None:
    in_full = caller.clocks(None).ours_in_full
    bounds = [
        *([] if since is None else [f"since {in_full(since)}"]),
        *([] if until is None else [f"before {in_full(until)}"]),
    ]
    say(heading(f"All incidents: {figures['incidents']}", ", ".join(bounds)))
    say("\n".join(labelled([*shared(figures), *medians(figures["medians"])], 18)))
    for severity, of in figures["by_severity"].items():
        say("\n" + heading(f"{severity}: {of['incidents']}"))
        say("\n".join(labelled([*shared(of), *medians(of["medians"])], 18)))


def shared(figures: dict[str, Any]) -> list[tuple[str, str]]:
    """The figures that one incident and all of them have alike, in words."""
    from incident_console.reports.figures_in_words import outcomes

    promises = figures["promises"]
    kinds = ", ".join(f"{count} {name}" for name, count in outcomes(figures) if count)
    unpromised = figures["updates_without_promise"]
    untimed = f", {unpromised} without a next time" if unpromised else ""
    late = ", ".join(length(timedelta(seconds=seconds)) for seconds in figures["late_seconds"])
    gaps = figures["update_gaps_minutes"]
    first = figures["first_update_minutes"]
    unowned = length(timedelta(seconds=figures["unowned_seconds"])) if figures["unowned_seconds"] else "never"
    return [
        ("Updates", f"{figures['updates']}{untimed}"),
        ("Promises", f"{promises['made']} made: {kinds}" if kinds else "none made"),
        ("Beyond cadence", f"{figures['longer_than_cadence']}" if figures["longer_than_cadence"] else ""),
        ("Late by", late),
        ("First update", "" if isinstance(first, list) else minutes(first, "after the impact began")),
        ("Between updates", ", ".join(str(gap) for gap in gaps) + " min" if gaps else ""),
        ("Longest silence", minutes(figures["longest_silence_minutes"])),
        ("Impact", minutes(figures["impact_minutes"])),
        ("Handovers", f"{figures['handovers']}"),
        ("Unowned", unowned),
    ]


def medians(of: dict[str, int | None]) -> list[tuple[str, str]]:
    late = of["late_seconds"]
    known = [
        ("first update", of["first_update_minutes"]),
        ("between updates", of["update_gaps_minutes"]),
        ("impact", of["impact_minutes"]),
        ("late", None if late is None else late / 60),
    ]
    figures = ", ".join(f"{name} {minutes(figure)}" for name, figure in known if figure is not None)
    return [("Medians", figures)]


def minutes(figure: float | None, further: str = "") -> str:
    """Minutes in words; what cannot be had is said to be unknown."""
    if figure is None:
        return "not known"
    return f"{length(timedelta(minutes=figure)) if figure else '0 min'} {further}".rstrip()
