"""Which entries hold what somebody typed: the beginning of a name will do, what is quoted is all of it."""

from __future__ import annotations

import pytest
from tests.domain.incident_life import Life, declared

from incident_console.domain import actions, response
from incident_console.domain.response import NoteKind
from incident_console.reports.entry_matching import Reader, by_term, kind_term
from incident_console.reports.log_rows import for_readers


@pytest.fixture
def told() -> Life:
    """Three people, of whose names two begin alike; notes, and an action."""
    life = declared()
    life.act(response.note, by="oli", what="One")
    life.act(response.note, by="oliver", what="Two", kind=NoteKind.FINDING)
    life.act(response.note, by="Oli Ver", what="Three")
    life.act(actions.add_action, what="Four", owner="oli")
    return life


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("by:oli", ["One", "Two", "Three"]),
        ('by:"oli', ["One", "Two", "Three"]),
        ('by:"OLI"', ["One"]),
        ('by:"oli ver"', ["Three"]),
        ("kind:note", ["One", "Two", "Three"]),
        ('kind:"note"', ["One", "Three"]),
        ('kind:"finding" by:oli', ["Two"]),
        ("kind:fin", ["Two"]),
        ('kind:"fin"', []),
        ("kind:action", ["Four"]),
        ('kind:"action"', []),
        ('kind:"action added"', ["Four"]),
    ],
)
def test_a_beginning_will_do_and_what_is_quoted_is_all_of_it(
    told: Life, typed: str, found: list[str]
) -> None:
    entries = Reader().holding(for_readers(told.incident), told.incident, typed)
    assert [entry.event.text for entry in entries] == found


def test_the_person_and_the_kind_of_a_line_are_those_and_no_others_that_begin_alike(told: Life) -> None:
    entries = for_readers(told.incident)
    for entry in entries:
        for term, same in ((by_term, by_term(entry)), (kind_term, kind_term(entry))):
            held = Reader().holding(entries, told.incident, same)
            assert held == [each for each in entries if term(each) == same]
