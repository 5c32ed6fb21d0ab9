"""The figures of past incidents at a glance: of how many each is, by month, and what is left out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from incident_console.domain.policy import Policy
from incident_console.keys.keymap import shown_keys
from incident_console.store.history_answers import Figures, Month, Promises
from incident_console.tui.render.past import figures_lines
from incident_console.tui.render.view import ASCII, SIGNS, Glyphs, View

NONE = Promises()
SOME = Figures(
    count=12,
    drills=1,
    ended=7,
    promises=Promises(made=19, kept=17, late=1, open=1),
    late_median=360,
    duration_median=7_560,
    months=(
        Month("2026-08", 8, Promises(made=4, kept=2, late=2)),
        Month("2026-09", 0, NONE),
        Month("2026-10", 1, Promises(made=2, late=2)),
        Month("2026-11", 3, Promises(made=3, kept=1, late=1, open=1)),
    ),
)


def lines(figures: Figures, width: int = 118, height: int = 4, glyphs: Glyphs = SIGNS) -> list[str]:
    now = datetime(2026, 11, 26, 14, 0, tzinfo=UTC)
    view = View(me="bob", now=now, policy=Policy(), glyphs=glyphs, keys=shown_keys({}))
    return [line.plain for line in figures_lines(figures, view, width, height)]


def test_each_share_and_median_says_of_how_many_it_is() -> None:
    assert lines(SOME)[0] == (
        " 12 incidents   kept 94 % (17 of 18)   late by 6 min (median of 1)"
        "   open for 2 h 6 min (median of 7)"
    )
    assert lines(SOME)[3] == " left out: 1 drill, 1 unanswered promise, 5 open incidents"


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (78, " 12 incidents  kept 94 % (17 of 18)  late 6 min (of 1)  open 2 h 6 min (of 7)"),
        (58, " kept 94 % of 18  late 6 min of 1  open 2 h 6 min of 7"),
        (50, " kept 94 %  late 6 min  open 2 h 6 min"),
    ],
)
def test_a_narrow_line_says_it_in_fewer_words(width: int, line: str) -> None:
    assert lines(SOME, width, 1) == [line]


@pytest.mark.parametrize(
    ("glyphs", "bars"), [(SIGNS, ("█ ▂▄", "▅ ▁▅")), (ASCII, ("9 24", "5 15"))], ids=["signs", "ascii"]
)
def test_a_month_without_any_has_no_bar_and_a_share_is_of_all_that_ended(
    glyphs: Glyphs, bars: tuple[str, str]
) -> None:
    """Half of them kept is half a bar, also where no month kept more; an open promise is no broken one."""
    incidents, kept = lines(SOME, glyphs=glyphs)[1:3]
    assert incidents == f" by month  2026-08 {bars[0]} 2026-11  at most 8"
    assert kept == f" kept      2026-08 {bars[1]} 2026-11  at most 100 %"


def test_what_is_left_out_stands_there_without_months_too() -> None:
    month = replace(SOME, months=SOME.months[:1])
    assert lines(month)[1] == " left out: 1 drill, 1 unanswered promise, 5 open incidents"
    whole = replace(month, drills=0, ended=12, promises=Promises(made=18, kept=17, late=1))
    assert len(lines(whole)) == 1
