"""The words of a text as a search knows them: without case and accents, in every script."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from incident_console.domain.text import displayed

LETTERS = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ŧ": "t",
        "ı": "i",
        "ĸ": "k",
        "ŋ": "n",
        "ɓ": "b",
        "ɗ": "d",
        "ƙ": "k",
        "ɨ": "i",
        "ƶ": "z",
        "ə": "e",
        "ɛ": "e",
        "ɔ": "o",
        "ƒ": "f",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ŀ": "l",
        "ȷ": "j",
    }
)
"""Letters that people type as others where a keyboard lacks them; to Unicode they are of their own."""

UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1100, 0x11FF),  # Hangul, in letters
    (0x1780, 0x17FF),  # Khmer
    (0x1950, 0x19DF),  # Tai Le, New Tai Lue
    (0x1A20, 0x1AAF),  # Tai Tham
    (0x2E80, 0x9FFF),  # Han, Kana, Bopomofo, Hangul in letters
    (0xA960, 0xA97F),  # Hangul, in letters
    (0xA9E0, 0xA9FF),  # Myanmar
    (0xAA60, 0xAADF),  # Myanmar, Tai Viet
    (0xAC00, 0xD7FF),  # Hangul
    (0xF900, 0xFAFF),  # Han
    (0x1AFF0, 0x1B16F),  # Kana
    (0x20000, 0x3FFFF),  # Han
)
"""Scripts in which a run of letters without a blank holds more than one word."""


def folded(text: str) -> str:
    """Return a text as the index of a search is given it, and what is looked for in it likewise.

    A text in ASCII stays as it is. From all others case, accents and variant forms of letters are taken away,
    and each character of a script that sets no blanks between words becomes a word of its own: whatever
    stands inside a run of them is then found as words that follow each other.
    """
    if text.isascii():
        return text
    whole = unicodedata.normalize("NFKC", displayed(text))
    return " ".join("".join(map(letters, whole)).split())


def tokens(text: str) -> list[str]:
    """Return the words of a text, in order."""
    text = folded(text)
    return re.findall(r"[a-z0-9]+", text.lower()) if text.isascii() else text.split()


def nothing_to_find(words: str) -> str:
    """Return why words that were typed find nothing, or all there is; empty where they can be looked for."""
    asked = words.replace('"', " ").strip()
    return f"“{asked}” holds no letter or digit to look for" if asked and not tokens(asked) else ""


@lru_cache(maxsize=8192)
def letters(character: str) -> str:
    """Return the letters under which a character is found, a blank for what is in no word."""
    if _unspaced().match(character):
        return f" {character} " if _is_of_words(character) else " "
    plain = unicodedata.normalize("NFKD", character.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter)).translate(LETTERS)
    return "".join(letter if _is_of_words(letter) else " " for letter in plain)


def _is_of_words(character: str) -> bool:
    # Vowels of many scripts are marks.
    return character.isalnum() or unicodedata.category(character).startswith("M")


@cache
def _unspaced() -> re.Pattern[str]:
    return re.compile("[" + "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in UNSPACED) + "]")
