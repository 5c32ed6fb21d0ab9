"""The timeline: an entry in a few lines of plain words, and a message with what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from rich.cells import cell_len
from textual.content import Content

from incident_console.domain import (
    actions,
    closing,
    declaring,
    delivering,
    ending,
    handover,
    handover_answers,
    offers,
    ownership,
    portal_writes,
    posting,
    reopening,
    review,
    settling,
)
from incident_console.domain.entry import Entry, Event, MessageEvent
from incident_console.domain.incident import Incident
from incident_console.domain.message import Message
from incident_console.domain.vocabulary import DeliveryOutcome
from incident_console.reports.delivery_lines import author
from incident_console.reports.messages_in_one import in_one, said_together, stands
from incident_console.reports.timeline import headline
from incident_console.reports.verdicts import verdict
from incident_console.tui.render.content import BLANK, broken, column, join, safe
from incident_console.tui.render.inside import what_is_unheard
from incident_console.tui.render.view import Glyphs, View
from incident_console.tui.render.ways import what_is_lacking
from incident_console.words import clock, date_in_words

BATON = (
    handover.HandoverOffered,
    handover_answers.HandoverAccepted,
    handover_answers.HandoverDeclined,
    handover_answers.HandoverWithdrawn,
    offers.OfferChanged,
    ownership.OwnershipTaken,
    ownership.RoleAssigned,
)
SAID = (MessageEvent, posting.MessagePosted, settling.DeliverySettled, settling.DeliveryRetried)
WORK = (actions.ActionAdded, actions.ActionReassigned)
DONE = (actions.ActionDone, review.ReviewCompleted)
GATES = (
    declaring.IncidentDeclared,
    closing.IncidentResolved,
    closing.ResolutionConfirmed,
    reopening.IncidentReopened,
    ending.HistoryEnded,
)
NAME_WIDTH = 8
LINES = 3
"""How many lines of an entry the timeline shows; the rest is read with Enter."""
LONGEST = 8
"""How many times the cells of those lines a text is looked at: nobody wraps what nobody sees."""


def sign(event: Event, glyphs: Glyphs) -> str:
    """Return the sign of an entry in the timeline, by what kind of thing happened."""
    if isinstance(event, declaring.SeverityChanged):
        return glyphs.severity(event.severity)
    if isinstance(event, SAID):
        return glyphs.said
    if isinstance(event, (delivering.DeliveryEnded, portal_writes.PortalWriteEnded)):
        return came(event.outcome, glyphs)
    kinds = ((BATON, glyphs.baton), (GATES, glyphs.gate), (DONE, glyphs.done), (WORK, glyphs.work))
    return next((glyph for kind, glyph in kinds if isinstance(event, kind)), glyphs.dot)


def came(outcome: DeliveryOutcome, glyphs: Glyphs) -> str:
    """Return the sign of what came of a message."""
    signs = {DeliveryOutcome.DELIVERED: glyphs.done, DeliveryOutcome.UNCERTAIN: glyphs.uncertain}
    return signs.get(outcome, glyphs.refused)


def entry_time(entry: Entry, view: View, *, dated: bool) -> str:
    """Return when it happened, on this console's clock; with the day where the incident runs over several."""
    return time_of(entry.occurred_at, view, dated=dated)


def time_of(at: datetime, view: View, *, dated: bool) -> str:
    """Return a time (UTC) as it stands in the column of times."""
    local, today = (moment.astimezone(view.zone) for moment in (at, view.now))
    zone = view.ours(at).partition(f"{local:%H:%M}")[2]
    if not dated:
        return f"{local:%H:%M}{zone}"
    year = "" if local.year == today.year else f" {local.year}"
    return f"{date_in_words(local).partition(' ')[2]:>6}{year} {local:%H:%M}{zone}"


def latest_first(incident: Incident) -> tuple[list[Entry], dict[str, Message]]:
    """Return the entries that are shown, in the order of the log turned round: occurred, then sequence.

    The messages are those that an entry shows together with their being out, by its id.
    """
    hidden, together = said_together(incident)
    shown = (entry for entry in incident.entries if entry.id not in hidden)
    return sorted(shown, key=lambda entry: (entry.occurred_at, entry.seq), reverse=True), together


def written_by(entry: Entry, message: Message | None) -> str:
    """Who stands beside an entry: of a message who wrote it, whoever says that it is out."""
    return author(entry) if message is None else message.by


def name_cells(entries: Iterable[Entry], together: Mapping[str, Message]) -> int:
    """Return how wide the column of names is: as the longest one, where that is not too long."""
    shown = {written_by(entry, together.get(entry.id)) for entry in entries}
    lengths = (cell_len(safe(name)) for name in shown)
    return min(max(lengths, default=0), NAME_WIDTH)


def entry_lines(
    entry: Entry,
    incident: Incident,
    view: View,
    width: int,
    *,
    together: Mapping[str, Message] | None = None,
    dated: bool = False,
    login: str = "",
    name_cells: int = NAME_WIDTH,
    limit: int = LINES,
) -> list[Content]:
    """Return an entry in so many lines at most: time, sign, who, by which login where that is told, what.

    One that is struck, or does not hold beside what another copy recorded, stays readable, with the reason.

    Args:
        together: the messages that an entry shows together with their being out, by its id.
        limit: how many lines it may take.
    """
    message = (together or {}).get(entry.id)
    if message is None and isinstance(entry.event, delivering.DeliveryEnded):
        limit = 1  # The entry of its message says why as long as that stands.
    glyph, loud = entry_sign(entry, incident, view) if message is None else (view.glyphs.said, True)
    by = written_by(entry, message)
    first = join(
        (f"{entry_time(entry, view, dated=dated)}  ", "$quiet"),
        (f"{glyph} ", "$ink" if loud else "$quiet"),
        (f"{column(safe(by), name_cells)} ", "$quiet"),
    )
    indent = " " * first.cell_length
    room = max(width - first.cell_length, 2)
    head, body = entry_words(entry, incident, view, message)
    unheard = what_is_unheard(entry, incident, view)
    signed = join((f"(login {safe(login)}) " if login else "", "$quiet"), head)
    if unheard.plain and limit > 1:
        # However long the entry is: what colleagues have not heard stands below it.
        lines = in_lines(signed, room, limit - 1)
        lines += in_lines(unheard, room, limit - len(lines))
    else:
        lines = in_lines(join(signed, unheard, gap="; "), room, limit)
    if body.plain and len(lines) < limit:
        lines += in_lines(body, room, limit - len(lines))
    return [join(indent if n else first, line).truncate(width, ellipsis=True) for n, line in enumerate(lines)]


def entry_sign(entry: Entry, incident: Incident, view: View) -> tuple[str, bool]:
    """Return the sign of an entry, and whether it is one of those that are looked for first."""
    loud = isinstance(entry.event, (*BATON, *GATES, *SAID, declaring.SeverityChanged))
    if entry.objection is not None:
        return view.glyphs.conflict, loud
    return (view.glyphs.struck if entry.id in incident.struck else sign(entry.event, view.glyphs)), loud


def entry_words(
    entry: Entry, incident: Incident, view: View, message: Message | None = None
) -> tuple[Content, Content]:
    """Return what an entry says, and what stands below it: the words of a message that is out or waits."""
    clocks = view.clocks(incident.client)
    waits = incident.messages.get(entry.id) if message is None and stands(entry, incident) else None
    told = message or (waits if waits is not None and not waits.told else None)
    if told is not None:
        head, words = in_one(told, incident, clocks, dates=clock)
        lacking = what_is_lacking(incident, told, view)
        return join(join((safe(head), "$ink")), lacking, gap="; "), join((safe(words), "$quiet"))
    strike = incident.struck.get(entry.id)
    against = verdict(entry, incident, clocks, dates=clock)
    text = safe(headline(entry, incident, clocks, dates=clock))
    head_line = join(
        ("" if against is None else "conflict: ", "$overdue bold"),
        (text, "$quiet strike" if strike is not None else "$ink" if against is None else "$quiet"),
        ("" if strike is None else f"  struck: {safe(strike.why)}", "$quiet"),
        ("" if against is None else f"  {safe(against)}", "$quiet"),
    )
    return head_line, BLANK


def in_lines(text: Content, width: int, limit: int) -> list[Content]:
    """Return a text in lines of a width, so many at most; the last one says by its end that there is more."""
    if text.cell_length <= width:
        return [text]
    lines = broken(text[: width * limit * LONGEST], width)
    if len(lines) <= limit:
        return lines
    rest = join(lines[limit - 1], " …")
    return [*lines[: limit - 1], rest.truncate(width, ellipsis=True)]
