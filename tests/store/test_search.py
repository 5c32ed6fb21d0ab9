"""Search: everything that was typed, at once, whatever was typed to look for it."""

from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incident_console.domain.entry import Event
from incident_console.domain.events import AnyEvent
from incident_console.domain.response import Escalated, Noted, NoteKind
from incident_console.store import engine, hits, search, search_index
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
        assert search_index.behind(store._connection) == 0
    else:
        assert search_index.behind(store._connection) == 6
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


SCRIPTS = {
    "支払いサービスが停止しています": ("サービス", "停止", "払い", "支", "ｻｰﾋﾞｽ"),
    "数据库主从复制延迟，已切换": ("复制", "主从复制", "延迟", "切换"),
    "결제서비스가 중단되었습니다": ("서비스", "결제", "중단", "되었"),
    "ระบบชำระเงินล่มตั้งแต่เช้า": ("ชำระเงิน", "ล่ม", "เช้า"),
    "ລະບົບການຊໍາລະເງິນລົ້ມ": ("ຊໍາລະ", "ເງິນ"),
    "សេវាទូទាត់ប្រាក់ត្រូវបានបញ្ឈប់": ("ទូទាត់", "ប្រាក់"),
    "ငွေပေးချေမှုစနစ်ရပ်တန့်နေသည်": ("ပေးချေ", "စနစ်"),
    "Łukasz räumt die Straße, Ørsted og Đorđe": ("lukasz", "strasse", "orsted", "dorde", "STRASSE", "raumt"),
    "œuvre ﬁle ﬂow þing encyclopædia ırmak İzmir": (
        "oeuvre",
        "file",
        "flow",
        "thing",
        "paedia ",
        "irmak",
        "izmir",
    ),
    "Ελλάδα ΟΔΟΣ, ёлка, שָׁלוֹם, مُحَمَّد": ("ελλαδα", "οδος", "елка", "שלום", "محمد"),
}


@pytest.mark.parametrize("given", ["not yet indexed", "indexed"])
@pytest.mark.parametrize("text", SCRIPTS)
def test_every_script_is_found_by_any_word_inside(store: Store, text: str, given: str) -> None:
    incident = declare(store, note(text), note("connection pool at 100 %"))
    if given == "indexed":
        store.checkpoint()
    for word in SCRIPTS[text]:
        if word == "paedia ":
            assert store.search(word) == [], "an end of a word is no word"
            continue
        found = store.search(word)
        assert [hit.seq for hit in found] == [2], word
        assert found[0].excerpt == text
    assert store.search("停電 ") == store.search("서재") == []
    record(store, incident, note("pool"))
    assert len(store.search("pool")) == 2


def test_no_sign_typed_is_taken_for_an_operator(store: Store) -> None:
    declare(store, note("支払い a OR b"))
    store.checkpoint()
    for words in ("＂", "支＂ OR ＂b", "é＂", "“支", "ﾞ", "\u0301", "ー"):
        store.search(words)
    assert [hit.seq for hit in store.search("支＂払")] == [2]


@pytest.mark.parametrize("given", ["not yet indexed", "indexed"])
def test_the_kind_of_an_entry_is_searched_like_its_words(store: Store, given: str) -> None:
    kinds = [NoteKind.FINDING, NoteKind.DECISION, NoteKind.INQUIRY, NoteKind.NOTE]
    declare(store, *(Noted(what=f"pool {kind.value[:2]}", note=kind) for kind in kinds))
    record(store, store.find("."), Escalated(to="bob", why='it says "note":"alert"'))
    if given == "indexed":
        store.checkpoint()
    for words, found in (
        ("finding", [2]),
        ("pool decision", [3]),
        ("Decisio", [3]),
        ("question", [4]),
        ("inquiry", [4]),
        ("escalation", [6]),
        ("declared", [1]),
        ("alert ", [6]),
    ):
        assert [hit.seq for hit in store.search(words)] == found, words
    assert store.search("question")[0].excerpt == "pool in"


def test_a_text_in_ascii_is_given_to_the_index_as_it_is() -> None:
    for text in (*TEXTS[:2], "x_y-Z9 \t /"):
        assert search_index.indexed("noted", "{}", text) == text


def test_every_kind_of_event_that_holds_words_has_a_name_to_search_by() -> None:
    named = {*search_index.KINDS, "noted"}
    assert set(search_index.KINDS) <= {kind.__struct_config__.tag for kind in get_args(AnyEvent)}
    with_words = {kind.__struct_config__.tag for kind in get_args(AnyEvent) if kind.text is not Event.text}
    assert with_words <= named


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
    for number in range(2 * search_index.BEHIND + 5):
        record(store, incident, note(f"finding {number}"))
        assert search_index.behind(store._connection) <= search_index.BEHIND
    assert len(store.search("finding", limit=1000)) == 2 * search_index.BEHIND + 5
    store.checkpoint()
    store._connection.execute("INSERT INTO events_fts (events_fts, rank) VALUES ('integrity-check', 1)")


def test_the_index_is_complete_when_the_file_is_closed(store: Store) -> None:
    declare(store, note("pool"))
    store.close()
    with Store.open(store.path, read_only=True) as reader:
        assert search_index.behind(reader._connection) == 0
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
    text=st.text(alphabet="abAB éßÜñ-_7ﬁłサ止ที่한हि\u0301＂", max_size=20),
    words=st.text(alphabet='abAB éßuÜn-_7"ﬁfiłlサ止ที่한हि\u0301＂', max_size=8),
)
def test_what_is_not_yet_indexed_is_found_as_if_it_were(store: Store, text: str, words: str) -> None:
    store._connection.execute("BEGIN")
    try:
        given = search_index.indexed("noted", "{}", text)
        store._connection.execute("INSERT INTO events_fts (rowid, text) VALUES (1, ?)", (given,))
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
            given = search_index.indexed("noted", "{}", text)
            connection.execute("INSERT INTO events_fts (rowid, text) VALUES (?, ?)", (row, given))
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
        ("réplicat", '("replication")'),
        ("支払", '"支 払"*'),
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
    shown = hits.excerpt(text, "needle")
    assert "needle" in shown
    assert len(shown) <= hits.EXCERPT + 4
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert hits.excerpt("one\n two", "two") == "one two"
    for text, word in (
        ("start " * 60 + "Straße " + "end " * 60, "strasse"),
        ("支払いが" * 100 + "停止" + "しています" * 100, "停 止"),
    ):
        shown = hits.excerpt(text, word)
        assert ("Straße" in shown) != ("停止" in shown)
        assert len(shown) <= hits.EXCERPT + 4
