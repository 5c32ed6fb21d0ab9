"""What people typed, set as sentences that a client can read."""

from __future__ import annotations

import re

BULLET = r"(?:[-*•–]|\d{1,2}[.)])\s+"
UNCHANGED = (
    r"(?i:(?:still )?(?:unchanged|no change|the same)(?: since (?:the|our) (?:last|previous) update)?\.?"
    r"|(?:weiterhin )?(?:unverändert|keine (?:ver)?änderung)(?: seit (?:dem|unserem) letzten update)?\.?)"
)
PROPOSED_UNCHANGED = {
    "en": "Unchanged since the last update.",
    "de": "Unverändert seit dem letzten Update.",
}
PROPOSED_NO_NEW_STEPS = {
    "en": "No new steps since the last update; the work described there goes on.",
    "de": "Keine neuen Schritte seit dem letzten Update; die dort beschriebene Arbeit geht weiter.",
}
"""What a form proposes in the client's words, by the languages of our texts."""

FINISHED = tuple(".!?:;…,")


def sentence(text: str) -> str:
    """One statement with a capital and a full stop; names such as `iOS` and addresses stay as they are."""
    said = text.strip()
    if not said:
        return ""
    first, last = said.split(maxsplit=1)[0], said.rsplit(maxsplit=1)[-1]
    if first.isascii() and first.rstrip(",;:").isalpha() and first.islower():
        said = said[0].upper() + said[1:]
    return said if said.endswith(FINISHED) or "://" in last else f"{said}."


def statements(text: str) -> list[str]:
    """Each line as a statement, without the bullets that its author gave it."""
    lines = (re.sub(BULLET, "", line.strip(), count=1) for line in text.splitlines())
    return [sentence(line) for line in lines if line.strip()]


def says_unchanged(text: str) -> bool:
    """Whether an impact says no more than that nothing has changed."""
    return re.fullmatch(UNCHANGED, text.strip()) is not None
