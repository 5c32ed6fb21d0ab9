"""A timeline shows a message and its being out as one entry, with what became of the promise."""

from __future__ import annotations

import typing
from datetime import timedelta

from tests.domain.incident_life import Life, declared
from tests.domain.sent import MAIL, SLACK, came, profile, sending, told_by
from tests.domain.several_clients import WORDS, of_three, posted_to
from tests.reports.test_timeline import full_life

from incident_console.domain.communication import send_update
from incident_console.domain.entry import MessageEvent
from incident_console.domain.events import AnyEvent
from incident_console.domain.promises import reschedule
from incident_console.domain.response import note, strike
from incident_console.domain.vocabulary import MessageKind
from incident_console.reports.messages_in_one import PARTS, in_one, said_together
from incident_console.reports.timeline import headline


def shown(life: Life) -> list[str]:
    """What a timeline shows, oldest first; of messages in two parts."""
    hidden, together = said_together(life.incident)
    return [
        " / ".join(in_one(together[entry.id], life.incident))
        if entry.id in together
        else headline(entry, life.incident)
        for entry in life.entries
        if entry.id not in hidden
    ]


def test_every_kind_of_message_has_parts() -> None:
    assert set(PARTS) == {kind for kind in typing.get_args(AnyEvent) if issubclass(kind, MessageEvent)}


def test_every_message_of_full_lives_is_shown_once() -> None:
    for incident in full_life():
        hidden, together = said_together(incident)
        assert not hidden & set(together)
        for message in incident.messages.values():
            head, words = in_one(message, incident)
            assert "\n" not in head + words
            whole = message.id in hidden and message in together.values()
            assert whole == (bool(message.told) and message.id not in incident.struck)


def test_an_update_is_one_entry_with_what_became_of_the_promise_it_ended() -> None:
    life = declared(client="ACME").update(minutes=30)
    life.wait(minutes=26).update(minutes=30)
    life.wait(minutes=34).update(minutes=30)
    first, second, third = shown(life)[-3:]
    assert first.startswith("update 1, out at once; next by 14:30 / ")
    assert second.startswith("update 2, out at once, kept with 4 min left; next by 14:56 / ")
    assert third.startswith("update 3, out at once, 4 min late; next by ")


def test_a_message_stands_where_it_went_out() -> None:
    life = declared(client="ACME").update(minutes=30, posted=False)
    assert "update 1 (not out yet)" in shown(life)[-1]
    life.act(note, what="pool is full")
    life.wait(minutes=3).post(MessageKind.UPDATE)
    earlier, update = shown(life)[-2:]
    assert "pool is full" in earlier
    assert update.startswith("update 1, out after 3 min; next by ")


def test_what_was_struck_stands_for_itself() -> None:
    life = declared(client="ACME").update(minutes=30)
    life.act(strike, seq=life.entries[-1].id, why="wrong channel")
    hidden, together = said_together(life.incident)
    assert not hidden
    assert not together


def test_a_moved_promise_says_what_it_says() -> None:
    life = declared(client="ACME").update(minutes=30)
    life.act(reschedule, due=life.now + timedelta(minutes=50), why="the vendor is late", posted=True)
    assert shown(life)[-1].startswith("update moved to ")
    assert ", out at once" in shown(life)[-1]
    assert shown(life)[-1].endswith(" / the vendor is late")


def test_of_several_clients_it_says_who_was_told_and_who_waits() -> None:
    life = of_three()
    life.act(send_update, **WORDS)
    life.wait(minutes=2)
    posted_to(life, "ACME", "Globex")
    assert shown(life)[-1].startswith("update 1, out after 2 min to ACME, Globex, still to be told: Initech;")
    life.wait(minutes=10)
    posted_to(life, "Initech")
    assert shown(life)[-1].startswith("update 1, out after 12 min to all 3; next by ")
    assert sum("update 1" in line for line in shown(life)) == 1


def test_the_channels_that_brought_it_stand_behind_those_who_have_it() -> None:
    policy = told_by(ACME=profile("ACME", MAIL, SLACK), Globex=profile("Globex", SLACK))
    life = sending(policy, clients=("ACME", "Globex")).update(30, posted=False)
    for client, channel in (("ACME", "mail"), ("ACME", "slack"), ("Globex", "slack")):
        came(life, client=client, channel=channel)
    assert shown(life)[-1].startswith("update 1, out at once to all 2 by mail, slack; next by ")
