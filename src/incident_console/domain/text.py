"""Text from outside, made harmless once, where it enters the domain."""

import re
import unicodedata

LIMIT = 20_000
"""The longest text that is recorded, in characters after cleaning."""

NAME_LIMIT = 80
"""The longest name of a person, in characters."""

_RAW_LIMIT = LIMIT * 10

# A string sequence ends at its terminator or at the control that aborts it. One that never ends
# loses only its introducer: the rest is then plain words, and words are not thrown away.
_SEQUENCE = re.compile(
    r"\x1b\][^\n\r\x1b\x07\x18\x1a\x80-\x9f]*(?:\x1b\\|[\x07\x18\x1a\x9c]|(?=[\x1b\x80-\x9f]))"
    r"|\x1b[PX^_][^\x1b\x07\x18\x1a\x80-\x9f]*(?:\x1b\\|[\x07\x18\x1a\x9c]|(?=[\x1b\x80-\x9f]))"
    # The eight-bit forms must look like one, for the same bytes are what wrongly decoded UTF-8 leaves behind.
    r"|\x9d[0-9]{1,4};[^\n\r\x1b\x07\x18\x1a\x80-\x9f]*(?:\x1b\\|[\x07\x18\x1a\x9c])"
    r"|[\x90\x98\x9e\x9f][^\n\r\x1b\x07\x18\x1a\x80-\x9f]*(?:\x1b\\|[\x18\x1a\x9c])"
    r"|\x1b\[\[[A-E]"
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"
    r"|\x1b[NO][ -~]?"
    r"|\x1b[ -/]*[0-~]?"
)
_LINE_END = re.compile("\r\n|[\r\u2028\u2029]")
_FOLD = re.compile(r"[ \t]*[\n\t][\n\t ]*")


def _dropped() -> str:
    spans = (
        (0x00, 0x08), (0x0B, 0x1F), (0x7F, 0x9F),
        (0xAD, 0xAD), (0x034F, 0x034F), (0x061C, 0x061C), (0x180B, 0x180F),
        (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F),
        (0xD800, 0xDFFF), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFF9, 0xFFFB),
        (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
    )  # fmt: skip
    return "[" + "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in spans) + "]+"


_DROPPED = re.compile(_dropped())


def clean(text: str, *, lines: bool = True) -> str:
    """Return text without anything that could steer a terminal, hide words or turn them round.

    Whole escape sequences go with their payloads, then control, bidirectional, zero-width and tag
    characters and lone surrogates. Newlines and tabs stay, or become one space with `lines=False`.
    The answer is NFC, without outer whitespace; cleaning it again changes nothing.

    Raises:
        ValueError: more than LIMIT characters; nothing is ever cut off silently.
    """
    _refuse_longer(len(text), _RAW_LIMIT)
    text = _LINE_END.sub("\n", _SEQUENCE.sub("", text))
    text = _DROPPED.sub("", text)
    if not lines:
        text = _FOLD.sub(" ", text)
    text = unicodedata.normalize("NFC", text).strip()
    _refuse_longer(len(text), LIMIT)
    return text


def clean_name(name: str) -> str:
    """Return a person's name on one line, single-spaced, without a leading `@`.

    Raises:
        ValueError: nothing is left, or more than NAME_LIMIT characters are.
    """
    name = " ".join(clean(name, lines=False).split()).lstrip("@ ")
    if not name:
        raise ValueError("A name is needed here: give the person's name, such as alice.")
    if len(name) > NAME_LIMIT:
        raise ValueError(f"A name has at most {NAME_LIMIT} characters, this one has {len(name)}: shorten it.")
    return name


def name_key(name: str) -> str:
    """Return what two spellings of one name have in common, for comparing and for keys of a dict."""
    name = " ".join(unicodedata.normalize("NFC", name).split()).lstrip("@ ")
    return unicodedata.normalize("NFC", name.casefold())


def same_person(one: str, other: str) -> bool:
    """Whether two names mean one person: case, outer space and a leading `@` do not count."""
    return name_key(one) == name_key(other)


def _refuse_longer(length: int, limit: int) -> None:
    if length > limit:
        raise ValueError(
            f"This text has {length:,} characters and at most {LIMIT:,} are kept: "
            "shorten it, and put the rest into the ticket."
        )
