"""`show`: one incident on a sheet, in the order in which tired people look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from incident_console.cli.answers import (
    block,
    cut,
    hanging,
    heading,
    labelled,
    line,
    pad,
    paint,
    say,
    say_json,
    severity_painted,
    sign,
    signed,
)
from incident_console.cli.caller import Caller
from incident_console.cli.moments import away_from, due_in_full
from incident_console.cli.turns import called_lines
from incident_console.domain.calls import called
from incident_console.domain.communication import last_told, told_of, waiting_on
from incident_console.domain.deadlines import deadline_for, next_deadline
from incident_console.domain.incident import Incident
from incident_console.domain.inquiries import open_inquiries
from incident_console.domain.ledger import Ledger, Promise
from incident_console.domain.lives import impact_said, open_for
from incident_console.domain.owed import owed
from incident_console.domain.parts import Message
from incident_console.domain.policy import Policy
from incident_console.domain.promises import longer_than_cadence, never_answered
from incident_console.domain.refusal import Act
from incident_console.domain.urgency import Urgency
from incident_console.domain.vocabulary import Outcome, Role
from incident_console.reports.deliveries import Way, ways_of
from incident_console.reports.names import NEVER_ANSWERED
from incident_console.reports.watched import watched_by, watcher_rows
from incident_console.store.leases import Beat
from incident_console.wording.commands import command
from incident_console.wording.names import (
    NOT_OUT,
    REMEDIES,
    deadline_name,
    message_kind,
    message_name,
    status_name,
    until_assigned,
    waiting_said,
)
from incident_console.wording.turns import what_is_owed
from incident_console.words import Clocks, clock, late, left, length

RECENT = 8
"""How many entries of the timeline stand on the sheet."""


def say_sheet(caller: Caller, ref: str, as_json: bool) -> None:
    """Answer `show`."""
    say_incident(caller, caller.incident(ref), as_json)


def say_incident(caller: Caller, incident: Incident, as_json: bool, damaged: str = "") -> None:
    """Show an incident; `damaged` is what keeps this from being all of it."""
    now = caller.now()
    watchers = [] if caller.reader is None else caller.reader.watches.standing(Beat.of(caller.clock))
    if as_json:
        from incident_console.reports.views import show

        queue = None if caller.reader is None else caller.reader.deliveries
        say_json({**show(incident, now, queue=queue, damaged=damaged), "watched": watcher_rows(watchers)})
    else:
        ways = ways_of(incident, None if caller.reader is None else caller.reader.deliveries)
        # Where a watch would carry and alarm nothing, that there is none is no news.
        watched = watched_by(watchers, caller.clocks(None)) if watchers or caller.config.to_watch else ""
        say("\n".join(Sheet(incident, caller.clocks, caller.policy, ways, watched).lines()))


class Sheet:
    """An incident as it stands now: its times on the speaker's clock, each client's on theirs."""

    def __init__(
        self,
        incident: Incident,
        clocks_of: Callable[[str | None], Clocks],
        policy: Policy,
        ways: Sequence[Way] = (),
        watched: str = "",
    ) -> None:
        self.incident = incident
        self.watched = watched
        self.ways = ways
        self.policy = policy
        self.clocks_of = clocks_of
        self.clocks = clocks_of(incident.client)
        self.now = self.clocks.now

    def lines(self) -> list[str]:
        """The whole sheet."""
        parts = (
            self.head(),
            self.deadline(),
            self.state(),
            self.clients(),
            self.questions(),
            self.roles(),
            self.called(),
            self.owed(),
            self.conflicts(),
            self.unsent(),
            self.channels(),
            self.promises(),
            self.actions(),
            self.ending(),
            self.timeline(),
        )
        return [each for part in parts if part for each in (*part, "")][:-1]

    def clock(self, moment: datetime) -> str:
        """When something happened or is to be done; the zone is named once, in the head."""
        return self.clocks.ours(moment)

    def head(self) -> list[str]:
        incident = self.incident
        severity = (
            f"{incident.severity} {incident.severity.word}" if incident.severity else "severity unknown"
        )
        if incident.severity and not incident.severity_confirmed:
            severity += ", to be confirmed"
        severity = severity_painted(incident.severity or "", severity)
        label = "clients" if len(incident.clients) > 1 else "client"
        client = f"{label} {line(', '.join(incident.clients))}" if incident.clients else ""
        ticket = f"ticket {line(incident.ticket)}" if incident.ticket else ""
        parts = [severity, status_name(incident.status), self.lasted(), client, ticket]
        parts += ["DRILL" if incident.drill else "", "imported" if incident.imported else ""]
        parts += [f"times in {self.clocks.named}"]
        dot = sign(" · ", " - ")
        title = paint(f"{incident.ref}  {line(incident.title)}", "bold")
        return [title, dot.join(part for part in parts if part)]

    def lasted(self) -> str:
        """How long it has been open, or was."""
        began = self.incident.declared_at
        if began is None:
            return ""
        lasted = length(open_for(self.incident, self.now))
        return f"open {lasted}" if self.incident.is_open else f"was open {lasted}"

    def deadline(self) -> list[str]:
        """The one deadline; overdue in words and in red."""
        incident = self.incident
        due = None if incident.imported else next_deadline(incident)
        if due is None:
            return []
        said = f"{deadline_name(due.kind).capitalize()} {away_from(due.due_at, self.now)}"
        how = "promised for" if due.promised else "due"
        stands = due.urgency(self.now)
        colour = {Urgency.OVERDUE: "red", Urgency.ON_TIME: "green"}.get(stands, "yellow")
        mark = sign("▲ ", "! ") if stands is Urgency.OVERDUE else ""
        when = due_in_full(due.kind.value, due.due_at, self.clocks_of(due.client))
        whose = f" to {line(due.client or '')}" if incident.has_several and due.client else ""
        return [
            f"{paint(mark + said, colour, 'bold')}, {how} {when}{whose} ({line(due.keeper)})",
            *self.asked_sooner(),
            *([line(self.watched)] if self.watched and not incident.drill else []),
        ]

    def asked_sooner(self) -> list[str]:
        """Where a promise is longer than the cadence: by when an update is asked for, and what brings it."""
        incident = self.incident
        asked = longer_than_cadence(incident, self.policy, self.now)
        if asked is None:
            return []
        said = f"{incident.severity} asks for an update by {self.clocks.told(asked)}: "
        act = Act("reschedule", incident.ref, due=asked, posted=True)
        return hanging(said, f"{command(act, self.clocks.client)} brings it forward", 4)

    def clients(self) -> list[str]:
        """Each of several clients: what they were told last, and when they hear next."""
        if not self.incident.has_several:
            return []
        lines = [heading("Clients", told_of(self.incident))]
        for ledger in self.incident.ledgers:
            due = deadline_for(self.incident, ledger) if self.incident.is_open else None
            said = self.told_last(ledger)
            if due is not None and ledger.concerned:
                stands = f"{deadline_name(due.kind)} {away_from(due.due_at, self.now)}"
                overdue = due.urgency(self.now) is Urgency.OVERDUE
                said += ", " + (paint(stands, "red", "bold") if overdue else stands)
            lines.append(f"{pad(line(ledger.client or ''), 20)}  {said}")
        return lines

    def questions(self) -> list[str]:
        """What clients asked and nobody has answered, each with the number by which an update does."""
        asked = open_inquiries(self.incident)
        lines = [heading("Questions", f"{len(asked)} not answered")] if asked else []
        for each in asked:
            start = f"{each.seq:>4}  "
            said = f"{each.who} asks: {each.text} ({self.clock(each.asked_at)})"
            lines += hanging(start, line(said), len(start))
        return lines

    def told_last(self, ledger: Ledger) -> str:
        """What a client was told last, or that they left."""
        if ledger.dropped_at is not None:
            return f"no client of this incident since {self.clock(ledger.dropped_at)}"
        if ledger.over_at is not None:
            return f"told at {self.clock(ledger.over_at)} that it is over"
        last = last_told(self.incident, ledger)
        if last is None or last[1].out_at is None:
            return "told nothing yet"
        return f"{message_name(last[0])} at {self.clock(last[1].out_at)}"

    def state(self) -> list[str]:
        incident = self.incident
        since = impact_said(incident)
        began = "" if since is None else self.clock(since)
        stands = waiting_on(incident)
        waiting = "" if stands is None else f"on {waiting_said(stands)} (since update {stands.update})"
        merged = f"{incident.duplicate_of}, which goes on" if incident.duplicate_of else ""
        return labelled(
            [
                ("Impact", incident.impact or "not yet known"),
                ("Scope", incident.scope or "not yet known"),
                ("Waiting", waiting),
                ("Because", ", ".join(incident.because)),
                ("Since", began),
                ("Same as", merged),
                ("Takes in", ", ".join(incident.absorbed.values())),
            ]
        )

    def roles(self) -> list[str]:
        """Who holds each role, a standing offer, an absence."""
        incident = self.incident
        lines = [heading("Roles")]
        for role in Role:
            label = f"{role.value}  {role.full_name}"
            lines.append(f"{pad(label, 26)}{self.holder(role)}")
        offer = incident.standing_offer(self.now)
        if offer is not None:
            roles = ", ".join(role.value for role in offer.roles)
            baton, stands = sign("⇄", "<>"), left(offer.stands_until - self.now)
            lines.append(f"{baton} {roles} offered to {line(offer.to)}, {stands} left for their yes")
        elif incident.offer is not None:
            lapsed = self.clock(incident.offer.stands_until)
            lines.append(f"{sign('⇄', '<>')} the offer to {line(incident.offer.to)} lapsed {lapsed}")
        away = incident.away
        if away is not None:
            told = "" if away.told else ", CLIENT NOT TOLD"
            lines.append(
                f"{line(away.who)} is away until {self.clocks.told(away.until)}, nobody covers{told}"
            )
        return lines

    def holder(self, role: Role) -> str:
        incident = self.incident
        if role is Role.IC:
            formally = "" if incident.owner_assigned else ", by default"
            return f"{line(incident.owner)}, owner since {self.clock(incident.tenure.since)}{formally}"
        if role in incident.leads:
            return f"{line(incident.leads[role])} since {self.clock(incident.leads_since[role])}"
        return until_assigned(line(incident.owner), is_open=incident.is_open)

    def called(self) -> list[str]:
        """Whose turn it is, and since when they have done nothing."""
        lines = called_lines(called(self.incident, self.now), self.incident.ref, self.clocks)
        return [heading("Called"), *lines] if lines else []

    def owed(self) -> list[str]:
        """What is owed after the end; overdue in words and in red."""
        found = [] if self.incident.is_open else owed(self.incident)
        lines = [heading("Owed")] if found else []
        for each in found:
            what = what_is_owed(each.kind, each.n, each.text)
            due = "without a date"
            if each.due_at is not None:
                when = due_in_full(each.kind, each.due_at, self.clocks)
                due = f"{away_from(each.due_at, self.now)}, due {when}"
            said = line(f"{what}: {due} ({each.who})")
            lines.append(paint(said, "red", "bold") if each.overdue(self.now) else said)
        return lines

    def unsent(self) -> list[str]:
        """What is not out yet, to whom of several clients, and how to say that it is."""
        waiting = self.incident.waiting
        if not waiting:
            return []
        from incident_console.delivery.outbox import outbox_id

        lines = [paint(heading(f"{NOT_OUT.capitalize()}: {len(waiting)}"), "red")]
        for message in waiting:
            kind = message_kind(message.kind)
            name = outbox_id(self.incident, message)
            lines.append(f"{name}  {kind} of {self.clock(message.written_at)} by {line(message.by)}")
            if self.incident.has_several:
                whom = ", ".join(line(each.client or "") for each in message.to_tell)
                lines.append(f"{'':{len(name)}}  {NOT_OUT} to {whom}")
            lines += [f"{'':{len(name)}}  {each}" for each in self.what_to_do(message, name)]
        return lines

    def what_to_do(self, message: Message, name: str) -> list[str]:
        """What can be done about a message that is not out yet."""
        if self.incident.is_overtaken(message):
            return ["overtaken, not to be posted: what it speaks of no longer stands"]
        posted = f"when it is posted: outbox posted {name}"
        ways = [each for each in self.ways if each.message is message]
        if not ways:
            return [posted]
        from incident_console.cli.ways import ways_on

        return [*(f"{why}: {to_type}" for why, to_type in ways_on(self.incident, ways, self.now)), posted]

    def channels(self) -> list[str]:
        """What each channel was told last, and what has not arrived by one."""
        if not self.ways:
            return []
        from incident_console.cli.ways import ways_lines

        return ways_lines(self.incident, self.ways, self.clocks)

    def conflicts(self) -> list[str]:
        """What does not hold beside what another copy recorded, and why."""
        from incident_console.reports.delivery_lines import author
        from incident_console.reports.timeline import headline
        from incident_console.reports.verdicts import verdict

        found = self.incident.conflicts
        lines = [paint(heading(f"Conflicts: {len(found)}"), "red")] if found else []
        for entry in found:
            said = signed(author(entry), headline(entry, self.incident, self.clocks, dates=clock))
            lines += hanging(f"{entry.seq:>4}  ", cut(line(said), 200), 6)
            lines += hanging("", line(verdict(entry, self.incident, self.clocks, dates=clock) or ""), 6)
        return lines

    def promises(self) -> list[str]:
        """What the client was promised, and what became of it."""
        if not self.incident.promises:
            return []
        counts = {**dict.fromkeys(map(str, Outcome), 0), NEVER_ANSWERED: 0}
        for promise in self.incident.promises:
            unanswered = never_answered(self.incident, promise)
            counts[NEVER_ANSWERED if unanswered else promise.outcome.value] += 1
        said = ", ".join(f"{count} {outcome}" for outcome, count in counts.items() if count)
        lines = [heading("Promises", said)]
        for promise in self.incident.promises[-5:]:
            kind = "" if promise.kind.value == "update" else f" ({promise.kind})"
            kind += f" to {line(promise.client or '')}" if self.incident.has_several else ""
            kind += ", longer than the cadence" if promise.longer_than_cadence else ""
            due = self.clocks_of(promise.client).told(promise.due_at)
            lines.append(f"for {due}{kind}: {self.outcome(promise)}")
        return lines

    def outcome(self, promise: Promise) -> str:
        if promise.outcome is Outcome.LATE:
            return late(promise.late_seconds or 0)
        if never_answered(self.incident, promise):
            return NEVER_ANSWERED
        if promise.outcome is Outcome.OPEN and self.now > promise.due_at:
            return f"open, {away_from(promise.due_at, self.now)}"
        return promise.outcome.value

    def actions(self) -> list[str]:
        actions = self.incident.actions
        still_open = len(self.incident.open_actions)
        lines = [heading("Actions", f"{still_open} open of {len(actions)}")] if actions else []
        for action in actions:
            box = "[x]" if action.done_at else "[-]" if action.dropped_at else "[ ]"
            due = ""
            if action.due is not None and action.open:
                due = f", due {self.clock(action.due)}, {away_from(action.due, self.now)}"
            follow_up = ", follow-up" if action.follow_up else ""
            start = f"{box} {action.n:>2}  "
            text = block(f"{line(action.text)} ({line(action.owner)}{due}{follow_up})", " " * len(start))
            lines.append(start + text[len(start) :])
        return lines

    def ending(self) -> list[str]:
        """The three gates, as far as they are passed, and the review."""
        incident, review = self.incident, self.incident.review
        remedy = "" if incident.remedy is None else REMEDIES[incident.remedy]
        restored = "" if incident.restored_at is None else f", since {self.clock(incident.restored_at)}"
        due = ""
        if review.completed_at is not None:
            due = f"completed {self.clock(review.completed_at)}"
        elif review.due_at is not None:
            due = f"due {self.clock(review.due_at)}, {away_from(review.due_at, self.now)}"
        pairs = [
            ("Resolved", self.gate(incident.resolved_at, f", {remedy}{restored}")),
            ("Confirmed", self.gate(incident.confirmed_at)),
            ("Closed", self.gate(incident.closed_at)),
            ("Review", due),
            ("Cause", review.root_cause),
        ]
        lines = labelled(pairs)
        return [heading("The end"), *lines] if lines else []

    def gate(self, moment: datetime | None, further: str = "") -> str:
        return "" if moment is None else self.clock(moment) + further

    def timeline(self) -> list[str]:
        from incident_console.reports.delivery_lines import author
        from incident_console.reports.log_rows import in_order
        from incident_console.reports.timeline import headline

        entries = in_order(self.incident)
        shown = entries[-RECENT:]
        more = f"the last {len(shown)} of {len(entries)}: log {self.incident.ref}"
        lines = [heading("Timeline", more if len(entries) > len(shown) else "")]
        for entry in shown:
            struck = "[struck] " if entry.id in self.incident.struck else ""
            struck += "[conflict] " if entry.objection is not None else ""
            said = signed(author(entry), struck + headline(entry, self.incident, self.clocks, dates=clock))
            lines += hanging(f"{self.clock(entry.occurred_at)}  ", cut(line(said), 200), 7)
        return lines
