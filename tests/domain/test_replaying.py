"""Going through the past: by entry, by minute, by key moment, at a speed; and the two pasts."""

from __future__ import annotations

from typing import Any

import msgspec
from tests.domain.incident_life import Life, clock, declared

from incident_console.domain import (
    communication,
    declaring,
    handover,
    handover_answers,
    ownership,
    reporting,
    response,
)
from incident_console.domain.delivering import DeliveryEnded
from incident_console.domain.past import Which
from incident_console.domain.replaying import SPEEDS, Replay, tells
from incident_console.domain.vocabulary import DeliveryOutcome, Role, Severity

UPDATE: dict[str, Any] = {"impact": "Half fail", "done": "Rolled back", "next_steps": "Scale"}


def lived() -> Life:
    """14:00 declared; 14:02 a note; 14:05 P2; 14:08 an update of 14:03; 14:09 offered; 14:10 bob's."""
    life = declared()
    life.wait(minutes=2).act(response.note, what="The pool is full")
    life.wait(minutes=3).act(declaring.change_severity, severity=Severity.P2, why="A workaround")
    said: dict[str, Any] = {**UPDATE, "next_update": clock("14:40"), "posted": True}
    life.wait(minutes=3).act(communication.send_update, at=clock("14:03"), **said)
    life.wait(minutes=1).act(handover.offer_handover, to="bob", status="All is said")
    life.wait(minutes=1).act(handover_answers.accept_handover, by="bob")
    return life


def times(replay: Replay, way: Any) -> list[str]:
    """Where a step leads, again and again, until it leads nowhere."""
    found = []
    while way(replay):
        found.append(f"{replay.now:%H:%M}")
    return found


def test_it_begins_at_the_declaration_and_goes_by_entry_to_the_last_and_back() -> None:
    replay = Replay(lived().entries)
    assert (replay.place, f"{replay.now:%H:%M}", replay.incident.owner) == (1, "14:00", "alice")
    on = ["14:02", "14:03", "14:03", "14:05", "14:09", "14:10"]
    assert times(replay, lambda it: it.step(1)) == on
    assert replay.at_end
    assert replay.incident.owner == "bob"
    assert times(replay, lambda it: it.step(-1)) == [*on[-2::-1], "14:00"]


def test_minutes_go_no_further_than_its_ends() -> None:
    replay = Replay(lived().entries)
    assert times(replay, lambda it: it.minutes(3)) == ["14:03", "14:06", "14:09", "14:10"]
    assert times(replay, lambda it: it.minutes(-4)) == ["14:06", "14:02", "14:00"]


def test_from_between_two_entries_back_is_to_the_one_before() -> None:
    replay = Replay(lived().entries)
    replay.minutes(7)
    replay.step(-1)
    assert f"{replay.now:%H:%M}" == "14:05"
    replay.minutes(2)
    replay.step(1)
    assert f"{replay.now:%H:%M}" == "14:09"


def test_key_moments_are_words_to_clients_severities_and_owners() -> None:
    replay = Replay(lived().entries)
    assert times(replay, lambda it: it.key_moment(1)) == ["14:03", "14:05", "14:10"]
    assert times(replay, lambda it: it.key_moment(-1)) == ["14:05", "14:03", "14:00"]
    replay.minutes(4)
    replay.key_moment(-1)
    assert f"{replay.now:%H:%M}" == "14:03"


def test_a_deadline_that_passed_unkept_is_a_key_moment_a_second_later() -> None:
    life = declared()
    life.wait(minutes=5).act(communication.send_update, **UPDATE, next_update=clock("14:20"), posted=True)
    life.wait(minutes=25).act(communication.send_update, **UPDATE, next_update=clock("14:50"), posted=True)
    life.wait(minutes=1).act(response.note, what="The pool is full")
    replay = Replay(life.entries, until=clock("15:00"))
    stops = []
    while replay.key_moment(1):
        stops.append((f"{replay.now:%H:%M:%S}", replay.place, replay.passed))
    first, second = clock("14:20"), clock("14:50")
    assert stops == [
        ("14:05:00", 3, None),
        ("14:20:01", 3, first),
        ("14:30:00", 5, None),
        ("14:50:01", 6, second),
    ]
    assert replay.key_moment(-1)
    assert replay.key_moment(-1)
    assert replay.passed == first
    assert Replay(life.entries).key_moments[-1].entry is not None


def test_what_was_recorded_too_late_had_passed_as_it_was_known() -> None:
    life = declared()
    life.wait(minutes=5).act(communication.send_update, **UPDATE, next_update=clock("14:20"), posted=True)
    said: dict[str, Any] = {**UPDATE, "next_update": clock("14:50"), "posted": True}
    life.wait(minutes=25).act(communication.send_update, at=clock("14:18"), **said)
    passed = {
        which: [each.at for each in Replay(life.entries, which).key_moments if each.entry is None]
        for which in Which
    }
    assert passed == {Which.HAPPENED: [], Which.KNOWN: [clock("14:20:01")]}


def test_it_grows_and_stays_where_it_is() -> None:
    life = lived()
    replay = Replay(life.entries, until=life.now)
    replay.to_entry(life.entries[1].id)
    life.act(response.note, at=clock("14:01"), what="Before that")
    life.wait(minutes=5).act(response.note, what="And then")
    replay.grow(life.entries, life.now)
    assert (replay.entry.id, replay.place, f"{replay.now:%H:%M}") == (life.entries[1].id, 3, "14:02")
    assert f"{replay.ends:%H:%M}" == "14:15"
    replay.minutes(1)
    replay.step(1)
    replay.minutes(1)
    life.act(response.note, at=clock("14:03"), what="In between")
    replay.grow(life.entries, None)
    assert (f"{replay.now:%H:%M}", replay.place) == ("14:06", 7)


def test_a_lead_that_passes_on_is_no_other_owner_and_what_is_struck_today_reached_nobody() -> None:
    life = declared()
    said: dict[str, Any] = {**UPDATE, "next_update": clock("14:40"), "posted": True}
    life.wait(minutes=2).act(communication.send_update, **said)
    life.wait(minutes=1).act(response.strike, seq=life.entries[-1].seq, why="It did not go out")
    life.wait(minutes=1).act(ownership.assign, role=Role.CL, name="carol")
    life.wait(minutes=1).act(ownership.assign, role=Role.IC, name="alice")
    life.act(handover.offer_handover, by="carol", to="bob", roles=(Role.CL,), status="All is said")
    life.wait(minutes=1).act(handover_answers.accept_handover, by="bob")
    assert times(Replay(life.entries), lambda it: it.key_moment(1)) == []
    assert times(Replay(life.entries, Which.KNOWN), lambda it: it.key_moment(1)) == ["14:02"]


def test_a_report_to_colleagues_is_no_word_to_a_client() -> None:
    life = declared()
    life.act(reporting.write_report, conditions="Half fail", actions="Rolled back", needs="Nothing")
    report = life.entries[-1]
    out = DeliveryEnded(message=report.id, channel="inside", outcome=DeliveryOutcome.DELIVERED)
    assert not tells(msgspec.structs.replace(report, event=out), {report.id})
    assert tells(msgspec.structs.replace(report, event=out), set())


def test_it_plays_at_its_speed_and_stops_at_the_end() -> None:
    replay = Replay(lived().entries)
    replay.go_on(5)
    assert f"{replay.now:%H:%M}" == "14:05"
    assert replay.incident.severity is Severity.P2
    while replay.faster(1):
        pass
    assert replay.speed == SPEEDS[-1] == 600
    replay.go_on(60)
    assert replay.at_end
    assert not replay.go_on(60)
    while replay.faster(-1):
        pass
    assert replay.speed == 1


def test_the_other_past_is_of_the_same_time_and_back_again_is_where_one_was() -> None:
    def stands(replay: Replay) -> tuple[Which, str, bool]:
        return replay.which, f"{replay.now:%H:%M}", replay.incident.update_promise is not None

    replay = Replay(lived().entries)
    replay.minutes(4)
    assert stands(replay) == (Which.HAPPENED, "14:04", True)
    replay.other_past()
    assert stands(replay) == (Which.KNOWN, "14:04", False)
    replay.other_past()
    assert stands(replay) == (Which.HAPPENED, "14:04", True)


def test_an_import_that_was_known_all_at_once_is_found_again_where_one_left_it() -> None:
    life = declared(at=clock("10:00"))
    life.act(response.note, at=clock("11:00"), what="Then")
    replay = Replay(life.entries)
    replay.minutes(30)
    replay.other_past()
    assert f"{replay.now:%H:%M}" == "14:00"
    replay.other_past()
    assert f"{replay.now:%H:%M}" == "10:30"


def test_it_begins_at_an_entry_by_its_id() -> None:
    life = lived()
    replay = Replay(life.entries)
    replay.to_entry(life.entries[2].id)
    assert f"{replay.now:%H:%M}" == "14:05"
