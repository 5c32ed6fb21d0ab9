"""What a client update is made of: four parts and two modes, proposed from the record, kept as a draft."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from incident_console import words
from incident_console.domain import communication, ownership
from incident_console.domain.refusal import Part
from incident_console.messages import written_for
from incident_console.messages.phrases import PROPOSED_NO_NEW_STEPS, PROPOSED_UNCHANGED, says_unchanged
from incident_console.tui.forms.field import Field
from incident_console.tui.forms.fields import Line, Moment, Prose, as_typed
from incident_console.tui.render.zoned import Zoned
from incident_console.tui.room.target import Target

INVESTIGATING, WAITING = "investigating", "waiting"


class Parts:
    """The fields of an update, and which of the two modes are on."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.modes: frozenset[str] = frozenset()
        rule = "send_update"
        self.impact = Prose(
            "impact",
            Part.IMPACT,
            rule=rule,
            placeholder="what the client notices now" + (", or F2: unchanged" if self.told else ""),
        )
        self.done = Prose(
            "done", Part.DONE, rule=rule, paragraphs=True, placeholder="the steps since the last update"
        )
        self.next = Prose(
            "next", Part.NEXT, rule=rule, paragraphs=True, placeholder="what we do next, and who"
        )
        self.looking = Prose(
            "investigating", Part.INVESTIGATING, rule=rule, placeholder="what is being looked into"
        )
        self.blocker = Line("waiting_on", Part.WAITING_ON, rule=rule, placeholder="whom we wait for")
        self.expecting = Prose(
            "expecting", Part.EXPECTING, rule=rule, placeholder="what we expect to happen, and when"
        )
        self.at = Moment(
            "next_at",
            Part.NEXT_UPDATE,
            rule=rule,
            zoned=Zoned(target.told.now, target.told.zone),
            elsewhere=self.elsewhere,
        )
        self.several = target.several
        self.whom = Line(
            "clients",
            Part.CLIENTS,
            rule=rule,
            suggest=self.several,
            placeholder=f"empty: all {len(self.several)}, {', '.join(self.several)}",
        )
        self.fields: list[Prose | Line | Moment] = [
            *(self.impact, self.done, self.next, self.looking, self.blocker, self.expecting, self.at),
            *([self.whom] if self.several else []),
        ]

    @property
    def clients(self) -> tuple[str, ...]:
        """The clients whom it is for, as named, parted by commas; nobody where all are meant."""
        return self.whom.names if self.several else ()

    @property
    def readers(self) -> list[str]:
        """The clients who read it, as far as they are known."""
        return list(self.clients) or self.several

    def follow_readers(self) -> None:
        """Read a clock time on the clock of the first client whom it is for; what was meant stays meant."""
        if not self.several:
            return
        zone = self.target.app.policy.zone_for(self.readers[0])
        if zone != self.at.zoned.zone:
            means, self.at.zoned.zone = self.at.means, zone
            if means is None:
                self.at.resolve()
                self.at.echo()
            else:
                self.at.restore(f"{as_typed(means, self.at.zoned)}\n{means.isoformat()}")

    def elsewhere(self, moment: datetime) -> str:
        """The next time on the clocks of the other clients, where these differ."""
        policy, now = self.target.app.policy, self.target.told.now()
        first, said = self.at.zoned.said(moment), []
        seen = {first.partition(" ")[0]}
        for client in self.readers if self.several else []:
            theirs = words.clock(moment, policy.zone_for(client), now, with_zone=True)
            if theirs.partition(" ")[0] not in seen:
                seen.add(theirs.partition(" ")[0])
                said.append(f"{theirs} {client}")
        return f" ({', '.join(said)})" if said else ""

    @property
    def required(self) -> tuple[Prose, Prose, Prose]:
        """The three parts in words that every update has."""
        return self.impact, self.done, self.next

    @property
    def first_empty(self) -> Prose:
        """Where the first thing is missing, else the first part."""
        return next((each for each in self.required if not each.text.strip()), self.impact)

    def turn(self, modes: frozenset[str]) -> None:
        """Turn modes on and off, and show their fields."""
        self.modes = modes
        self.looking.display = INVESTIGATING in modes
        self.blocker.display = self.expecting.display = WAITING in modes

    def hold(self, locked: bool) -> None:
        """Let nothing be typed while what was written is on its way, or let it be again."""
        for field in self.fields:
            field.control.locked = locked

    @property
    def language(self) -> str:
        """The language in which the client reads what is proposed here."""
        return written_for(self.target.app.policy.client(self.target.client))

    @property
    def told(self) -> bool:
        """Whether the client has been sent an update, than which something can be unchanged."""
        return communication.last_update(self.target.incident) is not None

    def propose(self) -> None:
        """Fill the parts from the record (C, Communication)."""
        proposed = communication.proposed_update(self.target.incident, self.target.app.reader.request())
        unchanged = says_unchanged(proposed.impact)
        impact = PROPOSED_UNCHANGED[self.language] if unchanged else proposed.impact
        texts = (impact, proposed.done, proposed.next_steps)
        for field, text in zip(self.required, texts, strict=True):
            field.restore(text)
        due = proposed.next_update_at
        self.at.restore(f"{as_typed(due, self.target.told)}\n{due.isoformat()}")
        looking = frozenset({INVESTIGATING}) if proposed.investigating is not None else frozenset[str]()
        self.turn(self.modes | looking)

    def no_change(self) -> None:
        """Say that nothing has changed, and fill what is still empty from the last update."""
        self.impact.restore(PROPOSED_UNCHANGED[self.language])
        if not self.done.text.strip():
            self.done.restore(PROPOSED_NO_NEW_STEPS[self.language])
        if not self.next.text.strip():
            told = communication.last_update(self.target.incident)
            self.next.restore(getattr(told.event, "next_steps", "") if told is not None else "")

    def read(self) -> dict[str, str]:
        """Return all that is written, for a draft."""
        return {**{field.key: field.raw for field in self.fields}, "modes": ",".join(sorted(self.modes))}

    def take(self, kept: dict[str, str]) -> None:
        """Take a draft back."""
        for field in self.fields:
            if field.key in kept:
                field.restore(kept[field.key])
        self.turn(frozenset(kept.get("modes", "").split(",")) & {INVESTIGATING, WAITING})

    def arguments(self) -> dict[str, Any]:
        """Return what is asked of the rule.

        Raises:
            FieldError: a time that cannot be read.
        """
        investigating, waiting = INVESTIGATING in self.modes, WAITING in self.modes
        return {
            "impact": self.impact.text,
            "done": self.done.text,
            "next_steps": self.next.text,
            "next_update": self.at.sure,
            "investigating": self.looking.maybe if investigating else None,
            "waiting_on": self.blocker.maybe if waiting else None,
            "expecting": self.expecting.maybe if waiting else None,
            "clients": self.clients,
        }

    def notices(self) -> str:
        """Return what the client still waits to hear, from the record."""
        incident = self.target.incident
        lines = []
        if ownership.handover_notice_due(incident):
            lines.append(f"The client has not heard yet that {incident.owner} owns it.")
        questions = [f"“{entry.event.text}”" for entry in communication.open_inquiries(incident)]
        if questions:
            lines.append(f"The client asked: {'; '.join(questions)}")
        return "\n".join(lines)

    def sections(self) -> list[tuple[str, str]]:
        """Return the whole text, for an editor."""
        return [(field.label, self.text_of(field)) for field in self.fields]

    def text_of(self, field: Field) -> str:
        return self.at.typed if field is self.at else field.raw

    def take_sections(self, found: dict[str, str]) -> None:
        """Take the text back from an editor; what it left alone stays, a mode that has text is on."""
        for field in self.fields:
            if field.label in found and found[field.label] != self.text_of(field):
                field.restore(found[field.label])
        filled = {INVESTIGATING} if self.looking.text.strip() else set[str]()
        self.turn(self.modes | filled | ({WAITING} if self.blocker.text.strip() else set()))
