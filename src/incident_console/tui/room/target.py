"""The incident that a dialog is about, as its author saw it when it opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from incident_console import messages, words
from incident_console.desk import Desk, Done
from incident_console.domain.entry import Event, MessageEvent
from incident_console.domain.incident import Incident
from incident_console.domain.text import name_key
from incident_console.domain.unsaid import missed
from incident_console.domain.vocabulary import Role
from incident_console.messages.texts import Texts
from incident_console.times import Day, close_of_business
from incident_console.tui.render.zoned import Zoned
from incident_console.tui.room.outgoing import Outgoing
from incident_console.tui.room.room import Room
from incident_console.wording.clients import names

Rule = Callable[..., list[Event]]

NAMED = 4
"""How many clients are named in one line."""

SEEN_LIMIT = 500
"""How many entries back names are looked for."""


class Target:
    """An incident by its reference, in the term of ownership in which somebody looked at it."""

    def __init__(self, app: Room, incident: Incident) -> None:
        self.app = app
        self.ref = incident.ref
        self.id = incident.id
        self.term = incident.term
        listening = incident.listening
        self.client = listening[0].client if listening else incident.client
        """The first client who reads what is written."""
        self.ours = Zoned(app.reader.now, app.policy.zone_for(None))
        self.told = Zoned(app.reader.now, app.policy.zone_for(self.client))

    @classmethod
    def chosen(cls, app: Room) -> Target:
        """Return the chosen incident.

        Raises:
            Refused: none is chosen.
        """
        if app.incident is None:
            raise app.nothing_chosen()
        return cls(app, app.incident)

    @classmethod
    def offered_to_me(cls, app: Room) -> Target:
        """Return the incident that waits for my answer: the chosen one before others, which stay as they are.

        Where none does it is the chosen one, of which the rule then says so.

        Raises:
            Refused: none waits, and none is chosen.
        """
        offered = [row.ref for row in app.known if row.is_offered_to(app.person, app.now)]
        if not offered or app.chosen in offered:
            return cls.chosen(app)
        return cls(app, app.reader.incident(offered[0]))

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
        return Outgoing(texts=Texts([self.client], lambda _: ""), to=self.audience)

    def put(self, event: MessageEvent) -> Outgoing:
        """Return a message in words, as the desk would record it."""
        incident, request = self.incident, self.app.reader.request(term=self.term)
        heard, policy = messages.heard_at(incident, request), self.app.policy

        def text(client: str | None) -> str:
            ledger = incident.ledger_of(client) if event.to else None
            return messages.words(incident, event, policy, heard, ledger)

        readers: list[str | None] = [each.client for each in event.to] or [self.client]
        ledgers = [each for each in map(incident.ledger_of, readers) if each is not None]
        return Outgoing(
            texts=Texts(readers, text),
            to=self.audience_of(readers) if event.to else self.audience,
            by={client: self.channels_of(client) for client in readers},
            next_word=self.next_word(event, readers),
            missed=tuple(lack.why for lack in missed(incident, event, ledgers)),
        )

    def next_word(self, event: MessageEvent, readers: Sequence[str | None]) -> str:
        """Return when they will hear again after a message, and whether that is beyond the cadence."""
        if event.promised_at is None:
            return ""
        promise = f"they hear from us by {self.for_each(event.promised_at, readers)}"
        asked = event.cadence_asked
        if not event.longer_than_cadence or asked is None:
            return promise
        return f"{promise}; {self.incident.severity} asks for an update by {self.told_to(asked, readers[0])}"

    def for_each(self, moment: datetime, clients: Sequence[str | None]) -> str:
        """Return a time in full on the first client's clock, and on those of the others where they differ."""
        told = Zoned(self.told.now, self.app.policy.zone_for(clients[0] if clients else self.client))
        return f"{told.full(moment)}{self.elsewhere(moment, clients)}"

    def elsewhere(self, moment: datetime, clients: Sequence[str | None]) -> str:
        """Return whose clock a time is read on, and what it is on those of other clients, where they differ.

        `, on ACME's clock; 16:05 CET for Initech`. Empty where all clocks agree.
        """
        policy, now = self.app.policy, self.told.now()
        whose: dict[timedelta | None, list[str | None]] = {}
        for client in clients:
            whose.setdefault(moment.astimezone(policy.zone_for(client)).utcoffset(), []).append(client)
        first, *others = whose.values() or [[]]
        if not others:
            return ""
        also = (
            f"{words.clock(moment, policy.zone_for(group[0]), now, with_zone=True)} for {names(group, 1)}"
            for group in others
        )
        return f", on {names(first[:1])}'s clock; {', '.join(also)}"

    @property
    def several(self) -> list[str]:
        """The clients who still listen, where there are several."""
        listening = self.incident.listening
        return [each.client or "" for each in listening] if len(listening) > 1 else []

    @property
    def readers(self) -> list[str | None]:
        """The clients who read what is written to all."""
        return [*self.several] or [self.client]

    @property
    def whom(self) -> str:
        """Who reads what is written to all, in a sentence."""
        return names(self.several) if self.several else "the client"

    def told_to(self, moment: datetime, client: str | None) -> str:
        """Return a time in a sentence on a client's clock; on the first one's where nobody is named."""
        zone = self.told.zone if client is None else self.app.policy.zone_for(client)
        return Zoned(self.told.now, zone).said(moment)

    def for_all(self, moment: datetime) -> str:
        """Return whose clock a time for all is read on, and what it is on those of the others."""
        return self.elsewhere(moment, self.readers)

    @property
    def audience(self) -> str:
        """Whom a message is for, and where they read it."""
        channel = self.app.policy.client(self.client).channel
        name = self.client or "the client (nobody is named in this incident)"
        if ways := self.channels_of(self.client):
            return f"{name}, by {', '.join(ways)}"
        return f"{name}, in {channel}" if channel else f"{name}; you say where it was posted"

    def channels_of(self, client: str | None) -> tuple[str, ...]:
        """By which channels a message goes out to a client by itself; in a drill by none."""
        ways = () if self.incident.drill else self.app.policy.ways(client)
        return tuple(each.channel for each in ways)

    @property
    def audience_names(self) -> str:
        """The clients by name: `ACME, Globex +3`."""
        return names(self.incident.clients, NAMED)

    def audience_of(self, clients: Sequence[str | None]) -> str:
        """Whom a message is for, where it is for one of several clients or for several.

        Those who are told by the same channels stand together.
        """
        told: dict[tuple[str, ...], list[str | None]] = {}
        for client in clients:
            told.setdefault(self.channels_of(client), []).append(client)
        by_hand = told.pop((), [])
        groups = [f"{names(group, NAMED)} by {', '.join(ways)}" for ways, group in told.items()]
        if by_hand:
            hand = "by hand" if groups else "you say to whom it was posted"
            groups.append(f"{names(by_hand, NAMED)}{' ' if groups else '; '}{hand}")
        return "; ".join(groups)

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
