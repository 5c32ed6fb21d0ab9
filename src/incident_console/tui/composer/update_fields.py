"""What a client update is made of: four parts and two modes, proposed from the record, kept as a draft."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from incident_console.domain import communication, drafting, inquiries, ownership
from incident_console.domain.refusal import Part
from incident_console.messages import written_for
from incident_console.messages.phrases import (
    PROPOSED_NO_NEW_STEPS,
    PROPOSED_UNCHANGED,
    in_language,
    says_unchanged,
    step_said,
)
from incident_console.tui.forms.field import Field
from incident_console.tui.forms.fields import Line, Moment, Prose
from incident_console.tui.forms.readers import Readers
from incident_console.tui.render.zoned import Zoned
from incident_console.tui.room.target import Target

INVESTIGATING, WAITING = "investigating", "waiting"


class Parts:
    """The fields of an update, and which of the two modes are on."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.modes: frozenset[str] = frozenset()
        self.proposed: list[str] = []
        """What the record proposed last."""
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
        self.whom = Readers(target.several, rule=rule)
        self.fields: list[Prose | Line | Moment | Readers] = [
            *(
                self.impact,
                self.done,
                self.next,
                self.looking,
                self.blocker,
                self.expecting,
                self.at,
                self.whom,
            )
        ]

    @property
    def readers(self) -> Sequence[str | None]:
        """The clients who read it."""
        return self.whom.ticked or [self.target.client]

    def follow_readers(self) -> None:
        """Show the next time on the clock of the first client whom it is for.

        What the record proposed is proposed for them, as long as nobody wrote anything else.
        """
        self.at.turn_to(self.target.app.policy.zone_for(self.readers[0]))
        if self.as_proposed == self.proposed:
            self.propose()
        self.at.echo()

    @property
    def as_proposed(self) -> list[str]:
        """What stands in the fields that the record fills."""
        return [field.raw for field in (*self.required, self.at)]

    def elsewhere(self, moment: datetime) -> str:
        """Whose clock the next time is read on, and what it is on the others'."""
        return self.target.elsewhere(moment, self.readers)

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
        return written_for(self.target.app.policy.client(self.readers[0]))

    @property
    def told(self) -> bool:
        """Whether the client has been sent an update, than which something can be unchanged."""
        return communication.last_update(self.target.incident) is not None

    def propose(self) -> None:
        """Fill the parts from the record (C, Communication)."""
        given = self.target.incident, self.target.app.reader.request()
        proposed = drafting.proposed_update(*given, self.whom.ticked if self.whom.some else ())
        unchanged = says_unchanged(proposed.impact)
        said = in_language(proposed.impact, self.language)
        impact = PROPOSED_UNCHANGED[self.language] if unchanged else said
        done = "\n".join(step_said(step, self.language) for step in proposed.steps if step.ticked)
        texts = (impact, done, proposed.next_steps)
        for field, text in zip(self.required, texts, strict=True):
            field.propose(text)
        self.at.propose(proposed.next_update_at)
        self.proposed = self.as_proposed
        called_for = {INVESTIGATING} if proposed.investigating is not None else set[str]()
        if proposed.waiting_on and not (self.blocker.text or self.expecting.text):
            self.blocker.restore(proposed.waiting_on)
            self.expecting.restore(proposed.expecting or "")
            called_for.add(WAITING)
        self.turn(self.modes | called_for)

    def no_change(self) -> None:
        """Say that nothing has changed, and fill what is still empty from the last update."""
        self.impact.propose(PROPOSED_UNCHANGED[self.language])
        if not self.done.text.strip():
            self.done.propose(PROPOSED_NO_NEW_STEPS[self.language])
        if not self.next.text.strip():
            told = communication.last_update(self.target.incident)
            self.next.propose(getattr(told.event, "next_steps", "") if told is not None else "")

    def read(self) -> dict[str, str]:
        """Return all that is written, for a draft."""
        texts = {field.key: field.raw for field in self.fields if field is not self.whom or self.whom.some}
        return {**texts, "modes": ",".join(sorted(self.modes))}

    def take(self, kept: dict[str, str]) -> None:
        """Take a draft back."""
        for field in self.fields:
            if field.key in kept:
                field.restore(kept[field.key])
        self.turn(frozenset(kept.get("modes", "").split(",")) & {INVESTIGATING, WAITING})

    def words(self) -> dict[str, Any]:
        """Return what is written, as the rule is asked: all but the time, and whom it is for."""
        investigating, waiting = INVESTIGATING in self.modes, WAITING in self.modes
        return {
            "impact": self.impact.text,
            "done": self.done.text,
            "next_steps": self.next.text,
            "investigating": self.looking.maybe if investigating else None,
            "waiting_on": self.blocker.maybe if waiting else None,
            "expecting": self.expecting.maybe if waiting else None,
        }

    def arguments(self) -> dict[str, Any]:
        """Return what is asked of the rule.

        Raises:
            FieldError: a time that cannot be read, or nobody whom it is for.
        """
        return {**self.words(), "next_update": self.at.sure, "clients": self.whom.names}

    def notices(self) -> str:
        """Return what the client still waits to hear, from the record."""
        incident = self.target.incident
        lines = []
        if ownership.handover_notice_due(incident):
            whom = "Not every client has" if incident.has_several else "The client has not"
            lines.append(f"{whom} heard yet that {incident.owner} owns it.")
        asked: dict[str, list[str]] = {}
        for each in inquiries.open_inquiries(incident):
            asked.setdefault(each.who, []).append(f"“{each.text}”")
        lines += [f"{who[:1].upper()}{who[1:]} asked: {'; '.join(texts)}" for who, texts in asked.items()]
        return "\n".join(lines)

    def sections(self) -> list[tuple[str, str]]:
        """Return the whole text, for an editor; for whom it is, is ticked here."""
        return [(field.label, self.text_of(field)) for field in self.fields if field is not self.whom]

    def text_of(self, field: Field) -> str:
        return self.at.typed if field is self.at else field.raw

    def take_sections(self, found: dict[str, str]) -> None:
        """Take the text back from an editor; what it left alone stays, a mode that has text is on."""
        for field in self.fields:
            if field.label in found and found[field.label] != self.text_of(field):
                field.restore(found[field.label])
        filled = {INVESTIGATING} if self.looking.text.strip() else set[str]()
        self.turn(self.modes | filled | ({WAITING} if self.blocker.text.strip() else set()))
