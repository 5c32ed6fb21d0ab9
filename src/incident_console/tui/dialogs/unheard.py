"""What colleagues have not heard: sent once more, or known to them. It is apart from what is for clients."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from incident_console.desk import Desk
from incident_console.domain.refusal import Part
from incident_console.postman.inside import say_known, tell_again
from incident_console.reports.notified import Notified, in_one_line, phone
from incident_console.reports.way_stages import stage_of
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.forms.choice import Choice, Toggles
from incident_console.tui.forms.field import FieldError
from incident_console.tui.room.outgoing import why_it_waits
from incident_console.tui.room.room import Room
from incident_console.tui.room.target import Target

AGAIN, KNOWN = "again", "known"


async def tell_colleagues(app: Room, target: Target, found: Sequence[Notified]) -> None:
    """Ask which of these is sent to colleagues once more, or which of it they know."""
    incident, now = target.incident, app.reader.now()
    clocks = app.view().clocks(incident.client)
    asking = [n for n, each in enumerate(found) if stage_of(each, now).asks]
    lines = [
        (n, f"{clocks.ours(each.notice.made_at)}  {in_one_line(each, incident, clocks)}")
        for n, each in enumerate(found)
    ]
    which = Toggles("which", Part.MESSAGE, lines, asking or [0])
    then = Choice("then", "Then", [(AGAIN, "Send once more"), (KNOWN, "They know it")], AGAIN)

    def prepare() -> Callable[[Desk], bool]:
        chosen = [found[n] for n in which.value]
        if not chosen:
            raise FieldError(which, "choose at least one: with its digit, or space")
        again = then.value == AGAIN

        def done(desk: Desk) -> bool:
            (tell_again if again else say_known)(desk, chosen)
            return again

        return done

    dialog = FormDialog(
        f"INSIDE: what colleagues have not heard of {target.ref}",
        "No client reads it. Nothing of it stands in the log but the act that it tells of.",
        [which, then],
        commit="Do it",
        prepare=prepare,
        note=numbers(app, found),
    )
    dialog.add_class("-inside")
    again = await app.ask(dialog)
    if again:
        app.wake_postman()
        channels = dict.fromkeys(found[n].delivery.channel for n in which.value)
        troubles = [trouble for name in channels if (trouble := why_it_waits(app.config.channels, name))]
        app.tell(
            ". ".join(["It is sent once more", *troubles]), severity="warning" if troubles else "information"
        )
    elif again is not None:
        app.tell("Nothing more goes out of it.")


def numbers(app: Room, found: Sequence[Notified]) -> str:
    """Return whom to call by telephone meanwhile."""
    people = app.policy.colleagues
    known = {each.call.who: number for each in found if each.call and (number := phone(each, people))}
    return "\n".join(f"Call {who}: {number}" for who, number in known.items())
