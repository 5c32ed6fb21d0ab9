"""One comment of the support portal's ticket, by the name that `show` gives it (R 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from incident_console.cli.answers import block, line, say, say_json
from incident_console.cli.carrying import carry, command
from incident_console.cli.failures import Failed
from incident_console.cli.portal import say_comments
from incident_console.cli.recorded import answer
from incident_console.domain.portal_writes import say_logged

if TYPE_CHECKING:
    from incident_console.cli.caller import Caller
    from incident_console.domain.incident import Incident
    from incident_console.reports.portal_state import Writing
    from incident_console.store.store import Store


def comment_meant(caller: Caller, name: str) -> tuple[Incident, str] | None:
    """Return the incident and the entry of the comment that somebody means, where it is no message."""
    from incident_console.delivery.message_names import comment_named

    return comment_named(name, caller.sharing)


def show_comment(caller: Caller, incident: Incident, comment: str, as_json: bool) -> None:
    """Show a comment whole, and how far it is in the ticket."""
    from incident_console.domain.portal import comments
    from incident_console.postman.portal_parcels import comment_text
    from incident_console.reports.portal_state import comment_id, comment_row

    meant = next(each for each in comments(incident) if each.entry.id == comment)
    writing = writing_of(incident, caller.reader, comment)
    text = comment_text(incident, meant)
    if as_json:
        row = comment_row(incident, meant, writing, comment_id(incident, comment))
        say_json({"ref": incident.ref, "text": text, **row})
        return
    where = incident.ticket or "the ticket, when there is one"
    say(line(f"{incident.ref}  {meant.name}, as a comment of {where} (no client reads it there)"))
    say(f"\n{block(text, '  ')}\n")
    if incident.ticket is not None:
        say_comments(caller, incident, [writing])


def writing_of(incident: Incident, store: Store | None, comment: str) -> Writing:
    """Return how far a comment is."""
    from incident_console.reports.portal_state import comment_writings

    found = comment_writings(incident, store)
    return next(each for each in found if each.about == comment)


def say_written(caller: Caller, incident: Incident, comment: str, at: str | None, as_json: bool) -> None:
    """Say that a comment stands in the ticket, written there by hand."""
    moment = caller.times.at(at)
    answer(caller, caller.desk.act(incident.ref, say_logged, at=moment, comments=[comment]), as_json)


def refuse_for_a_comment(caller: Caller, name: str) -> NoReturn:
    """Say what is done about a comment, which is no message to clients."""
    raise Failed(
        line(
            f"{name} is a comment of the support portal's ticket, and no client waits for it; once more: "
            f"{command(caller, f'outbox retry {name}')}; where it stands there: "
            f"{command(caller, f'outbox posted {name}')}"
        )
    )


def retry_comment(caller: Caller, incident: Incident, comment: str, as_json: bool) -> None:
    """Have a comment (by the id of its entry) written once more, or now where it is tried by itself."""
    done = caller.desk.log_again(incident.ref, comments=[comment])
    if done.entries:
        answer(caller, done, as_json)
        return
    from incident_console.delivery.portal_names import name_of
    from incident_console.reports.portal_state import portal_row

    incident, store = done.incident, caller.desk.store
    notice = store.notices.named(name_of(incident, incident.ticket or "", comment))
    if notice is not None and not caller.later:
        incident = carry(caller, incident, [notice.id])
    if as_json:
        row = portal_row(incident, store) or {"comments": []}
        told = [each for each in row["comments"] if each["event"] == comment]
        say_json({"ref": incident.ref, "recorded": [], "portal": {**row, "comments": told}})
        return
    say_comments(caller, incident, [writing_of(incident, store, comment)])
