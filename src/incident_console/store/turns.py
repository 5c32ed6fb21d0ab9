"""Whose turn it is, as the file holds it: a row for each call that nobody has answered."""

from __future__ import annotations

from datetime import datetime

import msgspec

from incident_console.domain.call import Call, Why
from incident_console.domain.text import name_key
from incident_console.store import engine
from incident_console.store.stamps import maybe_moment, moment, stamp

CALLED = """
SELECT i.id, i.ref, i.title, r.who, r.why, r.since, r.until, r.seq, r."by", r.about, r.action, r.text,
       r.answer, r.event
FROM called_rows r JOIN incidents i ON i.id = r.incident
WHERE r.person = :person AND (r.seq > 0 OR r.since <= :until)
ORDER BY r.since DESC, r.incident DESC, r.n DESC LIMIT :most
"""

MOST = 500
"""How many calls of one person are read: the latest, for nobody looks through more (the rows “start”)."""


ANSWERED = """
SELECT 1 FROM called_rows WHERE incident = ? AND person = ? AND (seq > 0 OR since <= ?) LIMIT 1
"""


class CalledRow(msgspec.Struct, frozen=True, kw_only=True):
    """A call, and the incident on which it waits for an act."""

    incident: str
    ref: str
    title: str
    call: Call


def called(connection: engine.Connection, person: str, until: datetime) -> list[CalledRow]:
    """Return what a person is called for by acts, and by the times that have come until then (UTC).

    Of more than `MOST` the latest; the longest called first.
    """
    asked = {"person": name_key(person), "until": stamp(until), "most": MOST}
    rows = connection.execute(CALLED, asked).fetchall()[::-1]
    return [
        CalledRow(
            incident=incident,
            ref=ref,
            title=title,
            call=Call(
                who=who,
                why=Why(why),
                since=moment(since),
                until=maybe_moment(ends),
                seq=seq,
                by=by,
                about=about,
                n=n,
                text=text,
                answer=answer,
                event=event,
            ),
        )
        for incident, ref, title, who, why, since, ends, seq, by, about, n, text, answer, event in rows
    ]


def answered(connection: engine.Connection, incident: str, person: str, at: datetime) -> bool:
    """Tell whether an act of a person, recorded at a time (UTC), answers what they are called for."""
    found = engine.value(connection, ANSWERED, (incident, name_key(person), stamp(at)))
    return found is not None
