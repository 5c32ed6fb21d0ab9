"""What docs/PEOPLE.md and docs/WATCH.md show of the configuration is understood, whole as it stands there."""

from __future__ import annotations

from pathlib import Path

import pytest

from incident_console.config import Config
from incident_console.config.settings import parse_config

DOCS = Path(__file__).resolve().parents[2] / "docs"


def shown(page: str) -> Config:
    """What the page's first example of a configuration says."""
    lines = (DOCS / page).read_text().splitlines()
    begun = next(n for n, line in enumerate(lines) if line.startswith("    ["))
    ended = next(n for n, line in enumerate(lines[begun:], start=begun) if not line.startswith("    "))
    return parse_config("\n".join(line[4:] for line in lines[begun:ended]), Path("/conf/config.toml"))


@pytest.mark.parametrize("page", ["PEOPLE.md", "WATCH.md"])
def test_the_example_can_be_copied_as_it_stands(page: str) -> None:
    config = shown(page)
    assert config.mistakes == ()
    assert config.policy.colleagues.ways, "a team is told by it"


def test_the_people_of_the_example_are_called_and_escalated_to() -> None:
    colleagues = shown("PEOPLE.md").policy.colleagues
    assert [way.channel for way in colleagues.ways_to(["robert.m"])] == ["bob-page"]
    ladder = colleagues.ladder("sre")
    assert ladder is not None
    assert ladder.rungs == (("bob",), ("carol", "dan"))
