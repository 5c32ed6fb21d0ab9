"""Pictures of the war room, from the demo at a fixed time: drawn, or with `--check` compared.

The same code draws the same bytes: clock, references, zone and colours are given.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random
from typing import NamedTuple
from unittest import mock

# Textual reads these when it is imported.
for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM", "TEXTUAL_THEME", "TEXTUAL_ANIMATIONS", "TMUX"):
    os.environ.pop(name, None)
os.environ["TZ"] = "UTC"
time.tzset()

from incident_console.clock import FixedClock, new_reference  # noqa: E402
from incident_console.config import Config  # noqa: E402
from incident_console.demo import build_demo  # noqa: E402
from incident_console.store.store import Store  # noqa: E402
from incident_console.tui.app import IncidentConsole  # noqa: E402
from incident_console.tui.dialogs import pause  # noqa: E402

pause.PAUSE_SECONDS = 0.0  # A picture shows what can be answered, not the moment before.

FOLDER = Path(__file__).parent
NOW = datetime(2026, 11, 21, 14, 34, 12, tzinfo=UTC)
PERSON = "alice"
SEED = 20181021


class Picture(NamedTuple):
    """A screen: its file's name, its size in cells, what was pressed before, and its looks."""

    name: str
    columns: int
    rows: int
    keys: Sequence[str] = ()
    theme: str = "incident-dark"
    empty: bool = False


PICTURES = (
    Picture("war-room-160x50", 160, 50),
    Picture("war-room-120x40", 120, 40),
    Picture("war-room-80x24", 80, 24),
    Picture("war-room-60x20", 60, 20),
    Picture("card-40x10", 40, 10),
    Picture("light-120x40", 120, 40, theme="incident-light"),
    Picture("brief-120x40", 120, 40, ("y",)),
    Picture("composer-120x40", 120, 40, ("j", "u")),
    Picture("severity-120x40", 120, 40, ("j", "1")),
    Picture("declare-120x40", 120, 40, ("d",)),
    Picture("keys-120x40", 120, 40, ("question_mark",)),
    Picture("first-run-120x40", 120, 40, empty=True),
)


def main(arguments: Sequence[str]) -> int:
    """Draw the pictures, or with `--check` say which are not as they would be drawn now."""
    stale = []
    with tempfile.TemporaryDirectory() as folder:
        demo = Path(folder) / "demo.db"
        with mock.patch("incident_console.desk.new_reference", partial(new_reference, Random(SEED))):
            build_demo(demo, FixedClock(NOW), PERSON)
        for picture in PICTURES:
            drawn = asyncio.run(draw(picture, demo))
            file = FOLDER / f"{picture.name}.svg"
            if "--check" not in arguments:
                file.write_text(drawn, "utf-8")
            elif not file.exists() or file.read_text("utf-8") != drawn:
                stale.append(file.name)
    known = {f"{picture.name}.svg" for picture in PICTURES}
    left = sorted(file.name for file in FOLDER.glob("*.svg") if file.name not in known)
    for name in stale:
        print(
            f"{name} is not what the program shows now; draw it anew with: make screenshots", file=sys.stderr
        )
    for name in left:
        print(f"{name} is drawn by nothing any more; remove it", file=sys.stderr)
    return 1 if stale or left else 0


async def draw(picture: Picture, demo: Path) -> str:
    """Show the war room on a copy of the demo, and return the picture of it as SVG."""
    clock = FixedClock(NOW)
    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder) / "incidents.db"
        if not picture.empty:
            shutil.copyfile(demo, record)
        store = Store.open(record, create=True)
        config = Config(theme=picture.theme)
        app = IncidentConsole(store, person=PERSON, config=config, clock=clock)
        async with app.run_test(size=(picture.columns, picture.rows)) as pilot:
            await pilot.pause()
            for key in picture.keys:
                await pilot.press(key)
                await pilot.pause()
            await settled(app)
            return without_addresses(app.export_screenshot(title="incident-console"))


async def settled(app: IncidentConsole) -> None:
    """Wait until nothing is left to draw: two pictures in a row are the same."""
    before = ""
    for _ in range(50):
        await asyncio.sleep(0.02)
        now = app.export_screenshot()
        if now == before:
            return
        before = now


def without_addresses(svg: str) -> str:
    """Leave fonts to the reader's machine: a picture asks nobody for anything."""
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
