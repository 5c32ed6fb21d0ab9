"""The words that the rules are made of: severity, status, roles and duties, what becomes of a promise."""

from __future__ import annotations

from enum import StrEnum


class Severity(StrEnum):
    """How bad it is (R 6.3)."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"

    @property
    def word(self) -> str:
        return {"P1": "Critical", "P2": "High", "P3": "Medium", "P4": "Low"}[self.value]


class Status(StrEnum):
    """Where an incident stands in its life."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"
    CLOSED = "closed"
    STOOD_DOWN = "stood_down"
    DUPLICATE = "duplicate"


WORKING = (Status.INVESTIGATING, Status.IDENTIFIED, Status.MONITORING)
ENDED = frozenset((Status.CLOSED, Status.STOOD_DOWN, Status.DUPLICATE))


class Role(StrEnum):
    """The three roles (R 4). The Incident Commander is the owner (C, Ownership)."""

    IC = "IC"
    CL = "CL"
    OL = "OL"

    @property
    def full_name(self) -> str:
        return {"IC": "Incident Commander", "CL": "Communications Lead", "OL": "Operations Lead"}[self.value]

    @property
    def duties(self) -> tuple[str, ...]:
        """What the role is there to do (R 4)."""
        return DUTIES[self]


DUTIES: dict[Role, tuple[str, ...]] = {
    Role.IC: (
        "declares and classifies; defines impact and severity",
        "assigns the roles and coordinates the response",
        "escalates inside the company",
        "hands over deliberately, and confirms the resolution",
    ),
    Role.CL: (
        "is the voice to the client: structured updates on time",
        "keeps colleagues and the Incident Commander informed",
        "answers what clients ask meanwhile",
    ),
    Role.OL: (
        "investigates the technical cause, and reports to the Incident Commander",
        "mitigates with the tools of operations",
        "works with the engineering teams and carries out the remedy",
    ),
}


class Criterion(StrEnum):
    """Why something is declared an incident (R 5)."""

    PRODUCTION = "production"
    SLA = "sla"
    STABILITY = "stability"


class Remedy(StrEnum):
    """On what ground an incident counts as resolved (R 8)."""

    RESTORED = "restored"
    WORKAROUND = "workaround"
    MITIGATED = "mitigated"


class PromiseKind(StrEnum):
    """What the client was promised."""

    UPDATE = "update"
    ANALYSIS = "analysis"


class Outcome(StrEnum):
    """What became of a promise. Overdue is still `open`: what ends it says how late it was."""

    OPEN = "open"
    KEPT = "kept"
    LATE = "late"
    MOVED = "moved"


class MessageKind(StrEnum):
    """What a message to the client is for."""

    UPDATE = "update"
    RESCHEDULE = "reschedule"
    ABSENCE = "absence"
    WRAP_UP = "wrap_up"
    STAND_DOWN = "stand_down"
    DUPLICATE = "duplicate"
    ANALYSIS = "analysis"
    CLIENT_DROP = "client_drop"


ENDINGS = (MessageKind.WRAP_UP, MessageKind.STAND_DOWN, MessageKind.DUPLICATE)
"""The messages with which an incident ends."""


class Proof(StrEnum):
    """How it is known that a message arrived: the service took it, the service shows it, somebody says so."""

    ACCEPTED = "accepted"
    POSTED = "posted"
    SAID = "said"

    def suffices(self, wanted: Proof) -> bool:
        """Whether it is at least as much as is wanted."""
        levels = list(Proof)
        return levels.index(self) >= levels.index(wanted)


class DeliveryOutcome(StrEnum):
    """What came of a message on its way to one recipient; only `delivered` and `said` tell a client."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    SAID = "said"
