"""What a terminal sends, told apart before Textual's parser: keys, pastes, and pastes that come as keys.

The times are those that are handed in; a real tmux is driven in tests/terminal.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest
import textual
from textual import events
from textual._xterm_parser import XTermParser

from incident_console.domain.text import LIMIT
from incident_console.tui.terminal import pastes
from incident_console.tui.terminal.keyboard import Arrivals
from incident_console.tui.terminal.keystrokes import END, START
from incident_console.tui.terminal.pastes import Pasted

TWO_LINES = "pool is scaled\rWe saw no errors\r"
FORTY_LINES = "".join(f"Nothing was seen by node {n} until now, we wait\r" for n in range(40))


def told(*steps: tuple[float, str], rest: float = 3.0) -> list[str | Pasted]:
    """What comes of pieces that arrive so many seconds after one another, with looks when they are due."""
    arrivals, now, found = Arrivals(), 100.0, list[str | Pasted]()

    def wait(until: float) -> None:
        nonlocal now
        while arrivals.due is not None and arrivals.due <= until:
            now = arrivals.due
            found.extend(arrivals.look(now))
        now = until

    for seconds, data in steps:
        wait(now + seconds)
        found.extend(arrivals.take(data, now))
    wait(now + rest)
    return found


def keys(found: Iterable[str | Pasted]) -> str:
    return "".join(each for each in found if isinstance(each, str))


def pasted(found: Iterable[str | Pasted]) -> list[Pasted]:
    return [each for each in found if isinstance(each, Pasted)]


def in_pieces(text: str, size: int, seconds: float) -> list[tuple[float, str]]:
    return [(seconds, text[start : start + size]) for start in range(0, len(text), size)]


# Bursts


@pytest.mark.parametrize("text", [TWO_LINES, FORTY_LINES], ids=["two lines", "forty lines"])
@pytest.mark.parametrize(
    ("size", "seconds"),
    [(100_000, 1.0), (200, 0.005), (1, 0.001), (1, 0.019), (3, 0.0199), (7, 0.0)],
)
def test_a_burst_commits_nothing_from_its_first_enter_on(text: str, size: int, seconds: float) -> None:
    found = told(*in_pieces(text, size, seconds))
    assert "\r" not in keys(found)
    (paste,) = pasted(found)
    assert paste.as_keys
    assert keys(found) + paste.text == text.replace("\r", "\n").strip()


@pytest.mark.parametrize("control", ["\r", "\n", "\t", "\x13", "\x1b[A", "\x1bOP", "\x1b[115;5u", "\x7f"])
def test_any_control_key_within_makes_it_one(control: str) -> None:
    found = told((1, f"pool is{control} scaled"))
    assert control not in keys(found)
    assert pasted(found)[0].as_keys


def test_one_that_begins_with_enter_commits_nothing_either() -> None:
    for step in in_pieces("\rpool is scaled", 1, 0.002), in_pieces("\rpool is scaled", 99, 1):
        assert "\r" not in keys(told(*step))


@pytest.mark.parametrize(
    "typed",
    [
        "hcarol\r",  # a key, a name and Enter in one read
        "hbartholomew the second\r",
        "2\r",
        "jjj\r\x1b[B\x1b[B",
        "ab\tcd\r",  # fewer than eight
        "\x13",
        "a long sentence without any end",
        "\x1b[A\x1b[A\x1b[B\x1b[C\x1b[D\r",
        "\x1b[<35;10;11M\x1b[<35;10;12M\x1b[<35;10;13M\x1b[I",
    ],
)
def test_a_few_real_keys_at_once_are_keys(typed: str) -> None:
    assert keys(told((1, typed))) == typed
    assert not pasted(told((1, typed)))


@pytest.mark.parametrize("seconds", [0.021, 0.03, 0.08, 0.3])
def test_a_hand_is_never_taken_for_it(seconds: float) -> None:
    typed = "no errors were seen\rand none since\x13y"
    assert told(*in_pieces(typed, 1, seconds)) == list(typed)


@pytest.mark.parametrize("key", ["\x7f", "\x1b[A", "\t", "j"])
def test_a_key_that_is_held_down_waits_for_nothing(key: str) -> None:
    arrivals = Arrivals()
    for n in range(100):
        assert list(arrivals.take(key, 100 + n * 0.008)) == [key]


def test_enter_waits_twenty_milliseconds_at_most_by_itself() -> None:
    arrivals = Arrivals()
    assert list(arrivals.take("\r", 100.0)) == []
    assert arrivals.due == pytest.approx(100.02)
    assert list(arrivals.look(100.0199)) == []
    assert list(arrivals.look(100.0201)) == ["\r"]


def test_keys_count_again_after_a_rest() -> None:
    assert keys(told((1, TWO_LINES), (0.149, "x\r"))) == ""
    assert keys(told((1, TWO_LINES), (0.151, "x\r"))) == "x\r"


def test_the_mouse_moving_meanwhile_is_no_part_of_it() -> None:
    moved = "\x1b[<35;10;11M"
    found = told((1, "pool is"), (0.009, moved), (0.009, " scaled\rWe saw"), (0.01, moved), (0.14, moved))
    assert keys(found) == f"pool is{moved * 3}"
    assert pasted(found)[0].text == " scaled\nWe saw"


def test_a_long_burst_is_cut_and_costs_what_is_kept() -> None:
    (paste,) = pasted(told(*in_pieces("a line of it\r" * 80_000, 4096, 0.001)))
    assert paste.cut
    assert len(paste.text) == LIMIT


# Brackets


def bracketed(text: str) -> str:
    return f"{START}{text}{END}"


@pytest.mark.parametrize("size", [1, 2, 3, 5, 4096])
@pytest.mark.parametrize(
    "attack",
    [
        "see the log: \x1bnTEXT\x13 end",
        "\x1b1TEXT\x13",
        "\x1b\x1b",
        "\x1b",
        "a \x1b[201",
        "\x1b[200~nTEXT\x13",
        "\x1b[110;1u\x1b[13u",
        "\x1b]0;title\x07nTEXT\x13",
        "\x1bPq\x1b\\nTEXT\r",
        "q\x11\x03\x1a\x04\r\n\t",
        "\x9b201~nTEXT\x13",
    ],
)
def test_nothing_between_brackets_is_a_key(attack: str, size: int) -> None:
    found = told(*in_pieces(f"x{bracketed(attack)}y", size, 0.05))
    typed = keys(found).replace(END, "").replace(START[1:], "").replace("\x1b", "")
    assert typed == "xy"
    (paste,) = pasted(found)
    assert not any(character < " " and character not in "\n\t" for character in paste.text)


@pytest.mark.parametrize("between", ["nTEXT\x13", "1worse\r", "q"])
@pytest.mark.parametrize("behind", ["", START])
def test_a_bracket_that_stands_in_the_paste_ends_nothing(between: str, behind: str) -> None:
    for steps in (
        [(1.0, bracketed(f"see {END}{between}{behind}"))],
        in_pieces(bracketed(f"see {END}{between}{behind}"), 7, 0.001),
    ):
        assert keys(told(*steps)) == ""


def test_keys_right_behind_a_paste_are_keys() -> None:
    assert told((1, f"{bracketed('one')}\r"), rest=0.05) == [Pasted(text="one"), "\r"]
    two = told((1, f"{bracketed('one')}\t{bracketed('two')}\x13"))
    assert two == [Pasted(text="one"), "\t", Pasted(text="two"), "\x13"]


def test_a_paste_whose_end_never_comes_ends_after_two_seconds() -> None:
    found = told((1, f"{START}one"), (1.9, " two"), (2.1, "x"))
    assert found == [Pasted(text="one two"), "x"]


def test_ten_megabytes_are_cut_and_cost_what_is_kept() -> None:
    arrivals = Arrivals()
    found = list(arrivals.take(START, 1.0))
    piece = "\x1b[31m14:30 ERROR\x1b[0m no connection\n" * 2_000
    for n in range(160):
        found += arrivals.take(piece, 1.0 + n * 0.001)
        kept = arrivals._brackets._paste
        assert kept is not None
        assert sum(map(len, kept._parts)) <= pastes.RAW_LIMIT
    found += arrivals.take(END, 2.0)
    (paste,) = pasted(found)
    assert paste.cut
    assert len(paste.text) == LIMIT
    assert paste.text.startswith("14:30 ERROR no connection\n14:30")


def test_the_parser_that_is_guarded_is_the_one_that_was_seen() -> None:
    """Where this fails, look whether Textual still needs the guard, and whether its driver is as it was."""
    assert textual.__version__ == pastes.SEEN_IN
    unguarded = list(XTermParser().feed(f"{START}see: \x1bnTEXT\x13{END}"))
    assert [event.key for event in unguarded if isinstance(event, events.Key)] != []
