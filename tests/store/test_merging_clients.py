"""Two copies of an incident of several clients become one: what somebody has read counts, for whom it did."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from incident_console.domain.clients import add_client, drop_client
from incident_console.domain.closing import close, confirm, resolve
from incident_console.domain.communication import send_update
from incident_console.domain.deadlines import client_deadlines
from incident_console.domain.ending import stand_down
from incident_console.domain.handover import offer_handover
from incident_console.domain.incident import Incident
from incident_console.domain.objections import Ground
from incident_console.domain.posting import say_posted
from incident_console.domain.reopening import reopen
from incident_console.domain.response import note
from incident_console.domain.vocabulary import Criterion, MessageKind, Remedy
from tests.store.apart import BEGIN, Copy
from tests.store.merge_invariants import at_every_prefix, held, logs, whole

WORDS: dict[str, Any] = {"impact": "Half fail", "done": "Rolled back", "next_steps": "Scale"}


class Apart:
    """One incident that alice owns, on two copies of the record."""

    def __init__(self, folder: Path, *clients: str) -> None:
        self.folder = folder
        self.one = Copy(folder / "one.db", BEGIN)
        self.ref = self.declare(*clients)
        self.other: Copy

    def declare(self, *clients: str) -> str:
        done = self.one.desk("alice").declare(title="Down", because=[Criterion.SLA], clients=clients)
        return done.incident.ref

    def part(self) -> None:
        self.other = self.one.copied(self.folder / "other.db", timedelta())

    def later(self, minutes: int = 1) -> None:
        self.one.clock.advance(minutes=minutes)
        if hasattr(self, "other"):
            self.other.clock.advance(minutes=minutes)

    def act(self, copy: Copy, rule: Any, **said: Any) -> Incident:
        """Have alice do something there, a minute after what was done last."""
        self.later()
        return copy.desk("alice").act(self.ref, rule, **said).incident

    def tell(self, copy: Copy, minutes: int = 30, **said: Any) -> Incident:
        """Send an update that promises the next one so many minutes later."""
        next_update = copy.later(minutes + 1)
        return self.act(copy, send_update, **{**WORDS, "next_update": next_update, "posted": True, **said})

    def wrap_up(self, copy: Copy, *to: str) -> None:
        """Resolve, confirm, and write the wrap-up; it is out to these."""
        self.act(copy, resolve, remedy=Remedy.RESTORED)
        self.act(copy, confirm)
        written = self.act(copy, close, what="A release", customer_impact="An hour", prevention="Stages")
        if to:
            (message,) = (each for each in written.waiting if each.kind is MessageKind.WRAP_UP)
            self.act(copy, say_posted, message=message.id, clients=to)

    def together(self) -> Incident:
        """Merge both ways: both hold the same, and all that is true of every record."""
        self.one.merge(self.other)
        self.other.merge(self.one)
        assert held(self.one.store) == held(self.other.store)
        whole(self.one.store)
        for entries in logs(self.one.store).values():
            at_every_prefix(entries)
        return self.one.desk("alice").incident(self.ref)


def told(incident: Incident, client: str) -> list[tuple[str, str]]:
    """What a client was promised, by when, and what became of it."""
    ledger = incident.ledger_of(client)
    assert ledger is not None
    return [(f"{each.due_at:%H:%M}", each.outcome.value) for each in ledger.promises]


def clocks(incident: Incident) -> dict[str | None, datetime]:
    return {each.client: each.due_at for each in client_deadlines(incident)}


def objections(incident: Incident) -> list[tuple[str, Ground]]:
    return [
        (type(entry.event).__name__, entry.objection.ground)
        for entry in incident.conflicts
        if entry.objection is not None
    ]


@pytest.fixture
def apart(tmp_path: Path) -> Apart:
    return Apart(tmp_path, "ACME", "Globex")


def test_the_client_without_a_name_that_both_named_is_two_and_each_was_told_what_it_was(
    tmp_path: Path,
) -> None:
    apart = Apart(tmp_path)
    apart.part()
    apart.act(apart.one, add_client, client="ACME")
    apart.act(apart.other, add_client, client="Globex")
    apart.tell(apart.one, 30)
    apart.tell(apart.other, 50)
    both = apart.together()
    assert both.clients == ["ACME", "Globex"]
    assert (told(both, "ACME"), told(both, "Globex")) == ([("14:33", "open")], [("14:54", "open")])
    assert [[each.client for each in message.told] for message in both.updates] == [["ACME"], ["Globex"]]
    assert both.waiting == []
    assert objections(both) == []


def test_a_client_that_both_added_in_their_own_spelling_is_one_and_hears_by_the_first_word(
    apart: Apart,
) -> None:
    apart.part()
    apart.act(apart.one, add_client, client="Initech")
    apart.act(apart.other, add_client, client="INITECH")
    apart.tell(apart.other, 40, clients=["initech"])
    both = apart.together()
    assert both.clients == ["ACME", "Globex", "Initech"]
    assert told(both, "Initech") == [("14:43", "open")]


def test_of_two_who_each_dropped_another_client_the_second_keeps_theirs(apart: Apart) -> None:
    apart.part()
    apart.act(apart.one, drop_client, client="ACME", why="Another pool")
    apart.act(apart.other, drop_client, client="Globex", why="Another pool")
    both = apart.together()
    assert both.clients == ["Globex"]
    assert objections(both) == [("ClientDropped", Ground.CLIENTS)]
    assert set(clocks(both)) == {"Globex"}


def test_who_was_told_on_another_copy_is_not_dropped_without_a_word(apart: Apart) -> None:
    apart.part()
    apart.tell(apart.other, 30)
    apart.act(apart.one, drop_client, client="Globex", why="Another pool")
    both = apart.together()
    assert both.clients == ["ACME", "Globex"]
    assert objections(both) == [("ClientDropped", Ground.TOLD)]


def test_who_was_promised_a_word_on_another_copy_after_it_was_dropped_waits_for_it(apart: Apart) -> None:
    apart.part()
    apart.act(apart.one, drop_client, client="Globex", why="Another pool")
    apart.tell(apart.other, 30)
    both = apart.together()
    assert both.clients == ["ACME", "Globex"]
    assert told(both, "Globex") == [("14:32", "open")]
    assert set(clocks(both)) == {"ACME", "Globex"}


def test_who_read_another_update_after_the_end_hears_on(apart: Apart) -> None:
    apart.tell(apart.one, 60)
    apart.part()
    apart.wrap_up(apart.one, "ACME")
    apart.tell(apart.other, 30)
    both = apart.together()
    assert both.is_open
    assert set(clocks(both)) == {"ACME", "Globex"}
    assert told(both, "ACME") == [("15:01", "kept"), ("14:36", "open")]


def test_who_read_an_end_that_another_copy_had_sent_back_hears_first_from_then(apart: Apart) -> None:
    apart.tell(apart.one, 60)
    apart.wrap_up(apart.one)
    (wrap_up,) = (each.id for each in apart.one.desk("alice").incident(apart.ref).waiting)
    apart.part()
    apart.act(apart.other, say_posted, message=wrap_up, clients=["ACME"])
    apart.act(apart.one, reopen, why="It is back")
    both = apart.together()
    assert both.is_open
    assert set(clocks(both)) == {"ACME", "Globex"}
    assert told(both, "ACME") == [("15:01", "kept")]


def test_who_joined_what_another_copy_had_ended_is_owed_what_it_was_promised(tmp_path: Path) -> None:
    apart = Apart(tmp_path, "ACME")
    apart.tell(apart.one, 60)
    apart.part()
    apart.act(apart.one, stand_down, why="A test alarm", posted=True)
    apart.act(apart.other, add_client, client="Globex")
    apart.tell(apart.other, 30)
    apart.act(apart.other, add_client, client="Initech")
    both = apart.together()
    assert (both.status, both.clients) == ("stood_down", ["ACME", "Globex", "Initech"])
    assert (told(both, "Globex"), told(both, "Initech")) == ([("14:34", "open")], [])
    assert both.owed_promise is not None
    again = apart.act(apart.one, reopen, why="It goes on")
    assert set(clocks(again)) == {"ACME", "Globex", "Initech"}


def test_a_duplicate_brings_its_clients_though_it_was_offered_to_somebody_when_it_left(apart: Apart) -> None:
    survivor = apart.declare("Initech")
    apart.part()
    apart.act(apart.one, offer_handover, to="bob", status="Watching")
    apart.later()
    apart.one.desk("alice").duplicate(apart.ref, survivor)
    apart.other.desk("alice").act(survivor, note, what="Seen")
    apart.together()
    merged = apart.one.desk("alice").incident(survivor)
    assert merged.clients == ["Initech", "ACME", "Globex"]
    assert objections(merged) == []


def test_who_joined_and_read_the_end_on_a_copy_hears_first_where_another_sent_it_back(apart: Apart) -> None:
    apart.tell(apart.one, 60)
    apart.wrap_up(apart.one)
    apart.part()
    apart.act(apart.other, add_client, client="Initech")
    apart.act(apart.other, close, what="A release", customer_impact="An hour", prevention="Stages")
    (wrap_up,) = (each.id for each in apart.other.desk("alice").incident(apart.ref).waiting)
    apart.act(apart.other, say_posted, message=wrap_up, clients=["Initech"])
    apart.act(apart.one, reopen, why="It is back")
    both = apart.together()
    assert set(clocks(both)) == {"ACME", "Globex", "Initech"}


def test_what_a_client_has_read_counts_also_where_the_duplicate_that_brought_it_went_on(apart: Apart) -> None:
    survivor = apart.declare("Initech")
    apart.part()
    apart.tell(apart.other, 60)
    apart.later()
    apart.one.desk("alice").duplicate(apart.ref, survivor)
    apart.later()
    apart.one.desk("alice").act(
        survivor, send_update, **WORDS, next_update=apart.one.later(30), clients=["Globex"], posted=True
    )
    assert objections(apart.together()) == [("DuplicateWritten", Ground.TOLD)]
    merged = apart.one.desk("alice").incident(survivor)
    assert objections(merged) == [("PromiseAdopted", Ground.BY_ITSELF)]
    assert merged.clients == ["Initech", "Globex"]
    assert told(merged, "Globex") == [("14:33", "open")]


def test_who_read_that_it_goes_on_elsewhere_hears_on_here_where_that_had_ended(apart: Apart) -> None:
    survivor = apart.declare("Initech")
    apart.tell(apart.one, 30)
    apart.one.desk("alice").duplicate(apart.ref, survivor)
    (written,) = (each.id for each in apart.one.desk("alice").incident(apart.ref).waiting)
    apart.act(apart.one, say_posted, message=written, clients=["ACME"])
    apart.part()
    apart.later()
    apart.one.desk("alice").act(survivor, stand_down, why="A test alarm")
    apart.act(apart.other, say_posted, message=written, clients=["Globex"])
    both = apart.together()
    assert objections(both) == [("MessagePosted", Ground.SURVIVOR)]
    assert both.is_open
    assert [ledger.client for ledger in both.listening] == ["ACME", "Globex"]
    assert set(clocks(both)) == {"ACME", "Globex"}
