"""The times that are typed as options: on whose clock, and in which direction, each is read."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from zoneinfo import ZoneInfo

    from incident_console.desk import Desk
    from incident_console.domain.ledger import Ledger
    from incident_console.domain.policy import Policy
    from incident_console.times import Day


class TypedTimes:
    """Reads the times of one run of a command."""

    def __init__(
        self,
        now: Callable[[], datetime],
        policy: Callable[[], Policy],
        desk: Callable[[], Desk],
    ) -> None:
        """Take what says the time (UTC), and what opens the agreements and the desk when they are needed."""
        self._now = now
        self._policy = policy
        self._desk = desk
        self.read_at: datetime | None = None
        """When a time to come was read (UTC), for counting how far away it is; None where none was."""

    def _here(self) -> ZoneInfo:
        """Return the speaker's own zone."""
        return self._policy().zone_for(None)

    def at(self, text: str | None) -> datetime | None:
        """When it happened (UTC), where it was said."""
        # Who only lists does without the words of all options.
        from incident_console.domain.refusal import Part
        from incident_console.wording.verbs import flag

        return self.happened(text, flag(Part.AT))

    def happened(self, text: str | None, option: str) -> datetime | None:
        """When something happened (UTC), by the speaker's own watch; None where it was not said.

        Raises:
            BadParameter: a time that cannot be read, or can be read twice; `option` is what it was given as.
        """
        return None if text is None else self._read(text, option, self._here(), past=True)

    @overload
    def promised(
        self,
        text: str,
        option: str,
        reference: str,
        since: datetime | None,
        *,
        analysis: bool = False,
        meant: Sequence[Ledger] = (),
    ) -> datetime: ...
    @overload
    def promised(
        self,
        text: str | None,
        option: str,
        reference: str,
        since: datetime | None,
        *,
        analysis: bool = False,
        meant: Sequence[Ledger] = (),
    ) -> datetime | None: ...
    def promised(
        self,
        text: str | None,
        option: str,
        reference: str,
        since: datetime | None,
        *,
        analysis: bool = False,
        meant: Sequence[Ledger] = (),
    ) -> datetime | None:
        """A time to come that the client of an incident is told (UTC), on their clock. Else as `ahead`.

        Of several clients it is the first one's clock: of all who listen, or of those who are `meant`. A day
        alone is refused, but for an analysis: it is the close of the client's business on it.
        """
        if text is None:
            return None
        from incident_console.times import close_of_business, exact_time_only

        incident = self._desk().incident(reference)
        client = (meant or incident.listening or incident.concerned)[0].client
        day = close_of_business(self._policy().calendar_for(client)) if analysis else exact_time_only
        return self._read(text, option, self._policy().zone_for(client), since=since, day=day)

    def ahead(self, text: str | None, option: str, *, since: datetime | None) -> datetime | None:
        """A time to come for an action (UTC), by the speaker's own watch; None where it was not said.

        A day alone is its end.

        Args:
            since: when that happened which it belongs to (UTC), where it was earlier than now.

        Raises:
            BadParameter: a time that cannot be read, or can be read twice; `option` is what it was given as.
        """
        from incident_console.times import day_ends

        return None if text is None else self._read(text, option, self._here(), since=since, day=day_ends)

    def until(self, text: str | None, option: str) -> datetime | None:
        """Up to when a search looks (UTC), by the speaker's own watch; a day alone is looked at whole.

        Raises:
            BadParameter: a time that cannot be read, or can be read twice; `option` is what it was given as.
        """
        from incident_console.times import after_the_day

        return None if text is None else self._read(text, option, self._here(), past=True, day=after_the_day)

    def _read(
        self,
        text: str,
        option: str,
        zone: ZoneInfo,
        *,
        past: bool = False,
        since: datetime | None = None,
        day: Day | None = None,
    ) -> datetime:
        import click

        from incident_console.times import TimeNotUnderstood, day_begins, parse_time

        now = self._now()
        if not past:
            self.read_at = now
        try:
            return parse_time(text, now=now, zone=zone, past=past, since=since, day=day or day_begins)
        except TimeNotUnderstood as problem:
            raise click.BadParameter(str(problem), param_hint=f"'{option}'") from problem
