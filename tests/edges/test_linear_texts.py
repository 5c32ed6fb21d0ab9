"""A text costs what its length costs, whatever it is made of: ten times longer, at most fifteen times more.

Costs are times of this process, the best of several where one seems too high, and only what takes a fifth of
a millisecond counts: a ratio of two of them is the same on a slow machine and on a busy one.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import process_time
from zoneinfo import ZoneInfo

import pytest

from incident_console import statusline_words
from incident_console.cli import answers
from incident_console.cli.reading import log_lines
from incident_console.config.toml_lines import TomlLines
from incident_console.domain import text, tokens, unsaid
from incident_console.domain.actions import ActionAdded
from incident_console.domain.declaring import IncidentAssessed, IncidentDeclared, SeverityChanged
from incident_console.domain.entry import Entry, Event
from incident_console.domain.events import decode, encode
from incident_console.domain.folding import fold
from incident_console.domain.incident import Incident
from incident_console.domain.policy import Policy
from incident_console.domain.response import Noted
from incident_console.domain.vocabulary import Severity
from incident_console.keys.keymap import shown_keys
from incident_console.messages import phrases, render
from incident_console.reports import export, log_rows, markdown
from incident_console.store import hits, search, search_index
from incident_console.tui.render import content, record, state
from incident_console.tui.render.timeline import entry_lines
from incident_console.tui.render.view import SIGNS, View
from incident_console.words import Clocks, flat

RUNS = {
    "blanks": " ",
    "newlines": "\n",
    "tabs": "\t",
    "blanks and tabs": " \t",
    "no-break blanks": "\xa0",
    "carriage returns": "\r",
    "line separators": "\u2028",
    "marks": "\u0301",
    "marks out of order": "\u0301\u0323",
    "joiners": "\u200d",
    "variation selectors": "\ufe0f",
    "right to left": "\u05d0",
    "bidi controls": "\u202e",
    "Han": "止",
    "Thai": "ที่",
    "emoji": "\U0001f98a",
    "families": "\U0001f468\u200d\U0001f4bb",
    "controls": "\x01",
    "escapes": "\x1b",
    "unfinished sequences": "\x1b]0;",
    "eight-bit sequences": "\x9d0;",
    "backslashes": "\\",
    "brackets": "[",
    "markup": "[b]",
    "hashes": "#",
    "orders to tmux": "#(",
    "backquotes": "`",
    "bullets": "- ",
    "quotation marks": '"',
    "letters": "a",
    "words": "ab ",
}
SMALL, LARGE = 2_000, 20_000
"""Characters; the larger one is the longest text that is recorded."""

LEAST = 0.0002
"""Seconds below which a cost is not told from that of calling at all."""

NOW = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
CLOCKS = Clocks(ZoneInfo("UTC"), ZoneInfo("UTC"), NOW)
VIEW = View(me="alice", now=NOW, policy=Policy(), glyphs=SIGNS, keys=shown_keys({}))

READERS: dict[str, Callable[[str], object]] = {
    "cleaned": text.clean,
    "on one line": lambda said: text.harmless(said, lines=False),
    "displayed": text.displayed,
    "a name": text.given_name.__wrapped__,
    "the key of a name": text.name_key.__wrapped__,
    "shortened": lambda said: text.shortened(said, 200),
    "to be indexed": lambda said: search_index.indexed("noted", "{}", said),
    "its words": tokens.tokens,
    "looked for": search.sought,
    "an excerpt": lambda said: hits.excerpt(said, "zz"),
    "flat": flat,
    "a cell of Markdown": markdown.cell,
    "fenced": markdown.fence,
    "paragraphs": markdown.paragraphs,
    "a cell of CSV": export.cell,
    "a line": answers.line,
    "a block": answers.block,
    "hanging": lambda said: answers.hanging("12:00  ", said, 7),
    "cut": lambda said: answers.cut("ab" + said + "b" * 100, 60),
    "a table": lambda said: answers.table([[said, said], ["a", "b"]]),
    "statements": phrases.statements,
    "unchanged or not": unsaid.says_unchanged,
    "tidy": render.tidy,
    "safe": lambda said: content.safe(said, lines=True),
    "wrapped": lambda said: content.wrapped(content.safe(said, lines=True), 40),
    "wrapped into three lines": lambda said: content.wrapped(content.safe(said, lines=True), 40, 3),
    "a column": lambda said: content.column(content.safe(said), 40),
    "spread": lambda said: content.spread(content.shown(said), content.shown("b"), 80),
    "in tmux": lambda said: statusline_words.shown_in_tmux(said, 32),
    "keys of a configuration": lambda said: TomlLines(Path("x"), said),
}


@pytest.fixture(autouse=True)
def no_garbage_is_looked_for() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


def cost(read: Callable[[str], object], said: str) -> float:
    """Seconds of this process that reading takes."""
    begun = process_time()
    read(said)
    return process_time() - begun


def ratio(read: Callable[[str], object], run: str) -> float:
    """How much more a text of ten times the length costs, by the best of both where it seems too much."""
    small, large = (f"é{(run * length)[: length - 2]}z" for length in (SMALL, LARGE))
    less, more = cost(read, small), cost(read, large)
    for _ in range(4):
        if more <= 15 * max(less, LEAST):
            break
        less, more = min(less, cost(read, small)), min(more, cost(read, large))
    return more / max(less, LEAST)


@pytest.mark.parametrize("name", READERS)
def test_reading_a_text_takes_as_long_as_the_text(name: str) -> None:
    slow = {run: found for run in RUNS if (found := ratio(READERS[name], RUNS[run])) > 15}
    assert slow == {}


def lived(said: str) -> list[bytes]:
    """The events of an incident whose every text is this one, as they lie in the record."""
    events: list[Event] = [
        IncidentDeclared(ref="INC-7K3Q", title=said, owner="alice", impact=said, scope=said, client=said),
        IncidentAssessed(impact=said, scope=said),
        SeverityChanged(severity=Severity.P1, why=said),
        ActionAdded(what=said, owner="bob"),
        Noted(what=said),
    ]
    return [encode(event) for event in events]


def read_again(bodies: list[bytes]) -> Incident:
    return fold(
        [
            Entry(
                id=str(seq),
                incident="i",
                seq=seq,
                console="c",
                count=seq,
                term="1",
                occurred_at=NOW,
                recorded_at=NOW,
                by="alice",
                event=decode(body),
            )
            for seq, body in enumerate(bodies, 1)
        ]
    )


def drawn(incident: Incident) -> None:
    state.state(incident, VIEW, 40)
    record.incident_in_full(incident, VIEW, 40)
    for entry in incident.entries:
        entry_lines(entry, incident, VIEW, 80)
        record.entry_in_full(entry, incident, VIEW)


IN_A_RECORD = (
    *("blanks", "newlines", "tabs", "marks", "marks out of order", "joiners", "right to left", "Han"),
    *("families", "controls", "backslashes", "brackets", "hashes"),
)

RECORD: dict[str, Callable[[Incident], object]] = {
    "log": lambda incident: log_lines(log_rows.in_order(incident), incident, CLOCKS),
    "log as data": log_rows.log_rows,
    "Markdown": lambda incident: export.export(incident, "md", NOW, Policy(), anchor=""),
    "HTML": lambda incident: export.export(incident, "html", NOW, Policy(), anchor=""),
    "the war room": drawn,
}


@pytest.mark.parametrize("name", RECORD)
def test_a_record_that_holds_such_texts_is_read_as_fast_as_it_is_long(name: str) -> None:
    def read(said: str) -> object:
        # What is in the record may never have been cleaned by us.
        return RECORD[name](read_again(lived(said)))

    slow = {run: found for run in IN_A_RECORD if (found := ratio(read, RUNS[run])) > 15}
    assert slow == {}


def test_the_measure_tells_what_grows_faster() -> None:
    def quadratic(said: str) -> object:
        return sum(said.count(said[n]) for n in range(0, len(said), 8))

    assert ratio(quadratic, "ab") > 15
    assert ratio(len, "ab") <= 1
