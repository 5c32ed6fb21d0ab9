"""The status line: what it says, that its hand-made paths are the right ones, and what it does not load."""

import json
import os
import sqlite3
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from incident_console import statusline, statusline_words
from incident_console.clock import FixedClock
from incident_console.desk import Desk
from incident_console.domain import actions, closing, communication, handover
from incident_console.domain.policy import Policy
from incident_console.domain.vocabulary import Criterion, Remedy, Severity
from incident_console.store.store import Store

START = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)


@pytest.fixture
def record(tmp_path: Path) -> Path:
    return tmp_path / "incidents.db"


def desk_on(path: Path, clock: FixedClock, by: str = "alice") -> Desk:
    return Desk(Store.open(path, create=True), clock, Policy(), by)


def declare(desk: Desk, title: str, severity: Severity, *, minutes: float) -> str:
    """An incident whose client was promised the next update in so many minutes; its reference."""
    reference = desk.declare(title=title, because=[Criterion.PRODUCTION], severity=severity).incident.ref
    desk.act(
        reference,
        communication.send_update,
        impact="EU only",
        done="found it",
        next_steps="fix it",
        next_update=desk.now() + timedelta(minutes=minutes),
        posted=True,
    )
    return reference


def line_at(path: Path, now: datetime, name: str = "", form: str = "plain") -> str:
    return statusline_words.as_line(statusline.read(str(path), now), name, now, form)


def test_the_most_urgent_is_named_with_its_owner_and_the_others_are_counted(record: Path) -> None:
    clock = FixedClock(START)
    desk = desk_on(record, clock)
    first = declare(desk, "Checkout errors", Severity.P2, minutes=30)
    declare(desk, "Search is slow", Severity.P1, minutes=60)
    assert line_at(record, START + timedelta(minutes=34, seconds=12)) == (
        f"P2 {first} −04:12 overdue alice · Checkout errors · +1 open"
    )
    later = line_at(record, START + timedelta(minutes=75))
    assert "Search is slow" in later
    assert "+1 open, 1 overdue" in later


def test_what_is_offered_to_me_and_what_is_unsent_are_said(record: Path) -> None:
    clock = FixedClock(START)
    desk = desk_on(record, clock)
    reference = declare(desk, "Checkout errors", Severity.P2, minutes=30)
    promised = START + timedelta(minutes=45)
    desk.act(reference, communication.send_update, impact="i", done="d", next_steps="n", next_update=promised)
    desk.act(reference, handover.offer_handover, to="Carol", status="calm")
    line = line_at(record, START + timedelta(minutes=1), name="@carol")
    assert "1 not out yet" in line
    assert line.endswith(f"offered to you: {reference}")
    assert "offered" not in line_at(record, START + timedelta(minutes=1), name="bob")
    assert "offered" not in line_at(record, START + timedelta(minutes=11), name="carol"), "the offer lapsed"


@pytest.mark.parametrize(
    ("minutes", "style"), [(-1, "fg=red,bold"), (9, "fg=yellow"), (10, "fg=yellow"), (11, "fg=green")]
)
def test_the_colour_for_tmux_is_of_fixed_words(record: Path, minutes: int, style: str) -> None:
    declare(desk_on(record, FixedClock(START)), "Checkout errors", Severity.P1, minutes=30)
    line = line_at(record, START + timedelta(minutes=30 - minutes), form="tmux")
    assert line.startswith(f"#[{style}]P1 INC-")
    assert line.count("#[") == 2


HOSTILE = "#(touch /tmp/x) #[fg=red] #{pane_id} \x1b]0;t\x07 \u202eabc\u200b %H " + "W" * 200


def test_hostile_text_is_harmless_and_short(record: Path) -> None:
    found: list[object] = ["INC-7K3Q", HOSTILE, "P1", "identified", HOSTILE, 0, 0, 1, "next_update"]
    found += ["2026-11-21T14:30:00.000000Z", 1, 0, f"{HOSTILE}\x1fcarol", HOSTILE, 1]
    row = tuple(found)
    shown = (
        statusline_words.as_line(row, "carol", START, "tmux")
        .replace("#[fg=green]", "")
        .replace("#[default]", "")
    )
    assert "#" not in shown.replace("##", "")
    plain = statusline_words.as_line(row, "carol", START, "plain")
    for line in (shown, plain):
        assert line.isprintable()
        assert len(line) < 150


def test_of_several_clients_it_says_whose_the_clock_is(record: Path) -> None:
    desk = desk_on(record, FixedClock(START))
    ref = desk.declare(
        title="Platform down",
        because=[Criterion.PRODUCTION],
        severity=Severity.P1,
        clients=("ACME", "Globex"),
    ).incident.ref
    promised = START + timedelta(minutes=40)
    words: dict[str, Any] = {"impact": "i", "done": "d", "next_steps": "n", "next_update": promised}
    desk.act(ref, communication.send_update, **words, clients=("ACME",), posted=True)
    assert line_at(record, START) == f"P1 {ref} 10:00 alice · to Globex · Platform down"
    desk.act(ref, communication.send_update, **words, posted=True)
    assert "to ACME" in line_at(record, START)
    found = statusline.read(str(record), START)
    assert json.loads(statusline_words.as_json(found, START))["clock"]["client"] == "ACME"


def test_a_file_from_an_older_version_is_said_to_be_one(record: Path) -> None:
    desk = desk_on(record, FixedClock(START))
    desk.store.close()
    connection = sqlite3.connect(record)
    connection.execute("ALTER TABLE incidents DROP COLUMN clock_client")
    connection.execute("PRAGMA user_version = 2")
    connection.commit()
    connection.close()
    with pytest.raises(statusline.Trouble, match="older version; open it once"):
        statusline.read(str(record), START)


def test_wide_characters_count_as_two_cells() -> None:
    assert statusline_words.printable("障害対応中", 6) == "障害…"
    assert statusline_words.printable("abcdef", 6) == "abcdef"


def closed(desk: Desk, *, analysis: timedelta | None, by: str = "ann") -> str:
    """A P3 that ended just now and owes an analysis after so long, or nothing."""
    reference = desk.declare(
        title="Checkout", because=[Criterion.PRODUCTION], severity=Severity.P3
    ).incident.ref
    desk.act(reference, closing.resolve, remedy=Remedy.RESTORED)
    desk.act(reference, closing.confirm)
    due = None if analysis is None else desk.now() + analysis
    said: dict[str, Any] = {
        "what": "a release",
        "customer_impact": "an hour",
        "prevention": "stages",
        "analysis_by": due,
    }
    desk.act(reference, closing.close, posted=True, **said)
    return reference


def test_where_nothing_is_open_what_is_owed_first_is_said(record: Path) -> None:
    desk = desk_on(record, FixedClock(START), by="ann")
    closed(desk, analysis=None)
    assert line_at(record, START) == "no open incidents"
    assert line_at(record, START, form="tmux") == ""
    reference = closed(desk, analysis=timedelta(days=2))
    late = START + timedelta(days=23, hours=4)
    assert line_at(record, late) == f"owed {reference} analysis −21 d ann"
    assert (
        line_at(record, late, form="tmux") == f"#[fg=red,bold]owed {reference} analysis −21 d#[default] ann"
    )
    assert line_at(record, START + timedelta(hours=47)) == f"owed {reference} analysis 1 h ann"
    closed(desk, analysis=timedelta(days=9))
    assert line_at(record, late) == f"owed {reference} analysis −21 d ann · +1 owed"
    assert statusline_words.as_json(statusline.read(str(record), late), late) == "null"


def test_what_is_open_comes_before_what_is_owed(record: Path) -> None:
    desk = desk_on(record, FixedClock(START), by="ann")
    closed(desk, analysis=timedelta(days=2))
    reference = declare(desk, "Search is slow", Severity.P1, minutes=60)
    line = line_at(record, START + timedelta(days=3))
    assert line.startswith(f"P1 {reference} ")
    assert "owed" not in line


def test_a_late_follow_up_is_owed_by_who_has_it(record: Path) -> None:
    desk = desk_on(record, FixedClock(START), by="ann")
    reference = closed(desk, analysis=None)
    desk.act(reference, actions.add_action, what="some day", owner="ann")
    assert line_at(record, START) == "no open incidents", "without a date nothing is late"
    due = START + timedelta(hours=1)
    desk.act(reference, actions.add_action, what="test it", owner="bob#(x)", due=due)
    late = START + timedelta(hours=3)
    assert line_at(record, late) == f"owed {reference} follow-up −2 h bob#(x)"
    assert line_at(record, late, form="tmux").endswith(" bob##(x)")


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "incident_console", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, **variables})


def test_without_a_record_there_is_nothing_to_say_and_none_is_made(record: Path) -> None:
    done = run("--db", str(record), "statusline")
    assert (done.returncode, done.stdout, done.stderr) == (0, "no open incidents\n", "")
    assert run("--db", str(record), "statusline", "--format", "tmux").stdout == ""
    assert run("--db", str(record), "statusline", "--json").stdout == "null\n"
    assert not record.exists()


def test_json_has_the_clock(record: Path) -> None:
    reference = declare(desk_on(record, FixedClock(datetime.now(UTC))), "Checkout", Severity.P2, minutes=30)
    answer = json.loads(run("--db", str(record), "statusline", "--json").stdout)
    assert (answer["ref"], answer["owner"], answer["open"], answer["overdue"]) == (reference, "alice", 1, 0)
    assert answer["clock"]["kind"] == "next_update"
    assert not answer["clock"]["overdue"]


@pytest.mark.parametrize("content", [b"", b"not a database at all, but long enough to be read" * 40])
def test_a_foreign_file_is_left_alone(record: Path, content: bytes) -> None:
    record.write_bytes(content)
    before = record.stat()
    done = run("--db", str(record), "statusline")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert (record.read_bytes(), record.stat().st_mtime_ns) == (content, before.st_mtime_ns)
    assert [path.name for path in record.parent.iterdir()] == [record.name]


def test_somebody_elses_database_is_left_alone(record: Path) -> None:
    from incident_console.store import engine

    record.touch()
    connection = engine.connect(str(record))
    connection.execute("PRAGMA journal_mode=wal")
    connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    record.chmod(0o400)
    before = record.read_bytes()
    done = run("--db", str(record), "statusline")
    assert done.returncode == 1
    assert "not a record of this program" in done.stderr
    assert record.read_bytes() == before
    assert stat.S_IMODE(record.stat().st_mode) == 0o400
    assert [path.name for path in record.parent.iterdir()] == [record.name]


@pytest.mark.parametrize("arguments", [("--format", "html"), ("--format",), ("--loud",), ("x",)])
def test_wrong_usage_is_told(arguments: tuple[str, ...]) -> None:
    done = run("statusline", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "usage:" in done.stderr


def test_a_configuration_that_was_named_must_be_there(tmp_path: Path) -> None:
    done = run("--config", str(tmp_path / "none.toml"), "statusline")
    assert done.returncode == 1
    assert "no such configuration" in done.stderr


HEAVY = {
    "asyncio",
    "click",
    "msgspec",
    "pathlib",
    "pendulum",
    "platformdirs",
    "re",
    "sqlite_utils",
    "textual",
}


def test_it_loads_sqlite_and_nothing_more(record: Path) -> None:
    declare(desk_on(record, FixedClock(datetime.now(UTC))), "Checkout", Severity.P2, minutes=30)
    program = (
        "import sys; from incident_console import statusline; "
        f"statusline.main(['--db', {str(record)!r}, 'statusline']); "
        "print(*sys.modules, sep='\\n', file=sys.stderr)"
    )
    command = [sys.executable, "-S", "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, env=with_path())
    assert "Checkout" in done.stdout
    loaded = set(done.stderr.split())
    ours = {name.partition(".")[2] for name in loaded if name.startswith("incident_console")}
    assert ours == {"", "statusline", "statusline_words", "store", "store.engine"}
    assert not loaded & HEAVY


def with_path() -> dict[str, str]:
    """The environment with this interpreter's modules found without `site`, which loads what it likes."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def test_the_query_uses_the_index_of_open_incidents(record: Path) -> None:
    from incident_console.store import engine

    desk_on(record, FixedClock(START))
    connection = engine.connect(str(record), read_only=True)
    plan = connection.execute(f"EXPLAIN QUERY PLAN {statusline.QUERY}", {"now": ""}).fetchall()
    connection.close()
    steps = [row[3] for row in plan]
    assert not [step for step in steps if step.startswith("SCAN incidents") and "INDEX" not in step], steps
