"""The entry point: `incident-console` and `python -m incident_console`."""

import gc
import os
import sys
from collections.abc import Sequence

OPTIONS_WITH_VALUE = frozenset({"--db", "--as", "--config"})


def command_of(arguments: Sequence[str]) -> str | None:
    """The command behind the global options (`--db PATH`, `--db=PATH`, …), or None where there is none."""
    remaining = iter(arguments)
    for argument in remaining:
        if argument in OPTIONS_WITH_VALUE:
            next(remaining, None)
        elif not argument.startswith("-"):
            return argument
    return None


def war_room_options(arguments: Sequence[str]) -> dict[str, str] | None:
    """The global options where they are all that was given, so that the war room is meant; else None.

    Whatever is odd about them is click's to say.
    """
    given: dict[str, str] = {}
    remaining = iter(arguments)
    for argument in remaining:
        option, equals, value = argument.partition("=")
        if argument == "--no-mouse":
            given[argument] = "yes"
        elif option in OPTIONS_WITH_VALUE:
            value = value if equals else next(remaining, "")
            if not value or value.startswith("-"):
                return None
            given[option] = value
        else:
            return None
    return given


def prepare() -> None:
    """Make sure of what a shell may have taken away: the standard streams, and the use of one's own files."""
    # What is opened later must not get the number of a stream that was closed.
    while (handle := os.open(os.devnull, os.O_RDWR)) <= 2:
        continue
    os.close(handle)
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    # Others' rights are as the person wants them; their own are needed to read what was written.
    os.umask(os.umask(0o077) & 0o077)


def leave(status: int) -> None:
    """End the process; never returns. The rows `list` and `show` have no time for a last look for garbage."""
    gc.freeze()
    sys.exit(status)


def main() -> None:
    """Run the program with `sys.argv`; never returns without an exit status."""
    prepare()
    arguments = sys.argv[1:]
    # tmux asks for the status line every few seconds: it is answered before click is imported.
    # Its help is click's to print, like that of every other command.
    if command_of(arguments) == "statusline" and "--help" not in arguments:
        from incident_console import statusline

        leave(statusline.main(arguments))

    completing = "_INCIDENT_CONSOLE_COMPLETE" in os.environ
    # The war room is there at once, or nearly so: it needs nothing of click.
    if not completing and (options := war_room_options(arguments)) is not None:
        from incident_console.tui.start import run

        mouse = "--no-mouse" not in options
        sys.exit(run.run(options.get("--db"), options.get("--as"), options.get("--config"), mouse=mouse))

    # Click takes as long to load as these two take to answer.
    if not completing and command_of(arguments) in ("list", "show"):
        from incident_console.cli import quick

        if quick.answer(arguments):
            leave(0)

    from incident_console.cli import main as cli

    sys.exit(cli.main())


if __name__ == "__main__":
    main()
