"""Every row of the interface's table: what it records, refuses and answers."""

import re

import pytest

from tests.cli.terminal_user import UPDATE, Shell


def test_declare_prints_its_reference_alone(shell: Shell) -> None:
    result = shell.run("declare", "Checkout answers 502", "--because", "sla", "--ticket", "SUP-1")
    (ref,) = result.stdout.splitlines()
    assert ref.startswith("INC-")
    assert "to be confirmed" in result.stderr
    shown = shell.show(ref)
    assert (shown["severity"], shown["owner"], shown["ticket"]) == ("P2", "alice", "SUP-1")
    assert shown["because"] == ["sla"]
    assert shown["drill"] is False


def test_the_owner_is_the_one_given_else_on_call_else_who_declares(shell: Shell) -> None:
    assert shell.show(shell.declare())["owner"] == "alice"
    shell.configure('on_call = "bob"\n')
    assert shell.show(shell.declare())["owner"] == "bob"
    assert shell.show(shell.declare("Third", "--owner", "carol"))["owner"] == "carol"


def test_a_name_that_a_script_left_empty_is_wrong_usage(shell: Shell) -> None:
    declare = ("declare", "x", "--because", "sla")
    for option in ("--owner", "--client", "--ticket"):
        assert option in shell.wrong(*declare, option, "")
        assert option in shell.wrong(*declare, option, " \u200d")
    ref = shell.declare()
    shell.wrong("reschedule", ref, "+45m", "--why", "x", "--watcher", "")
    shell.wrong("update", ref, *UPDATE, "--next-update", "+30m", "--posted", "--posted-in", "")
    assert len(shell.ask("list")) == 1
    assert shell.show(ref)["events"] == 1


def test_a_name_that_is_too_long_is_said_to_be(shell: Shell) -> None:
    ref = shell.declare()
    assert "80 characters" in shell.refused("note", ref, "x", by="n" * 100)
    assert "80 characters" in shell.refused("action", "add", ref, "x", "--owner", "n" * 100)


def test_declare_needs_a_title_and_a_reason(shell: Shell) -> None:
    assert "--because" in shell.wrong("declare", "Checkout answers 502")
    assert "title" in shell.refused("declare", "  ", "--because", "sla")
    shell.wrong("declare", "x", "--because", "boredom")
    assert shell.run("list", "--json").stdout == "[]\n"


def test_a_drill_is_one_everywhere(shell: Shell) -> None:
    ref = shell.declare("Database gone", "--drill")
    assert shell.show(ref)["drill"] is True
    assert "drill" in shell.say("list")
    assert shell.ask("metrics")["incidents"] == 0
    preview = shell.say("update", ref, *UPDATE, "--next-update", "+30m", "--dry-run")
    assert "DRILL" in preview


def test_assess_severity_status_ticket(shell: Shell) -> None:
    ref = shell.declare()
    shell.ask("assess", ref, "--impact", "checkouts fail")
    shell.ask("assess", ref, "--scope", "EU")
    assert shell.ask("severity", ref, "P1", "--why", "all of EU")["severity"] == "P1"
    assert shell.ask("status", ref, "identified")["status"] == "identified"
    shell.ask("ticket", ref, "SUP-1042", "--url", "https://support.example/1042")
    shown = shell.show(ref)
    assert (shown["impact"], shown["scope"], shown["ticket"]) == ("checkouts fail", "EU", "SUP-1042")
    assert shown["ticket_url"] == "https://support.example/1042"
    assert "--impact" in shell.refused("assess", ref)
    shell.wrong("severity", ref, "P5", "--why", "x")
    shell.wrong("severity", ref, "P1")
    shell.wrong("status", ref, "closed")


def test_assigning_somebody_else_as_ic_is_refused_with_the_way_to_go(shell: Shell) -> None:
    ref = shell.declare()
    assert "offer a handover" in shell.refused("assign", ref, "IC", "bob")
    assert shell.show(ref)["owner"] == "alice"
    shell.ask("assign", ref, "ic", "alice")
    shell.ask("assign", ref, "OL", "carol")
    assert shell.show(ref)["roles"] == {"IC": "alice", "CL": "alice", "OL": "carol"}


def test_handover_decline_withdraw_lapse(shell: Shell) -> None:
    ref = shell.declare()
    assert "--status" in shell.refused("handover", "offer", ref, "--to", "bob")
    offer = ("handover", "offer", ref, "--to", "bob", "--status", "calm")
    shell.ask(*offer)
    assert shell.show(ref)["handover"]["to"] == "bob"
    shell.ask("handover", "decline", ref, "--why", "busy", by="bob")
    assert shell.ask("handover", "show", ref) is None
    assert "alice owns it" in shell.say("handover", "show", ref)
    shell.ask(*offer)
    shell.ask("handover", "withdraw", ref)
    shell.ask(*offer)
    shell.pass_minutes(11)
    assert shell.show(ref)["handover"] is None
    assert "lapsed" in shell.refused("handover", "accept", ref, by="bob")
    assert shell.show(ref)["owner"] == "alice"


def test_all_of_mine_are_offered_at_once(shell: Shell) -> None:
    refs = {shell.declare("First"), shell.declare("Second")}
    other = shell.declare("Third", by="carol")
    offers = shell.ask("handover", "offer", "--all", "--to", "bob", "--status", "calm")
    assert {offer["ref"] for offer in offers} == refs
    assert shell.show(other)["handover"] is None
    shell.wrong("handover", "offer", "--to", "bob")
    shell.wrong("handover", "offer", other, "--all", "--to", "bob")


def test_several_roles_move_together(shell: Shell) -> None:
    ref = shell.declare()
    shell.ask("handover", "offer", ref, "--to", "bob", "--status", "calm", "--role", "IC", "--role", "CL")
    shell.ask("handover", "accept", ref, by="bob")
    assert shell.show(ref)["roles"] == {"IC": "bob", "CL": "bob", "OL": "bob"}


def test_taking_over_from_an_owner_who_does_not_answer(shell: Shell) -> None:
    ref = shell.declare()
    take = ("handover", "take", ref, "--why", "no answer")
    assert "escalate" in shell.refused(*take, by="bob")
    result = shell.run("escalate", ref, "--to", "alice", "--why", "no answer", by="bob")
    assert f"handover take {ref}" in result.stderr
    assert "you may take over from" in shell.refused(*take, by="bob")
    shell.pass_minutes(6)
    assert shell.ask(*take, by="bob")["owner"] == "bob"


def test_away_and_back(shell: Shell) -> None:
    ref = shell.declare()
    shell.update(ref)
    away = ("away", ref, "--until", "17:00", "--expect", "mail is answered at five")
    shell.ask(*away, "--asked", "bob", "--asked", "carol", "--posted")
    shown = shell.show(ref)
    assert shown["away"]["until"] == "2026-09-01T17:00:00Z"
    assert shown["away"]["asked"] == ["bob", "carol"]
    assert shown["clock"]["kind"] == "back"
    shell.refused("back", ref, by="bob")
    result = shell.run("back", ref)
    assert f"update {ref}" in result.stderr
    assert shell.show(ref)["away"] is None


@pytest.mark.parametrize("left_out", ["--impact", "--done", "--next", "--next-update"])
def test_an_update_has_four_parts(shell: Shell, left_out: str) -> None:
    ref = shell.declare()
    parts = {"--impact": "x", "--done": "x", "--next": "x", "--next-update": "+30m"}
    del parts[left_out]
    given = [word for pair in parts.items() for word in pair]
    assert left_out in shell.wrong("update", ref, *given)
    emptied = "--next-update" if left_out == "--next-update" else "said"
    if emptied == "said":
        shell.refused("update", ref, *given, left_out, "")
    assert shell.show(ref)["events"] == 1


def test_an_update_says_whom_we_wait_for_and_what_is_looked_into(shell: Shell) -> None:
    ref = shell.declare()
    assert "--expecting" in shell.refused(
        "update", ref, *UPDATE, "--next-update", "+30m", "--waiting-on", "the vendor"
    )
    further = ("--investigating", "the pool", "--waiting-on", "the vendor", "--expecting", "a patch")
    shell.update(ref, *further, "--posted-in", "Slack #acme")
    (update,) = shell.show(ref)["updates"]
    assert (update["waiting_on"], update["expecting"]) == ("the vendor", "a patch")
    assert (update["investigating"], update["where"]) == ("the pool", "Slack #acme")


def test_a_dry_run_prints_what_the_client_would_read_and_records_nothing(shell: Shell) -> None:
    shell.configure('[clients.ACME]\nzone = "Europe/London"\n')
    ref = shell.declare("Checkout answers 502", "--client", "ACME")
    text = shell.say("update", ref, *UPDATE, "--next-update", "16:00", "--dry-run")
    assert "30 % of checkouts fail" in text
    assert "16:00 BST (UTC+1)" in text
    answer = shell.ask("update", ref, *UPDATE, "--next-update", "16:00", "--dry-run")
    assert answer["next_update_at"] == "2026-09-01T15:00:00Z"
    assert shell.show(ref)["events"] == 1
    assert "not in the future" in shell.refused("update", ref, *UPDATE, "--next-update", "-1m", "--dry-run")


def test_reschedule_moves_the_promise_and_names_the_watcher(shell: Shell) -> None:
    ref = shell.declare()
    assert "first one" in shell.refused("reschedule", ref, "+45m", "--why", "x")
    shell.update(ref)
    shell.ask("reschedule", ref, "15:15", "--why", "vendor", "--watcher", "bob", "--posted")
    moved, standing = shell.show(ref)["promises"]
    assert (moved["outcome"], standing["due_at"]) == ("moved", "2026-09-01T15:15:00Z")
    assert standing["watcher"] == "bob"
    assert "not in the future" in shell.refused("reschedule", ref, "-5m", "--why", "x")


def test_the_outbox_lists_and_discards(shell: Shell) -> None:
    ref = shell.declare()
    assert "No message is left to go out" in shell.say("outbox")
    name = shell.ask("update", ref, *UPDATE, "--next-update", "+30m")["outbox"]
    assert re.fullmatch(ref.removeprefix("INC-") + "-[2345679BCDFHJKMNPQRTVWX]{4}", name)
    assert name in shell.say("outbox", "list")
    shell.ask("outbox", "discard", name, "--why", "overtaken")
    assert shell.ask("outbox", "list") == []
    assert "no longer waiting" in shell.refused("outbox", "posted", name)
    assert "outbox" in shell.refused("outbox", "posted", "nonsense")


def test_actions_outlive_the_incident(shell: Shell) -> None:
    ref = shell.declare()
    assert shell.ask("action", "add", ref, "scale the pool", "--owner", "oli", "--due", "+30m")["n"] == 1
    assert shell.ask("action", "add", ref, "write it up", "--owner", "bob", "--follow-up")["n"] == 2
    shell.ask("action", "add", ref, "call them", "--owner", "bob")
    shell.ask("action", "assign", ref, "3", "carol")
    shell.ask("action", "done", ref, "1")
    shell.ask("action", "drop", ref, "3", "--why", "they called")
    rows = shell.ask("action", "list", ref)
    assert [set(row) >= {"n", "text", "owner", "due", "done", "follow_up", "ref"} for row in rows] == [
        True
    ] * 3
    assert rows[0]["done"] is True
    assert rows[0]["due"] == "2026-09-01T14:30:00Z"
    assert (rows[2]["owner"], rows[2]["done"]) == ("carol", False)
    (still_open,) = shell.ask("action", "list")
    assert (still_open["n"], still_open["follow_up"], still_open["ref"]) == (2, True, ref)
    assert "open actions: 2" in shell.refused("action", "done", ref, "9")
    assert "write it up" in shell.say("action", "list")


@pytest.mark.parametrize("kind", ["note", "finding", "decision", "inquiry"])
def test_notes_of_every_kind(shell: Shell, kind: str) -> None:
    ref = shell.declare()
    shell.ask("note", ref, "pool at 100 %", "--kind", kind, "--at", "13:05")
    noted = shell.ask("log", ref)[0]
    assert (noted["text"], noted["occurred_at"]) == ("pool at 100 %", "2026-09-01T13:05:00Z")
    assert noted["type"] == "noted"


def test_strike_leaves_the_entry_readable(shell: Shell) -> None:
    ref = shell.declare()
    shell.ask("note", ref, "wrong one")
    shell.ask("strike", ref, "2", "--why", "other incident")
    struck = shell.ask("log", ref)[1]
    assert (struck["text"], struck["struck"]) == ("wrong one", True)
    assert "struck by alice: other incident" in shell.say("log", ref)
    assert "new act" in shell.refused("strike", ref, "1", "--why", "x")


def test_three_gates_in_their_order(shell: Shell) -> None:
    ref = shell.declare()
    wrap_up = ("close", ref, "--what", "x", "--customer-impact", "y", "--prevention", "z", "--posted")
    shell.refused(*wrap_up)
    shell.refused("confirm", ref)
    shell.ask("resolve", ref, "--criterion", "workaround")
    shell.refused(*wrap_up)
    shell.refused("confirm", ref, by="bob")
    shell.ask("confirm", ref)
    assert "--prevention" in shell.refused("close", ref, "--what", "x", "--customer-impact", "y")
    assert shell.ask(*wrap_up)["status"] == "closed"


def test_reopen_stand_down_duplicate(shell: Shell) -> None:
    first, second = shell.declare("First"), shell.declare("Second")
    shell.update(second)
    assert "itself" in shell.refused("duplicate", first, first)
    shell.ask("duplicate", second, first, "--posted")
    assert shell.show(second)["status"] == "duplicate"
    assert shell.show(first)["clock"]["kind"] == "first_update"
    shell.ask("stand-down", first, "--why", "the probe was wrong", "--posted")
    assert shell.show(first)["status"] == "stood_down"
    shell.ask("reopen", first, "--why", "it was not")
    assert shell.show(first)["status"] == "investigating"


def test_review_is_written_in_parts(shell: Shell) -> None:
    ref = shell.declare()
    assert "nothing yet" in shell.say("review", ref)
    shell.ask("review", ref, "--factor", "no alert", "--factor", "no canary")
    assert shell.show(ref)["review"]["factors"] == ["no alert", "no canary"]
    assert "after the end" in shell.refused("review", ref, "--complete")


def test_posted_in_without_posted_is_asked_back(shell: Shell) -> None:
    ref = shell.declare()
    given = ("update", ref, *UPDATE, "--next-update", "+30m", "--posted-in", "Slack")
    assert "--posted" in shell.wrong(*given)


def test_at_is_refused_where_two_people_meet(shell: Shell) -> None:
    ref = shell.declare()
    shell.pass_minutes(10)
    for command in (
        ("handover", "offer", ref, "--to", "bob", "--status", "calm"),
        ("handover", "offer", "--all", "--to", "bob", "--status", "calm"),
        ("assign", ref, "CL", "bob"),
        ("away", ref, "--until", "+1h", "--expect", "x"),
        ("back", ref),
    ):
        assert "--at" in shell.refused(*command, "--at", "-5m")
    assert "still to come" in shell.refused("note", ref, "x", "--at", "+5m")
