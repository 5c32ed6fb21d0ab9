"""The end of an incident of several clients: it ends when the last one who is to know has been told."""

from __future__ import annotations

import pytest
from tests.domain.incident_life import Life, Shift, clock
from tests.domain.several_clients import CLIENTS, WORDS, clocks, ledger, of_three, outcomes, posted_to

from incident_console.domain.clients import add_client, drop_client
from incident_console.domain.closing import send_analysis
from incident_console.domain.communication import send_update
from incident_console.domain.duplicates import mark_duplicate
from incident_console.domain.ending import stand_down
from incident_console.domain.handover import offer_handover
from incident_console.domain.offers import OfferChanged
from incident_console.domain.posting import discard_message
from incident_console.domain.reopening import reopen
from incident_console.domain.vocabulary import MessageKind


@pytest.fixture
def life() -> Life:
    return of_three()


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
    assert (life.incident.updates_written, life.incident.updates[-1].counted) == (2, 2)


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


def test_the_analysis_is_owed_to_each_to_whom_it_was_promised(life: Life) -> None:
    life.update(30).close(prevention=None, analysis_by=clock("12:00", day=4))
    life.act(send_analysis, what="A pool that was too small")
    posted_to(life, "ACME", kind=MessageKind.ANALYSIS)
    assert [ledger(life, name)[-1][2] for name in CLIENTS] == ["kept", "open", "open"]


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


def test_who_knows_the_end_hears_no_more_of_what_was_still_to_go_out(life: Life) -> None:
    life.update(60).update(30, posted=False).close(posted=False)
    posted_to(life, "ACME", kind=MessageKind.WRAP_UP)
    assert [each.client for each in life.waiting(MessageKind.UPDATE).to_tell] == ["Globex", "Initech"]
    assert "ACME" not in clocks(life)
    assert outcomes(life, "ACME") == ["kept"]
    assert outcomes(life, "Globex") == ["open"]


def test_an_end_that_only_some_have_read_can_be_sent_back_when_the_rest_of_it_is_discarded(
    life: Life,
) -> None:
    life.update(60).act(stand_down, why="A test alarm")
    stood_down = life.waiting(MessageKind.STAND_DOWN).id
    posted_to(life, "ACME", kind=MessageKind.STAND_DOWN)
    life.act(discard_message, message=stood_down, why="It is real")
    assert set(clocks(life)) == {"Globex", "Initech"}
    life.wait(minutes=5).act(reopen, why="It is real")
    assert clocks(life) == {
        "ACME": ("first_update", clock("14:15")),
        "Globex": ("next_update", clock("15:00")),
        "Initech": ("next_update", clock("15:00")),
    }
    life.update(30)
    assert [outcomes(life, name) for name in CLIENTS] == [["kept", "open"]] * 3


def test_it_ends_by_a_drop_where_all_who_were_to_know_know(life: Life) -> None:
    life.update(60, clients=["ACME", "Globex"]).act(stand_down, why="A test alarm")
    posted_to(life, "ACME", kind=MessageKind.STAND_DOWN)
    life.act(offer_handover, to="carol", status="Fine")
    life.act(drop_client, client="Globex", why="Another pool", posted=True)
    assert life.incident.status == "stood_down"
    assert isinstance(life.last, OfferChanged)
    assert life.last.why == "ended the incident"


def test_an_offer_ends_in_the_log_where_the_last_who_was_to_know_is_dropped_without_a_word(
    life: Life,
) -> None:
    life.update(60, clients=["ACME", "Globex"]).close(posted=False)
    posted_to(life, "ACME", "Globex", kind=MessageKind.WRAP_UP)
    life.act(offer_handover, to="carol", status="Fine")
    life.act(drop_client, client="Initech", why="Another pool")
    assert life.incident.status == "closed"
    assert isinstance(life.last, OfferChanged)


def test_a_false_alarm_ends_without_a_word_where_all_who_were_told_anything_have_left(life: Life) -> None:
    life.update(60, clients=["ACME"])
    life.act(drop_client, client="ACME", why="Another pool", posted=True)
    life.act(stand_down, why="A test alarm")
    assert (life.incident.status, life.incident.waiting) == ("stood_down", [])


def test_the_analysis_goes_also_to_who_was_promised_one_and_then_dropped(life: Life) -> None:
    life.update(30).close(prevention=None, analysis_by=clock("12:00", day=4))
    life.act(reopen, why="It is back")
    life.act(drop_client, client="Globex", why="Another pool", posted=True)
    life.act(send_analysis, what="A pool that was too small", posted=True)
    assert [outcomes(life, name)[-1] for name in CLIENTS] == ["kept", "kept", "kept"]


def test_who_was_dropped_hears_no_clock_in_the_next_life(life: Life) -> None:
    life.update(30)
    life.act(drop_client, client="Globex", why="Another pool", posted=True)
    life.close().wait(hours=1).act(reopen, why="It is back")
    assert set(clocks(life)) == {"ACME", "Initech"}


def test_a_survivor_whose_client_has_no_name_learns_it_from_the_duplicate() -> None:
    shift = Shift()
    survivor = Life(shift, "INC-9WXY").declare().update(60)
    twin = Life(shift).declare(clients=("ACME", "Globex"))
    twin.act(mark_duplicate, survivor=survivor.incident)
    assert survivor.incident.clients == ["ACME", "Globex"]
    assert ledger(survivor, "ACME") == [("update", clock("15:00"), "moved")]
    assert clocks(survivor) == {
        "ACME": ("first_update", clock("14:10")),
        "Globex": ("first_update", clock("14:10")),
    }
    assert [each.client for each in survivor.incident.updates[0].told] == ["ACME"]


def test_a_survivors_later_promise_is_moved_and_an_earlier_one_of_its_own_stays() -> None:
    shift = Shift()
    survivor = Life(shift, "INC-9WXY").declare(clients=("ACME", "Globex"))
    survivor.update(60, clients=["ACME"]).update(15, clients=["Globex"])
    twin = Life(shift).declare(clients=("Globex", "ACME")).update(30)
    twin.act(mark_duplicate, survivor=survivor.incident, posted=True)
    assert outcomes(survivor, "ACME") == ["moved", "open"]
    assert outcomes(survivor, "Globex") == ["open"]
    assert clocks(survivor) == {
        "Globex": ("next_update", clock("14:15")),
        "ACME": ("next_update", clock("14:30")),
    }


def test_a_client_whom_a_duplicate_promised_something_is_told_when_it_is_dropped() -> None:
    shift = Shift()
    survivor = Life(shift, "INC-9WXY").declare(client="ACME")
    twin = Life(shift).declare(client="Globex").update(30)
    twin.act(mark_duplicate, survivor=survivor.incident, posted=True)
    survivor.act(drop_client, client="Globex", why="Another pool")
    assert survivor.incident.clients == ["ACME", "Globex"]
    posted_to(survivor, kind=MessageKind.CLIENT_DROP)
    assert outcomes(survivor, "Globex") == ["kept"]


def test_a_survivor_hears_again_for_a_client_who_knew_its_end(life: Life) -> None:
    life.update(60).close(posted=False)
    posted_to(life, "ACME", kind=MessageKind.WRAP_UP)
    twin = Life(life.shift, "INC-9WXY").declare(client="acme").update(30)
    twin.act(mark_duplicate, survivor=life.incident, posted=True)
    assert clocks(life)["ACME"] == ("wrap_up", clock("14:30"))
    posted_to(life, kind=MessageKind.WRAP_UP)
    assert (life.incident.is_open, set(clocks(life))) == (True, {"ACME"})
    life.close()
    assert life.incident.status == "closed"
