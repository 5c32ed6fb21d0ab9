"""The past, found: by what is known of an incident and by what was said in it, in any order."""

import statistics
from datetime import timedelta
from typing import Any

import pytest

from incident_console.domain.declaring import SeverityChanged
from incident_console.domain.entry import FirstUpdate
from incident_console.domain.folding import fold
from incident_console.domain.lives import open_for
from incident_console.domain.response import EntryStruck
from incident_console.domain.vocabulary import Severity
from incident_console.store import history_figures
from incident_console.store import store as store_module
from incident_console.store.history_answers import Found, Interrupted, Wanted
from incident_console.store.history_orders import ORDERS
from incident_console.store.marks import marks
from incident_console.store.search import sought
from incident_console.store.store import Store
from tests.store.lives import LIVES
from tests.store.scribe import NOON, declare, note, record
from tests.store.test_projection import live

DAY = timedelta(days=1)
NOW = NOON + 100 * DAY


@pytest.fixture(params=["not yet indexed", "indexed"])
def past(request: pytest.FixtureRequest, store: Store) -> Store:
    """Four incidents on four days; the third is a drill."""
    worse = SeverityChanged(severity=Severity.P1, why="spreads to the pool of iOS")
    others = (FirstUpdate(client="Zürich", due_at=NOON + DAY),)
    better = SeverityChanged(severity=Severity.P3, why="iOS is back")
    declare(store, note("pool at 100 %"), worse, better, ref="INC-AAAA", client="ACME", others=others)
    declare(store, note("vendor knows"), at=NOON + DAY, ref="INC-BBBB", client="Acme Labs", owner="Zoë")
    declare(store, note("pool drill"), at=NOON + 2 * DAY, ref="INC-CCCC", drill=True, client="ACME")
    declare(
        store,
        note("a pool again"),
        note("pool, twice"),
        at=NOON + 3 * DAY,
        ref="INC-DDDD",
        title="Search is slow",
    )
    if request.param == "indexed":
        store.checkpoint()
    return store


def find(store: Store, order: str = "when", limit: int = -1, most: int = -1, **wanted: Any) -> Found:
    return store.find_past(Wanted(**wanted), NOW, order=order, limit=limit, most=most)


def refs(found: Found) -> str:
    """The last letters of the references, in order."""
    return "".join(each.row.ref[-1] for each in found.incidents)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, "DBA"),
        ({"drills": True}, "DCBA"),
        ({"drills": None}, "C"),
        ({"severity": "P1"}, "A"),
        ({"severity": "P3"}, "A"),
        ({"severity": "P2"}, "DB"),
        ({"client": "acme"}, "A"),
        ({"client": "zurich"}, ""),
        ({"client": "zürich"}, "A"),
        ({"client": "ac", "beginnings": True}, "BA"),
        ({"owner": "ZOË"}, "B"),
        ({"since": NOON + DAY}, "DB"),
        ({"since": NOON + DAY, "until": NOON + 3 * DAY}, "B"),
        ({"until": NOON + DAY}, "A"),
        ({"words": "pool"}, "DA"),
        ({"words": "poo"}, "DA"),
        ({"words": "pool", "drills": True}, "DCA"),
        ({"words": "pool", "client": "ACME", "drills": True}, "CA"),
        ({"words": "pool ios"}, "A"),
        ({"words": '"ios pool"'}, ""),
        ({"words": "nowhere"}, ""),
        ({"words": "search slow"}, "D"),
    ],
)
def test_what_is_meant_is_found_and_nothing_else(past: Store, wanted: dict[str, Any], expected: str) -> None:
    assert refs(find(past, **wanted)) == expected


def test_what_holds_the_words_stands_under_its_incident_newest_first(past: Store) -> None:
    found = find(past, words="pool")
    texts = [[(hit.seq, hit.excerpt) for hit in each.hits] for each in found.incidents]
    assert texts == [
        [(3, "pool, twice"), (2, "a pool again")],
        [(3, "spreads to the pool of iOS"), (2, "pool at 100 %")],
    ]
    assert (found.whole, found.count) == (True, 2)


def test_whoever_types_sees_the_newest_first_and_that_there_may_be_more(past: Store) -> None:
    found = find(past, words="pool", most=3, limit=3)
    assert (refs(found), found.whole, found.more, found.count) == ("D", False, True, None)
    assert [len(each.hits) for each in found.incidents] == [2]
    found = find(past, words="pool", most=30)
    assert (refs(found), found.whole, found.more) == ("DA", True, False)
    assert find(past, limit=2).more
    assert not find(past, limit=4).more
    each = past.find_past(Wanted(words="pool"), NOW, hits_each=1).incidents
    assert [(len(one.hits), one.more) for one in each] == [(1, 1), (1, 1)]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("when", "DBA"),
        ("duration", "ABD"),
        ("severity", "DBA"),
        ("highest", "ADB"),
        ("title", "BAD"),
        ("client", "ABD"),
        ("owner", "DAB"),
        ("owed", "DBA"),
        ("review", "DBA"),
        ("promises", "DBA"),
    ],
)
def test_it_is_sorted_by_what_is_asked_for(past: Store, order: str, expected: str) -> None:
    assert refs(find(past, order=order)) == expected
    assert refs(find(past, order=order, limit=2)) == expected[:2]


def test_every_order_can_be_asked_for_with_words(past: Store) -> None:
    for order in ORDERS:
        assert set(refs(find(past, order=order, words="pool"))) == set("DA")


@pytest.mark.parametrize("steps", LIVES)
def test_an_incident_of_the_past_is_told_as_it_went(store: Store, steps: Any) -> None:
    incident = fold(store.entries(live(store, steps)))
    (found,) = find(store, drills=True).incidents
    assert found.row.highest_severity == incident.highest_severity
    assert found.row.open_for(NOW) == open_for(incident, NOW)
    assert (found.row.review_due_at, found.row.reviewed_at) == (
        incident.review.due_at,
        incident.review.completed_at,
    )
    counts = {outcome: getattr(found.promises, outcome) for outcome in ("kept", "late", "moved", "open")}
    assert counts == {
        outcome: sum(each.outcome.value == outcome for each in incident.promises) for outcome in counts
    }
    assert found.promises.made == len(incident.promises)


def test_figures_are_those_of_all_that_are_meant(store: Store) -> None:
    for steps in LIVES:
        live(store, steps)
    every = [fold(store.entries(each.row.id)) for each in find(store, drills=True).incidents]
    figures = store.past_figures(Wanted(drills=True), NOW)
    assert figures.count == len(every) == sum(month.incidents for month in figures.months)
    promises = [promise for incident in every for promise in incident.promises]
    assert figures.promises.made == len(promises) == sum(month.promises.made for month in figures.months)
    assert figures.promises.kept == sum(each.outcome.value == "kept" for each in promises)
    took = sorted(open_for(each, NOW).total_seconds() for each in every if each.closed_at is not None)
    assert figures.ended == len(took)
    assert figures.duration_median == round(statistics.median(took))


@pytest.mark.parametrize(
    ("values", "middle"), [([], None), ([7], 7), ([9, 1], 5), ([9, 1, 2], 2), ([4, 1, 9, 2], 3)]
)
def test_the_median_is_the_middle(store: Store, values: list[int], middle: int | None) -> None:
    given = "SELECT value FROM json_each(:values)"
    assert history_figures.median(store._connection, given, {"values": str(values)}) == middle


def test_figures_with_words_are_those_of_what_is_found(past: Store) -> None:
    record(past, find(past, client="acme").incidents[0].row.id, note("a pool at last"))
    asked: list[dict[str, Any]] = [{"words": "pool"}, {"words": "poo", "drills": True}]
    for wanted in [*asked, {"words": "vendor", "owner": "zoë"}]:
        found = find(past, **wanted)
        figures = past.past_figures(Wanted(**wanted), NOW)
        assert figures.count == len(found.incidents) > 0
        assert figures.promises.made == sum(each.promises.made for each in found.incidents)


@pytest.mark.parametrize(
    ("wanted", "meant", "left_out"),
    [
        ({}, 3, 1),
        ({"words": "pool"}, 2, 1),
        ({"words": "vendor"}, 1, 0),
        ({"client": "ACME"}, 1, 1),
        ({"drills": True}, 4, 0),
        ({"drills": None}, 1, 0),
    ],
)
def test_figures_tell_how_many_drills_they_leave_out(
    past: Store, wanted: dict[str, Any], meant: int, left_out: int
) -> None:
    figures = past.past_figures(Wanted(**wanted), NOW)
    assert (figures.count, figures.drills) == (meant, left_out)


def test_figures_of_nothing_are_none(store: Store) -> None:
    figures = store.past_figures(Wanted(words="nowhere"), NOW)
    assert (figures.count, figures.late_median, figures.duration_median, figures.months) == (
        0,
        None,
        None,
        (),
    )


def test_a_question_that_is_overtaken_ends_and_the_record_is_still_good(
    past: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "STEPS", 10)
    overtaken = True
    past.give_up_when(lambda: overtaken)
    with pytest.raises(Interrupted):
        past.past_figures(Wanted(words="pool"), NOW)
    overtaken = False
    assert refs(find(past, words="pool")) == "DA"


@pytest.mark.parametrize(
    ("words", "line", "marked"),
    [
        ("pool", "the pool, and Pool again", ["pool", "Pool"]),
        ("po", "the pool, a spool", ["po"]),
        ("po ", "the pool", []),
        ("cafe", "im Café in Łódź", ["Café"]),
        ("lodz", "im Café in Łódź", ["Łódź"]),
        ('"pool at"', "pool: at 100, at pool", ["pool: at"]),
        ("支付", "由于支付失败", ["支付"]),
        ("acme pool", "ACME pool", ["ACME", "pool"]),
    ],
)
def test_the_words_are_marked_where_they_stand(words: str, line: str, marked: list[str]) -> None:
    looked_for = sought(words)
    assert looked_for is not None
    assert [line[start:end] for start, end in marks(line, looked_for)] == marked


def test_what_is_struck_is_told_wherever_it_stands(store: Store) -> None:
    incident = declare(store, note("pool one"), note("pool two"), note("pool three"), ref="INC-AAAA")
    one, two, _ = (entry.id for entry in store.entries(incident)[1:])
    record(store, incident, EntryStruck(entry=two, why="wrong"), EntryStruck(entry=one, why="too"))
    assert find(store, words="pool").incidents[0].struck == {one, two}
    newest = store.find_past(Wanted(words="pool"), NOW, most=3, hits_each=2).incidents[0]
    assert {hit.id for hit in newest.hits} & newest.struck == {two}


def test_many_entries_of_one_incident_hide_no_other(store: Store) -> None:
    declare(store, note("the pool of old"), ref="INC-AAAA")
    declare(store, *(note(f"pool {n}") for n in range(300)), ref="INC-BBBB")
    store.checkpoint()
    found = store.find_past(Wanted(words="pool"), NOW, limit=60, most=60, hits_each=3)
    assert [(each.row.ref, len(each.hits), each.more) for each in found.incidents] == [
        ("INC-AAAA", 1, 0),
        ("INC-BBBB", 3, 297),
    ]
