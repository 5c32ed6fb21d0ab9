"""Text from outside comes out harmless, whole and the same however often it is cleaned."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_console.domain.text import (
    LIMIT,
    NAME_LIMIT,
    TITLE_LIMIT,
    TextRefused,
    clean,
    clean_name,
    clean_title,
    displayed,
    given_name,
    harmless,
    name_key,
    same_person,
    shortened,
)

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
            "\ufe0f",
            "\u202e",
            "\u2066",
            "\ufeff",
            "\u2028",
            "\U000e0041",
            "\xa0",
            "\u2000",
        ),
        *("e\u0301", "\u0301", "é", "A", "m", "0", ";", "52;c;", "@", "[b]", "]", "\\", "#(ls)"),
        *("\r\n", "\r", "\n", "\t", " "),
    ]
)
HOSTILE = st.lists(st.one_of(NASTY, st.characters(codec="utf-8"), st.text(max_size=4)), max_size=40).map(
    "".join
)
STEERING = {"Cc", "Cs", "Cf", "Zl", "Zp"}
KEPT = set("\u00ad\u200c\u200d\U000e0100")
"""Format characters that languages and emoji are spelt with."""
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
        ("pass\u200bword\ufeff\u2060", "password"),
        ("hi\U000e0041\U000e0042", "hi"),
        ("e\u200b\u0301", "e\u0301"),
        ("\u00ad\u200d \ufe0f", ""),
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
    assert cleaned == cleaned.strip()
    assert steering(cleaned) <= KEPT | (set("\n\t") if lines else set())
    cleaned.encode("utf-8")


def steering(text: str) -> set[str]:
    return {c for c in text if unicodedata.category(c) in STEERING and not VISIBLE.match(c)}


@given(HOSTILE, st.booleans())
def test_what_is_displayed_fills_cells_and_is_composed(raw: str, lines: bool) -> None:
    shown = displayed(raw, lines=lines)
    assert displayed(shown, lines=lines) == shown == shown.strip()
    assert displayed(clean(raw, lines=lines), lines=lines) == shown
    assert unicodedata.normalize("NFC", shown) == shown
    assert steering(shown) <= (set("\n\t") if lines else set())
    assert "\ufe0f" not in shown


@given(
    st.text(
        alphabet=st.characters(categories=["L", "Nd", "P", "M"], exclude_characters="\u034f"), max_size=80
    )
)
def test_ordinary_words_are_kept_as_they_were_typed(words: str) -> None:
    if displayed(words):
        assert clean(words) == words


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("می\u200cخواهم", "میخواهم"),
        ("क्\u200dष", "क्ष"),
        ("\N{MAN}\u200d\N{PERSONAL COMPUTER}", "\N{MAN}\N{PERSONAL COMPUTER}"),
        ("\N{HEAVY BLACK HEART}\ufe0f ok", "\N{HEAVY BLACK HEART} ok"),
        ("葛\U000e0100", "葛"),
        ("Donau\u00addampf", "Donaudampf"),
        ("Ame\u0301lie", "Amélie"),
        ("\u212b", "\u00c5"),
    ],
)
def test_what_was_typed_is_verbatim_and_display_is_another_matter(typed: str, shown: str) -> None:
    assert clean(typed) == typed
    assert displayed(typed) == shown
    assert given_name(typed) == shown
    assert same_person(typed, shown)


@pytest.mark.parametrize("byte", ["\udcff", "\ud800"], ids=["a stray byte", "half of a pair"])  # noqa: PT014
def test_bytes_that_are_no_utf_8_are_refused_and_never_shown(byte: str) -> None:
    for refusing in (clean, clean_title, clean_name):
        with pytest.raises(TextRefused, match="UTF-8"):
            refusing(f"al{byte}ice")
    assert harmless(f"al{byte}ice") == displayed(f"al{byte}ice") == "alice"


def test_too_long_is_refused_not_cut() -> None:
    assert len(clean("x" * LIMIT)) == LIMIT
    assert len(clean("x" * LIMIT + "\x1b[0m" * 10)) == LIMIT
    with pytest.raises(ValueError, match=r"20,001 characters and at most 20,000"):
        clean("x" * (LIMIT + 1))
    with pytest.raises(TextRefused, match="shorten it"):
        clean("\x9d" * (LIMIT * 10 + 1))


def test_reading_has_no_limit() -> None:
    long = "x" * LIMIT + "\x1b[31m" + "y" * LIMIT * 10
    assert len(harmless(long)) == len(displayed(long)) == LIMIT * 11


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


@pytest.mark.parametrize(
    "raw", ["--as", "-bob", "@-bob", "–bob", "−bob", "⁃bob", "➖bob", "—", "…", "'", "* *", "🦊"]
)
def test_what_no_command_can_carry_is_no_name_here_but_was_one_elsewhere(raw: str) -> None:
    with pytest.raises(TextRefused, match="a letter or a digit and begins with no dash"):
        clean_name(raw)
    assert given_name(raw) == raw.removeprefix("@")


@pytest.mark.parametrize("name", ["7", "李", "สมชาย", "jean-luc", "o'brien", "_x", "(bob)"])
def test_names_of_every_script_are_taken(name: str) -> None:
    assert clean_name(name) == name


def test_a_title_is_one_line_of_at_most_200_characters() -> None:
    assert clean_title("x" * TITLE_LIMIT) == "x" * TITLE_LIMIT
    assert clean_title("Checkout\n answers 502") == "Checkout answers 502"
    with pytest.raises(TextRefused, match="at most 200 characters, and this one has 201"):
        clean_title("x" * (TITLE_LIMIT + 1))
    assert shortened("a  b\nc", 5) == "a b c"
    assert shortened("x" * 300, TITLE_LIMIT) == "x" * (TITLE_LIMIT - 1) + "…"


@pytest.mark.parametrize(
    "spellings",
    [
        ("j. o'brien", "j. o’brien", "J. Oʼbrien", "j. o`brien", "j. o´brien", "j. o‘brien"),
        ("İREM", "İrem", "irem", "IREM", "ırem", "I\u0307rem"),
        ("IRMAK", "ırmak", "Irmak", "irmak"),
        ("Łukasz", "łukasz"),
    ],
)
def test_one_person_however_their_keyboard_spells_them(spellings: tuple[str, ...]) -> None:
    assert len({name_key(spelling) for spelling in spellings}) == 1
    assert len({clean_name(spelling) for spelling in spellings}) == len(spellings) - (
        "I\u0307rem" in spellings
    )


def test_same_person() -> None:
    assert same_person("Alice", "@alice ")
    assert same_person("STRASSE", "straße")
    assert same_person("Ame\u0301lie", "am\u00c9lie")
    assert not same_person("alice", "bob")
    assert name_key(" Ann  Lee") == "ann lee"
