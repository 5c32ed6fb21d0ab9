"""Rows of the table about people in the configuration: thousands of them cost nobody a start."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from benchmarks import processes, scratch
from benchmarks.measure import Row, compared, interleaved
from benchmarks.scratch import PERSON, Sizes
from benchmarks.screen_rows import EMPTY_LIST, empty_file, started
from incident_console.domain.vocabulary import Criterion
from incident_console.store.store import Store

PEOPLE = 5_000
MEASURABLE = 1.1
"""What two runs of the same differ by here."""
CHANNEL = """
[channels.page]
kind = "file"
audience = "internal"
path = "page.txt"
"""
SOMEBODY = """
[people.{name}]
names = ["{name}.smith", "{name}@example.com"]
team = "team-{team}"
phone = "+00 555 {number:04}"
zone = "Europe/Berlin"
deputy = "{deputy}"
channels = ["page"]
"""


def with_people(count: int) -> Path:
    """Return a configuration with so many people, who measures among them."""
    path = scratch.FOLDER / f"people-{count}.toml"
    names = [PERSON if n == count // 2 else f"person{n}" for n in range(count)]
    people = (
        SOMEBODY.format(name=name, team=n // 20, number=n % 10_000, deputy=names[n - 1])
        for n, name in enumerate(names)
    )
    path.write_text(CHANNEL + "".join(people), "utf-8")
    return path


def one_note(config: Path, path: Path, ref: str) -> Callable[[], float]:
    """Run the command that notes something, as a user does."""
    argv = scratch.console(path, "--config", str(config), "note", ref, "the pool is exhausted")
    return lambda: processes.run(argv, scratch.environment())


def people(sizes: Sizes) -> list[Row]:
    """Starts of the war room and of a command with 5,000 people in the configuration, beside none."""
    many, none = with_people(PEOPLE), with_people(0)
    starts = interleaved(
        started(scratch.console(empty_file(), "--config", str(many)), EMPTY_LIST),
        started(scratch.console(empty_file(), "--config", str(none)), EMPTY_LIST),
        sizes.rounds,
    )
    path = scratch.FOLDER / "people.db"
    Store.open(path).close()
    with scratch.desk(path) as desk:
        ref = desk.declare(title="Checkout answers 502", because=[Criterion.PRODUCTION]).incident.ref
    commands = interleaved(one_note(many, path, ref), one_note(none, path, ref), sizes.rounds * 2)
    who, name = f"{PEOPLE:,} people in the configuration", "the same with nobody"
    return [
        compared(f"start of the war room, {who}", name, starts.scaled(1000), "ms", MEASURABLE),
        compared(f"a note by command, {who}", name, commands.scaled(1000), "ms", MEASURABLE),
    ]
