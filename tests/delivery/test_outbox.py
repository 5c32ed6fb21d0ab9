"""The outbox folder holds what waits to be posted, and nothing else, whoever acts and however."""

from pathlib import Path
from typing import Any

import pytest
from tests.desk.consoles import Consoles

from incident_console.delivery import outbox
from incident_console.desk import Desk
from incident_console.domain.closing import close, confirm, resolve
from incident_console.domain.ending import stand_down
from incident_console.domain.incident import Incident
from incident_console.domain.message import Message
from incident_console.domain.refusal import Refused
from incident_console.domain.reopening import reopen
from incident_console.domain.response import strike
from incident_console.domain.vocabulary import Remedy


@pytest.fixture
def consoles(tmp_path: Path) -> Consoles:
    return Consoles(tmp_path)


def id_of(consoles: Consoles, message: Message) -> str:
    """What the outbox calls a message."""
    return outbox.outbox_id(consoles.alice.incident(consoles.ref), message)


def test_a_message_that_waits_has_a_private_file(consoles: Consoles) -> None:
    done = consoles.update(consoles.alice)
    assert done.waiting is not None
    assert consoles.files == [consoles.file_of(done)]
    (file,) = consoles.outbox.iterdir()
    assert file.read_text() == done.waiting.words + "\n"
    assert file.stat().st_mode & 0o777 == 0o600
    assert outbox.file_of(consoles.path, done.incident, done.waiting) == file


def test_what_is_out_already_has_none(consoles: Consoles) -> None:
    consoles.update(consoles.alice, posted=True)
    assert consoles.files == []
    assert not consoles.outbox.exists()


def test_a_refused_act_writes_none(consoles: Consoles) -> None:
    with pytest.raises(Refused):
        consoles.update(consoles.bob)
    assert consoles.files == []


def test_it_goes_when_somebody_says_that_it_is_out(consoles: Consoles) -> None:
    first, second = consoles.update(consoles.alice), consoles.update(consoles.alice)
    assert first.waiting is not None
    consoles.bob.posted(id_of(consoles, first.waiting))
    assert consoles.files == [consoles.file_of(second)]


def test_it_goes_when_it_is_discarded(consoles: Consoles) -> None:
    done = consoles.update(consoles.alice)
    assert done.waiting is not None
    consoles.alice.discard(id_of(consoles, done.waiting), why="a typing error")
    assert consoles.files == []


def test_it_comes_back_when_the_word_that_it_is_out_was_a_mistake(consoles: Consoles) -> None:
    done = consoles.update(consoles.alice)
    assert done.waiting is not None
    said = consoles.alice.posted(id_of(consoles, done.waiting))
    consoles.alice.act(consoles.ref, strike, seq=said.incident.seq, why="it was another channel")
    assert consoles.files == [consoles.file_of(done)]


def test_a_second_wrap_up_takes_the_place_of_the_first(consoles: Consoles) -> None:
    wrap_up: dict[str, Any] = {"what": "a release", "customer_impact": "30 % failed", "prevention": "a test"}
    consoles.alice.act(consoles.ref, resolve, remedy=Remedy.RESTORED)
    consoles.alice.act(consoles.ref, confirm)
    first = consoles.alice.act(consoles.ref, close, **wrap_up)
    assert consoles.files == [consoles.file_of(first)]
    second = consoles.alice.act(consoles.ref, close, **wrap_up)
    assert consoles.files == [consoles.file_of(second)] != [consoles.file_of(first)]
    assert second.waiting is not None
    consoles.alice.posted(id_of(consoles, second.waiting))
    assert consoles.files == []


def test_what_waits_goes_when_the_incident_ends(consoles: Consoles) -> None:
    consoles.update(consoles.alice)
    consoles.alice.act(consoles.ref, stand_down, why="the alert was wrong", posted=True)
    assert consoles.files == []
    consoles.alice.act(consoles.ref, reopen, why="it was right")
    assert consoles.files == []


def test_what_waits_goes_with_a_duplicate(consoles: Consoles) -> None:
    consoles.update(consoles.alice, posted=True)
    consoles.update(consoles.alice)
    consoles.alice.duplicate(consoles.ref, consoles.declare("Checkout is down"), posted=True)
    assert consoles.files == []


def test_files_of_other_incidents_and_of_people_stay(consoles: Consoles) -> None:
    other = consoles.declare("Search is slow")
    consoles.update(consoles.alice, other)
    (consoles.outbox / f"{consoles.ref.removeprefix('INC-')}-notes.txt").write_text("mine")
    kept = consoles.files
    consoles.update(consoles.alice, posted=True)
    assert consoles.files == kept


def test_what_an_earlier_console_left_behind_is_put_right_by_the_next_act(consoles: Consoles) -> None:
    done, out = consoles.update(consoles.alice), consoles.update(consoles.alice, posted=True)
    name = outbox.file_name(out.incident, out.incident.messages[out.entries[0].id])
    (consoles.outbox / name).write_text("an invitation to post it twice")
    (consoles.outbox / consoles.file_of(done)).unlink()
    consoles.note(consoles.bob)
    assert consoles.files == [consoles.file_of(done)]


@pytest.mark.parametrize("waits", [True, False], ids=["written", "removed"])
def test_another_console_that_is_faster_than_the_file_has_the_last_word(
    consoles: Consoles, monkeypatch: pytest.MonkeyPatch, waits: bool
) -> None:
    done = consoles.update(consoles.alice)
    assert done.waiting is not None
    name, number = id_of(consoles, done.waiting), done.waiting.seq
    if waits:
        consoles.alice.posted(name)
    bring, first = outbox.bring_up_to_date, list[Incident]()

    def late(record: Path, incident: Incident) -> outbox.Filed:
        """Alice's hand, before which bob has been."""
        if not first:
            first.append(incident)
            if waits:
                consoles.bob.posted(name)
            else:
                consoles.bob.act(consoles.ref, strike, seq=incident.seq, why="it was another channel")
        return bring(record, incident)

    monkeypatch.setattr(outbox, "bring_up_to_date", late)
    if waits:
        consoles.alice.act(consoles.ref, strike, seq=number + 1, why="it was another channel")
        assert consoles.files == []
    else:
        consoles.alice.posted(name)
        assert consoles.files == [consoles.file_of(done)]


def test_where_it_cannot_be_written_the_act_stands_and_it_is_said_once(consoles: Consoles) -> None:
    consoles.outbox.write_text("in the way")
    done = consoles.update(consoles.alice)
    assert consoles.bob.incident(consoles.ref).waiting == [done.waiting]
    trouble = consoles.alice.outbox_trouble()
    assert f"{consoles.file_of(done)} in the outbox folder could not be written" in trouble
    assert "\n" not in trouble
    assert consoles.alice.outbox_trouble() == ""


def test_where_it_cannot_be_removed_it_says_not_to_post_it(
    consoles: Consoles, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = consoles.update(consoles.alice)
    assert done.waiting is not None

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refuse)
        consoles.alice.posted(id_of(consoles, done.waiting))
    assert not consoles.bob.incident(consoles.ref).waiting
    assert "not to be posted any more, and could not be removed" in consoles.alice.outbox_trouble()
    consoles.note(consoles.alice)
    assert consoles.files == []


def test_a_full_disk_leaves_no_half_of_a_text(consoles: Consoles, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        done = consoles.update(consoles.alice)
    assert consoles.files == []
    assert "No space left" in consoles.alice.outbox_trouble()
    consoles.alice.file_messages(consoles.ref)
    assert consoles.files == [consoles.file_of(done)]


def test_a_link_in_its_place_is_replaced_not_followed(consoles: Consoles, tmp_path: Path) -> None:
    done, elsewhere = consoles.update(consoles.alice), tmp_path / "elsewhere"
    file = consoles.outbox / consoles.file_of(done)
    file.unlink()
    file.symlink_to(elsewhere)
    consoles.note(consoles.alice)
    assert not elsewhere.exists()
    assert not file.is_symlink()
    assert done.waiting is not None
    assert file.read_text() == done.waiting.words + "\n"


def test_nothing_is_written_for_history(consoles: Consoles) -> None:
    lines = [
        '{"at": "2017-01-31T18:00:00Z", "kind": "alert", "text": "database unstable"}',
        '{"at": "2017-01-31T18:10:00Z", "kind": "client_update", "text": "we look into it"}',
    ]
    desk: Desk = consoles.alice
    desk.import_past("\n".join(lines), name="past.jsonl", title=None, severity=None, owner=None)
    assert consoles.files == []
