"""`export`, `import`, `verify`, `backup`: the record out, in, proven and copied."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from incident_console.cli.answers import advise, line, put, say, say_json
from incident_console.cli.caller import Caller
from incident_console.cli.damage import presenting
from incident_console.cli.failures import Failed, recorded_already
from incident_console.cli.people_names import PERSON
from incident_console.cli.typed import SEVERITY, OneOf, Reference, legible
from incident_console.cli.verbs import as_json, reference, verb
from incident_console.domain.incident import Incident
from incident_console.paths import expanded
from incident_console.words import counted

LONGEST_FILE = 40_000_000
"""The largest file that is read for an import, in bytes."""


@verb("export", example="export INC-7K3Q --format md\nexport . --format html --output INC-7K3Q.html")
@reference
@click.option(
    "--format",
    required=True,
    type=OneOf("md", "html", "json", "csv"),
    help="The review document as Markdown or HTML, everything as JSON, the timeline as CSV.",
)
@click.option("--output", type=click.Path(path_type=Path), metavar="PATH", help="A new file; else stdout.")
@as_json
@click.pass_obj
def export_command(caller: Caller, ref: str, format: str, output: Path | None, as_json: bool) -> None:
    """Write an incident as a document, for review or keeping."""
    from incident_console.reports.export import export

    target = None if output is None else expanded(output)
    incident, damage = caller.readable(ref)
    store = caller.reader
    assert store is not None
    with presenting(caller, incident, damage):
        missing = "" if damage is None else str(damage)
        anchor = store.anchor(incident.id)
        text = export(incident, format, caller.now(), caller.policy, anchor=anchor, damaged=missing)
        if target is None:
            if as_json and format != "json":
                say_json({"ref": incident.ref, "id": incident.id, "format": format, "text": text})
            else:
                put(text, end="")
        else:
            write_document(incident, format, text, target, as_json)


def write_document(incident: Incident, format: str, text: str, output: Path, as_json: bool) -> None:
    """Write an exported document into a new file, and say where it is."""
    from incident_console.reports.files import write_new

    written = write_new(output, text)
    if as_json:
        say_json({"ref": incident.ref, "id": incident.id, "format": format, "path": str(written)})
    else:
        say(line(written))


@verb("import", example='import past.jsonl --title "Network outage" --severity P1\nimport - < past.jsonl')
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), metavar="FILE")
@click.option("--title", metavar="TEXT", help="Else what was declared, or the file's name.")
@click.option("--severity", type=SEVERITY, help="Unknown where neither you nor the file says.")
@click.option(
    "--owner", type=PERSON, metavar="NAME", help="Who owned it; else you, until the file names the IC."
)
@as_json
@click.pass_obj
def import_command(
    caller: Caller, file: Path, title: str | None, severity: str | None, owner: str | None, as_json: bool
) -> None:
    """Bring in a past incident, and print its reference.

    The file holds JSON lines, or one JSON array of the same objects. All of it comes in, or nothing. What has
    no place here is kept in the entry's text, and a warning names its line.
    """
    from incident_console.cli.declaring import say_reference
    from incident_console.domain.vocabulary import Severity

    name = "" if str(file) == "-" else file.name
    done = caller.desk.import_past(
        text_of(file), name=name, title=title, severity=Severity(severity) if severity else None, owner=owner
    )
    if as_json:
        with recorded_already(done.incident):
            say_json({"ref": done.incident.ref, "id": done.incident.id, "warnings": list(done.warnings)})
    else:
        say_reference(caller, done, as_json)
    for warning in done.warnings:
        advise(f"Warning: {line(warning)}.")


def text_of(file: Path) -> str:
    """The text of a file, or of stdin for `-`.

    Raises:
        Failed: it cannot be read, is no UTF-8 text, or is too long.
    """
    try:
        if str(file) == "-":
            if sys.stdin is None:
                raise Failed("nothing can be read: the standard input is closed; give a file")
            raw = sys.stdin.buffer.read(LONGEST_FILE + 1)
        else:
            with expanded(file).open("rb") as opened:
                raw = opened.read(LONGEST_FILE + 1)
        if len(raw) > LONGEST_FILE:
            raise Failed(f"{file} is too long to be one incident; give one incident a file")
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Failed(f"{file} is not UTF-8 text; save it as UTF-8 JSON lines") from error
    except OSError as error:
        raise Failed(f"{file} cannot be read ({error.strerror}); give another file") from error


@verb("verify", example="verify\nverify INC-7K3Q --json")
@click.argument("ref", required=False, type=Reference(), metavar="[REF]")
@click.option("--rebuild", is_flag=True, help="First write order, lists and search anew from the log.")
@click.option("--anchor", metavar="TEXT", help="What verify printed earlier: all of that must still be here.")
@as_json
@click.pass_obj
def verify_command(caller: Caller, ref: str | None, rebuild: bool, anchor: str | None, as_json: bool) -> None:
    """Prove that nothing recorded was altered or lost. Ends with 1 where something was."""
    if rebuild and caller.reader is not None:
        caller.store.rebuild()
    incident = None if ref is None else caller.incident(ref)
    store = caller.reader if incident is not None or rebuild else caller.to_verify
    if store is None:
        if as_json:
            nothing = {"incidents": 0, "events": 0, "findings": [], "anchor": None, "forks": []}
            say_json({"ref": None, "whole": True, **nothing})
        else:
            say("There is nothing to verify yet.")
        return
    found = store.verify(None if incident is None else incident.id, anchor)
    if as_json:
        say_json(
            {
                "ref": None if incident is None else incident.ref,
                "whole": found.whole,
                "incidents": found.incidents,
                "events": found.events,
                "findings": [
                    {"ref": each.ref, "sentence": each.sentence, "derived": each.derived}
                    for each in found.findings
                ],
                "anchor": found.anchor or None,
                "forks": list(found.forks),
            }
        )
    else:
        what = f"{counted(found.incidents, 'incident')}, {counted(found.events, 'event')}"
        say(f"Looked at {what}: {'whole' if found.whole else counted(len(found.findings), 'finding')}.")
        for each in found.findings:
            say(f"- {line(each.sentence)}")
        for console in found.forks:
            say(f"Console {line(console)} went on twice, from a restored copy; both branches are kept.")
        if found.anchor:
            say(f"Anchor, to be kept elsewhere: {found.anchor}")
    if not found.whole:
        derived = all(each.derived for each in found.findings)
        todo = "verify --rebuild puts it right" if derived else "keep the file, and restore your last backup"
        raise Failed(f"{line(found.findings[0].sentence)}; {todo}")


@verb("backup", example="backup ~/backups/incidents-2026-11-21.db")
@click.argument("path", type=click.Path(path_type=Path), metavar="PATH")
@as_json
@click.pass_obj
def backup_command(caller: Caller, path: Path, as_json: bool) -> None:
    """Copy the whole record into a new file.

    Others may go on writing meanwhile. A record that is too damaged to be opened is copied page by page, as
    it lies there. What an open war room holds of a file that is gone, only that room can save (S).
    """
    legible(str(path), "the path", "another one")
    written = copy_of(caller, expanded(path))
    if as_json:
        say_json({"path": str(written), "bytes": written.stat().st_size})
    else:
        say(line(written))


def copy_of(caller: Caller, path: Path) -> Path:
    """Copy the record, also one that cannot be opened any more; return where the copy is."""
    from incident_console.store import backup, file
    from incident_console.store.errors import StoreRefused

    try:
        store = caller.reader
    except StoreRefused as refusal:
        source = file.resolve(caller.path)
        if "is damaged" not in str(refusal) or not file.examine(source):
            raise
        return backup.backup_damaged(source, path)
    if store is None:
        raise Failed("there is no record yet, so there is nothing to copy; declare an incident first")
    return store.backup(path)
