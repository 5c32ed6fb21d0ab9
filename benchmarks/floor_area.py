"""A Textual app that is one text area with a text of some length: `floor_area.py CHARACTERS`."""

import sys

from textual.app import App, ComposeResult
from textual.widgets import TextArea

SENTENCE = "We moved traffic to another region and restarted hosts. "


def text(length: int) -> str:
    """Lines as people write them in an update, of so many characters in all."""
    paragraph = SENTENCE * 3 + "\n"
    return (paragraph * (length // len(paragraph) + 1))[:length]


class Floor(App[None]):
    """Somewhere to type."""

    def compose(self) -> ComposeResult:
        yield TextArea(text(int(sys.argv[1])))


if __name__ == "__main__":
    Floor().run()
