"""What somebody types to find the past is read as they mean it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from incident_console.reports.history_query import NotUnderstood, read_query
from incident_console.store.history_answers import Wanted


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("", {}),
        ("pool", {"words": "pool"}),
        ("pool ", {"words": "pool "}),
        ("client:ACME pool", {"client": "ACME", "words": "pool"}),
        ('pool client:"ACME Labs"', {"client": "ACME Labs", "words": "pool "}),
        ('client:"ACME La', {"client": "ACME La"}),
        ("Client:acme OWNER:bob", {"client": "acme", "owner": "bob"}),
        ("client:", {}),
        ("severity:p2", {"severity": "P2"}),
        ("severity:1", {"severity": "P1"}),
        ("severity:P", {}),
        ("since:2026-01-01", {"since": day("2026-01-01")}),
        ("until:2026-01-01", {"until": day("2026-01-01")}),
        ("drill:yes", {"drills": True}),
        ("drill:only", {"drills": None}),
        ("drill:n", {}),
        ("the-client:x", {"words": "the-client:x"}),
        ("http://x", {"words": "http://x"}),
    ],
)
def test_terms_are_taken_out_of_the_words(typed: str, wanted: dict[str, Any]) -> None:
    found = read_query(typed, day, day)
    assert (found.words.strip(), found.words.endswith(" ")) == (
        wanted.pop("words", "").strip(),
        found.words.endswith(" "),
    )
    assert found == Wanted(words=found.words, beginnings=True, **wanted)


def test_a_quotation_mark_that_was_just_typed_is_no_mistake() -> None:
    assert read_query('"', day, day) == Wanted(words='"', beginnings=True)


def test_a_word_that_is_finished_stays_so() -> None:
    assert read_query("client:ACME pool ", day, day).words.endswith("pool ")
    assert read_query("client:ACME pool", day, day).words.endswith("pool")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("severity:5", "P1, P2, P3 or P4"),
        ("since:soon", "since:soon is no time yet"),
        ("drill:maybe", "yes, only nor no"),
        ("client:ACME * 🔥", r"“\* 🔥” holds no letter or digit to look for"),
    ],
)
def test_what_cannot_be_so_is_said(typed: str, said: str) -> None:
    with pytest.raises(NotUnderstood, match=said):
        read_query(typed, day, day)
