"""The message that somebody means by the name that the outbox gives it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from incident_console.domain.incident import Incident
from incident_console.domain.message import Message
from incident_console.domain.naming import PREFIX, letters
from incident_console.domain.portal import comments
from incident_console.domain.refusal import Act, Part, Refused


def message_named(outbox_id: str, sharing: Callable[[str], Sequence[Incident]]) -> tuple[Incident, Message]:
    """The message that the outbox calls `7K3Q-H4TC`, and its incident; by more letters too, or by fewer.

    Args:
        sharing: the incidents that go by a reference.

    Raises:
        Refused: where there is none of that name, or more than one.
    """
    name, _, code = outbox_id.strip().upper().removeprefix(PREFIX).rpartition("-")
    if not name or not code:
        raise Refused(
            "{id} is no message; the outbox names them like 7K3Q-H4TC",
            about=Part.MESSAGE,
            then=Act("read_outbox"),
            id=outbox_id,
        )
    found = [
        (incident, message)
        for incident in sharing(PREFIX + name)
        for message in incident.messages.values()
        if letters(message.id, len(code)) == code
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise Refused(
            "{id} may be {number} messages; give more letters",
            about=Part.MESSAGE,
            then=Act("read_outbox"),
            id=outbox_id,
            number=len(found),
        )
    raise Refused(
        "{ref} has no message {code}",
        about=Part.MESSAGE,
        then=Act("read_outbox"),
        ref=PREFIX + name,
        code=code,
    )


def comment_named(
    outbox_id: str, sharing: Callable[[str], Sequence[Incident]]
) -> tuple[Incident, str] | None:
    """The one comment of the portal's log that goes by a name, by its entry's id, where no message does.

    Args:
        sharing: the incidents that go by a reference.
    """
    name, _, code = outbox_id.strip().upper().removeprefix(PREFIX).rpartition("-")
    if not name or not code:
        return None
    found = []
    for incident in sharing(PREFIX + name):
        if any(letters(message, len(code)) == code for message in incident.messages):
            return None
        named = (each.entry.id for each in comments(incident))
        found += [(incident, each) for each in named if letters(each, len(code)) == code]
    return found[0] if len(found) == 1 else None
