"""The brief of a handover: what it carries, and that it stays as it was given."""

from tests.domain.incident_life import clock, declared
from tests.domain.offered import brief, offered

from incident_console.domain.actions import add_action, finish_action
from incident_console.domain.briefing import make_brief
from incident_console.domain.handover import offer_handover
from incident_console.domain.promises import reschedule
from incident_console.domain.refusal import Part
from incident_console.domain.reopening import reopen
from incident_console.domain.vocabulary import Role


def test_the_brief_tells_what_waits_and_what_of_it_is_overtaken() -> None:
    life = declared().update(46)
    life.act(reschedule, due=clock("15:30"), why="Slow")
    (written,) = life.incident.waiting
    brief = make_brief(life.incident, (Role.IC,), "Watching")
    assert (brief.unsent, brief.overtaken) == ((written.words_for(None),), ())
    life.wait(minutes=5).update(51)
    brief = make_brief(life.incident, (Role.IC,), "Watching")
    assert (brief.unsent, brief.overtaken) == ((), (written.words_for(None),))


def test_the_brief_carries_the_record() -> None:
    life = declared().update(30, impact="Half of the checkouts fail")
    life.act(add_action, what="Scale the pool", owner="oscar")
    life.act(add_action, what="Call the vendor", owner="bob")
    life.act(finish_action, n=1)
    life.wait(minutes=10).update(20, posted=False, impact="Unchanged")
    life.act(offer_handover, to="bob", status="The vendor is on it")
    given = brief(life)
    assert given.status == "The vendor is on it"
    assert given.latest_update_at == clock("14:00")
    assert [(action.n, action.text, action.owner) for action in given.actions] == [
        (2, "Call the vendor", "bob")
    ]
    assert (given.next_kind, given.next_update_at) == ("next_update", clock("14:30"))
    assert given.roles == (Role.IC,)
    assert len(given.unsent) == 1


def test_without_a_status_the_latest_update_says_how_things_stand() -> None:
    life = declared().update(30, impact="First").wait(minutes=5).update(30, impact="Second")
    life.act(offer_handover, to="bob")
    assert brief(life).status.startswith("Second\n")


def test_after_a_reopening_the_latest_update_is_the_wrap_up() -> None:
    life = declared().update(30, impact="First").close(what="A release broke the checkout")
    life.act(reopen, why="Errors are back")
    life.act(offer_handover, to="bob")
    assert brief(life).status.startswith("A release broke the checkout")


def test_an_offer_whose_brief_would_have_no_status_is_refused() -> None:
    for status in (None, "", "  "):
        assert declared().refusal(offer_handover, to="bob", status=status).about is Part.STATUS


def test_before_any_update_the_briefs_next_time_is_when_the_first_is_due() -> None:
    given = brief(offered())
    assert (given.next_kind, given.next_update_at) == ("first_update", clock("14:10"))
    assert (given.latest_update, given.latest_update_at) == ("", None)


def test_the_brief_names_the_wrap_up_once_that_is_what_the_client_waits_for() -> None:
    life = declared().update(30).resolve().confirm()
    life.act(offer_handover, to="bob")
    assert (brief(life).next_kind, brief(life).next_update_at) == ("wrap_up", clock("14:30"))


def test_the_brief_stays_as_it_was_given() -> None:
    life = declared()
    life.act(add_action, what="Scale the pool", owner="oscar")
    life.act(offer_handover, to="bob", status="Fine")
    given = brief(life)
    life.act(finish_action, n=1)
    life.update(30)
    assert life.incident.offer is not None
    assert life.incident.offer.brief == given
    assert len(given.actions) == 1


def test_the_brief_of_an_ended_incident_names_the_analysis() -> None:
    life = declared().close(analysis_by=clock("12:00", 4))
    life.act(offer_handover, to="bob")
    assert (brief(life).next_kind, brief(life).next_update_at) == ("analysis", clock("12:00", 4))
