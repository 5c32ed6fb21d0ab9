"""A support portal that is a program of the team's own: it keeps what it is given, or says no."""

from __future__ import annotations

import json
from typing import Any

from tests.cli.terminal_user import Shell

CONFIG = """
channels = {channels}
[channels.portal]
kind = "ticket"
run = ["./portal", "comment", "{{ticket}}"]
create = ["./portal", "create"]
{more}
[channels.acme]
kind = "file"
audience = "client"
path = "acme.txt"
"""

KEEPS = """
printf '%s\\n' "$1 $2" >> calls
cat >> given; echo >> given
[ "$1" = create ] && echo '{"id": "SUP-9", "url": "https://portal.example/SUP-9"}'
exit 0
"""
DOWN = "echo 'the portal is down' >&2; exit 75"
SAYS_NO = "echo '403 this project is closed' >&2; exit 1"
GOES_AWAY = "kill -9 $$"


class Portal:
    """The program, beside a record, and what it was given."""

    def __init__(self, shell: Shell, *, create_for: tuple[str, ...] = (), by_file: bool = False) -> None:
        self.folder = shell.config.parent
        more = f"create_for = {json.dumps(create_for)}" if create_for else ""
        shell.configure(CONFIG.format(channels='["acme"]' if by_file else "[]", more=more))
        self.does(KEEPS)

    def does(self, script: str) -> None:
        """Have it do something else from now on."""
        program = self.folder / "portal"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o700)

    @property
    def given(self) -> list[dict[str, Any]]:
        """What it was given and kept, in order."""
        file = self.folder / "given"
        lines = file.read_text().splitlines() if file.exists() else []
        return [json.loads(line) for line in lines if line]

    @property
    def calls(self) -> list[str]:
        """How it was called."""
        file = self.folder / "calls"
        return [line.strip() for line in file.read_text().splitlines()] if file.exists() else []
