"""A field for a time: as people type it, with what it means beneath."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo

from incident_console import times, words
from incident_console.domain.promises import to_the_minute
from incident_console.domain.refusal import Part
from incident_console.tui.forms.field import Field, FieldError
from incident_console.tui.forms.inputs import LineInput
from incident_console.tui.render.zoned import Zoned

MINUTE = timedelta(minutes=1)


class Moment(Field):
    """A time, with what it means beneath it in full; it stays what it meant when it was typed."""

    holds_text = True

    def __init__(
        self,
        key: str,
        called: Part | str,
        moment: datetime | None = None,
        *,
        zoned: Zoned,
        rule: str = "",
        past: bool = False,
        day: times.Day | None = None,
        optional: bool = False,
        placeholder: str = "",
        elsewhere: Callable[[datetime], str] | None = None,
    ) -> None:
        """Make a field.

        Args:
            moment: what it is proposed to be, UTC.
            zoned: the clock on which it is read and said.
            past: whether it has happened.
            day: what a day without a time of day means; by default its midnight for what has happened,
                and nothing that is exact enough for what is to come.
            elsewhere: says on whose clock that is, and what it is on those of others.
        """
        super().__init__(key, called, rule=rule)
        self.zoned = zoned
        self.past = past
        self.day = day or (times.day_begins if past else times.exact_time_only)
        self.optional = optional
        self.elsewhere = elsewhere
        self.wrong = ""
        self.means: datetime | None = None
        self.read_at: datetime | None = None
        """When it was typed, UTC; None where it was not."""
        typed = ""
        if moment is not None:
            typed = as_typed(moment, zoned)
            self.means = to_the_minute(moment) if not past else moment
        self.typed = typed
        self.input = LineInput(
            typed, placeholder=placeholder or self.examples, compact=True, select_on_focus=False
        )
        self.input.proposed = typed

    def propose(self, moment: datetime) -> None:
        """Put in a time of the program's, UTC; the first letter replaces it."""
        self.restore(f"{as_typed(moment, self.zoned)}\n{moment.isoformat()}")
        self.input.proposed = self.input.value

    def turn_to(self, zone: tzinfo) -> None:
        """Read and show times on another clock; a time that was typed stays the moment that it was."""
        if zone == self.zoned.zone:
            return
        raw, self.zoned = self.raw, Zoned(self.zoned.now, zone)
        untouched = self.input.value == self.input.proposed
        if self.means is not None:
            raw = f"{as_typed(self.means, self.zoned)}\n{self.means.isoformat()}"
        self.restore(raw)
        if untouched:
            self.input.proposed = self.input.value

    @property
    def examples(self) -> str:
        """Times as they can be typed, none of them far from now."""
        away = timedelta(minutes=-20 if self.past else 30)
        moment = self.zoned.now() + away
        if self.past:
            return f"e.g. {as_typed(moment, self.zoned)} or -20m"
        return f"e.g. {as_typed(moment, self.zoned)}, +30m or tomorrow 9:00"

    @property
    def control(self) -> LineInput:
        return self.input

    def on_mount(self) -> None:
        self.watch(self.app, "now", self.echo)

    def on_input_changed(self) -> None:
        self.keep_up()
        self.echo()

    def keep_up(self) -> None:
        """Read what stands there now: who asks at once after a key asks before the change was told."""
        if self.input.value != self.typed:
            self.typed = self.input.value
            self.resolve()

    def resolve(self) -> None:
        """Read what was typed, at the moment it was typed."""
        self.means, self.wrong = None, ""
        if not self.typed.strip():
            return
        try:
            now, zone = self.zoned.now(), self.zoned.zone
            self.read_at = now
            moment = times.parse_time(self.typed, now=now, zone=zone, past=self.past, day=self.day)
        except times.TimeNotUnderstood as error:
            self.wrong = str(error)
            return
        self.means = moment.replace(microsecond=0) if self.past else to_the_minute(moment)

    def absolve(self) -> None:
        super().absolve()
        self.echo()

    def echo(self) -> None:
        """Say beneath the field which moment this is, and how far away."""
        if self.blamed:
            return
        now = self.zoned.now()
        if self.means is None:
            self.say(self.wrong, quiet=True)
        elif not self.past and self.means <= now:
            self.say(f"{self.zoned.full(self.means)}: that has passed; give a later time", wrong=True)
        else:
            away = self.means - self.counted_from(now)
            far = words.ago(-away) if self.past else f"in {words.left(away)}" if away >= MINUTE else "now"
            others = "" if self.elsewhere is None else self.elsewhere(self.means)
            self.say(f"= {self.zoned.full(self.means)}, {far}{others}")

    def counted_from(self, now: datetime) -> datetime:
        """Return from when the time is counted, UTC: now, and in its first minute when it was typed."""
        # A promise is cut to the minute: a second later `+20m` could be 19 minutes away.
        just = self.read_at is not None and timedelta() <= now - self.read_at < MINUTE
        return self.read_at if self.read_at is not None and just else now

    @property
    def moment(self) -> datetime | None:
        """The time in UTC; None where nothing was typed.

        Raises:
            FieldError: it cannot be read, or is missing.
        """
        self.keep_up()
        if self.wrong:
            raise FieldError(self, self.wrong)
        if self.means is None and not self.optional:
            raise FieldError(self, f"a time is missing; give {times.ACCEPTED}")
        return self.means

    @property
    def sure(self) -> datetime:
        """The time in UTC, which must be there."""
        moment = self.moment
        if moment is None:
            raise FieldError(self, f"a time is missing; give {times.ACCEPTED}")
        return moment

    @property
    def raw(self) -> str:
        self.keep_up()
        means = "" if self.means is None else self.means.isoformat()
        return f"{self.input.value}\n{means}" if self.input.value.strip() else ""

    def restore(self, raw: str) -> None:
        """Take a kept time back with what it meant then, be that past by now; anything else is read anew."""
        typed, _, kept = raw.partition("\n")
        self.means, self.wrong = moment_of(kept), ""
        if self.means is None:
            typed = " ".join(raw.split())
        self.typed = typed
        if self.means is None:
            self.resolve()
        self.input.value = typed
        self.echo()


def moment_of(text: str) -> datetime | None:
    """A time as a draft keeps it, None where it is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def as_typed(moment: datetime, zoned: Zoned) -> str:
    """Return a time as somebody would type it: by the clock where it is today's, else with its date."""
    now = zoned.now()
    if moment.astimezone(zoned.zone).date() == now.astimezone(zoned.zone).date():
        return words.clock(moment, zoned.zone, now)
    minute = moment.replace(second=0, microsecond=0)
    return words.dated(minute, zoned.zone, now).replace(" ", "T", 1)
