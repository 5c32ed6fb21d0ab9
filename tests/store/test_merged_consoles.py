"""Consoles of copies that were merged: the names they gave, forks, backups, who notices, whose login."""

from __future__ import annotations

import pytest

from incident_console.desk import Desk
from incident_console.domain.communication import send_update
from incident_console.domain.naming import letters
from incident_console.domain.policy import Policy
from incident_console.domain.response import note
from incident_console.domain.vocabulary import Criterion
from incident_console.store.errors import Ambiguous
from incident_console.store.store import Store
from tests.store.apart import Copy
from tests.store.merge_invariants import held, logs, whole
from tests.store.parted import WORDS, Apart


def declared_as(copy: Copy, ref: str, title: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("incident_console.desk.new_reference", lambda **_: ref)
    return copy.desk("alice").declare(title=title, because=[Criterion.SLA]).incident.id


def test_two_incidents_of_one_reference_are_told_apart(apart: Apart, monkeypatch: pytest.MonkeyPatch) -> None:
    apart.part()
    mine = declared_as(apart.one, "INC-7K3Q", "Checkout", monkeypatch)
    theirs = declared_as(apart.other, "INC-7K3Q", "Carts", monkeypatch)
    waiting = apart.one.desk("alice").act("INC-7K3Q", send_update, **WORDS, next_update=apart.one.later(30))
    assert waiting.waiting is not None
    merged = apart.one.merge(apart.other)
    apart.other.merge(apart.one)
    assert held(apart.one.store) == held(apart.other.store)
    names = {each: apart.one.desk("alice")._current(each).ref for each in (mine, theirs)}
    assert all(name.startswith("INC-7K3Q") and len(name) >= 9 for name in names.values())
    assert len(set(names.values())) == 2
    assert set(merged.renamed) == {("INC-7K3Q", name) for name in names.values()}
    with pytest.raises(Ambiguous, match=r"\(Checkout\).*\(Carts\)|\(Carts\).*\(Checkout\)"):
        apart.one.store.find("INC-7K3Q")
    assert apart.one.store.find(names[mine]) == mine
    assert apart.one.store.search("checkout")[0].ref == names[mine]
    # What was written down before the merge is still found.
    assert apart.one.desk("alice").message(f"7K3Q-{letters(waiting.waiting.id, 4)}")[0].id == mine
    apart.one.desk("alice").act(names[theirs], note, what="goes on")
    whole(apart.one.store)


def test_a_console_that_went_on_from_a_restored_copy_is_a_fork(apart: Apart) -> None:
    before = apart.one.content()
    apart.one.desk("alice").act(apart.ref, note, what="first branch")
    branch = apart.one.copied(apart.folder / "branch.db")
    apart.one.overwritten(before)
    was = apart.one.store.console
    apart.later()
    apart.one.desk("alice").act(apart.ref, note, what="second branch")
    anchor = apart.one.store.verify().anchor
    merged = apart.one.merge(branch)
    assert (merged.forks, merged.is_fork) == ((was,), True)
    assert apart.one.store.console != was
    texts = [entry.event.text for entry in apart.one.desk("alice").incident(apart.ref).entries[1:]]
    assert texts == ["first branch", "second branch"]
    apart.one.desk("alice").act(apart.ref, note, what="as another console")
    found = apart.one.store.verify(anchor=anchor)
    assert (found.whole, found.forks) == (True, (was,))
    assert apart.one.merge(branch).forks == ()
    branch.close()


def test_a_backup_carries_no_console_so_that_what_is_restored_counts_anew(apart: Apart) -> None:
    was = apart.one.store.console
    backup = apart.one.store.backup(apart.folder / "backup.db")
    apart.one.desk("alice").act(apart.ref, note, what="after the backup")
    apart.one.overwritten(backup.read_bytes())
    assert apart.one.store.console != was
    apart.one.desk("alice").act(apart.ref, note, what="in the restored file")
    assert [entry.count for entry in apart.one.store.entries(apart.id)] == [1, 1]
    assert apart.one.store.verify().forks == ()


def test_another_console_of_the_file_notices_a_merge(apart: Apart) -> None:
    apart.part()
    apart.other.desk("bob").act(apart.ref, note, what="theirs")
    apart.later()
    apart.one.desk("alice").act(apart.ref, note, what="mine")
    with Store.open(apart.one.path) as store:
        carol = Desk(store, apart.one.clock, Policy(), "carol")
        assert len(carol.incident(apart.ref).entries) == 2
        carol.act(apart.ref, note, what="carol's")
        apart.one.merge(apart.other)
        done = carol.act(apart.ref, note, what="carol's again")
        assert [entry.event.text for entry in done.incident.entries[1:]] == [
            "theirs",
            "mine",
            "carol's",
            "carol's again",
        ]
        assert store.verify().whole


def test_the_login_is_kept_beside_the_name(apart: Apart) -> None:
    (entry,) = logs(apart.one.store)[apart.id]
    assert (entry.by, entry.login) == ("alice", "root")
