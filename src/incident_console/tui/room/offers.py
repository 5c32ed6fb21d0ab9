"""The yes to my offers: the giver is told who took over. A no and silence call them: `my_calls.py`."""

from __future__ import annotations

from collections.abc import Iterable

from incident_console.desk import Desk
from incident_console.domain.handover import HandoverOffered
from incident_console.domain.handover_answers import HandoverAccepted, HandoverDeclined, HandoverWithdrawn
from incident_console.domain.ownership import OwnershipTaken
from incident_console.domain.summary import SummaryRow
from incident_console.domain.text import same_person
from incident_console.domain.vocabulary import Role

Standing = tuple[str | None, tuple[str, ...], object]
"""To whom an offer goes, with which roles, and until when."""


class MyOffers:
    """The offers of one person, between one look at the board and the next."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.standing: dict[str, Standing] = {}

    def look(self, rows: Iterable[SummaryRow]) -> list[str]:
        """Return who took over what was offered at the last look, each in one line.

        Raises:
            StoreError: the record cannot be read.
        """
        before, self.standing = (
            self.standing,
            {
                row.ref: (row.offered_to, row.offer_roles, row.offer_stands_until)
                for row in rows
                if row.offered_to and same_person(row.offered_by or "", self.desk.by)
            },
        )
        gone = [ref for ref, offer in before.items() if self.standing.get(ref) != offer]
        return [words for words in map(self._taken, gone) if words]

    def _taken(self, ref: str) -> str:
        """Who took over; nothing where nobody did."""
        name = ref.removeprefix("INC-")
        for entry in reversed(self.desk.incident(ref).entries):
            match entry.event:
                case HandoverAccepted(to=to, roles=roles):
                    leads = "" if Role.IC in roles else f" the {' and '.join(roles)} of"
                    return f"{to} took over{leads} {name}"
                case OwnershipTaken(taken_by=taken_by):
                    return f"{taken_by} took over {name}"
                case HandoverOffered() | HandoverWithdrawn() | HandoverDeclined():
                    return ""
        return ""
