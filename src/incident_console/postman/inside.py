"""What people say of notices to colleagues that did not arrive: send them once more, or that they know it.

It is no part of the log, as the notices are not. A refused act changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from incident_console.desk import Desk
from incident_console.domain.incident import Incident
from incident_console.domain.naming import letters
from incident_console.domain.refusal import Part, Refused
from incident_console.domain.vocabulary import DeliveryOutcome
from incident_console.reports.notified import Notified, notified
from incident_console.store.delivery_rows import DeliveryRow


def notices_of(desk: Desk, incident: Incident) -> list[Notified]:
    """Return how an incident's notices to colleagues stand now.

    Raises:
        StoreError: the record cannot be read.
    """
    return notified(incident, desk.store, desk.policy.colleagues, desk.now())


def notice_named(found: Sequence[Notified], code: str) -> list[Notified]:
    """Return the notice whose name in the outbox ends so, at each of its recipients.

    By more letters too, or by fewer; nothing where none is called so, or more than one is.
    """
    alike = [each for each in found if letters(each.notice.id, len(code)) == code]
    return alike if len({each.notice.id for each in alike}) == 1 else []


def tell_again(desk: Desk, found: Sequence[Notified]) -> None:
    """Have notices sent from here, now, wherever they did not arrive or are not known to have.

    Raises:
        Refused: where all of it arrived.
    """

    def again(desk: Desk) -> None:
        rows = not_arrived(desk, found)
        if not rows:
            raise Refused("it arrived; there is nothing to send once more", about=Part.MESSAGE)
        desk.store.notices.send_again(rows, desk.now())

    desk.together(again)


def say_known(desk: Desk, found: Sequence[Notified]) -> None:
    """Say that colleagues know what notices say: nothing more goes out of them.

    Raises:
        Refused: where all of it arrived.
    """

    def known(desk: Desk) -> None:
        rows = not_arrived(desk, found)
        if not rows:
            raise Refused("it arrived; they know it", about=Part.MESSAGE)
        end(desk, rows, DeliveryOutcome.SAID)

    desk.together(known)


def settle_inside(desk: Desk, found: Sequence[Notified], *, arrived: bool) -> None:
    """Say of notices that may have arrived whether they did; what was lost can be sent once more.

    Raises:
        Refused: where nothing of them is uncertain.
    """

    def settled(desk: Desk) -> None:
        rows = [row for row in rows_now(desk, found) if outcome(row) is DeliveryOutcome.UNCERTAIN]
        if not rows:
            raise Refused(
                "nothing of it is uncertain; it is known what came of it",
                about=Part.MESSAGE,
            )
        end(desk, rows, DeliveryOutcome.SAID if arrived else DeliveryOutcome.REFUSED)

    desk.together(settled)


def not_arrived(desk: Desk, found: Sequence[Notified]) -> list[DeliveryRow]:
    """Return the rows of notices that did not arrive, or are not known to have."""
    return [row for row in rows_now(desk, found) if outcome(row) is not DeliveryOutcome.DELIVERED]


def end(desk: Desk, rows: Collection[DeliveryRow], came: DeliveryOutcome) -> None:
    """Keep what somebody says has come of rows, which are tried no more."""
    reason = f"it got lost, as {desk.by} says" if came is DeliveryOutcome.REFUSED else ""
    desk.store.deliveries.end([row.id for row in rows], reason)
    desk.store.deliveries.note_outcomes([(row.id, came) for row in rows])


def rows_now(desk: Desk, found: Sequence[Notified]) -> list[DeliveryRow]:
    """Return the rows of notices as the queue has them now."""
    wanted = {(each.notice.id, each.delivery.key) for each in found}
    messages = dict.fromkeys(each.notice.id for each in found)
    rows = (row for message in messages for row in desk.store.deliveries.of(message=message))
    return [row for row in rows if (row.message, row.destination.key) in wanted]


def outcome(row: DeliveryRow) -> DeliveryOutcome:
    """Return what came of a row, as far as it is known."""
    return DeliveryOutcome(row.came)
