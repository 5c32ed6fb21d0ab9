"""An update that is not finished, as the client would read it: where something is missing stands what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Protocol

import msgspec

from incident_console import messages
from incident_console.domain import communication
from incident_console.messages.moments import moment
from incident_console.messages.texts import Texts
from incident_console.tui.room.outgoing import Outgoing
from incident_console.tui.room.target import Target

WANTED = {
    "impact": "what the client notices now",
    "done": "what was done",
    "next_steps": "what comes next",
    "waiting_on": "whom we wait for",
    "expecting": "what we expect",
}
"""What is to be said in each part, by the argument of the rule."""
NEXT_TIME = "the time of the next update"


class Written(Protocol):
    """What is written of an update so far."""

    @property
    def wanted(self) -> tuple[str, ...]:
        """The arguments of the rule that are to be said in words."""

    @property
    def readers_so_far(self) -> tuple[str, ...]:
        """Whom it is for; nobody in particular where that is not known yet."""

    @property
    def time_so_far(self) -> datetime | None:
        """The time of the next update (UTC); None where it cannot be read."""

    def words(self) -> dict[str, Any]:
        """Return what is written, as the rule is asked: all but the time, and whom it is for."""


def unfinished(target: Target, parts: Written) -> Outgoing:
    """Return the message that would come of what is written so far, with a gap for each part that is not.

    Raises:
        Refused: it cannot be sent, whatever is written.
        TemplateBroken: the client's own template cannot be used.
    """
    form = "<{}>" if target.app.config.display.ascii else "«{}»"
    words, gaps = filled(parts, form)
    now, due = target.app.reader.now(), parts.time_so_far
    timeless = due is None or due <= now
    if timeless:
        gaps.append(form.format(NEXT_TIME))
        # No client was told this one yet: wherever it stands in the text, it stands for the missing one.
        due = now.replace(second=0, microsecond=0) + timedelta(minutes=2)
    outgoing = target.outgoing(communication.send_update, **words, next_update=due)
    texts = outgoing.texts

    def with_gaps(reader: str | None) -> str:
        text = texts.of(reader)
        for read in as_read(target, reader, due) if timeless and due is not None else ():
            text = text.replace(read, gaps[-1])
        for gap in gaps:
            text = text.replace(f"{gap}.", gap)
        return text

    said_when = "" if timeless else outgoing.next_word
    whole = Texts(texts.readers, with_gaps)
    return msgspec.structs.replace(outgoing, texts=whole, gaps=tuple(gaps), next_word=said_when)


def filled(parts: Written, form: str) -> tuple[dict[str, Any], list[str]]:
    """Return the arguments of the rule but the time, those that are missing as gaps; and these gaps."""
    words, gaps = parts.words(), []
    for name in parts.wanted:
        if not (words[name] or "").strip():
            words[name] = form.format(WANTED[name])
            gaps.append(words[name])
    words["clients"] = parts.readers_so_far
    return words, gaps


def as_read(target: Target, reader: str | None, due: datetime) -> Iterator[str]:
    """Yield how a time may stand in what a client reads: in our text, or in their own template's."""
    client, zone = target.app.policy.client(reader), target.app.policy.zone_for(reader)
    heard = messages.heard_at(target.incident, target.app.reader.request(term=target.term))
    for language in (messages.written_for(client), messages.read_by(client)):
        yield str(moment(due, zone, heard, language))
