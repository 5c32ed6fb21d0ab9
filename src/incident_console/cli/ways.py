"""What came of an incident's messages by its channels, as the sheet says it; and what each was told last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from incident_console.cli.answers import advise, heading, line, paint
from incident_console.delivery.outbox import outbox_id
from incident_console.domain.channels_told import channels_told, left_behind
from incident_console.domain.incident import Incident
from incident_console.domain.settling import can_go_out
from incident_console.domain.vocabulary import DeliveryOutcome
from incident_console.reports.deliveries import Way
from incident_console.reports.told_last import channel_of, told_last, what_last
from incident_console.reports.way_stages import Stage, in_words, is_interrupted, stage_of
from incident_console.wording.names import message_name
from incident_console.words import Clocks, to_the_second

ARRIVED = (DeliveryOutcome.DELIVERED, DeliveryOutcome.SAID)

WAYS_ON = {
    Stage.REFUSED: ("once what keeps it is mended", "outbox retry {}"),
    Stage.UNCERTAIN: ("look there, then say whether it is there (or --lost)", "outbox settle {} --arrived"),
    Stage.STALE: ("it is too old to go by itself; if it is still to go out", "outbox retry {}"),
    Stage.ELSEWHERE: ("if it was not sent from there, and is to go out from here", "outbox retry {}"),
}
"""What a person does about a message of which nothing more comes by itself."""


def ways_lines(incident: Incident, ways: Sequence[Way], clocks: Clocks) -> list[str]:
    """Return what has not arrived, the newest message first, and what each channel was told last."""
    if not ways:
        return []
    lines = [heading("Channels")]
    behind = {(each.ledger, each.channel) for each in left_behind(incident)}
    for each in channels_told(incident):
        way_line = line(f"{channel_of(incident, each)}: {what_last(each, clocks.ours)}")
        over = (each.ledger, each.channel) in behind
        lines.append(paint(f"{way_line}; not told that it is over", "red") if over else way_line)
    for way in reversed(ways):
        if is_wanted(incident, way):
            name = outbox_id(incident, way.message)
            way_line = f"{name}  {line(message_name(way.message))} {says(way, clocks)}"
            lines.append(way_line if way.waits else paint(way_line, "red"))
    return lines


def way(each: Way) -> str:
    """Return by which channel a message goes, and to whom: `to ACME by status-mail (ops@acme.example)`."""
    to = f"to {each.delivery.client} " if each.delivery.client else ""
    recipient = f" ({each.delivery.recipient})" if each.delivery.recipient else ""
    return line(f"{to}by {each.delivery.channel}{recipient}")


def says(each: Way, clocks: Clocks) -> str:
    """Return how far a message is by one way, on one line, with times on the clock of whoever asks."""
    stage = in_words(each, clocks.now, lambda moment: clocks.ours(moment, to_the_second))
    return line(f"{way(each)}: {stage}")


def not_arrived(each: Way, clocks: Clocks) -> str:
    """Return that a message has not arrived by a way, and why."""
    stage = stage_of(each, clocks.now)
    if not each.waits:
        outcome = "Not sent" if stage is Stage.NOT_SENT else each.delivery.outcome.capitalize()
        return line(f"{outcome} {way(each)}: {each.reason}")
    why = f": {each.reason}" if each.reason else ""
    again = None if each.row is None or stage is not Stage.AGAIN else each.row.next_attempt_at
    when = "" if again is None else f"; again at {clocks.ours(again, to_the_second)}"
    return line(f"Waits to be sent {way(each)}{why}{when}")


def is_wanted(incident: Incident, each: Way) -> bool:
    """Whether a message is still to arrive by a way, or it is still to be said whether it did."""
    delivery = each.delivery
    if delivery.outcome in ARRIVED or delivery.kept_back or not each.message.unfinished(delivery.ledger):
        return False
    uncertain = delivery.outcome is DeliveryOutcome.UNCERTAIN
    return uncertain or can_go_out(incident, each.message, delivery)


def is_carried(each: Way, now: datetime) -> bool:
    """Whether a message is sent without anybody's word, as long as somebody carries what waits."""
    stage = stage_of(each, now)
    return stage.under_way and (stage is not Stage.SENDING or is_interrupted(each, now))


def ways_on(incident: Incident, ways: Iterable[Way], now: datetime) -> Iterator[tuple[str, str]]:
    """Yield what can be done about messages of which nothing more comes by itself: why, and the command."""
    wanted = (each for each in ways if is_wanted(incident, each))
    found = dict.fromkeys((each.message.id, stage_of(each, now)) for each in wanted)
    for message, stage in found:
        if stage in WAYS_ON:
            why, to_type = WAYS_ON[stage]
            yield why, line(to_type.format(outbox_id(incident, incident.messages[message])))


def say_left_behind(incident: Incident) -> None:
    """Say on stderr which channels were not told that it is over, though their client was by another."""
    for each in left_behind(incident):
        advise(line(f"{told_last(incident, each)}, and not that it is over"))
