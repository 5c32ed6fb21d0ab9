"""The record as it stands: what everybody on the screen looks at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType

import msgspec
from textual.app import App
from textual.reactive import reactive

from incident_console.domain.incident import Incident
from incident_console.domain.summary import SummaryRow
from incident_console.domain.turns import Turn
from incident_console.reports.deliveries import Way
from incident_console.reports.matching import matches
from incident_console.reports.notified import Notified
from incident_console.reports.portal_state import Writing
from incident_console.store.turns import CalledRow
from incident_console.store.watches import Watcher


class BrokenChannel(msgspec.Struct, frozen=True, kw_only=True):
    """A channel that cannot send, and why."""

    name: str
    why: str


class Standing(App[int]):
    """What a war room shows of its record, and which of it is chosen."""

    chosen: reactive[str | None] = reactive(None, init=False, repaint=False)
    """The reference of the chosen incident."""

    incident: reactive[Incident | None] = reactive(None, init=False, repaint=False, always_update=True)
    """The chosen incident, folded; set anew whenever something was recorded about it."""

    ways: reactive[Mapping[str, Sequence[Way]]] = reactive(
        MappingProxyType({}), init=False, repaint=False, always_update=True
    )
    """What came of the chosen incident's messages at each recipient, by the message's id."""

    notified: Mapping[str, Sequence[Notified]] = MappingProxyType({})
    """How what colleagues are told of the chosen incident stands, by the id of the entry that it tells of."""

    written: Mapping[str, Writing] = MappingProxyType({})
    """How far what is to be in the support portal is, by the entry that it is about."""

    board: reactive[tuple[SummaryRow, ...]] = reactive((), init=False, repaint=False, always_update=True)
    """The open incidents, most urgent first; with `ended`, those that have ended below them."""

    owing: tuple[SummaryRow, ...] = ()
    """Ended incidents that owe what presses, or will soon, and those that are offered; due first."""

    recent: Sequence[str] = ()
    """The ids of what was found by name lately, the latest first."""

    _read_until = datetime.min.replace(tzinfo=UTC)
    """Up to when `owing` holds what presses."""

    ended_in_all = 0
    """How many have ended, where that is more than were read for the list."""

    called: reactive[tuple[CalledRow, ...]] = reactive((), init=False, repaint=False)
    """What this person is called for and has not acted on."""

    on_you: reactive[tuple[Turn, ...]] = reactive((), init=False, repaint=False)
    """What waits for this person over all incidents, the most urgent first."""

    now: reactive[datetime] = reactive(datetime.min.replace(tzinfo=UTC), init=False, repaint=False)
    """The wall second, UTC."""

    saving: reactive[int] = reactive(0, init=False, repaint=False)
    """How many acts the record has not answered yet."""

    ended: reactive[bool] = reactive(False, init=False, repaint=False)
    """Whether ended incidents are listed too."""

    wanted: reactive[str] = reactive("", init=False, repaint=False)
    """What is typed into the filter."""

    broken_channels: reactive[tuple[BrokenChannel, ...]] = reactive((), init=False, repaint=False)
    """The channels that cannot send."""

    unsaved_texts: reactive[int] = reactive(0, init=False, repaint=False)
    """How many half-written texts the record could not take; they are held in memory until it can."""

    drafts: tuple[str, ...] = ()
    """How many half-written texts of this person wait to be sent."""

    proposed_taker = ""
    """Whom a handover is proposed to; a drill names its partner."""

    damage = ""
    """Why what is shown of the chosen incident is not all of it; empty where it is."""

    shared = False
    """Whether the record is several logins'."""

    watchers: reactive[tuple[Watcher, ...]] = reactive((), init=False, repaint=False)
    """Who watches without a screen at this moment, whoever began first first."""

    _known_watchers: Sequence[Watcher] = ()
    """Who said so, those too who are gone without a word."""

    def as_it_stands(self, incident: Incident) -> Incident:
        """Return an incident as the record has it now where it is the chosen one, else as it was read."""
        chosen = self.incident
        return incident if chosen is None or chosen.id != incident.id else chosen

    @property
    def client(self) -> str | None:
        """The client of the chosen incident."""
        return None if self.incident is None else self.incident.client

    @property
    def listed(self) -> list[SummaryRow]:
        """The rows that the filter lets through."""
        shown = self.on_show
        return [row for row in shown if matches(row, self.wanted)] if self.wanted else shown

    @property
    def on_show(self) -> list[SummaryRow]:
        """The open incidents, and below them the ended ones: first those that owe something that presses."""
        owing = [row for row in self.owing if row.presses(self.now) or row.ref == self.chosen]
        pressing = {row.ref for row in owing}
        still = [row for row in self.board if row.open]
        over = [row for row in self.board if not row.open and row.ref not in pressing]
        return [*still, *owing, *over]

    @property
    def number_on_show(self) -> int:
        """How many incidents the filter looks at."""
        shown = self.on_show
        return sum(row.open for row in shown) + self.ended_in_all if self.ended_in_all else len(shown)

    @property
    def known(self) -> list[SummaryRow]:
        """All that the board was read for: what is open, and what has ended and owes something, each once."""
        owing = {row.ref for row in self.owing}
        return [*self.owing, *(row for row in self.board if row.ref not in owing)]

    def choose_by(self, count: int) -> None:
        """Choose the incident so many rows below the chosen one, above where negative."""
        refs = [row.ref for row in self.listed]
        if refs:
            at = refs.index(self.chosen) if self.chosen in refs else 0
            self.chosen = refs[max(min(at + count, len(refs) - 1), 0)]
