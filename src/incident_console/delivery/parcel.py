"""A message as a channel is given it: one text for one recipient, with the key that stays the same."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

import msgspec

from incident_console.domain.incident import Incident
from incident_console.domain.message import Message
from incident_console.domain.vocabulary import MessageKind
from incident_console.domain.ways import Destination
from incident_console.store.notices import Notice

Fact = str | int | bool | None | list[str]
"""A further field of what programs and templates of the support portal are given."""

CREATION = "ticket"
"""The kind of a parcel that has a ticket created."""

TRIED: Mapping[str, Fact] = MappingProxyType(
    {"event": "test", "seq": 0, "message": None, "by": None, "clients": []}
)
"""The further fields of a comment that somebody tries the support portal with."""

AUDIENCE_CLIENT, AUDIENCE_INTERNAL = "client", "internal"
DRILL_SUBJECT = "DRILL: "


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """What is sent. `key` is the same on every try; `at` and `due` are UTC.

    `due` is when the recipient hears next, where that is promised; `thread` is the same for all messages of
    an incident; `number` is that of an update, 0 for other kinds. `ticket` is the support portal's id of
    what is written into its log, empty where the ticket is to be created (`kind` is `ticket` then); `facts`
    are further fields of these alone.
    """

    key: str
    thread: str
    ref: str
    title: str
    client: str
    kind: str
    text: str
    at: datetime
    number: int = 0
    recipient: str = ""
    html: str = ""
    due: datetime | None = None
    drill: bool = False
    audience: str = AUDIENCE_CLIENT
    ticket: str = ""
    facts: Mapping[str, Fact] = MappingProxyType({})

    @property
    def creates(self) -> bool:
        """Whether it has a ticket created."""
        return self.kind == CREATION

    @property
    def for_portal(self) -> bool:
        """Whether it is for the support portal."""
        return self.creates or bool(self.ticket)

    @property
    def subject(self) -> str:
        """The same for all messages of an incident, by which mail programs keep them together."""
        return f"{DRILL_SUBJECT if self.drill else ''}{' '.join(self.title.split())} ({self.ref})"

    def as_values(self) -> Mapping[str, Any]:
        """Return what programs are told: names as in the JSON of commands, times in whole seconds."""
        return {
            "id": self.key,
            "ref": self.ref,
            "title": self.title,
            "client": self.client or None,
            "kind": self.kind,
            "number": self.number or None,
            "text": self.text,
            "recipient": self.recipient or None,
            "at": f"{self.at:%Y-%m-%dT%H:%M:%SZ}",
            "next_update_at": None if self.due is None else f"{self.due:%Y-%m-%dT%H:%M:%SZ}",
            "drill": self.drill,
            **({"ticket": self.ticket or None, **self.facts} if self.for_portal else {}),
        }


def sendable(parcel: Parcel) -> Parcel:
    """Return a message in which all texts can be written: halves of characters and NUL are not."""
    texts = {name: value for name, value in msgspec.structs.asdict(parcel).items() if isinstance(value, str)}
    given: dict[str, Any] = {**texts, "facts": parcel.facts}
    written = {name: written_out(value) for name, value in texts.items()}
    written["facts"] = {name: written_out(value) for name, value in parcel.facts.items()}
    return parcel if written == given else msgspec.structs.replace(parcel, **written)


def written_out(value: Any) -> Any:
    """Return a value in which all texts can be written."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode().replace("\0", "?")
    return [written_out(each) for each in value] if isinstance(value, list) else value


def parcel_for(incident: Incident, message: Message, to: Destination, key: str) -> Parcel:
    """Return a message of an incident for one of its recipients.

    Args:
        incident: as it stands; the words are those that were recorded.
        message: what is to be sent.
        to: to whom, by which channel.
        key: by which a service knows a second try.
    """
    return Parcel(
        key=key,
        thread=incident.id,
        ref=incident.ref,
        title=incident.title,
        client=to.client,
        kind=message.kind.value,
        number=message.number if message.kind is MessageKind.UPDATE else 0,
        text=message.words_for(to.client or None),
        at=message.written_at,
        recipient=to.recipient,
        due=message.event.promised_at,
        drill=incident.drill,
    )


def notice_parcel(notice: Notice, ref: str, recipient: str, key: str) -> Parcel:
    """Return a notice to colleagues, about an incident of that reference, for one recipient."""
    return Parcel(
        key=key,
        thread=notice.incident,
        ref=ref,
        title=notice.subject,
        client="",
        kind=notice.kind,
        text=notice.text,
        at=notice.made_at,
        recipient=recipient,
        due=notice.due_at,
        audience=AUDIENCE_INTERNAL,
    )


def trial_parcel(key: str, client: str, recipient: str, now: datetime, ticket: str = "") -> Parcel:
    """Return the marked message by which somebody tries a channel (`channel test`, `config check --send`).

    `ticket`: to which it is written as a comment, where the channel is the support portal.
    """
    text = (
        "TEST: this message was sent to try this channel. There is no incident; nothing is to be done.\n\n"
        "incident-console" + (f"\n\n[{key}]" if ticket else "")
    )
    return Parcel(
        key=key,
        thread=key,
        ref="TEST",
        title="TEST: trying this channel",
        client=client,
        kind="test",
        text=text,
        at=now,
        recipient=recipient,
        ticket=ticket,
        facts=TRIED if ticket else {},
    )
