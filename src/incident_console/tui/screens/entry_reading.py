"""Reading entries in full, one after the other in the order in which they happened."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from incident_console.domain.entry import Entry
from incident_console.domain.incident import Incident
from incident_console.reports.entry_matching import Reader
from incident_console.reports.log_rows import for_readers
from incident_console.tui.forms.inputs import LineInput
from incident_console.tui.render.content import join, safe
from incident_console.tui.render.record import entry_as_it_is
from incident_console.tui.room.room import Room
from incident_console.tui.room.spot import Spot
from incident_console.tui.screens.detail_screen import Detail

NO_FURTHER = {1: "This is the last entry", -1: "This is the first entry"}


class EntryReading(Detail):
    """An entry in full; keys go on to the next and to the one before, of those that hold the words typed."""

    app: Room
    KEYS = (("Esc", "back"), ("← →", "next and previous"), ("/", "words"), ("r", "replay"))
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("right,n", "step(1)", show=False),
        Binding("left,p", "step(-1)", show=False),
        Binding("slash", "look", show=False),
        Binding("r", "replay", show=False),
    ]

    def __init__(self, app: Room, incident: Incident, entry: Entry, wanted: str = "") -> None:
        """Show one entry of an incident first, of those that hold what is wanted."""
        self._incident = incident
        self._room = app
        self._here = entry
        self._reader = Reader()
        self._wanted = self._given = wanted
        super().__init__(self._whole)

    @property
    def incident(self) -> Incident:
        """The incident as the record has it now, also where another one is chosen meanwhile."""
        self._incident = self._room.as_it_stands(self._incident)
        return self._incident

    def _whole(self) -> tuple[Content, Content]:
        title, body = entry_as_it_is(self._here, self.incident, self._room.view())
        return join(title, (f"   {self.where()}", "$quiet")), body

    def compose(self) -> ComposeResult:
        title, body = self._shown
        with VerticalScroll(id="detail-box"):
            yield Static(title, id="detail-title")
            yield Static(body, id="detail-body")
            yield Static(self.keys_line(), id="detail-keys")
            with Horizontal(id="detail-typing"):
                yield Static("/", id="detail-slash")
                yield LineInput(
                    self._wanted, id="detail-query", placeholder="words, by:NAME, kind:finding", compact=True
                )

    def on_mount(self) -> None:
        self.query_one(LineInput).cursor_blink = False

    @property
    def readable(self) -> list[Entry]:
        """The entries that hold the words, in order of occurrence."""
        return self._reader.holding(for_readers(self.incident), self.incident, self._wanted)

    def where(self) -> str:
        """Return at which of the entries this is."""
        found = self.readable
        place = next((n for n, entry in enumerate(found, 1) if entry.id == self._here.id), None)
        if not found:
            return f"no entry holds “{safe(self._wanted)}”"
        among = f" with “{safe(self._wanted)}”" if self._wanted else ""
        return f"{'–' if place is None else place} of {len(found)}{among}"

    def _show(self, entry: Entry) -> None:
        if entry.id != self._here.id:
            self._here = entry
            self.query_one("#detail-box", VerticalScroll).scroll_home(animate=False)
        self._follow()

    def action_step(self, way: int) -> None:
        """Go on to the next entry that holds the words, or back to the one before."""
        here = (self._here.occurred_at, self._here.seq)
        found = [(entry.occurred_at, entry.seq, entry) for entry in self.readable]
        ahead = [e for at, seq, e in found if (at, seq) > here] if way > 0 else []
        behind = [e for at, seq, e in found if (at, seq) < here] if way < 0 else []
        if ahead:
            self._show(ahead[0])
        elif behind:
            self._show(behind[-1])
        else:
            among = f" with “{self._wanted}”" if self._wanted else ""
            self.app.tell(f"{NO_FURTHER[way]}{among}.")

    async def action_replay(self) -> None:
        """Show the war room as it stood with this entry; back from there, the entry is here still."""
        await self.app.go_on_with("replay")

    def spot(self) -> Spot:
        return Spot(self.incident, self._here.id, self._room.damage)

    # Words

    def action_look(self) -> None:
        self.add_class("-typing")
        self.set_focus(self.query_one(LineInput))

    @on(Input.Changed)
    def _typed(self) -> None:
        """Show the nearest entry that holds the words: this one, else one that follows, else one before."""
        self._wanted = self.query_one(LineInput).value.strip()
        found = self.readable
        here = (self._here.occurred_at, self._here.seq)
        on_from_here = [entry for entry in found if (entry.occurred_at, entry.seq) >= here]
        nearest = on_from_here[:1] or found[-1:]
        self._show(nearest[0] if nearest else self._here)

    @on(Input.Submitted)
    def to_entry(self) -> None:
        """Keep the words, and give the keys back to the entry."""
        self.remove_class("-typing")
        self.set_focus(self.query_one("#detail-box"))

    def action_back(self) -> None:
        """Take away the words that were typed here, and from there leave."""
        field = self.query_one(LineInput)
        if field.value == self._given and not self.has_class("-typing"):
            self.dismiss()
            return
        field.value = self._given
        self.to_entry()
