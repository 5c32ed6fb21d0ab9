"""Search: everything that was typed, at once, whatever was typed to look for it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incident_console.store import engine, search
from incident_console.store.store import Store
from tests.store.scribe import declare, note, record

TEXTS = (
    "connection pool at 100 % on shard 7",
    "rolled back release 2.41, pool recovers",
    "Kundin in Zürich meldet Café-Kasse",
    "e-mail from client_ops: 502 on /checkout",
    "POOL exhausted again",
)


@pytest.fixture(params=["not yet indexed", "indexed"])
def filled(request: pytest.FixtureRequest, store: Store) -> Store:
    declare(store, *(note(text) for text in TEXTS), ref="INC-7K3Q", title="Checkout fails", client="ACME")
    if request.param == "indexed":
        store.checkpoint()
        assert search.behind(store._connection) == 0
    else:
        assert search.behind(store._connection) == 6
    return store


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("pool", [6, 3, 2]),
        ("po", [6, 3, 2]),
        ("p", [6, 3, 2]),
        ("po ", []),
        ("Pool rel", [3]),
        ("rel pool", []),
        ("zurich", [4]),
        ("CAFÉ", [4]),
        ("cafe kasse", [4]),
        ("café-kas", [4]),
        ("e-mail", [5]),
        ('"connection pool"', [2]),
        ('"pool connection"', []),
        ('"connection po', [2]),
        ("7k3q", [1]),
        ("acme check", [1]),
        ("2.41", [3]),
        ("100 %", [2]),
        ("OR", []),
        ("pool OR release", []),
        ("NOT pool", []),
        ("text: pool", []),
        ('"', []),
        ('""', []),
        ('" "', []),
        ("", []),
        ("   ", []),
        ("%", []),
        ("*", []),
        ("(pool", [6, 3, 2]),
        ("pool*", [6, 3, 2]),
        ("^pool", [6, 3, 2]),
        ("pool) AND (", []),
        ("pool'; DROP TABLE events; --", []),
        ("po\0ol", []),
        ("pool \udcff", [6, 3, 2]),
        ("\ud800", []),
    ],
)
def test_what_is_found(filled: Store, words: str, found: list[int]) -> None:
    assert [hit.seq for hit in filled.search(words)] == found


def test_a_hit_names_its_incident(filled: Store) -> None:
    (hit,) = filled.search("exhausted")
    assert (hit.ref, hit.title, hit.status, hit.type) == (
        "INC-7K3Q",
        "Checkout fails",
        "investigating",
        "noted",
    )
    assert hit.excerpt == "POOL exhausted again"


def test_newest_first_and_no_more_than_asked_for(filled: Store) -> None:
    record(filled, filled.find("."), note("pool is fine"))
    assert [hit.seq for hit in filled.search("pool", limit=2)] == [7, 6]
    assert [hit.seq for hit in filled.search("pool", limit=9)] == [7, 6, 3, 2]


def test_the_index_is_never_far_behind(store: Store) -> None:
    incident = declare(store)
    for number in range(2 * search.BEHIND + 5):
        record(store, incident, note(f"finding {number}"))
        assert search.behind(store._connection) <= search.BEHIND
    assert len(store.search("finding", limit=1000)) == 2 * search.BEHIND + 5
    store.checkpoint()
    store._connection.execute("INSERT INTO events_fts (events_fts, rank) VALUES ('integrity-check', 1)")


def test_the_index_is_complete_when_the_file_is_closed(store: Store) -> None:
    declare(store, note("pool"))
    store.close()
    with Store.open(store.path, read_only=True) as reader:
        assert search.behind(reader._connection) == 0
        assert len(reader.search("pool")) == 1


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=30) | st.text(alphabet="ab \"*()^:-+{}\\'", max_size=15))
def test_nothing_typed_is_an_error(store: Store, words: str) -> None:
    if not store.search("pool"):
        declare(store, note("pool a b"))
        store.checkpoint()
    store.search(words)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(alphabet="abAB éßÜñ-_7", max_size=20), words=st.text(alphabet='abAB éßuÜn-_7"', max_size=8)
)
def test_what_is_not_yet_indexed_is_found_as_if_it_were(store: Store, text: str, words: str) -> None:
    store._connection.execute("BEGIN")
    try:
        store._connection.execute("INSERT INTO events_fts (rowid, text) VALUES (1, ?)", (text,))
        wanted = search.sought(words)
        if wanted is not None:
            indexed = store._connection.execute(
                "SELECT 1 FROM events_fts WHERE events_fts MATCH ?", (wanted.expression,)
            ).fetchall()
            assert wanted.found_in(text) == bool(indexed)
    finally:
        store._connection.execute("ROLLBACK")


LONG = ("replica", "replicas", "replication", "replicated", "replaced", "checkout", "checkouts")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(st.lists(st.sampled_from(LONG), max_size=4).map("-".join), min_size=1, max_size=6),
    word=st.sampled_from(LONG),
    letters=st.integers(1, 12),
    before=st.sampled_from(("", "checkout ", "replica-", "(", "réplica ")),
)
def test_a_beginning_finds_what_its_words_find(
    store: Store, texts: list[str], word: str, letters: int, before: str
) -> None:
    connection = store._connection
    connection.execute("BEGIN")
    try:
        for row, text in enumerate(texts, 1):
            connection.execute("INSERT INTO events_fts (rowid, text) VALUES (?, ?)", (row, text))
        wanted = search.sought(before + word[:letters])
        assert wanted is not None
        found = "SELECT rowid FROM events_fts WHERE events_fts MATCH ? ORDER BY rowid DESC"
        by_words = connection.execute(found, (search.expression(connection, wanted),)).fetchall()
        assert by_words == connection.execute(found, (wanted.expression,)).fetchall()
    finally:
        connection.execute("ROLLBACK")


def test_a_long_beginning_is_looked_for_as_the_words_it_may_become(store: Store) -> None:
    declare(store, note("Replication lags"), note("replicas restarted"), note("réplication"))
    store.checkpoint()
    for words, asked in (
        ("repl", '"repl"*'),
        ("repli", '("replicas" OR "replication")'),
        ("lag replicat", '"lag" AND ("replication")'),
        ("new-replicat", '("new-replication")'),
        ("réplicat", '"réplicat"*'),
        ("replication ", '"replication"'),
        ("replix", '"replix"*'),
    ):
        wanted = search.sought(words)
        assert wanted is not None
        assert search.expression(store._connection, wanted) == asked


def test_where_many_words_begin_so_all_are_found(store: Store) -> None:
    count = search.MOST_WORDS + 3
    declare(store, *(note(f"server{number:03} is down") for number in range(count)))
    store.checkpoint()
    assert len(store.search("server", limit=100)) == count
    assert len(store.search("server00", limit=100)) == 10


def test_a_record_that_is_only_read_is_searched_alike(store: Store) -> None:
    declare(store, note("replication lags"))
    store.close()
    with Store.open(store.path, read_only=True) as reader:
        assert [hit.seq for hit in reader.search("replicat")] == [2]
        with pytest.raises(engine.Error, match="readonly"):
            reader._connection.execute("DELETE FROM drafts")


def test_an_excerpt_shows_the_word() -> None:
    text = "start " * 60 + "needle " + "end " * 60
    shown = search.excerpt(text, "needle")
    assert "needle" in shown
    assert len(shown) <= search.EXCERPT + 4
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert search.excerpt("one\n two", "two") == "one two"
