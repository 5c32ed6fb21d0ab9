"""Several clients in one incident: a promise is made to a client, and each is told for itself."""

from __future__ import annotations

import pytest
from tests.domain.incident_life import Life, Shift, clock
from tests.domain.several_clients import CLIENTS, WORDS, clocks, ledger, of_three, outcomes, posted_to

from incident_console.domain.absence import come_back, go_away
from incident_console.domain.business_time import Duration
from incident_console.domain.call import Why
from incident_console.domain.calls import called
from incident_console.domain.clients import add_client, drop_client
from incident_console.domain.communication import send_update
from incident_console.domain.declaring import change_severity
from incident_console.domain.drafting import proposed_update
from incident_console.domain.policy import Cadence, ClientProfile, Policy
from incident_console.domain.posting import discard_message, say_posted
from incident_console.domain.procedure import procedure
from incident_console.domain.promises import reschedule
from incident_console.domain.response import strike
from incident_console.domain.vocabulary import MessageKind, Severity


@pytest.fixture
def life() -> Life:
    return of_three()


def told_of_absence(life: Life) -> bool:
    assert life.incident.away is not None
    return life.incident.away.told


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


def test_a_handover_passes_the_promise_to_every_client(life: Life) -> None:
    life.update(30).hand_over("bob")
    assert {promise.keeper for promise in life.incident.promises} == {"bob"}


def test_a_client_has_one_name_in_any_spelling_and_one_that_tells_it_apart(life: Life) -> None:
    twice = Life().declare(client="ACME", clients=["acme ", "", "Globex\n& Sons", "globex & sons"])
    assert twice.incident.clients == ["ACME", "Globex & Sons"]
    assert "@ is no client's name" in life.refused(add_client, client="@")
    assert "the client is missing" in life.refused(add_client, client=" ")
    assert "the client is missing" in life.refused(send_update, **WORDS, clients=[""])
    life.update(30, clients=["acme", "ACME"])
    assert [each.client for each in life.incident.updates[0].told] == ["ACME"]


def test_an_update_is_backdated_for_a_client_only_to_after_what_went_out_last_to_it(life: Life) -> None:
    life.update(60, clients=["ACME"]).wait(minutes=10)
    assert "the previous message went out at 2026-09-01 14:00" not in life.refused(
        send_update, **WORDS, clients=["Umbrella"]
    )
    life.wait(minutes=5).update(60, clients=["Globex"], at=clock("14:05"))
    assert clocks(life)["Globex"] == ("next_update", clock("15:05"))
    life.update(60, clients=["ACME"])
    assert "the previous message went out at 2026-09-01 14:15" in life.refused(
        send_update, **WORDS, clients=["ACME", "Initech"], at=clock("14:12")
    )
    assert life.act(send_update, **WORDS, clients=["Globex", "Initech"], at=clock("14:12"), posted=True)


def test_messages_take_effect_for_a_client_in_the_order_in_which_they_went_out_to_it(life: Life) -> None:
    life.update(30, posted=False).wait(minutes=1)
    earlier = life.waiting(MessageKind.UPDATE).id
    life.update(60)
    life.wait(minutes=1).act(say_posted, message=earlier, clients=["ACME"])
    assert ledger(life, "ACME") == [("update", clock("15:01"), "kept"), ("update", clock("14:30"), "open")]
    assert ledger(life, "Globex") == [("update", clock("15:01"), "open")]


def test_two_who_are_to_leave_do_not_both(life: Life) -> None:
    life.update(30)
    life.act(drop_client, client="ACME", why="Another pool")
    life.act(drop_client, client="Globex", why="Another pool")
    assert "Initech is the only client of INC-7K3Q left" in life.refused(
        drop_client, client="Initech", why="Another pool"
    )
    for message in [*life.incident.waiting]:
        life.act(say_posted, message=message.id)
    assert (life.incident.clients, set(clocks(life))) == (["Initech"], {"Initech"})


def test_nothing_that_waits_goes_to_who_was_dropped(life: Life) -> None:
    life.update(30)
    life.act(go_away, until=clock("15:00"), expect="Mail is read")
    life.update(60, posted=False)
    posted_to(life, "ACME", "Initech", kind=MessageKind.ABSENCE)
    assert told_of_absence(life) is False
    life.act(drop_client, client="Globex", why="Another pool", posted=True)
    assert told_of_absence(life) is True
    assert [each.client for each in life.waiting(MessageKind.UPDATE).to_tell] == ["ACME", "Initech"]
    assert "Globex is no client of INC-7K3Q any more" in life.refused(
        send_update, **WORDS, clients=["Globex"]
    )
    assert outcomes(life, "Globex") == ["kept"]


def test_a_rise_in_severity_goes_by_the_cadence_of_each_and_never_back() -> None:
    slow = Cadence(first=Duration.minutes(90), next=Duration.minutes(90), monitoring=Duration.minutes(90))
    policy = Policy(clients={"Globex": ClientProfile(cadence={"P1": slow})})
    life = Life(Shift(policy=policy)).declare(severity=Severity.P2, clients=CLIENTS)
    before = clocks(life)["Globex"]
    life.act(change_severity, severity=Severity.P1, why="It spreads")
    assert clocks(life)["ACME"] == ("first_update", clock("14:10"))
    assert clocks(life)["Globex"] == before


def test_each_clients_clock_calls_the_owner_also_while_anothers_has_passed(life: Life) -> None:
    life.update(30, clients=["ACME"]).update(45, clients=["Globex", "Initech"])
    life.wait(until="14:31").note()
    assert not called(life.incident, clock("14:34"))
    assert [(call.why, call.since) for call in called(life.incident, clock("14:35"))] == [
        (Why.NEARS, clock("14:35"))
    ]
    assert [(call.why, call.since) for call in called(life.incident, clock("14:45"))] == [
        (Why.PASSED, clock("14:45"))
    ]


def test_who_joins_late_calls_the_owner_whom_somebody_else_adds_it_for(life: Life) -> None:
    life.update(120).wait(minutes=20).note()
    assert not called(life.incident, life.now)
    life.wait(minutes=1).act(add_client, client="Umbrella", by="carol")
    assert [(call.who, call.why, call.since) for call in called(life.incident, life.now)] == [
        ("alice", Why.NEARS, clock("14:21"))
    ]
    life.act(add_client, client="Hooli")
    assert not called(life.incident, life.now)


def test_what_was_promised_is_accounted_for_by_client_and_in_sum(life: Life) -> None:
    life.update(30).wait(minutes=20).update(30, clients=["ACME", "Globex"])
    life.act(reschedule, due=clock("15:10"), why="The vendor", clients=["Globex"], posted=True)
    life.wait(minutes=40).update(30)
    assert outcomes(life, "ACME") == ["kept", "late", "open"]
    assert outcomes(life, "Globex") == ["kept", "moved", "kept", "open"]
    assert outcomes(life, "Initech") == ["late", "open"]
    assert sorted(life.outcomes) == ["kept"] * 3 + ["late"] * 2 + ["moved"] + ["open"] * 3
    assert all(promise.client in CLIENTS for promise in life.incident.promises)


def test_a_reschedule_is_for_those_to_whom_something_is_promised(life: Life) -> None:
    assert "has promised no update yet" in life.refused(reschedule, due=clock("14:45"), why="The vendor")
    life.update(30, clients=["ACME", "Globex"])
    assert "has promised no update yet" in life.refused(
        reschedule, due=clock("14:45"), why="The vendor", clients=["Initech"]
    )
    life.act(reschedule, due=clock("14:45"), why="The vendor", posted=True)
    assert clocks(life) == {
        "Initech": ("first_update", clock("14:10")),
        "ACME": ("next_update", clock("14:45")),
        "Globex": ("next_update", clock("14:45")),
    }


def test_a_clock_that_is_near_from_the_start_calls_since_who_it_is_for_has_joined() -> None:
    quick = Cadence(first=Duration.minutes(5), next=Duration.minutes(60), monitoring=Duration.minutes(60))
    policy = Policy(clients={"Globex": ClientProfile(cadence={"P1": quick})})
    life = Life(Shift(policy=policy)).declare(client="ACME").update(120).wait(minutes=20).note()
    life.wait(minutes=1).act(add_client, client="Globex", by="carol")
    assert [(call.who, call.why, call.since) for call in called(life.incident, life.now)] == [
        ("alice", Why.NEARS, clock("14:21"))
    ]
