"""What of an incident is logged in the support portal, in order, and what came of each comment (R 7)."""

from __future__ import annotations

from itertools import combinations

import msgspec
from tests.domain.incident_life import Life, clock
from tests.domain.logged import came, created, linked, logged, logged_by, names, outcomes
from tests.domain.sent import MAIL, sending, told_by
from tests.domain.sent import came as arrived

from incident_console.domain.declaring import link_ticket
from incident_console.domain.duplicates import mark_duplicate
from incident_console.domain.ending import stand_down
from incident_console.domain.entry import Entry
from incident_console.domain.past import fold_some
from incident_console.domain.policy import Policy
from incident_console.domain.portal import (
    comments,
    is_kept,
    not_logged,
    not_logged_since,
    out_at,
    writer,
)
from incident_console.domain.portal_writes import PortalWriteRetried, log_again, say_logged
from incident_console.domain.posting import say_posted
from incident_console.domain.response import EntryStruck, strike
from incident_console.domain.settling import settle
from incident_console.domain.ticketing import create_ticket
from incident_console.domain.vocabulary import DeliveryOutcome, MessageKind

DELIVERED, REFUSED, UNCERTAIN = (
    DeliveryOutcome.DELIVERED,
    DeliveryOutcome.REFUSED,
    DeliveryOutcome.UNCERTAIN,
)


def seqs(life: Life) -> list[int]:
    return [each.entry.seq for each in comments(life.incident)]


def test_what_clients_were_told_the_resolution_and_its_confirmation_are_comments_in_order() -> None:
    life = logged().note("Pool at 100 %").update(30, posted=False)
    assert names(life) == []
    life.post(MessageKind.UPDATE).wait(minutes=5).resolve().confirm().close(analysis_by=clock("18:00"))
    assert names(life) == ["update 1", "resolution", "confirmation", "wrap-up"]
    assert seqs(life) == sorted(seqs(life))
    assert [each.entry.id for each in comments(life.incident)] == [life.seq(n) for n in seqs(life)]


def test_the_one_by_which_a_channel_told_the_client_is_the_comment_and_no_other_arrival() -> None:
    life = sending(told_by(MAIL), client="ACME").wait(minutes=5).update(30, posted=False)
    arrived(life, REFUSED, reason="550 no such user")
    assert names(life) == []
    life = sending(told_by(MAIL), client="ACME").update(30, posted=False)
    arrived(life)
    assert names(life) == ["update 1"]
    assert comments(life.incident)[0].entry is life.incident.entries[-1]


def test_somebodys_word_that_an_uncertain_message_arrived_is_a_comment() -> None:
    life = sending(told_by(MAIL), client="ACME").update(30, posted=False)
    arrived(life, UNCERTAIN)
    message = life.incident.waiting[0].id
    life.act(settle, message=message, arrived=True)
    assert names(life) == ["update 1"]
    life.act(strike, seq=life.incident.seq, why="another mail")
    assert names(life) == ["update 1", "the striking of update 1"]


def test_a_settled_message_was_out_when_it_had_arrived_and_not_when_somebody_looked() -> None:
    life = sending(told_by(MAIL), client="ACME").update(30, posted=False)
    arrived(life.wait(minutes=1), UNCERTAIN)
    life.wait(minutes=40).act(settle, message=life.incident.waiting[0].id, arrived=True)
    assert [out_at(each) for each in comments(life.incident)] == [clock("14:01")]
    life.act(strike, seq=life.incident.seq, why="another mail")
    assert [out_at(each) for each in comments(life.incident)] == [clock("14:01"), clock("14:41")]


def test_what_two_copies_struck_is_struck_once() -> None:
    life = logged().update(30)
    posted = life.incident.entries[-1]
    life.act(strike, seq=posted.seq, why="wrong channel")
    life.record(life.request(), [EntryStruck(entry=posted.id, why="another copy's word")])
    assert names(life) == ["update 1", "the striking of update 1"]
    assert "wrong channel" in comments(life.incident)[-1].entry.event.text


def test_one_that_is_logged_is_not_said_to_be_all_of_it() -> None:
    life = linked(logged().update(30).resolve())
    came(life)
    first, second = comments(life.incident)
    assert life.refused(log_again, comments=[first.entry.id]).startswith("it is logged in SUP-1")
    came(life, about=second.entry.id)
    assert life.refused(log_again).startswith("all of it is logged in SUP-1")


def test_without_a_portal_nothing_is_written_once_more_and_by_hand_it_is() -> None:
    life = linked(logged().update(30))
    came(life, REFUSED, reason="403 closed")
    life.shift.policy = Policy()
    assert "no support portal is configured" in life.refused(log_again)
    life.act(say_logged)
    assert not_logged(life.incident) == []


def test_each_of_several_clients_who_hears_later_is_another_comment_with_whom_it_told() -> None:
    life = logged(clients=["ACME", "Globex"]).update(30, posted=False)
    message = life.waiting(MessageKind.UPDATE).id
    life.act(say_posted, message=message, clients=["ACME"])
    life.wait(minutes=3).act(say_posted, message=message)
    assert [[told.client for told in each.told] for each in comments(life.incident)] == [["ACME"], ["Globex"]]


def test_a_struck_word_stays_a_comment_and_its_striking_is_another() -> None:
    life = logged().update(30)
    life.act(strike, seq=life.incident.seq, why="wrong channel")
    assert names(life) == ["update 1", "the striking of update 1"]
    life.post(MessageKind.UPDATE)
    assert names(life) == ["update 1", "the striking of update 1", "update 1"]
    life.note().act(strike, seq=life.incident.seq, why="no comment was struck")
    assert len(names(life)) == 3


def test_whatever_ends_it_with_a_word_is_a_comment_and_what_tells_nobody_is_none() -> None:
    life = logged().update(30)
    life.act(stand_down, why="a test alarm", posted=True)
    assert names(life) == ["update 1", "stand-down"]
    quiet = logged()
    quiet.act(stand_down, why="a test alarm")
    assert names(quiet) == []
    shift = quiet.shift
    one, two = Life(shift, "INC-9WXY").declare(), Life(shift, "INC-2BCD").declare().update(30)
    two.act(mark_duplicate, survivor=one.incident, posted=True)
    assert names(two) == ["update 1", "duplicate"]
    assert names(one) == []


def test_drills_have_no_comments() -> None:
    life = logged(drill=True).update(30).resolve()
    assert names(life) == []
    assert not is_kept(life.incident, logged_by())


def test_what_came_of_each_is_known_of_the_ticket_that_it_has_now() -> None:
    life = linked(logged().update(30).wait(minutes=2).resolve())
    assert outcomes(comments(life.incident)) == ["waiting", "waiting"]
    came(life, url="https://portal.example/SUP-1#1")
    came(life, REFUSED, reason="403 closed")
    assert outcomes(comments(life.incident)) == ["delivered", "refused"]
    assert [(each.name, each.asks) for each in not_logged(life.incident)] == [("resolution", True)]
    linked(life, "SUP-2")
    assert outcomes(not_logged(life.incident)) == ["waiting", "waiting"]
    linked(life, "SUP-1")
    assert outcomes(comments(life.incident)) == ["delivered", "refused"]


def test_it_is_not_logged_since_the_first_of_them_happened() -> None:
    life = logged().wait(minutes=4).update(30).wait(minutes=8).resolve()
    assert not_logged_since(not_logged(life.incident)) == clock("14:04")
    came(linked(life))
    assert not_logged_since(not_logged(life.incident)) == clock("14:12")
    came(life)
    assert not_logged_since(not_logged(life.incident)) is None


def test_what_another_copy_could_not_write_does_not_unsay_that_it_is_there() -> None:
    life = linked(logged().update(30))
    comment = comments(life.incident)[0].entry.id
    came(life)
    came(life, REFUSED, about=comment, reason="404")
    assert outcomes(comments(life.incident)) == ["delivered"]
    other = linked(logged().update(30))
    comment = comments(other.incident)[0].entry.id
    came(came(other, REFUSED, reason="404"), about=comment)
    assert outcomes(comments(other.incident)) == ["delivered"]


def test_the_file_that_holds_the_later_of_comment_and_ticket_writes_it() -> None:
    life = logged().update(30)
    earlier = comments(life.incident)[0]
    linked(life)
    life.entries[-1] = elsewhere(life)
    incident = fold_some(life.entries, life.entries)
    assert writer(incident, earlier) == "elsewhere"
    life.resolve()
    incident = fold_some(life.entries, life.entries)
    later = comments(incident)[-1]
    assert writer(incident, later) == "console"


def elsewhere(life: Life) -> Entry:
    """The last entry as another console would have recorded it."""
    return msgspec.structs.replace(life.entries[-1], console="elsewhere")


def test_another_address_of_the_same_ticket_is_no_other_ticket() -> None:
    life = linked(logged(), "SUP-1")
    first = life.incident.ticket_by
    life.act(link_ticket, ticket="SUP-1", url="https://portal.example/SUP-1")
    assert life.incident.ticket_by == first
    assert linked(life, "SUP-2").incident.ticket_by != first


def test_outcomes_are_nobodys_act_and_refuse_to_be_struck() -> None:
    life = came(linked(logged(owner="bob").update(30, by="bob")))
    assert not life.last.is_act
    assert "cannot be struck" in life.refused(strike, seq=life.incident.seq, why="x")


def test_every_part_of_a_log_can_be_asked() -> None:
    life = logged(clients=["ACME", "Globex"]).update(30).resolve().confirm()
    life.act(strike, seq=3, why="wrong channel")
    created(asked := came_to(life))
    came(asked)
    for chosen in combinations(life.entries, len(life.entries) - 3):
        incident = fold_some(life.entries, chosen)
        assert len(comments(incident)) <= len(comments(life.incident))
        not_logged(incident)


def came_to(life: Life) -> Life:
    life.act(create_ticket)
    return life


def test_a_team_that_has_a_portal_is_told_of_it_and_so_is_who_only_has_the_log() -> None:
    assert is_kept(logged().incident, logged_by())
    assert not is_kept(logged().incident, Policy())
    assert is_kept(came(linked(logged().update(30))).incident, Policy())


def test_what_was_refused_is_written_once_more_on_somebodys_word_and_nothing_that_is_there() -> None:
    life = logged().update(30)
    assert "has no ticket" in life.refused(log_again)
    came(came(linked(life.resolve())), REFUSED, reason="403")
    logged_one, refused_one = comments(life.incident)
    life.act(log_again, by="carol")
    assert isinstance(life.last, PortalWriteRetried)
    assert life.last.about == (refused_one.entry.id,)
    assert outcomes(comments(life.incident)) == ["delivered", "waiting"]
    assert life.act(log_again, queued=[refused_one.entry.id]) == []
    assert "nothing to be written once more" in life.refused(log_again, comments=[logged_one.entry.id])
    assert "nothing to be written once more" in came(life).refused(log_again)


def test_what_somebody_wrote_there_by_hand_counts_until_that_word_is_struck() -> None:
    life = linked(logged().update(30).resolve())
    came(came(life, REFUSED, reason="text too long"), REFUSED, reason="text too long")
    update, resolution = (each.entry.id for each in comments(life.incident))
    life.act(say_logged, by="carol", comments=[update])
    assert outcomes(comments(life.incident)) == ["said", "refused"]
    assert [each.entry.id for each in not_logged(life.incident)] == [resolution]
    came(life, REFUSED, about=update, reason="text too long")
    assert outcomes(comments(life.incident)) == ["said", "refused"]
    life.act(say_logged)
    assert not_logged(life.incident) == []
    assert "all of it is logged" in life.refused(say_logged)
    life.act(strike, seq=life.incident.seq, why="it was another ticket")
    assert outcomes(comments(life.incident)) == ["said", "refused"]
    came(life, about=update)
    assert outcomes(comments(life.incident)) == ["delivered", "refused"]
    assert names(life) == ["update 1", "resolution"], "to say so is no comment, nor is its striking"
