"""The threads that send, one for each channel, and what is made there of a message before it goes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue

import msgspec

from incident_console.config.channels import Channel
from incident_console.delivery.parcel import Parcel
from incident_console.delivery.receipt import Receipt, waiting
from incident_console.messages.render import TemplateBroken
from incident_console.store.delivery_rows import DeliveryRow

Attempt = Callable[[], None]
Send = Callable[[Parcel, Channel], Receipt]


class Senders:
    """Does attempts to send, those of each channel one after another; none of them raises."""

    def __init__(self) -> None:
        self._attempts: dict[str, SimpleQueue[Attempt | None]] = {}

    def hand(self, channel: str, attempt: Attempt) -> None:
        """Have something done on a channel's thread, which begins with the first of it."""
        if channel not in self._attempts:
            attempts: SimpleQueue[Attempt | None] = SimpleQueue()
            self._attempts[channel] = attempts

            def send() -> None:
                while (each := attempts.get()) is not None:
                    each()

            threading.Thread(target=send, name=f"sending by {channel}", daemon=True).start()
        self._attempts[channel].put(attempt)

    def close(self) -> None:
        """Send the threads home; each goes when its attempt is over."""
        for attempts in self._attempts.values():
            attempts.put(None)
        self._attempts = {}


def attempt_by(
    channel: Channel | None, row: DeliveryRow, parcel: Parcel | None, templates: str, send: Send
) -> Receipt:
    """Send a row once; `templates` is the folder of its client's own, empty where there is none."""
    if channel is None:
        return waiting(f"the configuration has no channel {row.channel}")
    if parcel is None:
        return waiting("its text cannot be read in the record")
    if channel.kind != "smtp":
        return send(parcel, channel)
    try:
        parcel = with_html(parcel, templates)
    except Exception as error:
        return waiting(f"its HTML cannot be made: {type(error).__name__} in the program")
    return send(parcel, channel)


def with_html(parcel: Parcel, folder: str) -> Parcel:
    """Return a message with the HTML that a template in its client's folder makes of it, if there is one."""
    from incident_console.messages.markup import html_values, their_html

    values = html_values(
        text=parcel.text,
        title=parcel.title,
        ref=parcel.ref,
        client=parcel.client,
        kind=parcel.kind,
        number=parcel.number,
        drill=parcel.drill,
    )
    try:
        made = their_html(folder, parcel.kind, values)
    except TemplateBroken as broken:
        made = broken.fallback
    return parcel if made is None else msgspec.structs.replace(parcel, html=made)
