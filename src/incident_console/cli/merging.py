"""`merge`: what another copy of the record holds, brought into this one."""

from __future__ import annotations

from pathlib import Path

import click

from incident_console.cli.answers import block, line, say, say_json
from incident_console.cli.caller import Caller
from incident_console.cli.typed import legible
from incident_console.cli.verbs import as_json, verb
from incident_console.paths import expanded


@verb("merge", example="merge /media/usb/incidents.db\nmerge ~/laptop/incidents.db --json")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@as_json
@click.pass_obj
def merge_command(caller: Caller, file: Path, as_json: bool) -> None:
    """Bring in what another copy of the record holds.

    FILE is only read. What was decided on both sides is judged anew, and what does not hold is named.
    """
    from incident_console.reports import merging

    legible(str(file), "the path", "another one")
    merged = caller.desk.merge(expanded(file))
    incidents = {came.ref: caller.incident(came.ref) for came in merged.touched}
    if as_json:
        say_json(merging.answer(merged, incidents))
        return
    for sentence in merging.sentences(merged, incidents, caller.clocks):
        say(block(line(sentence)))
