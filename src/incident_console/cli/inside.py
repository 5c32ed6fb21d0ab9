"""What came of telling colleagues by channels, and what people do about it by command."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from incident_console.cli.answers import advise, line, say, say_json
from incident_console.cli.carrying import carry, command, who_carries
from incident_console.cli.failures import Failed
from incident_console.cli.unheard import notified_of, rows
from incident_console.domain.naming import PREFIX
from incident_console.domain.refusal import Refused
from incident_console.store.errors import NotFound

if TYPE_CHECKING:
    from incident_console.cli.caller import Caller
    from incident_console.desk import Done
    from incident_console.domain.incident import Incident
    from incident_console.reports.notified import Notified


def notified_by(caller: Caller, done: Done) -> list[Notified]:
    """Return how the notices stand that an act has made."""
    if not done.notices:
        return []
    from incident_console.postman.inside import notices_of

    return [each for each in notices_of(caller.desk, done.incident) if each.notice.id in done.notices]


def say_notified(caller: Caller, incident: Incident, found: Sequence[Notified]) -> None:
    """Say on stderr by which channels colleagues were told, who has not heard, and what to do about it."""
    from incident_console.reports.notified import in_one_line, phone

    told = dict.fromkeys(each.delivery.channel for each in found if not each.delivery.lacks_it)
    if told:
        advise(line(f"Colleagues were told by {', '.join(told)}."))
    left = [each for each in found if each.delivery.lacks_it]
    for each in left:
        number = phone(each, caller.policy.colleagues)
        call = f"; call {number}" if number else ""
        again = command(caller, f"outbox retry {each.name}")
        says = line(f"{in_one_line(each, incident, caller.clocks(None))}{call}")
        advise(says if goes_by_itself(caller, each) else f"{says}:\n  {again}")
    if any(goes_by_itself(caller, each) for each in left):
        advise(who_carries(caller))


def goes_by_itself(caller: Caller, each: Notified) -> bool:
    """Whether a notice is tried without anybody's word."""
    return each.row is not None and each.waits and each.row.is_due_by_itself(caller.now())


# By what the outbox calls it


def named(caller: Caller, name: str) -> tuple[Incident, list[Notified]] | None:
    """Return the notice that the outbox calls so, with its incident; None where it calls none so."""
    with suppress(Refused):
        caller.message(name)
        return None
    ref, _, code = name.strip().upper().removeprefix(PREFIX).rpartition("-")
    with suppress(NotFound):
        if ref and code:
            from incident_console.postman.inside import notice_named

            incident = caller.incident(PREFIX + ref)
            found = notice_named(notified_of(caller, incident), code)
            return (incident, found) if found else None
    return None


def retry_inside(caller: Caller, incident: Incident, found: Sequence[Notified], as_json: bool) -> None:
    """Send a notice once more, unless that is left to others, and say what came of it."""
    from incident_console.postman.inside import tell_again

    tell_again(caller.desk, found)
    if not caller.later:
        carry(caller, incident, {each.notice.id for each in found})
    say_how_it_stands(caller, incident, found, as_json)


def know_inside(caller: Caller, incident: Incident, found: Sequence[Notified], as_json: bool) -> None:
    """Say that colleagues know what a notice says."""
    from incident_console.postman.inside import say_known

    say_known(caller.desk, found)
    say_how_it_stands(caller, incident, found, as_json)


def settle_inside(
    caller: Caller, incident: Incident, found: Sequence[Notified], as_json: bool, *, arrived: bool, lost: bool
) -> None:
    """Say of a notice that may have arrived whether it did."""
    if arrived is lost:
        raise Failed("say with --arrived that it is there, or with --lost that it is not")
    from incident_console.postman import inside

    inside.settle_inside(caller.desk, found, arrived=arrived)
    say_how_it_stands(caller, incident, found, as_json)


def refuse_to_discard(name: str) -> None:
    """Say what is done instead about a notice."""
    raise Failed(line(f"{name} is for colleagues, and no client waits for it: outbox posted {name} ends it"))


def say_how_it_stands(caller: Caller, incident: Incident, found: Sequence[Notified], as_json: bool) -> None:
    """Say how a notice stands now at each recipient."""
    from incident_console.reports.notified import in_one_line

    wanted = {each.notice.id for each in found}
    now = [each for each in notified_of(caller, incident) if each.notice.id in wanted]
    if as_json:
        say_json({"ref": incident.ref, "notices": rows(incident, now)})
        return
    for each in now:
        say(line(f"{each.name}  {in_one_line(each, incident, caller.clocks(None))}"))
    if any(goes_by_itself(caller, each) for each in now):
        advise(who_carries(caller))


def show_inside(caller: Caller, incident: Incident, found: Sequence[Notified], as_json: bool) -> None:
    """Show a notice whole, and how it stands."""
    notice = found[0].notice
    if as_json:
        say_json({"ref": incident.ref, "text": notice.text, "notices": rows(incident, found)})
        return
    from incident_console.cli.answers import block

    say(line(f"{incident.ref}  {notice.subject} (for colleagues, no client reads it)"))
    say(f"\n{block(notice.text, '  ')}\n")
    say_how_it_stands(caller, incident, found, as_json)
