"""What scripts read: `show` and `list` hold the promised fields, judged at the time at hand."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta

from tests.domain.incident_life import Shift, clock, declared

from incident_console.delivery.outbox import outbox_id
from incident_console.domain import absence, actions, handover, ownership, promises
from incident_console.domain.naming import letters
from incident_console.domain.policy import Policy
from incident_console.domain.response import NoteKind
from incident_console.domain.summarising import summary
from incident_console.domain.vocabulary import MessageKind, PromiseKind, Role
from incident_console.reports.views import board_row, show

SHOWN = {
    *("ref", "id", "title", "severity", "status", "owner", "roles", "impact", "scope", "because", "client"),
    *("ticket", "drill", "declared_at", "started_at", "restored_at", "resolved_at", "closed_at", "handover"),
    *("away", "clock", "promises", "updates", "actions", "events"),
}


def test_show_holds_every_promised_field_and_is_json() -> None:
    life = declared(client="ACME").update().note()
    shown = show(life.incident, life.now, Policy())
    assert shown.keys() >= SHOWN
    assert json.loads(json.dumps(shown)) == shown
    assert (shown["severity"], shown["status"], shown["because"]) == ("P1", "investigating", ["production"])
    assert (shown["declared_at"], shown["started_at"], shown["events"]) == ("2026-09-01T14:00:00Z", None, 4)
    assert len(shown["procedure"]) == 9


def test_the_clock_counts_and_goes_on_when_overdue() -> None:
    life = declared().update(minutes=30)
    clock_now = show(life.incident, life.now)["clock"]
    assert (clock_now["kind"], clock_now["due_at"]) == ("next_update", "2026-09-01T14:30:00Z")
    assert (clock_now["overdue"], clock_now["seconds"]) == (False, 1800)
    at = show(life.incident, clock("14:30"))["clock"]
    assert (at["overdue"], at["seconds"]) == (False, 0)
    late = show(life.incident, clock("14:30") + timedelta(seconds=90))["clock"]
    assert (late["overdue"], late["seconds"]) == (True, -90)


def test_roles_name_who_holds_them() -> None:
    life = declared()
    life.act(ownership.assign, role=Role.CL, name="bob")
    assert show(life.incident, life.now)["roles"] == {"IC": "alice", "CL": "bob", "OL": "alice"}


def test_a_handover_stands_until_it_lapses() -> None:
    life = declared().update()
    life.act(handover.offer_handover, to="bob", roles=[Role.IC, Role.CL], status="watching")
    offer = show(life.incident, life.now)["handover"]
    assert (offer["to"], offer["offered_by"], offer["roles"]) == ("bob", "alice", ["IC", "CL"])
    assert (offer["offered_at"], offer["stands_until"]) == ("2026-09-01T14:00:00Z", "2026-09-01T14:10:00Z")
    assert offer["brief"]["status"] == "watching"
    assert show(life.incident, clock("14:10"))["handover"] is not None
    assert show(life.incident, clock("14:10") + timedelta(seconds=1))["handover"] is None


def test_an_absence_tells_whether_the_client_knows() -> None:
    life = declared().update()
    assert show(life.incident, life.now)["away"] is None
    life.act(absence.go_away, until=clock("16:00"), expect="mail is read")
    assert show(life.incident, life.now)["away"]["client_told"] is False
    life.post(MessageKind.ABSENCE)
    away = show(life.incident, life.now)["away"]
    assert (away["until"], away["client_told"]) == ("2026-09-01T16:00:00Z", True)
    assert show(life.incident, life.now)["clock"]["kind"] == "back"


def test_promises_tell_what_became_of_them() -> None:
    life = declared().update(minutes=30).wait(minutes=31).update(minutes=30)
    life.act(promises.reschedule, due=clock("16:00"), why="x", watcher="bob", posted=True)
    late, moved, opened = show(life.incident, life.now)["promises"]
    assert late == {
        "kind": "update",
        "made_at": "2026-09-01T14:00:00Z",
        "due_at": "2026-09-01T14:30:00Z",
        "outcome": "late",
        "late_seconds": 60,
        "fulfilled_at": "2026-09-01T14:31:00Z",
        "keeper": "alice",
        "watcher": None,
        "longer_than_cadence": False,
        "client": None,
    }
    assert (moved["outcome"], moved["fulfilled_at"]) == ("moved", None)
    assert (opened["outcome"], opened["watcher"]) == ("open", "bob")


def test_updates_are_there_before_they_are_out() -> None:
    life = declared(client="ACME").update(posted=False, waiting_on="a vendor", expecting="a part")
    (update,) = show(life.incident, life.now)["updates"]
    assert (update["n"], update["seq"], update["by"]) == (1, 2, "alice")
    assert (update["impact"], update["done"], update["next"]) == (
        "All checkouts fail",
        "Rolled back",
        "Scale the pool",
    )
    assert (update["waiting_on"], update["expecting"], update["investigating"]) == (
        "a vendor",
        "a part",
        None,
    )
    assert (update["next_update_at"], update["posted_at"]) == ("2026-09-01T14:30:00Z", None)
    (unsent,) = show(life.incident, life.now)["unsent"]
    (message,) = life.incident.waiting
    assert unsent["id"] == outbox_id(life.incident, message) == f"7K3Q-{letters(message.id, 4)}"
    life.wait(minutes=1).post(MessageKind.UPDATE)
    shown = show(life.incident, life.now)
    assert (shown["updates"][0]["posted_at"], shown["unsent"]) == ("2026-09-01T14:01:00Z", [])


def test_the_wrap_up_is_the_last_of_the_updates() -> None:
    life = declared().update().close(analysis_by=clock("12:00", 4))
    wrap_up = show(life.incident, life.now)["updates"][-1]
    assert (wrap_up["n"], wrap_up["kind"], wrap_up["next_update_at"]) == (2, "wrap_up", None)
    assert (wrap_up["impact"], wrap_up["done"]) == (
        "All checkouts failed for an hour",
        "A release broke the checkout",
    )
    shown = show(life.incident, life.now)
    assert (shown["status"], shown["promises"][-1]["kind"]) == ("closed", PromiseKind.ANALYSIS)
    assert shown["clock"]["kind"] == "analysis"


def test_actions_tell_how_they_stand() -> None:
    life = declared()
    for what in ("scale", "call"):
        life.act(actions.add_action, what=what, owner="bob", due=clock("16:00"))
    life.act(actions.finish_action, n=1)
    life.act(actions.drop_action, n=2, why="not needed")
    done, dropped = show(life.incident, life.now)["actions"]
    assert {key: done[key] for key in ("n", "text", "owner", "due", "done", "follow_up", "ref")} == {
        "n": 1,
        "text": "scale",
        "owner": "bob",
        "due": "2026-09-01T16:00:00Z",
        "done": True,
        "follow_up": False,
        "ref": "INC-7K3Q",
    }
    assert (dropped["done"], dropped["dropped"], dropped["dropped_why"]) == (False, True, "not needed")


def test_a_question_of_a_client_is_shown_until_an_update_answers_it() -> None:
    life = declared(client="ACME").wait(minutes=1)
    life.note("when is it back?", kind=NoteKind.INQUIRY)
    (asked,) = show(life.incident, life.now)["inquiries"]
    assert (asked["seq"], asked["text"], asked["client"]) == (2, "when is it back?", "ACME")
    life.wait(minutes=1).update()
    assert len(show(life.incident, life.now)["inquiries"]) == 1
    life.wait(minutes=1).update(answers=[2])
    data = show(life.incident, life.now)
    assert data["inquiries"] == []
    assert [update["answers"] for update in data["updates"]] == [[], [2]]


def test_a_row_of_the_board_agrees_with_show() -> None:
    life = declared(client="ACME").update(minutes=30)
    life.act(ownership.assign, role=Role.CL, name="bob")
    life.act(handover.offer_handover, to="carol")
    for at in (life.now, clock("14:31")):
        row, shown = board_row(summary(life.incident), at), show(life.incident, at)
        assert {
            name: row[name] for name in ("ref", "title", "severity", "status", "owner", "client", "roles")
        } == {
            name: shown[name] for name in ("ref", "title", "severity", "status", "owner", "client", "roles")
        }
        assert row["clock"].items() <= shown["clock"].items()
        assert (row["offered_to"] is None) == (shown["handover"] is None)
    assert (
        board_row(summary(declared(Shift()).close(prevention="x").incident), life.now)["clock"]["kind"]
        == "review"
    )


def test_reports_load_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from incident_console.reports import document, export, files, log_rows, markdown\n"
        "from incident_console.reports import metrics, timeline, verdicts, views\n"
        "heavy = {'textual', 'rich', 'sqlite_utils', 'pendulum', 'jinja2', 'pysqlite3', 'sqlite3', 'click'}\n"
        "print(sorted(heavy & sys.modules.keys()))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (run.stdout, run.stderr) == ("[]\n", "")
