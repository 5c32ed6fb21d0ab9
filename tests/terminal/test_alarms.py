"""When alarms are given, what they say, and that a jump of the clock is noticed. No terminal is needed."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_console.config import Display
from incident_console.tui.terminal.alarms import (
    MINUTE,
    Alarm,
    ClockJump,
    Kind,
    Watched,
    alarms,
    clock_jump,
    seconds_of_alarms,
)
from incident_console.tui.terminal.attention import Attention, notification, title_of, words

DUE = datetime(2026, 11, 21, 14, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def heard(
    start: float, end: float, *, mine: bool = True, step: timedelta = SECOND
) -> list[tuple[str, int, bool]]:
    """What is heard while the clock runs from so many minutes to so many; nought is the deadline."""
    now, until = DUE + timedelta(minutes=start), DUE + timedelta(minutes=end)
    found = []
    while now < until:
        after = now + step
        for alarm in alarms(now, after, [Watched(reference="INC-7K3Q", due_at=DUE, mine=mine)]):
            found.append((alarm.kind.value, alarm.minutes, alarm.loud))
        now = after
    return found


def test_heads_up_at_ten_and_five_minutes_then_at_zero() -> None:
    assert heard(-12, 0.5) == [("heads_up", 10, True), ("heads_up", 5, True), ("due", 0, True)]


def test_it_is_never_quiet_again() -> None:
    calls = heard(0.5, 61)
    assert [minutes for _, minutes, _ in calls] == list(range(1, 62))
    assert [minutes for _, minutes, loud in calls if loud] == [1, 2, 3, 4, 5, *range(10, 61, 5)]


def test_those_of_others_do_not_ring() -> None:
    assert not any(loud for _, _, loud in heard(-12, 30, mine=False))
    assert len(heard(-12, 30, mine=False)) == len(heard(-12, 30))


def test_each_is_heard_once_also_when_ticks_are_late() -> None:
    assert heard(-12, 3, step=timedelta(seconds=7)) == heard(-12, 3.1)[:6]


@given(
    due=st.integers(-900, 900_000).map(lambda ms: DUE + timedelta(milliseconds=ms)),
    since=st.integers(-900_000, 4_000_000),
    gap=st.integers(-70_000, 200_000),
)
def test_who_is_left_out_by_the_second_would_not_have_called(due: datetime, since: int, gap: int) -> None:
    previous = DUE + timedelta(milliseconds=since)
    now = previous + timedelta(milliseconds=gap)
    if due.second not in seconds_of_alarms(previous, now):
        assert alarms(previous, now, [Watched(reference="INC-7K3Q", due_at=due)]) == []


def test_a_second_looks_at_few_and_the_first_look_at_all() -> None:
    assert seconds_of_alarms(DUE, DUE + SECOND) == {0, 1, 2}
    assert seconds_of_alarms(DUE + 59 * SECOND, DUE + 60.2 * SECOND) == {59, 0, 1}
    assert all(second in seconds_of_alarms(None, DUE) for second in range(60))
    assert all(second in seconds_of_alarms(DUE, DUE + MINUTE) for second in range(60))


def test_a_jump_ahead_gives_the_last_one_and_back_gives_none() -> None:
    watched = [Watched(reference="INC-7K3Q", due_at=DUE)]
    (alarm,) = alarms(DUE - timedelta(minutes=20), DUE + timedelta(minutes=43), watched)
    assert (alarm.kind, alarm.minutes) == (Kind.OVERDUE, 43)
    assert alarms(DUE + timedelta(minutes=3), DUE - timedelta(minutes=7), watched) == []


def test_at_first_only_what_is_overdue_is_told() -> None:
    late = Watched(reference="INC-7K3Q", due_at=DUE - timedelta(minutes=4))
    soon = Watched(reference="INC-9BXW", due_at=DUE + timedelta(minutes=4))
    (alarm,) = alarms(None, DUE, [late, soon])
    assert (alarm.reference, alarm.kind, alarm.minutes) == ("INC-7K3Q", Kind.OVERDUE, 4)


@pytest.mark.parametrize(
    ("drift", "noticed"), [(0, False), (1.9, False), (-1.9, False), (2.1, True), (-3600, True)]
)
def test_wall_and_running_time_are_compared(drift: float, noticed: bool) -> None:
    before, after = (DUE, 100.0), (DUE + timedelta(seconds=1 + drift), 101.0)
    assert (clock_jump(before, after) is not None) == noticed


def test_a_jump_is_told_in_words() -> None:
    assert "43 min ahead" in ClockJump(seconds=43 * 60).words
    assert "1 h 2 min ahead" in ClockJump(seconds=3720).words
    assert "set back by 1 h" in ClockJump(seconds=-3600).words


HOSTILE = "INC-7K3Q\x1b]52;c;eA==\x07"


def test_only_fixed_words_and_references_are_sent() -> None:
    alarm = Alarm(kind=Kind.OVERDUE, reference=HOSTILE, minutes=4, loud=True)
    assert words(alarm, named=True) == words(alarm) == "a client has been waiting for word for 4 min"
    assert title_of(HOSTILE, -252) == "incident-console"
    assert title_of("INC-7K3Q", -252) == "INC-7K3Q overdue 4 min"
    assert title_of("INC-7K3Q", 7500) == "INC-7K3Q 2 h 05 min left"


@pytest.mark.parametrize(
    ("environ", "beginning"),
    [
        ({"TERM": "xterm-256color"}, "\x1b]9;"),
        ({"TERM": "xterm-kitty", "KITTY_WINDOW_ID": "1"}, "\x1b]99;;"),
        ({"TERM": "foot"}, "\x1b]777;notify;"),
        ({"TERM": "xterm-256color", "VTE_VERSION": "7600"}, "\x1b]777;notify;"),
        ({"TERM": "tmux-256color", "TMUX": "x"}, "\x1bPtmux;\x1b\x1b]9;"),
    ],
)
def test_each_terminal_gets_its_own_notification(environ: dict[str, str], beginning: str) -> None:
    sequence = notification("a client expects word now", environ)
    assert sequence.startswith(beginning)
    assert sequence.endswith("\x1b\\")


def test_the_linux_console_gets_none() -> None:
    assert notification("x", {"TERM": "linux"}) == ""


class Wires:
    """What an app would send to its terminal."""

    is_headless = False

    def __init__(self) -> None:
        self.sent: list[str] = []
        self._driver = SimpleNamespace(write=self.sent.append)

    def bell(self) -> None:
        self.sent.append("\a")


@pytest.mark.parametrize("off", ["bell", "desktop_notifications", "title"])
def test_each_way_can_be_turned_off(off: str) -> None:
    signs = {"bell": "\a", "desktop_notifications": "\x1b]9;", "title": "\x1b]2;"}
    wires = Wires()
    attention = Attention(cast("Any", wires), Display(**{off: False}), {"TERM": "xterm"})
    attention.give(Alarm(kind=Kind.DUE, reference="INC-7K3Q", minutes=0, loud=True))
    attention.show_title("INC-7K3Q overdue 4 min")
    sent = "".join(wires.sent)
    assert {name for name, sign in signs.items() if sign in sent} == signs.keys() - {off}


def test_the_title_is_sent_when_it_changes() -> None:
    wires = Wires()
    attention = Attention(cast("Any", wires), Display(), {"TERM": "xterm"})
    for minute in (4, 4, 4, 5):
        attention.show_title(f"INC-7K3Q overdue {minute} min")
    assert wires.sent == ["\x1b]2;INC-7K3Q overdue 4 min\x1b\\", "\x1b]2;INC-7K3Q overdue 5 min\x1b\\"]
