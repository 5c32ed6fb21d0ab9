"""Asks who has a message: each client is told for itself, by each of its ways (C, Communication; R 7)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, ClassVar

import msgspec
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from incident_console.delivery import outbox
from incident_console.desk import Desk, Done
from incident_console.domain import posting, settling
from incident_console.domain.incident import Incident
from incident_console.domain.message import Message
from incident_console.domain.refusal import Refused
from incident_console.domain.ways import Destination
from incident_console.reports.deliveries import Way, ways_of
from incident_console.store.errors import StoreError
from incident_console.tui.dialogs.frame import Dialog
from incident_console.tui.dialogs.pause import Pause
from incident_console.tui.dialogs.reading import Reading
from incident_console.tui.forms.addressees import Addressees
from incident_console.tui.forms.key_hints import KeyHint
from incident_console.tui.render.content import shown
from incident_console.tui.render.recipients import Recipient, asking, in_full, why_asked
from incident_console.tui.room.room import Refusal
from incident_console.tui.room.target import Rule, Target
from incident_console.tui.terminal import copying
from incident_console.wording.names import the_message

AskWhere = Callable[[Incident, Message, str], Awaitable[Done | None]]

OFFERED: dict[str, Rule] = {
    "one": posting.say_posted,
    "where": posting.say_posted,
    "again": settling.retry,
    "settle": settling.settle,
}
"""The rule that says whether a key of the foot is offered for the recipient with the cursor."""


class WhoHasIt(Dialog[Incident]):
    """The recipients of a message. A key says at once that one of them has it, or has it sent once more.

    What is offered for each is what the rules would accept; every other key is answered with their reason.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "told", "Has it"),
        Binding("y", "all", "All have it"),
        Binding("n", "cancel", "Not yet"),
        Binding("c", "copy", "Copy the text"),
        Binding("r", "again", "Send now"),
        Binding("s", "settle", "Settle"),
        Binding("enter", "where", "Where and when"),
        *(Binding(f"{n}", f"told({n - 1})", show=False) for n in range(1, 10)),
    ]

    def __init__(
        self, target: Target, incident: Incident, message: Message, place: str, ask_where: AskWhere
    ) -> None:
        """Make it.

        Args:
            place: where the text of the first one is at hand; empty where nobody is to post it by hand.
            ask_where: asks who has it, where and since when, with that client ticked, and records it.
        """
        super().__init__(f"Who has {the_message(message)}?", why_asked(incident, message, target.app.view()))
        self.target = target
        self.ask_where = ask_where
        self.now = incident
        self.id_asked = message.id
        self.outbox_name = outbox.outbox_id(incident, message)
        self.list = Addressees(incident, message, self.ways())
        self.fault = Static("", classes="dialog--fault", markup=False)
        self.stand = Static("", classes="dialog--note", markup=False)
        self.note = Static(shown(place), classes="dialog--note", markup=False)
        self.note.display = bool(place)
        self.pause = Pause(self, self.show_answers)
        self.saving = False
        self.set_class(bool(message.deliveries) and incident.has_several, "-ways")
        self.set_class(bool(message.deliveries), "-by-channels")

    def middle(self) -> ComposeResult:
        with VerticalScroll(classes="dialog--fields", can_focus=False):
            yield self.list
        yield self.stand
        yield self.fault
        yield self.note

    def keys(self) -> list[KeyHint]:
        by_itself = bool(self.message.deliveries)
        key = f"1-{min(len(self.list.rows), 9)}" if not by_itself else "space"
        return [
            KeyHint(key, "Has it" if self.now.has_several else "Posted", "told", id="one"),
            KeyHint("y", "All by hand" if by_itself else "All", "all", id="all"),
            KeyHint("r", "Send now", "again", id="again"),
            KeyHint("s", "Settle", "settle", id="settle"),
            KeyHint("c", "Copy", "copy", rank=2),
            KeyHint("enter", "Where", "where", id="where", rank=2),
            KeyHint("", "one moment", "wait", id="wait"),
            KeyHint("esc", "Close" if by_itself else "Rest waits", "cancel"),
        ]

    def on_mount(self) -> None:
        self.fault.display = False
        self.list.cursor = next(iter(self.asking), 0)
        self.show_answers()
        self.list.focus()
        self.call_after_refresh(self.pause.begin)
        self.watch(self.list, "cursor", self.moved, init=False)
        self.watch(self.app, "incident", self.follow, init=False)
        self.watch(self.app, "now", self.follow, init=False)

    def moved(self) -> None:
        """Somebody goes on: what was refused of the one before is read."""
        self.fault.display = False
        self.show_answers()

    def show_answers(self) -> None:
        """Show the keys that count now, and all that is known of the way with the cursor."""
        offered = {"wait": not self.pause.over, "all": self.pause.over and self.all_by_hand}
        for key, rule in OFFERED.items():
            offered[key] = self.pause.over and self.why_not(rule) is None
        for hint in self.query(KeyHint):
            hint.set_class(not offered.get(hint.id or "", True), "-off")
        answer = shown(in_full(self.at, self.app.view()))
        self.stand.display = bool(answer)
        if answer != self.stand.content:
            self.stand.update(answer)

    def why_not(self, rule: Rule) -> Refused | None:
        """Return why a rule refuses what a key asks of whom the cursor is on; None where it does not."""
        given: dict[str, Any] = {"message": self.id_asked, "clients": self.named(self.at.client)}
        if rule is not posting.say_posted:
            given["to"] = self.to
        if rule is settling.settle:
            given["arrived"] = True
        try:
            self.target.ask(rule, **given)
        except Refused as refusal:
            return refusal
        return None

    @property
    def message(self) -> Message:
        return self.now.messages[self.id_asked]

    def ways(self) -> list[Way]:
        """Return how far the message is on each of its ways."""
        return ways_of(self.now, self.app.reader.store.deliveries, [self.message])

    @property
    def asked(self) -> list[str]:
        """Those to whom somebody is to post it, by name."""
        return [each.client or "" for each in self.now.to_post(self.message)]

    @property
    def all_by_hand(self) -> bool:
        """Whether one key can say of several that they have it."""
        return self.now.has_several and bool(self.asked)

    @property
    def at(self) -> Recipient:
        """The recipient whom the cursor is on."""
        return self.list.rows[self.list.cursor]

    @property
    def to(self) -> tuple[Destination, ...]:
        """The way that the cursor is on, where it is on one."""
        return () if self.at.way is None else (self.at.way.delivery.destination,)

    def named(self, client: str | None) -> list[str]:
        """Return a client by name, where there are several."""
        return [client or ""] if self.now.has_several else []

    @property
    def asking(self) -> list[int]:
        """The places of those of whom nothing more comes until somebody acts, the most pressing first."""
        return asking(self.now, self.message, self.list.rows, self.app.now)

    def follow(self) -> None:
        """Show what has come of it meanwhile; where the record cannot be read, what was known."""
        with suppress(StoreError):
            self.now = self.app.reader.by_id(self.now.id)
            self.list.show(self.now, self.message, self.ways())
            self.show_answers()

    # Saying who has it

    def action_told(self, place: int | None = None) -> None:
        """One of them has it: the one of that number, or the one with the cursor."""
        if self.pause.holds() or (place is not None and place >= len(self.list.rows)):
            return
        if place is not None:
            self.list.cursor = place
        self.say(self.named(self.at.client))

    def action_all(self) -> None:
        """All to whom somebody is to post it have it; of the others their channels say so."""
        if not self.pause.holds() and self.asked:
            self.say(self.asked if self.now.has_several else [])

    def say(self, clients: Sequence[str]) -> None:
        """Record that these have it, here and now."""
        name = self.outbox_name
        self.begin(lambda desk: desk.posted(name, clients=clients))

    def begin(self, act: Callable[[Desk], Done]) -> None:
        """Record something, unless something is being recorded."""
        if not self.saving:
            self.saving = True
            self.app.under_way(partial(self.record, act), group="saving")

    async def record(self, act: Callable[[Desk], Done]) -> None:
        try:
            answer = await self.app.attempt(act)
        finally:
            self.saving = False
        if isinstance(answer, Refusal):
            self.blame(answer.problem)
        else:
            await self.go_on(answer)

    def refuses(self, rule: Rule) -> bool:
        """Whether a rule refuses what a key asks for; then its reason is shown."""
        refusal = self.why_not(rule)
        if refusal is not None:
            self.blame(refusal)
        return refusal is not None

    def blame(self, problem: Exception | str) -> None:
        """Show why nothing was recorded; the keys for this message are at the foot."""
        view = self.app.view()
        elsewhere = {action: key for action, key in view.keys.items() if action != "posted"}
        sentence = msgspec.structs.replace(view, keys=elsewhere).problem(problem, self.target.client)
        self.fault.update(shown(f"! {sentence}"))
        self.fault.display = True

    async def go_on(self, done: Done) -> None:
        """Show who has it now, with the text of the next one at hand; leave where nobody asks any more."""
        self.now = done.incident
        self.app.wake_postman()
        self.fault.display = False
        self.list.show(self.now, self.message, self.ways())
        left = self.asking
        if not left:
            self.dismiss(self.now)
            return
        if self.list.cursor not in left:
            self.list.cursor = left[0]
        self.show_answers()
        if self.at.way is None:
            await self.put_at_hand()

    # What is on its way

    def action_again(self) -> None:
        """Have it sent by the way with the cursor, now and from here."""
        if not self.pause.holds() and not self.refuses(settling.retry):
            name, to = self.outbox_name, self.to
            self.begin(lambda desk: desk.retry(name, to=to))

    def action_settle(self) -> None:
        """Ask whether what is uncertain arrived: whoever has looked there knows."""
        if not (self.pause.holds() or self.saving or self.refuses(settling.settle)):
            self.app.under_way(self.settle, group="saving")

    async def settle(self) -> None:
        name, to = self.outbox_name, self.to
        answer = await self.app.ask(did_it_arrive(self.target, self.message, self.at))
        if answer is not None:
            arrived = answer == "yes"
            await self.record(lambda desk: desk.settle(name, arrived=arrived, lost=not arrived, to=to))

    # Its text

    async def put_at_hand(self) -> None:
        """Copy the text of who has the cursor."""
        client = self.at.client
        file = outbox.file_name(self.now, self.message, self.at.addressee if self.now.has_several else None)
        how = await copying.copy(self.app, self.message.words_for(client), file)
        whose = f"The text for {client}" if client else "The text"
        self.note.update(shown(f"{whose} is {how}." if how else "Copy the text from its file."))
        self.note.display = True

    async def action_copy(self) -> None:
        await self.put_at_hand()

    # Where and when

    def action_where(self) -> None:
        if not (self.pause.holds() or self.saving or self.refuses(posting.say_posted)):
            self.app.under_way(self.say_where, group="saving")

    async def say_where(self) -> None:
        """Ask who of them has it, where and since when."""
        done = await self.ask_where(self.now, self.message, self.at.client or "")
        if done is not None:
            await self.go_on(done)

    def action_cancel(self) -> None:
        if not self.saving:
            self.dismiss(self.now)


def did_it_arrive(target: Target, message: Message, recipient: Recipient) -> Reading:
    """Return the question whether an uncertain message arrived, with its text and what is known."""
    way = recipient.way
    assert way is not None
    to = f" {recipient.client}" if recipient.client else " the client"
    at = way.delivery.at
    since = f", it counts from {target.ours.clock(at)}, when it was sent" if at else ", it counts"
    return Reading(
        f"Did {the_message(message)} reach{to} by {recipient.channel}?",
        f"Look there first. If it is there{since}; if it is not, it can be sent once more.",
        [
            shown(f"What is known: {way.reason or 'the answer was lost'}", "bold"),
            shown(message.words_for(recipient.client), lines=True),
        ],
        yes="It is there",
        no="It is not there",
        leave="Not looked yet",
    )
