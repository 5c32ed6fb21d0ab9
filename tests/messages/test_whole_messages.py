"""Every kind of message as the client reads it, whole, in each language that we write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.domain.incident_life import Life, Shift, clock, declared

from incident_console.domain import actions, closing
from incident_console.domain.absence import AbsenceAnnounced
from incident_console.domain.closing import AnalysisWritten
from incident_console.domain.communication import UpdateWritten
from incident_console.domain.duplicates import DuplicateWritten
from incident_console.domain.ending import StandDownWritten
from incident_console.domain.entry import MessageEvent
from incident_console.domain.policy import ClientProfile, Policy
from incident_console.domain.promises import RescheduleWritten
from incident_console.domain.vocabulary import PromiseKind, Remedy
from incident_console.messages import words
from incident_console.messages.render import LANGUAGES

TEXTS = Path(__file__).with_name("texts")
TYPED = {
    "en": {
        "title": "Checkout answers 502",
        "impact": "30 % of checkouts fail",
        "unchanged": "Unchanged since the last update.",
        "done": "Rolled back 2.41\nChecked the pool of connections",
        "next": "Enlarge the pool",
        "looking": "Which release it was",
        "whom": "the payment provider",
        "expecting": "An answer within the hour",
        "why": "A restart takes longer",
        "mail": "Mail is read",
        "what": "A release left connections open",
        "follow_up": "Add a test",
        "prevention": "Staged releases",
        "alarm": "The alert measured itself",
    },
    "de": {
        "title": "Kasse antwortet mit 502",
        "impact": "30 % der Bestellungen schlagen fehl",
        "unchanged": "Unverändert seit dem letzten Update.",
        "done": "Version 2.41 zurückgenommen\nVerbindungen geprüft",
        "next": "Mehr Verbindungen zulassen",
        "looking": "Welche Version es war",
        "whom": "Zahlungsanbieter",
        "expecting": "Eine Antwort innerhalb einer Stunde",
        "why": "Ein Neustart dauert länger",
        "mail": "E-Mails werden gelesen",
        "what": "Eine Version ließ Verbindungen offen",
        "follow_up": "Einen Test ergänzen",
        "prevention": "Stufenweise Auslieferung",
        "alarm": "Der Alarm hat sich selbst gemessen",
    },
}
Typed = dict[str, str]


def life(language: str, *, drill: bool = False, **said: object) -> Life:
    """Declared by alice at 16:00 in Berlin, which is 14:00 UTC."""
    client = ClientProfile(name="ACME", zone="Europe/Berlin", language=language)
    shift = Shift(policy=Policy(clients={"acme": client}))
    typed = TYPED[language]
    return declared(shift, client="ACME", ticket="SUP-1042", title=typed["title"], drill=drill, **said)


def introduction(given: Life, typed: Typed) -> MessageEvent:
    return UpdateWritten(
        impact=typed["impact"], done=typed["done"], next_steps=typed["next"], next_update_at=clock("14:30")
    )


def later_update(given: Life, typed: Typed) -> MessageEvent:
    given.update(impact=typed["impact"]).wait(minutes=20)
    return UpdateWritten(
        impact=typed["unchanged"],
        done=typed["done"].splitlines()[0],
        next_steps=typed["next"],
        next_update_at=clock("23:30"),
        investigating=typed["looking"],
        waiting_on=typed["whom"],
        expecting=typed["expecting"],
    )


def new_owner(given: Life, typed: Typed) -> MessageEvent:
    given.update(impact=typed["impact"]).wait(minutes=20).hand_over("carol")
    return introduction(given, typed)


def moved(given: Life, typed: Typed) -> MessageEvent:
    given.update(minutes=30)
    return RescheduleWritten(
        promise=PromiseKind.UPDATE, due_at=clock("16:00"), why=typed["why"], watcher="bob"
    )


def missed(given: Life, typed: Typed) -> MessageEvent:
    event = moved(given, typed)
    given.wait(minutes=31)
    return event


def analysis_moved(given: Life, typed: Typed) -> MessageEvent:
    given.update()
    given.close(analysis_by=clock("12:00", 4))
    return RescheduleWritten(
        promise=PromiseKind.ANALYSIS, due_at=clock("12:00", 3), why=typed["why"], watcher="alice"
    )


def absence(given: Life, typed: Typed) -> MessageEvent:
    given.update(minutes=30)
    return AbsenceAnnounced(until=clock("16:00"), expect=typed["mail"], asked=("bob",))


def absence_overnight(given: Life, typed: Typed) -> MessageEvent:
    given.update(minutes=24 * 60)
    return AbsenceAnnounced(until=clock("07:00", 2), expect=f"{typed['mail']}\n{typed['why']}")


def wrapped_up(given: Life, typed: Typed, remedy: Remedy, *, follow_up: bool = False) -> MessageEvent:
    given.update().wait(minutes=60)
    if follow_up:
        given.act(actions.add_action, what=typed["follow_up"], owner="bob")
    given.resolve(remedy=remedy).confirm()
    given.act(
        closing.close,
        what=typed["what"],
        customer_impact=typed["impact"],
        prevention=typed["prevention"],
        analysis_by=clock("12:00", 8) if follow_up else None,
    )
    (waiting,) = given.incident.waiting
    return waiting.event


def restored(given: Life, typed: Typed) -> MessageEvent:
    return wrapped_up(given, typed, Remedy.RESTORED, follow_up=True)


def workaround(given: Life, typed: Typed) -> MessageEvent:
    return wrapped_up(given, typed, Remedy.WORKAROUND)


def mitigated(given: Life, typed: Typed) -> MessageEvent:
    return wrapped_up(given, typed, Remedy.MITIGATED)


def stand_down(given: Life, typed: Typed) -> MessageEvent:
    given.update()
    return StandDownWritten(why=typed["alarm"])


def duplicate(given: Life, typed: Typed) -> MessageEvent:
    given.update(minutes=30)
    return DuplicateWritten(of="other", of_ref="INC-9BXW")


def analysis(given: Life, typed: Typed) -> MessageEvent:
    given.update()
    return AnalysisWritten(what=f"{typed['what']}.\n\n{typed['prevention']}.")


EVERY: list[Callable[[Life, Typed], MessageEvent]] = [
    introduction, later_update, new_owner, moved, missed, analysis_moved, absence, absence_overnight,
    restored, workaround, mitigated, stand_down, duplicate, analysis,
]  # fmt: skip


@pytest.mark.parametrize("scene", EVERY, ids=lambda scene: scene.__name__)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_client_reads(language: str, scene: Callable[[Life, Typed], MessageEvent]) -> None:
    given = life(language, drill=scene is analysis, started_at=clock("13:40"))
    event = scene(given, TYPED[language])
    text = words(given.incident, event, given.shift.policy, given.now)
    assert text == (TEXTS / language / f"{scene.__name__}.txt").read_text("utf-8").rstrip("\n")


def test_every_text_that_is_kept_is_read() -> None:
    for language in LANGUAGES:
        assert {each.stem for each in (TEXTS / language).iterdir()} == {scene.__name__ for scene in EVERY}
