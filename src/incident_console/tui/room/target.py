"""The incident that a dialog is about, as its author saw it when it opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from incident_console import messages
from incident_console.desk import Desk, Done
from incident_console.domain.entry import Event, MessageEvent
from incident_console.domain.incident import Incident
from incident_console.domain.refusal import Act, Refused
from incident_console.domain.text import name_key
from incident_console.domain.vocabulary import Role
from incident_console.times import Day, close_of_business
from incident_console.tui.render.zoned import Zoned
from incident_console.tui.room.room import Room

Rule = Callable[..., list[Event]]

NAMED = 4
"""How many clients are named in one line."""

SEEN_LIMIT = 500
"""How many entries back names are looked for."""


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    """A message to the client as it would go out."""

    words: str
    to: str
    """Whom it is for, and where they read it."""
    next_word: str = ""
    """When they will hear again, with date and zone."""
    first: str = ""
    """What the first of several clients reads, where `words` are another one's."""
    reader: str = ""
    """Which of several clients reads these words, and who else is told: `Globex, 2 of 3`."""

    @property
    def recorded(self) -> str:
        """The words by which the desk knows that this is what was read."""
        return self.first or self.words

    @property
    def differs(self) -> frozenset[int]:
        """The lines that are not as the first client reads them, by their numbers."""
        common = self.first.splitlines()
        if not common:
            return frozenset()
        return frozenset(n for n, line in enumerate(self.words.splitlines()) if line and line not in common)


class Target:
    """An incident by its reference, in the term of ownership in which somebody looked at it."""

    def __init__(self, app: Room, incident: Incident) -> None:
        self.app = app
        self.ref = incident.ref
        self.id = incident.id
        self.term = incident.term
        self.client = incident.client
        self.turned = 0
        """Whose text of several clients' is shown, counted from the first."""
        self.ours = Zoned(app.reader.now, app.policy.zone_for(None))
        self.told = Zoned(app.reader.now, app.policy.zone_for(incident.client))

    @classmethod
    def chosen(cls, app: Room) -> Target:
        """Return the chosen incident.

        Raises:
            Refused: none is chosen.
        """
        if app.incident is None:
            raise Refused("no incident is chosen; declare one first", then=Act("declare"))
        return cls(app, app.incident)

    @property
    def incident(self) -> Incident:
        """The incident as it stands now."""
        return self.app.reader.incident(self.ref)

    @property
    def close_of_business(self) -> Day:
        """What a day without a time of day means for a promised analysis."""
        return close_of_business(self.app.policy.calendar_for(self.client))

    def act(self, rule: Rule, *, at: datetime | None = None, **arguments: object) -> Callable[[Desk], Done]:
        """Return an act on it, decided in the term that was seen."""
        return lambda desk: desk.act(self.ref, rule, at=at, term=self.term, **arguments)

    def ask(self, rule: Rule, **arguments: object) -> list[Event]:
        """Return what a rule would answer; nothing is recorded.

        Raises:
            Refused: what it would refuse.
        """
        return rule(self.incident, self.app.reader.request(term=self.term), **arguments)

    def outgoing(self, rule: Rule, **arguments: object) -> Outgoing:
        """Return the message that would come of a rule, in the words of which the desk makes the record.

        Raises:
            Refused: what it would refuse.
            TemplateBroken: the client's own template cannot be used.
        """
        for event in self.ask(rule, **arguments):
            if isinstance(event, MessageEvent):
                return self.put(event)
        return Outgoing(words="", to=self.audience)

    def put(self, event: MessageEvent) -> Outgoing:
        """Return a message in words, as the desk would record it."""
        readers = [each.client for each in event.to]
        place = self.turned % len(readers) if readers else 0
        first = self.text(event, readers[0] if readers else None)
        reader = readers[place] if readers else self.client
        return Outgoing(
            words=self.text(event, reader) if place else first,
            to=self.audience_of(readers) if readers else self.audience,
            next_word=self.next_word(event, reader),
            first=first if place else "",
            reader=f"{reader}, {place + 1} of {len(readers)}" if len(readers) > 1 else "",
        )

    def next_word(self, event: MessageEvent, reader: str | None) -> str:
        """Return when a client will hear again after a message, and whether that is beyond the cadence."""
        if event.promised_at is None:
            return ""
        told = Zoned(self.told.now, self.app.policy.zone_for(reader))
        said = f"they hear from us by {told.full(event.promised_at)}"
        asked = event.cadence_asked
        if not event.longer_than_cadence or asked is None:
            return said
        return f"{said}, later than the cadence asks for: {told.said(asked)}"

    def text(self, event: MessageEvent, client: str | None) -> str:
        """Return what a client would read of a message, as the desk would record it."""
        incident, request = self.incident, self.app.reader.request(term=self.term)
        heard, ledger = messages.heard_at(incident, request), incident.ledger_of(client)
        return messages.words(incident, event, self.app.policy, heard, ledger if client else None)

    @property
    def several(self) -> list[str]:
        """The clients who still listen, where there are several."""
        listening = self.incident.listening
        return [each.client or "" for each in listening] if len(listening) > 1 else []

    @property
    def audience(self) -> str:
        """Whom a message is for, and where they read it."""
        channel = self.app.policy.client(self.client).channel
        name = self.client or "the client (nobody is named in this incident)"
        return f"{name}, in {channel}" if channel else f"{name}; you say where it was posted"

    @property
    def audience_names(self) -> str:
        """The clients by name: `ACME, Globex and 3 more`."""
        names = self.incident.clients
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        return f"{', '.join(names[:NAMED])}{more}"

    def audience_of(self, names: Sequence[str]) -> str:
        """Whom a message is for, where it is for one of several clients or for several."""
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        return f"{', '.join(names[:NAMED])}{more}; you say to whom it was posted"

    @property
    def channel(self) -> str:
        return self.app.policy.client(self.client).channel or ""

    @property
    def my_roles(self) -> list[Role]:
        """The roles that the person at this console holds."""
        me = name_key(self.app.person)
        incident = self.incident
        return [role for role in Role if name_key(incident.holder(role)) == me]


def people(app: Room, *, but_me: bool = False) -> list[str]:
    """Return the names seen on the board and in the chosen incident, each once."""
    names = [row.owner for row in app.board]
    incident = app.incident
    if incident is not None:
        names += [incident.owner, *incident.leads.values(), *(action.owner for action in incident.actions)]
        names += [entry.by for entry in incident.entries[-SEEN_LIMIT:] if entry.event.is_act]
    names += [app.policy.on_call or "", app.person]
    mine = name_key(app.person)
    seen: dict[str, str] = {}
    for name in names:
        if name and not (but_me and name_key(name) == mine):
            seen.setdefault(name_key(name), name)
    return list(seen.values())


def clients(app: Room) -> list[str]:
    """Return the clients that are configured, and those on the board."""
    names = [profile.name for profile in app.policy.clients.values()]
    names += [client for row in app.board for client in row.clients]
    return list(dict.fromkeys(name for name in names if name))
