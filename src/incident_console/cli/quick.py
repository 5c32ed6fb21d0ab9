"""`list` and `show` as people and scripts ask for them all day, answered before click is loaded.

Whatever is unusual is left to the commands themselves: help, other options, wrong usage, anything that fails.
"""

from __future__ import annotations

import errno
import gc
import os
import sys
from collections.abc import Sequence

from incident_console.cli.answers import NotPrinted, let_go
from incident_console.cli.caller import Caller
from incident_console.domain.text import is_utf8
from incident_console.paths import CONFIG_VARIABLE, DB_VARIABLE, NAME_VARIABLE

OPTIONS = {"--db": DB_VARIABLE, "--as": NAME_VARIABLE, "--config": CONFIG_VARIABLE}


def answer(arguments: Sequence[str]) -> bool:
    """Answer plain calls of `list` and `show`; False, with nothing printed, leaves it to click."""
    given = {option: os.environ.get(variable) for option, variable in OPTIONS.items()}
    words = list(arguments)
    while words and words[0].partition("=")[0] in OPTIONS:
        option, equals, value = words.pop(0).partition("=")
        value = value if equals else words.pop(0) if words else ""
        if not value.strip() or value.startswith("--"):
            return False
        given[option] = value
    if not words or not is_utf8(given["--as"] or ""):
        return False
    # A process that ends at once has no use for looking for cycles among what it imports.
    gc.disable()
    caller = Caller()
    caller.quiet = True
    caller.db, caller.name, caller.config_path = given["--db"], given["--as"], given["--config"]
    try:
        if answered := reply(caller, words[0], words[1:]):
            caller.say_copies()
        return answered
    except NotPrinted as failure:
        let_go()
        if failure.errno != errno.EPIPE:
            print(f"incident-console: the answer could not be printed ({failure.strerror})", file=sys.stderr)
        sys.exit(1)
    except Exception:
        # Whatever it is, the long way meets it too and says it in the words of every command.
        return False
    finally:
        gc.enable()
        caller.close()


def reply(caller: Caller, command: str, words: list[str]) -> bool:
    """Answer where every word is understood."""
    options = {word for word in words if word.startswith("-")}
    names = [word for word in words if word not in options]
    as_json = "--json" in options
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    if command == "list" and options <= {"--all", "--json"} and not names:
        from incident_console.cli.board import say_board

        say_board(caller, "--all" in options, as_json)
        return True
    if command == "show" and options <= {"--json"} and len(names) == 1:
        from incident_console.cli.sheet import say_sheet

        say_sheet(caller, names[0], as_json)
        return True
    return False
