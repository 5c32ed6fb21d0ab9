"""How an incident went: its moments, who owned it, how severe it was, and how long clients heard nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.domain.incident_life import Life, clock, declared
from tests.intake.written import EXPECTED, NOW, real

from incident_console.domain.declaring import change_severity
from incident_console.domain.policy import Policy
from incident_console.domain.reopening import reopen
from incident_console.domain.response import change_status, note, strike
from incident_console.domain.vocabulary import Severity, Status
from incident_console.keys.keymap import shown_keys
from incident_console.reports import course
from incident_console.reports.course import Kind
from incident_console.tui.render.course import course_of
from incident_console.tui.render.view import SIGNS, View


def evening() -> Life:
    """Declared by alice at 14:00, told at 14:08, bob from 14:20, P2 at 14:30, restored at 14:40."""
    life = declared(client="ACME", started_at=clock("13:50"))
    life.wait(minutes=8).update(minutes=30)
    life.act(change_status, status=Status.IDENTIFIED)
    life.wait(until="14:20").hand_over("bob")
    life.wait(until="14:30").act(change_severity, severity=Severity.P2, why="half of it is back")
    life.wait(until="14:42").update(minutes=30)
    life.wait(until="14:50").resolve(restored_at=clock("14:40")).confirm()
    life.wait(until="15:00").close()
    return life


def told(life: Life) -> list[tuple[Kind, str, int]]:
    """The moments by their kind, their time and the minutes since the one before."""
    return [
        (each.kind, f"{each.at:%H:%M}", (each.after or timedelta()) // timedelta(minutes=1))
        for each in course.key_moments(life.incident)
    ]


def page(life: Life, width: int = 80) -> list[str]:
    view = View(me="alice", now=life.now, policy=Policy(), glyphs=SIGNS, keys=shown_keys({}))
    lines = course_of(life.incident, view, width)[1].split("\n")
    assert all(line.cell_length <= width for line in lines)
    return [line.plain.rstrip() for line in lines]


def part(lines: list[str], name: str) -> list[str]:
    """The lines below a heading."""
    start = next(n for n, line in enumerate(lines) if line.startswith(name))
    return lines[start + 1 : [*lines, ""].index("", start)]


def test_the_moments_follow_each_other_with_the_time_between_them() -> None:
    assert told(evening()) == [
        (Kind.IMPACT_BEGAN, "13:50", 0),
        (Kind.DECLARED, "14:00", 10),
        (Kind.FIRST_UPDATE, "14:08", 8),
        (Kind.IDENTIFIED, "14:08", 0),
        (Kind.IMPACT_ENDED, "14:40", 32),
        (Kind.RESOLVED, "14:50", 10),
        (Kind.CONFIRMED, "14:50", 0),
        (Kind.ENDED, "15:00", 10),
    ]


def test_each_life_has_its_own_moments() -> None:
    life = evening().wait(until="16:00")
    life.act(reopen, why="it is back", started_at=clock("15:45"))
    life.wait(until="16:10").update()
    assert told(life)[8:] == [
        (Kind.IMPACT_BEGAN, "15:45", 45),
        (Kind.REOPENED, "16:00", 15),
        (Kind.FIRST_UPDATE, "16:10", 10),
    ]
    assert part(page(life), "Lives")[1:] == [
        "14:00 to 15:00  life 1" + " " * 55 + "1 h",
        "   since 16:00  life 2" + " " * 52 + "10 min",
    ]


def test_a_silence_does_not_go_on_while_it_was_closed() -> None:
    life = evening().wait(hours=5)
    life.act(reopen, why="it is back")
    life.wait(minutes=5).update().wait(minutes=2).update()
    assert [span.lasted(life.now) // timedelta(minutes=1) for span in course.silences(life.incident)] == [
        34,
        18,
        2,
    ]


def test_who_owned_it_and_how_severe_it_was() -> None:
    lines = page(evening())
    assert part(lines, "Owners")[1:] == [
        "14:00 to 14:20  alice" + " " * 53 + "20 min",
        "14:20 to 15:00  bob" + " " * 55 + "40 min",
    ]
    assert part(lines, "Severity")[1:] == [
        "14:00 to 14:30  P1" + " " * 56 + "30 min",
        "14:30 to 15:00  P2" + " " * 56 + "30 min",
    ]


def test_a_band_gives_each_its_share_of_the_time() -> None:
    owners, severity = part(page(evening(), 60), "Owners")[0], part(page(evening(), 60), "Severity")[0]
    assert owners.index("├bob") == 20
    assert severity.index("├P2") == 30
    assert len(owners) == len(severity) == 60


def test_promises_say_what_became_of_them() -> None:
    life = evening()
    promises = part(page(life), "Promises")
    assert promises[0].startswith("14:38  update, promised 14:08")
    assert promises[0].endswith("4 min late")
    assert promises[1].endswith("kept")


def test_what_was_recorded_later_says_by_how_much_and_stays_when_struck() -> None:
    life = declared().wait(minutes=30)
    life.act(note, what="pool at 100 %", at=clock("14:05"))
    life.act(strike, seq=2, why="it was another pool")
    assert part(page(life), "Recorded later") == ["14:05  pool at 100 %" + " " * 53 + "+25 min"]


def test_of_much_that_was_recorded_later_the_latest_are_named() -> None:
    life = declared()
    for n in range(60):
        life.wait(minutes=1).act(note, what=f"seen {n}", at=clock("14:00"))
    lines = part(page(life), "Recorded later")
    assert [line.split()[2] for line in lines] == [str(n) for n in range(20, 60)]
    assert any("60 entries, each by how much; the 40 that came latest" in line for line in page(life))


@pytest.mark.parametrize("name", EXPECTED)
def test_a_real_incident_reads_as_it_was_worked_out_by_hand(name: str) -> None:
    incident, expected = real(name), EXPECTED[name]
    waits = [span.lasted(NOW) // timedelta(minutes=1) for span in course.silences(incident)]
    assert waits == sorted(expected["gaps_min"], reverse=True)
    moments = {each.kind: each.at for each in reversed(course.key_moments(incident))}
    impact = moments[Kind.IMPACT_ENDED] - moments[Kind.IMPACT_BEGAN]
    assert impact // timedelta(minutes=1) == expected["impact_min"]
    first = moments[Kind.FIRST_UPDATE] - moments[Kind.IMPACT_BEGAN]
    assert first // timedelta(minutes=1) == expected["first_update_after_impact_min"]
    assert course.recorded_later(incident) == []


def test_what_there_is_none_of_is_left_out() -> None:
    headings = [line for line in page(declared()) if line.split("  ")[0] in ("Silences", "Lives", "Promises")]
    assert headings == []
