"""A program of the team's own: the message as JSON on its standard input, its exit status the answer."""

from __future__ import annotations

from incident_console.delivery.calling import Ended, call
from incident_console.delivery.parcel import Parcel
from incident_console.delivery.receipt import Receipt, delivered, uncertain
from incident_console.delivery.settings import Command
from incident_console.domain.vocabulary import Proof


def send(parcel: Parcel, settings: Command) -> Receipt:
    """Call the program once: 0 is delivered, 75 not now, else refused; killed in the middle is uncertain."""
    ended = call(settings.run, parcel, settings)
    if not isinstance(ended, Ended):
        return ended
    if ended.in_the_middle:
        return uncertain(ended.how)
    return delivered(Proof.ACCEPTED) if ended.status == 0 else ended.not_taken
