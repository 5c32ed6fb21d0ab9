"""The support portal by command: the ticket named or created, what is logged in it, and what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.portal_program import DOWN, GOES_AWAY, KEEPS, SAYS_NO, Portal
from tests.cli.terminal_user import UPDATE, Shell


def told(shell: Shell, ref: str, *more: str) -> str:
    return shell.run("update", ref, *UPDATE, "--next-update", "+30m", *more).stderr


def outcomes(shell: Shell, ref: str) -> list[tuple[str, str]]:
    return [(each["kind"], each["outcome"]) for each in shell.show(ref)["portal"]["comments"]]


def test_what_is_logged_is_written_with_the_act_in_order_and_each_with_its_event(shell: Shell) -> None:
    portal = Portal(shell)
    ref = shell.declare("Checkout", "--client", "ACME", "--ticket", "SUP-1")
    assert "Logged in SUP-1: update 1." in told(shell, ref, "--posted", "--posted-in", "Slack #acme")
    shell.say("resolve", ref, "--criterion", "restored")
    shell.say("confirm", ref)
    shell.say("close", ref, "--what", "x", "--customer-impact", "y", "--prevention", "z", "--posted")
    assert portal.calls == ["comment SUP-1"] * 4
    assert [each["kind"] for each in portal.given] == ["update", "resolution", "confirmation", "wrap_up"]
    first = portal.given[0]
    log = {entry["seq"]: entry for entry in shell.ask("log", ref)}
    assert log[first["seq"]]["type"] == first["event"] == "message_posted"
    assert (first["ticket"], first["ref"], first["clients"], first["number"]) == ("SUP-1", ref, ["ACME"], 1)
    assert first["text"].startswith("Update 1 is out to ACME by Slack #acme, written by alice (2026-09-01 ")
    assert "30 % of checkouts fail" in first["text"]
    (message,) = [entry for entry in log.values() if entry["type"] == "update_written"]
    assert f"{ref}, entry 3, event {first['id']}, message {first['message']} (" in first["text"]
    assert message["seq"] == 2
    assert portal.given[1]["text"].startswith("Resolved; service restored at 14:00 (alice, 2026-09-01 14:00 ")
    assert outcomes(shell, ref) == [
        ("update", "delivered"),
        ("resolution", "delivered"),
        ("confirmation", "delivered"),
        ("wrap_up", "delivered"),
    ]


def test_what_a_channel_delivers_is_logged_by_the_same_command(shell: Shell) -> None:
    portal = Portal(shell, by_file=True)
    ref = shell.declare("Checkout", "--client", "ACME", "--ticket", "SUP-1")
    err = told(shell, ref)
    assert "Logged in SUP-1: update 1." in err
    assert [(each["kind"], each["event"]) for each in portal.given] == [("update", "delivery_ended")]


def test_a_ticket_is_created_and_what_waited_follows_it(shell: Shell) -> None:
    portal = Portal(shell)
    ref = shell.declare("Checkout", "--client", "ACME")
    assert "Logged" not in told(shell, ref, "--posted")
    assert "no ticket since 14:00; update 1 waits for it" in " ".join(shell.say("procedure", ref).split())
    answer = shell.ask("ticket", ref, "--create")
    assert (answer["ref"], answer["ticket"], answer["url"], answer["outcome"]) == (
        ref,
        "SUP-9",
        "https://portal.example/SUP-9",
        "delivered",
    )
    assert answer["recorded"] == ["ticket_requested"]
    assert portal.calls == ["create", "comment SUP-9"]
    asked = portal.given[0]
    assert (asked["kind"], asked["ticket"], asked["severity"], asked["clients"]) == (
        "ticket",
        None,
        "P2",
        ["ACME"],
    )
    shown = shell.show(ref)
    assert (shown["ticket"], shown["ticket_url"]) == ("SUP-9", "https://portal.example/SUP-9")
    assert shown["portal"]["creation"]["outcome"] == "delivered"
    sheet = shell.say("show", ref)
    assert "SUP-9 https://portal.example/SUP-9" in sheet
    assert "1 of 1 logged" in sheet
    assert "has the ticket SUP-9 already" in shell.refused("ticket", ref, "--create")


def test_by_itself_at_declaration_it_is_created_and_never_in_the_way(shell: Shell) -> None:
    portal = Portal(shell, create_for=("P1",))
    result = shell.run("declare", "Checkout", "--because", "production", "--severity", "P1")
    assert result.exit_code == 0
    ref = result.stdout.strip()
    assert "The portal created the ticket SUP-9." in result.stderr
    assert shell.show(ref)["ticket"] == "SUP-9"
    other = shell.declare("Search", "--severity", "P2")
    assert shell.show(other)["portal"] is None
    for script, says in ((DOWN, "is not created yet"), (SAYS_NO, "did not create"), (GOES_AWAY, "uncertain")):
        portal.does(script)
        result = shell.run("declare", "Again", "--because", "production", "--severity", "P1")
        assert result.exit_code == 0, result.output
        assert result.stdout.strip().startswith("INC-")
        assert says in result.stderr, result.stderr


def test_a_portal_that_is_down_is_tried_again_and_all_follows_in_order(shell: Shell) -> None:
    portal = Portal(shell)
    ref = shell.declare("Checkout", "--ticket", "SUP-1")
    portal.does(DOWN)
    err = told(shell, ref, "--posted")
    assert "Not logged in SUP-1: update 1, trying again" in err
    assert "the portal is down" in err
    shell.clock.advance(minutes=3)
    shell.run("resolve", ref, "--criterion", "restored")
    sheet = shell.say("show", ref)
    assert "0 of 2 logged" in sheet
    assert "update 1: trying again" in sheet
    steps = shell.ask("procedure", ref)
    assert (steps[6]["not_logged"], steps[6]["not_logged_since"]) == (
        "update 1, resolution",
        "2026-09-01T14:00:00Z",
    )
    assert "not logged since 14:00: update 1, resolution" in " ".join(shell.say("procedure", ref).split())
    portal.does(KEPT)
    shell.clock.advance(minutes=6)
    shell.say("outbox", "send")
    assert [each["kind"] for each in portal.given] == ["update", "resolution"]
    assert shell.ask("procedure", ref)[6]["not_logged"] is None


KEPT = "cat >> given; echo >> given"


def test_what_the_portal_refuses_is_red_and_written_again_by_its_name(shell: Shell) -> None:
    portal = Portal(shell)
    ref = shell.declare("Checkout", "--ticket", "SUP-1")
    portal.does(SAYS_NO)
    err = told(shell, ref, "--posted")
    assert "Not logged in SUP-1: update 1, refused 14:00" in err
    (comment,) = shell.show(ref)["portal"]["comments"]
    assert comment["reason"] == "./portal ended with status 1: 403 this project is closed"
    assert f"outbox retry {comment['id']}" in err
    steps = shell.ask("procedure", ref)
    assert steps[6]["state"] == "open"
    assert f"{comment['id']}  update 1: refused 14:00" in shell.say("show", ref)
    assert "update 1 is not logged: SUP-1 refused it" in " ".join(shell.say("log", ref).split())
    assert shell.ask("outbox") == []
    portal.does(KEPT)
    result = shell.run("outbox", "retry", comment["id"])
    assert result.exit_code == 0, result.output
    assert "is to be logged in SUP-1 once more" in " ".join(result.stdout.split())
    assert "Logged in SUP-1: update 1." in result.stderr
    assert len(portal.given) == 1
    assert "nothing to be written once more" in shell.refused("outbox", "retry", comment["id"])


def test_a_comment_that_was_written_by_hand_is_said_so_by_its_name(shell: Shell) -> None:
    portal = Portal(shell)
    ref = shell.declare("Checkout", "--ticket", "SUP-1")
    portal.does(SAYS_NO)
    told(shell, ref, "--posted")
    (comment,) = shell.show(ref)["portal"]["comments"]
    assert "outbox retry ID writes it again" in shell.say("show", ref)
    read = shell.say("outbox", "show", comment["id"])
    assert f"{ref}  update 1, as a comment of SUP-1 (no client reads it there)" in read
    assert "Update 1 is out" in read
    assert shell.ask("outbox", "show", comment["id"])["outcome"] == "refused"
    for verb in (("settle", "--arrived"), ("discard", "--why", "no")):
        says = shell.refused("outbox", verb[0], comment["id"], *verb[1:])
        assert "comment of the support portal's ticket" in says
        assert f"outbox retry {comment['id']}" in says
    assert "update 1 is logged in SUP-1, written by hand" in shell.say("outbox", "posted", comment["id"])
    assert outcomes(shell, ref) == [("update", "said")]
    assert shell.ask("procedure", ref)[6]["not_logged"] is None
    assert "1 of 1 logged" in shell.say("show", ref)
    shell.clock.advance(minutes=30)
    portal.does(KEPT)
    shell.say("outbox", "send")
    assert portal.given == []


def test_a_corrected_ticket_gets_the_whole_log(shell: Shell) -> None:
    portal = Portal(shell)
    ref = shell.declare("Checkout", "--ticket", "SUP-1")
    told(shell, ref, "--posted")
    shell.say("resolve", ref, "--criterion", "restored")
    result = shell.run("ticket", ref, "SUP-2")
    assert "Logged in SUP-2: update 1, resolution." in result.stderr
    assert portal.calls == ["comment SUP-1"] * 2 + ["comment SUP-2"] * 2


def test_later_leaves_it_to_whoever_carries(shell: Shell) -> None:
    portal = Portal(shell)
    ref = shell.declare("Checkout")
    answer = shell.ask("ticket", ref, "--create", "--later")
    assert (answer["ticket"], answer["outcome"]) == (None, "waiting")
    assert portal.calls == []
    assert "the portal is asked for one" in shell.say("procedure", ref)
    assert "the ticket: waits to be created" in shell.say("show", ref)
    assert f"{ref}  sent by portal" in shell.say("outbox", "send")
    assert shell.show(ref)["ticket"] == "SUP-9"


def test_a_ticket_that_is_asked_for_again_while_it_waits_is_created_now(shell: Shell) -> None:
    portal = Portal(shell)
    portal.does(DOWN)
    ref = shell.declare("Checkout")
    assert shell.ask("ticket", ref, "--create")["outcome"] == "waiting"
    again = shell.run("ticket", ref, "--create")
    assert "The ticket is not created yet: trying again" in again.stderr
    assert "the portal is down" in again.stderr
    assert f"{ref}  1" in shell.say("outbox", "list")
    portal.does(KEEPS)
    answer = shell.ask("ticket", ref, "--create")
    assert (answer["ticket"], answer["recorded"]) == ("SUP-9", [])


def test_an_uncertain_creation_says_where_to_look_and_what_to_type(shell: Shell) -> None:
    portal = Portal(shell)
    ref = shell.declare("Checkout")
    portal.does(GOES_AWAY)
    err = shell.run("ticket", ref, "--create").stderr
    assert "Whether the portal created a ticket is uncertain" in err
    assert f"ticket {ref} …" in err
    assert f"ticket {ref} --create" in err
    shell.clock.advance(minutes=30)
    shell.say("outbox", "send")
    assert shell.show(ref)["portal"]["creation"]["attempts"] == 1
    sheet = shell.say("show", ref)
    assert "uncertain" in sheet
    assert f"ticket {ref} ID names it, --create asks again" in sheet


def test_without_a_portal_nothing_is_said_of_one(shell: Shell) -> None:
    ref = shell.declare("Checkout", "--ticket", "SUP-1")
    assert "logged" not in told(shell, ref, "--posted").lower()
    assert "logged" not in shell.say("show", ref)
    assert "logged" not in shell.say("procedure", ref)
    assert shell.show(ref)["portal"] is None
    other = shell.declare("Search")
    assert "no support portal is configured" in shell.refused("ticket", other, "--create")


@pytest.mark.parametrize(
    ("more", "sentence"),
    [((), "give the ticket's ID, or --create"), (("SUP-1", "--create"), "give --create alone")],
)
def test_ticket_takes_an_id_or_create_and_not_both(
    shell: Shell, more: tuple[str, ...], sentence: str
) -> None:
    assert sentence in shell.wrong("ticket", shell.declare(), *more)


def test_drills_are_not_logged(shell: Shell) -> None:
    portal = Portal(shell, create_for=("P1", "P2"))
    ref = shell.declare("Exercise", "--drill", "--ticket", "SUP-1")
    told(shell, ref, "--posted")
    assert portal.calls == []
    assert "is a drill" in shell.refused("ticket", ref, "--create")


def test_whoever_takes_over_and_doctor_hear_what_is_not_logged(shell: Shell) -> None:
    portal = Portal(shell)
    ref = shell.declare("Checkout")
    told(shell, ref, "--posted")
    shell.say("handover", "offer", ref, "--to", "bob", "--status", "watching")
    brief = shell.say("handover", "show", ref)
    assert "Not logged in the support portal since 14:00 UTC" in brief
    assert "portal: all is logged that has a ticket" in shell.say("doctor")
    portal.does(SAYS_NO)
    shell.say("ticket", ref, "SUP-1")
    assert f"portal: 1 not logged, of {ref}" in shell.say("doctor")
    portal.does(KEPT)
    (comment,) = shell.show(ref)["portal"]["comments"]
    shell.say("outbox", "retry", comment["id"])
    assert "Not logged" not in shell.say("handover", "show", ref)
    assert "all is logged that has a ticket" in shell.say("doctor")


def test_a_comment_that_is_tried_again_by_itself_is_tried_now_and_nothing_is_recorded(shell: Shell) -> None:
    portal = Portal(shell)
    ref = shell.declare("Checkout", "--ticket", "SUP-1")
    portal.does(DOWN)
    told(shell, ref, "--posted")
    (comment,) = shell.show(ref)["portal"]["comments"]
    entries = shell.show(ref)["events"]
    result = shell.run("outbox", "retry", comment["id"])
    assert result.exit_code == 0
    assert "Not logged in SUP-1: update 1, trying again" in result.stderr
    assert shell.show(ref)["events"] == entries
    portal.does(KEPT)
    answer = shell.ask("outbox", "retry", comment["id"])
    assert answer["recorded"] == []
    assert [each["outcome"] for each in answer["portal"]["comments"]] == ["delivered"]


def test_json_says_what_was_logged_by_an_act_and_of_no_other(shell: Shell) -> None:
    portal = Portal(shell, create_for=("P1",))
    answer = shell.ask("declare", "Checkout", "--because", "production", "--severity", "P1")
    ref = answer["ref"]
    assert (answer["portal"]["ticket"], answer["portal"]["creation"]["outcome"]) == ("SUP-9", "delivered")
    assert "portal" not in shell.ask("note", ref, "looking")
    portal.does(SAYS_NO)
    logged = shell.ask("resolve", ref, "--criterion", "restored")["portal"]
    assert [(each["kind"], each["outcome"]) for each in logged["comments"]] == [("resolution", "refused")]
    assert logged["creation"] is None
    confirmed = shell.ask("confirm", ref)["portal"]
    assert [each["kind"] for each in confirmed["comments"]] == ["confirmation"]


def test_a_copy_writes_nothing_by_itself_and_says_what_may_be_missing(shell: Shell, tmp_path: Path) -> None:
    portal = Portal(shell)
    ref = shell.declare("Checkout", "--ticket", "SUP-1")
    told(shell, ref, "--posted", "--later")
    copy = tmp_path / "copy.db"
    shell.say("backup", str(copy))
    shell.db = copy
    shell.say("outbox", "send")
    shell.say("resolve", ref, "--criterion", "restored")
    assert [each["kind"] for each in portal.given] == ["resolution"]
    sheet = shell.say("show", ref)
    assert "update 1: waiting elsewhere, or sent already" in sheet
    (name, _) = (each["id"] for each in shell.show(ref)["portal"]["comments"])
    assert name in sheet
    shell.say("outbox", "retry", name)
    assert [each["kind"] for each in portal.given] == ["resolution", "update"]


def test_a_ticket_of_several_lines_from_another_copy_harms_nobody(shell: Shell) -> None:
    """The names by which notices are told apart are lines."""
    from incident_console.delivery.portal_names import meant_by, name_of
    from incident_console.domain.incident import Incident
    from incident_console.store.notices import Notice

    name = name_of(Incident(id="i"), "SUP-1\nSUP-2", "e")
    made = {"made_at": shell.clock.now(), "due_at": None, "subject": "", "text": "", "kind": "portal comment"}
    assert meant_by(Notice(id="n", incident="i", name=name, **made)) == ("SUP-1\nSUP-2", "e")  # type: ignore[arg-type]


def test_what_was_recorded_without_the_portal_is_said_so_and_is_written_with_the_next(shell: Shell) -> None:
    portal = Portal(shell)
    configured = shell.config.read_text()
    ref = shell.declare("Checkout", "--ticket", "SUP-1")
    told(shell, ref, "--posted")
    shell.config.write_text("")
    shell.clock.advance(minutes=2)
    told(shell, ref, "--posted")
    shell.config.write_text(configured)
    assert "update 2: recorded while no portal was configured" in shell.say("show", ref)
    shell.say("resolve", ref, "--criterion", "restored")
    assert [each["kind"] for each in portal.given] == ["update", "update", "resolution"]
    assert "3 of 3 logged" in shell.say("show", ref)
