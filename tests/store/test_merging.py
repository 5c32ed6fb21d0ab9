"""Two copies of one record become one: what came, what does not hold and why, and what is refused."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from incident_console.desk import Desk
from incident_console.domain.absence import come_back, go_away
from incident_console.domain.closing import close, confirm, resolve
from incident_console.domain.communication import send_update
from incident_console.domain.declaring import change_severity
from incident_console.domain.ending import say_told, stand_down
from incident_console.domain.handover import accept_handover, offer_handover, withdraw_handover
from incident_console.domain.naming import letters
from incident_console.domain.objections import Ground
from incident_console.domain.ownership import assign, take_over
from incident_console.domain.policy import Policy
from incident_console.domain.posting import say_posted
from incident_console.domain.promises import reschedule
from incident_console.domain.reopening import reopen
from incident_console.domain.response import add_action, escalate, finish_action, note, strike
from incident_console.domain.vocabulary import Criterion, Outcome, PromiseKind, Remedy, Role, Severity, Status
from incident_console.store import engine
from incident_console.store.errors import Ambiguous, StoreRefused
from incident_console.store.store import Store
from tests.store.apart import BEGIN, Copy
from tests.store.merge_invariants import held, logs, never_apart, whole
from tests.store.scribe import some_file
from tests.store.test_verify import behind_its_back

WORDS: dict[str, Any] = {"impact": "Half fail", "done": "Rolled back", "next_steps": "Scale"}
WRAP_UP: dict[str, Any] = {"what": "A release", "customer_impact": "An hour", "prevention": "Stages"}


class Apart:
    """One incident that alice owns, on two copies: hers and bob's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.one = Copy(folder / "one.db", BEGIN)
        done = self.one.desk("alice").declare(
            title="Checkout answers 502", because=[Criterion.PRODUCTION], severity=Severity.P2, owner="alice"
        )
        self.ref, self.id = done.incident.ref, done.incident.id
        self.other: Copy

    def part(self, ahead: timedelta = timedelta()) -> None:
        """From here on the two know nothing of each other."""
        self.other = self.one.copied(self.folder / "other.db", ahead)

    def later(self, minutes: float = 1) -> None:
        self.one.clock.advance(minutes=minutes)
        if hasattr(self, "other"):
            self.other.clock.advance(minutes=minutes)

    def told(self, copy: Copy, by: str = "alice", minutes: int = 30) -> None:
        copy.desk(by).act(self.ref, send_update, **WORDS, next_update=copy.later(minutes), posted=True)

    def end(self, copy: Copy, by: str = "alice", **said: Any) -> None:
        copy.desk(by).act(self.ref, resolve, remedy=Remedy.RESTORED)
        copy.desk(by).act(self.ref, confirm)
        copy.desk(by).act(self.ref, close, **{**WRAP_UP, "posted": True, **said})

    def together(self) -> list[tuple[str, Ground]]:
        """Merge both ways; the objections that both give alike."""
        self.one.merge(self.other)
        self.other.merge(self.one)
        assert held(self.one.store) == held(self.other.store)
        whole(self.one.store)
        return [
            (type(entry.event).__name__, entry.objection.ground)
            for entry in self.one.desk("alice").incident(self.ref).conflicts
            if entry.objection is not None
        ]


@pytest.fixture
def apart(tmp_path: Path) -> Iterator[Apart]:
    made = Apart(tmp_path)
    yield made
    made.one.close()
    if hasattr(made, "other"):
        made.other.close()


def test_facts_of_both_come_together_in_the_order_of_their_clocks(apart: Apart) -> None:
    apart.part()
    for minute in range(3):
        apart.later()
        apart.one.desk("alice").act(apart.ref, note, what=f"one {minute}")
        apart.later()
        apart.other.desk("bob").act(apart.ref, note, what=f"other {minute}")
    never_apart(apart.one.store)
    merged = apart.one.merge(apart.other)
    texts = [entry.event.text for entry in apart.one.desk("alice").incident(apart.ref).entries[1:]]
    assert texts == ["one 0", "other 0", "one 1", "other 1", "one 2", "other 2"]
    assert (merged.incidents, len(merged.ids), merged.conflicts) == (1, 3, [])
    assert [(one.seq_before, one.seq_now) for one in merged.moved] == [(3, 4), (4, 6)]
    assert apart.together() == []


def test_whoever_knew_of_an_event_stands_after_it_whatever_the_clocks_say(apart: Apart) -> None:
    apart.part(ahead=timedelta(days=-1))
    apart.one.desk("alice").act(apart.ref, note, what="first")
    apart.other.merge(apart.one)
    apart.other.desk("bob").act(apart.ref, note, what="answer, by a clock of yesterday")
    merged = apart.one.merge(apart.other)
    texts = [entry.event.text for entry in apart.one.desk("alice").incident(apart.ref).entries[1:]]
    assert texts == ["first", "answer, by a clock of yesterday"]
    assert merged.behind == 24 * 3600
    assert merged.moved == ()


def test_a_clock_that_is_ahead_is_named(apart: Apart) -> None:
    apart.part(ahead=timedelta(hours=2))
    apart.other.desk("bob").act(apart.ref, note, what="later")
    assert (apart.one.merge(apart.other).ahead, apart.one.merge(apart.other).ahead) == (7200, 0)


def test_the_one_who_no_longer_owned_it_decided_nothing(apart: Apart) -> None:
    apart.one.desk("bob").act(apart.ref, escalate, to="alice", why="No answer")
    apart.later(6)
    apart.part()
    apart.other.desk("bob").act(apart.ref, take_over, why="No answer")
    apart.later()
    apart.one.desk("alice").act(apart.ref, change_severity, severity=Severity.P1, why="Spreads")
    apart.one.desk("alice").act(apart.ref, note, what="a fact")
    merged = apart.one.merge(apart.other)
    (came,) = merged.came
    assert (came.owner_changed, came.was, came.owner) == (True, "alice", "bob")
    incident = apart.one.desk("alice").incident(apart.ref)
    assert (incident.owner, incident.severity, incident.entries[-1].objection) == ("bob", Severity.P2, None)
    assert apart.together() == [("SeverityChanged", Ground.OWNER)]
    (verdict,) = merged.conflicts
    assert verdict.entry.objection is not None
    said = verdict.entry.objection.sentence(lambda moment: f"{moment:%H:%M}")
    assert said == "bob owned it since 14:06"


def test_two_severities_of_one_owner_both_hold_and_the_later_stands(apart: Apart) -> None:
    apart.part()
    apart.one.desk("alice").act(apart.ref, change_severity, severity=Severity.P1, why="Spreads")
    apart.later()
    apart.other.desk("alice").act(apart.ref, change_severity, severity=Severity.P3, why="Calm")
    assert apart.together() == []
    assert apart.one.desk("alice").incident(apart.ref).severity is Severity.P3


def test_an_offer_is_answered_once(apart: Apart) -> None:
    apart.one.desk("alice").act(apart.ref, offer_handover, to="bob", status="Watching")
    apart.part()
    apart.one.desk("alice").act(apart.ref, withdraw_handover)
    apart.later()
    apart.other.desk("bob").act(apart.ref, accept_handover)
    assert apart.together() == [("HandoverAccepted", Ground.ANSWERED)]
    assert apart.one.desk("alice").incident(apart.ref).owner == "alice"


def test_an_offer_that_was_answered_is_not_withdrawn(apart: Apart) -> None:
    apart.one.desk("alice").act(apart.ref, offer_handover, to="bob", status="Watching")
    apart.part()
    apart.other.desk("bob").act(apart.ref, accept_handover)
    apart.later()
    apart.one.desk("alice").act(apart.ref, withdraw_handover)
    apart.one.desk("alice").act(apart.ref, assign, role=Role.CL, name="carol")
    found = apart.together()
    assert found == [("HandoverWithdrawn", Ground.ANSWERED), ("RoleAssigned", Ground.OWNER)]
    incident = apart.one.desk("alice").incident(apart.ref)
    assert (incident.owner, incident.leads) == ("bob", {})


def test_what_a_client_has_read_is_promised_even_beyond_an_end(apart: Apart) -> None:
    apart.told(apart.one)
    apart.part()
    apart.later()
    apart.end(apart.one)
    apart.later()
    apart.told(apart.other, minutes=20)
    assert apart.together() == [("UpdateWritten", Ground.ENDED)]
    desk = apart.one.desk("alice")
    incident = desk.incident(apart.ref)
    assert incident.status is Status.CLOSED
    assert incident.owed_promise is not None
    row = apart.one.store.summary(apart.id)
    assert row is not None
    assert (row.clock_kind, row.clock_due_at) == ("next_update", incident.owed_promise.due_at)
    assert [row.ref for row in apart.one.store.owing()] == [apart.ref]
    told = desk.act(apart.ref, say_told, what="By phone").incident
    assert (told.owed_promise, told.promises[-1].outcome) == (None, Outcome.KEPT)
    assert [row.clock_kind for row in apart.one.store.owing()] == ["review"]


def test_a_reopening_takes_over_what_was_promised_beyond_the_end(apart: Apart) -> None:
    apart.told(apart.one)
    apart.part()
    apart.end(apart.one)
    apart.later()
    apart.told(apart.other, minutes=5)
    apart.together()
    due = apart.one.later(5).replace(second=0)
    reopened = apart.one.desk("carol").act(apart.ref, reopen, why="It is back").incident
    assert (reopened.update_promise, reopened.first_update_due) == (None, due)


def test_a_wrap_up_of_who_no_longer_owned_it_ends_nothing_but_its_analysis_counts(apart: Apart) -> None:
    apart.told(apart.one)
    apart.one.desk("bob").act(apart.ref, escalate, to="alice", why="No answer")
    apart.later(6)
    apart.part()
    apart.other.desk("bob").act(apart.ref, take_over, why="No answer")
    apart.later()
    apart.end(apart.one, prevention=None, analysis_by=apart.one.later(600))
    grounds = dict(apart.together())
    assert grounds["WrapUpWritten"] is Ground.OWNER
    incident = apart.one.desk("alice").incident(apart.ref)
    assert incident.is_open
    assert incident.update_promise is not None
    assert incident.analysis_promise is not None
    assert incident.last_update_at == apart.one.clock.now()


def test_the_same_message_said_to_be_out_in_both_is_out_once(apart: Apart) -> None:
    written = (
        apart.one.desk("alice")
        .act(apart.ref, send_update, **WORDS, next_update=apart.one.later(30))
        .entries[0]
    )
    apart.part()
    apart.later()
    apart.one.desk("alice").act(apart.ref, say_posted, message=written.id)
    apart.later()
    apart.other.desk("bob").act(apart.ref, say_posted, message=written.id)
    assert apart.together() == []
    incident = apart.one.desk("alice").incident(apart.ref)
    assert len(incident.promises) == 1
    assert incident.messages[written.id].out_at == BEGIN + timedelta(minutes=1)
    first = incident.messages[written.id].first_out.out_by
    struck = apart.one.desk("alice").act(apart.ref, strike, seq=first, why="It was not").incident
    assert struck.messages[written.id].out_at == BEGIN + timedelta(minutes=2)


def test_actions_of_both_are_counted_in_the_order_of_now(apart: Apart) -> None:
    apart.part()
    apart.other.desk("bob").act(apart.ref, add_action, what="call them", owner="bob")
    apart.later()
    added = apart.one.desk("alice").act(apart.ref, add_action, what="scale", owner="oli").incident
    assert [(action.n, action.text) for action in added.actions] == [(1, "scale")]
    apart.later()
    apart.one.desk("alice").act(apart.ref, finish_action, n=1)
    assert apart.together() == []
    actions = apart.one.desk("alice").incident(apart.ref).actions
    assert [(action.n, action.text, action.open) for action in actions] == [
        (1, "call them", True),
        (2, "scale", False),
    ]


def test_a_return_from_an_absence_that_is_over_is_no_act(apart: Apart) -> None:
    apart.one.desk("alice").act(apart.ref, go_away, until=apart.one.later(60), expect="Mail", posted=True)
    apart.part()
    apart.one.desk("alice").act(apart.ref, come_back)
    apart.later()
    apart.other.desk("alice").act(apart.ref, come_back)
    assert apart.together() == [("OwnerReturned", Ground.BACK)]


def test_two_incidents_that_each_went_into_the_other(apart: Apart) -> None:
    second = (
        apart.one.desk("alice")
        .declare(title="Carts are empty", because=[Criterion.SLA], owner="alice")
        .incident.ref
    )
    apart.part()
    apart.one.desk("alice").duplicate(apart.ref, second)
    apart.later()
    apart.other.desk("alice").duplicate(second, apart.ref)
    apart.one.merge(apart.other)
    apart.other.merge(apart.one)
    assert held(apart.one.store) == held(apart.other.store)
    first, other = (apart.one.desk("alice").incident(ref) for ref in (apart.ref, second))
    assert (first.status, first.duplicate_of) == (Status.DUPLICATE, second)
    assert other.is_open
    assert other.absorbed == {first.id: apart.ref}
    assert [entry.objection.ground for entry in other.conflicts if entry.objection] == [Ground.TAKEN_IN]
    assert [entry.objection.ground for entry in first.conflicts if entry.objection] == [Ground.BY_ITSELF]


def test_a_duplicate_of_what_had_ended_goes_on(apart: Apart) -> None:
    second = (
        apart.one.desk("alice")
        .declare(title="Carts are empty", because=[Criterion.SLA], owner="alice")
        .incident.ref
    )
    apart.part()
    apart.end(apart.one)
    apart.later()
    apart.other.desk("alice").duplicate(second, apart.ref)
    apart.together()
    went_on = apart.one.desk("alice").incident(second)
    assert went_on.is_open
    assert [entry.objection.ground for entry in went_on.conflicts if entry.objection] == [Ground.SURVIVOR]
    assert went_on.first_update_due is not None


def test_an_incident_of_one_copy_only_comes_whole(apart: Apart) -> None:
    apart.part()
    new = apart.other.desk("bob").declare(title="Another", because=[Criterion.SLA], owner="bob").incident
    merged = apart.one.merge(apart.other)
    (came,) = merged.came
    assert (came.ref, came.is_new, came.entries, merged.moved) == (new.ref, True, 1, ())
    assert apart.one.store.search("Another")[0].ref == new.ref
    assert apart.one.desk("alice").incident(new.ref).owner == "bob"


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


def test_nothing_is_left_where_a_merge_fails(apart: Apart, monkeypatch: pytest.MonkeyPatch) -> None:
    apart.part()
    apart.other.desk("bob").act(apart.ref, note, what="theirs")
    before = held(apart.one.store)
    monkeypatch.setattr("incident_console.store.merging.clock_of", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        apart.one.merge(apart.other)
    assert held(apart.one.store) == before
    monkeypatch.undo()
    assert len(apart.one.merge(apart.other).ids) == 1


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        ("UPDATE events SET body = replace(body, 'theirs', 'others')", "is not what was recorded"),
        ("UPDATE events SET \"by\" = 'mallory' WHERE place = 2", "is not what was recorded"),
        ("DELETE FROM events WHERE place = 2", "entry 2 is missing"),
        ("UPDATE events SET text = 'x' WHERE place = 3", "the text of entry 3"),
    ],
)
def test_a_copy_that_was_altered_is_refused(apart: Apart, damage: str, sentence: str) -> None:
    apart.part()
    apart.other.desk("bob").act(apart.ref, note, what="theirs")
    apart.other.desk("bob").act(apart.ref, note, what="theirs too")
    apart.other.close()
    behind_its_back(apart.other.path, damage)
    refused(apart, apart.other.path, sentence)
    apart.other.open()


def test_a_copy_that_was_altered_is_refused_though_nothing_in_it_is_new(apart: Apart) -> None:
    apart.one.desk("alice").act(apart.ref, note, what="common")
    apart.part()
    apart.other.close()
    behind_its_back(apart.other.path, "UPDATE events SET body = replace(body, 'common', 'others')")
    refused(apart, apart.other.path, "is not what was recorded")
    apart.other.open()


def refused(apart: Apart, path: Path, sentence: str) -> None:
    """It is refused with that sentence, and both files are left as they are."""
    before, content = held(apart.one.store), path.read_bytes() if path.is_file() else b""
    with pytest.raises(StoreRefused, match=sentence):
        apart.one.desk("alice").merge(path)
    assert held(apart.one.store) == before
    assert not path.is_file() or path.read_bytes() == content


def test_an_entry_that_both_hold_but_not_alike_is_refused(apart: Apart) -> None:
    apart.one.desk("alice").act(apart.ref, note, what="common")
    apart.part()
    apart.other.desk("bob").act(apart.ref, note, what="theirs")
    apart.other.close()
    behind_its_back(apart.other.path, "UPDATE events SET hash = zeroblob(32) WHERE place = 2")
    refused(apart, apart.other.path, "differ in an entry that both hold")
    apart.other.open()


def test_what_is_no_copy_is_refused(apart: Apart, tmp_path: Path) -> None:
    refused(apart, apart.one.path, "is this record itself")
    refused(apart, tmp_path / "nowhere.db", "does not exist")
    refused(apart, tmp_path, "is a directory")
    text = tmp_path / "text.db"
    text.write_text("no database, but long enough to be looked at" * 100)
    refused(apart, text, "not a record of this program")
    for version, sentence in ((engine.SCHEMA_VERSION + 1, "newer incident-console"), (1, "never released")):
        folder = tmp_path / str(version)
        folder.mkdir()
        made = some_file(folder)
        connection = engine.connect(str(made))
        connection.execute(f"PRAGMA user_version={version}")
        connection.close()
        refused(apart, made, sentence)


def test_a_file_of_the_unreleased_version_is_refused_everywhere(tmp_path: Path) -> None:
    made = some_file(tmp_path)
    connection = engine.connect(str(made))
    connection.execute("PRAGMA user_version=1")
    connection.close()
    for read_only in (False, True):
        with pytest.raises(StoreRefused, match="export REF --format json"):
            Store.open(made, read_only=read_only)


def test_merging_again_or_from_a_copy_that_is_behind_brings_nothing(apart: Apart) -> None:
    apart.part()
    shutil.copyfile(apart.other.path, apart.folder / "behind.db")
    apart.one.desk("alice").act(apart.ref, note, what="mine")
    counter = apart.one.store.merges()
    behind = Copy(apart.folder / "behind.db", BEGIN)
    assert apart.one.merge(behind).ids == apart.one.merge(apart.other).ids == ()
    assert apart.one.store.merges() == counter
    behind.close()


def test_the_promises_of_the_file_know_their_client(apart: Apart) -> None:
    done = apart.one.desk("alice").declare(title="Carts", because=[Criterion.SLA], client="Acme")
    apart.one.desk("alice").act(
        done.incident.ref, send_update, **WORDS, next_update=apart.one.later(9), posted=True
    )
    connection = apart.one.store._connection
    assert connection.execute("SELECT client FROM promises").fetchall() == [("Acme",)]
    assert connection.execute("SELECT client FROM updates").fetchall() == [("Acme",)]
    (promise,) = apart.one.desk("alice").incident(done.incident.ref).promises
    assert (promise.kind, promise.client) == (PromiseKind.UPDATE, "Acme")


def test_the_login_is_kept_beside_the_name(apart: Apart) -> None:
    (entry,) = logs(apart.one.store)[apart.id]
    assert (entry.by, entry.login) == ("alice", "root")


@pytest.mark.parametrize(("minutes", "stands"), [(90, 40), (25, 25)], ids=["later", "earlier"])
def test_of_a_reschedule_that_was_overtaken_in_another_copy_only_an_earlier_time_counts(
    apart: Apart, minutes: int, stands: int
) -> None:
    apart.told(apart.one, minutes=30)
    apart.part()
    begun = apart.one.later(0)
    apart.told(apart.other, minutes=40)
    apart.later()
    due = begun + timedelta(minutes=minutes)
    apart.one.desk("alice").act(apart.ref, reschedule, due=due, why="The vendor is slow", posted=True)
    assert apart.together() == []
    incident = apart.one.desk("alice").incident(apart.ref)
    promise = incident.update_promise
    assert promise is not None
    assert promise.due_at == (begun + timedelta(minutes=stands)).replace(second=0)
    assert incident.waiting == []


def test_an_absence_that_was_overtaken_in_another_copy_moves_no_promise(apart: Apart) -> None:
    apart.told(apart.one, minutes=30)
    apart.part()
    due = apart.one.later(40).replace(second=0)
    apart.told(apart.other, minutes=40)
    apart.later()
    away: dict[str, Any] = {"until": apart.one.later(120), "expect": "Mail is read", "posted": True}
    apart.one.desk("alice").act(apart.ref, go_away, **away)
    assert apart.together() == []
    incident = apart.one.desk("alice").incident(apart.ref)
    assert incident.away is not None
    assert incident.away.told
    promise = incident.update_promise
    assert promise is not None
    assert promise.due_at == due


def test_an_offer_goes_on_where_the_end_that_ended_it_does_not_hold(apart: Apart) -> None:
    apart.one.desk("alice").act(apart.ref, offer_handover, to="bob", status="Fine")
    apart.part()
    apart.told(apart.other)
    apart.later()
    apart.one.desk("alice").act(apart.ref, stand_down, why="A false alarm")
    assert apart.together() == [("StandDownWritten", Ground.TOLD), ("OfferChanged", Ground.OFFERED)]
    accepted = apart.one.desk("bob").act(apart.ref, accept_handover).incident
    assert accepted.owner == "bob"


@pytest.mark.parametrize(
    ("theirs", "kept", "grounds"),
    [(10, 10, [("PromiseAdopted", Ground.PROMISED)]), (50, 30, [])],
    ids=["earlier", "later"],
)
def test_a_survivor_keeps_what_the_client_of_its_duplicate_was_promised_on_another_copy(
    apart: Apart, theirs: int, kept: int, grounds: list[tuple[str, Ground]]
) -> None:
    survivor = declared_beside(apart)
    begun = apart.one.later(0)
    apart.told(apart.one, minutes=30)
    apart.part()
    apart.told(apart.other, minutes=theirs)
    apart.later()
    apart.one.desk("alice").duplicate(apart.ref, survivor, posted=True)
    apart.together()
    incident = apart.one.desk("alice").incident(survivor)
    assert [
        (type(entry.event).__name__, entry.objection.ground)
        for entry in incident.conflicts
        if entry.objection is not None
    ] == grounds
    promise = incident.update_promise
    assert promise is not None
    assert promise.due_at == begun + timedelta(minutes=kept)
    assert incident.absorbed == {apart.id: apart.ref}
    assert apart.one.desk("alice").incident(apart.ref).owed_promise is None


def test_a_survivor_keeps_the_first_word_of_its_duplicate_that_another_copy_made_earlier(
    apart: Apart,
) -> None:
    survivor = declared_beside(apart)
    begun = apart.one.later(0)
    apart.part()
    apart.other.desk("alice").act(apart.ref, change_severity, severity=Severity.P1, why="Spreads")
    apart.later()
    apart.one.desk("alice").duplicate(apart.ref, survivor)
    apart.together()
    incident = apart.one.desk("alice").incident(survivor)
    assert (incident.update_promise, incident.first_update_due) == (None, begun + timedelta(minutes=10))
    (conflict,) = incident.conflicts
    assert conflict.objection is not None
    said = conflict.objection.sentence(lambda moment: f"{moment:%H:%M}")
    assert said == f"the first update of {apart.ref} was due by 14:10, which is kept instead"


def declared_beside(apart: Apart) -> str:
    """Another incident of alice's, for whose client there is time."""
    said: dict[str, Any] = {"because": [Criterion.SLA], "owner": "alice", "severity": Severity.P4}
    return apart.one.desk("alice").declare(title="Carts are empty", **said).incident.ref


@pytest.mark.parametrize("posted", [True, False])
def test_a_duplicate_that_was_being_handed_over_is_whole_and_merges(apart: Apart, posted: bool) -> None:
    survivor = declared_beside(apart)
    apart.one.desk("alice").act(apart.ref, offer_handover, to="bob", status="Watching")
    apart.one.desk("alice").duplicate(apart.ref, survivor, posted=posted)
    never_apart(apart.one.store)
    apart.part()
    apart.other.desk("bob").act(survivor, note, what="theirs")
    assert apart.one.merge(apart.other).verdicts == ()
    assert apart.one.desk("alice").incident(survivor).absorbed == {apart.id: apart.ref}
