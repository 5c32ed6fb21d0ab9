"""Text from outside comes out harmless, whole and the same however often it is cleaned."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_console.domain.text import LIMIT, NAME_LIMIT, clean, clean_name, name_key, same_person

NASTY = st.sampled_from(
    [
        *(
            "\x1b",
            "\x1b[",
            "\x1b]",
            "\x1bP",
            "\x1b\\",
            "\x07",
            "\x9b",
            "\x9c",
            "\x9d",
            "\x90",
            "\x85",
            "\x18",
        ),
        *(
            "\u200b",
            "\u200d",
            "\u202e",
            "\u2066",
            "\ufeff",
            "\u2028",
            "\U000e0041",
            "\ud800",
            "\xa0",
            "\u2000",
        ),
        *("e\u0301", "\u0301", "é", "A", "m", "0", ";", "52;c;", "@", "[b]", "]", "\\", "#(ls)"),
        *("\r\n", "\r", "\n", "\t", " "),
    ]
)
HOSTILE = st.lists(st.one_of(NASTY, st.characters(), st.text(max_size=4)), max_size=40).map("".join)
STEERING = {"Cc", "Cs", "Cf", "Zl", "Zp"}
# Signs of Arabic, Syriac, Kaithi and Egyptian that Unicode files under format characters.
VISIBLE = re.compile("[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd\U00013430-\U0001345f]")


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("plain", "plain"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b[38;2;1;2;3mx", "x"),
        ("a\x1b]52;c;aGVsbG8=\x07b", "ab"),
        ("a\x1b]0;owned\x1b\\b", "ab"),
        ("a\x9d0;owned\x9cb", "ab"),
        ("a\x9b2Jb", "ab"),
        ("a\x1bPq#0;2;0\n~~\x1b\\b", "ab"),
        ("a\x1bPtmux;\x1b\x1b]52;c;eHh4\x07\x1b\\b", "ab"),
        ("a\x1b_Gf=100;AAAA\x1b\\b", "ab"),
        ("a\x1b(Bb", "ab"),
        ("a\x1bOAb", "ab"),
        ("a\x1b[[Ab", "ab"),
        ("a\x1bcb", "ab"),
        ("tail\x1b", "tail"),
        ("tail\x1b[12;", "tail"),
        ("a\x00b\x08c\x7fd\x9fe", "abcde"),
        ("one\r\ntwo\rthree\u2028four\u2029five", "one\ntwo\nthree\nfour\nfive"),
        ("col\tcol", "col\tcol"),
        ("abc\u202edcba\u2066x\u2069\u061c", "abcdcbax"),
        ("pass\u200bword\ufeff\u2060\u00ad", "password"),
        ("hi\U000e0041\U000e0042", "hi"),
        ("lone\ud800surrogate\udfff", "lonesurrogate"),
        ("e\u200b\u0301", "é"),
        ("  \n padded \n ", "padded"),
        ("[@click=app.quit]x[/] [b", "[@click=app.quit]x[/] [b"),
    ],
)
def test_clean(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


def test_an_unfinished_sequence_costs_no_words() -> None:
    assert clean("before \x1b]0;the title\nthe next line") == "before 0;the title\nthe next line"
    assert clean("â€\x9dquoted by a wrong decoderâ€\x9c") == "â€quoted by a wrong decoderâ€"


def test_one_line() -> None:
    assert clean("a \n\n\t b\tc", lines=False) == "a b c"
    assert clean("two  spaces stay", lines=False) == "two  spaces stay"


@given(HOSTILE, st.booleans())
def test_cleaning_is_idempotent_and_leaves_nothing_that_steers(raw: str, lines: bool) -> None:
    cleaned = clean(raw, lines=lines)
    assert clean(cleaned, lines=lines) == cleaned
    assert cleaned == cleaned.strip() == unicodedata.normalize("NFC", cleaned)
    steering = [c for c in cleaned if unicodedata.category(c) in STEERING and not VISIBLE.match(c)]
    assert set(steering) <= (set("\n\t") if lines else set())
    cleaned.encode("utf-8")


@given(st.text(alphabet=st.characters(categories=["L", "Nd", "P"], exclude_characters="\u034f"), max_size=80))
def test_ordinary_words_are_kept(words: str) -> None:
    assert clean(words) == unicodedata.normalize("NFC", words)


def test_too_long_is_refused_not_cut() -> None:
    assert len(clean("x" * LIMIT)) == LIMIT
    assert len(clean("x" * LIMIT + "\x1b[0m" * 10)) == LIMIT
    with pytest.raises(ValueError, match=r"20,001 characters and at most 20,000"):
        clean("x" * (LIMIT + 1))
    with pytest.raises(ValueError, match="shorten it"):
        clean("\x9d" * (LIMIT * 10 + 1))


@pytest.mark.parametrize(
    ("raw", "name"),
    [("alice", "alice"), ("@alice", "alice"), (" @ @bob \n de\tla  Cruz ", "bob de la Cruz"), ("a@b", "a@b")],
)
def test_names(raw: str, name: str) -> None:
    assert clean_name(raw) == name
    assert clean_name(name) == name


@pytest.mark.parametrize("raw", ["", " @ ", "\x1b[31m", "\u200b", "x" * (NAME_LIMIT + 1)])
def test_names_that_are_none(raw: str) -> None:
    with pytest.raises(ValueError, match=r"name"):
        clean_name(raw)


def test_same_person() -> None:
    assert same_person("Alice", "@alice ")
    assert same_person("STRASSE", "straße")
    assert same_person("Ame\u0301lie", "am\u00c9lie")
    assert not same_person("alice", "bob")
    assert name_key(" Ann  Lee") == "ann lee"
