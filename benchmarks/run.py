"""Measure everything, print the table, write docs/BENCHMARKS.md.

python -m benchmarks.run [--small] [--peers] [--only WORD]…

The large record is made once (some minutes) and kept in build/bench. `--small` is a quick look with 1,000
incidents; it, and `--only`, write no page.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks import (
    delivery_rows,
    growth,
    past_rows,
    peers,
    people_rows,
    read_rows,
    record_rows,
    report,
    scratch,
    screen_rows,
)
from benchmarks.measure import Row
from benchmarks.scratch import Sizes

Measure = Callable[[Sizes], Row | list[Row]]

ROWS: dict[str, Measure] = {
    "start": screen_rows.start,
    "key": screen_rows.key,
    "composer": screen_rows.composer,
    "idle": screen_rows.idle,
    "memory": screen_rows.memory,
    "command": record_rows.one_command,
    "eight": record_rows.eight_consoles,
    "change": screen_rows.another_console,
    "statusline": read_rows.statusline,
    "list": read_rows.list_command,
    "show": read_rows.show_command,
    "search": read_rows.search,
    "long": read_rows.long_incident,
    "past letter": past_rows.letters,
    "past page": past_rows.first_page,
    "past jump": past_rows.jumps,
    "past beside": past_rows.beside,
    "import": record_rows.one_import,
    "merge": record_rows.one_merge,
    "delivery": delivery_rows.delivery,
    "people": people_rows.people,
    "growth": lambda sizes: growth.growth(sizes, growth_plot(sizes)),
}


def growth_plot(sizes: Sizes) -> Path:
    """Where the plot goes: a quick look leaves the page's alone."""
    return scratch.FOLDER / "growth.svg" if sizes.small else report.PLOT


def measured(names: list[str], sizes: Sizes) -> list[Row]:
    """Measure these rows, printing each as it is known."""
    rows: list[Row] = []
    for name in names:
        try:
            found = ROWS[name](sizes)
        except (RuntimeError, TimeoutError) as error:
            # The others are worth knowing all the same.
            print(error, file=sys.stderr)
            found = Row(what=name, ours="could not be measured", reached=False)
        for row in found if isinstance(found, list) else [found]:
            print(report.line(row), flush=True)
            rows.append(row)
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure everything beside its floor.")
    parser.add_argument("--small", action="store_true", help="1,000 incidents, few rounds, no page")
    parser.add_argument("--peers", action="store_true", help="also what users would open instead")
    parser.add_argument("--only", action="append", choices=list(ROWS), help="this row alone; repeatable")
    given = parser.parse_args()
    sizes = Sizes(small=given.small)
    scratch.fresh()
    print(f"{sizes}; {'; '.join(report.facts(sizes)[:2])}\n")
    rows = measured(given.only or list(ROWS), sizes)
    others = peers.rows(sizes) if given.peers else []
    for row in others:
        print(report.line(row), flush=True)
    if not given.small and not given.only:
        report.PAGE.write_text(report.page(rows, others, sizes), encoding="utf-8")
        print(f"\nwritten: {report.PAGE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
