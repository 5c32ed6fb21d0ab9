"""How messages stand on their way to clients: what has arrived, what is tried again, what was refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import NamedTuple

from textual.content import Content

from incident_console.domain.incident import Incident
from incident_console.domain.message import Message
from incident_console.reports.carried import carried, lacks
from incident_console.reports.deliveries import Way
from incident_console.reports.way_stages import Stage, reason, stage_of, word
from incident_console.tui.render.content import SHORTER, in_few_lines, join, safe, spread
from incident_console.tui.render.view import Glyphs, View
from incident_console.wording.clients import names
from incident_console.wording.names import message_name

NAMED = 2
"""How many clients, or recipients, are named of whom the same is said."""


class Standing(NamedTuple):
    """How a message stands with some of those to whom it goes by a channel; the names are empty for all."""

    channel: str
    clients: tuple[str, ...]
    recipients: tuple[str, ...]
    stage: Stage
    word: str
    reason: str

    @property
    def why(self) -> str:
        """The reason as it follows the word; empty where there is none."""
        gap = ", " if self.stage is Stage.AGAIN else ": "
        return f"{gap}{self.reason}" if self.reason else ""


def standings(ways: Sequence[Way], view: View, wanted: Callable[[Way], bool]) -> list[Standing]:
    """Return how a message stands, what asks for somebody first; of whom the same is said stand together.

    Args:
        ways: all ways of the message.
        wanted: of which of them it is said.
    """
    alike: dict[tuple[str, Stage, str, str], list[Way]] = {}
    for way in filter(wanted, ways):
        stage, stage_word = stage_of(way, view.now), word(way, view.now, view.to_the_second)
        alike.setdefault((way.delivery.channel, stage, stage_word, reason(way, view.now)), []).append(way)
    found = [
        Standing(
            channel=channel,
            clients=tuple(dict.fromkeys(way.delivery.client for way in some)),
            recipients=recipients_apart(some, ways),
            stage=stage,
            word=stage_word,
            reason=why,
        )
        for (channel, stage, stage_word, why), some in alike.items()
    ]
    return sorted(found, key=lambda each: each.stage)


def recipients_apart(some: Sequence[Way], ways: Sequence[Way]) -> tuple[str, ...]:
    """Return the recipients of some ways, where the same channel has others of the same client besides."""
    whose = {(way.delivery.client, way.delivery.channel) for way in some}
    if len(some) == sum((way.delivery.client, way.delivery.channel) in whose for way in ways):
        return ()
    return tuple(dict.fromkeys(way.delivery.recipient for way in some if way.delivery.recipient))


STYLES: dict[Stage, str] = {
    Stage.AGAIN: "$soon",
    Stage.SENDING: "$ink",
    Stage.ARRIVED: "$quiet",
    Stage.SAID: "$quiet",
}


def style(stage: Stage) -> str:
    """Return how it is drawn: what does not arrive is as loud as what is late."""
    return "$overdue" if stage.asks else STYLES.get(stage, "$quiet")


def sign(stage: Stage, glyphs: Glyphs) -> str:
    if stage in (Stage.ARRIVED, Stage.SAID):
        return glyphs.done
    if stage in (Stage.UNCERTAIN, Stage.ELSEWHERE):
        return glyphs.uncertain
    return glyphs.sending if stage.under_way else glyphs.refused


def by_whom(each: Standing, incident: Incident) -> str:
    """Return to whom of several clients, by which channel, and at which of its recipients."""
    clients = f"{names(each.clients, NAMED)} " if incident.has_several else ""
    return f"{clients}{by_channel(each)}"


def by_channel(each: Standing) -> str:
    """Return by which channel, and at which of its recipients where it is not all of them."""
    at = f" ({names(each.recipients, NAMED)})" if each.recipients else ""
    return f"{safe(each.channel)}{at}"


def still_lacking(incident: Incident, message: Message, view: View) -> list[Standing]:
    """Return by which ways a message has not arrived, though it still may, what asks for somebody first."""
    return standings(view.ways.get(message.id, ()), view, lambda way: lacks(incident, way))


def what_is_lacking(incident: Incident, message: Message, view: View) -> Content:
    """Return in one line by which ways a message has not arrived, and why; empty where there are none."""
    parts = [
        join((f"{by_whom(each, incident)} {each.word}", style(each.stage)), (safe(each.why), "$quiet"))
        for each in still_lacking(incident, message, view)
    ]
    return join(*parts, gap="; ")


def by_channels_alone(incident: Incident, message: Message, view: View) -> bool:
    """Whether a message waits for channels, and for nobody who posts it by hand."""
    found = carried(incident, view.ways.get(message.id, ()), view.now)
    return found is not None and found.by_channels


def held_up(incident: Incident, view: View) -> list[tuple[Message, Standing]]:
    """Return the messages that do not arrive at once, each with how it stands worst: what asks is first."""
    found = []
    for message in reversed(incident.messages.values()):
        worst = next(iter(still_lacking(incident, message, view)), None)
        if worst is not None and worst.stage <= Stage.AGAIN:
            found.append((message, worst))
    return sorted(found, key=lambda pair: not pair[1].stage.asks)


def in_fewer_words(message: Message, how: Standing, incident: Incident, more: int = 0) -> list[str]:
    """Return how a message stands by a way, in fewer and fewer words, and how many more do not arrive."""
    name, also = message_name(message), f" (+{more})" if more else ""
    to = f" to {names(how.clients, NAMED)}" if incident.has_several else ""
    by = f"by {by_channel(how)}"
    after = how.stage in (Stage.STALE, Stage.ELSEWHERE)
    standing = f"{name}{to} {by} {how.word}" if after else f"{name}{to} {how.word} {by}"
    reasons = [safe(how.reason)] if how.reason else []
    reasons += [f"{reasons[0][:cells]}…" for cells in SHORTER if reasons and len(reasons[0]) > cells]
    return [*(f"{standing}: {why}{also}" for why in reasons), f"{standing}{also}", f"{name} {how.word}{also}"]


def what_holds_up(incident: Incident, view: View) -> list[Content]:
    """Return what keeps clients from being told, in fewer and fewer words; nothing where nothing does."""
    untold = [(message, how) for message, how in held_up(incident, view) if message.waiting]
    if not untold:
        return []
    message, how = untold[0]
    forms = in_fewer_words(message, how, incident, len(untold) - 1)
    return [join((form, style(how.stage))) for form in forms]


def hindered(incident: Incident, view: View) -> dict[str, Stage]:
    """Return the clients whom a message does not reach at once, each with how it stands worst."""
    found: dict[str, Stage] = {}
    for message in incident.messages.values():
        for way in view.ways.get(message.id, ()):
            delivery = way.delivery
            waits = delivery.ledger in {each.ledger for each in message.to_tell}
            stage = stage_of(way, view.now)
            if waits and stage <= Stage.AGAIN and lacks(incident, way):
                found[delivery.client] = min(stage, found.get(delivery.client, stage))
    return found


STAYS = timedelta(seconds=15)
"""How long it is still shown that a message has arrived."""
GAP = 3


def on_the_way(incident: Incident, view: View, width: int, limit: int) -> list[Content]:
    """Return in so many lines at most how messages stand that are on their way, or do not arrive.

    The newest is first; how many more there are stands at the end.
    """
    messages = [each for each in reversed(incident.messages.values()) if shows(incident, each, view)]
    lines: list[Content] = []
    for n, message in enumerate(messages):
        further = len(messages) - n - 1
        lines += one_message(incident, message, view, width, max(limit - len(lines) - (further > 0), 1))
        if len(lines) == limit and further:
            more = join((f"+{further}", "$quiet"))
            lines[-1] = spread(lines[-1], more, width)
        if len(lines) >= limit:
            break
    return lines


def shows(incident: Incident, message: Message, view: View) -> bool:
    """Whether it is told how a message stands: it is on its way, does not arrive, or just has."""
    just = view.now - STAYS
    return any(
        lacks(incident, way)
        or (way.delivery.has_it and way.delivery.at is not None and way.delivery.at > just)
        for way in view.ways.get(message.id, ())
    )


def one_message(incident: Incident, message: Message, view: View, width: int, limit: int) -> list[Content]:
    """Return how a message stands by each way, behind its name and the key for what does not arrive."""
    lacking = still_lacking(incident, message, view)
    asks = any(each.stage.asks for each in lacking)
    under_way = any(each.stage.under_way for each in lacking)
    head = join(
        (message_name(message), "$overdue bold" if asks else "$ink bold"),
        (view.key("posted") if asks else "", view.key_style),
        ("sending …" if under_way else "" if asks else "sent", "$quiet"),
        gap="  ",
    )
    parts = [part(each, incident, view) for each in of_interest(message, view)]
    lines = in_few_lines(parts, width - head.cell_length - GAP, limit)
    indent = " " * head.cell_length
    return [join(indent if n else head, line, gap=" " * GAP) for n, line in enumerate(lines)]


def of_interest(message: Message, view: View) -> list[Standing]:
    """Return how a message stands by each way that it went, or is to go."""
    return standings(view.ways.get(message.id, ()), view, lambda way: not way.delivery.kept_back)


def part(each: Standing, incident: Incident, view: View) -> Content:
    """Return how a message stands by one way: `status-mail ✓ accepted 14:34:03`."""
    ink = style(each.stage)
    signed = (f"{sign(each.stage, view.glyphs)} ", "$on-time" if each.stage >= Stage.SAID else ink)
    return join((f"{by_whom(each, incident)} ", "$ink"), signed, (each.word, ink), (safe(each.why), "$quiet"))
