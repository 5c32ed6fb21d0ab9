"""An `Event` is something that happened; an `Entry` is the event with its envelope, as recorded.

All times are aware and in UTC, cut to whole seconds by the desk.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

import msgspec

from incident_console.domain.objections import Objection
from incident_console.domain.policy import Policy
from incident_console.domain.refusal import Act
from incident_console.domain.text import name_key
from incident_console.domain.vocabulary import MessageKind
from incident_console.domain.ways import Way

if TYPE_CHECKING:
    from incident_console.domain.incident import Incident
    from incident_console.domain.ledger import Ledger
    from incident_console.domain.message import Message


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks, when it happened, when it is being recorded, under which policy.

    `at` and `now` are UTC; `at` is earlier than `now` where something is recorded after the fact.
    `id` is the identifier of the first event that comes of it; `term` the ownership term its author saw, by
    the id of the event that began it.
    """

    by: str
    at: datetime
    now: datetime
    policy: Policy
    id: str
    term: str | None = None

    @property
    def backdated(self) -> bool:
        """Whether it is said to have happened at another time than now.

        What is said now counts now, in the order in which it is said, whatever a clock that was set back
        shows: only what is backdated can be too old.
        """
        return self.at != self.now


def snake_case(name: str) -> str:
    """`UpdateWritten` is called `update_written` in the log."""
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name).lstrip("_")


class Event(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="type", tag=snake_case, gc=False
):
    """Something that happened in an incident."""

    version: ClassVar[int] = 1
    derived: ClassVar[frozenset[str]] = frozenset()
    strikable: ClassVar[bool] = False
    turns: ClassVar[bool] = False
    """Whether it may change whose turn it is."""

    def apply(self, incident: Incident, entry: Entry) -> None:
        """Change the incident as this event did."""

    def overruled(self, incident: Incident, entry: Entry) -> None:
        """Leave behind what others refer to, where the event itself does not hold."""

    def against(self, incident: Incident, entry: Entry, other: Incident | None = None) -> Objection | None:
        """Why it does not hold where it stands, or None; facts always hold.

        Args:
            incident: as it stood before this entry.
            other: the incident that a duplicate goes into with it, as it stood then; for what a survivor
                hears of its duplicate, that duplicate as it stood before it left.
        """
        return None

    def leaves_for(self, incident: Incident) -> str | None:
        """The id of the incident into which a duplicate goes with this event."""
        return None

    @property
    def follows(self) -> str | None:
        """The id of the event of another incident that this one is the echo of."""
        return None

    @property
    def tied_to(self) -> str | None:
        """The id of the incident that it ties this one to, as duplicates."""
        return None

    @property
    def refers_to(self) -> tuple[str, ...]:
        """The ids of the events that it answers, here or in another incident."""
        return ()

    @property
    def needs(self) -> tuple[str, ...]:
        """The ids of the events without which it says nothing: the message or the action that it is about."""
        return ()

    @property
    def text(self) -> str:
        """What was typed, verbatim."""
        return ""

    @property
    def strikes(self) -> str | None:
        """The id of the event that this one strikes."""
        return None

    @property
    def is_act(self) -> bool:
        """Whether somebody did it; what the program records by itself is nobody's act."""
        return True

    @property
    def is_response(self) -> bool:
        """Whether it says what was found, or done about it."""
        return False

    @property
    def calls(self) -> str | None:
        """Who was called for help by it."""
        return None


class Entry(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An event as recorded: its envelope and itself.

    `seq` is its place in the incident's order, which a merge may change; `count` that of its console over
    the whole file. `term` is the id of the event that began the owner's term. An `objection` says why it
    does not hold where it stands; beside what another copy recorded, only a decision can have one.
    """

    id: str
    incident: str
    seq: int
    console: str
    count: int
    term: str
    occurred_at: datetime
    recorded_at: datetime
    by: str
    login: str = ""
    event: Event
    objection: Objection | None = None


class ForClient(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One of several clients whom a message is for, and what differs for them.

    `words` are empty where they are the message's own.
    """

    client: str
    words: str = ""
    about: str = ""
    cadence_due: datetime | None = None


class FirstUpdate(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """By when one of several clients is to hear first (UTC)."""

    client: str
    due_at: datetime


FIRST_WORD = "first_update"
"""What a message speaks of that is written before the client was promised anything."""


class MessageEvent(Event, frozen=True, kw_only=True):
    """An event whose words are for the client; it takes effect when they are out."""

    kind: ClassVar[MessageKind]
    derived = frozenset({"updates"})
    words: str = ""
    about: str = ""
    """The promise that its words speak of, by the message or event that made it; `FIRST_WORD` before any."""
    cadence_due: datetime | None = None
    """By when the cadence of that day asked for the next update, where one is promised."""
    to: tuple[ForClient, ...] = ()
    """Whom it is for, where the incident has several clients; else the one client there is."""
    ways: tuple[Way, ...] = ()
    """By which channels it goes out to them; empty where somebody posts it by hand."""
    silent: bool = False
    """Whether it does what it says without a word to anybody: nobody was told anything."""

    def apply(self, incident: Incident, entry: Entry) -> None:
        incident.write(self, entry)

    def overruled(self, incident: Incident, entry: Entry) -> None:
        incident.write(self, entry, holds=False)

    def went_out(self, incident: Incident, ledger: Ledger, message: Message, at: datetime) -> None:
        """Change the incident, and the ledger of a client, as that client's reading this does.

        What is not `message.decisive` decided nothing, but what the client has read in it is promised.
        """

    def ends(self, incident: Incident, at: datetime, by: str) -> None:
        """End the incident, where it is written for that; `by` is the event that told the last client."""

    def for_client(self, client: str | None) -> ForClient:
        """Return what one client reads in it, and of which promise it speaks to them."""
        key = name_key(client or "")
        found = next((each for each in self.to if name_key(each.client) == key), None)
        if found is None:
            return ForClient(
                client=client or "", words=self.words, about=self.about, cadence_due=self.cadence_due
            )
        return found if found.words else msgspec.structs.replace(found, words=self.words)

    @property
    def texts(self) -> tuple[str, ...]:
        """What each client whom it is for reads, in their order."""
        return tuple(each.words or self.words for each in self.to) or (self.words,)

    def anew(self, ref: str) -> tuple[Act, ...]:
        """What writes it once more for an incident, where it may be overtaken."""
        return ()

    def too_late(self, other: Incident | None) -> Objection | None:
        """Why its being out no longer does what it was written for, or None."""
        return None

    @property
    def about_analysis(self) -> bool:
        """Whether it is the analysis, or gives it another time."""
        return False

    @property
    def goes_into(self) -> str | None:
        """The id of the incident of which it makes this one a duplicate."""
        return None

    @property
    def promised_at(self) -> datetime | None:
        """The time of the next word that the message commits to."""
        return None

    def cadence_for(self, client: str | None) -> datetime | None:
        """By when the cadence of that day asked for the next update to a client."""
        return self.for_client(client).cadence_due if self.to else self.cadence_due

    @property
    def cadence_asked(self) -> datetime | None:
        """By when the cadence of that day asked for the next update; the earliest of its clients'."""
        asked = [each.cadence_due for each in self.to if each.cadence_due is not None]
        return min(asked, default=self.cadence_due)

    @property
    def longer_than_cadence(self) -> bool:
        """Whether the next update is promised later than the cadence of that day asked for."""
        promised, asked = self.promised_at, self.cadence_asked
        return promised is not None and asked is not None and promised > asked
