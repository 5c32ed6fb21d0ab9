"""An anchor holds in every copy that has all it knew, of forked consoles too, and in no other copy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from incident_console.domain.response import note
from incident_console.domain.vocabulary import Criterion
from incident_console.store import anchors
from incident_console.store.store import Store
from tests.store.apart import BEGIN, Copy
from tests.store.test_tampering import tamper


class Forked:
    """Two incidents; a console that wrote in both, went back to an older state, and wrote in both again.

    `one` holds its second branch, `other` the first, and each is merged into a fresh copy of the other.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.one = Copy(folder / "one.db", BEGIN)
        self.refs = [
            self.one.desk("alice").declare(title=title, because=[Criterion.SLA]).incident.ref
            for title in ("Checkout", "Carts")
        ]
        self.write(self.one, "common", 0, 1)
        before = self.one.content()
        self.write(self.one, "first", 1, 0, 1)
        self.other = self.one.copied(folder / "other.db")
        self.one.overwritten(before)
        self.write(self.one, "second", 0, 0, 1, 1)
        self.both = self.one.copied(folder / "both.db")
        self.both.merge(self.other)
        self.there = self.other.copied(folder / "there.db")
        self.there.merge(self.one)
        self.third = Copy(folder / "third.db", BEGIN)
        self.third.merge(self.both)
        self.copies = (self.one, self.other, self.both, self.there, self.third)

    def write(self, copy: Copy, what: str, *where: int) -> None:
        for number, incident in enumerate(where):
            copy.clock.advance(minutes=1)
            copy.desk("alice").act(self.refs[incident], note, what=f"{what} {number}")


@pytest.fixture
def forked(tmp_path: Path) -> Iterator[Forked]:
    made = Forked(tmp_path)
    yield made
    for copy in made.copies:
        copy.close()


def taken(copy: Copy) -> list[tuple[str | None, str]]:
    """The anchors of a copy: of the whole file, and of each incident by its id."""
    ids = [incident.id for incident in copy.incidents()]
    return [(each, copy.store.verify(each).anchor) for each in (None, *ids)]


def test_an_anchor_of_either_branch_or_of_both_holds_wherever_all_of_it_is(forked: Forked) -> None:
    assert forked.both.store.verify().forks
    for of, there in (
        (forked.one, (forked.one, forked.both, forked.there, forked.third)),
        (forked.other, (forked.other, forked.both, forked.there, forked.third)),
        (forked.both, (forked.both, forked.there, forked.third)),
        (forked.third, (forked.both, forked.there, forked.third)),
    ):
        for incident, anchor in taken(of):
            for copy in there:
                assert copy.store.verify(incident, anchor).findings == (), (anchor, copy.path)


def test_an_anchor_does_not_hold_where_a_branch_is_not(forked: Forked) -> None:
    for of, copy in ((forked.one, forked.other), (forked.other, forked.one), (forked.both, forked.one)):
        found = copy.store.verify(anchor=of.store.verify().anchor)
        assert any("is not all here" in finding.sentence for finding in found.findings)


@pytest.mark.parametrize("branch", ["first", "second"])
def test_a_tail_that_was_cut_off_a_branch_shows(forked: Forked, branch: str) -> None:
    known = taken(forked.both)[0][1]
    earlier = taken(forked.other if branch == "first" else forked.one)[0][1]
    forked.both.close()
    tail = "SELECT id FROM events WHERE text LIKE ? || ' %' ORDER BY count DESC LIMIT 1"
    tamper(
        forked.both.path,
        lambda connection: connection.execute(f"DELETE FROM events WHERE id = ({tail})", (branch,)),  # type: ignore[arg-type]
    )
    forked.both.open()
    forked.both.store.rebuild()
    for anchor in (known, earlier):
        found = forked.both.store.verify(anchor=anchor)
        assert any("is not all here" in finding.sentence for finding in found.findings)


def test_an_anchor_is_the_same_in_every_copy_that_holds_the_same(forked: Forked) -> None:
    assert taken(forked.both) == taken(forked.there) == taken(forked.third)


def test_an_anchor_of_a_copy_holds_in_the_file_that_it_came_from(tmp_path: Path) -> None:
    """Entries come incident by incident; their order of arrival is another one than that of their count."""
    one = Copy(tmp_path / "one.db", BEGIN)
    refs = [one.desk("alice").declare(title=title, because=[Criterion.SLA]).incident.ref for title in "abc"]
    for ref in refs * 2:
        one.desk("alice").act(ref, note, what="goes on")
    other = Copy(tmp_path / "other.db", BEGIN)
    other.merge(one)
    (anchor,) = (taken(other)[0][1],)
    assert one.store.verify(anchor=anchor).whole
    assert other.store.verify(anchor=taken(one)[0][1]).whole
    one.close()
    other.close()


def test_too_many_ways_through_a_fork_are_said_to_be(forked: Forked, monkeypatch: pytest.MonkeyPatch) -> None:
    anchor = taken(forked.other)[0][1]
    monkeypatch.setattr(anchors, "MOST_STEPS", -1)
    (finding,) = forked.both.store.verify(anchor=anchor).findings
    assert "too many ways" in finding.sentence


@pytest.mark.parametrize("given", ["x", "x:1", "a@:b", "a@x:b", "a:x:b", ":1:b", "@1:b", "a:²:b"])
def test_what_is_no_anchor_is_said_to_be_none(tmp_path: Path, given: str) -> None:
    with Store.open(tmp_path / "some.db") as store:
        (finding,) = store.verify(anchor=given).findings
        assert "is no anchor" in finding.sentence
