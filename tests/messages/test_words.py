"""What a client reads: the four parts, exact times on their clock, and nobody's name but the owner's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given as given_any
from hypothesis import strategies as st
from tests.domain.incident_life import Life, Shift, clock, declared

from incident_console.domain import absence, actions, closing
from incident_console.domain.absence import AbsenceAnnounced
from incident_console.domain.closing import AnalysisWritten, WrapUpWritten
from incident_console.domain.communication import UpdateWritten
from incident_console.domain.declaring import change_severity
from incident_console.domain.drafting import RESOLVED, proposed_update
from incident_console.domain.duplicates import DuplicateWritten
from incident_console.domain.ending import StandDownWritten
from incident_console.domain.entry import MessageEvent
from incident_console.domain.parts import BriefAction
from incident_console.domain.policy import ClientProfile, Policy
from incident_console.domain.promises import RescheduleWritten
from incident_console.domain.refusal import Refused
from incident_console.domain.reopening import reopen
from incident_console.domain.vocabulary import PromiseKind, Remedy, Role, Severity
from incident_console.messages import words
from incident_console.messages.phrases import in_language, statements, step_said

LONDON = Policy(clients={"acme": ClientProfile(name="ACME", zone="Europe/London")})
UPDATE = UpdateWritten(
    impact="30 % of EU checkouts fail",
    done="rolled back 2.41\n- found the pool at 100 %",
    next_steps="scale the pool",
    next_update_at=clock("14:30"),
)
EVERY: list[MessageEvent] = [
    UPDATE,
    RescheduleWritten(promise=PromiseKind.UPDATE, due_at=clock("16:00"), why="a restart", watcher="bob"),
    AbsenceAnnounced(until=clock("16:00"), expect="mail is read", asked=("bob",)),
    WrapUpWritten(
        what="a release broke it",
        customer_impact="30 % failed",
        prevention="staged releases",
        follow_ups=(BriefAction(n=1, text="add a test", owner="bob"),),
    ),
    StandDownWritten(why="the alert was wrong"),
    DuplicateWritten(of="other", of_ref="INC-9BXW"),
    AnalysisWritten(what="a full pool"),
]


def life(policy: Policy = LONDON, **said: object) -> Life:
    """Declared by alice at 15:00 in London, which is 14:00 UTC."""
    return declared(Shift(policy=policy), **{"client": "ACME", "ticket": "SUP-1042", **said})


def read(given: Life, event: MessageEvent) -> str:
    return words(given.incident, event, given.shift.policy, given.now)


def test_a_first_update_says_all_four_parts_and_who_leads() -> None:
    assert read(life(), UPDATE) == (
        "Checkout answers 502 (INC-7K3Q): update 1\n"
        "Ticket SUP-1042\n"
        "\n"
        "alice leads our response and will keep you informed.\n"
        "\n"
        "Impact: 30 % of EU checkouts fail.\n"
        "\n"
        "Done so far:\n"
        "- rolled back 2.41.\n"
        "- found the pool at 100 %.\n"
        "\n"
        "What we do next: scale the pool.\n"
        "\n"
        "Next update by 15:30 BST (UTC+1)."
    )


def test_the_next_time_names_its_date_on_another_day_of_the_client() -> None:
    late = UpdateWritten(impact="x", done="x", next_steps="x", next_update_at=clock("23:30"))
    assert "Next update by 00:30 BST (UTC+1), Wed 2 Sep." in read(life(), late)
    assert "Next update by 23:30 UTC." in read(life(Policy()), late)


def test_later_updates_tell_what_was_done_since_the_previous_one() -> None:
    given = life().update().wait(minutes=20)
    text = read(given, UPDATE)
    assert ": update 2\n" in text
    assert "Done since our update of 15:00 BST (UTC+1):" in text
    assert "alice" not in text


def test_an_unsent_update_is_no_previous_one() -> None:
    given = life().update(posted=False)
    text = read(given, UPDATE)
    assert "Done so far" in text
    assert ": update 2\n" in text


def test_unchanged_says_what_is_unchanged() -> None:
    given = life().update(impact="All checkouts fail")
    same = UpdateWritten(impact="Unchanged since the last update.", done="x", next_steps="x")
    assert "Impact, unchanged since our previous update: All checkouts fail." in read(given, same)
    assert "Impact: Unchanged since the last update." in read(life(), same)
    assert "All checkouts fail" in read(given.update(impact="half of them", posted=False), same)


def test_a_change_of_severity_that_was_proposed_is_read_by_each_in_their_language() -> None:
    policy = Policy(clients={"globex": ClientProfile(name="Globex", language="de")})
    given = declared(Shift(policy=policy), clients=["ACME", "Globex"], severity=Severity.P2)
    given.act(change_severity, severity=Severity.P1, why="it spreads")
    step, *_ = proposed_update(given.incident, given.request()).steps
    assert step_said(step, "en") == step.text
    told = UpdateWritten(impact="x", done=f"{step_said(step, 'en')}\nrolled back", next_steps="x")
    german = words(given.incident, told, policy, given.now, given.incident.ledgers[1])
    assert "- Schweregrad auf P1 erhöht.\n- rolled back." in german
    assert "- severity raised to P1.\n- rolled back." in words(given.incident, told, policy, given.now)


@pytest.mark.parametrize("remedy", Remedy)
def test_what_is_proposed_of_the_end_says_restored_only_where_it_is(remedy: Remedy) -> None:
    says = {language: in_language(RESOLVED[remedy], language) for language in ("en", "de")}
    assert says["en"] == RESOLVED[remedy]
    assert says["de"] != says["en"]
    claims = "is restored" in says["en"], "ist wiederhergestellt" in says["de"]
    assert claims == ((True, True) if remedy is Remedy.RESTORED else (False, False))


def test_investigating_and_waiting_are_said_plainly() -> None:
    blocked = UpdateWritten(
        impact="x",
        done="x",
        next_steps="x",
        investigating="which release it was",
        waiting_on="the payment provider",
        expecting="an answer within the hour",
    )
    text = read(life(), blocked)
    assert "We are still investigating: which release it was." in text
    assert (
        "We are waiting on the payment provider.\nWhat we expect to happen next: an answer within the hour."
        in text
    )
    assert "investigating" not in read(life(), UPDATE)
    assert "waiting" not in read(life(), UPDATE)


def test_a_new_owner_is_named_once() -> None:
    given = life().update().wait(minutes=5)
    given.hand_over("carol")
    assert "carol leads our response from now on and will keep you informed." in read(given, UPDATE)
    assert "carol" not in read(given.wait(minutes=1).update(), UPDATE)


@pytest.mark.parametrize("event", EVERY, ids=lambda event: event.kind.value)
def test_no_engineer_is_named_but_the_owner(event: MessageEvent) -> None:
    given = life().update()
    given.act(actions.add_action, what="scale", owner="bob")
    given.incident.leads[Role.OL] = "bob"
    assert "bob" not in read(given, event)


@pytest.mark.parametrize("event", EVERY, ids=lambda event: event.kind.value)
def test_a_drill_says_so_first_and_last(event: MessageEvent) -> None:
    lines = read(life(drill=True).update(), event).splitlines()
    assert lines[0] == lines[-1] == "DRILL – this is an exercise"
    assert "DRILL" not in read(life().update(), event)


@pytest.mark.parametrize("event", EVERY, ids=lambda event: event.kind.value)
def test_every_text_names_the_incident_and_is_tidy(event: MessageEvent) -> None:
    text = read(life().update(), event)
    assert text.startswith("Checkout answers 502 (INC-7K3Q): ")
    assert "\n\n\n" not in text
    assert text == "\n".join(line.rstrip() for line in text.strip().splitlines())
    assert "None" not in text


def test_a_moved_update_names_both_times_and_a_missed_one_is_owned_up_to() -> None:
    moved = RescheduleWritten(
        promise=PromiseKind.UPDATE, due_at=clock("16:00"), why="a restart", watcher="bob"
    )
    given = life().update(minutes=30)
    assert (
        "Our next update comes later than announced: by 17:00 BST (UTC+1), instead of 15:30 BST (UTC+1)."
        in read(given, moved)
    )
    assert "instead of" in read(given.wait(minutes=30), moved)
    text = read(given.wait(minutes=1), moved)
    assert (
        "We had promised our next update for 15:30 BST (UTC+1) and did not keep that time. We are sorry."
        in text
    )
    assert "The reason: a restart." in text


def test_a_moved_analysis_is_called_so() -> None:
    given = life().update()
    given.close(analysis_by=clock("12:00", 4))
    later = RescheduleWritten(
        promise=PromiseKind.ANALYSIS, due_at=clock("12:00", 7), why="x", watcher="alice"
    )
    text = read(given, later)
    assert "new time for our analysis" in text
    assert "by 13:00 BST (UTC+1), Mon 7 Sep, instead of 13:00 BST (UTC+1), Fri 4 Sep." in text
    assert "Our work goes on" not in text


def test_an_absence_says_back_when_and_what_becomes_of_the_promise() -> None:
    away = AbsenceAnnounced(until=clock("16:00"), expect="mail is read")
    text = read(life().update(minutes=30), away)
    assert "alice, who leads our response, is away from 15:00 until 17:00 BST (UTC+1)" in text
    assert "What you can expect until then: mail is read." in text
    assert "You will hear from us again by 17:00 BST (UTC+1); this takes the place of" in text
    assert "comes as announced, by 18:00 BST (UTC+1)" in read(life().update(minutes=180), away)
    assert "comes as announced, by 17:00 BST (UTC+1)" in read(life().update(minutes=120), away)


def test_a_wrap_up_tells_what_when_impact_follow_ups_and_prevention() -> None:
    given = life(started_at=clock("13:40")).update().wait(minutes=60)
    given.act(actions.add_action, what="add a test", owner="bob")
    given.resolve().confirm()
    given.act(
        closing.close,
        what="a release broke it",
        customer_impact="30 % of checkouts failed",
        prevention="staged releases",
        analysis_by=clock("12:00", 8),
    )
    (waiting,) = given.incident.waiting
    text = read(given, waiting.event)
    for said in (
        "What happened\na release broke it.",
        "Service was restored: 16:00 BST (UTC+1), 1 h 20 min after the impact began (14:40 BST (UTC+1)).",
        "Impact on you\n30 % of checkouts failed.",
        "What we still do\nadd a test.",
        "How we prevent a recurrence\nstaged releases.",
        "You will have our analysis of the cause by 13:00 BST (UTC+1), Tue 8 Sep.",
    ):
        assert said in text


def test_a_workaround_does_not_claim_restored_service() -> None:
    given = life().update().resolve(remedy=Remedy.WORKAROUND)
    text = read(given, WrapUpWritten(what="x", customer_impact="x", prevention="x"))
    assert "A verified workaround is in place; service itself is not fully restored yet." in text
    assert "restored:" not in text


def test_a_duplicate_names_where_it_goes_on_and_by_when() -> None:
    given = life().update(minutes=30)
    text = read(given, DuplicateWritten(of="other", of_ref="INC-9BXW"))
    assert "all further updates come under INC-9BXW" in text
    assert "the next update comes by 15:30 BST (UTC+1), as announced, or earlier" in text
    assert "comes by" not in read(given.wait(minutes=31), DuplicateWritten(of="other", of_ref="INC-9BXW"))


def test_who_was_never_told_is_not_told_of_the_end() -> None:
    assert read(life(), StandDownWritten(why="x", silent=True)) == ""
    assert read(life(), DuplicateWritten(of="other", of_ref="INC-9BXW", silent=True)) == ""


def test_an_address_and_a_name_stay_as_typed() -> None:
    text = read(
        life(), UpdateWritten(impact="iOS only; see https://status.example/1", done="x", next_steps="x")
    )
    assert "Impact: iOS only; see https://status.example/1\n" in text


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("kubectl rollout undo", "kubectl rollout undo."),
        ("npm cache cleared", "npm cache cleared."),
        ("– 5 °C in the hall", "– 5 °C in the hall."),
        ("10. of May", "10. of May."),
        ("ʻokina", "ʻokina."),
        ("done!", "done!"),
        ("支払いが停止しています。", "支払いが停止しています。"),
        ("see https://status.example/1", "see https://status.example/1"),
        ("  iOS  only ", "iOS  only."),
    ],
)
def test_the_client_reads_what_was_typed_letter_by_letter(typed: str, read_as: str) -> None:
    for event in (
        UpdateWritten(impact=typed, done=typed, next_steps=typed),
        WrapUpWritten(what=typed, customer_impact=typed, prevention=typed),
        StandDownWritten(why=typed),
    ):
        lines = read(life().update(), event).splitlines()
        assert any(line == read_as or line.endswith(f": {read_as}") for line in lines), lines


@given_any(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=30))
def test_a_full_stop_is_all_that_is_added(typed: str) -> None:
    said = typed.strip()
    assert statements(typed) in ([said] if said else [], [f"{said}."])


def test_several_lines_keep_their_words_and_get_one_dash_each() -> None:
    assert statements("- kubectl drain\n* 1. npm ci\n\n2) look - twice") == [
        "kubectl drain.",
        "1. npm ci.",
        "2) look - twice.",
    ]


def test_text_of_a_template_in_what_was_typed_is_only_text() -> None:
    typed = UpdateWritten(impact="{{ owner }} {% raw %} <b>", done="x", next_steps="x")
    assert "Impact: {{ owner }} {% raw %} <b>." in read(life(), typed)


def test_a_text_longer_than_the_record_keeps_is_refused() -> None:
    long = UpdateWritten(impact="x" * 19_000, done="x" * 19_000, next_steps="x")
    with pytest.raises(Refused, match="shorten it"):
        read(life(), long)


def test_the_owner_of_the_time_is_named() -> None:
    given = life().update()
    at = given.now
    given.wait(minutes=10).hand_over("carol")
    away = AbsenceAnnounced(until=clock("16:00"), expect="x")
    assert words(given.incident, away, LONDON, at + timedelta(minutes=1)).count("alice") == 1
    assert "carol, who leads" in read(given, away)


def test_the_proposed_return_is_what_the_rule_recorded() -> None:
    given = life().update(minutes=30)
    given.act(absence.go_away, until=clock("16:00"), expect="mail is read")
    (waiting,) = given.incident.waiting
    assert "17:00 BST" in read(given, waiting.event)


def test_the_wrap_up_of_another_life_counts_from_since_when_the_impact_was_back() -> None:
    given = declared(started_at=clock("13:40")).wait(minutes=15).close().wait(hours=48)
    given.act(reopen, why="Errors are back")
    given.wait(minutes=10).resolve().confirm()
    written = WrapUpWritten(what="A", customer_impact="B", restored_at=given.incident.restored_at)
    assert "10 min after the impact began" in read(given, written)
