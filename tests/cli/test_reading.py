"""What people read: plain words, aligned, on the client's clock, most urgent first."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.cli.terminal_user import UPDATE, Shell


def test_the_list_has_the_most_urgent_first_and_says_overdue_in_words(shell: Shell) -> None:
    shell.declare("Reports delayed", "--severity", "P3")
    shell.declare("Search slow", "--severity", "P2", "--client", "ACME")
    shell.declare("Checkout answers 502", "--severity", "P1")
    shell.pass_minutes(14)
    lines = shell.say("list").splitlines()
    assert [next(word for word in line.split() if word in ("P1", "P2", "P3")) for line in lines] == [
        "P1",
        "P2",
        "P3",
    ]
    assert "first update overdue by 4 min" in lines[0]
    assert "first update in 16 min" in lines[1]
    assert lines[0].index("alice") == lines[1].index("alice") == lines[2].index("alice")


def test_a_reference_may_be_short_in_any_case_or_a_dot(shell: Shell) -> None:
    ref = shell.declare()
    for name in (ref, ref.lower(), ref.removeprefix("INC-"), ref.removeprefix("INC-").lower()[:3], "."):
        assert shell.show(name)["ref"] == ref
    assert shell.refused("show", "INC-AAAA") == "no incident is called INC-AAAA; see: list --all"
    shell.declare("Another")
    assert "may be" in shell.refused("show", ".")
    assert "may be" in shell.refused("show", "INC-")


def test_what_ended_and_is_still_owed_stands_below_the_open_ones(shell: Shell) -> None:
    ref = shell.declare()
    shell.ask("resolve", ref, "--criterion", "restored")
    shell.ask("confirm", ref)
    wrap_up = ("--what", "x", "--customer-impact", "y", "--analysis-by", "+2d", "--posted")
    shell.ask("close", ref, *wrap_up)
    text = shell.say("list")
    assert "No incident is open." in text
    assert "still owed" in text
    assert "analysis in 2 days" in text


def test_times_are_said_in_full_on_the_clients_clock(shell: Shell) -> None:
    shell.configure('zone = "UTC"\n[clients.ACME]\nzone = "America/New_York"\n')
    ref = shell.declare("Checkout answers 502", "--client", "ACME")
    said = shell.say("update", ref, *UPDATE, "--next-update", "11:30", "--posted")
    assert "11:30 EDT (UTC-4), Tue 1 Sep" in said
    assert shell.show(ref)["clock"]["due_at"] == "2026-09-01T15:30:00Z"


def test_a_clock_time_that_has_passed_is_tomorrows_and_said_to_be(shell: Shell) -> None:
    shell.clock.advance(hours(9.8))
    ref = shell.declare("Night", "--severity", "P1")
    said = shell.say("update", ref, *UPDATE, "--next-update", "14:30", "--posted")
    assert "14:30 UTC, Wed 2 Sep" in said


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def test_a_time_that_cannot_be_read_is_wrong_usage_and_says_what_can(shell: Shell) -> None:
    shell.configure('[clients.ACME]\nzone = "Europe/London"\n')
    ref = shell.declare("x", "--client", "ACME")
    assert "+30m" in shell.wrong("update", ref, *UPDATE, "--next-update", "half past two")
    assert "comes twice" in shell.wrong("update", ref, *UPDATE, "--next-update", "2026-10-25T01:30")
    assert "is skipped" in shell.wrong("reschedule", ref, "2027-03-28T01:30", "--why", "x")


def test_the_sheet_says_by_when_a_higher_severity_asks_for_an_update_and_with_which_command(
    shell: Shell,
) -> None:
    ref = shell.declare("Checkout answers 502", "--severity", "P3")
    shell.update(ref, next_update="+3h")
    assert "asks for an update" not in shell.say("show", ref)
    raised = shell.run("severity", ref, "P1", "--why", "everybody")
    assert "P1 asks for an update by 14:30 UTC, Tue 1 Sep, sooner than the one promised" in raised.stderr
    sheet = " ".join(shell.say("show", ref).split())
    command = f"reschedule {ref} 2026-09-01T14:30Z --why … --posted"
    assert f"P1 asks for an update by 14:30: {command} brings it forward" in sheet
    shell.say(*command.replace("…", "it spreads").split()[:3], "--why", "it spreads", "--posted")
    assert "asks for an update" not in shell.say("show", ref)


def test_the_sheet_says_what_tired_people_look_for(shell: Shell) -> None:
    ref = shell.declare(
        "Checkout answers 502", "--client", "ACME", "--severity", "P1", "--impact", "30 % fail"
    )
    shell.update(ref)
    shell.say("update", ref, *UPDATE, "--next-update", "+40m")
    shell.ask("action", "add", ref, "scale the pool", "--owner", "oli", "--due", "+10m")
    shell.ask("handover", "offer", ref, "--to", "bob")
    shell.pass_minutes(34)
    sheet = shell.say("show", ref)
    for said in (
        "P1 Critical",
        "Next update overdue by 4 min, promised for 14:30 UTC, Tue 1 Sep (alice)",
        "30 % fail",
        "Incident Commander    alice, owner since 14:00, by default",
        "alice, until assigned",
        "the offer to bob lapsed 14:10",
        "Not out yet: 1",
        "open, overdue by 4 min",
        "scale the pool (oli, due 14:10, overdue by 24 min)",
    ):
        assert said in sheet, said
    assert max(len(line) for line in sheet.splitlines()) <= 80


def test_the_sheet_of_an_ended_incident_shows_the_gates(shell: Shell) -> None:
    ref = shell.declare()
    shell.ask("resolve", ref, "--criterion", "mitigated")
    shell.ask("confirm", ref)
    shell.ask("close", ref, "--what", "x", "--customer-impact", "y", "--prevention", "z", "--posted")
    sheet = shell.say("show", ref)
    assert "SLA, since 14:00" in sheet
    assert "Review    due" in sheet


def test_after_resolve_an_update_that_says_so_is_proposed_in_the_clients_language(shell: Shell) -> None:
    shell.configure('[clients.ACME]\nlanguage = "de"\n')
    ref = shell.declare("Checkout answers 502", "--client", "ACME")
    shell.update(ref)
    confirm, tell = shell.ask("resolve", ref, "--criterion", "mitigated")["next_steps"]
    assert confirm["command"].endswith(f"confirm {ref}")
    assert tell["why"] == "the client has not heard of it yet; an update says so"
    assert f"update {ref} --impact 'Die Auswirkungen sind eingedämmt.' --done …" in tell["command"]


def test_proposals_stand_beside_the_answer_with_the_command_to_type(shell: Shell) -> None:
    ref = shell.declare("x", "--severity", "P3")
    shell.update(ref, next_update="+5h")
    rise = shell.run("severity", ref, "P1", "--why", "everybody")
    assert f"reschedule {ref} 2026-09-01T14:30Z" in rise.stderr
    offer = shell.run("handover", "offer", ref, "--to", "bob d")
    assert f"--as 'bob d' handover accept {ref}" in offer.stderr
    shell.pass_minutes(1)
    accepted = shell.run("handover", "accept", ref, by="bob d")
    assert "introduction" in accepted.stderr
    assert f"update {ref} --impact" in accepted.stderr
    unsent = shell.run("update", ref, *UPDATE, "--next-update", "+30m", by="bob d")
    assert "outbox posted" in unsent.stderr
    resolved = shell.run("resolve", ref, "--criterion", "restored")
    assert f"--as 'bob d' confirm {ref}" in resolved.stderr
    confirmed = shell.run("confirm", ref, by="bob d")
    assert f"close {ref} --what" in confirmed.stderr


def test_what_clients_have_not_heard_yet_stands_on_the_sheet(shell: Shell) -> None:
    ref = shell.declare()
    shell.update(ref)
    shell.ask("action", "add", ref, "scale the pool", "--owner", "oli")
    shell.ask("action", "done", ref, "1")
    shell.ask("handover", "offer", ref, "--to", "bob")
    shell.pass_minutes(1)
    shell.ask("handover", "accept", ref, by="bob")
    sheet = shell.say("show", ref)
    assert "Not told yet" in sheet
    assert "14:00  done, action 1: scale the pool" in sheet
    assert "14:01  bob owns it; an update introduces them" in sheet
    assert [each["topic"] for each in shell.ask("show", ref)["not_told"]] == ["action", "owner"]
    shell.update(ref, by="bob")
    assert "Not told yet" not in shell.say("show", ref)


def test_search_finds_what_was_typed(shell: Shell) -> None:
    ref = shell.declare()
    shell.ask("note", ref, "the pool is exhausted")
    (hit,) = shell.ask("search", "pool", "exh")
    assert (hit["ref"], hit["seq"], hit["by"]) == (ref, 2, "alice")
    assert "the pool is exhausted" in shell.say("search", "pool")
    assert "Nothing" in shell.say("search", "unheard")
    assert shell.ask("search", '"') == []


def test_the_procedure_says_what_is_missing_since_when(shell: Shell) -> None:
    text = shell.say("procedure", shell.declare())
    assert "[ ] 5  CL and OL assigned · no Communications Lead, no Operations Lead since" in text
    assert "[x] 1" in text


def test_figures_read_well(shell: Shell, tmp_path: Path) -> None:
    ref = shell.declare()
    assert "none made" in shell.say("metrics", ref)
    shell.update(ref)
    shell.pass_minutes(42)
    shell.update(ref)
    text = shell.say("metrics", ref)
    assert "2 made: 1 late, 1 open" in text
    assert "Late by           12 min" in text
    assert "42 min" in text
    assert "Medians" in shell.say("metrics")


@pytest.mark.parametrize("name", ["NO_COLOR", "TERM"])
def test_no_colour_reaches_what_is_no_terminal(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "1")
    ref = shell.declare()
    shell.pass_minutes(60)
    assert "\x1b" not in shell.say("list") + shell.say("show", ref)


def test_what_was_struck_is_found_and_marked(shell: Shell) -> None:
    ref = shell.declare()
    shell.ask("note", ref, "zebra on the line")
    shell.ask("note", ref, "another zebra")
    shell.ask("strike", ref, "2", "--why", "wrong incident")
    found = {hit["seq"]: hit["struck"] for hit in shell.ask("search", "zebra")}
    assert found == {2: True, 3: False}
    said = shell.say("search", "zebra")
    assert "[struck] zebra on the line" in said
    assert said.count("[struck]") == 1
