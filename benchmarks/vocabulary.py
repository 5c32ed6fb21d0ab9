"""What people write during incidents: invented services, and sentences like those of public timelines."""

from __future__ import annotations

from random import Random

PEOPLE = (
    *("alice", "bob", "carla", "dmitri", "esra", "farid", "grace", "henrik", "ines", "jonas", "kavya"),
    *("liam", "maria", "nikhil", "olga", "pavel", "quentin", "rosa", "samir", "tove", "umar", "vera", "wen"),
)
CLIENTS = (
    *("Northwind Retail", "Contoso Bank", "Fabrikam Logistics", "Tailspin Travel", "Litware Health"),
    *("Adatum Media", "Proseware Energy", "Trey Research", "Wingtip Games", "Lucerne Publishing"),
)
SERVICES = (
    *("checkout", "payments", "search", "login", "webhooks", "billing", "catalogue", "media upload"),
    *("notifications", "object storage", "build queue", "message broker", "VPN gateway", "primary database"),
    *("read replicas", "certificate issuer", "edge cache", "scheduler", "reporting", "feature flags"),
)
REGIONS = ("eu-west", "eu-north", "us-east", "us-west", "asia-east", "asia-south", "sa-east", "all regions")
FAULTS = (
    *("answers 502", "times out", "is slow", "rejects writes", "drops connections", "serves stale data"),
    *("fails its health checks", "loses messages", "refuses new sessions", "runs out of memory"),
    *("lags behind", "returns empty results"),
)
NOTES = (
    "Monitoring fires for {service} in {region}; {n} alerts within a minute.",
    "{person} joins the call and looks at {service}.",
    "Error rate of {service} at {n} % in {region}, rising since the last release.",
    "Queue of {service} holds {n} thousand items and grows.",
    "Support reports {n} tickets about {service}, most from {region}.",
    "Vendor confirms trouble with a cooling system in one building of {region}.",
    "Traffic moved away from {region}; latency of {service} falls to {n} ms.",
    "Backup of {service} checked: {n} minutes old and complete.",
)
FINDINGS = (
    "Replication of {service} in {region} is {n} minutes behind the primary.",
    "A configuration change removed the network routes of {region}; {service} has no way out.",
    "Connection pool of {service} is exhausted: {n} of {n} in use.",
    "Certificate of {service} expired {n} minutes ago on {n} hosts.",
    "A failover left {service} with unreplicated writes in {region}.",
    "Only {region} is affected: {n} of its hosts answer, the rest restart in a loop.",
)
DECISIONS = (
    "Keep {service} read-only until the data is verified; integrity before time to recover.",
    "Power down part of {region} to protect the machines.",
    "Roll back {service} to the release of {n} days ago.",
    "Pause webhook delivery and page builds while {service} catches up.",
)
ACTIONS = (
    "Roll back {service} in {region}",
    "Raise the pool of {service} to {n}",
    "Restore {service} from the backup and compare row counts",
    "Write to the provider about {region}",
    "Lock deployments of {service}",
    "Add {n} replicas for {service}",
)
IMPACTS = (
    "{n} % of requests to {service} fail in {region}.",
    "{service} works, but answers take {n} seconds in {region}.",
    "Customers in {region} cannot use {service}.",
    "New sessions of {service} are refused; existing ones go on.",
)
STEPS = (
    "We moved traffic of {service} to another region and restarted {n} hosts.",
    "We rolled back the last change to {service}.",
    "The provider repaired the hardware in {region}; we are bringing {service} back.",
    "We restored {n} % of the affected data and verified it.",
)
NEXT_STEPS = (
    "Watch {service} in {region} and restore the remaining capacity.",
    "Finish the restore of {service}, then let queued work through.",
    "Add capacity to {service} and verify with {n} test customers.",
)
REASONS = (
    "no progress for {n} minutes",
    "{region} is affected as well",
    "only {n} customers are affected",
    "end of the shift",
)
CHANNELS = ("status page", "email", "customer channel", "phone")


def filled(random: Random, sentences: tuple[str, ...]) -> str:
    """One of the sentences with its blanks filled in."""
    return random.choice(sentences).format(
        service=random.choice(SERVICES),
        region=random.choice(REGIONS),
        person=random.choice(PEOPLE),
        n=random.randrange(2, 98),
    )


def title(random: Random) -> str:
    """A short name for an incident."""
    service = random.choice(SERVICES)
    return f"{service[0].upper()}{service[1:]} {random.choice(FAULTS)} in {random.choice(REGIONS)}"
