"""Text from outside, made harmless once, where it enters the domain."""

import re
import unicodedata
from functools import cache, lru_cache

LIMIT = 20_000
"""The longest text that is recorded, in characters after cleaning."""

NAME_LIMIT = 80
"""The longest name of a person, in characters."""

TITLE_LIMIT = 200
"""The longest title of an incident, in characters."""

# Cleaning takes time for each character: ten times as many leave room for colours, and end there.
_RAW_LIMIT = LIMIT * 10

_MOST_MARKS = 30
"""More accents than this stand on no letter of any language (Unicode's stream-safe format)."""


@cache
def _sequence() -> re.Pattern[str]:
    # A string sequence ends at its terminator or at the control that aborts it. One that never ends
    # loses only its introducer: the rest is then plain words, and words are not thrown away.
    return re.compile(
        r"\x1b\][^\n\r\x1b\x07\x18\x1a\x80-\x9f]*(?:\x1b\\|[\x07\x18\x1a\x9c]|(?=[\x1b\x80-\x9f]))"
        r"|\x1b[PX^_][^\x1b\x07\x18\x1a\x80-\x9f]*(?:\x1b\\|[\x07\x18\x1a\x9c]|(?=[\x1b\x80-\x9f]))"
        # The eight-bit forms must look like one: the same bytes are what wrongly decoded UTF-8 leaves behind.
        r"|\x9d[0-9]{1,4};[^\n\r\x1b\x07\x18\x1a\x80-\x9f]*(?:\x1b\\|[\x07\x18\x1a\x9c])"
        r"|[\x90\x98\x9e\x9f][^\n\r\x1b\x07\x18\x1a\x80-\x9f]*(?:\x1b\\|[\x18\x1a\x9c])"
        r"|\x1b\[\[[A-E]"
        r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"
        r"|\x1b[NO][ -~]?"
        r"|\x1b[ -/]*[0-~]?"
    )


def _any_of(*spans: tuple[int, int]) -> re.Pattern[str]:
    return re.compile("[" + "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in spans) + "]+")


@cache
def _dropped() -> re.Pattern[str]:
    """What steers, hides or turns round, and belongs to no language's spelling."""
    return _any_of(
        (0x00, 0x08), (0x0B, 0x1F), (0x7F, 0x9F), (0x034F, 0x034F), (0x061C, 0x061C), (0x180E, 0x180E),
        (0x200B, 0x200B), (0x200E, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0xD800, 0xDFFF),
        (0xFEFF, 0xFEFF), (0xFFF9, 0xFFFB), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE00FF),
        (0xE01F0, 0xE0FFF),
    )  # fmt: skip


@cache
def _unseen() -> re.Pattern[str]:
    """Soft hyphens, joiners and variation selectors: Persian, Hindi and emoji are written with them."""
    return _any_of(
        (0xAD, 0xAD), (0x180B, 0x180D), (0x180F, 0x180F), (0x200C, 0x200D), (0xFE00, 0xFE0F),
        (0xE0100, 0xE01EF),
    )  # fmt: skip


class TextRefused(ValueError):
    """A text or a name that is not recorded; the sentence says what would be."""


def clean(text: str, *, lines: bool = True) -> str:
    """Return a text as it is recorded: `harmless`, and no longer than LIMIT.

    Raises:
        TextRefused: more than LIMIT characters, for nothing is ever cut off silently; bytes that are no
            UTF-8, which the system hands over as lone surrogates.
    """
    _refuse_longer(len(text), _RAW_LIMIT)
    if not is_utf8(text):
        raise TextRefused("this text holds bytes that are no UTF-8: type it anew, or convert it to UTF-8")
    text = harmless(text, lines=lines)
    _refuse_longer(len(text), LIMIT)
    return text


def harmless(text: str, *, lines: bool = True) -> str:
    """Return text of any length without what could steer a terminal, hide words or turn them round.

    Whole escape sequences go with their payloads, then control, bidirectional, zero-width and tag
    characters and lone surrogates, and outer whitespace. Newlines and tabs stay, or become one space with
    `lines=False`. All else is as it was typed; doing it again changes nothing.
    """
    if text.isascii() and text.isprintable():
        # Most texts: there is nothing in them to look for.
        return text.strip()
    text = re.sub("\r\n|[\r\u2028\u2029]", "\n", _sequence().sub("", text))
    text = _dropped().sub("", text)
    if not lines:
        text = re.sub(r"(?<![ \t\n]) *+[\n\t][ \t\n]*+", " ", text)
    text = text.strip()
    # What shows nothing says nothing.
    return text if text.isascii() or _unseen().sub("", text).strip() else ""


def displayed(text: str, *, lines: bool = True) -> str:
    """Return `harmless` text as a terminal shows it, NFC: what fills no cell of its own is left out."""
    text = harmless(text, lines=lines)
    return text if text.isascii() else _bare(text).strip()


def is_utf8(text: str) -> bool:
    """Whether a text can be written as UTF-8, as every text can that was UTF-8 when it came in."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def clean_title(title: str) -> str:
    """Return a title as it is recorded: on one line, which every message and list repeats.

    Raises:
        TextRefused: more than TITLE_LIMIT characters.
    """
    title = clean(title, lines=False)
    if len(title) > TITLE_LIMIT:
        raise TextRefused(
            f"a title is one line of at most {TITLE_LIMIT} characters, and this one has {len(title):,}: "
            "shorten it, and put the rest into the impact or a note"
        )
    return title


def shortened(text: str, limit: int) -> str:
    """Return a text on one line, cut to so many characters, with a sign where something is missing."""
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"


def clean_name(name: str) -> str:
    """Return a person's name as people here may take it: `given_name`, and one that a command can carry.

    Raises:
        TextRefused: nothing is left, no letter or digit, a dash at its beginning, or more than NAME_LIMIT
            characters.
    """
    name = given_name(name)
    if not name:
        raise TextRefused("a name is needed here: give the person's name, such as alice")
    if len(name) > NAME_LIMIT:
        raise TextRefused(f"a name has at most {NAME_LIMIT} characters, this one has {len(name)}: shorten it")
    # Typed among other words, it would be taken for something else than a name.
    dashed = unicodedata.category(name[0]) == "Pd" or name[0] in _LIKE_A_DASH
    if dashed or not any(sign.isalnum() for sign in name):
        raise TextRefused(
            f"{name} is no name: a name holds a letter or a digit and begins with no dash, such as alice"
        )
    return name


_LIKE_A_DASH = "\u00af\u02d7\u203e\u2043\u207b\u208b\u2212\u2796\u30fc"
"""Signs that are no dashes to Unicode, and look like one at the beginning of a name: minus, overlines."""


@lru_cache(maxsize=1024)
def given_name(name: str) -> str:
    """Return a name as somebody was called elsewhere: one line, single-spaced, NFC, without a leading `@`."""
    return " ".join(_bare(clean(name, lines=False)).split()).lstrip("@ ")


@lru_cache(maxsize=1024)
def name_key(name: str) -> str:
    """Return what two spellings of one name have in common, for comparing and for keys of a dict.

    Apostrophes are one character, for keyboards set them differently; a dotless i is one with a dot, for
    whether a capital has one depends on the language of whoever types it.
    """
    if name.isascii():
        return " ".join(name.split()).lstrip("@ ").lower().replace("`", "'")
    name = " ".join(_bare(name).split()).lstrip("@ ").translate(_APOSTROPHES)
    return unicodedata.normalize("NFC", name.casefold().replace("i\u0307", "i").replace("ı", "i"))


_APOSTROPHES = dict.fromkeys(map(ord, "`´ʹʻʼʽˈˊˋ‘’‛′‵＇"), "'")


def same_person(one: str, other: str) -> bool:
    """Whether two names mean one person: case, apostrophes, outer space and a leading `@` do not count."""
    return name_key(one) == name_key(other)


def _bare(text: str) -> str:
    """Return a text NFC, without what shows nothing."""
    text = _unseen().sub("", text)
    if unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", text if len(text) <= _MOST_MARKS else _with_fewer_marks(text))


def _with_fewer_marks(text: str) -> str:
    """Return a text with at most `_MOST_MARKS` marks on a letter: a longer run takes ever longer to order."""
    kept, marks = [], 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def _refuse_longer(length: int, limit: int) -> None:
    if length > limit:
        raise TextRefused(
            f"this text has {length:,} characters and at most {LIMIT:,} are kept: "
            "shorten it, and put the rest into the ticket"
        )
