"""Several clients in one incident: a promise is made to a client, and each is told for itself."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.domain.incident_life import Life, Shift, clock

from incident_console.domain.absence import come_back, go_away
from incident_console.domain.clients import add_client, drop_client
from incident_console.domain.closing import send_analysis
from incident_console.domain.communication import proposed_update, send_update
from incident_console.domain.deadlines import client_deadlines
from incident_console.domain.declaring import change_severity
from incident_console.domain.duplicates import mark_duplicate
from incident_console.domain.ending import stand_down
from incident_console.domain.policy import Cadence, ClientProfile, Duration, Policy
from incident_console.domain.posting import discard_message, say_posted
from incident_console.domain.procedure import procedure
from incident_console.domain.promises import reschedule
from incident_console.domain.reopening import reopen
from incident_console.domain.response import strike
from incident_console.domain.vocabulary import MessageKind, Severity

WORDS = {
    "impact": "All",
    "done": "Nothing",
    "next_steps": "Something",
    "next_update": datetime(2026, 9, 1, 15, tzinfo=UTC),
}
CLIENTS = ("ACME", "Globex", "Initech")


@pytest.fixture
def life() -> Life:
    """Declared at 14:00 by alice for three clients: P1, so each hears first by 14:10."""
    return Life().declare(clients=CLIENTS)


def ledger(life: Life, client: str) -> list[tuple[str, datetime, str]]:
    """What a client was promised: for when, and what became of it."""
    found = life.incident.ledger_of(client)
    assert found is not None
    return [(each.kind.value, each.due_at, each.outcome.value) for each in found.promises]


def clocks(life: Life) -> dict[str | None, tuple[str, datetime]]:
    """What each client waits for."""
    return {each.client: (each.kind.value, each.due_at) for each in client_deadlines(life.incident)}


def told_of_absence(life: Life) -> bool:
    assert life.incident.away is not None
    return life.incident.away.told


def posted_to(life: Life, *clients: str, kind: MessageKind = MessageKind.UPDATE) -> None:
    """Say that the waiting message of a kind is out to these clients."""
    life.act(say_posted, message=life.waiting(kind).id, clients=clients)


def test_each_client_is_owed_a_first_update_by_its_own_cadence() -> None:
    slow = Cadence(first=Duration.minutes(20), next=Duration.minutes(40), monitoring=Duration.minutes(40))
    policy = Policy(clients={"Globex": ClientProfile(cadence={"P1": slow})})
    life = Life(Shift(policy=policy)).declare(clients=("ACME", "globex", "acme"))
    assert life.incident.clients == ["ACME", "globex"]
    assert clocks(life) == {
        "ACME": ("first_update", clock("14:10")),
        "globex": ("first_update", clock("14:20")),
    }
    assert life.due.client == "ACME"
    assert proposed_update(life.incident, life.request()).next_update_at == clock("14:30")
    assert proposed_update(life.incident, life.request(), ["Globex"]).next_update_at == clock("14:40")


def test_an_update_is_told_to_each_for_itself(life: Life) -> None:
    life.update(30, posted=False)
    life.wait(minutes=5)
    posted_to(life, "acme", "Initech")
    assert [each.client for each in life.incident.waiting[0].to_tell] == ["Globex"]
    assert clocks(life) == {
        "Globex": ("first_update", clock("14:10")),
        "ACME": ("next_update", clock("14:30")),
        "Initech": ("next_update", clock("14:30")),
    }
    life.wait(minutes=30)
    posted_to(life, "Globex")
    assert not life.incident.waiting
    assert ledger(life, "Globex") == [("update", clock("14:30"), "open")]
    life.update(30)
    assert ledger(life, "ACME") == [("update", clock("14:30"), "late"), ("update", clock("15:05"), "open")]
    assert life.outcomes.count("late") == 3


def test_what_fails_for_one_is_nobody_elses_promise(life: Life) -> None:
    life.update(30).wait(minutes=20).update(30, posted=False)
    posted_to(life, "ACME", "Globex")
    assert [outcome for *_, outcome in ledger(life, "ACME")] == ["kept", "open"]
    assert [outcome for *_, outcome in ledger(life, "Initech")] == ["open"]
    life.wait(minutes=15)
    assert (life.due.client, life.due.overdue(life.now)) == ("Initech", True)


def test_an_update_may_be_for_some(life: Life) -> None:
    life.update(30, clients=["Globex"])
    assert clocks(life)["Globex"] == ("next_update", clock("14:30"))
    assert clocks(life)["ACME"] == ("first_update", clock("14:10"))
    assert "INC-7K3Q has no client Umbrella; its clients are ACME, Globex, Initech" in life.refused(
        send_update, **WORDS, clients=["Umbrella"]
    )


def test_the_client_without_a_name_keeps_what_it_was_promised_when_it_gets_one() -> None:
    life = Life().declare().update(30).wait(minutes=5)
    life.act(add_client, client="ACME", by="bob")
    assert life.incident.client == "ACME"
    assert ledger(life, "ACME") == [("update", clock("14:30"), "open")]
    assert life.incident.promises[0].client == "ACME"
    assert [each.client for each in life.incident.updates[0].told] == ["ACME"]
    life.act(add_client, client="Globex")
    assert clocks(life)["Globex"] == ("first_update", clock("14:15"))
    assert "acme" in life.refused(add_client, client="acme").lower()


def test_who_joins_late_is_owed_a_first_update_from_then_and_hears_the_impact_in_full(life: Life) -> None:
    life.update(30).wait(minutes=10)
    life.act(add_client, client="Umbrella", by="carol")
    assert clocks(life)["Umbrella"] == ("first_update", clock("14:20"))
    draft = proposed_update(life.incident, life.request())
    assert draft.impact == ""
    assert proposed_update(life.incident, life.request(), ["ACME"]).impact.startswith("Unchanged")
    step = procedure(life.incident, life.now, life.shift.policy)[6]
    assert (step.missing, step.since) == ("no update yet to Umbrella", clock("14:10"))


def test_who_is_dropped_unheard_leaves_at_once_and_who_was_told_when_it_is_out(life: Life) -> None:
    life.act(drop_client, client="initech", why="Another pool")
    assert (life.incident.clients, life.incident.waiting) == (["ACME", "Globex"], [])
    life.update(30).wait(minutes=10)
    life.act(drop_client, client="Globex", why="Another pool")
    assert life.incident.clients == ["ACME", "Globex"]
    assert clocks(life)["Globex"] == ("next_update", clock("14:30"))
    posted_to(life, kind=MessageKind.CLIENT_DROP)
    assert life.incident.clients == ["ACME"]
    assert ledger(life, "Globex") == [("update", clock("14:30"), "kept")]
    assert "ACME is the only client of INC-7K3Q" in life.refused(drop_client, client="ACME", why="Nobody")
    assert "no client of INC-7K3Q any more since" in life.refused(drop_client, client="Globex", why="Again")
    life.act(add_client, client="Globex")
    assert clocks(life)["Globex"] == ("first_update", clock("14:20"))


def test_only_the_owner_drops_a_client(life: Life) -> None:
    assert "only alice, who owns INC-7K3Q" in life.refused(
        drop_client, by="bob", client="ACME", why="Another pool"
    )


def test_the_incident_ends_when_the_last_client_has_been_told(life: Life) -> None:
    life.update(30).wait(minutes=10).close(posted=False)
    posted_to(life, "ACME", kind=MessageKind.WRAP_UP)
    assert life.incident.is_open
    assert set(clocks(life)) == {"Globex", "Initech"}
    assert "ACME was told at" in life.refused(send_update, **WORDS, clients=["ACME"])
    life.wait(minutes=25)
    posted_to(life, "Globex", kind=MessageKind.WRAP_UP)
    assert life.incident.is_open
    posted_to(life, "Initech", kind=MessageKind.WRAP_UP)
    assert (life.incident.status, life.incident.closed_at) == ("closed", clock("14:35"))
    assert [ledger(life, name)[0][2] for name in CLIENTS] == ["kept", "late", "late"]


def test_who_joins_after_the_wrap_up_is_told_of_the_end_too(life: Life) -> None:
    life.update(30).close(posted=False)
    life.act(add_client, client="Umbrella")
    posted_to(life, kind=MessageKind.WRAP_UP)
    assert life.incident.is_open
    assert set(clocks(life)) == {"Umbrella"}
    life.close()
    assert life.incident.status == "closed"


def test_who_is_dropped_last_lets_it_end(life: Life) -> None:
    life.update(30).close(posted=False)
    posted_to(life, "ACME", "Globex", kind=MessageKind.WRAP_UP)
    life.act(drop_client, client="Initech", why="Another pool", posted=True)
    assert life.incident.status == "closed"


def test_sending_back_gives_each_who_was_told_a_first_update_from_now(life: Life) -> None:
    life.update(60).close(posted=False)
    posted_to(life, "ACME", kind=MessageKind.WRAP_UP)
    life.wait(minutes=5)
    life.act(reopen, why="It is back")
    assert clocks(life) == {
        "ACME": ("first_update", clock("14:15")),
        "Globex": ("next_update", clock("15:00")),
        "Initech": ("next_update", clock("15:00")),
    }
    assert life.incident.lives == 1


def test_reopening_gives_every_client_a_first_update_from_then(life: Life) -> None:
    life.act(drop_client, client="Initech", why="Another pool")
    life.update(30).close().wait(hours=2)
    life.act(reopen, why="It is back", by="bob")
    assert clocks(life) == {
        "ACME": ("first_update", clock("16:10")),
        "Globex": ("first_update", clock("16:10")),
    }


def test_a_stand_down_is_for_those_who_were_told_anything(life: Life) -> None:
    life.update(30, clients=["Globex"])
    life.act(stand_down, why="A test alarm")
    assert [each.client for each in life.waiting(MessageKind.STAND_DOWN).to_tell] == ["Globex"]
    posted_to(life, kind=MessageKind.STAND_DOWN)
    assert life.incident.status == "stood_down"


def test_an_absence_is_told_to_each(life: Life) -> None:
    life.update(30)
    life.act(go_away, until=clock("15:00"), expect="Mail is read")
    posted_to(life, "ACME", kind=MessageKind.ABSENCE)
    assert told_of_absence(life) is False
    assert clocks(life)["ACME"] == ("back", clock("15:00"))
    assert clocks(life)["Globex"] == ("next_update", clock("14:30"))
    posted_to(life, kind=MessageKind.ABSENCE)
    assert told_of_absence(life) is True
    assert [ledger(life, name)[0][2] for name in CLIENTS] == ["moved", "moved", "moved"]
    life.act(come_back)
    assert clocks(life)["Globex"] == ("next_update", clock("15:00"))


def test_a_reschedule_moves_the_promise_of_each_or_of_one(life: Life) -> None:
    life.update(30)
    life.act(reschedule, due=clock("14:45"), why="The vendor", clients=["ACME"], posted=True)
    assert clocks(life)["ACME"] == ("next_update", clock("14:45"))
    assert clocks(life)["Globex"] == ("next_update", clock("14:30"))
    life.act(reschedule, due=clock("14:45"), why="The vendor", posted=True)
    assert [len(ledger(life, name)) for name in CLIENTS] == [2, 2, 2]
    assert "promised for" in life.refused(reschedule, due=clock("14:45"), why="Again")


def test_the_analysis_is_owed_to_each_to_whom_it_was_promised(life: Life) -> None:
    life.update(30).close(prevention=None, analysis_by=clock("12:00", day=4))
    life.act(send_analysis, what="A pool that was too small")
    posted_to(life, "ACME", kind=MessageKind.ANALYSIS)
    assert [ledger(life, name)[-1][2] for name in CLIENTS] == ["kept", "open", "open"]


def test_a_rise_brings_forward_the_first_update_of_each() -> None:
    life = Life().declare(severity=Severity.P2, clients=CLIENTS).update(60, clients=["ACME"])
    life.act(change_severity, severity=Severity.P1, why="It spreads")
    assert clocks(life) == {
        "Globex": ("first_update", clock("14:10")),
        "Initech": ("first_update", clock("14:10")),
        "ACME": ("next_update", clock("15:00")),
    }


def test_a_mistaken_word_is_struck_for_those_it_was_said_of(life: Life) -> None:
    life.update(30, posted=False)
    posted_to(life, "ACME")
    posted_to(life, "Globex")
    life.act(strike, seq=life.incident.messages[life.entries[1].id].addressees[1].out_seq, why="It bounced")
    assert [each.client for each in life.waiting(MessageKind.UPDATE).to_tell] == ["Globex", "Initech"]
    assert clocks(life)["Globex"] == ("first_update", clock("14:10"))
    assert clocks(life)["ACME"] == ("next_update", clock("14:30"))


def test_what_is_discarded_waits_for_nobody_and_stays_with_those_who_have_it(life: Life) -> None:
    life.update(30, posted=False)
    posted_to(life, "ACME")
    life.act(discard_message, message=life.waiting(MessageKind.UPDATE).id, why="Another one follows")
    assert not life.incident.waiting
    assert [each.client for each in life.incident.updates[0].told] == ["ACME"]


def test_a_duplicates_clients_join_and_the_earlier_deadline_of_each_stands() -> None:
    shift = Shift()
    survivor = Life(shift, "INC-9WXY").declare(clients=("ACME", "Globex")).update(60)
    twin = (
        Life(shift).declare(clients=("acme", "Umbrella", "Initech")).update(30, clients=["acme", "Umbrella"])
    )
    twin.act(mark_duplicate, survivor=survivor.incident)
    posted_to(twin, "acme", kind=MessageKind.DUPLICATE)
    assert twin.incident.is_open
    assert clocks(twin)["acme"] == ("next_update", clock("14:30"))
    posted_to(twin, "Umbrella", kind=MessageKind.DUPLICATE)
    assert twin.incident.duplicate_of == "INC-9WXY"
    assert survivor.incident.clients == ["ACME", "Globex", "Umbrella", "Initech"]
    assert clocks(survivor) == {
        "Initech": ("first_update", clock("14:10")),
        "ACME": ("next_update", clock("14:30")),
        "Umbrella": ("next_update", clock("14:30")),
        "Globex": ("next_update", clock("15:00")),
    }
    assert ledger(survivor, "ACME") == [
        ("update", clock("15:00"), "moved"),
        ("update", clock("14:30"), "open"),
    ]
    assert twin.outcomes == ["moved", "moved"]


def test_who_was_promised_something_in_the_duplicate_is_told_that_the_survivor_is_a_false_alarm() -> None:
    shift = Shift()
    survivor = Life(shift, "INC-9WXY").declare(client="ACME")
    twin = Life(shift).declare(client="ACME").update(5)
    twin.act(mark_duplicate, survivor=survivor.incident, posted=True)
    survivor.act(stand_down, why="A test alarm")
    assert survivor.incident.is_open
    posted_to(survivor, kind=MessageKind.STAND_DOWN)
    assert survivor.incident.status == "stood_down"


def test_a_handover_passes_the_promise_to_every_client(life: Life) -> None:
    life.update(30).hand_over("bob")
    assert {promise.keeper for promise in life.incident.promises} == {"bob"}
