"""`share`: one record for several logins of one host."""

from __future__ import annotations

import click

from incident_console.cli.answers import line, say, say_json
from incident_console.cli.caller import Caller
from incident_console.cli.failures import Failed
from incident_console.cli.typed import GIVEN
from incident_console.cli.verbs import as_json, verb


@verb("share", example="share --group sre\n--db /srv/incidents/incidents.db share --group sre")
@click.option("--group", type=GIVEN, metavar="NAME", help="A group of this host; else as configured.")
@as_json
@click.pass_obj
def share_command(caller: Caller, group: str | None, as_json: bool) -> None:
    """Make the record a group's, for several logins of this host.

    Its folder, itself and all files beside it are made theirs; what is made later, likewise. It is made where
    there is none yet. The login stands with each entry, beside the name.
    """
    from incident_console.store import sharing
    from incident_console.store.store import Store

    wanted = group or caller.config.group
    if wanted is None:
        raise Failed("name the group that shares the record: share --group NAME")
    with Store.open(caller.path, group=wanted) as store:
        shared = sharing.share(store.path, wanted)
    if as_json:
        say_json(
            {
                "path": str(store.path),
                "group": shared.group,
                "closed": None if shared.closed is None else str(shared.closed),
            }
        )
        return
    say(f"{line(store.path)} is shared with {line(shared.group)}: its folder, itself, and all beside it.")
    if shared.closed is not None:
        say(closed(line(shared.closed), line(shared.group)))


def closed(folder: str, group: str) -> str:
    """What is said of a folder above the record's that the group cannot pass."""
    return (
        f"They cannot get there yet: {folder} is closed to {group}. Open it to them (chmod g+x or o+x), or "
        "keep the record where they can reach it."
    )
