"""What each channel of a client was told last, and which of them do not know that it is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from textual.content import Content

from incident_console.domain.channels_told import channels_told, lagging, left_behind
from incident_console.domain.incident import Incident
from incident_console.reports.told_last import channel_of, what_last
from incident_console.tui.render.content import join, safe
from incident_console.tui.render.view import View
from incident_console.wording.names import the_message


def not_told_of_the_end(incident: Incident) -> list[Content]:
    """Return the channels whose last word is not that it is over, in fewer and fewer words."""
    behind = left_behind(incident)
    if not behind:
        return []
    each_behind = [safe(f"{channel_of(incident, each)}: {the_message(each.message)} last") for each in behind]
    more = f" +{len(each_behind) - 1}" if len(each_behind) > 1 else ""
    count = "1 channel" if len(each_behind) == 1 else f"{len(each_behind)} channels"
    return [
        join((form, "$overdue bold")) for form in (", ".join(each_behind), f"{each_behind[0]}{more}", count)
    ]


def last_word(incident: Incident, view: View) -> list[Content]:
    """Return by which channels clients had the last word, in fewer and fewer words; nothing without any."""
    had = [each for each in channels_told(incident) if each.message is not None and each.at is not None]
    if not had:
        return []
    last = max(had, key=lambda each: each.message.seq if each.message is not None else 0)
    names = ", ".join(dict.fromkeys(safe(each.channel) for each in had if each.message is last.message))
    at = "" if last.at is None else f" {view.ours(last.at)}"
    return [join((f"{the_message(last.message)}{at} by {names}", "$quiet")), join((f"by {names}", "$quiet"))]


def told_last_by_channel(incident: Incident, clock: Callable[[datetime], str]) -> list[Content]:
    """Return what each channel was told last, a line each; what is behind is as loud as what is late."""
    behind = {(each.ledger, each.channel) for each in (*left_behind(incident), *lagging(incident))}
    return [
        join(
            (f"{safe(channel_of(incident, each))}  ", "$ink"),
            (
                safe(what_last(each, clock)),
                "$overdue" if (each.ledger, each.channel) in behind else "$quiet",
            ),
        )
        for each in channels_told(incident)
    ]
