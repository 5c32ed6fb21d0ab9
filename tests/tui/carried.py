"""Messages that channels carry, as the room draws them."""

from __future__ import annotations

from incident_console.domain.vocabulary import DeliveryOutcome
from incident_console.keys.keymap import shown_keys
from incident_console.reports.deliveries import Way
from incident_console.tui.render import attention, record, timeline
from incident_console.tui.render.view import SIGNS, Glyphs, View
from incident_console.tui.render.ways import on_the_way, what_holds_up
from tests.domain.incident_life import Life
from tests.domain.sent import MAIL, SLACK, came, profile, sending, told_by
from tests.reports.queued import by_message

BUSY = "mailbox busy (451)"
NOBODY = "550 no such mailbox"


def view_of(life: Life, *rows: Way, glyphs: Glyphs = SIGNS) -> View:
    return View(
        me="alice",
        now=life.now,
        policy=life.shift.policy,
        glyphs=glyphs,
        keys=shown_keys({}),
        ways=by_message(life, *rows),
    )


def written() -> Life:
    """ACME's second update, of 14:15: the first one is out."""
    life = sending(told_by(MAIL, SLACK), client="ACME").wait(minutes=5).update(30)
    return life.wait(minutes=10).update(30, posted=False)


def shown(life: Life, *rows: Way, width: int = 200) -> list[str]:
    """What the timeline shows, the latest first, without the times and who stands beside them."""
    entries, together = timeline.latest_first(life.incident)
    view = view_of(life, *rows)
    return [
        timeline.entry_lines(each, life.incident, view, width, together=together)[0].plain for each in entries
    ]


def held_up(life: Life, *rows: Way) -> list[str]:
    return [form.plain for form in what_holds_up(life.incident, view_of(life, *rows))]


def to_three() -> Life:
    policy = told_by(**{name: profile(name, MAIL) for name in ("ACME", "Globex", "Initech")})
    life = sending(policy, clients=("ACME", "Globex", "Initech")).update(30, posted=False)
    came(life, client="ACME")
    came(life, DeliveryOutcome.REFUSED, client="Globex", reason=NOBODY)
    return came(life, DeliveryOutcome.UNCERTAIN, client="Initech", reason="cut off")


def calls_for_attention(life: Life, width: int = 200) -> list[str]:
    return [line.plain for line in attention.notices(life.incident, view_of(life), width)]


def lines(life: Life, *rows: Way, width: int = 118, limit: int = 3, glyphs: Glyphs = SIGNS) -> list[str]:
    found = on_the_way(life.incident, view_of(life, *rows, glyphs=glyphs), width, limit)
    assert all(line.cell_length <= width for line in found)
    assert len(found) <= limit
    return [line.plain for line in found]


def in_full(life: Life, back: int, *rows: Way) -> str:
    entry = life.entries[-1 - back]
    return record.entry_in_full(entry, life.incident, view_of(life, *rows))[1].plain
