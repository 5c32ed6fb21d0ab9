"""The figures of the benchmarks: what is compared, what counts as reached, and the plot."""

from itertools import cycle
from xml.etree import ElementTree as Xml

from benchmarks.measure import Pair, compared, interleaved, p95
from benchmarks.plot import Line, draw
from benchmarks.report import table


def test_pairs_are_taken_in_turns_and_the_first_to_go_changes() -> None:
    went: list[str] = []

    def sample(name: str) -> float:
        went.append(name)
        return 1.0

    pair = interleaved(lambda: sample("ours"), lambda: sample("floor"), rounds=2, warm=0)
    assert went == ["floor", "ours", "ours", "floor"]
    assert len(pair.ours) == len(pair.floor) == 2


def test_a_row_is_reached_where_ratio_and_limit_are_kept() -> None:
    pair = Pair([12.0] * 3, [10.0] * 3)
    assert compared("a", "b", pair, "ms", 1.2).reached
    assert not compared("a", "b", pair, "ms", 1.1).reached
    assert not compared("a", "b", pair, "ms", 1.5, under=12).reached


def test_the_p95_leaves_out_the_worst_of_a_hundred() -> None:
    assert p95([float(n) for n in range(100)]) == 95.0
    assert p95([1.0]) == 1.0


def test_the_table_has_a_line_for_each_row() -> None:
    rows = [compared(name, "floor", Pair([1.0], [1.0]), "ms", 1.5) for name in "abc"]
    assert len(table(rows).splitlines()) == 2 + 3


def test_the_plot_is_an_image_with_a_line_for_each_name() -> None:
    heights = cycle((0.2, 3.0, 3.1))
    lines = [Line(name, [(10.0**n, next(heights)) for n in (3, 4, 5)]) for name in ("list", "a & b")]
    image = Xml.fromstring(draw("Growth", "incidents", "ms", lines))
    assert len(image.findall("{*}polyline")) == 2
    assert {"list", "a & b", "Growth"} <= {each.text for each in image.findall("{*}text")}
