"""The entry point: `incident-console` and `python -m incident_console`."""

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


def main() -> None:
    """Run the program with `sys.argv`; never returns without an exit status."""
    arguments = sys.argv[1:]
    # tmux asks for the status line every few seconds: it is answered before click is imported.
    # Its help is click's to print, like that of every other command.
    if command_of(arguments) == "statusline" and "--help" not in arguments:
        from incident_console import statusline

        sys.exit(statusline.main(arguments))

    # Click takes as long to load as these two take to answer.
    if command_of(arguments) in ("list", "show") and "_INCIDENT_CONSOLE_COMPLETE" not in os.environ:
        from incident_console.cli import quick

        if quick.answer(arguments):
            sys.exit(0)

    from incident_console.cli import main as cli

    sys.exit(cli.main())


if __name__ == "__main__":
    main()
