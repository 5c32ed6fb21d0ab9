"""A whole incident by commands alone, as the interface says."""

from tests.cli.terminal_user import UPDATE, Shell


def test_an_incident_lives_from_declaration_to_review_by_commands_alone(shell: Shell) -> None:
    declared = shell.ask(
        "declare",
        "Checkout answers 502",
        *("--because", "production", "--because", "sla", "--client", "ACME", "--started-at", "-10m"),
    )
    ref = declared["ref"]
    assert set(declared) == {"ref", "id", "started_at"}
    assert shell.show(ref)["clock"]["kind"] == "first_update"

    shell.ask("assess", ref, "--impact", "30 % of checkouts fail", "--scope", "EU web")
    shell.ask("severity", ref, "p1", "--why", "iOS as well")
    shell.ask("assign", ref, "IC", "alice")
    shell.ask("assign", ref, "CL", "bob")
    shell.pass_minutes(8)
    shell.update(ref)

    shell.pass_minutes(10)
    offered = shell.ask("handover", "offer", ref, "--to", "carol", "--status", "rolled back, watching")
    assert offered["owner"] == "alice"
    brief = shell.ask("handover", "show", ref)
    assert (brief["to"], brief["offered_by"], brief["roles"]) == ("carol", "alice", ["IC"])
    assert brief["brief"]["status"] == "rolled back, watching"
    shell.refused("handover", "accept", ref, by="bob")
    assert shell.ask("handover", "accept", ref, by="carol")["owner"] == "carol"
    shell.refused("status", ref, "identified", by="alice")

    shell.pass_minutes(5)
    shell.ask("reschedule", ref, "+45m", "--why", "the vendor needs an hour", "--posted", by="carol")
    shell.ask("status", ref, "monitoring", by="carol")
    shell.pass_minutes(50)
    shell.update(ref, by="bob")

    shell.ask("resolve", ref, "--criterion", "restored", "--restored-at", "-5m", by="oli")
    shell.refused("confirm", ref, by="alice")
    shell.ask("confirm", ref, by="carol")
    assert shell.show(ref)["clock"]["kind"] == "wrap_up"
    wrap_up = ("--what", "a release broke the pool", "--customer-impact", "checkouts failed for an hour")
    shell.ask("close", ref, *wrap_up, "--analysis-by", "+2d", "--posted", by="carol")
    shell.pass_minutes(60)
    shell.ask("analysis", ref, "a lock in the new driver", "--posted", by="carol")
    shell.ask("review", ref, "--root-cause", "a lock", "--factor", "no alert", "--recommendation", "an alert")
    assert "--follow-ups" in shell.refused("review", ref, "--complete", by="carol")
    shell.ask("review", ref, "--follow-ups", "none", "--complete", by="carol")

    shown = shell.show(ref)
    assert (shown["status"], shown["owner"], shown["severity"]) == ("closed", "carol", "P1")
    assert shown["roles"] == {"IC": "carol", "CL": "bob", "OL": "carol"}
    outcomes = [(promise["kind"], promise["outcome"]) for promise in shown["promises"]]
    assert outcomes == [
        ("update", "moved"),
        ("update", "late"),
        ("update", "kept"),
        ("analysis", "kept"),
    ]
    assert shown["promises"][1]["late_seconds"] == 300
    assert shown["clock"] is None
    assert shown["handover"] is None
    figures = shell.ask("metrics", ref)
    assert figures["updates"] == 3
    assert figures["promises"] == {"made": 4, "kept": 2, "late": 1, "moved": 1, "open": 0}
    assert figures["late_seconds"] == [300]
    assert figures["first_update_minutes"] == 18
    assert figures["impact_minutes"] == 78
    assert figures["update_gaps_minutes"] == [65, 0]
    assert (figures["longest_silence_minutes"], figures["handovers"]) == (65, 1)
    assert [owner["name"] for owner in figures["owners"]] == ["alice", "carol"]
    assert figures["unowned_seconds"] == 0
    assert shell.ask("list") == []
    assert [row["ref"] for row in shell.ask("list", "--all")] == [ref]
    assert shell.ask("verify")["whole"] is True


def test_lateness_is_told_by_when_it_was_posted_not_by_when_that_was_typed(shell: Shell) -> None:
    ref = shell.declare()
    shell.pass_minutes(180)
    shell.update(ref, "--at", "-120m", next_update="-60m")
    assert shell.show(ref)["clock"]["overdue"] is True
    shell.update(ref, "--at", "-30m")
    first, second = shell.show(ref)["promises"]
    assert (first["outcome"], first["late_seconds"]) == ("late", 30 * 60)
    assert second["outcome"] == "open"
    assert shell.ask("metrics", ref)["late_seconds"] == [1800]


def test_an_unsent_update_changes_nothing_until_somebody_posted_it(shell: Shell) -> None:
    ref = shell.declare()
    first_due = shell.show(ref)["clock"]["due_at"]
    written = shell.ask("update", ref, *UPDATE, "--next-update", "+30m")
    assert shell.show(ref)["clock"]["due_at"] == first_due
    (waiting,) = shell.ask("outbox", "list")
    assert set(waiting) == {"id", "ref", "kind", "text", "waiting_since", "overtaken"}
    assert waiting["id"] == written["outbox"]
    assert "30 % of checkouts fail" in waiting["text"]
    shell.pass_minutes(5)
    shell.ask("outbox", "posted", waiting["id"].lower(), "--posted-in", "Slack", "--at", "-2m", by="bob")
    clock = shell.show(ref)["clock"]
    assert (clock["kind"], clock["due_at"]) == ("next_update", "2026-09-01T14:30:00Z")
    assert shell.ask("outbox") == []


def test_the_readmes_five_minutes(shell: Shell) -> None:
    shell.say(
        "declare", "Checkout answers 502", "--because", "production", "--severity", "P1", "--client", "ACME"
    )
    shell.say("update", ".", *UPDATE, "--next-update", "+30m", "--posted")
    shell.say("note", ".", "connection pool at 100 %", "--kind", "finding")
    shell.say("action", "add", ".", "Scale the pool", "--owner", "oli")
    shell.say("severity", ".", "P2", "--why", "only EU web is left")
    shell.say("handover", "offer", ".", "--to", "bob", "--status", "rolled back, pool is being scaled")
    shell.say("handover", "accept", ".", by="bob")
    shell.say("resolve", ".", "--criterion", "restored")
    shell.say("confirm", ".", by="bob")
    ref = shell.ask("list")[0]["ref"]
    shell.say(
        "close",
        ".",
        "--what",
        "A release",
        "--customer-impact",
        "30 %",
        "--analysis-by",
        "+5d",
        "--posted",
        by="bob",
    )
    assert shell.ask("show", ref)["clock"]["kind"] == "analysis"


def test_of_two_promises_reschedule_moves_the_one_that_is_named(shell: Shell) -> None:
    ref = shell.ask("declare", "Checkout answers 502", "--because", "production")["ref"]
    shell.update(ref)
    shell.ask("resolve", ref, "--criterion", "restored")
    shell.ask("confirm", ref)
    wrap_up = ("--what", "a release", "--customer-impact", "an hour", "--analysis-by", "+2d", "--posted")
    shell.ask("close", ref, *wrap_up)
    shell.ask("reopen", ref, "--why", "errors are back")
    assert "--promise" in shell.refused("reschedule", ref, "+3d", "--why", "slow")
    shell.ask("reschedule", ref, "+3d", "--why", "slow", "--promise", "analysis", "--posted")
    outcomes = [(promise["kind"], promise["outcome"]) for promise in shell.show(ref)["promises"]]
    assert outcomes[1:] == [("analysis", "moved"), ("analysis", "open")]
    assert shell.show(ref)["clock"]["kind"] == "first_update"


def test_an_offer_that_somebody_else_ended_says_so_to_whom_it_was_made(shell: Shell) -> None:
    ref = shell.ask("declare", "Checkout answers 502", "--because", "production")["ref"]
    shell.ask("handover", "offer", ref, "--to", "bob", "--role", "CL", "--status", "calm")
    shell.ask("assign", ref, "CL", "dan")
    said = "to bob is offered any more: alice assigned the CL to dan"
    assert said in shell.refused("handover", "accept", ref, by="bob")
    assert said in shell.run("handover", "show", ref, by="bob").stdout
    (logged,) = (entry for entry in shell.ask("log", ref) if entry["type"] == "offer_changed")
    assert logged["headline"] == "the offer of CL to bob ended: alice assigned the CL to dan"
