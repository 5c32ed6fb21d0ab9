"""Short names that are the same on every copy: letters of an identifier, for people to read and to type."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

REFERENCE_ALPHABET = "2345679BCDFHJKMNPQRTVWX"
"""No vowels, so no words; of each pair that looks alike (0 O, 1 I L, 5 S, 2 Z, 8 B, 6 G) at most one."""

PREFIX = "INC-"
"""What every reference begins with."""

OUTBOX_LETTERS = 4
"""How many letters of its message's identifier a name in the outbox has at least."""
LONGEST = 10
"""Letters that the tail of an identifier is good for."""


def letters(id: str, length: int) -> str:
    """So many letters of an identifier, from the random tail of a UUIDv7; fewer are the first of more."""
    tail = int(id.replace("-", "")[-12:], 16)
    found = ""
    for _ in range(length):
        tail, letter = divmod(tail, len(REFERENCE_ALPHABET))
        found += REFERENCE_ALPHABET[letter]
    return found


def apart(id: str, others: Iterable[str], length: int) -> str:
    """At least so many letters of an identifier, and as many as tell it from the others."""
    rest = [other for other in others if other != id]
    while length < LONGEST and any(letters(other, length) == letters(id, length) for other in rest):
        length += 1
    return letters(id, length)


def outbox_id(ref: str, message: str, messages: Iterable[str]) -> str:
    """What the outbox calls a message: `7K3Q-H4TC`, the same on every copy.

    Args:
        ref: the incident's reference.
        message: the message's id.
        messages: the ids of all messages of the incident.
    """
    return f"{ref.removeprefix(PREFIX)}-{apart(message, messages, OUTBOX_LETTERS)}"


def outbox_ids(ref: str, messages: Iterable[str]) -> dict[str, str]:
    """What the outbox calls each of an incident's messages, by their ids; as `outbox_id`, of many at once."""
    ids = list(messages)
    short = {each: letters(each, OUTBOX_LETTERS) for each in ids}
    times = Counter(short.values())
    name = ref.removeprefix(PREFIX)
    return {
        each: f"{name}-{code}" if times[code] == 1 else outbox_id(ref, each, ids)
        for each, code in short.items()
    }


def told_apart(declared: Mapping[str, str]) -> dict[str, str]:
    """What incidents go by, by their ids: where several were declared under one reference, it is longer.

    Args:
        declared: the reference under which each was declared, by the incident's id.
    """
    sharing: dict[str, list[str]] = {}
    for incident, ref in declared.items():
        sharing.setdefault(ref, []).append(incident)
    return {incident: name_among(incident, ref, sharing) for incident, ref in declared.items()}


def name_among(id: str, ref: str, sharing: Mapping[str, list[str]]) -> str:
    """A reference with as many letters of the incident's id behind it as tell it from all others."""
    if len(sharing[ref]) == 1:
        return ref
    name = ref
    length = 1
    while name in sharing and length < LONGEST:
        name = ref + apart(id, sharing[ref], length)
        length += 1
    return name
