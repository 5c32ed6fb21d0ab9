"""What a client update is made of: four parts and two modes, proposed from the record, kept as a draft."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from incident_console.domain import communication, drafting, inquiries, ownership
from incident_console.domain.refusal import Part
from incident_console.domain.text import name_key
from incident_console.domain.unsaid import says_unchanged
from incident_console.messages import written_for
from incident_console.messages.phrases import (
    PROPOSED_NO_NEW_STEPS,
    PROPOSED_UNCHANGED,
    in_language,
    step_said,
)
from incident_console.tui.forms.field import Field, FieldError
from incident_console.tui.forms.fields import Line, Prose
from incident_console.tui.forms.moments import Moment
from incident_console.tui.forms.picks import Pick, Picks
from incident_console.tui.forms.readers import Readers
from incident_console.tui.render.zoned import Zoned
from incident_console.tui.room.target import Target, people

INVESTIGATING, WAITING = "investigating", "waiting"
STEPS_WANTED, MORE_STEPS = "the steps since the last update", "type what else was done …"


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
        self.done = Prose("done", Part.DONE, rule=rule, paragraphs=True, placeholder=STEPS_WANTED)
        self.steps = Picks("steps", Part.DONE, rule=rule, below=self.done.area)
        self.asked = Picks("answers", Part.ANSWERS, rule=rule, below=self.done.area)
        self.next = Prose(
            "next", Part.NEXT, rule=rule, paragraphs=True, placeholder="what we do next, and who"
        )
        self.looking = Prose(
            "investigating", Part.INVESTIGATING, rule=rule, placeholder="what is being looked into"
        )
        self.blocker = Line(
            "waiting_on",
            Part.WAITING_ON,
            rule=rule,
            placeholder="whom we wait for",
            suggest=people(target.app, but_me=True),
        )
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
        self.fields: list[Prose | Line | Moment | Readers | Picks] = [
            *(
                self.impact,
                self.asked,
                self.steps,
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
        else:
            self.offer_questions(afresh=False)
        self.at.echo()

    @property
    def as_proposed(self) -> list[str]:
        """What stands in the fields that the record fills."""
        return [field.raw for field in (*self.required, self.steps, self.asked, self.at)]

    def elsewhere(self, moment: datetime) -> str:
        """Whose clock the next time is read on, and what it is on the others'."""
        return self.target.elsewhere(moment, self.readers)

    @property
    def required(self) -> tuple[Prose, Prose, Prose]:
        """The three parts in words that every update has."""
        return self.impact, self.done, self.next

    @property
    def said_done(self) -> str:
        """What was done, as it is said: what is ticked, then what was typed."""
        lines = [each.text for each in self.steps.taken]
        return "\n".join([*lines, self.done.text] if self.done.text.strip() else lines)

    @property
    def first_empty(self) -> Prose | Picks:
        """Where the first thing is missing, else the first part."""
        if not self.impact.text.strip():
            return self.impact
        if not self.said_done.strip():
            return self.steps if self.steps.display else self.done
        return self.impact if self.next.text.strip() else self.next

    def offer_steps(self, steps: Sequence[drafting.Step], *, afresh: bool) -> None:
        """Offer what the record has of steps taken."""
        language, zoned = self.language, self.target.ours
        picks = [
            Pick(each.id, step_said(each, language), source_of(each, zoned), each.ticked) for each in steps
        ]
        self.steps.offer(picks, afresh=afresh)
        self.done.show_label(not picks)
        self.done.area.placeholder = MORE_STEPS if picks else STEPS_WANTED

    def offer_questions(self, *, afresh: bool) -> None:
        """Offer the open questions of those whom it is for, as answered by it."""
        readers = {name_key(each or "") for each in self.readers}
        zoned = self.target.ours
        picks = [
            Pick(each.id, each.text, f"{each.who}, {zoned.clock(each.asked_at)}", ticked=True)
            for each in inquiries.open_inquiries(self.target.incident)
            if each.client is None or name_key(each.client) in readers
        ]
        self.asked.offer(picks, afresh=afresh)

    def follow_record(self) -> None:
        """Somebody recorded something: it is offered, and not ticked."""
        self.whom.offer(self.target.several)
        self.offer_steps(self.from_record().steps, afresh=False)
        self.offer_questions(afresh=False)

    def from_record(self) -> drafting.UpdateDraft:
        """Return what the record proposes to those whom it is for."""
        given = self.target.incident, self.target.app.reader.request()
        return drafting.proposed_update(*given, self.whom.ticked if self.whom.some else ())

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
        proposed = self.from_record()
        unchanged = says_unchanged(proposed.impact)
        impact = in_language(proposed.impact, self.language)
        self.impact.propose(PROPOSED_UNCHANGED[self.language] if unchanged else impact)
        self.offer_steps(proposed.steps, afresh=True)
        self.offer_questions(afresh=True)
        self.next.propose(proposed.next_steps)
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
        if not self.said_done.strip():
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
            if field.key in kept or field is self.steps:
                field.restore(kept.get(field.key, ""))
        self.turn(frozenset(kept.get("modes", "").split(",")) & {INVESTIGATING, WAITING})

    def words(self) -> dict[str, Any]:
        """Return what is written, as the rule is asked: all but the time, and whom it is for."""
        investigating, waiting = INVESTIGATING in self.modes, WAITING in self.modes
        return {
            "impact": self.impact.text,
            "done": self.said_done,
            "answers": tuple(each.id for each in self.asked.taken),
            "next_steps": self.next.text,
            "investigating": self.looking.maybe if investigating else None,
            "waiting_on": self.blocker.maybe if waiting else None,
            "expecting": self.expecting.maybe if waiting else None,
        }

    @property
    def wanted(self) -> tuple[str, ...]:
        """The arguments of the rule that are to be said in words."""
        waiting = ("waiting_on", "expecting") if WAITING in self.modes else ()
        return "impact", "done", "next_steps", *waiting

    @property
    def readers_so_far(self) -> tuple[str, ...]:
        """Whom it is for; nobody in particular where that is not known yet."""
        try:
            return tuple(self.whom.names)
        except FieldError:
            return ()

    @property
    def time_so_far(self) -> datetime | None:
        """The time of the next update (UTC); None where it cannot be read."""
        try:
            return self.at.moment
        except FieldError:
            return None

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
        return "\n".join(lines)

    def sections(self) -> list[tuple[str, str]]:
        """Return the whole text, for an editor; for whom it is, is ticked here."""
        return [(field.label, self.text_of(field)) for field in self.in_words]

    @property
    def in_words(self) -> list[Prose | Line | Moment]:
        """The fields that are text; what is ticked among the steps is text of what was done."""
        return [field for field in self.fields if isinstance(field, Prose | Line | Moment)]

    def text_of(self, field: Field) -> str:
        if field is self.done:
            return self.said_done
        return self.at.typed if field is self.at else field.raw

    def take_sections(self, found: dict[str, str]) -> None:
        """Take the text back from an editor; what it left alone stays, a mode that has text is on."""
        for field, (label, before) in zip(self.in_words, self.sections(), strict=True):
            if label in found and found[label] != before:
                field.restore(found[label])
                if field is self.done:
                    self.steps.restore("")
        filled = {INVESTIGATING} if self.looking.text.strip() else set[str]()
        self.turn(self.modes | filled | ({WAITING} if self.blocker.text.strip() else set()))


INSIDE = (drafting.Source.FINDING, drafting.Source.NOTE)


def source_of(step: drafting.Step, zoned: Zoned) -> str:
    """Return where a step comes from: `action 1`, `decision 13:20`, `finding, inside`."""
    if step.source is drafting.Source.ACTION:
        return f"action {step.action}"
    if step.source in INSIDE:
        return f"{step.source.value}, inside"
    return f"{step.source.value} {zoned.clock(step.at)}"
