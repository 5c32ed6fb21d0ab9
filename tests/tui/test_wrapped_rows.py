"""Rows of several heights: what is in sight while somebody moves, held against all lines laid end to end."""

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st
from textual.content import Content

from incident_console.tui.panes.wrapped_rows import WrappedRows

PAGE = 7


class Lines(WrappedRows[int]):
    """Rows that are as high as their numbers say."""

    POINTED = False
    drawn = 0

    def draw_row(self, row: int, width: int, *, chosen: bool) -> list[Content]:
        self.drawn += 1
        return [Content(f"{row}.{n}") for n in range(row)]

    def paint(self) -> None:
        self._settle()


def of(heights: list[int]) -> Lines:
    rows = Lines()
    rows._wide, rows._high = 40, PAGE + 1
    rows.show_rows(heights)
    return rows


def places(rows: Lines) -> list[tuple[int, int]]:
    """Every line, as its row and place in it."""
    return [(n, part) for n, high in enumerate(rows.rows) for part in range(high)]


MOVES: dict[str, Callable[[Lines], None]] = {
    "down": lambda rows: rows.move(1),
    "up": lambda rows: rows.move(-1),
    "page down": Lines.page_down,
    "page up": Lines.page_up,
    "half down": Lines.half_page_down,
    "top": lambda rows: rows.move(-1000),
    "end": lambda rows: rows.move(1000),
    "wheel": lambda rows: rows.scroll_lines(3),
    "wheel up": lambda rows: rows.scroll_lines(-3),
}


@given(
    st.lists(st.integers(1, 3), min_size=1, max_size=40),
    st.lists(st.sampled_from(sorted(MOVES)), max_size=12),
)
@settings(max_examples=60, deadline=None)
def test_the_cursor_is_in_sight_and_the_page_is_full(heights: list[int], moves: list[str]) -> None:
    rows = of(heights)
    for move in moves:
        MOVES[move](rows)
        every, seen = places(rows), rows._content_in_sight()
        at = every.index((rows._top, rows._over))
        assert len(seen) == min(PAGE, len(every)) == len(every[at : at + PAGE])
        if "wheel" not in move:
            wanted = [(rows.cursor, part) for part in range(rows.rows[rows.cursor])]
            assert set(wanted) <= set(every[at : at + PAGE])
    thumb = rows._thumb(rows.length, PAGE)
    assert set(thumb) <= set(range(PAGE))
    assert bool(thumb) == (sum(heights) > PAGE)


def test_only_what_is_in_sight_is_wrapped() -> None:
    rows = of([2] * 10_000)
    rows._content_in_sight()
    rows.move(100_000)
    rows._content_in_sight()
    assert rows.cursor == 9_999
    assert rows.drawn < 40


def test_who_reads_further_down_keeps_the_lines_before_their_eyes() -> None:
    class Log(Lines):
        NEWEST_FIRST = True

        def same_row(self, one: int, other: int) -> bool:
            return one == other

        def draw_row(self, row: int, width: int, *, chosen: bool) -> list[Content]:
            return [Content(str(row))] * (row % 3 + 1)

    rows = Log()
    rows._wide, rows._high = 40, PAGE + 1
    rows.show_rows(list(range(20, 0, -1)))
    rows.move(8)
    before, picked = (rows._top, rows._over), rows.picked
    assert before > (0, 0)
    rows.show_rows(list(range(21, 0, -1)))
    assert (rows._top, rows._over) == (before[0] + 1, before[1])
    assert rows.picked == picked
