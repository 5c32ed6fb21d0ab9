"""What users would open instead, each in an environment of its own: `make bench-peers`.

Only their start and their cursor key can be compared, so only those stand in the table.
"""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path

import msgspec

from benchmarks import data, floors, scratch
from benchmarks.measure import Row, interleaved, median, shown
from benchmarks.scratch import Sizes
from benchmarks.screen_rows import DOWN, FLOOR_ROW, UP, board, short, started
from benchmarks.terminal import Terminal
from incident_console.store import engine

ENVIRONMENTS = data.FOLDER.parent / "peers"
PACKAGES: dict[str, list[str]] = {"visidata": [], "harlequin": [], "posting": ["tree-sitter<0.26"]}
"""With what they need besides: Posting 2.11 ends by a segmentation fault with tree-sitter 0.26."""


class Peer(msgspec.Struct, frozen=True, kw_only=True):
    """A program, how it is opened, the text that says it is there, and what leads into its list."""

    name: str
    argv: Sequence[str]
    text: bytes
    before: tuple[bytes, ...] = ()


def rows(sizes: Sizes) -> list[Row]:
    """Start and key of each peer that can be installed, and of ours in the same run."""
    open_rows = board(sizes)
    ours = Peer(
        name="incident-console",
        argv=scratch.console(scratch.large_file(sizes)),
        # The first one's reference is in the terminal's title before it is in the list.
        text=short(open_rows[1]),
    )
    listed = [[row.ref, row.title, row.severity or "", row.owner] for row in open_rows]
    found = []
    for peer in [ours, *peers(listed)]:
        try:
            found += [start_row(peer, sizes), key_row(peer, sizes)]
        except (OSError, RuntimeError, TimeoutError) as error:
            print(f"{peer.name} could not be measured: {str(error).splitlines()[0]}", file=sys.stderr)
    return found


def peers(listed: Sequence[Sequence[str]]) -> list[Peer]:
    """The peers that are or can be installed, each with the same 200 incidents where it opens files."""
    folder = scratch.FOLDER / "peers"
    folder.mkdir()
    table, database, collection = folder / "board.csv", folder / "board.db", folder / "collection"
    with table.open("w", newline="") as file:
        csv.writer(file).writerows([["ref", "title", "severity", "owner"], *listed])
    database.touch()
    connection = engine.connect(str(database))
    connection.execute("CREATE TABLE board (ref TEXT, title TEXT, severity TEXT, owner TEXT)")
    connection.executemany("INSERT INTO board VALUES (?, ?, ?, ?)", listed)
    connection.close()
    collection.mkdir()
    for ref, title, *_ in listed:
        (collection / f"{ref}.posting.yaml").write_text(f"name: {ref} {title}\nurl: http://localhost/{ref}\n")
    first = listed[0][0].encode()
    known = {
        "visidata": Peer(name="visidata", argv=[str(script("visidata", "vd")), str(table)], text=first),
        "harlequin": Peer(
            name="harlequin",
            argv=[str(script("harlequin", "harlequin")), "--adapter", "sqlite", str(database)],
            text=b"main",
            # Into the catalogue, and its table opened: a list to move in.
            before=(b"\x1b[17~", b"\r", DOWN, b"\r"),
        ),
        "posting": Peer(
            name="posting",
            argv=[str(script("posting", "posting")), "--collection", str(collection)],
            # It lists by name.
            text=min(listed)[0].encode(),
            before=(b"\x1b[Z",),
        ),
    }
    return [known[name] for name in PACKAGES if installed(name, Path(known[name].argv[0]))]


def script(package: str, name: str) -> Path:
    """A program in the environment of a package: they do not agree on what they need."""
    return ENVIRONMENTS / package / "bin" / name


def installed(package: str, program: Path) -> bool:
    """Install a package from the index into its own environment; tell whether it is there."""
    if program.exists():
        return True
    if not script(package, "python").exists():
        subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENTS / package)], check=True)
    pip = [str(script(package, "python")), "-m", "pip", "--disable-pip-version-check", "--no-input", "-qq"]
    done = subprocess.run([*pip, "install", package, *PACKAGES[package]], check=False)
    if done.returncode != 0:
        print(f"{package} cannot be installed here, and is left out", file=sys.stderr)
    return done.returncode == 0 and program.exists()


def start_row(peer: Peer, sizes: Sizes) -> Row:
    floor = started([*floors.TABLE_APP, "1"], FLOOR_ROW)
    pair = interleaved(started(peer.argv, peer.text), floor, sizes.rounds // 2).scaled(1000)
    return told(f"{peer.name}: start", "the least Textual app with a table", pair.ours, pair.floor)


def key_row(peer: Peer, sizes: Sizes) -> Row:
    """The cursor key in its list, medians."""
    around = scratch.environment()
    with Terminal(peer.argv, around) as theirs, Terminal([*floors.TABLE_APP, "200"], around) as floor:
        theirs.until(peer.text)
        floor.until(FLOOR_ROW)
        theirs.settle(1.0)
        floor.settle()
        for key in peer.before:
            theirs.type(key)
            theirs.settle()
        keys = cycle((DOWN, UP))
        pair = interleaved(
            lambda: theirs.press(next(keys)), lambda: floor.press(DOWN), min(sizes.keys, 60), warm=2
        )
        pair = pair.scaled(1000)
    return told(f"{peer.name}: cursor key", "the same app's cursor key", pair.ours, pair.floor)


def told(what: str, floor_name: str, ours: Sequence[float], floor: Sequence[float]) -> Row:
    """A row with nothing to reach."""
    return Row(
        what=what,
        floor_name=floor_name,
        ours=shown(median(ours), "ms"),
        floor=shown(median(floor), "ms"),
        ratio=median(ours) / median(floor),
    )
