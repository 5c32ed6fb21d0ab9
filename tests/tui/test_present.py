"""Domain values as words, signs and colours: tables of what goes in and what is read."""

from datetime import UTC, datetime, timedelta

import pytest
from textual.content import Content

from incident_console.domain.deadlines import Deadline
from incident_console.domain.policy import Policy
from incident_console.domain.urgency import DeadlineKind, Urgency, urgency
from incident_console.keys.keymap import shown_keys
from incident_console.tui.render.clock import clock_line, clock_state
from incident_console.tui.render.content import differing, first_fit, fit, join, safe, spread
from incident_console.tui.render.figures import figures
from incident_console.tui.render.time_left import STYLES, short
from incident_console.tui.render.view import ASCII, SIGNS, Glyphs, View
from incident_console.tui.render.where_it_stands import severity

NOW = datetime(2026, 11, 21, 14, 34, 12, tzinfo=UTC)


def view(glyphs: Glyphs = SIGNS) -> View:
    return View(me="alice", now=NOW, policy=Policy(), glyphs=glyphs, keys=shown_keys({}))


@pytest.mark.parametrize(
    ("given", "said", "style"),
    [
        ("P1", "▲ P1 Critical", "$p1 bold"),
        ("P2", "◆ P2 High", "$p2 bold"),
        ("P3", "● P3 Medium", "$p3 bold"),
        ("P4", "○ P4 Low", "$p4 bold"),
        (None, "? P? unknown", "$quiet bold"),
        ("P9", "? P9 unknown", "$quiet bold"),
    ],
)
def test_a_severity_is_word_sign_and_colour(given: str | None, said: str, style: str) -> None:
    content = severity(given, view())
    assert content.plain == said
    assert content.spans[0].style == style


def test_a_severity_that_nobody_confirmed_says_so() -> None:
    assert severity("P2", view(), confirmed=False).plain == "◆ P2 High to be confirmed"


@pytest.mark.parametrize(
    ("seconds", "state"),
    [
        (601, Urgency.ON_TIME),
        (600, Urgency.NEAR),
        (301, Urgency.NEAR),
        (300, Urgency.PRESSING),
        (0, Urgency.PRESSING),
        (-1, Urgency.OVERDUE),
        (-90_000, Urgency.OVERDUE),
    ],
)
def test_urgency(seconds: int, state: Urgency) -> None:
    assert urgency(NOW + timedelta(seconds=seconds), NOW) is state


@pytest.mark.parametrize(
    ("seconds", "said", "line"),
    [
        (28 * 60 + 30, "29 min left", "28:30 left"),
        (26 * 3600, "1 day 2 h left", "1 d 2 h left"),
        (600, "◷ due soon", "10:00  ◷ due soon"),
        (300, "◷ due very soon", "05:00  ◷ due very soon"),
        (-252, "! OVERDUE", "−04:12  ! OVERDUE"),
    ],
)
def test_a_promise_to_come_is_never_on_time_yet(seconds: int, said: str, line: str) -> None:
    due = Deadline(
        kind=DeadlineKind.NEXT_UPDATE, due_at=NOW + timedelta(seconds=seconds), promised=True, keeper="alice"
    )
    assert clock_state(due, view()).plain == said
    assert clock_line(due, view()).plain == line
    assert len(set(STYLES.values())) == len(Urgency)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (59, "<1 min"),
        (60, "1 min"),
        (18 * 60 + 40, "19 min"),
        (2 * 3600 + 5 * 60, "2 h 05"),
        (76 * 3600, "3 d 4 h"),
        (-20, "−<1 min"),
        (-252, "−4 min"),
        (-3 * 3600, "−3 h"),
        (48 * 3600, "2 d"),
    ],
)
def test_time_left_in_lists(seconds: int, said: str) -> None:
    assert short(seconds, view()) == said


def test_every_sign_is_one_cell_and_has_a_twin_from_ascii() -> None:
    for name in Glyphs.__struct_fields__:
        assert Content(getattr(SIGNS, name)).cell_length == 1, name
        assert getattr(ASCII, name).isascii(), name
        assert len(getattr(ASCII, name)) == 1, name


@pytest.mark.parametrize("text", ["04:12", "-04:12", "1:02:03", "-23:59:59", "56:78"])
def test_figures_are_a_rectangle(text: str) -> None:
    assert len(figures(text)) == 3
    assert len({len(row) for row in figures(text)}) == 1
    assert "".join(figures(text, ascii=True)).isascii()


def test_figures_are_what_they_say() -> None:
    assert figures("04") == ["█▀▀█ █  █", "█  █ █▄▄█", "█▄▄█    █"]


SIDES = [("", ""), ("left", "right"), ("a wide 広い one", "é"), ("l" * 80, "r" * 80)]


@pytest.mark.parametrize("width", [0, 1, 2, 7, 20, 60])
@pytest.mark.parametrize(("left", "right"), SIDES)
def test_a_line_has_exactly_its_width(left: str, right: str, width: int) -> None:
    assert spread(Content(left), Content(right), width).cell_length == width


def test_the_first_pair_that_fits_is_taken() -> None:
    pairs = [(Content("who"), Content(right)) for right in ("since yesterday", "13:02", "")]
    assert fit(30, *pairs).plain == "who" + " " * 12 + "since yesterday"
    assert fit(12, *pairs).plain == "who    13:02"
    assert fit(4, *pairs).plain == "who "
    assert first_fit(3, Content("long"), Content("longer")).plain == "lo…"


def test_parts_keep_their_styles_and_empty_ones_leave_no_gap() -> None:
    line = join(("a", "bold"), ("", "red"), Content("b"), ("c", "$quiet"), gap="  ")
    assert line.plain == "a  b  c"
    assert [(span.start, span.end, span.style) for span in line.spans] == [(0, 1, "bold"), (6, 7, "$quiet")]


@pytest.mark.parametrize(
    ("old", "new", "columns"),
    [
        ("12:34:56", "12:34:57", (7, 8)),
        ("12:34:59", "12:35:00", (4, 8)),
        ("same", "same", (0, 0)),
        ("short", "longer", (0, 6)),
    ],
)
def test_only_the_columns_that_differ(old: str, new: str, columns: tuple[int, int]) -> None:
    assert differing(Content(old), Content(new), len(new)) == columns


def test_another_style_is_another_line() -> None:
    assert differing(join(("x", "bold")), join(("x", "red")), 1) == (0, 1)


def test_text_from_outside_is_one_harmless_line() -> None:
    assert safe("\x1b]52;c;aGk=\x07two\nlines \u202eback") == "two lines back"
    assert len(safe("x" * 50_000)) == 50_000


def test_what_fills_no_cell_is_left_out_so_that_widths_agree_with_the_line_filter() -> None:
    for hidden in ("\u200d", "\u00ad", "\ufe0f", "\u200c", "\u180b", "\U000e0100"):
        assert safe(f"one{hidden}two") == "onetwo"
    assert safe("ne\u0301 \u2764\ufe0f") == "n\u00e9 \u2764"
