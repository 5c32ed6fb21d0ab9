"""The portal's log on two copies that part and meet: each comment is written by one of them, and once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from incident_console.delivery.portal_names import meant_by
from incident_console.delivery.queue import Attempted
from incident_console.domain.closing import resolve
from incident_console.domain.communication import send_update
from incident_console.domain.declaring import link_ticket
from incident_console.domain.portal import comments
from incident_console.domain.response import note
from incident_console.domain.vocabulary import DeliveryOutcome, Remedy
from incident_console.reports.portal_state import comment_writings
from incident_console.store.leases import Beat, taken
from tests.domain.logged import logged_by
from tests.store.apart import Copy
from tests.store.parted import WORDS, Apart


@pytest.fixture
def apart(tmp_path: Path) -> Iterator[Apart]:
    """An incident in two copies whose team has a portal."""
    made = Apart(tmp_path)
    made.one.policy = logged_by()
    made.one.close()
    made.one.open()
    made.part()
    yield made
    made.one.close()
    made.other.close()


def update(copy: Copy, apart: Apart, by: str = "alice") -> None:
    copy.desk(by).act(apart.ref, send_update, **WORDS, next_update=copy.later(30), posted=True)


def written(copy: Copy, apart: Apart) -> list[str]:
    """Have all written that waits in a copy; return what that was."""
    desk, found = copy.desk("alice"), []
    while rows := copy.store.deliveries.due(copy.clock.now()):
        (row,) = copy.store.deliveries.lease(rows[:1], taken("postman", Beat.of(copy.clock), 30))
        notice = copy.store.notices.notice(row.message)
        assert notice is not None
        ticket, about = meant_by(notice)
        named = {each.entry.id: each.name for each in comments(desk.incident(apart.ref))}
        found.append(f"{ticket}: {named[about]}")
        desk.deliver([Attempted(row=row, outcome=DeliveryOutcome.DELIVERED, at=copy.clock.now())])
    return found


def refused(copy: Copy) -> None:
    """Have the portal refuse what is due in a copy."""
    (row,) = copy.store.deliveries.lease(
        copy.store.deliveries.due(copy.clock.now()), taken("postman", Beat.of(copy.clock), 30)
    )
    at = copy.clock.now()
    copy.desk("alice").deliver(
        [Attempted(row=row, outcome=DeliveryOutcome.REFUSED, at=at, reason="403 closed")]
    )


def how_it_stands(copy: Copy, apart: Apart) -> list[str]:
    """How far each comment is, as somebody reads it at a copy."""
    now = copy.clock.now()
    found = comment_writings(copy.desk("alice").incident(apart.ref), copy.store)
    return [each.said(now, lambda moment: "") for each in found]


def states(copy: Copy, apart: Apart) -> list[str]:
    return [each.outcome.value for each in comments(copy.desk("alice").incident(apart.ref))]


def test_what_one_copy_wrote_the_other_does_not_write_again(apart: Apart) -> None:
    apart.one.desk("alice").act(apart.ref, link_ticket, ticket="SUP-1")
    update(apart.one, apart)
    assert written(apart.one, apart) == ["SUP-1: update 1"]
    apart.later(1)
    apart.other.desk("bob").act(apart.ref, note, what="looking")
    apart.together()
    assert written(apart.other, apart) == []
    assert states(apart.other, apart) == ["delivered"]


def test_a_copy_that_does_not_know_what_came_of_it_writes_nothing_twice(apart: Apart) -> None:
    apart.one.desk("alice").act(apart.ref, link_ticket, ticket="SUP-1")
    update(apart.one, apart)
    apart.together()
    assert written(apart.other, apart) == []
    assert written(apart.one, apart) == ["SUP-1: update 1"]


def test_the_copy_that_holds_the_later_of_comment_and_ticket_writes_it(apart: Apart) -> None:
    update(apart.one, apart)
    apart.later(2)
    apart.other.desk("bob").act(apart.ref, link_ticket, ticket="SUP-1")
    apart.later(2)
    apart.one.desk("alice").act(apart.ref, resolve, remedy=Remedy.RESTORED)
    apart.together()
    both = sorted([*written(apart.one, apart), *written(apart.other, apart)])
    assert both == ["SUP-1: resolution", "SUP-1: update 1"]
    apart.together()
    assert states(apart.one, apart) == states(apart.other, apart) == ["delivered", "delivered"]
    assert written(apart.one, apart) == written(apart.other, apart) == []


def test_what_another_copy_has_written_once_more_waits_there_and_is_not_too_old_here(apart: Apart) -> None:
    apart.one.desk("alice").act(apart.ref, link_ticket, ticket="SUP-1")
    update(apart.one, apart)
    refused(apart.one)
    apart.together()
    apart.later(1)
    apart.other.desk("bob").log_again(apart.ref)
    apart.together()
    assert how_it_stands(apart.other, apart) == ["waits to be written"]
    assert how_it_stands(apart.one, apart) == ["waiting elsewhere, or sent already"]
    assert written(apart.one, apart) == []
    assert written(apart.other, apart) == ["SUP-1: update 1"]
