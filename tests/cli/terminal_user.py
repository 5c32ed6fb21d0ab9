"""Somebody at a shell: runs commands in this process, on a clock that the test moves."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from incident_console.cli.caller import Caller
from incident_console.cli.main import cli
from incident_console.clock import FixedClock
from incident_console.domain.incident import Incident

START = datetime(2026, 9, 1, 14, 0, tzinfo=UTC)
"""A Tuesday afternoon, within business hours."""

UPDATE = ("--impact", "30 % of checkouts fail", "--done", "rolled back 2.41", "--next", "scale the pool")


class Shell:
    """A record, a clock, and people who type."""

    def __init__(self, folder: Path) -> None:
        self.db = folder / "record" / "incidents.db"
        self.config = folder / "config.toml"
        self.clock = FixedClock(START)
        self.person = "alice"

    def configure(self, text: str) -> None:
        self.config.write_text(text, "utf-8")

    def run(self, *arguments: str, by: str | None = None, stdin: bytes | None = None) -> Result:
        """Run a command, whatever comes of it."""
        options = ["--db", str(self.db), "--as", by or self.person]
        if self.config.exists():
            options += ["--config", str(self.config)]
        return CliRunner().invoke(cli, [*options, *arguments], obj=Caller(self.clock), input=stdin)

    def bare(self, *arguments: str) -> Result:
        """Run a command without any global option."""
        return CliRunner().invoke(cli, [*arguments], obj=Caller(self.clock))

    def say(self, *arguments: str, by: str | None = None) -> str:
        """Run a command that succeeds, and return its stdout."""
        result = self.run(*arguments, by=by)
        assert result.exit_code == 0, f"{arguments}: {result.output}"
        return result.stdout

    def ask(self, *arguments: str, by: str | None = None) -> Any:
        """Run a command with --json, and return its answer."""
        result = self.run(*arguments, "--json", by=by)
        assert result.exit_code == 0, f"{arguments}: {result.output}"
        assert result.stdout.isascii()
        return json.loads(result.stdout)

    def refused(self, *arguments: str, by: str | None = None) -> str:
        """Run a command that is refused: nothing on stdout, one line on stderr, status 1."""
        result = self.run(*arguments, by=by)
        assert result.exit_code == 1, f"{arguments}: {result.exit_code} {result.output}"
        assert result.stdout == ""
        (sentence,) = result.stderr.splitlines()
        assert sentence.startswith("incident-console: ")
        return sentence.removeprefix("incident-console: ")

    def wrong(self, *arguments: str) -> str:
        """Run a command that is used wrongly: nothing on stdout, one line on stderr, status 2."""
        result = self.run(*arguments)
        assert result.exit_code == 2, f"{arguments}: {result.exit_code} {result.output}"
        assert result.stdout == ""
        (sentence,) = result.stderr.splitlines()
        assert sentence.startswith("incident-console: ")
        return sentence.removeprefix("incident-console: ")

    def declare(self, title: str = "Checkout answers 502", *further: str, by: str | None = None) -> str:
        """Declare an incident and return its reference."""
        return self.say("declare", title, "--because", "production", *further, by=by).strip()

    def update(self, ref: str, *further: str, next_update: str = "+30m", by: str | None = None) -> Any:
        """Send an update that is out at once."""
        return self.ask("update", ref, *UPDATE, "--next-update", next_update, "--posted", *further, by=by)

    def folded(self, ref: str) -> Incident:
        """Return an incident as commands read it, on the record and clock of this shell."""
        caller = Caller(self.clock)
        caller.db = str(self.db)
        try:
            return caller.incident(ref)
        finally:
            caller.close()

    def show(self, ref: str) -> Any:
        return self.ask("show", ref)

    def pass_minutes(self, minutes: float) -> None:
        self.clock.advance(minutes=minutes)
