"""`list`, `show`, `log`, `search`, `procedure`: reading the record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from incident_console.cli.answers import block, heading, line, paint, say, say_json, sign, signed
from incident_console.cli.board import say_board, say_owed
from incident_console.cli.caller import Caller
from incident_console.cli.damage import presenting
from incident_console.cli.looking_back import at_a_time, looked_back
from incident_console.cli.sheet import say_incident
from incident_console.cli.typed import searchable
from incident_console.cli.verbs import as_json, reference, verb
from incident_console.domain.entry import Entry
from incident_console.domain.incident import Incident
from incident_console.words import Clocks, clock, date_in_words, zone_name

if TYPE_CHECKING:
    from incident_console.domain.procedure import Step
    from incident_console.store.hits import SearchHit
    from incident_console.store.store import Store


@verb("list", example="list\nlist --all --json\nlist --owed")
@click.option("--all", "everything", is_flag=True, help="Ended and imported ones as well.")
@click.option("--owed", is_flag=True, help="Only ended ones that owe an analysis, a review or a follow-up.")
@as_json
@click.pass_obj
def list_command(caller: Caller, everything: bool, owed: bool, as_json: bool) -> None:
    """List the open incidents, most urgent first.

    Overdue ones lead, then it goes by severity and time left. Below them stands of what ended and is still
    owed what is due first, and how much more there is.
    """
    if owed and everything:
        raise click.UsageError("Give --all or --owed, not both.")
    with presenting(caller):
        if owed:
            say_owed(caller, as_json)
            return
        say_board(caller, everything, as_json)


@verb("show", example="show INC-7K3Q\nshow . --json\nshow INC-7K3Q --at 14:30 --as-known")
@reference
@at_a_time
@as_json
@click.pass_obj
def show_command(caller: Caller, ref: str, at: str | None, as_known: bool, as_json: bool) -> None:
    """Show an incident on one sheet, as it stands or as it stood at a time."""
    incident, damage = caller.readable(ref)
    with presenting(caller, incident, damage):
        incident, look = looked_back(caller, incident, at, as_known=as_known)
        say_incident(caller, incident, as_json, "" if damage is None else str(damage), look)


@verb("log", example="log INC-7K3Q\nlog . --json\nlog INC-7K3Q --at 14:30")
@reference
@at_a_time
@as_json
@click.pass_obj
def log_command(caller: Caller, ref: str, at: str | None, as_known: bool, as_json: bool) -> None:
    """The timeline, as it happened; all of it, or what there was at a time.

    Struck entries stay readable.
    """
    from incident_console.reports.log_rows import in_order, log_rows

    incident, damage = caller.readable(ref)
    with presenting(caller, incident, damage):
        incident, look = looked_back(caller, incident, at, as_known=as_known)
        if as_json:
            say_json(log_rows(incident))
            return
        clocks = caller.clocks(incident.client)
        lines = log_lines(in_order(incident), incident, clocks, shared=caller.shared)
        say(heading(f"{incident.ref}  {line(incident.title)}", "" if look is None else look.said(clocks)))
        say("\n".join(lines))


def log_lines(entries: list[Entry], incident: Incident, clocks: Clocks, *, shared: bool = False) -> list[str]:
    """Entries under their days, which name the zone of the speaker's clock; where shared, with logins."""
    from incident_console.reports.delivery_lines import author
    from incident_console.reports.log_rows import first_logins
    from incident_console.reports.timeline import headline
    from incident_console.reports.verdicts import verdict

    lines, day = [], ""
    logins = first_logins(incident) if shared else {}
    for entry in entries:
        local = entry.occurred_at.astimezone(clocks.mine)
        today = f"{date_in_words(local)} {local.year}, {zone_name(entry.occurred_at, clocks.mine)}"
        if today != day:
            lines += [*([""] if day else []), today]
            day = today
        who = f"{entry.by} (login {logins[entry.id]})" if entry.id in logins else author(entry)
        entry_line = signed(who, line(headline(entry, incident, clocks, dates=clock)))
        strike = incident.struck.get(entry.id)
        if strike is not None:
            entry_line = f"[struck by {line(strike.by)}: {line(strike.why)}] {entry_line}"
        if (found := verdict(entry, incident, clocks, dates=clock)) is not None:
            entry_line = f"[{line(found)}] {entry_line}"
        late = f" (recorded {later(entry, clocks)})" if entry.recorded_at != entry.occurred_at else ""
        start = f"{entry.seq:>4}  {local:%H:%M:%S}  "
        text = block(entry_line + late, " " * len(start))
        lines.append(start + text[len(start) :])
    return lines


def later(entry: Entry, clocks: Clocks) -> str:
    """When an entry was recorded: beside the time that it happened, or with its day."""
    local, beside = (each.astimezone(clocks.mine) for each in (entry.recorded_at, entry.occurred_at))
    same = local.date() == beside.date() and local.utcoffset() == beside.utcoffset()
    return f"{local:%H:%M}" if same else clocks.ours(entry.recorded_at)


@verb("search", example='search pool exhausted\nsearch "vendor ticket" --json')
@click.argument("words", nargs=-1, required=True, metavar="WORDS")
@as_json
@click.pass_obj
def search_command(caller: Caller, words: tuple[str, ...], as_json: bool) -> None:
    """Find entries that hold all the words, newest first.

    The last word may be unfinished; "several words" stay together.
    """
    from incident_console.reports.stamps import stamp

    searchable(words, "words such as: search pool exhausted")
    store = caller.reader
    hits = [] if store is None else store.search(" ".join(words), limit=200)
    gone = set() if store is None else struck(store, hits)
    if as_json:
        say_json(
            [
                {
                    "ref": hit.ref,
                    "title": hit.title,
                    "status": hit.status,
                    "severity": hit.severity,
                    "seq": hit.seq,
                    "type": hit.type,
                    "occurred_at": stamp(hit.occurred_at),
                    "by": hit.by or None,
                    "text": hit.excerpt,
                    "struck": hit.id in gone,
                    "damaged": hit.damaged,
                }
                for hit in hits
            ]
        )
        return
    if not hits:
        say("Nothing that was typed holds these words.")
    clocks, last = caller.clocks(None), ""
    for hit in hits:
        if hit.ref != last:
            say(paint(f"{hit.ref}  {line(hit.title)} ({hit.status.replace('_', ' ')})", "bold"))
            last = hit.ref
        when = "at ?" if hit.occurred_at is None else clocks.ours(hit.occurred_at, with_zone=True)
        mark = "[damaged] " if hit.damaged else "[struck] " if hit.id in gone else ""
        by = f"{line(hit.by)}, " if hit.by else ""
        say(block(f"{when}, {by}entry {hit.seq}: {mark}{line(hit.excerpt)}", "  "))


def struck(store: Store, hits: Sequence[SearchHit]) -> set[str]:
    """The ids of what was struck after any of these entries."""
    first: dict[str, int] = {}
    for hit in hits:
        first[hit.incident] = min(hit.seq, first.get(hit.incident, hit.seq))
    return {
        entry.event.strikes
        for incident, seq in first.items()
        for entry in what_is_there(store, incident, seq)
        if entry.event.strikes is not None
    }


def what_is_there(store: Store, incident: str, after: int) -> list[Entry]:
    """The entries of an incident behind a place; of a damaged one those that can be read."""
    from incident_console.store.errors import Damaged

    try:
        return store.entries(incident, after=after)
    except Damaged as damage:
        return damage.entries


STATES = {"open": ("[ ]", "open"), "done": ("[x]", "done"), "not_called_for": (" - ", "not called for")}


@verb("procedure", example="procedure INC-7K3Q")
@reference
@as_json
@click.pass_obj
def procedure_command(caller: Caller, ref: str, as_json: bool) -> None:
    """The nine steps of the procedure, and what is missing."""
    from incident_console.domain.procedure import procedure
    from incident_console.reports.views import step_row

    (incident, damage), now = caller.readable(ref), caller.now()
    with presenting(caller, incident, damage):
        steps = procedure(incident, now, caller.policy)
        if as_json:
            say_json([step_row(step) for step in steps])
        else:
            say_steps(caller, incident, steps)


def say_steps(caller: Caller, incident: Incident, steps: Sequence[Step]) -> None:
    done = sum(step.state.value != "open" for step in steps)
    clocks = caller.clocks(incident.client)
    say(heading(f"{incident.ref}  Procedure", f"{done} of {len(steps)}, times in {clocks.named}"))
    for step in steps:
        box, word = STATES[step.state.value]
        standing = word
        if step.missing:
            since = "" if step.since is None else f" since {clocks.ours(step.since)}"
            besides = f"; {line(step.besides)}" if step.besides else ""
            standing = f"{line(step.missing)}{since}{besides}"
        if step.not_logged:
            since = "" if step.not_logged_since is None else f" since {clocks.ours(step.not_logged_since)}"
            standing = f"{standing}; not logged{since}: {line(step.not_logged)}"
        text = block(f"{step.title}{sign(' · ', ' - ')}{standing}", " " * 7)
        text = f"{box} {step.n}  {text[7:]}"
        say(paint(text, "yellow") if word == "open" else text)
