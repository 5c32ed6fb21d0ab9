"""Nothing in data reaches the terminal as an order: from no widget, no forged record, and not in tmux."""

import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from incident_console.clock import new_id
from incident_console.domain.actions import ActionAdded
from incident_console.domain.briefing import make_brief
from incident_console.domain.communication import UpdateWritten
from incident_console.domain.declaring import IncidentDeclared
from incident_console.domain.entry import Entry, Event
from incident_console.domain.folding import absorb
from incident_console.domain.handover import HandoverOffered
from incident_console.domain.incident import Incident
from incident_console.domain.posting import MessagePosted
from incident_console.domain.response import Noted
from incident_console.domain.summarising import summary
from incident_console.domain.vocabulary import Criterion, Role, Severity
from incident_console.store.projection import derived
from incident_console.store.store import Store
from incident_console.tui.terminal.line_filter import HARMFUL, TextOnly
from tests.terminal.pseudo import Pseudo, python
from tests.terminal.tmux import Tmux

ORDERS = {
    "clipboard": "\x1b]52;c;cHduZWQ=\x07",
    "title": "\x1b]0;pwned\x1b\\",
    "screen": "\x1b[2J\x1b[31mpwned",
    "c1": "\x9b2J\x9d0;pwned\x9c",
    "report": "\x1b[6n\x1b[c\x05",
    "turned": "\u202edenwp\u2066",
    "hidden": "pw\u200bned\u00ad\ufeff",
    "tags": "\U000e0041\U000e0042",
    "tmux": "\x1bPtmux;\x1b\x1b]52;c;cHduZWQ=\x07\x1b\\",
    "notice": "\x1b]777;notify;pwned;pwned\x1b\\",
}
MARKUP = "#(touch pwned) #[fg=red] #{pane_id} [@click=app.quit]pwned[/] [b] [/red] \\"
HOSTILE = "".join(ORDERS.values()) + MARKUP

OWN = re.compile(
    rb"\x1b\[[<>=?]?[\d;:]*\$?[a-zA-Z]"  # what Textual writes: modes, colours, positions
    # the title, in fixed words
    rb"|\x1b\]2;(INC-[0-9A-Z]+ [a-z0-9 ]+(, INC-[0-9A-Z]+ calls you)?|incident-console)\x1b\\"
    rb"|\x1b\]9;incident-console: [A-Za-z0-9 :-]+\x1b\\"  # the notification, in fixed words
    rb"|\x1b\]22;[a-z-]*\x07"  # the shape of the mouse pointer
)


def assert_harmless(written: bytes) -> None:
    """Of all that was written, only Textual's own sequences and the fixed words steer the terminal."""
    rest = OWN.sub(b"", written).decode()
    rest = rest.replace("\r", "").replace("\n", "").replace("\x07", "", 3)
    found = HARMFUL.search(rest)
    assert found is None, f"{found[0]!r} in {rest[max(found.start() - 60, 0) : found.end() + 60]!r}"
    assert b"\x1b[6n" not in written
    assert b"\x1b[c" not in written


def test_each_order_is_stopped_and_the_width_stays() -> None:
    from rich.cells import cell_len

    style = Style(bold=True, link="https://x\x1b]52;c;eA==\x07")
    for order in ORDERS.values():
        (segment,) = TextOnly().apply([Segment(f"a{order}b", style)], Color(0, 0, 0))
        assert not HARMFUL.search(segment.text)
        assert cell_len(segment.text) == cell_len(f"a{order}b")
        assert segment.style is not None
        assert segment.style.link is None
        assert segment.style.bold


def test_plain_text_passes_untouched() -> None:
    segments = [Segment("Pūrākau 障害 ▲ — “ok”", Style(bold=True)), Segment(" ")]
    assert TextOnly().apply(segments, Color(0, 0, 0)) is segments
    assert TextOnly() == TextOnly()
    assert len({TextOnly(), TextOnly()}) == 1


EVERYWHERE = """
import sys
from rich.text import Text
from textual.app import App
from textual.content import Content
from textual.widgets import *
from textual.widgets.option_list import Option
from incident_console.tui.terminal.line_filter import TextOnly

HOSTILE = sys.argv[1]

class Everywhere(App):
    BINDINGS = [("q", "quit")]
    CSS = "* { height: auto; max-height: 6; } Static, TextArea { border: round red; }"
    def get_line_filters(self):
        return [*super().get_line_filters(), *([TextOnly()] if sys.argv[2] == "filtered" else [])]
    def compose(self):
        framed = Static(Content(HOSTILE))
        framed.border_title = Content(HOSTILE)
        framed.border_subtitle = Content(HOSTILE)
        yield framed
        yield Label(Content(HOSTILE))
        yield Button(Content(HOSTILE))
        yield Input(HOSTILE, placeholder=HOSTILE)
        yield TextArea(HOSTILE)
        yield OptionList(Option(Content(HOSTILE)), markup=False)
        yield DataTable()
        yield Tree(Text(HOSTILE))
    def on_mount(self):
        table = self.query_one(DataTable)
        table.add_column(Text(HOSTILE))
        table.add_row(Text(HOSTILE))
        self.notify(HOSTILE, markup=False, timeout=60)
        self.set_timer(0.3, lambda: setattr(self.screen.query_one(Label), "content", Content("all is shown")))

Everywhere().run()
"""


def written_everywhere(how: str) -> bytes:
    """All that an app with hostile text in every kind of widget writes."""
    with Pseudo([*python(EVERYWHERE), HOSTILE, how], columns=160, rows=60) as terminal:
        terminal.until_written("all is shown")
        terminal.press("q")
        assert terminal.ended() == 0
        return terminal.written


@pytest.mark.terminal
def test_no_widget_passes_it_on() -> None:
    written = written_everywhere("filtered")
    assert b"pwned" in written
    assert_harmless(written)


@pytest.mark.terminal
def test_without_the_filter_it_would_be_found() -> None:
    written = written_everywhere("unfiltered")
    with pytest.raises(AssertionError):
        assert_harmless(written)


def forged(record: Path, text: str = HOSTILE) -> str:
    """A record whose texts were written past the rules that clean them; the reference of its incident."""
    now = datetime.now(UTC).replace(microsecond=0)
    incident = Incident(id=new_id())
    update = UpdateWritten(
        impact=text,
        done=text,
        next_steps=text,
        next_update_at=now + timedelta(minutes=3),
        words=text,
    )
    first = IncidentDeclared(
        ref="INC-7K3Q", title=text, owner=text, because=(Criterion.PRODUCTION,), severity=Severity.P1,
        impact=text, scope=text, client=text, ticket=text, first_update_due=now,
    )  # fmt: skip
    with Store.open(record, create=True) as store, store.writing():

        def add(event: Event) -> str:
            name = new_id()
            entry = Entry(
                id=name, incident=incident.id, seq=incident.seq + 1, console=store.console,
                count=store.next_count(), term=incident.term or name,
                occurred_at=now, recorded_at=now, by=text, event=event,
            )  # fmt: skip
            absorb(incident, entry)
            store.append([entry], summary(incident), derived(incident))
            return entry.id

        add(first)
        message = add(update)
        add(MessagePosted(message=message, where=text))
        add(update)
        add(Noted(what=text))
        add(ActionAdded(what=text, owner=text))
        brief = make_brief(incident, (Role.IC,), text)
        add(
            HandoverOffered(
                to="alice", roles=(Role.IC,), stands_until=now + timedelta(minutes=9), brief=brief
            )
        )
    return incident.ref


KEYS = ("y", "\x1b", "i", "\x1b", "z", "z", "\t", "\r", "\x1b", "?", "\x1b", "u", "\x1b", "/x", "\x1b")
"""Brief, zoom, panes, an entry in full, help, composer, filter."""


@pytest.mark.terminal
@pytest.mark.parametrize("columns", [160, 40])
def test_the_war_room_shows_a_forged_record_as_text(tmp_path: Path, columns: int) -> None:
    record = tmp_path / "incidents.db"
    reference = forged(record)
    command = [sys.executable, "-m", "incident_console", "--db", str(record), "--as", "alice"]
    with Pseudo(command, columns=columns, rows=40) as terminal:
        terminal.until_written(reference.removeprefix("INC-"))
        for keys in KEYS:
            terminal.press(keys)
            # What follows an escape at once would be another key.
            terminal.read_for(0.3 if keys == "\x1b" else 0.1)
        terminal.program.terminate()
        assert terminal.ended() == 128 + 15
        assert_harmless(terminal.written)
        terminal.assert_as_it_was()


@pytest.mark.terminal
def test_tmux_runs_nothing_from_the_status_line(tmux: Tmux, tmp_path: Path) -> None:
    record = tmp_path / "incidents.db"
    reference = forged(record, MARKUP)
    pane = tmux.start(columns=200)
    line = f"{sys.executable} -m incident_console --db {record} --as alice statusline --format tmux"
    attach = ["tmux", "-L", tmux.name, "attach", "-t", "war"]
    tmux.run("set", "-g", "status-right-length", "190")
    tmux.run("set", "-g", "status-interval", "1")
    tmux.run("set", "-g", "status-right", f"#({line})")
    with Pseudo(attach, columns=200, rows=30) as person:
        person.until_written(reference)
        person.until_written("#(t")
        person.press("\x02d")
        person.ended()
    assert not list(tmp_path.rglob("pwned"))
    assert tmux.ask(pane, "#{pane_dead}") == "0"
