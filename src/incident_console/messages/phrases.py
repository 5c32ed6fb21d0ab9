"""What people typed, set as sentences that a client can read."""

from __future__ import annotations

import re

from incident_console.domain.drafting import RESOLVED, Step
from incident_console.domain.vocabulary import Remedy, Severity

BULLET = r"\A[-*•–]\s+"
PROPOSED_UNCHANGED = {
    "en": "Unchanged since the last update.",
    "de": "Unverändert seit dem letzten Update.",
}
PROPOSED_NO_NEW_STEPS = {
    "en": "No new steps since the last update; the work described there goes on.",
    "de": "Keine neuen Schritte seit dem letzten Update; die dort beschriebene Arbeit geht weiter.",
}
PROPOSED_RESOLVED = {
    Remedy.RESTORED: {"en": RESOLVED[Remedy.RESTORED], "de": "Der Dienst ist wiederhergestellt."},
    Remedy.WORKAROUND: {
        "en": RESOLVED[Remedy.WORKAROUND],
        "de": "Eine geprüfte Übergangslösung ist aktiv; "
        "der Dienst selbst ist noch nicht vollständig wiederhergestellt.",
    },
    Remedy.MITIGATED: {"en": RESOLVED[Remedy.MITIGATED], "de": "Die Auswirkungen sind eingedämmt."},
}
LOWERED, RAISED = (
    {severity: {language: form.format(severity) for language, form in forms} for severity in Severity}
    for forms in (
        (("en", "severity lowered to {}"), ("de", "Schweregrad auf {} gesenkt")),
        (("en", "severity raised to {}"), ("de", "Schweregrad auf {} erhöht")),
    )
)
"""What a form proposes in the client's words, by the languages of our texts."""

PROPOSED = {
    text: proposal
    for proposal in (
        PROPOSED_UNCHANGED,
        PROPOSED_NO_NEW_STEPS,
        *PROPOSED_RESOLVED.values(),
        *LOWERED.values(),
        *RAISED.values(),
    )
    for text in proposal.values()
}
"""All languages of each of these, by its words in any of them."""

FINISHED = tuple(".!?:;…,。．！？：；，、､｡।॥؟؛۔።។")
"""Signs after which nothing is missing at the end of a sentence, in the scripts of the world."""


def sentence(text: str) -> str:
    """Return one statement as its author wrote it, letter by letter, with a full stop where it has no end.

    An address stays without: whoever copies it would copy the stop.
    """
    words = text.strip()
    if not words or words.endswith(FINISHED) or "://" in words.rsplit(maxsplit=1)[-1]:
        return words
    return f"{words}."


class Statements(list[str]):
    """Statements, for a template to set one below the other; as a text they stand one after the other."""

    def __str__(self) -> str:
        return " ".join(self)


def statements(text: str) -> Statements:
    """Return each line as a statement. Where there are several, the template sets the dashes before them."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > 1:
        lines = [bare for line in lines if (bare := re.sub(BULLET, "", line, count=1))]
    return Statements(sentence(line) for line in lines)


def in_language(text: str, language: str) -> str:
    """Return what a form proposes in a language of our texts; all else as it is."""
    return PROPOSED.get(text.strip(), {}).get(language, text)


def step_said(step: Step, language: str) -> str:
    """Return a step taken in a language of our texts; what people typed stays as they typed it."""
    if step.severity is None:
        return step.text
    return (RAISED if step.raised else LOWERED)[step.severity][language]
