"""Where in a text the words stand that were looked for."""

from __future__ import annotations

import re

from incident_console.domain.tokens import letters, tokens
from incident_console.store.search import Sought


def marks(line: str, sought: Sought) -> list[tuple[int, int]]:
    """Return where in a line the words stand that are looked for, begin and end of each."""
    plain, places = [], []
    for at, character in enumerate(line):
        for letter in character.lower() if character.isascii() else letters(character):
            plain.append(letter)
            places.append(at)
    text = "".join(plain)
    found: set[tuple[int, int]] = set()
    for n, part in enumerate(sought.parts):
        unfinished = sought.unfinished and n == len(sought.parts) - 1
        pattern = r"(?<![^\W_])" + r"[\W_]+".join(map(re.escape, tokens(part)))
        for match in re.finditer(pattern + ("" if unfinished else r"(?![^\W_])"), text):
            found.add((places[match.start()], places[match.end() - 1] + 1))
    return sorted(found)
