"""Half-written texts survive, one of a kind for each author and incident."""

from datetime import timedelta

from incident_console.store.store import Store
from tests.store.scribe import NOON, declare


def test_a_draft_is_found_on_every_console(store: Store) -> None:
    incident = declare(store)
    fields = {"impact": "unchanged", "done": 'rolled\nback "2.41"'}
    store.save_draft(incident, "update", "alice", fields, NOON)
    with Store.open(store.path) as other:
        draft = other.draft(incident, "update", "alice")
        assert draft is not None
        assert (draft.fields, draft.saved_at, draft.console) == (fields, NOON, store.console)
        assert other.draft(incident, "update", "bob") is None
        assert other.draft(incident, "close", "alice") is None


def test_a_later_draft_takes_the_place_of_the_earlier_one(store: Store) -> None:
    store.save_draft("", "declare", "alice", {"title": "Check"}, NOON)
    store.save_draft("", "declare", "bob", {"title": "Search"}, NOON + timedelta(seconds=1))
    store.save_draft("", "declare", "alice", {"title": "Checkout"}, NOON + timedelta(seconds=2))
    assert [(draft.author, draft.fields["title"]) for draft in store.drafts()] == [
        ("alice", "Checkout"),
        ("bob", "Search"),
    ]
    assert [draft.author for draft in store.drafts("bob")] == ["bob"]


def test_a_draft_that_was_sent_is_gone_with_the_same_transaction(store: Store) -> None:
    store.save_draft("", "declare", "alice", {"title": "Checkout"}, NOON)
    try:
        with store.writing():
            store.drop_draft("", "declare", "alice")
            assert store.drafts() == []
            raise ZeroDivisionError
    except ZeroDivisionError:
        assert len(store.drafts()) == 1
    store.drop_draft("", "declare", "alice")
    assert store.drafts() == []
