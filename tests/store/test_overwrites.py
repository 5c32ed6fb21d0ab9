"""A record is overwritten in place by an older copy of itself: that is noticed, said, and makes no fork."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from incident_console import paths
from incident_console.desk import Desk
from incident_console.domain.communication import send_update
from incident_console.domain.policy import Policy
from incident_console.domain.response import note
from incident_console.domain.vocabulary import Criterion
from incident_console.domain.ways import WayOut
from incident_console.paths import NoSuchPlace
from incident_console.store import overwrites
from incident_console.store.file import identity
from incident_console.store.leases import Beat, taken
from incident_console.store.store import Store
from tests.store.apart import BEGIN, Copy
from tests.store.merge_invariants import whole

SAID = "was overwritten by an older copy of itself"


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Copy]:
    made = Copy(tmp_path / "incidents.db", BEGIN)
    made.desk("alice").declare(title="Checkout answers 502", because=[Criterion.SLA])
    yield made
    made.close()


def ref(copy: Copy) -> str:
    return copy.incidents()[0].ref


def copied_over(path: Path, older: Path) -> None:
    """`cp older over`: the name, the inode and the open handles stay."""
    inode = path.stat().st_ino
    assert os.spawnlp(os.P_WAIT, "cp", "cp", str(older), str(path)) == 0
    assert path.stat().st_ino == inode


def older(copy: Copy) -> Path:
    """A copy of the record as it is now, made with `cp`, its consoles and all."""
    path = copy.path.with_name("older.db")
    path.write_bytes(copy.content())
    return path


def test_an_open_console_notices_says_so_once_and_counts_anew(copy: Copy) -> None:
    before = older(copy)
    copy.desk("alice").act(ref(copy), note, what="lost")
    copy.store.checkpoint()
    was = copy.store.console
    copied_over(copy.path, before)
    assert copy.store.changed()
    assert SAID in copy.store.overwritten()
    assert copy.store.overwritten() == ""
    assert copy.store.console != was
    done = copy.desk("alice").act(ref(copy), note, what="goes on")
    assert [entry.event.text for entry in done.incident.entries[1:]] == ["goes on"]
    assert done.entries[0].console == copy.store.console
    assert copy.store.verify().forks == ()
    whole(copy.store)


def test_an_act_is_the_first_to_notice(copy: Copy) -> None:
    before = older(copy)
    name = ref(copy)
    copy.desk("alice").act(name, note, what="lost")
    copy.store.checkpoint()
    was = copy.store.console
    copied_over(copy.path, before)
    done = copy.desk("alice").act(name, note, what="goes on")
    assert done.entries[0].console != was
    assert [entry.seq for entry in done.entries] == [2]
    assert SAID in copy.store.overwritten()
    whole(copy.store)


def test_both_connections_of_a_room_see_what_is_there_now_and_one_new_console(copy: Copy) -> None:
    before = older(copy)
    with Store.open(copy.path) as reader:
        copy.desk("alice").act(ref(copy), note, what="lost")
        assert reader.changed()
        assert reader.search("lost")
        copy.store.checkpoint()
        copied_over(copy.path, before)
        assert reader.changed()
        assert reader.search("lost") == []
        assert SAID in reader.overwritten()
        copy.desk("alice").act(ref(copy), note, what="goes on")
        assert copy.store.overwritten() == ""
        assert copy.store.console == reader.console
        assert reader.changed()
        assert reader.search("goes")


def test_whoever_opens_it_next_notices(copy: Copy) -> None:
    before = older(copy)
    copy.desk("alice").act(ref(copy), note, what="lost")
    was = copy.store.console
    copy.close()
    copied_over(copy.path, before)
    with Store.open(copy.path, read_only=True) as reader:
        assert SAID in reader.overwritten()
    copy.open()
    assert SAID in copy.store.overwritten()
    assert copy.store.console != was
    copy.desk("alice").act(ref(copy), note, what="goes on")
    copy.close()
    copy.open()
    assert copy.store.overwritten() == ""
    assert copy.store.verify().forks == ()


def test_what_was_lost_comes_back_with_a_merge_and_no_fork(copy: Copy) -> None:
    before = older(copy)
    copy.desk("alice").act(ref(copy), note, what="lost")
    kept = copy.copied(copy.path.with_name("kept.db"))
    copy.close()
    copied_over(copy.path, before)
    copy.open()
    copy.clock.advance(minutes=1)
    copy.desk("alice").act(ref(copy), note, what="goes on")
    merged = copy.merge(kept)
    assert merged.forks == ()
    texts = [entry.event.text for entry in copy.desk("alice").incident(ref(copy)).entries[1:]]
    assert texts == ["lost", "goes on"]
    kept.close()


def test_a_backup_that_takes_the_place_is_told_by_its_inode_and_is_no_overwriting(copy: Copy) -> None:
    backup = copy.store.backup(copy.path.with_name("backup.db"))
    copy.desk("alice").act(ref(copy), note, what="lost")
    copy.close()
    backup.replace(copy.path)
    copy.open()
    assert copy.store.overwritten() == ""


def test_other_consoles_and_checkpoints_are_no_overwriting(copy: Copy) -> None:
    with Store.open(copy.path) as other:
        bob = Desk(other, copy.clock, Policy(), "bob")
        for number in range(3):
            bob.act(ref(copy), note, what=f"bob {number}")
            other.checkpoint()
            copy.store.changed()
            copy.desk("alice").act(ref(copy), note, what=f"alice {number}")
            copy.store.checkpoint()
            other.changed()
        assert (copy.store.overwritten(), other.overwritten()) == ("", "")
        assert other.console == copy.store.console


@pytest.mark.parametrize("said", ["", "\xff" * 500, "x\n/another/file\n", "none of ours", "\n" * 9])
def test_a_note_that_is_none_of_ours_is_not_believed(copy: Copy, said: str) -> None:
    copy.close()
    note_of(copy).write_text(said, "latin-1")
    copy.open()
    assert copy.store.overwritten() == ""


def note_of(copy: Copy) -> Path:
    return overwrites.place(identity(copy.path))


def test_notes_are_private_hold_no_link_and_go_with_their_files(copy: Copy, tmp_path: Path) -> None:
    copy.close()
    beside = note_of(copy)
    assert beside.stat().st_mode & 0o777 == 0o600
    assert beside.parent.stat().st_mode & 0o777 == 0o700
    target = tmp_path / "target"
    target.write_text("untouched")
    beside.unlink()
    beside.symlink_to(target)
    (beside.parent / "1").write_text("an event\n/gone/with/its/demo.db\n")
    copy.open()
    copy.desk("alice").act(ref(copy), note, what="goes on")
    copy.close()
    assert target.read_text() == "untouched"
    beside.unlink()
    copy.open()
    copy.close()
    assert [each.name for each in beside.parent.iterdir()] == [beside.name]
    copy.open()


def test_without_a_home_all_goes_on(copy: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> Path:
        raise NoSuchPlace("there is no home folder here")

    monkeypatch.setattr(paths, "state_folder", nowhere)
    copy.desk("alice").act(ref(copy), note, what="goes on")
    copy.close()
    copy.open()
    assert copy.store.overwritten() == ""


@pytest.mark.parametrize("open_meanwhile", [True, False], ids=["under-an-open-console", "at-rest"])
def test_what_was_taken_for_sending_since_is_not_sent_once_more(tmp_path: Path, open_meanwhile: bool) -> None:
    """No event says so yet: the sender was killed, or is still at it."""
    copy = Copy(tmp_path / "incidents.db", BEGIN, Policy(usual_ways=(WayOut(channel="slack"),)))
    copy.desk("alice").declare(title="Checkout answers 502", because=[Criterion.SLA])
    soon: Any = {
        "impact": "a third",
        "done": "looked",
        "next_steps": "look on",
        "next_update": copy.later(30),
    }
    copy.desk("alice").act(ref(copy), send_update, **soon)
    before = older(copy)
    rows = copy.store.deliveries.due(copy.clock.now())
    assert copy.store.deliveries.lease(rows, taken("postman", Beat.of(copy.clock), 30))
    copy.store.checkpoint()
    if not open_meanwhile:
        # Whoever was there in between has seen nothing new.
        copy.close()
        copy.open()
        copy.store.checkpoint()
        copy.close()
    copied_over(copy.path, before)
    if not open_meanwhile:
        copy.open()
    assert copy.store.deliveries.due(copy.clock.now()) == []
    assert SAID in copy.store.overwritten()
    copy.close()


def test_a_new_record_in_the_place_of_a_deleted_one_is_no_older_copy(copy: Copy) -> None:
    """It may have its inode too, which the system gives out again."""
    copy.close()
    left = note_of(copy).read_text()
    copy.path.unlink()
    copy.open()
    copy.desk("alice").declare(title="The first of the next record", because=[Criterion.SLA])
    copy.close()
    note_of(copy).write_text(left)
    copy.open()
    assert copy.store.overwritten() == ""
