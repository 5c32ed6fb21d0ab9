"""The least Textual app with a table and a footer: `floor_table.py ROWS`."""

import sys
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.widgets import DataTable, Footer


class Floor(App[None]):
    """A table that a cursor moves through."""

    BINDINGS: ClassVar = [("q", "quit", "Quit")]

    def compose(self) -> ComposeResult:
        yield DataTable[str](cursor_type="row")
        yield Footer()

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.add_columns("Incident", "Title")
        for n in range(int(sys.argv[1])):
            table.add_row(f"INC-{n:04}", f"Checkout answers {n}")


if __name__ == "__main__":
    Floor().run()
