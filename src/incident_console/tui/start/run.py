"""Opening the war room: from a shell's terminal to the app, and back to an exit status."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path

NO_TERMINAL = "the war room needs a terminal, and {what}; scripts use the commands: incident-console --help"


def run(
    db: Path | str | None,
    by: str | None,
    config_path: Path | str | None = None,
    *,
    demo: bool = False,
    drill: bool = False,
    mouse: bool = True,
) -> int:
    """Open the war room and return its exit status when it is left.

    What is None is looked up in the child: this process only waits, and need not load what that takes.

    Args:
        db: the record, which is made where there is none; None: as environment and configuration say.
        by: who sits at the keyboard; None: as environment, configuration or login say.
        config_path: a configuration that must exist; None: the environment's, else the platform's, if any.
        demo: show an incident under way in a temporary record instead.
        drill: be led through a drill, in a temporary record.
        mouse: whether the mouse is used; the configuration may forbid it too.

    Returns:
        0; 1 where it could not be opened; 128 + n where it was ended by signal n.
    """
    problem = no_terminal()
    if problem is not None:
        print(f"incident-console: {problem}", file=sys.stderr)
        return 1
    scratch = scratch_folder()

    def war_room() -> int:
        # What is imported stays; a search for garbage in it costs a tenth of the start (the rows “start”).
        # `started` resumes it.
        gc.disable()
        from incident_console.tui.room.record import Visit
        from incident_console.tui.start.session import live

        visit = Visit.DEMO if demo else Visit.DRILL if drill else None
        return live(db, by, config_path, scratch=scratch, visit=visit, mouse=mouse)

    try:
        return waited_for(war_room)
    finally:
        if scratch.exists():
            import shutil

            shutil.rmtree(scratch, ignore_errors=True)


def waited_for(war_room: Callable[[], int]) -> int:
    """Run the war room in a child of this process, where the system has such things."""
    if os.name != "posix":
        return war_room()
    from incident_console.tui.start.guard import guarded

    return guarded(war_room)


def no_terminal() -> str | None:
    """Return why no war room can be shown here, None where it can."""
    for name, stream in (
        ("input", sys.__stdin__),
        ("output", sys.__stdout__),
        ("error output", sys.__stderr__),
    ):
        if stream is None or not stream.isatty():
            return NO_TERMINAL.format(what=f"the {name} is none")
    if os.environ.get("TERM") == "dumb":
        return NO_TERMINAL.format(what="TERM=dumb cannot show it")
    return None


def scratch_folder() -> Path:
    """Return a name for a folder that is made where a demo or drill needs it."""
    temporary = Path(os.environ.get("TMPDIR") or "/tmp")
    if os.name != "posix" or not temporary.is_dir():
        import tempfile

        temporary = Path(tempfile.gettempdir())
    return temporary / f"incident-console-{os.urandom(8).hex()}"
