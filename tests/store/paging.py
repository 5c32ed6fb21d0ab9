"""The pages of a file that the board and its indexes take, and what a damaged one does to it."""

from collections.abc import Iterator
from pathlib import Path

from incident_console.store import engine

CANNOT = b"\x02\x05\x0a\x0d"
"""The kinds of pages of a tree: inner and leaf, of an index and of a table."""


def pages(path: Path) -> Iterator[tuple[str, int]]:
    """Each page of the board and of its indexes, by the tree that it belongs to."""
    connection = engine.connect(str(path))
    trees = connection.execute(
        "SELECT name, rootpage FROM sqlite_schema WHERE tbl_name = 'incidents'"
    ).fetchall()
    size = engine.value(connection, "PRAGMA page_size")
    connection.close()
    data = path.read_bytes()
    for name, root in trees:
        for page in below(data, size, root):
            yield str(name), page


def below(data: bytes, size: int, page: int) -> Iterator[int]:
    """A page of a tree and all below it; none of them is the first of the file."""
    start = (page - 1) * size
    assert data[start] in CANNOT
    yield page
    if data[start] not in (2, 5):
        return
    cells = int.from_bytes(data[start + 3 : start + 5])
    for n in range(cells):
        at = start + int.from_bytes(data[start + 12 + 2 * n : start + 14 + 2 * n])
        yield from below(data, size, int.from_bytes(data[at : at + 4]))
    yield from below(data, size, int.from_bytes(data[start + 8 : start + 12]))


def spoiled(data: bytes, page: int, fill: bytes) -> bytes:
    """The bytes of a file with one page of it filled otherwise."""
    start = (page - 1) * len(fill)
    return data[:start] + fill + data[start + len(fill) :]
